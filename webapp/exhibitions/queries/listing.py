"""Lists of exhibitions: what is open, what is over, and one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.paging import Page
from webapp.exhibitions import policy
from webapp.exhibitions.models import Exhibition, Snapshot
from webapp.exhibitions.workflow import ExhibitionState

SIZE = 12


class Shelf(StrEnum):
    """Which exhibitions a list shows."""

    OPEN = "open"
    OVER = "over"
    MINE = "mine"


@dataclass(frozen=True, slots=True)
class Entry:
    """One exhibition in a list, in the words visitors see; curators' own lists say what is prepared."""

    key: str
    state: str
    audience: str
    title: str
    theme: str
    level: str
    organisers: str
    place: str
    starts_on: date | None
    ends_on: date | None
    cover_key: str
    is_mine: bool


def shelf_page(session: Session, actor: Actor, shelf: Shelf, number: int = 1) -> Page[Entry]:
    """One page of a shelf, newest first, in three statements."""
    which = and_(policy.exhibitions_seen_by(actor), _on(actor, shelf))
    total = session.scalar(select(func.count()).select_from(Exhibition).where(which)) or 0
    rows = session.execute(
        select(Exhibition, Snapshot.head, policy.exhibitions_curated_by(actor))
        .outerjoin(Snapshot, and_(Snapshot.exhibition_id == Exhibition.id, Snapshot.ordinal == Exhibition.snapshot))
        .where(which)
        .order_by(Exhibition.starts_on.desc().nulls_last(), Exhibition.id.desc())
        .limit(SIZE)
        .offset((number - 1) * SIZE)
    )
    entries = [_entry(row[0], None if shelf == Shelf.MINE else row[1], bool(row[2])) for row in rows]
    return Page(entries, total, number, SIZE)


def shelf_counts(session: Session, actor: Actor) -> dict[Shelf, int]:
    """How many stand on each shelf."""
    seen = policy.exhibitions_seen_by(actor)
    counted = [
        select(func.count()).select_from(Exhibition).where(seen, _on(actor, shelf)).scalar_subquery() for shelf in Shelf
    ]
    return dict(zip(Shelf, session.execute(select(*counted)).one(), strict=True))


def _on(actor: Actor, shelf: Shelf) -> ColumnElement[bool]:
    if shelf == Shelf.OPEN:
        return Exhibition.state == ExhibitionState.OPEN
    if shelf == Shelf.OVER:
        return Exhibition.state.in_((ExhibitionState.CLOSED, ExhibitionState.ARCHIVED))
    return policy.exhibitions_curated_by(actor)


def _entry(row: Exhibition, head: Mapping[str, str] | None, is_mine: bool) -> Entry:
    if not head:
        words = {name: getattr(row, name) for name in ("title", "theme", "level", "organisers", "place", "cover_key")}
        return Entry(
            row.key, row.state, row.audience, **words, starts_on=row.starts_on, ends_on=row.ends_on, is_mine=is_mine
        )
    return Entry(
        key=row.key,
        state=row.state,
        audience=row.audience,
        title=head["title"],
        theme=head["theme"],
        level=head["level"],
        organisers=head["organisers"],
        place=head["place"],
        starts_on=_day(head["starts_on"]),
        ends_on=_day(head["ends_on"]),
        cover_key=head["cover_key"],
        is_mine=is_mine,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
