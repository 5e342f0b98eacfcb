"""What those who write need: where they may begin, what they have, the draft to work on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session, aliased, selectinload

from webapp.base.actor import Actor
from webapp.base.errors import NotAllowed, NotFound
from webapp.base.paging import PAGE_SIZE, Page
from webapp.directory.models import Organisation, Studio
from webapp.documents import policy
from webapp.documents.content import Content, Kind, from_json
from webapp.documents.disclosure import is_guarded
from webapp.documents.models import Document, ReviewNote, Version, VersionAttachment
from webapp.documents.queries.discussion import Note, discussion
from webapp.documents.queries.finding import find_document, published_version
from webapp.documents.workflow import EDITABLE, OPEN, VersionState


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
class DeskRow:
    """A document with its newest version, on the desk of those who write it."""

    number: str
    kind: Kind
    title: str
    ordinal: int
    state: VersionState
    visibility: str
    round: int
    was_returned: bool
    edited_at: datetime
    published_ordinal: int | None
    owner_name: str
    disclosure: str

    @property
    def guarded(self) -> bool:
        """Whether it has to stay inside its organisation."""
        return is_guarded(self.disclosure)


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


def desk(session: Session, actor: Actor, number: int = 1, size: int = PAGE_SIZE) -> Page[DeskRow]:
    """The documents the actor may write, each with its newest version: returned ones first, then by last edit."""
    newest = aliased(Version)
    newest_ordinal = (
        select(func.max(newest.ordinal)).where(newest.document_id == Document.id).correlate(Document).scalar_subquery()
    )
    kept = (
        select(Version.id).where(Version.document_id == Document.id, Version.ordinal > 0).correlate(Document).exists()
    )
    mine = and_(policy.writable_by(actor), kept)
    total = session.scalar(select(func.count()).select_from(Document).where(mine)) or 0
    in_force = aliased(Version)
    returned = select(ReviewNote.id).where(ReviewNote.version_id == Version.id, ReviewNote.is_reason).exists()
    rank = case(
        (Version.state == VersionState.RETURNED, 0),
        (Version.state == VersionState.DRAFT, 1),
        (Version.state == VersionState.IN_REVIEW, 2),
        else_=3,
    )
    rows = session.execute(
        select(Document, Version, in_force.ordinal, Studio.name, Organisation.name, returned)
        .select_from(Document)
        .join(Version, (Version.document_id == Document.id) & (Version.ordinal == newest_ordinal))
        .join(Organisation, Organisation.id == Document.organisation_id)
        .outerjoin(Studio, Studio.id == Document.studio_id)
        .outerjoin(in_force, (in_force.document_id == Document.id) & (in_force.state == VersionState.PUBLISHED))
        .where(mine)
        .order_by(rank, Version.edited_at.desc(), Document.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    ).all()
    items = [
        DeskRow(
            number=document.number,
            kind=Kind(document.kind),
            title=version.title,
            ordinal=version.ordinal,
            state=VersionState(version.state),
            visibility=version.visibility,
            round=version.round,
            was_returned=bool(was_returned),
            edited_at=version.edited_at,
            published_ordinal=published,
            owner_name=studio or organisation,
            disclosure=document.disclosure,
        )
        for document, version, published, studio, organisation, was_returned in rows
    ]
    return Page(items, total, number, size)


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
