"""Halls and items: adding, moving, removing. Each change is relative, made under a lock, and can be undone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql import update

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import Fault, Invalid, NotFound
from webapp.base.journal import record
from webapp.exhibitions.actions.choosing import chosen
from webapp.exhibitions.actions.commands import NewItem
from webapp.exhibitions.actions.curated import held_for_change, subject
from webapp.exhibitions.actions.ordering import before_it, hall_order, item_order, put_after, write_halls, write_items
from webapp.exhibitions.models import Arrangement, Exhibition, Hall, Item

HALL_LIMIT = 50
ITEM_LIMIT = 500
HALL_TITLE = 60
HALL_TEXT = 20_000

Told = list[list[object]]


def add_hall(session: Session, actor: Actor, key: str, title: str, text: str = "") -> Hall:
    """A new hall behind the others. Raises NotFound, Conflict('state'), Invalid."""
    exhibition = held_for_change(session, actor, key)
    refuse_bad_hall(title, text)
    order = hall_order(session, exhibition.id)
    if len(order) >= HALL_LIMIT:
        raise Invalid(Fault("halls", "many", {"limit": HALL_LIMIT}))
    hall = Hall(
        key=secrets.token_hex(12), exhibition_id=exhibition.id, position=len(order), title=title.strip(), text=text
    )
    session.add(hall)
    session.flush()
    keep_change(session, actor, exhibition, "add_hall", [_removed("hall", hall.id)], [_there("hall", hall.id)])
    record(session, actor, "exhibitions.add_hall", subject(exhibition), None, {"hall": hall.title})
    return hall


def move_hall(session: Session, actor: Actor, key: str, hall_key: str, after: str | None) -> None:
    """Put a hall right behind another one, or first."""
    exhibition = held_for_change(session, actor, key)
    hall = found_hall(session, exhibition, hall_key)
    order = hall_order(session, exhibition.id)
    wanted = put_after(order, hall.id, None if after is None else _id_of(session, exhibition, Hall, after))
    if wanted == order:
        return
    write_halls(session, wanted)
    before, now_there = before_it(order, hall.id), before_it(wanted, hall.id)
    keep_change(
        session,
        actor,
        exhibition,
        "move_hall",
        [["hall", hall.id, {"after": before}]],
        [["hall", hall.id, {"after": now_there}]],
    )
    record(
        session,
        actor,
        "exhibitions.move_hall",
        subject(exhibition),
        {"hall": hall.title, "position": order.index(hall.id) + 1},
        {"hall": hall.title, "position": wanted.index(hall.id) + 1},
    )


def remove_hall(session: Session, actor: Actor, key: str, hall_key: str) -> None:
    """Take a hall away with what stands in it; undo brings both back."""
    exhibition = held_for_change(session, actor, key)
    hall = found_hall(session, exhibition, hall_key)
    halls, items = hall_order(session, exhibition.id), item_order(session, hall.id)
    before: Told = [["hall", hall.id, {"removed": False, "after": before_it(halls, hall.id)}]]
    before += [["item", each, {"removed": False, "hall": hall.id, "after": before_it(items, each)}] for each in items]
    moment = now()
    hall.removed_at = moment
    for item in session.scalars(select(Item).where(Item.id.in_(items))):
        item.removed_at = moment
    session.flush()
    write_halls(session, [each for each in halls if each != hall.id])
    after: Told = [_removed("hall", hall.id), *(_removed("item", each) for each in items)]
    keep_change(session, actor, exhibition, "remove_hall", before, after)
    record(
        session,
        actor,
        "exhibitions.remove_hall",
        subject(exhibition),
        {"hall": hall.title, "item_count": len(items)},
        None,
    )


def add_items(session: Session, actor: Actor, key: str, hall_key: str, new: Sequence[NewItem]) -> list[Item]:
    """Put things on show behind the others of a hall: all of them or none.

    Documents are pinned to the version in force. Raises Invalid with a fault for each that not everybody of the
    audience may see ('not_for_all', the same as for one that does not exist) or that is there already ('already').
    """
    exhibition = held_for_change(session, actor, key)
    hall = found_hall(session, exhibition, hall_key)
    present = session.scalars(select(Item).where(Item.exhibition_id == exhibition.id, Item.removed_at.is_(None))).all()
    if len(present) + len(new) > ITEM_LIMIT:
        raise Invalid(Fault("items", "many", {"limit": ITEM_LIMIT, "count": len(present)}))
    items = chosen(session, exhibition, new, present)
    first = len(item_order(session, hall.id))
    for place, item in enumerate(items):
        item.hall_id, item.position, item.added_by_id = hall.id, first + place, actor.account_id
    session.add_all(items)
    session.flush()
    if not items:
        return items
    keep_change(
        session,
        actor,
        exhibition,
        "add_items",
        [_removed("item", item.id) for item in items],
        [_there("item", item.id) for item in items],
    )
    told = {"hall": hall.title, "items": [each.document_number or each.title or each.kind for each in new]}
    record(session, actor, "exhibitions.add_items", subject(exhibition), None, told)
    return items


def move_item(session: Session, actor: Actor, key: str, item_key: str, hall_key: str, after: str | None) -> None:
    """Put an item into a hall right behind another item, or first; last where the other has gone meanwhile."""
    exhibition = held_for_change(session, actor, key)
    item = found_item(session, exhibition, item_key)
    hall = found_hall(session, exhibition, hall_key)
    behind = None if after is None else _id_of(session, exhibition, Item, after)
    _move(session, actor, exhibition, [item], hall.id, behind)


def move_items(session: Session, actor: Actor, key: str, item_keys: Sequence[str], hall_key: str) -> int:
    """Put several items behind the others of a hall, in the order they have; how many. Those gone are left out."""
    exhibition = held_for_change(session, actor, key)
    hall = found_hall(session, exhibition, hall_key)
    items = _found_items(session, exhibition, item_keys)
    wanted = {item.id for item in items}
    rest = [each for each in item_order(session, hall.id) if each not in wanted]
    _move(session, actor, exhibition, items, hall.id, rest[-1] if rest else None)
    return len(items)


def step_item(session: Session, actor: Actor, key: str, item_key: str, step: int) -> None:
    """Move an item up (-1) or down (1) by one place; past the end of its hall it enters the next one."""
    exhibition = held_for_change(session, actor, key)
    item = found_item(session, exhibition, item_key)
    order = item_order(session, item.hall_id)
    place = order.index(item.id) + step
    if 0 <= place < len(order):
        rest = [each for each in order if each != item.id]
        _move(session, actor, exhibition, [item], item.hall_id, rest[place - 1] if place else None)
        return
    halls = hall_order(session, exhibition.id)
    next_hall = halls.index(item.hall_id) + step
    if 0 <= next_hall < len(halls):
        there = item_order(session, halls[next_hall])
        last = there[-1] if there and step < 0 else None
        _move(session, actor, exhibition, [item], halls[next_hall], last)


def remove_items(session: Session, actor: Actor, key: str, item_keys: Sequence[str]) -> int:
    """Take items away; how many. Undo brings them back to their places."""
    exhibition = held_for_change(session, actor, key)
    items = _found_items(session, exhibition, item_keys)
    if not items:
        return 0
    orders = {hall_id: item_order(session, hall_id) for hall_id in sorted({item.hall_id for item in items})}
    before: Told = [["item", item.id, {"removed": False, **_place(orders[item.hall_id], item)}] for item in items]
    moment, gone = now(), {item.id for item in items}
    for item in items:
        item.removed_at = moment
    session.flush()
    for hall_id, order in orders.items():
        write_items(session, hall_id, [each for each in order if each not in gone])
    keep_change(session, actor, exhibition, "remove_items", before, [_removed("item", item.id) for item in items])
    told = {"items": [item.key for item in items]}
    record(session, actor, "exhibitions.remove_item", subject(exhibition), told, None)
    return len(items)


def remove_item(session: Session, actor: Actor, key: str, item_key: str) -> None:
    """Take one item away. Raises NotFound."""
    if not remove_items(session, actor, key, [item_key]):
        raise NotFound


def step_hall(session: Session, actor: Actor, key: str, hall_key: str, step: int) -> None:
    """Move a hall up (-1) or down (1) by one place."""
    exhibition = held_for_change(session, actor, key)
    hall = found_hall(session, exhibition, hall_key)
    order = hall_order(session, exhibition.id)
    place = order.index(hall.id) + step
    if 0 <= place < len(order):
        rest = [each for each in order if each != hall.id]
        behind = session.get_one(Hall, rest[place - 1]).key if place else None
        move_hall(session, actor, key, hall_key, behind)


def found_hall(session: Session, exhibition: Exhibition, hall_key: str) -> Hall:
    """A hall that is there. Raises NotFound."""
    hall = session.scalar(
        select(Hall).where(Hall.exhibition_id == exhibition.id, Hall.key == hall_key, Hall.removed_at.is_(None))
    )
    if hall is None:
        raise NotFound
    return hall


def found_item(session: Session, exhibition: Exhibition, item_key: str) -> Item:
    """An item that is there. Raises NotFound."""
    item = session.scalar(
        select(Item).where(Item.exhibition_id == exhibition.id, Item.key == item_key, Item.removed_at.is_(None))
    )
    if item is None:
        raise NotFound
    return item


def refuse_bad_hall(title: str, text: str) -> None:
    """Raises Invalid for a hall without a title, or with too much text."""
    faults = []
    if not title.strip():
        faults.append(Fault("title", "required"))
    for name, value, limit in (("title", title.strip(), HALL_TITLE), ("text", text, HALL_TEXT)):
        if len(value) > limit:
            faults.append(Fault(name, "long", {"limit": limit}))
    if faults:
        raise Invalid(*faults)


def keep_change(session: Session, actor: Actor, exhibition: Exhibition, what: str, before: Told, after: Told) -> int:
    """Keep a change for undo; its ordinal. Does not touch the revision of the exhibition's own texts."""
    ordinal = exhibition.arrangement + 1
    session.add(
        Arrangement(
            exhibition_id=exhibition.id,
            ordinal=ordinal,
            what=what,
            before=before,
            after=after,
            by_id=actor.account_id,
        )
    )
    session.flush()
    session.execute(
        update(Exhibition).where(Exhibition.id == exhibition.id).values(arrangement=ordinal),
        execution_options={"synchronize_session": False},
    )
    set_committed_value(exhibition, "arrangement", ordinal)
    return ordinal


