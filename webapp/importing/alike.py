"""Which of the importer's own documents seem to be the same as what is brought in. Nobody else's are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.documents.models import Attachment, Document, Version, VersionAttachment
from webapp.documents.policy import writable_by
from webapp.documents.workflow import VersionState

_AT_ONCE = 400


def numbers_by_title(session: Session, actor: Actor, titles: Iterable[str]) -> dict[str, str]:
    """The number of the newest own document for each of these titles that some newest version has."""
    wanted = sorted({title for title in titles if title})
    found: dict[str, str] = {}
    newest = select(func.max(Version.ordinal)).where(Version.document_id == Document.id).correlate(Document)
    for start in range(0, len(wanted), _AT_ONCE):
        rows = session.execute(
            select(Version.title, Document.number)
            .join(Document, Document.id == Version.document_id)
            .where(writable_by(actor), Version.title.in_(wanted[start : start + _AT_ONCE]))
            .where(Version.ordinal == newest.scalar_subquery(), Version.state != VersionState.DISCARDED)
            .where(Document.withdrawn_at.is_(None))
            .order_by(Document.id)
        )
        found.update((row.title, row.number) for row in rows)
    return found


def numbers_by_file(session: Session, actor: Actor, hashes: Sequence[str]) -> dict[str, str]:
    """The number of an own document for each of these files it carries; what is in the trash does not count."""
    carried = (
        select(VersionAttachment.version_id)
        .join(Version, Version.id == VersionAttachment.version_id)
        .where(VersionAttachment.attachment_id == Attachment.id, Version.state != VersionState.DISCARDED)
        .exists()
    )
    rows = session.execute(
        select(Attachment.sha256, Document.number)
        .join(Document, Document.id == Attachment.document_id)
        .where(writable_by(actor), Attachment.sha256.in_(sorted(set(hashes))), Document.withdrawn_at.is_(None), carried)
        .order_by(Document.id)
    )
    return {row.sha256: row.number for row in rows}
