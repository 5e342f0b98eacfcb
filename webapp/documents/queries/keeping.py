"""Whether documents are still true: for one page, for a list of those due, for the search index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.base.errors import Conflict, NotFound
from webapp.base.paging import PAGE_SIZE, Page
from webapp.directory.models import Studio
from webapp.documents import policy
from webapp.documents.content import Kind
from webapp.documents.models import Document, Version
from webapp.documents.queries.finding import find_document, published_version
from webapp.documents.review_models import Keeping, Verification
from webapp.documents.workflow import VersionState

SOON = timedelta(days=30)


class Standing(StrEnum):
    """How far a document in force can be relied on."""

    HALTED = "halted"
    OVERDUE = "overdue"
    DUE = "due"
    VERIFIED = "verified"


class Due(StrEnum):
    """Which documents the list of verifications shows."""

    WAITING = "waiting"
    HALTED = "halted"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one document; ``verify_by`` None: its kind asks for no verification."""

    verified_at: datetime
    verify_by: date | None = None
    halted_at: datetime | None = None
    halt_reason: str = ""

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been verified before today."""
        return self.verify_by is not None and self.verify_by < today()

    @property
    def standing(self) -> Standing:
        """In one word."""
        if self.halted_at is not None:
            return Standing.HALTED
        if self.is_overdue:
            return Standing.OVERDUE
        is_due = self.verify_by is not None and self.verify_by <= today() + SOON
        return Standing.DUE if is_due else Standing.VERIFIED


@dataclass(frozen=True, slots=True)
class DueRow:
    """A document in the list of verifications."""

    number: str
    kind: Kind
    title: str
    studio: str
    kept: Kept


@dataclass(frozen=True, slots=True)
class Verifying:
    """A document to verify, to call in or to let be used again, and what was said before, newest first."""

    document: Document
    published: Version
    kept: Kept | None
    earlier: tuple[Verification, ...]
    may_verify: bool
    may_halt: bool
    may_lift: bool


def kept_of(session: Session, document_ids: Sequence[int]) -> Mapping[int, Kept]:
    """What is kept of these documents, in one statement: for pages, for lists, for the search index."""
    rows = session.execute(
        select(
            Keeping.document_id, Keeping.verified_at, Keeping.verify_by, Keeping.halted_at, Keeping.halt_reason
        ).where(Keeping.document_id.in_(document_ids))
    )
    return {row[0]: Kept(*row[1:]) for row in rows}


def verifying(session: Session, actor: Actor, number: str) -> Verifying:
    """The document with what the actor may do about it.

    Raises NotFound for those who may not read what is in force, Conflict('state') while nothing is.
    """
    document = find_document(session, number)
    if document is None:
        raise NotFound
    published = published_version(session, document)
    if published is None:
        raise Conflict("state") if policy.owns(actor, document) else NotFound
    if not policy.can_read_version(actor, document, published, published):
        raise NotFound
    loaded = select(Version).where(Version.id == published.id)
    version = session.scalars(loaded.options(selectinload(Version.editors), selectinload(Version.people))).one()
    said = select(Verification).where(Verification.document_id == document.id).order_by(Verification.id.desc())
    return Verifying(
        document=document,
        published=version,
        kept=kept_of(session, [document.id]).get(document.id),
        earlier=tuple(session.scalars(said.limit(50))),
        may_verify=policy.can_verify(actor, document, version),
        may_halt=policy.can_halt(actor, document, version),
        may_lift=policy.can_lift(actor, document, version),
    )


def due_list(
    session: Session, actor: Actor, wanted: Due = Due.WAITING, number: int = 1, size: int = PAGE_SIZE
) -> Page[DueRow]:
    """The documents in force the actor may verify: those due within a month or overdue, longest overdue first."""
    mine = and_(Version.state == VersionState.PUBLISHED, policy.verifiable_by(actor), _wanted(wanted))
    joined = select(func.count()).select_from(Keeping).join(Document, Document.id == Keeping.document_id)
    total = session.scalar(joined.join(Version, Version.document_id == Document.id).where(mine)) or 0
    rows = session.execute(
        select(Document, Version.title, Studio.name, Keeping)
        .select_from(Keeping)
        .join(Document, Document.id == Keeping.document_id)
        .join(Version, Version.document_id == Document.id)
        .outerjoin(Studio, Studio.id == Document.studio_id)
        .where(mine)
        .order_by(Keeping.verify_by.is_(None), Keeping.verify_by, Keeping.document_id)
        .limit(size)
        .offset((number - 1) * size)
    ).all()
    items = [
        DueRow(
            number=document.number,
            kind=Kind(document.kind),
            title=title,
            studio=studio or "",
            kept=Kept(row.verified_at, row.verify_by, row.halted_at, row.halt_reason),
        )
        for document, title, studio, row in rows
    ]
    return Page(items, total, number, size)


def _wanted(wanted: Due) -> ColumnElement[bool]:
    if wanted == Due.WAITING:
        return Keeping.verify_by <= today() + SOON
    if wanted == Due.HALTED:
        return Keeping.halted_at.is_not(None)
    return or_(Keeping.verify_by.is_not(None), Keeping.halted_at.is_not(None))