def _move(
    session: Session, actor: Actor, exhibition: Exhibition, items: Sequence[Item], hall_id: int, after: int | None
) -> None:
    """Put these items, in this order, into the hall right behind ``after``, or first."""
    orders = {each: item_order(session, each) for each in sorted({item.hall_id for item in items} | {hall_id})}
    wanted, behind = {each: list(order) for each, order in orders.items()}, after
    for item in items:
        if item.hall_id != hall_id:
            wanted[item.hall_id].remove(item.id)
        wanted[hall_id] = put_after(wanted[hall_id], item.id, behind)
        behind = item.id
    if wanted == orders:
        return
    before: Told = [["item", item.id, _place(orders[item.hall_id], item)] for item in items]
    after_it: Told = [
        ["item", item.id, {"hall": hall_id, "after": before_it(wanted[hall_id], item.id)}] for item in items
    ]
    told = [{"item": item.key, "position": orders[item.hall_id].index(item.id) + 1} for item in items]
    for each, order in wanted.items():
        write_items(session, each, order)
    keep_change(session, actor, exhibition, "move_items", before, after_it)
    became = [{"item": item.key, "position": wanted[hall_id].index(item.id) + 1} for item in items]
    record(session, actor, "exhibitions.move_item", subject(exhibition), _as_told(told), _as_told(became))


