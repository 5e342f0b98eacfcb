"""Figures of one exhibition, for its curators: what is shown, visits, intents, nominations, adoptions, recommendations.

What may not be shown (any more) is in no line: its visits, too, are in no sum of items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from webapp.adoptions import policy as adoptions
from webapp.adoptions.models import Adoption
from webapp.base.actor import Actor
from webapp.documents.models import Document, Version
from webapp.documents.workflow import VersionState
from webapp.exhibitions.models import Exhibition, GuestBookEntry, Intent, Nomination, Recommendation, Visits
from webapp.exhibitions.queries.showing import Shown, exhibition_curated, previewed, visited

KIOSK = "kiosk"


@dataclass(frozen=True, slots=True)
class Day:
    """How often the show was opened on one day, in browsers and at kiosks."""

    day: date
    web: int
    kiosk: int

    @property
    def count(self) -> int:
        """Both together."""
        return self.web + self.kiosk


@dataclass(frozen=True, slots=True)
class ItemFigure:
    """One item on show, with how often it was opened and how many intents were left at it."""

    key: str
    number: int
    title: str
    hall: str
    kind: str
    visits: int
    intents: int


@dataclass(frozen=True, slots=True)
class AdoptionFigure:
    """One adoption that came of an intent. ``organisation`` is '' where it is not named to the reader."""

    key: str
    number: str
    organisation: str
    started: str


@dataclass(frozen=True, slots=True)
class Figures:
    """All of them. ``intents`` are by (kind, state), ``recommended`` by (level, state)."""

    exhibition: Exhibition
    shown: Shown
    items: Sequence[ItemFigure]
    halls: Sequence[tuple[str, int]]
    kinds: Mapping[str, int]
    days: Sequence[Day]
    intents: Mapping[tuple[str, str], int]
    entries: Mapping[str, int]
    nominations: Mapping[str, int]
    adoptions: Sequence[AdoptionFigure]
    recommended: Mapping[tuple[str, str], int]

    @property
    def visits(self) -> int:
        """How often the show was opened."""
        return sum(each.count for each in self.days)

    @property
    def item_visits(self) -> int:
        """How often items that are on show were opened."""
        return sum(each.visits for each in self.items)

    @property
    def intent_count(self) -> int:
        """All intents."""
        return sum(self.intents.values())

    def intents_of(self, kind: str = "", *states: str) -> int:
        """Intents of a kind ('' for all) in these states (none for all)."""
        return sum(
            count
            for (each, state), count in self.intents.items()
            if (not kind or each == kind) and (not states or state in states)
        )


def figures(session: Session, actor: Actor, key: str) -> Figures:
    """The figures of an exhibition; a constant number of statements. Raises NotFound for all but its curators."""
    exhibition = exhibition_curated(session, actor, key)
    _row, shown = visited(session, actor, key) if exhibition.snapshot else previewed(session, actor, key)
    opened = _item_visits(session, exhibition.id)
    left = _item_intents(session, exhibition.id)
    halls = {hall.key: hall.title for hall, _exhibits in shown.halls}
    items = [
        ItemFigure(
            each.item.key,
            each.number,
            each.title,
            halls.get(each.hall_key, ""),
            each.item.kind,
            opened.get(each.item.key, 0),
            left.get(each.item.key, 0),
        )
        for each in shown.exhibits
    ]
    return Figures(
        exhibition=exhibition,
        shown=shown,
        items=items,
        halls=[(hall.title, len(exhibits)) for hall, exhibits in shown.halls],
        kinds=Counter(each.kind for each in items),
        days=_days(session, exhibition.id),
        intents=_pairs(session, Intent, Intent.kind, exhibition.id),
        entries=_by_state(session, GuestBookEntry, exhibition.id),
        nominations=_by_state(session, Nomination, exhibition.id),
        adoptions=_adoptions(session, actor, exhibition.id),
        recommended=_pairs(session, Recommendation, Recommendation.level, exhibition.id),
    )


def _days(session: Session, exhibition_id: int) -> list[Day]:
    rows = session.execute(
        select(Visits.day, Visits.channel, func.sum(Visits.count))
        .where(Visits.exhibition_id == exhibition_id, Visits.item_key == "")
        .group_by(Visits.day, Visits.channel)
    )
    counted: dict[date, dict[str, int]] = {}
    for day, channel, count in rows:
        counted.setdefault(day, {})[KIOSK if channel == KIOSK else "web"] = int(count)
    return [Day(day, each.get("web", 0), each.get(KIOSK, 0)) for day, each in sorted(counted.items())]


def _item_visits(session: Session, exhibition_id: int) -> dict[str, int]:
    rows = session.execute(
        select(Visits.item_key, func.sum(Visits.count))
        .where(Visits.exhibition_id == exhibition_id, Visits.item_key != "")
        .group_by(Visits.item_key)
    )
    return {key: int(count) for key, count in rows}


def _item_intents(session: Session, exhibition_id: int) -> dict[str, int]:
    rows = session.execute(
        select(Intent.item_key, func.count())
        .where(Intent.exhibition_id == exhibition_id, Intent.item_key != "")
        .group_by(Intent.item_key)
    )
    return {row[0]: row[1] for row in rows}


def _pairs(
    session: Session, model: type[Intent] | type[Recommendation], column: object, exhibition_id: int
) -> dict[tuple[str, str], int]:
    rows = session.execute(
        select(column, model.state, func.count())  # type: ignore[call-overload]
        .where(model.exhibition_id == exhibition_id)
        .group_by(column, model.state)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _by_state(session: Session, model: type[GuestBookEntry] | type[Nomination], exhibition_id: int) -> dict[str, int]:
    rows = session.execute(
        select(model.state, func.count()).where(model.exhibition_id == exhibition_id).group_by(model.state)
    )
    return {row[0]: row[1] for row in rows}


def _adoptions(session: Session, actor: Actor, exhibition_id: int) -> list[AdoptionFigure]:
    """Adoptions that intents led to and the actor may know of, each once."""
    details = adoptions.details_seen_by(actor)
    came = select(Intent.adoption_id).where(Intent.exhibition_id == exhibition_id, Intent.adoption_id.is_not(None))
    rows = session.execute(
        select(Adoption, Document.number, details.label("details"))
        .join(Document, Document.id == Adoption.document_id)
        .outerjoin(Version, and_(Version.document_id == Document.id, Version.state == VersionState.PUBLISHED))
        .where(Adoption.id.in_(came), or_(details, adoptions.adoptions_seen_by(actor)))
        .order_by(Adoption.id)
    )
    return [
        AdoptionFigure(
            row.Adoption.key,
            row.number,
            row.Adoption.organisation_name if row.details or row.Adoption.is_named else "",
            row.Adoption.started,
        )
        for row in rows
    ]
