"""The public summary of a guarded document: its own side proposes, a reviewer accepts, either takes it back at once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor, Role
from webapp.base.clock import now
from webapp.base.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from webapp.base.journal import record
from webapp.documents import policy, summary_policy
from webapp.documents.actions.locating import Located, locate, refusal, subject
from webapp.documents.actions.telling import tell_proposed, tell_summary_answered
from webapp.documents.disclosure import is_guarded
from webapp.documents.disclosure_models import PublicSummary, SummaryState

TITLE_LIMIT = 40
TEXT_LIMIT = 500
NOTE_LIMIT = 500


@dataclass(frozen=True, slots=True)
class ProposeSummary:
    """Propose this plain text in place of what stands; ``revision`` is what the author saw, 0 for nothing."""

    title: str
    text: str
    revision: int


@dataclass(frozen=True, slots=True)
class AnswerSummary:
    """Accept the summary of this revision, or take it back with a note."""

    revision: int
    note: str = ""


def propose_summary(session: Session, actor: Actor, number: str, command: ProposeSummary) -> PublicSummary:
    """Write it down for review; one that was shown is shown no longer.

    Raises Conflict('stale_summary') when it changed meanwhile, Conflict('state') where nothing is guarded.
    """
    located = _known(session, actor, number)
    document = located.document
    if not policy.owns(actor, document):
        raise refusal(actor, located)
    if document.withdrawn_at is not None or not is_guarded(document.disclosure):
        raise Conflict("state", present=document.disclosure)
    title, text = _checked(command)
    row = _summary_of(session, document.id)
    if command.revision != (row.revision if row is not None else 0):
        raise Conflict("stale_summary", present=row)
    before = _told(row) if row is not None else None
    if row is None:
        row = PublicSummary(document_id=document.id, title=title, text=text)
        session.add(row)
    row.title, row.text, row.note, row.state = title, text, "", SummaryState.IN_REVIEW
    row.edited_by_id = actor.account_id
    row.edited_at = row.submitted_at = now()
    row.reviewed_by_id = row.reviewed_at = None
    session.flush()
    record(session, actor, "documents.propose_summary", _subject(located), before, _told(row))
    tell_proposed(session, actor, document, located.versions[-1].title, row.revision)
    return row


def accept_summary(session: Session, actor: Actor, number: str, command: AnswerSummary) -> PublicSummary:
    """Let everybody read it. Raises NotAllowed('own_text') for a reviewer with a hand in it or in the document."""
    located, row = _expected(session, actor, number)
    document = located.document
    if not summary_policy.can_accept_summary(actor, document, row, located.versions):
        raise NotAllowed("own_text" if actor.has(Role.REVIEWER) else "not_allowed")
    is_due = row.state == SummaryState.IN_REVIEW and document.withdrawn_at is None and is_guarded(document.disclosure)
    _move(actor, row, command, SummaryState.SHOWN, allowed=is_due)
    session.flush()
    record(session, actor, "documents.accept_summary", _subject(located), None, _told(row))
    tell_summary_answered(session, actor, document, located.versions[-1].title, row.revision)
    return row


def take_back_summary(session: Session, actor: Actor, number: str, command: AnswerSummary) -> PublicSummary:
    """Show it to nobody outside any more: the own side takes it back as a draft, a reviewer returns it."""
    located, row = _expected(session, actor, number)
    if not summary_policy.can_take_back_summary(actor, located.document):
        raise NotAllowed
    before = _told(row)
    state = SummaryState.DRAFT if policy.owns(actor, located.document) else SummaryState.RETURNED
    is_due = row.state in (SummaryState.IN_REVIEW, SummaryState.SHOWN)
    _move(actor, row, command, state, allowed=is_due)
    row.note = command.note.strip()[:NOTE_LIMIT]
    session.flush()
    record(session, actor, "documents.take_back_summary", _subject(located), before, _told(row))
    if row.state == SummaryState.RETURNED:
        tell_summary_answered(session, actor, located.document, located.versions[-1].title, row.revision)
    return row


def _move(actor: Actor, row: PublicSummary, command: AnswerSummary, state: SummaryState, *, allowed: bool) -> None:
    if row.revision != command.revision:
        raise Conflict("stale_summary", present=row)
    if not allowed:
        raise Conflict("state", present=row)
    row.state = state
    row.reviewed_by_id = actor.account_id
    row.reviewed_at = now()


def _checked(command: ProposeSummary) -> tuple[str, str]:
    given = (("summary_title", command.title.strip(), TITLE_LIMIT), ("summary_text", command.text.strip(), TEXT_LIMIT))
    faults = [Fault(name, "required") for name, text, _limit in given if not text]
    faults += [
        Fault(name, "too_long", {"length": len(text), "limit": limit})
        for name, text, limit in given
        if len(text) > limit
    ]
    if faults:
        raise Invalid(*faults)
    return given[0][1], given[1][1]


def _known(session: Session, actor: Actor, number: str) -> Located:
    located = locate(session, number)
    published = located.published
    if not any(policy.can_read_version(actor, located.document, each, published) for each in located.versions):
        raise NotFound
    return located


def _expected(session: Session, actor: Actor, number: str) -> tuple[Located, PublicSummary]:
    located = _known(session, actor, number)
    row = _summary_of(session, located.document.id)
    if row is None:
        raise NotFound
    return located, row


def _summary_of(session: Session, document_id: int) -> PublicSummary | None:
    return session.scalar(select(PublicSummary).where(PublicSummary.document_id == document_id))


def _subject(located: Located) -> tuple[str, int, str]:
    return subject(located.document, located.versions[-1])


def _told(row: PublicSummary) -> dict[str, str]:
    return {"state": str(row.state), "title": row.title, "text": row.text, "note": row.note}
