"""The order of halls and items: dense positions from 0, written only where they change, by whoever holds the show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from webapp.exhibitions.models import Hall, Item

Placed = TypeVar("Placed", Hall, Item)


def item_order(session: Session, hall_id: int) -> list[int]:
    """The ids of the items in a hall, in order."""
    return _order(session, Item, Item.hall_id == hall_id)


def hall_order(session: Session, exhibition_id: int) -> list[int]:
    """The ids of the halls of an exhibition, in order."""
    return _order(session, Hall, Hall.exhibition_id == exhibition_id)


def before_it(order: Sequence[int], wanted: int) -> int | None:
    """What stands right before it, None for the first."""
    place = order.index(wanted)
    return order[place - 1] if place else None


def put_after(order: Sequence[int], wanted: int, after: int | None) -> list[int]:
    """The order with one thing right behind another, or first; last where the other is not there any more."""
    rest = [each for each in order if each != wanted]
    if after is None:
        return [wanted, *rest]
    place = rest.index(after) + 1 if after in rest else len(rest)
    return [*rest[:place], wanted, *rest[place:]]


def write_items(session: Session, hall_id: int, order: Sequence[int]) -> None:
    """Let these items stand in this hall in this order. Their texts and revisions stay as they are."""
    rows = session.execute(select(Item.id, Item.hall_id, Item.position).where(Item.id.in_(order))).all()
    standing = {row[0]: (row[1], row[2]) for row in rows}
    changed = [
        {"id": each, "hall_id": hall_id, "position": place}
        for place, each in enumerate(order)
        if standing[each] != (hall_id, place)
    ]
    _write(session, Item, changed)


def write_halls(session: Session, order: Sequence[int]) -> None:
    """Let these halls stand in this order."""
    standing = {row[0]: row[1] for row in session.execute(select(Hall.id, Hall.position).where(Hall.id.in_(order)))}
    _write(
        session, Hall, [{"id": each, "position": place} for place, each in enumerate(order) if standing[each] != place]
    )


def _order(session: Session, model: type[Placed], which: ColumnElement[bool]) -> list[int]:
    session.flush()
    statement = select(model.id).where(which, model.removed_at.is_(None)).order_by(model.position, model.id)
    return list(session.scalars(statement))


def _write(session: Session, model: type[Placed], rows: list[dict[str, int]]) -> None:
    """Past the revision, which counts changes of what a thing says: a move must not make its editor's form stale."""
    session.flush()
    for row in rows:
        values = {name: value for name, value in row.items() if name != "id"}
        session.execute(
            update(model).where(model.id == row["id"]).values(**values),
            execution_options={"synchronize_session": False},
        )
        known = session.identity_map.get(session.identity_key(model, row["id"]))
        if known is not None:
            session.expire(known, list(values))
