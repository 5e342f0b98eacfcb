"""Lists and boards cost the same however long they are; entries merged away are followed."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

from tests.browse import Browser
from tests.exhibitions.making import TEXTS, Curating
from tests.exhibitions.test_pages import username
from tests.make import PASSWORD, Make
from tests.statements import count_statements
from webapp.base.actor import VISITOR, Role
from webapp.directory.actions.merging import Merge, merge
from webapp.exhibitions.actions.commands import NewItem
from webapp.exhibitions.actions.merged import follow_merge
from webapp.exhibitions.queries.listing import Shelf, shelf_counts, shelf_page
from webapp.exhibitions.queries.showing import previewed, visited


def test_pages_take_the_same_number_of_statements(app: Flask, curating: Curating) -> None:
    curator = Browser(app).sign_in(username(curating), PASSWORD)
    key = curating.open_exhibition(("一厅",), curating.documents(2))
    paths = [
        "/exhibitions",
        "/exhibitions?shelf=mine",
        *(f"/exhibitions/{key}/{name}" for name in ("arrange", "check")),
    ]

    def costs() -> list[int]:
        counted = []
        for path in paths:
            with count_statements(curating.make.site.database) as sent:
                curator.get(path)
            counted.append(len(sent))
        return counted

    costs()
    few = costs()
    curating.add_hall(key, "二厅", [NewItem(document_number=each) for each in curating.documents(4)])
    curating.open_exhibition(("一厅",), curating.documents(1))
    assert costs() == few


def test_shelves_hold_what_one_may_see(curating: Curating, make: Make) -> None:
    public = curating.open_exhibition()
    members = curating.open_exhibition(texts=replace(TEXTS, audience="members"))
    prepared = curating.prepare()
    somebody = make.account()
    with make.site.database.reading() as session:
        found = {
            actor.account_id: [entry.key for entry in shelf_page(session, actor, Shelf.OPEN).items]
            for actor in (VISITOR, somebody)
        }
        assert found == {None: [public], somebody.account_id: [members, public]}
        assert shelf_counts(session, VISITOR) == {Shelf.OPEN: 1, Shelf.OVER: 0, Shelf.MINE: 0}
        mine = shelf_page(session, curating.actor, Shelf.MINE).items
        assert {entry.key for entry in mine} == {public, members, prepared}


def test_entries_merged_away_are_followed(curating: Curating, make: Make) -> None:
    one, other = make.person("卜伟伟"), make.person("卜卫伟")
    key = curating.create()
    curating.add_hall(key, "群英", [NewItem(kind="person", person_id=each) for each in (one, other)])
    shown = curating.create()
    curating.add_hall(shown, "群英", [NewItem(kind="person", person_id=one, caption="他")])
    curating.open(shown)
    with make.writing() as session:
        merge(session, make.account(roles=[Role.ADMINISTRATOR]), Merge("person", one, other, 1, 1), [follow_merge])
    with make.site.database.reading() as session:
        _exhibition, board = previewed(session, curating.actor, key)
        assert [exhibit.person.id for exhibit in board.exhibits if exhibit.person] == [other]
        _exhibition, frozen = visited(session, VISITOR, shown)
        assert [exhibit.title for exhibit in frozen.exhibits] == ["卜卫伟"]
