"""Halls and items: adding, moving, removing; what may not be added."""

from __future__ import annotations

import pytest

from tests.exhibitions.making import Curating
from tests.make import Make
from webapp.base.errors import Conflict, Invalid, NotFound
from webapp.documents.disclosure import Disclosure
from webapp.documents.models import Visibility
from webapp.documents.number import make_number
from webapp.exhibitions.actions.arranging import (
    add_items,
    move_hall,
    move_item,
    remove_hall,
    remove_item,
    step_item,
)
from webapp.exhibitions.actions.commands import NewItem
from webapp.exhibitions.actions.opening import close_exhibition
from webapp.exhibitions.workflow import ItemKind


def test_items_stand_in_the_order_they_are_put(curating: Curating) -> None:
    key = curating.prepare(("一厅", "二厅"), curating.documents(5))
    (first, (a, b, c)), (second, (d, e)) = curating.halls(key)
    with curating.make.writing() as session:
        move_item(session, curating.actor, key, c, first, None)
        move_item(session, curating.second, key, a, second, d)
    assert curating.halls(key) == [(first, [c, b]), (second, [d, a, e])]
    with curating.make.writing() as session:
        step_item(session, curating.actor, key, d, -1)
        step_item(session, curating.actor, key, a, 1)
    assert curating.halls(key) == [(first, [c, b, d]), (second, [e, a])]
    with curating.make.writing() as session:
        move_hall(session, curating.actor, key, second, None)
        remove_item(session, curating.actor, key, b)
    assert curating.halls(key) == [(second, [e, a]), (first, [c, d])]


def test_beside_what_has_gone_an_item_comes_last(curating: Curating) -> None:
    key = curating.prepare(("一厅",), curating.documents(3))
    [(hall, (a, b, c))] = curating.halls(key)
    with curating.make.writing() as session:
        remove_item(session, curating.second, key, b)
        move_item(session, curating.actor, key, a, hall, b)
    assert curating.halls(key) == [(hall, [c, a])]


def test_a_hall_goes_with_what_stands_in_it(curating: Curating) -> None:
    numbers = curating.documents(2)
    key = curating.prepare(("一厅", "二厅"), numbers)
    (first, _), (second, there) = curating.halls(key)
    with curating.make.writing() as session:
        remove_hall(session, curating.actor, key, first)
        add_items(session, curating.actor, key, second, [NewItem(document_number=numbers[0])])
    [(hall, items)] = curating.halls(key)
    assert hall == second
    assert items[0] == there[0]
    assert len(items) == 2


@pytest.mark.parametrize("visibility", [Visibility.MEMBERS, Visibility.ORGANISATION])
def test_what_not_everybody_may_read_is_like_what_does_not_exist(curating: Curating, visibility: Visibility) -> None:
    [number] = curating.documents(1, visibility)
    key = curating.create()
    hall = curating.add_hall(key)
    with pytest.raises(Invalid) as hidden, curating.make.writing() as session:
        add_items(session, curating.actor, key, hall, [NewItem(document_number=number)])
    with pytest.raises(Invalid) as unknown, curating.make.writing() as session:
        add_items(session, curating.actor, key, hall, [NewItem(document_number=make_number(2025, 999_999))])
    assert [fault.code for fault in hidden.value.faults] == [fault.code for fault in unknown.value.faults]


def test_guarded_ones_are_not_added(curating: Curating, make: Make) -> None:
    number = make.published(visibility=Visibility.PUBLIC).number
    writer = make.writer()
    guarded = make.published(writer, disclosure=Disclosure.SECRET).number
    key = curating.create()
    hall = curating.add_hall(key)
    with pytest.raises(Invalid) as refused, curating.make.writing() as session:
        add_items(session, curating.actor, key, hall, [NewItem(document_number=each) for each in (number, guarded)])
    assert [fault.figures for fault in refused.value.faults] == [{"number": guarded}]
    assert curating.halls(key) == [(hall, [])]


def test_nothing_is_shown_twice(curating: Curating) -> None:
    [number] = curating.documents(1)
    key = curating.prepare(("一厅",), [number])
    [(hall, _)] = curating.halls(key)
    with pytest.raises(Invalid, match="already"), curating.make.writing() as session:
        add_items(session, curating.actor, key, hall, [NewItem(document_number=number)])


def test_people_studios_and_own_words_are_shown_too(curating: Curating, make: Make) -> None:
    key = curating.create()
    new = [
        NewItem(kind=ItemKind.PERSON, person_id=make.person()),
        NewItem(kind=ItemKind.STUDIO, studio_id=make.studio()),
        NewItem(kind=ItemKind.PRODUCT, title="快换钻模"),
        NewItem(kind=ItemKind.PANEL, title="前言", text="一线来。"),
    ]
    hall = curating.add_hall(key, items=new)
    assert len(dict(curating.halls(key))[hall]) == 4
    with pytest.raises(Invalid, match="title:required"), make.writing() as session:
        add_items(session, curating.actor, key, hall, [NewItem(kind=ItemKind.PANEL)])
    with pytest.raises(Invalid, match="no_person"), make.writing() as session:
        add_items(session, curating.actor, key, hall, [NewItem(kind=ItemKind.PERSON, person_id=10_000)])


def test_others_and_closed_ones_are_refused(curating: Curating, make: Make) -> None:
    key = curating.open_exhibition()
    [(hall, (item, _))] = curating.halls(key)
    stranger = Curating(make).actor
    with pytest.raises(NotFound), make.writing() as session:
        remove_item(session, stranger, key, item)
    with make.writing() as session:
        close_exhibition(session, curating.actor, key, curating.row(key).revision)
    with pytest.raises(Conflict), make.writing() as session:
        move_item(session, curating.actor, key, item, hall, None)
