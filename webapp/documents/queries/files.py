"""Files of documents for those who may have them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased, contains_eager

from webapp.base.actor import VISITOR, Actor
from webapp.base.errors import NotFound
from webapp.documents.models import Attachment, AttachmentPassage, Document, Version, VersionAttachment
from webapp.documents.policy import WIDE, attachments_readable_by, held_back, is_open, versions_readable_by
from webapp.documents.workflow import VersionState

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


def file_names(session: Session, actor: Actor, keys: Iterable[str]) -> dict[str, str]:
    """The names of those of these files that the actor may have, by key."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    here = select(Attachment.key, Attachment.name).where(Attachment.key.in_(wanted), attachments_readable_by(actor))
    return {row.key: row.name for row in session.execute(here)}


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
    """The files a version shows, in order, each with its row; nobody's right is asked here.

    A version meant for people outside does not show what is held back for a guarded document's sake.
    """
    return session.scalars(
        select(VersionAttachment)
        .join(Attachment, Attachment.id == VersionAttachment.attachment_id)
        .join(Version, Version.id == VersionAttachment.version_id)
        .where(VersionAttachment.version_id == version_id, ~and_(Version.visibility.in_(WIDE), held_back()))
        .order_by(VersionAttachment.position, VersionAttachment.attachment_id)
        .options(contains_eager(VersionAttachment.attachment))
    ).all()


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that a version in force does not show, and the guarded document for whose sake."""

    name: str
    number: str


def files_kept_inside(session: Session, actor: Actor, document_id: int) -> list[HeldFile]:
    """The files its version in force does not show; of those only where the actor may read the guarded document."""
    other, shown, link = aliased(Attachment), aliased(Version), aliased(VersionAttachment)
    in_force = (
        select(link.version_id)
        .join(shown, shown.id == link.version_id)
        .where(link.attachment_id == Attachment.id, shown.state == VersionState.PUBLISHED, shown.visibility.in_(WIDE))
        .correlate(Attachment)
    )
    rows = session.execute(
        select(Attachment.name, Document.number)
        .join(other, other.sha256 == Attachment.sha256)
        .join(Document, Document.id == other.document_id)
        .join(Version, Version.document_id == Document.id)
        .where(Attachment.document_id == document_id, in_force.exists(), held_back(), ~is_open())
        .where(Document.id != document_id, versions_readable_by(actor))
        .distinct()
        .order_by(Attachment.name, Document.number)
    )
    return [HeldFile(*row) for row in rows]


def held_files(session: Session, document_ids: Iterable[int]) -> frozenset[int]:
    """Those files of these documents that people outside may not have, because a guarded document carries them too."""
    wanted = sorted(document_ids)
    if not wanted:
        return frozenset()
    return frozenset(session.scalars(select(Attachment.id).where(Attachment.document_id.in_(wanted), held_back())))
