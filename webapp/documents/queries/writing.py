"""What those who write need: where they may begin, what they have, the draft to work on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from webapp.base.actor import Actor
from webapp.base.errors import NotAllowed, NotFound
from webapp.directory.models import Organisation, Studio
from webapp.documents import policy
from webapp.documents.content import Content, Kind, from_json
from webapp.documents.models import Document, Version, VersionAttachment
from webapp.documents.queries.discussion import Note, discussion
from webapp.documents.queries.finding import find_document, published_version
from webapp.documents.workflow import EDITABLE, OPEN


@dataclass(frozen=True, slots=True)
class Place:
    """A studio, or an organisation itself, for which documents may be begun; ``key`` is what a form sends."""

    organisation_id: int
    organisation_name: str
    studio_id: int | None = None
    studio_name: str = ""

    @property
    def key(self) -> str:
        """The place in one word."""
        return f"{self.organisation_id}:{self.studio_id or 0}"


@dataclass(frozen=True, slots=True)
class Draft:
    """The open version of a document, for those who may write it."""

    document: Document
    version: Version
    content: Content
    notes: tuple[Note, ...]
    published_ordinal: int | None
    attachments: tuple[VersionAttachment, ...]

    @property
    def kind(self) -> Kind:
        """The document's kind."""
        return Kind(self.document.kind)

    @property
    def is_editable(self) -> bool:
        """Whether it may be written on now, rather than being in review."""
        return self.version.state in EDITABLE


def places_to_write(session: Session, actor: Actor) -> tuple[Place, ...]:
    """Where the actor may begin documents: their studios, then the organisations they manage."""
    places = []
    studios = select(Studio, Organisation).join(
        Organisation, Organisation.id == func.coalesce(Studio.organisation_id, actor.organisation_id)
    )
    wanted = studios.where(Studio.id.in_(sorted(actor.studio_ids)), Studio.merged_into_id.is_(None))
    for studio, organisation in session.execute(wanted.order_by(Studio.name, Studio.id)).all():
        places.append(Place(organisation.id, organisation.name, studio.id, studio.name))
    managed = select(Organisation).where(
        Organisation.id.in_(sorted(actor.managed_organisation_ids)), Organisation.merged_into_id.is_(None)
    )
    rows = session.scalars(managed.order_by(Organisation.name, Organisation.id))
    return (*places, *(Place(row.id, row.name) for row in rows))


def draft(session: Session, actor: Actor, number: str, *, or_newest: bool = False) -> Draft | None:
    """The open version of a document; while there is none, None or the newest one.

    Raises NotFound for those who may not know of the document and NotAllowed for those who may only read it.
    """
    document = find_document(session, number)
    if document is None:
        raise NotFound
    published = published_version(session, document)
    if not policy.can_write(actor, document):
        knows = published is not None and policy.can_read_document(actor, document, published)
        raise NotAllowed if knows or policy.owns(actor, document) else NotFound
    version = session.scalar(
        select(Version)
        .where(
            Version.document_id == document.id, Version.ordinal > 0 if or_newest else Version.state.in_(sorted(OPEN))
        )
        .order_by(Version.ordinal.desc())
        .limit(1)
        .options(
            selectinload(Version.notes),
            selectinload(Version.attachments).selectinload(VersionAttachment.attachment),
        )
    )
    if version is None:
        return None
    return Draft(
        document=document,
        version=version,
        content=from_json(version.content),
        notes=discussion(version.notes),
        published_ordinal=published.ordinal if published is not None else None,
        attachments=tuple(version.attachments),
    )


def drafts_waiting(session: Session, actor: Actor) -> int:
    """How many drafts and returned versions the actor may write on."""
    statement = (
        select(func.count())
        .select_from(Version)
        .join(Document, Version.document_id == Document.id)
        .where(policy.writable_by(actor), Version.state.in_(sorted(EDITABLE)))
    )
    return session.scalar(statement) or 0
