"""The private address of somebody's calendar: made, renewed, ended. The secret is shown once and only its hash kept."""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import NotAllowed
from webapp.base.journal import record
from webapp.patents.models import PatentCalendar
from webapp.patents.policy import may_record_somewhere


def renew_calendar(session: Session, actor: Actor) -> str:
    """A new secret in place of the former one, which works no more."""
    if not may_record_somewhere(actor) or actor.account_id is None:
        raise NotAllowed
    secret = secrets.token_urlsafe(24)
    row = session.get(PatentCalendar, actor.account_id)
    if row is None:
        row = PatentCalendar(account_id=actor.account_id, secret_hash=hashed(secret))
        session.add(row)
    row.secret_hash, row.made_at = hashed(secret), now()
    record(session, actor, "patents.renew_calendar", ("account", actor.account_id, actor.name))
    return secret


def end_calendar(session: Session, actor: Actor) -> bool:
    """Have the address work no more; whether there was one."""
    row = session.get(PatentCalendar, actor.account_id or 0)
    if row is None:
        return False
    session.delete(row)
    record(session, actor, "patents.end_calendar", ("account", actor.account_id, actor.name))
    return True


def hashed(secret: str) -> str:
    """The hash under which a secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()
