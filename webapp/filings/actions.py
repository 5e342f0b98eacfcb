"""Writes of filings: answers, what was handed in, and the forms themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now, today
from webapp.base.errors import Conflict, Fault, Invalid, NotAllowed
from webapp.base.files.store import FileStore, Staged
from webapp.base.journal import record
from webapp.documents.models import Document
from webapp.filings import policy
from webapp.filings.form_file import OfficialForm, read_form
from webapp.filings.models import AddedForm, Filing, FilingAnswers, FilingState, told
from webapp.filings.queries import added_form, desk_of
from webapp.filings.queries import filing as filing_of

ANSWER_LIMIT = 5_000
RECIPIENT_LIMIT = 120
NOTE_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class SaveAnswers:
    """Answers by the key of the field, over the revision they were shown at (0: none yet)."""

    revision: int
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RecordFiling:
    """A form that was handed in: to whom, on which day, with the very file."""

    form: OfficialForm
    recipient: str
    filed_on: date
    note: str
    paper: Staged


@dataclass(frozen=True, slots=True)
class PutForm:
    """A form and its template, over the revision that was shown (0: new). ``template`` None keeps the present one."""

    definition: str
    template: Staged | None
    revision: int


def save_answers(session: Session, actor: Actor, number: str, command: SaveAnswers) -> bool:
    """Keep answers beside a document; whether any changed. Raises Invalid, Conflict('stale') with those there now."""
    _lock(session, number)
    desk = desk_of(session, actor, number)
    if desk.revision != command.revision:
        raise Conflict("stale", dict(desk.answers))
    faults = [
        Fault(key, "too_long", {"limit": ANSWER_LIMIT, "length": len(text)})
        for key, text in command.answers.items()
        if len(text) > ANSWER_LIMIT
    ]
    if faults:
        raise Invalid(*faults)
    wanted = {**desk.answers, **command.answers}
    wanted = {key: text for key, text in wanted.items() if text}
    if wanted == dict(desk.answers):
        return False
    row = session.get(FilingAnswers, desk.document.id)
    if row is None:
        row = FilingAnswers(document_id=desk.document.id)
        session.add(row)
    changed = [key for key in sorted({*wanted, *desk.answers}) if wanted.get(key) != desk.answers.get(key)]
    row.answers, row.edited_at, row.edited_by_id = wanted, now(), actor.account_id
    session.flush()
    before = {key: desk.answers.get(key, "") for key in changed}
    after = {key: wanted.get(key, "") for key in changed}
    record(session, actor, "filings.answer", _subject(desk.document, desk.content.title), before, after)
    return True


def record_filing(session: Session, actor: Actor, number: str, store: FileStore, command: RecordFiling) -> Filing:
    """Remember that a form was handed in. Raises Invalid."""
    _lock(session, number)
    desk = desk_of(session, actor, number)
    recipient = command.recipient.strip()
    faults = []
    if not recipient:
        faults.append(Fault("recipient", "required"))
    if len(recipient) > RECIPIENT_LIMIT:
        faults.append(Fault("recipient", "too_long", {"limit": RECIPIENT_LIMIT, "length": len(recipient)}))
    if len(command.note) > NOTE_LIMIT:
        faults.append(Fault("note", "too_long", {"limit": NOTE_LIMIT, "length": len(command.note)}))
    if command.filed_on > today():
        faults.append(Fault("filed_on", "in_future"))
    if faults:
        raise Invalid(*faults)
    store.keep(command.paper)
    row = Filing(
        document_id=desk.document.id,
        ordinal=desk.version.ordinal,
        form_key=command.form.key,
        form_name=command.form.zh,
        filed_on=command.filed_on,
        recipient=recipient,
        note=command.note.strip(),
        sha256=command.paper.sha256,
        made_by_id=actor.account_id,
    )
    session.add(row)
    session.flush()
    record(session, actor, "filings.file", _subject(desk.document, desk.content.title), None, told(row))
    return row


def decide_filing(
    session: Session, actor: Actor, filing_id: int, revision: int, state: FilingState, note: str
) -> Filing:
    """Note what became of a filing. Raises NotFound, Conflict('stale'), Invalid."""
    row = filing_of(session, actor, filing_id)
    if row.revision != revision:
        raise Conflict("stale", told(row))
    if len(note) > NOTE_LIMIT:
        raise Invalid(Fault("note", "too_long", {"limit": NOTE_LIMIT, "length": len(note)}))
    if (row.state, row.note) == (state, note.strip()):
        return row
    before = told(row)
    row.state, row.note = state, note.strip()
    session.flush()
    record(session, actor, "filings.decide", ("document", row.document_id, row.document.number), before, told(row))
    return row


def put_form(session: Session, actor: Actor, store: FileStore, command: PutForm) -> AddedForm:
    """Add a form or change one. Raises NotAllowed, FormProblem, Conflict('stale'), Invalid without a template."""
    if not policy.keeps_forms(actor):
        raise NotAllowed
    form = read_form(command.definition)
    row = added_form(session, form.key)
    if (row.revision if row is not None else 0) != command.revision:
        raise Conflict("stale", row.definition if row is not None else "")
    if row is None and command.template is None:
        raise Invalid(Fault("template", "required"))
    before = _form_told(row) if row is not None else None
    if row is None:
        row = AddedForm(key=form.key)
        session.add(row)
    if command.template is not None:
        store.keep(command.template)
        row.template_sha256 = command.template.sha256
    row.definition, row.is_retired, row.edited_at, row.edited_by_id = command.definition, False, now(), actor.account_id
    session.flush()
    record(session, actor, "filings.put_form", ("official_form", row.id, form.zh), before, _form_told(row))
    return row


def retire_form(session: Session, actor: Actor, key: str, revision: int, *, retired: bool) -> None:
    """Offer an added form no longer, or again. Raises NotAllowed, Conflict('stale')."""
    if not policy.keeps_forms(actor):
        raise NotAllowed
    row = added_form(session, key)
    if row is None or row.revision != revision or row.is_retired == retired:
        raise Conflict("stale")
    before = _form_told(row)
    row.is_retired = retired
    session.flush()
    record(session, actor, "filings.retire_form", ("official_form", row.id, row.key), before, _form_told(row))


def _lock(session: Session, number: str) -> None:
    session.execute(select(Document.id).where(Document.number == number).with_for_update())


def _subject(document: Document, title: str) -> tuple[str, int, str]:
    return ("document", document.id, f"{document.number} {title}")


def _form_told(row: AddedForm) -> dict[str, Any]:
    return {"definition": row.definition, "template": row.template_sha256, "retired": row.is_retired}
