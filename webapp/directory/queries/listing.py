"""What the three lists share: the filters, one page in the order of names, and counts to narrow further.

Every list runs the same number of statements, however many entries there are: a count, a page, one for each facet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from webapp.base.paging import PAGE_SIZE, Page
from webapp.directory.models import Organisation, Person, Studio
from webapp.directory.spelling import typed_sound
from webapp.directory.vocabularies import Vocabularies

Row = TypeVar("Row")
Condition = ColumnElement[bool]
MANY = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody is looking for: keys of vocabularies, '' for any. A key includes those below it."""

    text: str = ""
    region: str = ""
    industry: str = ""
    trade: str = ""
    level: str = ""
    honour: str = ""
    kind: str = ""
    organisation: int = 0
    newest: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """One page, and for each facet how many entries there would be with each key."""

    page: Page[Row]
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facet:
    """Something to narrow by: the condition for the wanted key, and the statement that counts by key under others."""

    condition: Condition | None
    counted: Callable[[Sequence[Condition]], Select[Any]]


def list_entries(
    session: Session,
    model: type[Any],
    statement: Select[Any],
    wanted: Wanted,
    fixed: Sequence[Condition],
    facets: Mapping[str, Facet],
) -> Listing[Any]:
    """One page of ``statement`` under all conditions, and the counts of each facet under all conditions but its own."""
    fixed = [*fixed, *_named_once(session, model, wanted.text)]
    narrowed = [standing(model), *fixed, *(facet.condition for facet in facets.values() if facet.condition is not None)]
    total = session.scalar(select(func.count()).select_from(model).where(*narrowed)) or 0
    order = (model.id.desc(),) if wanted.newest else (model.sort_name, model.id)
    rows = session.scalars(
        statement.where(*narrowed).order_by(*order).limit(PAGE_SIZE).offset((wanted.page - 1) * PAGE_SIZE)
    ).all()
    counts = {name: _counts(session, name, fixed, facets) for name in facets}
    return Listing(Page(rows, total, wanted.page), counts)


def _named_once(session: Session, model: type[Any], text: str) -> list[Condition]:
    """Names are looked through once, not for every facet, unless very many match."""
    conditions = named(model, text)
    if not conditions:
        return []
    found = session.scalars(select(model.id).where(*conditions).limit(MANY + 1)).all()
    return [model.id.in_(found)] if len(found) <= MANY else conditions


def _counts(session: Session, name: str, fixed: Sequence[Condition], facets: Mapping[str, Facet]) -> Mapping[str, int]:
    others = [each.condition for key, each in facets.items() if key != name and each.condition is not None]
    rows = session.execute(facets[name].counted([*fixed, *others]))
    return {key: count for key, count in rows if key}


def column_facet(model: type[Any], column: InstrumentedAttribute[str], keys: frozenset[str] | None) -> Facet:
    """A facet over a column of the entry itself; ``keys`` are those wanted, None for any."""
    condition = None if keys is None else column.in_(sorted(keys))

    columns: tuple[Any, ...] = (column, func.count())

    def counted(conditions: Sequence[Condition]) -> Select[Any]:
        return select(*columns).select_from(model).where(standing(model), *conditions).group_by(column)

    return Facet(condition, counted)


def standing(model: type[Any]) -> Condition:
    """Not merged into another."""
    condition: Condition = model.merged_into_id.is_(None)
    return condition


def below(vocabularies: Vocabularies, name: str, key: str) -> frozenset[str] | None:
    """The key with all below it; None for ''."""
    return vocabularies.with_descendants(name, key) if key else None


def named(model: type[Organisation | Person | Studio], text: str) -> list[Condition]:
    """The name contains what was typed, or is spelt so."""
    text = text.strip()
    if not text:
        return []
    alternatives: list[Condition] = [model.name.icontains(text, autoescape=True)]
    if sound := typed_sound(text):
        spelt = func.replace(model.sort_name, " ", "")
        alternatives.append(spelt.like(sound.replace(" ", "") + "%"))
    return [or_(*alternatives)]
