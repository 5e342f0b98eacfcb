"""What the form for a new adoption needs to know of a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.adoptions import policy
from webapp.base.actor import Actor
from webapp.base.errors import NotFound
from webapp.directory.models import Organisation
from webapp.documents.models import Document, Version
from webapp.documents.policy import can_read_document, versions_readable_by
from webapp.documents.queries.finding import find_document, published_version
from webapp.documents.workflow import WAS_PUBLISHED


@dataclass(frozen=True, slots=True)
class Adoptable:
    """A readable document, its versions to choose from, and for whom the actor may record."""

    document: Document
    published: Version
    ordinals: Sequence[int]
    organisations: Sequence[Organisation]
    for_adopter: bool


def adoptable(session: Session, actor: Actor, number: str) -> Adoptable:
    """Raises NotFound for a document the actor may not read as it is in force."""
    document = find_document(session, number)
    published = published_version(session, document) if document is not None else None
    if document is None or published is None or not can_read_document(actor, document, published):
        raise NotFound
    own = policy.organisations_of(actor)
    organisations = session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(sorted(own)), Organisation.merged_into_id.is_(None))
        .order_by(Organisation.id != (actor.organisation_id or 0), Organisation.sort_name)
    ).all()
    return Adoptable(
        document,
        published,
        ordinals_of(session, actor, document.id),
        organisations,
        policy.can_record_for_adopter(actor, document, published),
    )


def ordinals_of(session: Session, actor: Actor, document_id: int) -> Sequence[int]:
    """The versions somebody may have used, newest first, that the actor may read."""
    return session.scalars(
        select(Version.ordinal)
        .join(Document, Document.id == Version.document_id)
        .where(
            Version.document_id == document_id,
            Version.state.in_(sorted(WAS_PUBLISHED)),
            versions_readable_by(actor),
        )
        .order_by(Version.ordinal.desc())
    ).all()
