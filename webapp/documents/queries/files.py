"""Files of documents for those who may have them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webapp.base.actor import VISITOR, Actor
from webapp.base.errors import NotFound
from webapp.documents.models import Attachment, AttachmentPassage, Document, VersionAttachment
from webapp.documents.policy import attachments_readable_by

_KEY = re.compile(r"[0-9A-Za-z_-]{1,24}")
PAGE_PLACE = "page {}"


@dataclass(frozen=True, slots=True)
class ReadableFile:
    """A file the actor may have. ``is_public`` says whether everybody may; ``group`` and ``type_key`` as sniffed."""

    id: int
    key: str
    sha256: str
    size: int
    name: str
    type_key: str
    mime: str
    group: str
    page_count: int
    extraction: str
    number: str
    is_public: bool


def readable_file(session: Session, actor: Actor, key: str) -> ReadableFile:
    """The file with this key; raises NotFound unless the actor may read a version that carries it."""
    if not _KEY.fullmatch(key):
        raise NotFound
    row = session.execute(
        select(
            *(Attachment.id, Attachment.key, Attachment.sha256, Attachment.size, Attachment.name),
            *(Attachment.type_key, Attachment.mime, Attachment.group, Attachment.page_count, Attachment.extraction),
            Document.number,
            attachments_readable_by(VISITOR),
        )
        .join(Document, Document.id == Attachment.document_id)
        .where(Attachment.key == key, attachments_readable_by(actor))
    ).one_or_none()
    if row is None:
        raise NotFound
    return ReadableFile(*tuple(row))


def passages_of(session: Session, file: ReadableFile) -> list[tuple[str, str]]:
    """The extracted text of a file as (place, text), in order."""
    rows = session.execute(
        select(AttachmentPassage.place, AttachmentPassage.text)
        .where(AttachmentPassage.attachment_id == file.id)
        .order_by(AttachmentPassage.position)
    )
    return [(row.place, row.text) for row in rows]


def page_text(session: Session, file: ReadableFile, page: int) -> str:
    """The text of one page of a PDF, '' when it has none."""
    statement = select(AttachmentPassage.text).where(
        AttachmentPassage.attachment_id == file.id, AttachmentPassage.place == PAGE_PLACE.format(page)
    )
    return "\n".join(session.scalars(statement))


def files_of(session: Session, version_id: int) -> Sequence[VersionAttachment]:
    """The files a version carries, in order, each with its row; nobody's right is asked here."""
    return session.scalars(
        select(VersionAttachment)
        .where(VersionAttachment.version_id == version_id)
        .order_by(VersionAttachment.position, VersionAttachment.attachment_id)
        .options(joinedload(VersionAttachment.attachment))
    ).all()
