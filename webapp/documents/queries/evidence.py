"""The first public moment of a version, for those who may read the version now."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from webapp.base.actor import Actor
from webapp.base.errors import NotFound
from webapp.documents import policy
from webapp.documents.disclosure_models import FirstPublic
from webapp.documents.evidence import seal_of, sealed_text
from webapp.documents.models import Document, Version


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was written down when everybody could first read a version, held against what is stored now.

    ``text`` is what the seal is the hash of; ``is_unchanged`` says that both still fit what is stored.
    """

    document: Document
    version: Version
    first: FirstPublic
    text: str
    is_unchanged: bool


def evidence_of_version(session: Session, actor: Actor, number: str, ordinal: int) -> Evidence:
    """The evidence of one version; raises NotFound unless it was public once and the actor may read it now."""
    return _found(session, actor, Document.number == number, Version.ordinal == ordinal)


def evidence_of_seal(session: Session, actor: Actor, seal: str) -> Evidence:
    """The evidence with this seal; raises NotFound unless the actor may read the version now."""
    return _found(session, actor, FirstPublic.seal == seal)


def _found(session: Session, actor: Actor, *which: ColumnElement[bool]) -> Evidence:
    row = session.execute(
        select(FirstPublic, Version)
        .join(Version, Version.id == FirstPublic.version_id)
        .join(Document, Document.id == Version.document_id)
        .where(*which, policy.versions_readable_by(actor))
        .options(
            joinedload(Version.document).joinedload(Document.organisation),
            joinedload(Version.document).joinedload(Document.studio),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    first, version = row
    facts = (version.document.number, version.ordinal, first.at, first.content_hash, first.files)
    stored = hashlib.sha256(version.content.encode()).hexdigest()
    is_unchanged = seal_of(*facts) == first.seal and stored == first.content_hash
    return Evidence(version.document, version, first, sealed_text(*facts), is_unchanged)
