"""A part above adds a tab to the result page: its own count, list and rights, everything else as for any tab."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.browse import Browser
from tests.make import Make
from webapp.base.actor import Actor
from webapp.directory.vocabularies import Vocabularies
from webapp.documents.models import Visibility
from webapp.search.indexed_tabs import INDEXED, TABS, add_tab
from webapp.search.tabs import Line, Listed, Tab, Thing, in_order
from webapp.web.site import Site

PASSWORD = "correct-horse-battery"
COURSES = [("深孔加工入门", "public"), ("深孔排屑进阶", "members"), ("焊接夜校", "public"), *[("刮研", "public")] * 25]


def seen(actor: Actor, text: str) -> list[str]:
    return [name for name, audience in COURSES if text in name and (audience == "public" or actor.is_signed_in)]


def find(_session: Session, actor: Actor, text: str, first: int, limit: int) -> Listed:
    names = seen(actor, text)
    things = [Thing(number, name, "每周三晚", row=name) for number, name in enumerate(names)]
    return Listed(len(names), things[first : first + limit])


def count_of(_session: Session, actor: Actor, text: str) -> int:
    return len(seen(actor, text))


def line(row: str, _vocabularies: Vocabularies) -> Line:
    return Line(f"/courses/{row}", (("calendar3", f"开课：{row}"),))


def tab_count(page: str, label: str) -> int:
    found = re.search(rf'>{label}<span class="count">(\d+)</span>', page)
    assert found
    return int(found.group(1))


@pytest.fixture
def courses(site: Site, make: Make, drain: Callable[[], int]) -> None:
    add_tab(site, Tab("course", "课程", 25, line, find=find, count=count_of))
    make.published(content=make.content(title="深孔镗削排屑"), visibility=Visibility.PUBLIC)
    drain()


@pytest.mark.usefixtures("courses")
def test_the_tab_stands_in_its_place_with_its_own_count(browser: Browser) -> None:
    page = browser.get("/search?q=深孔").get_data(as_text=True)
    assert page.index("tab=person") < page.index("tab=course") < page.index("tab=studio")
    assert tab_count(page, "课程") == 1


@pytest.mark.usefixtures("courses")
def test_the_part_lists_what_this_reader_may_see(browser: Browser, make: Make) -> None:
    page = browser.get("/search?q=深孔&tab=course").get_data(as_text=True)
    assert 'href="/courses/深孔加工入门"' in page
    assert "深孔排屑进阶" not in page
    assert tab_count(page, "成果") == 1
    make.account("worker", password=PASSWORD)
    page = browser.sign_in("worker", PASSWORD).get("/search?q=深孔&tab=course").get_data(as_text=True)
    assert "深孔排屑进阶" in page
    assert tab_count(page, "课程") == 2


@pytest.mark.usefixtures("courses")
def test_it_is_paged(browser: Browser) -> None:
    assert browser.get("/search?q=刮研&tab=course").get_data(as_text=True).count('href="/courses/刮研"') == 20
    assert browser.get("/search?q=刮研&tab=course&page=2").get_data(as_text=True).count('href="/courses/刮研"') == 5


def test_a_tab_is_in_the_index_or_found_by_its_part(site: Site) -> None:
    with pytest.raises(ValueError, match="course"):
        Tab("course", "课程", 25, find=find)
    with pytest.raises(ValueError, match="course"):
        Tab("course", "课程", 25, find=find, count=count_of, facets=("year",))
    assert list(in_order([*INDEXED.values(), Tab("person", "人", 5)])) == [
        "person",
        "document",
        "studio",
        "organisation",
    ]
    assert "course" not in site.parts.get(TABS, INDEXED)
