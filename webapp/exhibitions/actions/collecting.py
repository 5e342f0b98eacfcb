"""Collecting: chosen results into a hall, kept searches, and halls made by a preset."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import Fault, Invalid, NotFound
from webapp.base.journal import record
from webapp.documents.models import Document
from webapp.exhibitions.actions.arranging import (
    HALL_LIMIT,
    ITEM_LIMIT,
    Told,
    add_items,
    found_hall,
    keep_change,
    refuse_bad_hall,
)
from webapp.exhibitions.actions.choosing import chosen
from webapp.exhibitions.actions.commands import NewItem
from webapp.exhibitions.actions.curated import held_for_change, subject
from webapp.exhibitions.actions.ordering import before_it, hall_order, item_order, write_halls, write_items
from webapp.exhibitions.models import CollectingQuery, Exhibition, Hall, Item
from webapp.exhibitions.queries.collecting import WHOLE_LIMIT, Candidate, Why, candidates

QUERY_LIMIT = 20
NAME_LIMIT = 60
DISMISSED_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Collected:
    """How many were added, and what was left out and why."""

    count: int
    left: Sequence[Candidate]


@dataclass(frozen=True, slots=True)
class KeepQuery:
    """A search to keep: its name, the hall its matches go to, the arguments of its address as they are spelled."""

    name: str
    hall_key: str
    query: str


@dataclass(frozen=True, slots=True)
class NewHall:
    """A hall of a preset, with the numbers of its documents."""

    title: str
    numbers: tuple[str, ...]


def collect(session: Session, actor: Actor, key: str, hall_key: str, numbers: Sequence[str]) -> Collected:
    """Put what can be shown and is not there yet into a hall. Raises Invalid('nothing') when that is nothing."""
    exhibition = held_for_change(session, actor, key)
    found = candidates(session, actor, exhibition, numbers)
    good = [each.number for each in found if each.why == Why.NONE]
    if not good:
        raise Invalid(Fault("items", "nothing"))
    add_items(session, actor, key, hall_key, [NewItem(document_number=number) for number in good])
    return Collected(len(good), [each for each in found if each.why != Why.NONE])


def keep_query(session: Session, actor: Actor, key: str, command: KeepQuery) -> CollectingQuery:
    """Keep a search that goes on suggesting new matches for a hall."""
    exhibition = held_for_change(session, actor, key)
    hall = found_hall(session, exhibition, command.hall_key)
    name = " ".join(command.name.split())
    count = session.scalar(select(func.count()).where(CollectingQuery.exhibition_id == exhibition.id)) or 0
    faults = [] if name else [Fault("name", "required")]
    if len(name) > NAME_LIMIT:
        faults.append(Fault("name", "long", {"limit": NAME_LIMIT}))
    if count >= QUERY_LIMIT:
        faults.append(Fault("name", "many", {"limit": QUERY_LIMIT}))
    if not command.query:
        faults.append(Fault("query", "query"))
    if faults:
        raise Invalid(*faults)
    row = CollectingQuery(
        exhibition_id=exhibition.id, hall_id=hall.id, name=name, query=command.query, created_by_id=actor.account_id
    )
    session.add(row)
    session.flush()
    record(session, actor, "exhibitions.keep_query", subject(exhibition), None, {"name": name, "hall": hall.title})
    return row


def remove_query(session: Session, actor: Actor, key: str, query_id: int) -> None:
    """Keep a search no longer."""
    exhibition = held_for_change(session, actor, key)
    row = _query(session, exhibition, query_id)
    record(session, actor, "exhibitions.remove_query", subject(exhibition), {"name": row.name})
    session.delete(row)


def dismiss(session: Session, actor: Actor, key: str, query_id: int, numbers: Sequence[str]) -> int:
    """Have a search suggest these no more; how many. The oldest beyond :data:`DISMISSED_LIMIT` are forgotten."""
    exhibition = held_for_change(session, actor, key)
    row = _query(session, exhibition, query_id)
    wanted = select(Document.id).where(Document.number.in_(list(numbers)[:WHOLE_LIMIT]))
    new = [each for each in session.scalars(wanted.order_by(Document.id)) if each not in set(row.dismissed)]
    if new:
        row.dismissed = [*row.dismissed, *new][-DISMISSED_LIMIT:]
        session.flush()
        told = {"name": row.name, "count": len(new)}
        record(session, actor, "exhibitions.dismiss", subject(exhibition), None, told)
    return len(new)


def restore_dismissed(session: Session, actor: Actor, key: str, query_id: int) -> int:
    """Have a search suggest everything again; how many were dismissed."""
    exhibition = held_for_change(session, actor, key)
    row = _query(session, exhibition, query_id)
    count, row.dismissed = len(row.dismissed), []
    session.flush()
    told = {"name": row.name, "count": count}
    record(session, actor, "exhibitions.restore_dismissed", subject(exhibition), None, told)
    return count


def make_halls(session: Session, actor: Actor, key: str, groups: Sequence[NewHall]) -> int:
    """Make a hall for each group and put its documents there, from their halls or anew: one change, undone as one.

    A hall of the same title is used again. Documents that can not be shown are left where they are; how many were put.
    """
    exhibition = held_for_change(session, actor, key)
    groups = [group for group in groups if group.numbers]
    _refuse_bad_groups(session, exhibition, groups)
    present = session.scalars(select(Item).where(Item.exhibition_id == exhibition.id, Item.removed_at.is_(None))).all()
    by_document = {item.document_id: item for item in present if item.document_id is not None}
    halls: list[Hall] = []
    fresh: list[Item] = []
    before: Told = []
    after: Told = []
    for group in groups:
        hall, is_new = _hall(session, exhibition, group.title)
        halls += [hall] if is_new else []
        found = candidates(session, actor, exhibition, group.numbers)
        standing = [by_document[each.card.id] for each in found if each.card and each.why == Why.ALREADY]
        was, moved = _moved(session, hall, standing)
        before, after = was + before, after + moved
        new = [NewItem(document_number=each.number) for each in found if each.why == Why.NONE]
        fresh += _added(session, actor, exhibition, hall, new, present)
    count = len(after) + len(fresh)
    if not count:
        raise Invalid(Fault("items", "nothing"))
    before += [_change("item", item.id, removed=True) for item in fresh]  # taken back in this order: halls last
    before += [_change("hall", hall.id, removed=True) for hall in halls]
    after = [_change("hall", hall.id, removed=False) for hall in halls] + after
    after += [_change("item", item.id, removed=False) for item in fresh]
    keep_change(session, actor, exhibition, "make_halls", before, after)
    told = {"halls": [group.title for group in groups], "item_count": count}
    record(session, actor, "exhibitions.make_halls", subject(exhibition), None, told)
    return count


def _refuse_bad_groups(session: Session, exhibition: Exhibition, groups: Sequence[NewHall]) -> None:
    if not groups:
        raise Invalid(Fault("items", "nothing"))
    for group in groups:
        refuse_bad_hall(group.title, "")
    titles = {group.title.strip() for group in groups}
    known = set(
        session.scalars(select(Hall.title).where(Hall.exhibition_id == exhibition.id, Hall.removed_at.is_(None)))
    )
    if len(titles | known) > HALL_LIMIT:
        raise Invalid(Fault("halls", "many", {"limit": HALL_LIMIT}))


def _hall(session: Session, exhibition: Exhibition, title: str) -> tuple[Hall, bool]:
    same = (Hall.exhibition_id == exhibition.id, Hall.title == title.strip(), Hall.removed_at.is_(None))
    hall = session.scalars(select(Hall).where(*same).order_by(Hall.position).limit(1)).first()
    if hall is not None:
        return hall, False
    order = hall_order(session, exhibition.id)
    hall = Hall(key=secrets.token_hex(12), exhibition_id=exhibition.id, position=len(order), title=title.strip())
    session.add(hall)
    session.flush()
    write_halls(session, [*order, hall.id])
    return hall, True


def _moved(session: Session, hall: Hall, items: Sequence[Item]) -> tuple[Told, Told]:
    """Put items behind those of a hall; what that changed, before and after."""
    before: Told = []
    after: Told = []
    for item in items:
        if item.hall_id == hall.id:
            continue
        from_hall, order = item.hall_id, item_order(session, item.hall_id)
        before.append(_change("item", item.id, hall=from_hall, after=before_it(order, item.id)))
        goal = item_order(session, hall.id)
        write_items(session, from_hall, [each for each in order if each != item.id])
        write_items(session, hall.id, [*goal, item.id])
        after.append(_change("item", item.id, hall=hall.id, after=goal[-1] if goal else None))
    before.reverse()
    return before, after


def _added(
    session: Session,
    actor: Actor,
    exhibition: Exhibition,
    hall: Hall,
    new: Sequence[NewItem],
    present: Sequence[Item],
) -> list[Item]:
    if len(present) + len(new) > ITEM_LIMIT:
        raise Invalid(Fault("items", "many", {"limit": ITEM_LIMIT}))
    items = chosen(session, exhibition, new, present)
    first = len(item_order(session, hall.id))
    for place, item in enumerate(items):
        item.hall_id, item.position, item.added_by_id = hall.id, first + place, actor.account_id
    session.add_all(items)
    session.flush()
    return items


def _change(table: str, row_id: int, **values: object) -> list[object]:
    return [table, row_id, values]


def _query(session: Session, exhibition: Exhibition, query_id: int) -> CollectingQuery:
    row = session.scalar(
        select(CollectingQuery).where(CollectingQuery.id == query_id, CollectingQuery.exhibition_id == exhibition.id)
    )
    if row is None:
        raise NotFound
    return row
