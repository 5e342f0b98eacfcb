"""Collecting: from results of a search, from kept searches, halls by a preset; nothing that may not be shown."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from tests.adoptions.test_pages import text_of
from tests.browse import Browser
from tests.exhibitions.making import Curating
from tests.exhibitions.test_afterwards import hide
from tests.exhibitions.test_nominating import browser_of
from tests.make import Make
from webapp.base.actor import Role
from webapp.base.errors import Invalid, NotFound
from webapp.directory.models import Studio
from webapp.documents.content import Kind
from webapp.documents.models import Document, Visibility
from webapp.exhibitions.actions import collecting
from webapp.exhibitions.actions.collecting import KeepQuery, NewHall
from webapp.exhibitions.actions.undoing import undo
from webapp.exhibitions.models import Exhibition, Item
from webapp.exhibitions.queries.collecting import By, Why, candidates, grouped, on_show_cards, suggested
from webapp.exhibitions.searching import found_by, spelled


def shown_in(make: Make, key: str) -> list[str]:
    """The numbers of the documents in the halls."""
    with make.site.database.reading() as session:
        rows = session.scalars(
            select(Document.number)
            .join(Item, Item.document_id == Document.id)
            .join(Exhibition, Exhibition.id == Item.exhibition_id)
            .where(Exhibition.key == key, Item.removed_at.is_(None))
            .order_by(Item.hall_id, Item.position)
        )
        return list(rows)


def test_search_choose_add(app: Flask, make: Make, curating: Curating) -> None:
    numbers = curating.documents(3)
    key = curating.prepare(numbers=numbers[:1])
    make.site.parts["search"].rebuild()
    assert 'name="number"' not in text_of(Browser(app), "/search")
    curator = browser_of(app, make, curating.actor)
    assert f'value="{numbers[1]}"' in text_of(curator, "/search")
    address = "/exhibitions/collect?" + "&".join(f"number={each}" for each in numbers)
    page = text_of(curator, address)
    assert "已在展览里" in page
    assert "可以加入" in page
    sent = curator.submit(address, {"number": numbers[1:]}, action=f"/exhibitions/{key}/collect")
    assert "已加入 2 项" in curator.follow(sent).get_data(as_text=True)
    assert shown_in(make, key) == numbers
    assert "没有可以加入的成果" in text_of(
        curator,
        curator.post(f"/exhibitions/{key}/collect", {"hall": "x", "number": numbers}, page=address).headers["Location"],
    )


def test_the_whole_result_at_once(app: Flask, make: Make, curating: Curating) -> None:
    curating.documents(3)
    make.published(visibility=Visibility.ORGANISATION)
    key = curating.prepare(numbers=[])
    make.site.parts["search"].rebuild()
    curator = browser_of(app, make, curating.actor)
    address = "/exhibitions/collect?search=q%3D%E9%92%BB%E6%A8%A1&whole=1"
    curator.submit(address, {}, action=f"/exhibitions/{key}/collect")
    assert len(shown_in(make, key)) == 3


def test_what_can_not_be_added_is_told_without_telling_more(make: Make, curating: Curating) -> None:
    key = curating.prepare(numbers=[])
    inner = make.published(visibility=Visibility.ORGANISATION).number
    members = make.published(visibility=Visibility.MEMBERS).number
    draft = make.draft().number
    with make.site.database.reading() as session:
        exhibition = session.scalars(select(Exhibition).where(Exhibition.key == key)).one()
        wanted = (inner, draft, "GJ-1999-0000001", "乱写", members)
        found = candidates(session, curating.actor, exhibition, wanted)
    assert [each.why for each in found] == [Why.UNKNOWN] * 4 + [Why.HIDDEN]
    assert [each.card is None for each in found] == [True] * 4 + [False]
    hall = curating.halls(key)[0][0]
    with make.writing() as session, pytest.raises(Invalid, match="nothing"):
        collecting.collect(session, curating.actor, key, hall, [inner, members])
    with make.writing() as session, pytest.raises(NotFound):
        collecting.collect(session, make.writer(), key, hall, [members])


def test_kept_searches_suggest_what_is_new_and_may_be_shown(app: Flask, make: Make, curating: Curating) -> None:
    first, second, later_hidden = curating.documents(3)
    inner = make.published(visibility=Visibility.ORGANISATION).number
    key = curating.prepare(numbers=[first])
    hall = curating.halls(key)[0][0]
    with make.writing() as session:
        query_id = collecting.keep_query(
            session, curating.actor, key, KeepQuery("钻模", hall, spelled("q=钻模&page=3"))
        ).id
    make.site.parts["search"].rebuild()
    curator = browser_of(app, make, curating.actor)
    here = f"/exhibitions/{key}/queries/{query_id}"
    assert "2 项新的" in text_of(curator, f"/exhibitions/{key}/queries")
    page = text_of(curator, here)
    assert second in page
    assert later_hidden in page
    assert inner not in page
    assert f'value="{first}"' not in page
    hide(make, later_hidden)
    assert later_hidden not in text_of(curator, here)
    curator.submit(here, {"number": [second]}, action="/take")
    assert second in shown_in(make, key)
    [third] = curating.documents(1)
    make.site.parts["search"].rebuild()
    assert third in text_of(curator, here)
    curator.post(f"{here}/dismiss", {"number": third}, page=here)
    assert third not in text_of(curator, here)
    curator.submit(here, {}, action="/restore")
    assert third in text_of(curator, here)
    curator.submit(here, {}, action="/remove")
    curator.get(here, 404)


def test_a_reviewer_who_curates_is_suggested_no_more_than_the_audience_may_read(make: Make) -> None:
    curating = Curating(make)
    everything = make.account(roles=[Role.CURATOR, Role.REVIEWER])
    curating.actor = everything
    key = curating.prepare(numbers=[])
    make.published(visibility=Visibility.ORGANISATION)
    [number] = curating.documents(1)
    hall = curating.halls(key)[0][0]
    with make.writing() as session:
        query_id = collecting.keep_query(session, everything, key, KeepQuery("钻模", hall, "q=钻模")).id
    make.site.parts["search"].rebuild()
    index = make.site.parts["search"].index
    with make.site.database.reading() as session:
        found = suggested(
            session, lambda actor, query: found_by(session, index, actor, query), everything, key, query_id
        )
    assert [card.number for card in found.cards] == [number]


def test_presets_make_halls_as_one_change(app: Flask, make: Make, curating: Curating) -> None:
    writer = make.writer()
    kinds = (Kind.INNOVATION, Kind.HANDBOOK, Kind.INNOVATION)
    content = make.content(sections={"syllabus": "三课时。", "problem": "费时。", "method": "设计。"})
    numbers = [
        make.published(writer, kind=kind, visibility=Visibility.PUBLIC, content=content).number for kind in kinds
    ]
    key = curating.prepare(halls=("总厅",), numbers=numbers)
    before = curating.halls(key)
    curator = browser_of(app, make, curating.actor)
    page = text_of(curator, f"/exhibitions/{key}/presets?by=kind")
    assert "创新成果" in page
    assert "培训手册" in page
    assert curating.halls(key) == before
    curator.submit(f"/exhibitions/{key}/presets?by=kind", {}, action=f"/exhibitions/{key}/presets")
    after = curating.halls(key)
    assert [len(items) for _hall, items in after] == [0, 2, 1]
    ordinal = curating.row(key).arrangement
    with make.writing() as session:
        undo(session, curating.actor, key, ordinal)
    assert curating.halls(key) == before


def test_presets_by_naming_level_and_from_a_search(make: Make, curating: Curating) -> None:
    city, province = make.writer(), make.writer()
    with make.writing() as session:
        session.get_one(Studio, min(province.studio_ids)).level = "province"
    numbers = [make.published(each, visibility=Visibility.PUBLIC).number for each in (city, province, province)]
    key = curating.prepare(halls=("总厅",), numbers=numbers[:2])
    with make.site.database.reading() as session:
        exhibition = session.scalars(select(Exhibition).where(Exhibition.key == key)).one()
        groups = grouped(session, on_show_cards(session, exhibition), By.LEVEL)
    assert {group.key: len(group.cards) for group in groups} == {"city": 1, "province": 1}
    with make.writing() as session:
        done = collecting.make_halls(session, curating.actor, key, [NewHall("省级", tuple(numbers[1:]))])
    assert done == 2
    assert [len(items) for _hall, items in curating.halls(key)] == [1, 2]
    ordinal = curating.row(key).arrangement
    with make.writing() as session:
        undo(session, curating.actor, key, ordinal)
    assert shown_in(make, key) == numbers[:2]
