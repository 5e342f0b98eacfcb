"""Certificates of application: one for each revision both sides agreed on, with a number and a key to check it by."""

from __future__ import annotations

import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.adoptions import policy
from webapp.adoptions.actions.commands import Answer
from webapp.adoptions.actions.locating import located, refuse_stale, refuse_unless, subject
from webapp.adoptions.models import AdoptionCertificate
from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.base.errors import Conflict
from webapp.base.feed import FeedCounter
from webapp.base.journal import record


def issue_certificate(session: Session, actor: Actor, key: str, command: Answer) -> AdoptionCertificate:
    """The certificate of what both sides agreed on last; the same one when it was issued before.

    Raises Conflict('state') while something waits for an answer.
    """
    case = located(session, actor, key)
    adoption = case.adoption
    refuse_unless(policy.can_edit_adoption, actor, case)
    refuse_stale(session, adoption, command.revision)
    if not policy.is_agreed(adoption):
        raise Conflict("state", present=adoption.state)
    present = session.scalar(
        select(AdoptionCertificate).where(
            AdoptionCertificate.adoption_id == adoption.id, AdoptionCertificate.ordinal == adoption.newest
        )
    )
    if present is not None:
        return present
    row = AdoptionCertificate(
        number=_next_number(session),
        key=secrets.token_urlsafe(18),
        adoption_id=adoption.id,
        ordinal=adoption.newest,
        issued_by_id=actor.account_id,
    )
    session.add(row)
    session.flush()
    record(session, actor, "adoptions.certify", subject(adoption), None, {"number": row.number})
    return row


def _next_number(session: Session) -> str:
    """YYZM-<year>-<serial>; the one counter row is locked, so that two at once get different ones."""
    session.execute(select(FeedCounter.id).with_for_update())
    prefix = f"YYZM-{today().year}-"
    last = session.scalar(
        select(func.max(AdoptionCertificate.number)).where(AdoptionCertificate.number.like(f"{prefix}%"))
    )
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:06d}"
