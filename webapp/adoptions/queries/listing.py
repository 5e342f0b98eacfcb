"""Lists of adoptions: all an actor may know of, and those of their own sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from webapp.adoptions import policy
from webapp.adoptions.content import Claim, Grade, from_json
from webapp.adoptions.models import Adoption, AdoptionFigure, AdoptionRevision
from webapp.adoptions.policy import adoptions_seen_by, answered_by, details_seen_by
from webapp.adoptions.queries.sums import Sums
from webapp.adoptions.workflow import AdoptionState, Side
from webapp.base.actor import Actor
from webapp.base.paging import PAGE_SIZE, Page
from webapp.documents import policy as documents
from webapp.documents.models import Document, Version
from webapp.documents.workflow import VersionState

EXPORT_LIMIT = 20_000
MANY = 5000
NEWEST_USE = (Adoption.started.desc(), Adoption.id.desc())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is sought. ``side`` and ``waiting`` narrow one's own list; '' and None leave everything in."""

    text: str = ""
    state: str = ""
    side: str = ""
    region: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    year: str = ""
    number: str = ""
    document_id: int | None = None
    organisation_id: int | None = None
    owner_id: int | None = None
    studio_id: int | None = None
    demonstration_id: int | None = None
    is_waiting: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One adoption in a list. ``organisation`` is '' where the adopter is not named to this actor."""

    key: str
    state: str
    number: str
    title: str
    kind: str
    organisation_id: int | None
    organisation: str
    region: str
    industry: str
    started: str
    ended: str
    counts: bool
    has_change: bool
    recorded_side: str
    newest_side: str
    changed_at: datetime
    waits_for_actor: bool
    sums: Sums = field(default=Sums())
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """How many adoptions there are for each region, industry and state."""

    region: Mapping[str, int]
    industry: Mapping[str, int]
    state: Mapping[str, int]


def seen_page(session: Session, actor: Actor, wanted: Wanted, size: int = PAGE_SIZE) -> Page[Line]:
    """One page of the adoptions everybody who reads the documents may know of, newest use first."""
    return _page(session, actor, [adoptions_seen_by(actor), *_narrow(wanted)], NEWEST_USE, wanted.page, size)


def seen_list(session: Session, actor: Actor, wanted: Wanted) -> tuple[Page[Line], Facets]:
    """The same page with the counts to narrow further. What was typed is looked for once, not for each of them."""
    seen = [adoptions_seen_by(actor)]
    if wanted.text:
        seen = _found_once(session, [*seen, _named_once(session, wanted.text)], wanted)
        wanted = replace(wanted, text="")
    found, total = _facets(session, seen, wanted)
    return _page(session, actor, [*seen, *_narrow(wanted)], NEWEST_USE, wanted.page, PAGE_SIZE, total), found


def own_page(session: Session, actor: Actor, wanted: Wanted, size: int = PAGE_SIZE) -> Page[Line]:
    """One page of the adoptions of the actor's own sides, what waits for them first, then what changed last."""
    conditions = [_own(actor, wanted), *_narrow(wanted, is_own=True)]
    order = (answered_by(actor).desc(), Adoption.changed_at.desc(), Adoption.id.desc())
    return _page(session, actor, conditions, order, wanted.page, size)


def waiting_count(session: Session, actor: Actor) -> int:
    """How many adoptions wait for the actor's answer."""
    return session.scalar(_joined(select(func.count())).where(answered_by(actor))) or 0


def own_counts(session: Session, actor: Actor, wanted: Wanted) -> Mapping[str, int]:
    """How many of the actor's own adoptions stand in each state."""
    rows = session.execute(
        _joined(select(Adoption.state, func.count())).where(_own(actor, wanted)).group_by(Adoption.state)
    )
    return {row[0]: row[1] for row in rows}


def _named_once(session: Session, text: str) -> ColumnElement[bool]:
    """The text in the adopter's name or a document; documents are looked through once, not for every adoption."""
    by_name, *of_document = _named(text)
    statement = _joined(select(Document.id), start=Document).where(or_(*of_document)).limit(MANY + 1)
    ids = session.scalars(statement).all()
    return or_(Adoption.document_id.in_(ids) if len(ids) <= MANY else or_(*of_document), by_name)