def _as_told(rows: Sequence[Mapping[str, object]]) -> Mapping[str, object]:
    return rows[0] if len(rows) == 1 else {"items": [row["item"] for row in rows]}


def _place(order: Sequence[int], item: Item) -> dict[str, object]:
    return {"hall": item.hall_id, "after": before_it(order, item.id)}


def _found_items(session: Session, exhibition: Exhibition, keys: Sequence[str]) -> list[Item]:
    """Those of the items that are there, in the order of the tour."""
    rows = session.scalars(
        select(Item)
        .join(Hall, Hall.id == Item.hall_id)
        .where(Item.exhibition_id == exhibition.id, Item.key.in_(keys), Item.removed_at.is_(None))
        .order_by(Hall.position, Item.position, Item.id)
    )
    return list(rows)


def _id_of(session: Session, exhibition: Exhibition, model: type[Hall] | type[Item], key: str) -> int:
    """The id of what has this key; 0 for what is not of this exhibition, which stands nowhere."""
    return session.scalar(select(model.id).where(model.exhibition_id == exhibition.id, model.key == key)) or 0


def _removed(table: str, row_id: int) -> list[object]:
    return [table, row_id, {"removed": True}]


def _there(table: str, row_id: int) -> list[object]:
    return [table, row_id, {"removed": False}]
