"""Attachments of a draft: adding, describing, ordering and taking away, and keeping what was made from a file."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, selectinload

from webapp.base import feed
from webapp.base.actor import Actor
from webapp.base.errors import Fault, Invalid, NotFound
from webapp.base.files.extract import READABLE
from webapp.base.files.names import display_name
from webapp.base.files.previews import Preview
from webapp.base.files.sniff import FileType
from webapp.base.files.store import FileStore, Staged
from webapp.base.jobs import enqueue
from webapp.base.journal import record
from webapp.documents.actions.commands import VersionKey
from webapp.documents.actions.guarding import mark_sharers
from webapp.documents.actions.locating import Located, move, subject, writable
from webapp.documents.actions.texts import name_editor
from webapp.documents.models import Attachment, AttachmentPassage, Document, Version, VersionAttachment
from webapp.documents.workflow import VersionMove

PREVIEW_JOB = "documents.preview"
CAPTION_LIMIT = 200
FILE_LIMIT = 100
PASSAGE_LIMIT = 200_000
_IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")


class Move(StrEnum):
    """Where a file goes in the list."""

    STAY = "stay"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class AddAttachment:
    """A complete upload with its type by content. ``name`` is as the browser sent it.

    ``key`` is the public name the text already shows it under, made by :func:`new_key`; '' for a new one.
    """

    staged: Staged
    file_type: FileType
    name: str
    caption: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class ChangeAttachment:
    """A new caption and a place up or down."""

    caption: str
    move: Move = Move.STAY


def add_attachment(
    session: Session, actor: Actor, store: FileStore, key: VersionKey, command: AddAttachment
) -> Attachment:
    """Attach a file to a draft and put it into the store; the same file twice in one version stays one.

    Raises Conflict('state' | 'withdrawn') when the version is not open, Invalid with the fault 'too_many_files'.
    """
    located, version = open_draft(session, actor, key)
    links = links_of(session, version)
    present = next((link.attachment for link in links if link.attachment.sha256 == command.staged.sha256), None)
    if present is not None:
        store.keep(command.staged)
        return present
    if len(links) >= FILE_LIMIT:
        raise Invalid(Fault("file", "too_many_files", {"limit": FILE_LIMIT}))
    attachment = _attachment(actor, located.document, command)
    session.add(attachment)
    session.flush()
    caption = command.caption.strip()[:CAPTION_LIMIT]
    position = max((link.position for link in links), default=0) + 1
    session.add(
        VersionAttachment(version_id=version.id, attachment_id=attachment.id, position=position, caption=caption)
    )
    name_editor(version, actor)
    mark_sharers(session, located.document.id)
    enqueue(session, PREVIEW_JOB, {"attachment_id": attachment.id})
    session.flush()
    store.keep(command.staged)
    record(session, actor, "documents.attach", subject(located.document, version), None, described(version, attachment))
    return attachment


def change_attachment(
    session: Session, actor: Actor, key: VersionKey, attachment_key: str, command: ChangeAttachment
) -> None:
    """Give a file of a draft another caption or place; nothing happens when nothing differs."""
    located, version = open_draft(session, actor, key)
    links = links_of(session, version)
    link = link_of(links, attachment_key)
    before = _order(links)
    link.caption = _plain(command.caption).strip()[:CAPTION_LIMIT]
    for position, each in enumerate(_moved(links, link, command.move), start=1):
        each.position = position
    session.flush()
    after = _order(sorted(links, key=lambda each: each.position))
    if before == after:
        return
    name_editor(version, actor)
    feed.mark(session, ("document", located.document.id))
    record(
        session,
        actor,
        "documents.change_attachment",
        subject(located.document, version),
        {"ordinal": version.ordinal, "files": before},
        {"ordinal": version.ordinal, "files": after},
    )


def remove_attachment(session: Session, actor: Actor, key: VersionKey, attachment_key: str) -> None:
    """Take a file out of a draft; other versions keep it, and its row goes when none is left."""
    located, version = open_draft(session, actor, key)
    link = link_of(links_of(session, version), attachment_key)
    attachment = link.attachment
    before = described(version, attachment)
    session.delete(link)
    name_editor(version, actor)
    session.flush()
    left = select(func.count()).select_from(VersionAttachment).where(VersionAttachment.attachment_id == attachment.id)
    if not session.scalar(left):
        session.execute(delete(AttachmentPassage).where(AttachmentPassage.attachment_id == attachment.id))
        session.execute(delete(Attachment).where(Attachment.id == attachment.id))
    mark_sharers(session, located.document.id, attachment.sha256)
    record(session, actor, "documents.detach", subject(located.document, version), before, None)


def keep_preview(session: Session, attachment_id: int, preview: Preview) -> None:
    """Remember what was made from a file: its text by place, its number of pages, and what could not be read."""
    row = session.scalar(
        select(Attachment)
        .where(Attachment.id == attachment_id)
        .options(selectinload(Attachment.passages))
        .with_for_update()
    )
    if row is None:
        return
    texts = [(place[:80], _plain(text)[:PASSAGE_LIMIT]) for place, text in preview.text.passages]
    wanted = list(enumerate(texts))
    if [(each.position, (each.place, each.text)) for each in row.passages] != wanted:
        row.passages.clear()
        session.flush()
        row.passages.extend(
            AttachmentPassage(position=position, place=place, text=text) for position, (place, text) in wanted
        )
    row.page_count = preview.page_count
    row.extraction = _extraction(row, preview)
    row.extraction_note = ",".join(preview.failures)[:200]
    row.findings = None if preview.findings is None else [list(each) for each in preview.findings]
    session.flush()
    feed.mark(session, ("document", row.document_id))


def fail_preview(session: Session, attachment_id: int, reason: str) -> None:
    """Remember that nothing could be made from a file, and why."""
    row = session.get(Attachment, attachment_id, with_for_update=True)
    if row is not None:
        row.extraction, row.extraction_note = "failed", reason[:200]


def _extraction(row: Attachment, preview: Preview) -> str:
    if preview.failures:
        return "failed"
    return "done" if row.type_key in READABLE else "none"


def open_draft(session: Session, actor: Actor, key: VersionKey) -> tuple[Located, Version]:
    """The version, if it is open and the actor may write it; raises NotFound, Forbidden or Conflict."""
    located = writable(session, actor, key.number)
    version = located.version(key.ordinal)
    move(version, located.document, VersionMove.EDIT)
    return located, version


def links_of(session: Session, version: Version) -> Sequence[VersionAttachment]:
    """The files of a version in order, each with its row."""
    return session.scalars(
        select(VersionAttachment)
        .where(VersionAttachment.version_id == version.id)
        .order_by(VersionAttachment.position, VersionAttachment.attachment_id)
        .options(selectinload(VersionAttachment.attachment))
    ).all()


def link_of(links: Sequence[VersionAttachment], attachment_key: str) -> VersionAttachment:
    """The file of this name among them; raises NotFound."""
    found = next((link for link in links if link.attachment.key == attachment_key), None)
    if found is None:
        raise NotFound
    return found


def _moved(links: Sequence[VersionAttachment], link: VersionAttachment, step: Move) -> list[VersionAttachment]:
    order = list(links)
    place = order.index(link)
    target = place + {Move.UP: -1, Move.DOWN: 1}.get(step, 0)
    if 0 <= target < len(order):
        order.insert(target, order.pop(place))
    return order


def new_key() -> str:
    """A random public name for a file."""
    return secrets.token_hex(12)


def _attachment(actor: Actor, document: Document, command: AddAttachment) -> Attachment:
    return Attachment(
        key=command.key or new_key(),
        document_id=document.id,
        sha256=command.staged.sha256,
        size=command.staged.size,
        name=display_name(command.name),
        type_key=command.file_type.key,
        mime=command.file_type.mime,
        group=command.file_type.group,
        created_by_id=actor.account_id,
    )


def _order(links: Sequence[VersionAttachment]) -> list[dict[str, str]]:
    return [{"name": link.attachment.name, "caption": link.caption} for link in links]


def described(version: Version, attachment: Attachment) -> dict[str, Any]:
    """A file as the journal tells of it."""
    return {
        "ordinal": version.ordinal,
        "name": attachment.name,
        "sha256": attachment.sha256,
        "size": attachment.size,
        "type": attachment.type_key,
    }


def _plain(text: str) -> str:
    return _IMPOSSIBLE.sub("", text)