def _found_once(session: Session, seen: list[ColumnElement[bool]], wanted: Wanted) -> list[ColumnElement[bool]]:
    """The ids of what was typed, unless very many match: those are found again at once wherever one looks."""
    wide = [*seen, *_narrow(replace(wanted, text="", region=(), industry=(), state=""))]
    ids = session.scalars(_joined(select(Adoption.id)).where(*wide).limit(MANY + 1)).all()
    return [Adoption.id.in_(ids)] if len(ids) <= MANY else wide


def _facets(session: Session, seen: Sequence[ColumnElement[bool]], wanted: Wanted) -> tuple[Facets, int]:
    """How many known adoptions there are by region, industry and state, and in all, in one statement.

    It counts what is wanted without these three; each facet then leaves out its own and keeps the other two.
    """
    columns = (Adoption.region, Adoption.industry, Adoption.state)
    wide = replace(wanted, region=(), industry=(), state="")
    statement = _joined(select(*columns, func.count())).where(*seen, *_narrow(wide))
    regions, industries, states, total = Counter[str](), Counter[str](), Counter[str](), 0
    for region, industry, state, count in session.execute(statement.group_by(*columns)):
        fits_region = not wanted.region or region in wanted.region
        fits_industry = not wanted.industry or industry in wanted.industry
        fits_state = _has_state(wanted, state)
        regions[region] += count * (fits_industry and fits_state)
        industries[industry] += count * (fits_region and fits_state)
        states[state] += count * (fits_region and fits_industry)
        total += count * (fits_region and fits_industry and fits_state)
    return Facets(regions, industries, states), total


def _has_state(wanted: Wanted, state: str) -> bool:
    """Whether a known adoption of this state is wanted; of those all but reported ones are agreed."""
    return state != AdoptionState.REPORTED if wanted.state == "agreed" else wanted.state in ("", state)


def _own(actor: Actor, wanted: Wanted) -> ColumnElement[bool]:
    """Reviewers see all in the end, but their own list is that of their own sides."""
    owner, adopter = documents.owned_by(actor), _adopter(actor)
    side = {Side.OWNER: owner, Side.ADOPTER: adopter}.get(Side(wanted.side)) if wanted.side in set(Side) else None
    own = and_(details_seen_by(actor), or_(owner, adopter) if side is None else side)
    own = and_(own, Adoption.state != AdoptionState.REPORTED) if wanted.state != AdoptionState.REPORTED else own
    return and_(own, answered_by(actor)) if wanted.is_waiting else own


def _adopter(actor: Actor) -> ColumnElement[bool]:
    own = policy.organisations_of(actor)
    return Adoption.organisation_id.in_(sorted(own)) if own else false()


def _narrow(wanted: Wanted, *, is_own: bool = False) -> Iterator[ColumnElement[bool]]:
    if wanted.text:
        yield or_(*_named(wanted.text, is_own=is_own))
    if wanted.state == "agreed":
        yield Adoption.counted.is_not(None)
    elif wanted.state:
        yield Adoption.state == wanted.state
    if wanted.region:
        yield Adoption.region.in_(wanted.region)
    if wanted.industry:
        yield Adoption.industry.in_(wanted.industry)
    if wanted.year:
        yield Adoption.started.startswith(wanted.year, autoescape=True)
    if wanted.number:
        yield Document.number == wanted.number
    if wanted.document_id is not None:
        yield Adoption.document_id == wanted.document_id
    if wanted.organisation_id is not None:
        yield and_(Adoption.organisation_id == wanted.organisation_id, Adoption.is_named)
    if wanted.owner_id is not None:
        yield Document.organisation_id == wanted.owner_id
    if wanted.studio_id is not None:
        yield Document.studio_id == wanted.studio_id
    if wanted.demonstration_id is not None:
        yield Adoption.demonstration_id == wanted.demonstration_id


def _named(text: str, *, is_own: bool = False) -> list[ColumnElement[bool]]:
    """The text in the name of an adopter that may be named, in the title in force, in the number."""
    words = (Adoption.organisation_name, Version.title, Document.number)
    name, *of_document = [each.icontains(text, autoescape=True) for each in words]
    return [name if is_own else and_(Adoption.is_named, name), *of_document]


def _joined(statement: Any, start: Any = Adoption) -> Select[Any]:
    in_force = and_(Version.document_id == Document.id, Version.state == VersionState.PUBLISHED)
    rows = statement.select_from(start)
    if start is Adoption:
        rows = rows.join(Document, Document.id == Adoption.document_id)
    joined: Select[Any] = rows.outerjoin(Version, in_force)
    return joined


