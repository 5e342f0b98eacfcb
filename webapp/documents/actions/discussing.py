"""Remarks on a version in review, answers to them, taking them as settled."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor, Role
from webapp.base.clock import now
from webapp.base.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from webapp.base.journal import record
from webapp.documents import policy
from webapp.documents.actions.commands import AddRemark, VersionKey
from webapp.documents.actions.locating import Located, locate, reviewed, standing, subject
from webapp.documents.actions.telling import tell_answer
from webapp.documents.models import ReviewNote, Version
from webapp.documents.workflow import VersionState

REMARK_LIMIT = 4000
QUOTE_LENGTH = 60


def add_remark(session: Session, actor: Actor, key: VersionKey, command: AddRemark) -> ReviewNote:
    """Say something of a place in a version in review. The same words twice in a round are said once."""
    located, version = reviewed(session, actor, key)
    if version.state != VersionState.IN_REVIEW:
        raise Conflict("state", present=standing(version))
    text = _said(command.text, "text")
    said = (ReviewNote.version_id == version.id, ReviewNote.round == version.round, ReviewNote.text == text)
    mine = (ReviewNote.author_id == actor.account_id, ReviewNote.section == command.place[:64])
    found = session.scalar(select(ReviewNote).where(*said, *mine, ReviewNote.is_reason.is_(False)))
    if found is not None:
        return found
    row = _row(actor, version, command.place, text)
    row.quote = command.quote[:QUOTE_LENGTH]
    session.add(row)
    session.flush()
    record(session, actor, "documents.remark", subject(located.document, version), None, {"place": row.section})
    return row


def answer(session: Session, actor: Actor, number: str, note_id: int, text: str) -> ReviewNote:
    """Answer a reason or a remark."""
    located, version, note = _answerable(session, actor, number, note_id)
    row = _row(actor, version, note.section, _said(text, "text"))
    row.parent_id = note.id
    session.add(row)
    session.flush()
    record(session, actor, "documents.answer", subject(located.document, version), None, {"place": row.section})
    tell_answer(session, actor, located.document, version, note)
    return row


def settle(session: Session, actor: Actor, number: str, note_id: int, *, settled: bool = True) -> None:
    """Take a reason or a remark as settled, or open it again; nothing happens when it is so already."""
    located, version, note = _answerable(session, actor, number, note_id)
    if (note.settled_at is not None) == settled:
        return
    note.settled_at = now() if settled else None
    note.settled_by_name = actor.name if settled else ""
    session.flush()
    before, after = {"settled": not settled}, {"settled": settled, "place": note.section}
    record(session, actor, "documents.settle", subject(located.document, version), before, after)


def _answerable(session: Session, actor: Actor, number: str, note_id: int) -> tuple[Located, Version, ReviewNote]:
    located = locate(session, number)
    note = session.get(ReviewNote, note_id)
    version = next((each for each in located.versions if note is not None and each.id == note.version_id), None)
    if note is None or note.parent_id is not None or version is None:
        raise NotFound
    if not policy.can_read_version(actor, located.document, version, located.published):
        raise NotFound
    if not policy.owns(actor, located.document) and not actor.has(Role.REVIEWER):
        raise NotFound
    if not policy.can_answer(actor, located.document, version):
        may_in_time = policy.can_write(actor, located.document) or policy.can_review(actor, located.document, version)
        raise Conflict("state", present=standing(version)) if may_in_time else NotAllowed(_why(actor))
    return located, version, note


def _why(actor: Actor) -> str:
    return "own_text" if actor.has(Role.REVIEWER) else "not_allowed"


def _said(text: str, field: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid(Fault(field, "required"))
    if len(text) > REMARK_LIMIT:
        raise Invalid(Fault(field, "too_long", {"length": len(text), "limit": REMARK_LIMIT}))
    return text


def _row(actor: Actor, version: Version, place: str, text: str) -> ReviewNote:
    return ReviewNote(
        version_id=version.id,
        round=version.round,
        section=place[:64],
        text=text,
        author_id=actor.account_id,
        author_name=actor.name,
        is_reason=False,
    )
