"""What adoptions brought and how far results reached, summed by one dimension, for what an actor may know.

Amounts are whole fen and exact. Verified, estimated and reported amounts are never added up. What is asked of figures
is summed in the order of an index that holds it, over the documents the actor may read; what is asked of documents is
summed by document first. So a hundred thousand adoptions cost one pass over an index, in one statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, func, select
from sqlalchemy.orm import Session

from webapp.adoptions.content import Grade
from webapp.adoptions.models import Adoption, AdoptionFigure
from webapp.adoptions.policy import counting
from webapp.adoptions.workflow import AdoptionState
from webapp.base.actor import Actor
from webapp.base.distinct import distinct_texts, read_texts
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
    """What is left in; None, '' and the empty set leave everything in. Of terms all that belong to the wanted one.

    ``blank`` names dimensions that must say nothing: the line of a table whose key is empty.
    """

    document_id: int | None = None
    organisation_id: int | None = None
    owner_id: int | None = None
    studio_id: int | None = None
    region: frozenset[str] = frozenset()
    industry: frozenset[str] = frozenset()
    year: int | None = None
    kind: str = ""
    gain: str = ""
    blank: frozenset[By] = frozenset()


@dataclass(frozen=True, slots=True)
class Sums:
    """Amounts in fen by how sure they are, and how many amounts they are made of."""

    verified: int = 0
    estimated: int = 0
    reported: int = 0
    rows: int = 0

    def __add__(self, other: Sums) -> Sums:
        """Both together, each grade by itself."""
        return Sums(
            self.verified + other.verified,
            self.estimated + other.estimated,
            self.reported + other.reported,
            self.rows + other.rows,
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """Adoptions both sides agreed on and their organisations, and organisations that reports name; never added up."""

    adoptions: int = 0
    organisations: int = 0
    reported: int = 0


EVERYTHING = Narrow()
_OF_DOCUMENT = {By.OWNER: Document.organisation_id, By.STUDIO: Document.studio_id, By.KIND: Document.kind}
_INDEXED = (By.ORGANISATION, By.REGION, By.INDUSTRY)


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
    conditions = narrow_rows(narrow, FIGURE_COLUMNS) + ([figures.gain == narrow.gain] if narrow.gain else [])
    if by in _OF_DOCUMENT:
        return _sums_of_owners(session, actor, by, narrow, conditions)
    keys = [FIGURE_COLUMNS[by]] if by in FIGURE_COLUMNS else []
    document_id = figures.document_id + 0 if by in _INDEXED else figures.document_id  # else no pass in the key's order
    statement = select(*_by_grade(figures.grade, figures.fen), func.count(), *keys)
    statement = statement.where(document_id.in_(_readable_ids(actor, narrow)), *conditions).group_by(*keys)
    rows = session.execute(statement)
    if groups is None or not keys:
        return {(row[4] if keys else None): _amounts(row) for row in rows}
    found: dict[Key, Sums] = {}
    for row in rows:
        key = groups.get(row[4], "")
        found[key] = found.get(key, Sums()) + _amounts(row)
    return found


def _sums_of_owners(
    session: Session, actor: Actor, by: By, narrow: Narrow, conditions: Sequence[ColumnElement[bool]]
) -> Mapping[Key, Sums]:
    """The same by what belongs to the document: first by document, which is the order of an index."""
    figures = AdoptionFigure
    inner = (
        select(figures.document_id, figures.grade, func.sum(figures.fen).label("fen"), func.count().label("rows"))
        .where(*conditions)
        .group_by(figures.document_id, figures.grade)
        .subquery()
    )
    key = _OF_DOCUMENT[by]
    statement = select(*_by_grade(inner.c.grade, inner.c.fen), func.sum(inner.c.rows), key).select_from(inner)
    rows = session.execute(over_readable(statement, inner.c.document_id, actor, narrow).group_by(key))
    return {row[4]: _amounts(row) for row in rows}


def _amounts(row: Any) -> Sums:
    return Sums(int(row[0] or 0), int(row[1] or 0), int(row[2] or 0), row[3] or 0)


def reach_of(
    session: Session,
    actor: Actor,
    by: By = By.ALL,
    narrow: Narrow = EVERYTHING,
    groups: Mapping[str, str] | None = None,
) -> Mapping[Key, Reach]:
    """How many adoptions and organisations there are for each key of a dimension, in one statement."""
    if groups is not None and by in ADOPTION_COLUMNS:
        return {top: each.reach for top, each in _groups(session, actor, by, narrow, groups).items()}
    keys = [column] if (column := {**ADOPTION_COLUMNS, **_OF_DOCUMENT}.get(by)) is not None else []
    is_agreed = Adoption.counted.is_not(None)
    statement = select(
        func.count(case((is_agreed, Adoption.id))),
        func.count(func.distinct(case((is_agreed, Adoption.adopter)))),
        func.count(func.distinct(case((Adoption.state == AdoptionState.REPORTED, Adoption.adopter)))),
        *keys,
    ).select_from(Adoption)
    statement = statement.where(counting(), *narrow_rows(narrow, ADOPTION_COLUMNS))
    statement = over_readable(statement, Adoption.document_id, actor, narrow)
    rows = session.execute(statement.group_by(*keys))
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


def reach_and_total(
    session: Session, actor: Actor, by: By, narrow: Narrow = EVERYTHING, groups: Mapping[str, str] | None = None
) -> tuple[Mapping[Key, Reach], Reach]:
    """The same, and over everything that is left in; an organisation in two lines is one there."""
    if groups is not None and by in ADOPTION_COLUMNS:
        found = _groups(session, actor, by, narrow, groups)
        total = _Group()
        for each in found.values():
            total.add(each)
        return {top: each.reach for top, each in found.items()}, total.reach
    return reach_of(session, actor, by, narrow), reach_of(session, actor, By.ALL, narrow).get(None, Reach())


@dataclass(slots=True)
class _Group:
    """What is counted under one term."""

    adoptions: int = 0
    agreed: set[str] = field(default_factory=set)
    reported: set[str] = field(default_factory=set)

    @property
    def reach(self) -> Reach:
        return Reach(self.adoptions, len(self.agreed), len(self.reported))

    def add(self, other: _Group) -> None:
        self.adoptions += other.adoptions
        self.agreed |= other.agreed
        self.reported |= other.reported


def _groups(session: Session, actor: Actor, by: By, narrow: Narrow, groups: Mapping[str, str]) -> Mapping[str, _Group]:
    """Counts under the terms that hold them; here, because a hundred terms walked by row cost more than the rows.

    What counts and is not agreed is reported, and never both. Each term brings its organisations as one value.
    """
    is_agreed = Adoption.counted.is_not(None)
    keys = (ADOPTION_COLUMNS[by], is_agreed.label("is_agreed"))
    statement = select(*keys, func.count(), distinct_texts(Adoption.adopter)).select_from(Adoption)
    statement = statement.where(counting(), *narrow_rows(narrow, ADOPTION_COLUMNS))
    rows = session.execute(over_readable(statement, Adoption.document_id, actor, narrow).group_by(*keys))
    found = defaultdict[str, _Group](_Group)
    for term, agreed, count, adopters in rows:
        names = set(read_texts(adopters))
        found[groups.get(term, "")].add(_Group(count, names) if agreed else _Group(0, set(), names))
    return found


def _by_grade(grade: Any, fen: Any) -> list[Any]:
    return [func.sum(case((grade == each, fen), else_=0)) for each in (Grade.VERIFIED, Grade.ESTIMATED, Grade.REPORTED)]


def _readable_ids(actor: Actor, narrow: Narrow) -> Select[Any]:
    of_document = and_(Version.document_id == Document.id, readable_by(actor))
    return _of_documents(select(Document.id).join(Version, of_document), narrow)


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
    if columns is ADOPTION_COLUMNS and narrow.organisation_id is not None:
        conditions.append(Adoption.organisation_id == narrow.organisation_id)  # said again where an index knows it
    for by, keys in ((By.REGION, narrow.region), (By.INDUSTRY, narrow.industry)):
        if keys:
            conditions.append(columns[by].in_(sorted(keys)))
    return conditions + [_says_nothing(columns[by]) for by in sorted(narrow.blank & columns.keys())]


def _says_nothing(column: Any) -> ColumnElement[bool]:
    is_text = isinstance(column.type, String)
    said: ColumnElement[bool] = column == "" if is_text else column.is_(None)
    return said


def over_readable(statement: Select[Any], document_id: Any, actor: Actor, narrow: Narrow) -> Select[Any]:
    """The statement over documents in force that the actor may read, narrowed by what belongs to the document."""
    statement = statement.join(Document, Document.id == document_id)
    statement = statement.join(Version, and_(Version.document_id == Document.id, readable_by(actor)))
    return _of_documents(statement, narrow)


def _of_documents(statement: Select[Any], narrow: Narrow) -> Select[Any]:
    wanted = ((Document.organisation_id, narrow.owner_id), (Document.studio_id, narrow.studio_id))
    for owner, value in wanted:
        if value is not None:
            statement = statement.where(owner == value)
    if By.STUDIO in narrow.blank:
        statement = statement.where(Document.studio_id.is_(None))
    return statement.where(Document.kind == narrow.kind) if narrow.kind else statement


def _key(by: By, value: Any) -> Key:
    if by == By.YEAR:
        return int(value) if value else None
    key: Key = value
    return key
