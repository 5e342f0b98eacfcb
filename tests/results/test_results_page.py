"""The result page: everything in the address, true counts, no dead end, constant work."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browse import Browser
from tests.make import Make
from tests.statements import count_statements
from webapp.base.database import Database
from webapp.documents.models import Visibility
from webapp.search.asking import Question, question_from

Drain = Callable[[], int]


@pytest.fixture
def three(make: Make, drain: Drain) -> None:
    for title, year in (("深孔镗削排屑", 2023), ("深孔钻削冷却", 2024), ("齿轮去毛刺", 2024)):
        make.published(content=make.content(title=title, year=year), visibility=Visibility.PUBLIC)
    drain()


def count(page: str) -> int:
    found = re.search(r"找到 (\d+) 条结果", page)
    assert found
    return int(found.group(1))


@pytest.mark.usefixtures("three")
def test_text_filter_order_and_page_stand_in_the_address(browser: Browser) -> None:
    page = browser.get("/search?q=深孔").get_data(as_text=True)
    assert count(page) == 2
    assert "<mark>深孔</mark>" in page
    assert count(browser.get("/search?q=深孔&year=2024").get_data(as_text=True)) == 1
    both = browser.get("/search?year=2023&year=2024&sort=newest").get_data(as_text=True)
    assert count(both) == 3
    assert both.index("齿轮去毛刺") < both.index("深孔钻削冷却") < both.index("深孔镗削排屑")


@pytest.mark.usefixtures("three")
def test_what_took_the_place_of_a_word_stands_beside_it_and_is_not_called_missing(browser: Browser) -> None:
    page = browser.get("/search?q=shenkong 去毛刺 永动机").get_data(as_text=True)
    assert "shenkong → 深孔" in page
    assert "没有结果含有：永动机</p>" in page


def test_a_long_question_is_shortened_in_the_heading_only(browser: Browser) -> None:
    page = browser.get("/search?q=" + "孔" * 60).get_data(as_text=True)
    assert "<h1>“" + "孔" * 29 + "…”的搜索结果</h1>" in page
    assert f'value="{"孔" * 60}"' in page


@pytest.mark.usefixtures("three")
def test_nothing_found_offers_ways_on(browser: Browser) -> None:
    page = browser.get("/search?q=qwxzvk&year=2024").get_data(as_text=True)
    assert count(page) == 0
    assert "去掉全部筛选" in page
    assert "看全部成果" in page


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "query",
    [
        "q=" + "钻" * 5000,
        "q=%00%01",
        "q=%ff%fe",
        "q=*",
        "q=title:深孔 OR visibility:internal",
        "q=((((((((((((((((((((",
        'q="""""',
        "q=NOT NOT NOT NOT",
        "page=999999999999999999999",
        "page=-1",
        "page=二",
        "tab=nothing",
        "sort=nothing",
        "year=" + "9" * 80,
        "kind=%F0%9F%98%80",
        "studio=99999999999999999999",
        "studio=x&studio=y",
    ],
)
def test_whatever_is_typed_gets_a_page(browser: Browser, query: str) -> None:
    browser.get("/search?" + query)


@pytest.mark.usefixtures("three")
def test_the_number_of_statements_does_not_depend_on_the_hits(browser: Browser, database: Database) -> None:
    browser.get("/search")
    with count_statements(database) as few:
        browser.get("/search?q=齿轮")
    with count_statements(database) as many:
        browser.get("/search?q=深孔")
    assert len(few) == len(many) <= 8


def test_a_question_leaves_out_what_makes_no_sense() -> None:
    question = question_from({"q": ["x" * 300], "kind": ["innovation", "", "innovation"], "colour": ["red"]}, 3)
    assert question == Question("x" * 200, filters={"kind": ("innovation",)}, page=3)
    assert question.first == 40


def test_a_name_that_is_there_is_not_corrected(make: Make, browser: Browser, drain: Drain) -> None:
    make.person("竺士杰")
    make.published(content=make.content(title="竺世界的都市杰作"), visibility=Visibility.PUBLIC)
    drain()
    assert "您是不是要找" not in browser.get("/search?tab=person&q=竺士杰").get_data(as_text=True)
    assert "您是不是要找" in browser.get("/search?tab=person&q=竺四杰").get_data(as_text=True)
