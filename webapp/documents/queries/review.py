"""What reviewers need: the queue, and the version to judge beside what is in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, selectinload

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import Conflict, NotFound
from webapp.base.paging import PAGE_SIZE, Page
from webapp.directory.models import Organisation, Studio
from webapp.documents import policy
from webapp.documents.addressees import judges_of
from webapp.documents.content import Content, Kind, from_json
from webapp.documents.kind_rules import rule_of
from webapp.documents.models import Document, Version, VersionAttachment
from webapp.documents.queries.approvals import approvals
from webapp.documents.queries.discussion import Note, discussion
from webapp.documents.queries.finding import find_document, published_version
from webapp.documents.review_models import Approval, Assignment
from webapp.documents.workflow import VersionState


class Sorting(StrEnum):
    """How the queue is ordered."""

    OLDEST = "oldest"
    NEWEST = "newest"
    ROUNDS = "rounds"


class Holding(StrEnum):
    """Who has a version in hand."""

    ANYBODY = ""
    MINE = "mine"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the queue is asked for; '' leaves a field open."""

    kind: str = ""
    industry: str = ""
    held: Holding = Holding.ANYBODY
    sorting: Sorting = Sorting.OLDEST


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A version waiting for review; ``holder`` has it in hand, ``approved_by`` found it good already."""

    number: str
    kind: Kind
    title: str
    ordinal: int
    revision: int
    industry: str
    round: int
    submitted_at: datetime | None
    owner_name: str
    holder_id: int | None
    holder: str
    approved_by: str

    @property
    def days(self) -> int:
        """For how many whole days it has waited."""
        return (now() - self.submitted_at).days if self.submitted_at else 0


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for this reviewer; ``own`` more are their own and wait for somebody else.

    ``industries`` are those of all that waits for them.
    """

    page: Page[QueueRow]
    own_count: int
    industries: tuple[str, ...]


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
    needs_second: bool
    approvals: tuple[Approval, ...]
    holder: Assignment | None
    judges: Mapping[int, str]

    @property
    def kind(self) -> Kind:
        """The document's kind."""
        return Kind(self.document.kind)


def review_queue(
    session: Session, actor: Actor, number: int = 1, size: int = PAGE_SIZE, wanted: Wanted | None = None
) -> Queue:
    """Versions in review that the actor may judge, oldest first unless asked otherwise."""
    waiting = Version.state == VersionState.IN_REVIEW
    judged = and_(waiting, policy.reviewable_by(actor))
    chosen = and_(judged, *_narrowed(actor, wanted or Wanted()))
    counts = _joined(select(func.count()))
    total = session.scalar(counts.where(chosen)) or 0
    mine = session.scalar(counts.where(judged)) or 0
    readable = session.scalar(counts.where(waiting, policy.versions_readable_by(actor))) or 0
    industries = session.scalars(_joined(select(Version.industry)).where(judged, Version.industry != "").distinct())
    columns = (Document, Version, Studio.name, Organisation.name, Assignment, _approver())
    rows = session.execute(
        _joined(select(*columns))
        .join(Organisation, Organisation.id == Document.organisation_id)
        .outerjoin(Studio, Studio.id == Document.studio_id)
        .where(chosen)
        .order_by(*_order((wanted or Wanted()).sorting))
        .limit(size)
        .offset((number - 1) * size)
    ).all()
    items = [_row(*row) for row in rows]
    return Queue(Page(items, total, number, size), readable - mine, tuple(sorted(industries)))


def _joined(statement: Any) -> Any:
    return (
        statement.select_from(Document)
        .join(Version, Version.document_id == Document.id)
        .outerjoin(Assignment, Assignment.version_id == Version.id)
    )


def _narrowed(actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.kind:
        found.append(Document.kind == wanted.kind)
    if wanted.industry:
        found.append(Version.industry == wanted.industry)
    if wanted.held == Holding.MINE:
        found.append(Assignment.account_id == actor.account_id)
    if wanted.held == Holding.NOBODY:
        found.append(Assignment.account_id.is_(None))
    return found


def _order(sorting: Sorting) -> tuple[Any, ...]:
    return {
        Sorting.OLDEST: (Version.submitted_at, Version.id),
        Sorting.NEWEST: (Version.submitted_at.desc(), Version.id.desc()),
        Sorting.ROUNDS: (Version.round.desc(), Version.submitted_at, Version.id),
    }[sorting]


def _approver() -> Any:
    """The name of a reviewer who approved the very text in this round, or NULL."""
    return (
        select(func.min(Approval.account_name))
        .where(
            Approval.version_id == Version.id,
            Approval.round == Version.round,
            Approval.content_hash == Version.content_hash,
        )
        .correlate(Version)
        .scalar_subquery()
    )


def _row(
    document: Document,
    version: Version,
    studio: str | None,
    organisation: str,
    holder: Assignment | None,
    approved_by: str | None,
) -> QueueRow:
    return QueueRow(
        number=document.number,
        kind=Kind(document.kind),
        title=version.title,
        ordinal=version.ordinal,
        revision=version.revision,
        industry=version.industry,
        round=version.round,
        submitted_at=version.submitted_at,
        owner_name=studio or organisation,
        holder_id=holder.account_id if holder else None,
        holder=holder.account_name if holder else "",
        approved_by=approved_by or "",
    )


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
    may_judge = policy.can_review(actor, document, version)
    return InReview(
        document=document,
        version=version,
        content=from_json(version.content),
        published=published,
        published_content=from_json(published.content) if published is not None else None,
        notes=discussion(version.notes),
        attachments=tuple(version.attachments),
        may_judge=may_judge,
        needs_second=rule_of(session, document.kind).needs_second,
        approvals=tuple(approvals(session, version)),
        holder=session.get(Assignment, version.id),
        judges=judges_of(session, document, version) if may_judge else {},
    )
