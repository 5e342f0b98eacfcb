"""Keeping the first public moment of a version."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.clock import now
from webapp.documents.disclosure_models import FirstPublic
from webapp.documents.evidence import seal_of
from webapp.documents.models import Attachment, Document, Version, VersionAttachment


def keep_first_public(session: Session, document: Document, version: Version) -> FirstPublic:
    """Write down when everybody could first read this version and the hashes of what they could read."""
    present = session.get(FirstPublic, version.id)
    if present is not None:
        return present
    at = version.published_at or now()
    files: list[list[str]] = [[sha256, name] for sha256, name in session.execute(_files(version))]
    seal = seal_of(document.number, version.ordinal, at, version.content_hash, files)
    row = FirstPublic(
        version_id=version.id,
        document_id=document.id,
        at=at,
        content_hash=version.content_hash,
        files=files,
        seal=seal,
    )
    session.add(row)
    session.flush()
    return row


def _files(version: Version) -> Any:
    return (
        select(Attachment.sha256, Attachment.name)
        .join(VersionAttachment, VersionAttachment.attachment_id == Attachment.id)
        .where(VersionAttachment.version_id == version.id)
        .order_by(VersionAttachment.position, VersionAttachment.attachment_id)
    )
