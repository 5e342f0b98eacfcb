"""Making drafts of what was read; called by the background for each item, which it marks in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import Conflict
from webapp.base.files.sniff import FileType
from webapp.base.files.store import FileStore, Staged
from webapp.documents.actions import (
    CreateDocument,
    SaveDraft,
    StartVersion,
    VersionKey,
    create_document,
    save_draft,
    start_version,
)
from webapp.documents.actions.files import AddAttachment, add_attachment
from webapp.documents.actions.locating import writable
from webapp.documents.actions.many import create_documents
from webapp.documents.content import Content, Kind
from webapp.documents.models import Document, Version, VersionAttachment, Visibility
from webapp.importing.models import Decision, ImportBatch, ImportItem
from webapp.importing.workflow import ItemState

NEW_VISIBILITY = Visibility.ORGANISATION
"""Never public: what is imported has not been looked at by anybody yet."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file for the draft, copied out of the store so that it can be kept once more."""

    staged: Staged
    file_type: FileType
    name: str
    key: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything one draft is made of."""

    kind: Kind
    content: Content
    rendered: Mapping[str, str]
    renderer_version: str
    files: Sequence[Attached] = ()


def make_draft(session: Session, actor: Actor, store: FileStore, batch: ImportBatch, item_id: int, draft: Draft) -> str:
    """Make the draft of an item and remember in the same transaction that it was made; its number.

    Raises Conflict('done') when another process was faster, and what the actions of documents raise.
    """
    item = take(session, item_id, ItemState.READ, ItemState.MADE)
    if item.decision == Decision.VERSION:
        key = _next_version(session, actor, item.same_as, draft)
    else:
        key = _new_document(session, actor, batch, draft)
    for file in draft.files:
        command = AddAttachment(file.staged, file.file_type, file.name, file.caption, file.key)
        add_attachment(session, actor, store, key, command)
    version = _version(session, key)
    item.number, item.made_ordinal, item.made_revision = key.number, key.ordinal, version.revision
    item.made_files = file_count(session, version)
    return key.number


def make_many(session: Session, actor: Actor, batch: ImportBatch, drafts: Sequence[tuple[ImportItem, Draft]]) -> None:
    """Make new documents without files of many items at once. Raises like :func:`make_draft`; then none is made."""
    ids = [item.id for item, _draft in drafts]
    statement = update(ImportItem).where(ImportItem.id.in_(ids), ImportItem.state == ItemState.READ)
    taken = session.execute(statement.values(state=ItemState.MADE).execution_options(synchronize_session=False))
    if taken.rowcount != len(ids):  # type: ignore[attr-defined]
        raise Conflict("done")
    made = create_documents(session, actor, [_command(batch, draft) for _item, draft in drafts])
    rows = [
        {"id": item_id, "number": number, "made_ordinal": version.ordinal, "made_revision": version.revision}
        for item_id, (number, version) in zip(ids, made, strict=True)
    ]
    session.execute(update(ImportItem), rows)


def take(session: Session, item_id: int, before: ItemState, after: ItemState) -> ImportItem:
    """Move an item from one state to the next, once. Raises Conflict('done') when it is not there any more."""
    statement = update(ImportItem).where(ImportItem.id == item_id, ImportItem.state == before).values(state=after)
    if session.execute(statement.execution_options(synchronize_session=False)).rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("done")
    return session.get_one(ImportItem, item_id, populate_existing=True)


def _new_document(session: Session, actor: Actor, batch: ImportBatch, draft: Draft) -> VersionKey:
    version = create_document(session, actor, _command(batch, draft))
    return VersionKey(session.get_one(Document, version.document_id).number, version.ordinal)


def _command(batch: ImportBatch, draft: Draft) -> CreateDocument:
    return CreateDocument(
        draft.kind,
        batch.organisation_id,
        batch.studio_id,
        draft.content,
        NEW_VISIBILITY,
        draft.rendered,
        draft.renderer_version,
    )


def _next_version(session: Session, actor: Actor, number: str, draft: Draft) -> VersionKey:
    located = writable(session, actor, number)
    newest = max(each.ordinal for each in located.versions)
    version = start_version(session, actor, number, StartVersion(newest))
    key = VersionKey(number, version.ordinal)
    narrow = version.visibility == Visibility.STUDIO
    command = SaveDraft(
        version.revision,
        draft.content,
        Visibility.STUDIO if narrow else NEW_VISIBILITY,
        rendered=draft.rendered,
        renderer_version=draft.renderer_version,
    )
    save_draft(session, actor, key, command)
    return key


def _version(session: Session, key: VersionKey) -> Version:
    statement = select(Version).join(Document, Document.id == Version.document_id)
    return session.scalars(statement.where(Document.number == key.number, Version.ordinal == key.ordinal)).one()


def file_count(session: Session, version: Version) -> int:
    """How many files a version carries."""
    statement = select(func.count()).select_from(VersionAttachment)
    return session.scalar(statement.where(VersionAttachment.version_id == version.id)) or 0
