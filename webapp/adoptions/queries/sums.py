"""What adoptions brought and how far results reached, summed by one dimension, for what an actor may know.

Amounts are whole fen and exact. Verified, estimated and reported amounts are never added up. Sums are made in two
steps: by document and dimension over one index, then over the documents the actor may read, so that a hundred thousand
adoptions cost one pass over an index and two statements at most, whatever is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, func, literal, select
from sqlalchemy.orm import Session

from webapp.adoptions.content import Grade
from webapp.adoptions.models import Adoption, AdoptionFigure
from webapp.adoptions.policy import counting
from webapp.adoptions.workflow import AdoptionState
from webapp.base.actor import Actor
from webapp.documents.models import Document, Version
from webapp.documents.policy import readable_by

Key = int | str | None


class By(StrEnum):
    """What is grouped by. ``organisation`` (None for all that are not named), ``region`` and ``industry`` are the
    adopter's; ``owner``, ``studio`` and ``kind`` the document's. ``year`` is the calendar year of the amount; for
    counts the year the use began."""

    ALL = "all"
    DOCUMENT = "document"
    ORGANISATION = "organisation"
    REGION = "region"
    INDUSTRY = "industry"
    YEAR = "year"
    OWNER = "owner"
    STUDIO = "studio"
    KIND = "kind"


@dataclass(frozen=True, slots=True)
class Narrow:
    """What is left in; None, '' and the empty set leave everything in. Of terms all that belong to the wanted one."""

    document_id: int | None = None
    organisation_id: int | None = None
    owner_id: int | None = None
    studio_id: int | None = None
    region: frozenset[str] = frozenset()
    industry: frozenset[str] = frozenset()
    year: int | None = None
    kind: str = ""
    gain: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """Amounts in fen by how sure they are, and how many amounts they are made of."""

    verified: int = 0
    estimated: int = 0
    reported: int = 0
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Reach:
    """Adoptions both sides agreed on and their organisations, and organisations that reports name; never added up."""

    adoptions: int = 0
    organisations: int = 0
    reported: int = 0


EVERYTHING = Narrow()
_OF_DOCUMENT = {By.OWNER: Document.organisation_id, By.STUDIO: Document.studio_id, By.KIND: Document.kind}


def benefit_sums(
    session: Session,
    actor: Actor,
    by: By = By.ALL,
    narrow: Narrow = EVERYTHING,
    groups: Mapping[str, str] | None = None,
) -> Mapping[Key, Sums]:
    """The sums for each key of a dimension, in one statement; keys without amounts are missing. ``all`` has None.

    ``groups`` leads from the keys of regions or industries to those they are counted under; others count under ''.
    """
    figures = AdoptionFigure
    dimensions = [_grouped(FIGURE_COLUMNS[by], groups)] if by in FIGURE_COLUMNS else []
    inner = (
        select(
            figures.document_id,
            *(each.label("dimension") for each in dimensions),
            figures.grade,
            func.sum(figures.fen).label("fen"),
            func.count().label("rows"),
        )
        .where(*narrow_rows(narrow, FIGURE_COLUMNS), *([figures.gain == narrow.gain] if narrow.gain else ()))
        .group_by(figures.document_id, *dimensions, figures.grade)
        .subquery()
    )
    keys = [inner.c.dimension] if dimensions else _of_document(by)
    amounts = [_of_grade(inner, grade) for grade in (Grade.VERIFIED, Grade.ESTIMATED, Grade.REPORTED)]
    statement = select(*amounts, func.sum(inner.c.rows), *keys).select_from(inner)
    rows = session.execute(over_readable(statement, inner.c.document_id, actor, narrow).group_by(*keys))
    return {(row[4] if keys else None): Sums(*(int(amount or 0) for amount in row[:4])) for row in rows}


def reach_of(
    session: Session,
    actor: Actor,
    by: By = By.ALL,
    narrow: Narrow = EVERYTHING,
    groups: Mapping[str, str] | None = None,
) -> Mapping[Key, Reach]:
    """How many adoptions and organisations there are for each key of a dimension, in one statement."""
    keys = [_grouped(ADOPTION_COLUMNS[by], groups)] if by in ADOPTION_COLUMNS else _of_document(by)
    is_agreed = Adoption.counted.is_not(None)
    statement = select(
        func.count(case((is_agreed, Adoption.id))),
        func.count(func.distinct(case((is_agreed, Adoption.adopter)))),
        func.count(func.distinct(case((Adoption.state == AdoptionState.REPORTED, Adoption.adopter)))),
        *keys,
    ).select_from(Adoption)
    statement = statement.where(counting(), *narrow_rows(narrow, ADOPTION_COLUMNS))
    rows = session.execute(over_readable(statement, Adoption.document_id, actor, narrow).group_by(*keys))
    return {_key(by, row[3] if keys else None): Reach(*row[:3]) for row in rows}


FIGURE_COLUMNS: Mapping[By, Any] = {
    By.DOCUMENT: AdoptionFigure.document_id,
    By.ORGANISATION: AdoptionFigure.organisation_id,
    By.REGION: AdoptionFigure.region,
    By.INDUSTRY: AdoptionFigure.industry,
    By.YEAR: AdoptionFigure.year,
}
ADOPTION_COLUMNS: Mapping[By, Any] = {
    By.DOCUMENT: Adoption.document_id,
    By.ORGANISATION: case((Adoption.is_named, Adoption.organisation_id)),
    By.REGION: Adoption.region,
    By.INDUSTRY: Adoption.industry,
    By.YEAR: func.substr(Adoption.started, 1, 4, type_=String),
}


def _of_document(by: By) -> list[Any]:
    return [_OF_DOCUMENT[by]] if by in _OF_DOCUMENT else []


def _grouped(column: Any, groups: Mapping[str, str] | None) -> Any:
    return column if groups is None else case(groups, value=column, else_="") if groups else literal("")


def _of_grade(inner: Any, grade: Grade) -> Any:
    return func.sum(case((inner.c.grade == grade, inner.c.fen), else_=0))


def narrow_rows(narrow: Narrow, columns: Mapping[By, Any]) -> list[ColumnElement[bool]]:
    """The filters over amounts or adoptions, given their columns."""
    wanted: dict[By, Any] = {
        By.DOCUMENT: narrow.document_id,
        By.ORGANISATION: narrow.organisation_id,
        By.YEAR: narrow.year,
    }
    if columns is ADOPTION_COLUMNS and narrow.year is not None:
        wanted[By.YEAR] = f"{narrow.year:04d}"
    conditions = [columns[by] == value for by, value in wanted.items() if value is not None]
    for by, keys in ((By.REGION, narrow.region), (By.INDUSTRY, narrow.industry)):
        if keys:
            conditions.append(columns[by].in_(sorted(keys)))
    return conditions


def over_readable(statement: Select[Any], document_id: Any, actor: Actor, narrow: Narrow) -> Select[Any]:
    """The statement over documents in force that the actor may read, narrowed by what belongs to the document."""
    statement = statement.join(Document, Document.id == document_id)
    statement = statement.join(Version, and_(Version.document_id == Document.id, readable_by(actor)))
    wanted = ((Document.organisation_id, narrow.owner_id), (Document.studio_id, narrow.studio_id))
    for column, value in wanted:
        if value is not None:
            statement = statement.where(column == value)
    return statement.where(Document.kind == narrow.kind) if narrow.kind else statement


def _key(by: By, value: Any) -> Key:
    if by == By.YEAR:
        return int(value) if value else None
    key: Key = value
    return key
