"""Taking back one's own changes; what others did since is kept."""

from __future__ import annotations

import pytest

from tests.exhibitions.making import Curating
from webapp.base.actor import Actor
from webapp.base.errors import Conflict, NotFound
from webapp.exhibitions.actions.arranging import (
    add_hall,
    add_items,
    move_item,
    move_items,
    remove_hall,
    remove_item,
    remove_items,
)
from webapp.exhibitions.actions.commands import EditItem, NewItem
from webapp.exhibitions.actions.editing import edit_item
from webapp.exhibitions.actions.undoing import undo
from webapp.exhibitions.models import Item
from webapp.exhibitions.queries.arranging import last_change
from webapp.exhibitions.queries.showing import exhibition_curated


def undo_last(curating: Curating, actor: Actor, key: str) -> str:
    """Take back the actor's latest change; what it was."""
    with curating.make.writing() as session:
        last = last_change(session, actor, exhibition_curated(session, actor, key))
        assert last is not None
        return undo(session, actor, key, last.ordinal)


def test_step_by_step_back_to_the_beginning(curating: Curating) -> None:
    key = curating.prepare(("一厅", "二厅"), curating.documents(4))
    began = curating.halls(key)
    (first, (a, b)), (second, (c, d)) = began
    steps = []
    for change in (
        lambda session: move_items(session, curating.actor, key, [a, b], second),
        lambda session: remove_items(session, curating.actor, key, [c, a]),
        lambda session: remove_hall(session, curating.actor, key, second),
        lambda session: add_hall(session, curating.actor, key, "三厅"),
    ):
        steps.append(curating.halls(key))
        with curating.make.writing() as session:
            change(session)
    assert curating.halls(key)[0][0] == first
    for expected in reversed(steps):
        undo_last(curating, curating.actor, key)
        assert curating.halls(key) == expected
    assert curating.halls(key) == began
    assert d in dict(began)[second]


def test_what_somebody_else_changed_since_stays(curating: Curating) -> None:
    key = curating.prepare(("一厅",), curating.documents(4))
    [(hall, (a, b, c, d))] = curating.halls(key)
    with curating.make.writing() as session:
        move_item(session, curating.actor, key, a, hall, d)
        move_item(session, curating.second, key, a, hall, b)
    with pytest.raises(Conflict, match="changed_since"):
        undo_last(curating, curating.actor, key)
    assert undo_last(curating, curating.second, key) == "move_items"
    undo_last(curating, curating.actor, key)
    assert curating.halls(key) == [(hall, [a, b, c, d])]


def test_others_moves_of_other_things_survive_an_undo(curating: Curating) -> None:
    key = curating.prepare(("一厅",), curating.documents(4))
    [(hall, (a, b, c, d))] = curating.halls(key)
    with curating.make.writing() as session:
        move_item(session, curating.actor, key, d, hall, None)
        move_item(session, curating.second, key, c, hall, a)
    undo_last(curating, curating.actor, key)
    order = dict(curating.halls(key))[hall]
    assert order.index(c) == order.index(a) + 1
    assert sorted(order) == sorted([a, b, c, d])
    assert order.index(d) == order.index(c) + 1 or order[-1] == d


def test_words_come_back(curating: Curating) -> None:
    key = curating.prepare(("一厅",), curating.documents(1))
    [(_, (item,))] = curating.halls(key)
    with curating.make.writing() as session:
        edit_item(session, curating.actor, key, item, EditItem(1, caption="新的", booth="A1"))
    undo_last(curating, curating.actor, key)
    with curating.make.site.database.reading() as session:
        row = session.query(Item).filter_by(key=item).one()
        assert (row.caption[:2], row.booth) == ("看点", "")


def test_what_has_no_place_any_more_stays_away(curating: Curating) -> None:
    numbers = curating.documents(2)
    key = curating.prepare(("一厅", "二厅"), numbers)
    (first, (a,)), (second, _) = curating.halls(key)
    with curating.make.writing() as session:
        remove_item(session, curating.actor, key, a)
        add_items(session, curating.second, key, second, [NewItem(document_number=numbers[0])])
    with pytest.raises(Conflict, match="no_place"):
        undo_last(curating, curating.actor, key)
    with curating.make.writing() as session:
        remove_hall(session, curating.second, key, first)
    with pytest.raises(Conflict, match="no_place"):
        undo_last(curating, curating.actor, key)


def test_nobody_takes_back_what_others_did(curating: Curating) -> None:
    key = curating.prepare(("一厅",), curating.documents(1))
    with curating.make.site.database.reading() as session:
        last = last_change(session, curating.actor, exhibition_curated(session, curating.actor, key))
    assert last is not None
    with pytest.raises(NotFound), curating.make.writing() as session:
        undo(session, curating.second, key, last.ordinal)
    undo_last(curating, curating.actor, key)
    with pytest.raises(Conflict, match="undone"), curating.make.writing() as session:
        undo(session, curating.actor, key, last.ordinal)
