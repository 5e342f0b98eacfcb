"""Opening what was declared guarded without a filing: one asks, another of a different role agrees, a day passes.

Nothing opens by itself: when the wait is over somebody of either side has to say so once more, and after a fortnight
without that the agreement lapses. Either side can call it off until then. See docs/decisions/publication-guard.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import SYSTEM, Actor, Role
from webapp.base.clock import now
from webapp.base.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from webapp.base.journal import record
from webapp.documents import policy
from webapp.documents.actions.declaring import put_declaration
from webapp.documents.actions.guarding import REASON_LIMIT, end_opening, opening_under_way
from webapp.documents.actions.locating import Located, locate, refusal, subject
from webapp.documents.actions.telling import tell_opening
from webapp.documents.disclosure import DECLARED_GUARDED, LEAST_REASON, OPENING_WAIT, Disclosure, has_lapsed
from webapp.documents.disclosure_models import Opening
from webapp.documents.models import Document, Version, VersionEditor

TARGETS = (Disclosure.NOTHING, Disclosure.PUBLIC)


@dataclass(frozen=True, slots=True)
class AskOpening:
    """Ask to open the document as ``target`` (nothing or public), with a reason."""

    target: Disclosure
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerOpening:
    """Agree to the opening with this id, or call it off, with a reason."""

    opening_id: int
    reason: str


def ask_opening(session: Session, actor: Actor, number: str, command: AskOpening) -> Opening:
    """Begin. Raises Conflict('open') while another is under way, Conflict('state') where nothing is to be opened."""
    located = _known(session, actor, number)
    document = located.document
    if not policy.can_declare(actor, document) or not actor.account_id:
        raise refusal(actor, located)
    if document.disclosure not in DECLARED_GUARDED or command.target not in TARGETS:
        raise Conflict("state", present=document.disclosure)
    present = opening_under_way(session, document.id)
    if present is not None:
        if not has_lapsed(present.ready_at, now()):
            raise Conflict("open", present=present)
        end_opening(present, "lapsed", "", "")
        session.flush()
    row = Opening(
        document_id=document.id,
        target=command.target,
        reason=_reason("opening_reason", command.reason),
        requested_by_id=actor.account_id,
        requested_by_name=actor.name[:64],
        requested_role=policy.side_of(actor, document),
    )
    session.add(row)
    session.flush()
    after = {"target": row.target, "reason": row.reason, "role": row.requested_role}
    record(session, actor, "documents.ask_opening", subject(document, located.versions[-1]), None, after)
    tell_opening(session, actor, "opening_asked", document, located.versions[-1].title, row.id)
    return row


def approve_opening(session: Session, actor: Actor, number: str, command: AnswerOpening) -> Opening:
    """Agree as a second person of another role; the wait begins. Raises NotAllowed('same_side') for anybody else."""
    located = _known(session, actor, number)
    row = _expected(session, located, command.opening_id)
    if not policy.can_approve_opening(actor, located.document, row) or had_hand(session, actor, located):
        raise NotAllowed("same_side")
    if row.approved_at is not None:
        raise Conflict("state", present=row)
    row.approval_reason = _reason("approval", command.reason)
    row.approved_by_id = actor.account_id
    row.approved_by_name = actor.name[:64]
    row.approved_role = policy.side_of(actor, located.document)
    row.approved_at = now()
    row.ready_at = row.approved_at + OPENING_WAIT
    session.flush()
    after = {"reason": row.approval_reason, "role": row.approved_role, "ready_at": row.ready_at.isoformat()}
    record(session, actor, "documents.approve_opening", subject(located.document, located.versions[-1]), None, after)
    tell_opening(session, actor, "opening_agreed", located.document, located.versions[-1].title, row.id)
    return row


def cancel_opening(session: Session, actor: Actor, number: str, command: AnswerOpening) -> Opening:
    """Call it off, from either side, at any time before it took effect."""
    located = _known(session, actor, number)
    row = _expected(session, located, command.opening_id)
    if not policy.can_end_opening(actor, located.document):
        raise NotAllowed
    end_opening(row, "cancelled", actor.name, command.reason)
    session.flush()
    after = {"reason": row.end_reason}
    record(session, actor, "documents.cancel_opening", subject(located.document, located.versions[-1]), None, after)
    tell_opening(session, actor, "opening_ended", located.document, located.versions[-1].title, row.id)
    return row


def confirm_opening(session: Session, actor: Actor, number: str, opening_id: int) -> Opening:
    """Let it take effect. Raises Conflict('waiting') before the wait is over, Conflict('lapsed') long after it."""
    located = _known(session, actor, number)
    row = _expected(session, located, opening_id)
    if not policy.can_end_opening(actor, located.document):
        raise NotAllowed
    if row.ready_at is None or now() < row.ready_at:
        raise Conflict("waiting", present=row)
    if has_lapsed(row.ready_at, now()):
        raise Conflict("lapsed", present=row)
    end_opening(row, "opened", actor.name, "")
    session.flush()
    reason = f"{row.reason}\n{row.approval_reason}"
    put_declaration(session, actor, located, Disclosure(row.target), reason, opening=row)
    tell_opening(session, actor, "opening_ended", located.document, located.versions[-1].title, row.id)
    return row


def tell_ready(session: Session) -> int:
    """Tell both sides of every opening whose wait is over, each once; how many openings there are."""
    ready = select(Opening, Document).join(Document, Document.id == Opening.document_id)
    rows = session.execute(ready.where(Opening.outcome == "", Opening.ready_at <= now())).all()
    for row, document in rows:
        newest = select(Version.title).where(Version.document_id == document.id).order_by(Version.ordinal.desc())
        title = session.scalar(newest.limit(1)) or ""
        tell_opening(session, SYSTEM, "opening_ready", document, title, row.id)
    return len(rows)


def had_hand(session: Session, actor: Actor, located: Located) -> bool:
    """Whether a reviewer wrote or is named in any version: such a one is no second person."""
    if not actor.has(Role.REVIEWER) or policy.owns(actor, located.document):
        return False
    ids = [each.id for each in located.versions]
    wrote = select(VersionEditor.version_id).where(
        VersionEditor.version_id.in_(ids), VersionEditor.account_id == actor.account_id
    )
    took_part = actor.person_id is not None and any(
        row.person_id == actor.person_id for each in located.versions for row in each.people
    )
    return took_part or session.scalar(wrote.limit(1)) is not None


def _known(session: Session, actor: Actor, number: str) -> Located:
    located = locate(session, number)
    published = located.published
    if not any(policy.can_read_version(actor, located.document, each, published) for each in located.versions):
        raise NotFound
    return located


def _expected(session: Session, located: Located, opening_id: int) -> Opening:
    row = session.get(Opening, opening_id)
    if row is None or row.document_id != located.document.id:
        raise NotFound
    if row.outcome:
        raise Conflict("state", present=row)
    return row


def _reason(field: str, text: str) -> str:
    clean = text.strip()[:REASON_LIMIT]
    if len(clean) < LEAST_REASON:
        raise Invalid(Fault(field, "short_reason", {"least": LEAST_REASON}))
    return clean
