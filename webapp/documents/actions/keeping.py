"""Keeping published documents true: verified again in time, called in at once when one is unsafe."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webapp.base import feed
from webapp.base.actor import Actor
from webapp.base.clock import local, now, today
from webapp.base.errors import Conflict, Fault, Invalid, NotFound
from webapp.base.journal import record
from webapp.documents import addressees, policy
from webapp.documents.actions.commands import Halt, Lift, SetRule, Verify
from webapp.documents.actions.locating import Located, locate, refusal, standing, subject
from webapp.documents.actions.telling import tell
from webapp.documents.content import Kind
from webapp.documents.kind_rules import MONTHS_LIMIT, Rule, months_after, rule_of, rules
from webapp.documents.models import Document, Version
from webapp.documents.review_models import Keeping, KindRule, Verification
from webapp.documents.workflow import VersionState

TEXT_LIMIT = 2000
SOON = timedelta(days=30)


def keep_true(session: Session, document: Document) -> Keeping:
    """A version was put in force: it counts as verified at that moment. What was called in stays so."""
    row = session.get(Keeping, document.id)
    if row is None:
        row = Keeping(document_id=document.id, halt_reason="", halted_by_name="")
        session.add(row)
    _count_verified(session, document, row)
    return row


def verify(session: Session, actor: Actor, number: str, command: Verify) -> Verification:
    """Say that what is in force is still correct, or that it needs a new version. Both are written down.

    Only what is still correct counts as verified. Raises Invalid without a note where a new version is needed.
    """
    located, published = _in_force(session, actor, number, policy.can_verify, command.ordinal)
    note = _text(command.note, "note", required=not command.is_correct)
    row = session.get(Keeping, located.document.id) or keep_true(session, located.document)
    before = {"verified": local(row.verified_at).date().isoformat()}
    if command.is_correct:
        _count_verified(session, located.document, row)
    said = Verification(
        document_id=located.document.id,
        ordinal=published.ordinal,
        is_correct=command.is_correct,
        note=note,
        account_id=actor.account_id,
        account_name=actor.name,
    )
    session.add(said)
    session.flush()
    after = {"verified": local(row.verified_at).date().isoformat(), "correct": command.is_correct, "note": note}
    record(session, actor, "documents.verify", subject(located.document, published), before, after)
    if not command.is_correct:
        side = addressees.own_side(session, located.document)
        tell(session, actor, "needs_version", located.document, published.title, side)
    return said


def halt(session: Session, actor: Actor, number: str, command: Halt) -> Keeping:
    """Call an unsafe document in at once: its readers are warned with the reason, and told.

    Raises Conflict('halted') when it is so already, Invalid without a reason.
    """
    located, published = _in_force(session, actor, number, policy.can_halt, command.ordinal)
    document = located.document
    row = session.get(Keeping, document.id) or keep_true(session, document)
    if row.halted_at is not None:
        raise Conflict("halted", present=standing(published))
    row.halt_reason = _text(command.reason, "reason", required=True)
    row.halted_at, row.halted_by_name = now(), actor.name
    session.flush()
    after = {"reason": row.halt_reason}
    record(session, actor, "documents.halt", subject(document, published), None, after)
    tell(session, actor, "halted", document, published.title, _concerned(session, located, command.also_tell))
    return row


def lift(session: Session, actor: Actor, number: str, command: Lift) -> Keeping:
    """Let a document that was called in be used again. Raises Conflict('not_halted'), Invalid without a reason."""
    located, published = _in_force(session, actor, number, policy.can_lift, command.ordinal)
    document = located.document
    row = session.get(Keeping, document.id)
    if row is None or row.halted_at is None:
        raise Conflict("not_halted", present=standing(published))
    reason = _text(command.reason, "reason", required=True)
    before = {"reason": row.halt_reason}
    row.halted_at, row.halt_reason, row.halted_by_name = None, "", ""
    session.flush()
    record(session, actor, "documents.lift", subject(document, published), before, {"reason": reason})
    tell(session, actor, "lifted", document, published.title, _concerned(session, located, command.also_tell))
    return row


def set_rule(session: Session, actor: Actor, command: SetRule) -> bool:
    """Set what a kind asks; whether anything changed. Dates of documents follow in a job of their own.

    Raises Conflict('stale') with the present Rule, Invalid for a number of months out of bounds.
    """
    if not policy.can_set_rules(actor):
        raise NotFound
    if not 0 <= command.verify_months <= MONTHS_LIMIT:
        raise Invalid(Fault("verify_months", "months", {"limit": MONTHS_LIMIT}))
    was = rule_of(session, command.kind)
    if was.revision != command.revision:
        raise Conflict("stale", present=was)
    if (was.needs_second, was.verify_months) == (command.needs_second, command.verify_months):
        return False
    row = session.get(KindRule, command.kind)
    if row is None:
        row = KindRule(kind=command.kind)
        session.add(row)
    row.needs_second, row.verify_months = command.needs_second, command.verify_months
    session.flush()
    record(session, actor, "documents.set_rule", ("kind", None, command.kind), _said(was), _said(command))
    return True


def renew_dates(session: Session, kind: Kind, after_id: int, limit: int) -> int:
    """Reckon anew by when documents of a kind must be verified, the next ``limit`` above an id; the last id, or 0."""
    months = rules(session)[kind].verify_months
    statement = select(Keeping).join(Document, Document.id == Keeping.document_id)
    wanted = statement.where(Document.kind == kind, Keeping.document_id > after_id).order_by(Keeping.document_id)
    rows = session.scalars(wanted.limit(limit)).all()
    for row in rows:
        row.verify_by = months_after(local(row.verified_at).date(), months) if months else None
    return rows[-1].document_id if rows else 0


def remind(session: Session, actor: Actor, after_id: int, limit: int) -> int:
    """Remind the sides of documents due within a month or overdue, each once for its date; the last id, or 0.

    What is overdue by now is named in the change feed, because readers and lists show it.
    """
    wanted = (
        select(Keeping, Version)
        .join(Version, (Version.document_id == Keeping.document_id) & (Version.state == VersionState.PUBLISHED))
        .where(Keeping.verify_by <= today() + SOON, Keeping.document_id > after_id)
        .options(joinedload(Version.document))
        .order_by(Keeping.document_id)
        .limit(limit)
    )
    rows = session.execute(wanted).all()
    for row, published in rows:
        assert row.verify_by is not None
        overdue = row.verify_by < today()
        if overdue and today() - row.verify_by <= SOON:
            feed.mark(session, ("document", row.document_id))
        side = addressees.own_side(session, published.document) | addressees.keepers_of(session, published.document)
        key = f"verify:{row.document_id}:{row.verify_by}:{'over' if overdue else 'soon'}"
        kind = "overdue" if overdue else "due"
        tell(session, actor, kind, published.document, published.title, side, once_key=key)
    return rows[-1][0].document_id if rows else 0


def _count_verified(session: Session, document: Document, row: Keeping) -> None:
    months = rule_of(session, document.kind).verify_months
    row.verified_at = now()
    row.verify_by = months_after(local(row.verified_at).date(), months) if months else None


def _in_force(
    session: Session, actor: Actor, number: str, rule: policy.VersionRule, ordinal: int
) -> tuple[Located, Version]:
    """The document and what is in force, if the rule lets the actor; Conflict when something else is in force."""
    located = locate(session, number)
    document, published = located.document, located.published
    knows = any(policy.can_read_version(actor, document, each, published) for each in located.versions)
    if not knows:
        raise refusal(actor, located)
    shown = published or located.versions[-1]
    if not rule(actor, document, shown):
        raise refusal(actor, located)
    if document.withdrawn_at is not None:
        raise Conflict("withdrawn")
    if published is None or published.ordinal != ordinal:
        raise Conflict("state", present=standing(shown))
    return located, published


def _concerned(session: Session, located: Located, also: frozenset[int]) -> set[int]:
    published = located.published
    assert published is not None
    document = located.document
    near = addressees.own_side(session, document) | addressees.keepers_of(session, document)
    near |= addressees.contributors_of(session, published) | addressees.readers_of(session, document)
    return near | also


def _text(text: str, field: str, *, required: bool) -> str:
    text = text.strip()
    if required and not text:
        raise Invalid(Fault(field, "required"))
    if len(text) > TEXT_LIMIT:
        raise Invalid(Fault(field, "too_long", {"length": len(text), "limit": TEXT_LIMIT}))
    return text


def _said(rule: Rule | SetRule) -> dict[str, object]:
    return {"needs_second": rule.needs_second, "verify_months": rule.verify_months}
