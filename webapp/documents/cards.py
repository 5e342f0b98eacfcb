"""Published documents as cards: the little that every list of documents shows, for this reader only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.paging import PAGE_SIZE, Page
from webapp.directory.models import Organisation, Studio
from webapp.documents.models import (
    Document,
    Favourite,
    Opened,
    Version,
    VersionOrganisation,
    VersionPerson,
)
from webapp.documents.policy import readable_by
from webapp.documents.review_models import Keeping


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """One published document in a list. ``industry``, ``trade``, ``region`` are vocabulary keys."""

    id: int
    number: str
    kind: str
    title: str
    summary: str
    year: int | None
    industry: str
    trade: str
    region: str
    visibility: str
    organisation_id: int
    organisation: str
    studio_id: int | None
    studio: str
    published_at: datetime
    version: int
    is_halted: bool = False


_COLUMNS = (
    Document.id,
    Document.number,
    Document.kind,
    Version.title,
    Version.summary,
    Version.year,
    Version.industry,
    Version.trade,
    Version.region,
    Version.visibility,
    Document.organisation_id,
    Organisation.name.label("organisation"),
    Document.studio_id,
    func.coalesce(Studio.name, "").label("studio"),
    Version.published_at,
    Version.ordinal.label("version"),
    Keeping.halted_at.is_not(None).label("is_halted"),
)


def cards_of(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, DocumentCard]:
    """The cards of those of these documents that the actor may read, by id."""
    if not ids:
        return {}
    rows = session.execute(_cards_by_id(actor), {"ids": list(ids)})
    return {row.id: DocumentCard(*row) for row in rows}


@lru_cache(maxsize=256)
def _cards_by_id(actor: Actor) -> Select[Any]:
    """The statement of pages of search results, made once for each reader: it takes longer to make than to ask."""
    return _select(actor).where(Document.id.in_(bindparam("ids", expanding=True)))


def readable_ids(session: Session, actor: Actor, ids: Sequence[int]) -> set[int]:
    """Those of these documents that the actor may read."""
    if not ids:
        return set()
    return set(session.scalars(_readable(select(Document.id), actor).where(Document.id.in_(ids))))


def newest_cards(session: Session, actor: Actor, limit: int = 6) -> list[DocumentCard]:
    """What was published last."""
    rows = session.execute(_select(actor).order_by(Version.published_at.desc(), Document.id.desc()).limit(limit))
    return [DocumentCard(*row) for row in rows]


def cards_page(
    session: Session, actor: Actor, narrow: ColumnElement[bool], number: int = 1, size: int = PAGE_SIZE
) -> Page[DocumentCard]:
    """One page of the documents that meet a condition over Document and Version, newest first."""
    total = session.scalar(_readable(select(func.count()), actor).where(narrow)) or 0
    statement = _select(actor).where(narrow).order_by(Version.published_at.desc(), Document.id.desc())
    rows = session.execute(statement.limit(size).offset((number - 1) * size))
    return Page([DocumentCard(*row) for row in rows], total, number, size)


def documents_of(session: Session, actor: Actor, entry_kind: str, entry_id: int, number: int) -> Page[DocumentCard]:
    """One page of the documents of a person, a studio or an organisation of the directory."""
    return cards_page(session, actor, belongs_to(entry_kind, entry_id), number)


def belongs_to(entry_kind: str, entry_id: int) -> ColumnElement[bool]:
    """The condition that a document belongs to an entry of the directory."""
    if entry_kind == "person":
        took_part = select(VersionPerson.version_id).where(
            VersionPerson.version_id == Version.id, VersionPerson.person_id == entry_id
        )
        return took_part.exists()
    if entry_kind == "studio":
        return Document.studio_id == entry_id
    joined = select(VersionOrganisation.version_id).where(
        VersionOrganisation.version_id == Version.id, VersionOrganisation.organisation_id == entry_id
    )
    return or_(Document.organisation_id == entry_id, joined.exists())


def favourites_page(session: Session, actor: Actor, number: int = 1, size: int = PAGE_SIZE) -> Page[DocumentCard]:
    """One page of the actor's favourites that they may still read, newest mark first; the last one beyond the end."""
    mine = and_(Favourite.document_id == Document.id, Favourite.account_id == actor.account_id)
    total = session.scalar(_readable(select(func.count()), actor).where(select(Favourite.at).where(mine).exists())) or 0
    number = min(number, Page((), total, number, size).pages)
    return Page(_marked(session, actor, Favourite, size, (number - 1) * size), total, number, size)


def favourite_removed(session: Session, actor: Actor, number: str) -> DocumentCard | None:
    """The document with this number, if the actor may read it and it is not among their favourites."""
    mine = and_(Favourite.document_id == Document.id, Favourite.account_id == actor.account_id)
    here = _select(actor).where(Document.number == number, ~select(Favourite.at).where(mine).exists())
    row = session.execute(here).one_or_none()
    return DocumentCard(*row) if row else None


def opened_cards(session: Session, actor: Actor, limit: int = 8) -> list[DocumentCard]:
    """What the actor read last and may still read."""
    return _marked(session, actor, Opened, limit)


def counts_by(session: Session, actor: Actor, column: Any) -> dict[str, int]:
    """How many readable documents there are for each value of a column of Document or Version."""
    statement = _readable(select(column, func.count()), actor).group_by(column)
    return {key: count for key, count in session.execute(statement) if key}


def _marked(
    session: Session, actor: Actor, mark: type[Favourite] | type[Opened], limit: int, first: int = 0
) -> list[DocumentCard]:
    statement = (
        _select(actor)
        .join(mark, and_(mark.document_id == Document.id, mark.account_id == actor.account_id))
        .order_by(mark.at.desc(), Document.id.desc())
        .limit(limit)
        .offset(first)
    )
    return [DocumentCard(*row) for row in session.execute(statement)]


def _select(actor: Actor) -> Select[Any]:
    statement: Any = select(*_COLUMNS)
    return (
        _readable(statement, actor)
        .join(Organisation, Organisation.id == Document.organisation_id)
        .outerjoin(Studio, Studio.id == Document.studio_id)
        .outerjoin(Keeping, Keeping.document_id == Document.id)
    )


def _readable(statement: Select[Any], actor: Actor) -> Select[Any]:
    return statement.select_from(Version).join(Document, Document.id == Version.document_id).where(readable_by(actor))
