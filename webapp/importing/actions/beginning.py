"""Beginning an import, deciding about what is in it, setting it going: one transaction, one journal row each."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import Conflict, Fault, Invalid, NotFound
from webapp.base.files.names import extension_of
from webapp.base.files.store import FileStore, Staged
from webapp.base.journal import record
from webapp.documents.content import Kind
from webapp.importing import policy
from webapp.importing.limits import FILE_LIMIT
from webapp.importing.models import Decision, ImportBatch, ImportItem
from webapp.importing.workflow import BatchMove, BatchState, ItemState, batch_workflow

NAME_LENGTH = 300
SHEETS = frozenset({"xlsx", "xls"})


@dataclass(frozen=True, slots=True)
class Brought:
    """A complete upload under the name the browser sent, with its folders."""

    staged: Staged
    name: str


@dataclass(frozen=True, slots=True)
class BeginImport:
    """Bring these files in for a place; ``kind`` is taken where a file does not show its own."""

    organisation_id: int
    studio_id: int | None
    kind: Kind
    files: Sequence[Brought]


@dataclass(frozen=True, slots=True)
class DecideItem:
    """What is to become of one file: its kind and title, where its headings go, and what to do with it."""

    revision: int
    decision: Decision
    choices: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MakeDrafts:
    """Make what is ready, with decisions about single files or rows by their position; ``is_whole``: all or none."""

    revision: int
    decisions: Mapping[int, Decision]
    is_whole: bool = False


def begin_import(session: Session, actor: Actor, store: FileStore, command: BeginImport) -> ImportBatch:
    """Keep the files and have them read. Raises NotFound for places the actor may not write for, Invalid for none."""
    if not policy.can_create(actor, command.organisation_id, command.studio_id) or actor.account_id is None:
        raise NotFound
    if not command.files:
        raise Invalid(Fault("files", "required"))
    if len(command.files) > FILE_LIMIT:
        raise Invalid(Fault("files", "too_many", {"limit": FILE_LIMIT}))
    first = command.files[0].name.replace("\\", "/").strip("/")
    batch = ImportBatch(
        key=secrets.token_hex(12),
        account_id=actor.account_id,
        organisation_id=command.organisation_id,
        studio_id=command.studio_id,
        kind=command.kind,
        name=(first.split("/")[0] if "/" in first else first)[:200],
        is_sheet=len(command.files) == 1 and extension_of(first) in SHEETS,
        total=len(command.files),
    )
    session.add(batch)
    session.flush()
    for position, file in enumerate(command.files, 1):
        name = file.name.replace("\\", "/").strip("/")[-NAME_LENGTH:]
        session.add(
            ImportItem(
                batch_id=batch.id, position=position, name=name, sha256=file.staged.sha256, size=file.staged.size
            )
        )
        store.keep(file.staged)
    session.flush()
    record(session, actor, "importing.begin", subject(batch), None, {"count": len(command.files)})
    return batch


def decide_item(session: Session, actor: Actor, key: str, position: int, command: DecideItem) -> ImportItem:
    """Remember what is to become of one file. Raises Conflict('stale' | 'state')."""
    batch = _own(session, actor, key, command.revision)
    _must_be(batch, BatchState.READY)
    item = session.scalar(select(ImportItem).where(ImportItem.batch_id == batch.id, ImportItem.position == position))
    if item is None or item.state != ItemState.READ:
        raise NotFound
    if command.decision == Decision.VERSION and not item.same_as:
        raise Invalid(Fault("decision", "no_same"))
    before = {"decision": item.decision, **dict(item.choices)}
    item.decision, item.choices = command.decision, dict(command.choices)
    item.title = str(command.choices.get("title") or item.title)[:200]
    item.kind = str(command.choices.get("kind") or item.kind)
    batch.revision += 1
    after = {"decision": str(item.decision), **dict(item.choices)}
    record(session, actor, "importing.decide", subject(batch, item.name), before, after)
    return item


def make_drafts(session: Session, actor: Actor, key: str, command: MakeDrafts) -> ImportBatch:
    """Set the making going. Raises Conflict('stale' | 'state'), Invalid when nothing, or not all, can be made."""
    batch = _own(session, actor, key, command.revision)
    state = batch_workflow.after(BatchState(batch.state), BatchMove.MAKE)
    for position, decision in command.decisions.items():
        wanted = ImportItem.same_as != "" if decision == Decision.VERSION else ImportItem.id > 0
        session.execute(
            update(ImportItem)
            .where(ImportItem.batch_id == batch.id, ImportItem.position == position, wanted)
            .values(decision=decision)
        )
    ready = (ImportItem.batch_id == batch.id, ImportItem.state == ItemState.READ, ImportItem.decision != Decision.SKIP)
    count = session.scalar(select(func.count()).select_from(ImportItem).where(*ready)) or 0
    if not count:
        raise Invalid(Fault("items", "nothing"))
    if command.is_whole:
        _refuse_part(session, batch)
    batch.is_whole = command.is_whole
    _set_going(batch, state, count)
    record(session, actor, "importing.make", subject(batch), {"state": "ready"}, {"state": "making", "count": count})
    return batch


def undo_import(session: Session, actor: Actor, key: str, revision: int) -> ImportBatch:
    """Set the undoing going: what nobody has changed since goes to the trash. Raises Conflict('stale' | 'state')."""
    batch = _own(session, actor, key, revision)
    state = batch_workflow.after(BatchState(batch.state), BatchMove.UNDO)
    made = (ImportItem.batch_id == batch.id, ImportItem.state == ItemState.MADE)
    count = session.scalar(select(func.count()).select_from(ImportItem).where(*made)) or 0
    _set_going(batch, state, count)
    record(session, actor, "importing.undo", subject(batch), {"state": "done"}, {"state": "undoing", "count": count})
    return batch


def drop_import(session: Session, actor: Actor, key: str, revision: int) -> None:
    """Forget what was read and not made; the files go with it. Raises Conflict('stale' | 'state')."""
    batch = _own(session, actor, key, revision)
    batch_workflow.after(BatchState(batch.state), BatchMove.DROP)
    about = subject(batch)
    session.execute(delete(ImportBatch).where(ImportBatch.id == batch.id))
    record(session, actor, "importing.drop", about, {"state": str(batch.state)}, None)


def subject(batch: ImportBatch, name: str = "") -> tuple[str, int, str]:
    """How the journal names an import."""
    return ("import", batch.id, name or batch.name)


def take_back(session: Session, actor: Actor, batch: ImportBatch) -> None:
    """Give up a making of which all or nothing was to stay: what is made already goes to the trash."""
    batch.state = batch_workflow.after(BatchState(batch.state), BatchMove.TAKE_BACK)
    waiting = (ImportItem.batch_id == batch.id, ImportItem.state == ItemState.READ)
    session.execute(update(ImportItem).where(*waiting).values(state=ItemState.SKIPPED))
    made = (ImportItem.batch_id == batch.id, ImportItem.state == ItemState.MADE)
    count = session.scalar(select(func.count()).select_from(ImportItem).where(*made)) or 0
    _set_going(batch, BatchState.UNDOING, count)
    record(session, actor, "importing.undo", subject(batch), {"state": "making"}, {"state": "undoing", "count": count})


def _refuse_part(session: Session, batch: ImportBatch) -> None:
    refused = (ImportItem.batch_id == batch.id, ImportItem.state == ItemState.REFUSED)
    count = session.scalar(select(func.count()).select_from(ImportItem).where(*refused)) or 0
    if count:
        raise Invalid(Fault("items", "not_whole", {"count": count}))


def _own(session: Session, actor: Actor, key: str, revision: int) -> ImportBatch:
    batch = session.scalar(select(ImportBatch).where(ImportBatch.key == key).with_for_update())
    if batch is None or not policy.can_see_import(actor, batch):
        raise NotFound
    if batch.revision != revision:
        raise Conflict("stale")
    return batch


def _must_be(batch: ImportBatch, state: BatchState) -> None:
    if batch.state != state:
        raise Conflict("state")


def _set_going(batch: ImportBatch, state: BatchState, count: int) -> None:
    batch.state, batch.total, batch.done = state, count, 0
    batch.claimed_until = None
    batch.finished_at = None
    batch.revision += 1
