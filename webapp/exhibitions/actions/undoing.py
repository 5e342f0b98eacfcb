"""Taking back one's own latest changes of the arrangement, one after the other.

A change is taken back only while nobody else has changed the same hall or item since; moves are taken back relative
to what stands there now, so that nobody else's order is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import Conflict, NotFound
from webapp.base.journal import record
from webapp.exhibitions.actions.arranging import ITEM_LIMIT, keep_change
from webapp.exhibitions.actions.curated import held_for_change, subject
from webapp.exhibitions.actions.ordering import hall_order, item_order, put_after, write_halls, write_items
from webapp.exhibitions.models import Arrangement, Exhibition, Hall, Item
from webapp.exhibitions.queries.arranging import UNDO

_PLACES = frozenset({"hall", "after", "removed"})


def undo(session: Session, actor: Actor, key: str, ordinal: int) -> str:
    """Take back one of the actor's changes; what it was.

    Raises NotFound for others' changes, Conflict('undone') for one taken back before, Conflict('changed_since') when
    somebody else changed the same thing since, Conflict('no_place') when its hall is gone or it stands there again.
    """
    exhibition = held_for_change(session, actor, key)
    change = session.scalar(
        select(Arrangement).where(
            Arrangement.exhibition_id == exhibition.id,
            Arrangement.ordinal == ordinal,
            Arrangement.by_id == actor.account_id,
            Arrangement.what != UNDO,
        )
    )
    if change is None:
        raise NotFound
    if change.undone is not None:
        raise Conflict("undone")
    _refuse_changed_since(session, exhibition, change)
    after = {(str(table), int(str(row))): values for table, row, values in change.after}
    for table, row_id, values in change.before:
        name, number = str(table), int(str(row_id))
        _take_back(session, exhibition, name, number, _values(values), _values(after.get((name, number), {})))
    session.flush()
    change.undone = keep_change(session, actor, exhibition, UNDO, change.after, change.before)
    session.flush()
    record(session, actor, "exhibitions.undo", subject(exhibition), {"change": change.what}, None)
    return change.what


def _values(values: object) -> Mapping[str, Any]:
    assert isinstance(values, Mapping)
    return values


def _refuse_changed_since(session: Session, exhibition: Exhibition, change: Arrangement) -> None:
    later = session.scalars(
        select(Arrangement.before).where(
            Arrangement.exhibition_id == exhibition.id,
            Arrangement.ordinal > change.ordinal,
            Arrangement.undone.is_(None),
            Arrangement.what != UNDO,
        )
    )
    mine = _touched(change.before)
    if any(mine & _touched(rows) for rows in later):
        raise Conflict("changed_since")


def _touched(rows: Iterable[list[object]]) -> set[tuple[object, object]]:
    return {(row[0], row[1]) for row in rows}


def _take_back(
    session: Session,
    exhibition: Exhibition,
    table: str,
    row_id: int,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    row: Hall | Item = session.get_one(Hall, row_id) if table == "hall" else session.get_one(Item, row_id)
    for name in before.keys() - _PLACES:
        if getattr(row, name) != after[name]:
            raise Conflict("changed_since")
        setattr(row, name, before[name])
    if before.get("removed") is True:
        _take_away(session, row)
        return
    if before.get("removed") is False:
        _refuse_what_is_there(session, exhibition, row)
        row.removed_at = None
    if "after" in before:
        _put_back(session, exhibition, row, before)


def _take_away(session: Session, row: Hall | Item) -> None:
    if isinstance(row, Hall) and item_order(session, row.id):
        raise Conflict("changed_since")
    row.removed_at = now()
    session.flush()
    if isinstance(row, Hall):
        write_halls(session, hall_order(session, row.exhibition_id))
    else:
        write_items(session, row.hall_id, item_order(session, row.hall_id))


def _put_back(session: Session, exhibition: Exhibition, row: Hall | Item, before: Mapping[str, Any]) -> None:
    session.flush()
    if isinstance(row, Hall):
        write_halls(session, put_after(hall_order(session, exhibition.id), row.id, before["after"]))
        return
    from_hall, goal = row.hall_id, int(before["hall"])
    hall = session.get_one(Hall, goal)
    if hall.removed_at is not None:
        raise Conflict("no_place")
    write_items(session, goal, put_after(item_order(session, goal), row.id, before["after"]))
    if from_hall != goal:
        write_items(session, from_hall, item_order(session, from_hall))


def _refuse_what_is_there(session: Session, exhibition: Exhibition, row: Hall | Item) -> None:
    """What was taken away comes back only where there is room and the same thing was not put on show again."""
    if isinstance(row, Hall):
        return
    present = session.scalars(select(Item).where(Item.exhibition_id == exhibition.id, Item.removed_at.is_(None))).all()
    same = [
        each for each in present if each.kind == row.kind and _names(row) is not None and _names(each) == _names(row)
    ]
    if same or len(present) >= ITEM_LIMIT:
        raise Conflict("no_place")


def _names(item: Item) -> int | None:
    return item.document_id or item.person_id or item.studio_id
