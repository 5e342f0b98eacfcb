"""The list of patents: filters, one page in order, and counts to narrow further.

One statement counts all combinations of state, type and year that the other filters leave; the three facets and the
total are sums over them, so that the number of statements is the same however long the list is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from webapp.base.actor import Actor
from webapp.base.paging import PAGE_SIZE, Page
from webapp.directory.models import Organisation, Studio
from webapp.patents.deadlines import GRACE_MONTHS, months_after
from webapp.patents.models import Patent
from webapp.patents.policy import may_record_somewhere, patents_kept_by, patents_readable_by
from webapp.patents.queries.finding import named
from webapp.patents.queries.status import has_status, status_column
from webapp.patents.workflow import Status

Condition = ColumnElement[bool]
FACETS = ("status", "type", "year")
DUE = ("90", "30", "grace", "over")
SORTS = ("newest", "oldest", "title", "due")
ORGANISATIONS = 10
MANY = 5000
EXPORT_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody is looking for; '' and 0 for any. ``due`` and ``mine`` speak of the actor's own side only."""

    text: str = ""
    status: str = ""
    type: str = ""
    year: str = ""
    organisation: int = 0
    studio: int = 0
    due: str = ""
    mine: bool = False
    removed: bool = False
    sort: str = "newest"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listing:
    """One page, how many there would be with each key of a facet, and the organisations with most."""

    page: Page[Patent]
    counts: Mapping[str, Mapping[str, int]]
    organisations: Sequence[tuple[int, str, int]] = ()
    organisation: str = ""
    studio: str = ""
    due_counts: Mapping[str, int] = field(default_factory=dict)


def list_patents(session: Session, actor: Actor, wanted: Wanted, today: date) -> Listing:
    """The page, for this actor. A filter on fees shows the patents the actor keeps and no others."""
    fixed = _fixed(actor, wanted, today)
    found = _found(session, fixed, wanted.text, today) if wanted.text else None
    fixed = [*fixed, *found.conditions] if found else fixed
    combinations = found.combinations if found else _combinations(session, fixed, today)
    chosen = {name: getattr(wanted, name) for name in FACETS}
    total = sum(count for keys, count in combinations.items() if _matches(keys, chosen))
    rows = session.scalars(
        _ordered(_patents(fixed, wanted, today), wanted).limit(PAGE_SIZE).offset((wanted.page - 1) * PAGE_SIZE)
    ).all()
    return Listing(
        Page(rows, total, wanted.page),
        {name: _facet(combinations, name, chosen) for name in FACETS},
        _organisations(session, fixed, wanted, today, found),
        _name(session, Organisation, wanted.organisation),
        _name(session, Studio, wanted.studio),
        due_counts(session, actor, today) if may_record_somewhere(actor) else {},
    )


def exported_patents(session: Session, actor: Actor, wanted: Wanted, today: date) -> Iterator[Patent]:
    """All rows of the same list in the same order, up to the limit of an export, with their inventors."""
    fixed = [*_fixed(actor, wanted, today), *([named(wanted.text)] if wanted.text else [])]
    statement = _ordered(_patents(fixed, wanted, today), wanted)
    statement = statement.options(selectinload(Patent.inventors)).limit(EXPORT_LIMIT)
    yield from session.scalars(statement.execution_options(yield_per=500))


def due_counts(session: Session, actor: Actor, today: date) -> dict[str, int]:
    """How many of the actor's own patents have a fee in each state of the filter."""
    columns = [func.count().filter(due_condition(due, today)).label(f"due_{due}") for due in DUE]
    kept = and_(patents_kept_by(actor), Patent.removed_at.is_(None), Patent.fee_due_on.is_not(None))
    row = session.execute(select(*columns).select_from(Patent).where(kept)).one()
    return {due: count for due, count in zip(DUE, row, strict=True) if count}


def due_condition(due: str, today: date) -> Condition:
    """The filter for a state of fees: due within days, in grace, or with grace run out."""
    in_force = has_status(Status.GRANTED, today)
    if due in ("90", "30"):
        return and_(in_force, Patent.fee_due_on.between(today, today + timedelta(days=int(due))))
    oldest = oldest_in_grace(today)
    if due == "grace":
        return and_(in_force, Patent.fee_due_on >= oldest, Patent.fee_due_on < today)
    return and_(in_force, Patent.fee_due_on < oldest)


def oldest_in_grace(today: date) -> date:
    """The earliest due day whose six months of grace still include today."""
    day = months_after(today, -GRACE_MONTHS)
    while months_after(day, GRACE_MONTHS) >= today:
        day -= timedelta(days=1)
    return day + timedelta(days=1)


def _fixed(actor: Actor, wanted: Wanted, today: date) -> list[Condition]:
    conditions: list[Condition] = [Patent.removed_at.is_not(None) if wanted.removed else Patent.removed_at.is_(None)]
    own = wanted.mine or wanted.removed or bool(wanted.due)
    conditions.append(patents_kept_by(actor) if own else patents_readable_by(actor))
    if wanted.organisation:
        conditions.append(Patent.organisation_id == wanted.organisation)
    if wanted.studio:
        conditions.append(Patent.studio_id == wanted.studio)
    if wanted.due:
        conditions.append(due_condition(wanted.due, today))
    return conditions


