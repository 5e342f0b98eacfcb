"""Reads of figures: one dimension summed, and the rows a figure is made of.

Everything follows what the actor may read; nothing here is stored, so figures and rows can never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import attrgetter
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from webapp.adoptions.content import Grade
from webapp.adoptions.models import Adoption, AdoptionFigure
from webapp.adoptions.queries.listing import shown_state
from webapp.adoptions.queries.sums import (
    ADOPTION_COLUMNS,
    FIGURE_COLUMNS,
    By,
    Key,
    Narrow,
    Reach,
    Sums,
    benefit_sums,
    narrow_rows,
    over_readable,
    reach_and_total,
    reach_of,
)
from webapp.adoptions.workflow import AdoptionState
from webapp.base.actor import Actor
from webapp.base.paging import Page
from webapp.directory.models import Organisation, Studio
from webapp.documents.models import Document, Version
from webapp.documents.policy import readable_by

PAGE_SIZE = 50
EXPORT_LIMIT = 20_000


class Figure(StrEnum):
    """The figures there are. Counts of adoptions, and amounts by how sure they are."""

    ADOPTIONS = "adoptions"
    ORGANISATIONS = "organisations"
    REPORTS = "reports"
    VERIFIED = "verified"
    ESTIMATED = "estimated"
    REPORTED = "reported"


AMOUNTS: Mapping[Figure, Grade] = {
    Figure.VERIFIED: Grade.VERIFIED,
    Figure.ESTIMATED: Grade.ESTIMATED,
    Figure.REPORTED: Grade.REPORTED,
}


@dataclass(frozen=True, slots=True)
class Line:
    """The figures for one key of a dimension. ``name`` is '' where words come from a vocabulary or nobody is named."""

    key: Key
    name: str
    reach: Reach
    sums: Sums

    def figure(self, figure: Figure) -> int:
        """One of them; amounts in fen."""
        return _FIGURES[figure](self)


_FIGURES: Mapping[Figure, Callable[[Line], int]] = {
    Figure.ADOPTIONS: attrgetter("reach.adoptions"),
    Figure.ORGANISATIONS: attrgetter("reach.organisations"),
    Figure.REPORTS: attrgetter("reach.reported"),
    Figure.VERIFIED: attrgetter("sums.verified"),
    Figure.ESTIMATED: attrgetter("sums.estimated"),
    Figure.REPORTED: attrgetter("sums.reported"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """An adoption behind a count. ``organisation`` is '' when it does not want to be named, ``key`` then too."""

    key: str
    number: str
    title: str
    organisation: str
    region: str
    industry: str
    started: str
    ended: str
    state: str


@dataclass(frozen=True, slots=True)
class Adopter:
    """An organisation behind a count, and how many of its adoptions are counted. ``name`` is '' when not named."""

    name: str
    organisation_id: int | None
    adoptions: int


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount behind a sum, in fen, with the adoption it belongs to."""

    use: Use
    year: int | None
    gain: str
    fen: int


def totals(session: Session, actor: Actor, narrow: Narrow) -> Line:
    """All figures over everything that is left in."""
    reach = reach_of(session, actor, By.ALL, narrow).get(None, Reach())
    return Line(None, "", reach, benefit_sums(session, actor, By.ALL, narrow).get(None, Sums()))


def lines(
    session: Session,
    actor: Actor,
    by: By,
    narrow: Narrow,
    order: Figure,
    groups: Mapping[str, str] | None = None,
    number: int = 1,
    size: int = PAGE_SIZE,
) -> Page[Line]:
    """One page of the figures by a dimension, the greatest first (years: the newest first)."""
    return table(session, actor, by, narrow, order, groups, number, size)[0]


def table(
    session: Session,
    actor: Actor,
    by: By,
    narrow: Narrow,
    order: Figure,
    groups: Mapping[str, str] | None = None,
    number: int = 1,
    size: int = PAGE_SIZE,
) -> tuple[Page[Line], Line]:
    """The same with the totals. Every amount is in one line, so amounts add up to theirs; organisations do not."""
    reach, total_reach = reach_and_total(session, actor, by, narrow, groups)
    sums = benefit_sums(session, actor, by, narrow, groups)
    found = [Line(key, "", reach.get(key, Reach()), sums.get(key, Sums())) for key in {**reach, **sums}]
    if by == By.YEAR:
        found.sort(key=lambda line: -int(line.key or 0))
    else:
        found.sort(key=lambda line: (-line.figure(order), *(-line.figure(each) for each in Figure), str(line.key)))
    shown = found[(number - 1) * size : number * size]
    names = _names(session, actor, by, [line.key for line in shown])
    items = [Line(line.key, names.get(line.key, ""), line.reach, line.sums) for line in shown]
    return Page(items, len(found), number, size), Line(None, "", total_reach, _sum(sums.values()))


def _sum(parts: Collection[Sums]) -> Sums:
    return Sums(
        sum(each.verified for each in parts),
        sum(each.estimated for each in parts),
        sum(each.reported for each in parts),
        sum(each.rows for each in parts),
    )


