"""What the arranging page shows: halls and items in order, with names everybody of the audience may know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.exhibitions.models import Arrangement, Exhibition, Hall, Item
from webapp.exhibitions.queries.checking import Problem, problems
from webapp.exhibitions.queries.showing import Exhibit, ShownPicture, previewed
from webapp.exhibitions.show import ShowHall, ShowItem

UNDO = "undo"
"""What a change is called that takes another one back."""


@dataclass(frozen=True, slots=True)
class BoardItem:
    """One item on the board. ``exhibit`` None: it may not be shown any more, and nothing is said of it."""

    item: ShowItem
    exhibit: Exhibit | None
    problems: tuple[Problem, ...]

    @property
    def picture(self) -> ShownPicture | None:
        """Its first picture."""
        return self.exhibit.pictures[0] if self.exhibit is not None and self.exhibit.pictures else None


@dataclass(frozen=True, slots=True)
class BoardHall:
    """One hall on the board."""

    hall: ShowHall
    items: tuple[BoardItem, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything arranged, and the change that can be taken back."""

    exhibition: Exhibition
    halls: tuple[BoardHall, ...]
    problems: tuple[Problem, ...]
    last: Arrangement | None

    @property
    def item_count(self) -> int:
        """How many items there are."""
        return sum(len(hall.items) for hall in self.halls)


def board(session: Session, actor: Actor, key: str) -> Board:
    """The board, for curators; raises NotFound. A constant number of statements."""
    exhibition, shown = previewed(session, actor, key)
    found = problems(shown)
    of_item: dict[str, list[Problem]] = {}
    for problem in found:
        of_item.setdefault(problem.item_key, []).append(problem)
    halls = tuple(
        BoardHall(
            hall,
            tuple(BoardItem(item, shown.by_key.get(item.key), tuple(of_item.get(item.key, ()))) for item in hall.items),
        )
        for hall in shown.show.halls
    )
    return Board(exhibition, halls, found, last_change(session, actor, exhibition))


def last_change(session: Session, actor: Actor, exhibition: Exhibition) -> Arrangement | None:
    """The actor's latest change that was not taken back."""
    return session.scalar(
        select(Arrangement)
        .where(
            Arrangement.exhibition_id == exhibition.id,
            Arrangement.by_id == actor.account_id,
            Arrangement.undone.is_(None),
            Arrangement.what != UNDO,
        )
        .order_by(Arrangement.ordinal.desc())
        .limit(1)
    )


def order_of(session: Session, exhibition: Exhibition) -> list[tuple[str, list[str]]]:
    """The keys of halls and their items, in order."""
    halls = session.execute(
        select(Hall.id, Hall.key)
        .where(Hall.exhibition_id == exhibition.id, Hall.removed_at.is_(None))
        .order_by(Hall.position, Hall.id)
    ).all()
    items = session.execute(
        select(Item.hall_id, Item.key)
        .where(Item.exhibition_id == exhibition.id, Item.removed_at.is_(None))
        .order_by(Item.position, Item.id)
    ).all()
    return [(hall.key, [row.key for row in items if row.hall_id == hall.id]) for hall in halls]


def hall_named(session: Session, exhibition: Exhibition, hall_key: str) -> Hall | None:
    """A hall that is there."""
    return session.scalar(
        select(Hall).where(Hall.exhibition_id == exhibition.id, Hall.key == hall_key, Hall.removed_at.is_(None))
    )


def item_named(session: Session, exhibition: Exhibition, item_key: str) -> Item | None:
    """An item that is there."""
    return session.scalar(
        select(Item).where(Item.exhibition_id == exhibition.id, Item.key == item_key, Item.removed_at.is_(None))
    )


def halls_of(session: Session, exhibition: Exhibition) -> Sequence[Hall]:
    """The halls in order."""
    return session.scalars(
        select(Hall)
        .where(Hall.exhibition_id == exhibition.id, Hall.removed_at.is_(None))
        .order_by(Hall.position, Hall.id)
    ).all()