@dataclass(frozen=True, slots=True)
class _Found:
    """What was typed, looked for once: how often each state, type, year and organisation, and the way to find it."""

    combinations: Mapping[tuple[str, ...], int]
    organisations: Mapping[tuple[tuple[str, ...], int], int]
    conditions: Sequence[Condition]


def _found(session: Session, fixed: Sequence[Condition], text: str, today: date) -> _Found:
    """Names are looked through once, not for every count; the page then asks for ids, unless very many match."""
    columns = (Patent.id, status_column(today), Patent.type, Patent.year, Patent.organisation_id)
    rows = session.execute(select(*columns).where(*fixed, named(text))).all()
    tally = Counter((row[1:4], row[4]) for row in rows)
    told: dict[tuple[tuple[str, ...], int], int] = {
        ((state, kind, str(year or "")), place): count for ((state, kind, year), place), count in tally.items()
    }
    combinations: Counter[tuple[str, ...]] = Counter()
    for (keys, _place), count in told.items():
        combinations[keys] += count
    few = len(rows) <= MANY
    return _Found(combinations, told, [Patent.id.in_([row[0] for row in rows]) if few else named(text)])


def _combinations(session: Session, fixed: Sequence[Condition], today: date) -> dict[tuple[str, ...], int]:
    status = status_column(today).label("status_now")
    rows = session.execute(
        select(status, Patent.type, Patent.year, func.count()).where(*fixed).group_by(status, Patent.type, Patent.year)
    )
    return {(state, kind, str(year or "")): count for state, kind, year, count in rows}


def _matches(keys: tuple[str, ...], chosen: Mapping[str, str], but: str = "") -> bool:
    return all(name == but or not chosen[name] or chosen[name] == key for name, key in zip(FACETS, keys, strict=True))


def _facet(combinations: Mapping[tuple[str, ...], int], name: str, chosen: Mapping[str, str]) -> dict[str, int]:
    place = FACETS.index(name)
    counts: Counter[str] = Counter()
    for keys, count in combinations.items():
        if keys[place] and _matches(keys, chosen, name):
            counts[keys[place]] += count
    return dict(counts)


def _narrowed(wanted: Wanted, today: date) -> list[Condition]:
    conditions: list[Condition] = []
    if wanted.status:
        conditions.append(has_status(wanted.status, today))
    if wanted.type:
        conditions.append(Patent.type == wanted.type)
    if wanted.year:
        conditions.append(Patent.year == int(wanted.year))
    return conditions or [true()]


def _patents(fixed: Sequence[Condition], wanted: Wanted, today: date) -> Select[Any]:
    return (
        select(Patent)
        .where(*fixed, *_narrowed(wanted, today))
        .options(joinedload(Patent.organisation), joinedload(Patent.studio))
    )


def _ordered(statement: Select[Any], wanted: Wanted) -> Select[Any]:
    orders: Mapping[str, tuple[Any, ...]] = {
        "oldest": (Patent.filed_on.nulls_last(), Patent.id),
        "title": (Patent.title, Patent.id),
        "due": (Patent.fee_due_on.nulls_last(), Patent.id),
    }
    newest = (Patent.filed_on.desc().nulls_last(), Patent.id.desc())
    return statement.order_by(*orders.get(wanted.sort, newest))


def _organisations(
    session: Session, fixed: Sequence[Condition], wanted: Wanted, today: date, found: _Found | None
) -> list[tuple[int, str, int]]:
    if wanted.organisation or wanted.studio:
        return []
    if found is not None:
        most = _most(found, {name: getattr(wanted, name) for name in FACETS})
        named_rows = session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(most)))
        names = {row[0]: row[1] for row in named_rows}
        return [(place, names[place], count) for place, count in most.items() if place in names]
    counted = (
        select(Patent.organisation_id, func.count().label("many"))
        .where(*fixed, *_narrowed(wanted, today))
        .group_by(Patent.organisation_id)
        .order_by(func.count().desc(), Patent.organisation_id)
        .limit(ORGANISATIONS)
        .subquery()
    )
    rows = session.execute(
        select(Organisation.id, Organisation.name, counted.c.many)
        .join(counted, counted.c.organisation_id == Organisation.id)
        .order_by(counted.c.many.desc(), Organisation.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _most(found: _Found, chosen: Mapping[str, str]) -> dict[int, int]:
    """The organisations with most of what was found, as far as it fits what is chosen."""
    counts: Counter[int] = Counter()
    for (keys, place), count in found.organisations.items():
        counts[place] += count if _matches(keys, chosen) else 0
    most = sorted(((count, -place) for place, count in counts.items() if count), reverse=True)
    return {-place: count for count, place in most[:ORGANISATIONS]}


def _name(session: Session, model: type[Organisation | Studio], entry_id: int) -> str:
    if not entry_id:
        return ""
    return session.scalar(select(model.name).where(model.id == entry_id)) or f"#{entry_id}"
