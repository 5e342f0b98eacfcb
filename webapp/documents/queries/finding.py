"""Finding a document, or one version of it, for an actor."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from webapp.base.actor import Actor
from webapp.base.errors import NotFound
from webapp.documents import policy
from webapp.documents.models import Document, Version
from webapp.documents.number import parse_number
from webapp.documents.workflow import VersionState


def find_document(session: Session, number: str) -> Document | None:
    """The document of this number with its organisation and studio; nobody's right is asked here."""
    if parse_number(number) != number:
        return None
    return session.scalar(
        select(Document)
        .where(Document.number == number)
        .options(joinedload(Document.organisation), joinedload(Document.studio))
    )


def published_version(session: Session, document: Document) -> Version | None:
    """The version in force; nobody's right is asked here."""
    return session.scalar(
        select(Version).where(Version.document_id == document.id, Version.state == VersionState.PUBLISHED)
    )


def versions_of(session: Session, actor: Actor, document: Document) -> Sequence[Version]:
    """Those versions of the document that the actor may read, in order, with who wrote and who took part."""
    return session.scalars(
        select(Version)
        .join(Document, Version.document_id == Document.id)
        .where(Document.id == document.id, policy.versions_readable_by(actor))
        .order_by(Version.ordinal)
        .options(selectinload(Version.editors), selectinload(Version.people), selectinload(Version.notes))
    ).all()


def readable_document(session: Session, actor: Actor, number: str) -> tuple[Document, Sequence[Version]]:
    """A document and its versions the actor may read; raises NotFound when there is none."""
    document = find_document(session, number)
    versions = versions_of(session, actor, document) if document is not None else ()
    if document is None or not versions:
        raise NotFound
    return document, versions