def uses(session: Session, actor: Actor, narrow: Narrow, number: int = 1, size: int = PAGE_SIZE) -> Page[Use]:
    """The adoptions that count, newest use first."""
    conditions = [Adoption.counted.is_not(None), *narrow_rows(narrow, ADOPTION_COLUMNS)]
    total = session.scalar(_over(select(func.count()), actor, narrow, Adoption.document_id, *conditions)) or 0
    places = _over(select(Adoption.id), actor, narrow, Adoption.document_id, *conditions)
    places = places.order_by(Adoption.started.desc(), Adoption.id.desc()).limit(size).offset((number - 1) * size)
    statement = _over(select(Adoption.id, *_USE), actor, narrow, Adoption.document_id)
    return Page([_use(row[1:]) for row in _in_order(session, places, statement, Adoption.id)], total, number, size)


def adopters(
    session: Session, actor: Actor, narrow: Narrow, figure: Figure, number: int = 1, size: int = PAGE_SIZE
) -> Page[Adopter]:
    """The organisations behind a count, those with most adoptions first."""
    is_report = Adoption.state == AdoptionState.REPORTED
    wanted = is_report if figure == Figure.REPORTS else Adoption.counted.is_not(None)
    conditions = [wanted, *narrow_rows(narrow, ADOPTION_COLUMNS)]
    counted = select(func.count(func.distinct(Adoption.adopter)))
    total = session.scalar(_over(counted, actor, narrow, Adoption.document_id, *conditions)) or 0
    uses_count = func.count(Adoption.id)
    named = case((Adoption.is_named, Adoption.organisation_id))
    wide = select(func.max(_NAMED), func.max(named), uses_count)
    statement = _over(wide, actor, narrow, Adoption.document_id, *conditions).group_by(Adoption.adopter)
    statement = statement.order_by(uses_count.desc(), func.max(_NAMED), Adoption.adopter)
    rows = session.execute(statement.limit(size).offset((number - 1) * size))
    return Page([Adopter(*row) for row in rows], total, number, size)


def amounts(
    session: Session, actor: Actor, narrow: Narrow, figure: Figure, number: int = 1, size: int = PAGE_SIZE
) -> tuple[Page[Amount], int]:
    """The amounts behind a sum, the greatest first, and their exact sum in fen."""
    row = AdoptionFigure
    conditions = [row.grade == AMOUNTS[figure], *narrow_rows(narrow, FIGURE_COLUMNS)]
    if narrow.gain:
        conditions.append(row.gain == narrow.gain)
    counted = _over(select(func.count(), func.sum(row.fen)), actor, narrow, row.document_id, *conditions, start=row)
    total, fen = session.execute(counted).one()
    places = _over(select(row.id), actor, narrow, row.document_id, *conditions, start=row)
    places = places.order_by(row.fen.desc(), row.id).limit(size).offset((number - 1) * size)
    statement = _over(select(row.id, *_USE, row.year, row.gain, row.fen), actor, narrow, row.document_id, start=row)
    statement = statement.join(Adoption, Adoption.id == row.adoption_id)
    found = _in_order(session, places, statement, row.id)
    items = [Amount(_use(each[1:]), each[-3], each[-2], each[-1]) for each in found]
    return Page(items, total, number, size), int(fen or 0)


def names_of(session: Session, actor: Actor, narrow: Narrow) -> Mapping[str, str]:
    """The names of the studio, organisations and document that figures are narrowed to; '' for what nobody knows."""
    wanted = {
        "organisation": (By.ORGANISATION, narrow.organisation_id),
        "owner": (By.OWNER, narrow.owner_id),
        "studio": (By.STUDIO, narrow.studio_id),
        "document": (By.DOCUMENT, narrow.document_id),
    }
    return {
        name: _names(session, actor, by, [key]).get(key, "") for name, (by, key) in wanted.items() if key is not None
    }


_NAMED = case((Adoption.is_named, Adoption.organisation_name), else_="")
_KEY = case((Adoption.is_named, Adoption.key), else_="")
_USE: Sequence[Any] = (
    _KEY,
    Document.number,
    Version.title,
    _NAMED,
    Adoption.region,
    Adoption.industry,
    Adoption.started,
    Adoption.ended,
    Adoption.state,
)


def _over(
    statement: Any, actor: Actor, narrow: Narrow, document_id: Any, *conditions: Any, start: Any = Adoption
) -> Any:
    return over_readable(statement.select_from(start), document_id, actor, narrow).where(*conditions)


def _in_order(session: Session, places: Any, statement: Any, number: Any) -> list[Any]:
    """The rows at these places in their order: first which, over an index that holds the order, then all of these."""
    ids = session.scalars(places).all()
    rows = {row[0]: row for row in session.execute(statement.where(number.in_(ids)))}
    return [rows[each] for each in ids if each in rows]


def _use(row: Any) -> Use:
    use = Use(*row[: len(_USE)])
    return replace(use, state=shown_state(use))  # that a change waits, or is objected to, is for the two sides


def _names(session: Session, actor: Actor, by: By, keys: Sequence[Key]) -> Mapping[Key, str]:
    wanted = [key for key in keys if isinstance(key, int)]
    if not wanted or by not in (By.ORGANISATION, By.OWNER, By.STUDIO, By.DOCUMENT):
        return {}
    if by == By.DOCUMENT:
        titles = select(Document.id, Version.title).join(Version, Version.document_id == Document.id)
        rows = session.execute(titles.where(readable_by(actor), Document.id.in_(wanted)))
        return {row[0]: row[1] for row in rows}
    model: Any = Studio if by == By.STUDIO else Organisation
    return {row[0]: row[1] for row in session.execute(select(model.id, model.name).where(model.id.in_(wanted)))}