def _page(
    session: Session,
    actor: Actor,
    conditions: Sequence[ColumnElement[bool]],
    order: Sequence[Any],
    number: int,
    size: int,
    total: int | None = None,
) -> Page[Line]:
    if total is None:
        total = session.scalar(_joined(select(func.count())).where(*conditions)) or 0
    mine = func.coalesce(details_seen_by(actor), false())
    columns = (Adoption, Document.number, Document.kind, func.coalesce(Version.title, ""), mine, answered_by(actor))
    places = _joined(select(Adoption.id)).where(*conditions).order_by(*order).limit(size).offset((number - 1) * size)
    ids = session.scalars(places).all() if total else []  # first which, over an index, then all of these few
    found = {row[0].id: row for row in session.execute(_joined(select(*columns)).where(Adoption.id.in_(ids)))}
    rows = [found[each] for each in ids if each in found]
    adoptions = [row[0] for row in rows]
    sums = sums_of(session, [each.id for each in adoptions])
    claims = claims_of(session, adoptions)
    lines = [_line(row, sums.get(row[0].id, Sums()), claims.get(row[0].id)) for row in rows]
    return Page(lines, total, number, size)


def _line(row: Any, sums: Sums, claim: Claim | None) -> Line:
    adoption, number, kind, title, is_mine, waits = row
    is_open = bool(is_mine) or adoption.is_named
    return Line(
        key=adoption.key if is_open else "",
        state=adoption.state if is_mine or not policy.counts(adoption) else shown_state(adoption),
        number=number,
        title=title,
        kind=kind,
        organisation_id=adoption.organisation_id if is_open else None,
        organisation=adoption.organisation_name if is_open else "",
        region=adoption.region,
        industry=adoption.industry,
        started=adoption.started,
        ended=adoption.ended,
        counts=adoption.counted is not None,
        has_change=bool(is_mine) and adoption.counted is not None and adoption.counted != adoption.newest,
        recorded_side=adoption.recorded_side,
        newest_side=adoption.newest_side,
        changed_at=adoption.changed_at,
        waits_for_actor=bool(waits),
        sums=sums,
        claim=claim if is_open else None,
    )


class Standing(Protocol):
    """What has a state and perhaps an end."""

    @property
    def state(self) -> str:
        """The state as it is kept."""
        ...

    @property
    def ended(self) -> str:
        """The month of the end, or ''."""
        ...


def shown_state(adoption: Adoption | Standing) -> str:
    """The state as readers of the document know it: what was agreed, whether or not a change of it waits."""
    if adoption.state == AdoptionState.REPORTED:
        return AdoptionState.REPORTED
    return AdoptionState.ENDED if adoption.ended else AdoptionState.CONFIRMED


def sums_of(session: Session, ids: Sequence[int]) -> Mapping[int, Sums]:
    """The amounts of each of these adoptions that count."""
    if not ids:
        return {}
    found: dict[int, dict[str, int]] = {}
    counts: dict[int, int] = {}
    rows = session.execute(
        select(AdoptionFigure.adoption_id, AdoptionFigure.grade, func.sum(AdoptionFigure.fen), func.count())
        .where(AdoptionFigure.adoption_id.in_(ids))
        .group_by(AdoptionFigure.adoption_id, AdoptionFigure.grade)
    )
    for adoption_id, grade, fen, count in rows:
        found.setdefault(adoption_id, {})[grade] = int(fen)
        counts[adoption_id] = counts.get(adoption_id, 0) + count
    return {
        key: Sums(
            amounts.get(Grade.VERIFIED, 0), amounts.get(Grade.ESTIMATED, 0), amounts.get(Grade.REPORTED, 0), counts[key]
        )
        for key, amounts in found.items()
    }


def claims_of(session: Session, adoptions: Sequence[Adoption]) -> Mapping[int, Claim]:
    """What counts of each of these adoptions, else what is claimed newest."""
    if not adoptions:
        return {}
    revision = AdoptionRevision
    shown = and_(
        Adoption.id == revision.adoption_id, func.coalesce(Adoption.counted, Adoption.newest) == revision.ordinal
    )
    statement = select(revision.adoption_id, revision.content).join(Adoption, shown)
    rows = session.execute(statement.where(revision.adoption_id.in_([each.id for each in adoptions])))
    return {row[0]: from_json(row[1]) for row in rows}
