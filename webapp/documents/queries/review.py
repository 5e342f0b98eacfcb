"""What reviewers need: the queue, and the version to judge beside what is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from webapp.base.actor import Actor
from webapp.base.errors import Conflict, NotFound
from webapp.base.paging import PAGE_SIZE, Page
from webapp.directory.models import Organisation, Studio
from webapp.documents import policy
from webapp.documents.content import Content, Kind, from_json
from webapp.documents.models import Document, Version, VersionAttachment
from webapp.documents.queries.finding import find_document, published_version
from webapp.documents.queries.writing import Note, latest_notes
from webapp.documents.workflow import VersionState


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A version waiting for review."""

    number: str
    kind: Kind
    title: str
    ordinal: int
    industry: str
    round: int
    submitted_at: datetime | None
    owner_name: str


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for this reviewer, oldest first; ``own_count`` more are their own and wait for somebody else."""

    page: Page[QueueRow]
    own_count: int


@dataclass(frozen=True, slots=True)
class InReview:
    """A version to judge; ``revision`` and ``content_hash`` are what the judgement is about."""

    document: Document
    version: Version
    content: Content
    published: Version | None
    published_content: Content | None
    notes: tuple[Note, ...]
    attachments: tuple[VersionAttachment, ...]
    may_judge: bool

    @property
    def kind(self) -> Kind:
        """The document's kind."""
        return Kind(self.document.kind)


def review_queue(session: Session, actor: Actor, number: int = 1, size: int = PAGE_SIZE, kind: str = "") -> Queue:
    """Versions in review that the actor may judge, oldest first, of one kind if given."""
    waiting = [Version.state == VersionState.IN_REVIEW]
    if kind:
        waiting.append(Document.kind == kind)
    judged = policy.reviewable_by(actor)
    counts = select(func.count()).select_from(Version).join(Document, Version.document_id == Document.id)
    total = session.scalar(counts.where(*waiting, judged)) or 0
    own = session.scalar(counts.where(*waiting, policy.versions_readable_by(actor))) or 0
    rows = session.execute(
        select(Document, Version, Studio.name, Organisation.name)
        .select_from(Document)
        .join(Version, Version.document_id == Document.id)
        .join(Organisation, Organisation.id == Document.organisation_id)
        .outerjoin(Studio, Studio.id == Document.studio_id)
        .where(*waiting, judged)
        .order_by(Version.submitted_at, Version.id)
        .limit(size)
        .offset((number - 1) * size)
    ).all()
    items = [
        QueueRow(
            number=document.number,
            kind=Kind(document.kind),
            title=version.title,
            ordinal=version.ordinal,
            industry=version.industry,
            round=version.round,
            submitted_at=version.submitted_at,
            owner_name=studio or organisation,
        )
        for document, version, studio, organisation in rows
    ]
    return Queue(Page(items, total, number, size), own - total)


def reviews_waiting(session: Session, actor: Actor) -> int:
    """How many versions wait for this reviewer."""
    statement = (
        select(func.count())
        .select_from(Version)
        .join(Document, Version.document_id == Document.id)
        .where(Version.state == VersionState.IN_REVIEW, policy.reviewable_by(actor))
    )
    return session.scalar(statement) or 0


def version_in_review(session: Session, actor: Actor, number: str) -> InReview:
    """The version of a document that is in review.

    Raises NotFound for those who may not read it, Conflict('state') when nothing is in review any more.
    """
    document = find_document(session, number)
    if document is None:
        raise NotFound
    published = published_version(session, document)
    version = session.scalar(
        select(Version)
        .where(Version.document_id == document.id, Version.state == VersionState.IN_REVIEW)
        .options(
            selectinload(Version.editors),
            selectinload(Version.people),
            selectinload(Version.notes),
            selectinload(Version.attachments).selectinload(VersionAttachment.attachment),
        )
    )
    if version is None:
        if published is not None and policy.can_read_document(actor, document, published):
            raise Conflict("state")
        raise NotFound
    if not policy.can_read_version(actor, document, version, published):
        raise NotFound
    return InReview(
        document=document,
        version=version,
        content=from_json(version.content),
        published=published,
        published_content=from_json(published.content) if published is not None else None,
        notes=latest_notes(version.notes),
        attachments=tuple(version.attachments),
        may_judge=policy.can_review(actor, document, version),
    )
