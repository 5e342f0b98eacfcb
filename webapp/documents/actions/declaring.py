"""Declaring whether a document is a secret: closing at once, opening only with a filing or by way of two people."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.base.errors import Conflict, Fault, Invalid, NotAllowed
from webapp.base.journal import record
from webapp.documents import policy
from webapp.documents.actions.commands import Declare
from webapp.documents.actions.guarding import REASON_LIMIT, close_versions, end_opening, mark_sharers, opening_under_way
from webapp.documents.actions.locating import Located, locate, refusal, subject
from webapp.documents.disclosure import Disclosure, Way, is_guarded, way_to
from webapp.documents.disclosure_models import Declaration, Opening
from webapp.documents.models import Document
from webapp.patents.numbers import parse_number

FILING_COLUMN = 40
TYPED_COLUMN = 80


def declare(session: Session, actor: Actor, number: str, command: Declare) -> Document:
    """Put this declaration in force; what becomes guarded is closed to people outside in the same transaction.

    Raises Conflict('stale') when another declaration came first, Conflict('opening') where two people and a wait are
    needed, Invalid for a filing without a sound number and date.
    """
    located = declarable(session, actor, number)
    _refuse_stale(session, located, command)
    if not policy.can_declare(actor, located.document) and not is_guarded(command.disclosure):
        raise NotAllowed
    way = way_to(located.document.disclosure, command.disclosure)
    if way == Way.OPENING:
        raise Conflict("opening", present=located.document.disclosure)
    filing = _filing(command) if way == Way.FILING else {}
    put_declaration(session, actor, located, command.disclosure, command.reason, **filing)
    return located.document


def put_declaration(
    session: Session,
    actor: Actor,
    located: Located,
    disclosure: Disclosure,
    reason: str,
    *,
    opening: Opening | None = None,
    **filing: Any,
) -> Declaration:
    """Write the declaration down, close what has to be closed, and tell everything that depends on it."""
    document = located.document
    overtaken = opening_under_way(session, document.id) if opening is None else None
    if overtaken is not None:
        end_opening(overtaken, "cancelled", actor.name, reason)
    before = {"disclosure": str(document.disclosure)}
    row = Declaration(
        document_id=document.id,
        disclosure=disclosure,
        reason=reason.strip()[:REASON_LIMIT],
        opening_id=opening.id if opening else None,
        account_id=actor.account_id,
        account_name=actor.name[:64],
        **filing,
    )
    session.add(row)
    session.flush()
    narrowed = close_versions(session, located) if is_guarded(disclosure) else []
    document.disclosure = disclosure
    session.flush()
    mark_sharers(session, document.id)
    after = {"disclosure": str(disclosure), "narrowed": narrowed, "reason": row.reason}
    if disclosure == Disclosure.FILED:
        after |= {"filing_number": row.filing_number, "filed_on": str(row.filed_on)}
    record(session, actor, "documents.declare", subject(document, located.versions[-1]), before, after)
    return row


def declarable(session: Session, actor: Actor, number: str) -> Located:
    """The document, if the actor may say anything about its secrecy: its own side, and reviewers who can see it."""
    located = locate(session, number)
    document, published = located.document, located.published
    knows = any(policy.can_read_version(actor, document, each, published) for each in located.versions)
    if not knows or not policy.can_guard(actor, document):
        raise refusal(actor, located)
    return located


def present_declaration(session: Session, document_id: int) -> int:
    """The id of the declaration in force, 0 while there is none."""
    return session.scalar(select(func.max(Declaration.id)).where(Declaration.document_id == document_id)) or 0


def _refuse_stale(session: Session, located: Located, command: Declare) -> None:
    if present_declaration(session, located.document.id) != command.basis:
        raise Conflict("stale", present=located.document.disclosure)


def _filing(command: Declare) -> dict[str, Any]:
    faults = []
    typed = command.filing_number.strip()
    number = ""
    try:
        number = parse_number(typed).number if typed else ""
        faults += [] if number else [Fault("filing_number", "required")]
    except Invalid as refused:
        faults += [Fault("filing_number", each.code, each.figures) for each in refused.faults]
    if command.filed_on is None:
        faults.append(Fault("filed_on", "required"))
    elif command.filed_on > today():
        faults.append(Fault("filed_on", "in_future"))
    if faults:
        raise Invalid(*faults)
    return {
        "filing_number": number[:FILING_COLUMN],
        "filing_typed": typed[:TYPED_COLUMN],
        "filed_on": command.filed_on,
    }
