"""Facets, tabs, fields, places and ways on: what narrows, what counts, where a hit opens, what helps on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

import pytest

from tests.base.files import specimens
from tests.browse import Browser
from tests.make import Make
from tests.rights.world import attach
from webapp.base.actor import SYSTEM
from webapp.base.database import Database
from webapp.base.vocabulary import load_vocabularies
from webapp.directory.models import Honour, Person
from webapp.directory.vocabularies import load_terms
from webapp.documents.content import Contributor, ReportedAdoption, ReportedPatent, Step
from webapp.documents.models import Visibility
from webapp.search.asking import Question, arguments_of, question_from
from webapp.search.reading import patent_states
from webapp.settings import HOME

Drain = Callable[[], int]
PDF = specimens.pdf(["first page"])


def count(page: str) -> int:
    found = re.search(r"找到 (\d+) 条结果", page)
    assert found
    return int(found.group(1))


def facet(page: str, label: str) -> int | None:
    """The count beside an option."""
    found = re.search(rf"</span>{re.escape(label)}<span class=\"facet-count\">.*?(\d+)</span>", page)
    return int(found.group(1)) if found else None


@pytest.fixture
def shop(make: Make, drain: Drain, database: Database) -> None:
    with database.writing() as session:
        load_terms(session, SYSTEM, load_vocabularies(HOME / "content" / "vocabularies"))
    master = make.person("竺士杰")
    with database.writing() as session:
        session.add(Honour(person_id=master, title="大国工匠", term="great_craftsman", level="national"))
    basis = make.content(title="桥吊钢丝绳快换", keywords=("钢丝绳",), year=2024)
    make.published(
        content=replace(
            basis,
            contributors=(Contributor("竺士杰", person_id=master),),
            steps=(Step("吊具落地"), Step("松开压板", key_point="先挂保险绳")),
            patents=(ReportedPatent("换绳装置", status="授权"),),
            adoptions=(ReportedAdoption("某港口公司"),),
        ),
        visibility=Visibility.PUBLIC,
    )
    make.published(content=make.content(title="钢丝绳检查手册", year=2023), visibility=Visibility.PUBLIC)
    make.published(content=make.content(title="钢丝绳内部图集", year=2022), visibility=Visibility.ORGANISATION)
    drain()


@pytest.mark.usefixtures("shop")
def test_facets_count_what_this_reader_may_see_and_foresee(browser: Browser) -> None:
    page = browser.get("/search?q=" + quote("钢丝绳")).get_data(as_text=True)
    assert count(page) == 2
    assert (facet(page, "2024"), facet(page, "2023"), facet(page, "2022")) == (1, 1, None)
    assert (facet(page, "已授权"), facet(page, "有操作步骤"), facet(page, "已推广应用")) == (1, 1, 1)
    assert facet(page, "大国工匠") == facet(page, "国家级荣誉") == 1
    narrowed = browser.get("/search?q=" + quote("钢丝绳") + "&year=2024").get_data(as_text=True)
    assert count(narrowed) == 1
    assert facet(narrowed, "2023") == 1, "choosing it too would add one"
    both = browser.get("/search?q=" + quote("钢丝绳") + "&year=2024&year=2023&patent=granted").get_data(as_text=True)
    assert count(both) == 1, "or within a facet, and between them"
    assert both.count("去掉：") == 3


@pytest.mark.usefixtures("shop")
def test_people_and_places_have_tabs_with_facets_of_their_own(browser: Browser) -> None:
    page = browser.get("/search?q=" + quote("竺士杰") + "&tab=person").get_data(as_text=True)
    assert count(page) == 1
    assert facet(page, "大国工匠") == 1
    assert 'href="/people/' in page
    documents = browser.get("/search?q=" + quote("竺士杰") + "&year=1999").get_data(as_text=True)
    assert re.search(r'工匠<span class="count">1</span>', documents), "a tab counts what is behind it"


@pytest.mark.usefixtures("shop")
def test_a_hit_opens_where_it_is(browser: Browser) -> None:
    page = browser.get("/search?q=" + quote("保险绳")).get_data(as_text=True)
    link = re.search(r'href="(/d/[^"]+#step-2)"[^>]*>(?:<svg.*?</svg>)? ?第 2 步', page)
    assert link
    assert 'id="step-2"' in browser.get(link[1].partition("#")[0]).get_data(as_text=True)
    assert re.search(r"出现在：[^<]*步骤", page)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("in_title=钢丝绳", 2),
        ("in_title=丝绳 检查", 1),
        ("in_people=竺士", 1),
        ("in_people=竺士&in_title=检查", 0),
        ("q=快换&in_title=桥吊", 1),
        ("in_keywords=钢丝", 1),
    ],
)
def test_words_in_a_certain_field(browser: Browser, query: str, found: int) -> None:
    assert count(browser.get("/search?" + query).get_data(as_text=True)) == found


@pytest.mark.usefixtures("shop")
def test_the_advanced_form_ends_in_an_ordinary_address(browser: Browser) -> None:
    browser.get("/search/advanced")
    sent = browser.get(
        "/search/advanced?go=1&words=快换&phrase=钢丝绳&without=检查 手册&in_people=竺&kind=innovation", status=303
    )
    page = browser.follow(sent).get_data(as_text=True)
    assert count(page) == 1
    back = re.search(r'href="(/search/advanced\?[^"]+)"', page)
    assert back
    form = browser.get(back[1].replace("&amp;", "&")).get_data(as_text=True)
    for value in ("快换", "钢丝绳", "检查 手册", "竺"):
        assert f'value="{value}"' in form


@pytest.mark.usefixtures("shop")
def test_no_dead_end(browser: Browser) -> None:
    page = browser.get("/search?q=" + quote('"钢丝绳竺士杰"')).get_data(as_text=True)
    assert count(page) == 0
    assert "不要求连在一起（2）" in page
    assert "可以请教" in page
    assert "竺士杰" in page
    filtered = browser.get("/search?q=" + quote("钢丝绳") + "&year=1950").get_data(as_text=True)
    assert "不加筛选（2）" in filtered
    assert "把这个问题存为求助草稿" in filtered


@pytest.mark.usefixtures("shop")
def test_the_interface_knows_the_same_filters(browser: Browser) -> None:
    answer = browser.get("/api/v1/search?q=钢丝绳&patent=granted&in_people=竺&sort=newest").get_json()
    assert answer["total"] == 1
    assert answer["facets"]["honour"]["great_craftsman"] == 1
    described = browser.get("/api/v1/openapi.json").get_json()["paths"]["/api/v1/search"]["get"]["parameters"]
    assert {"patent", "honour", "in_title", "sort", "exact"} <= {each["name"] for each in described}


def test_an_address_and_its_question_are_the_same_thing() -> None:
    question = Question("钻模", filters={"year": ("2024", "2023")}, sort="newest", exact=True, inside={"title": "快换"})
    again = question_from(arguments_of(question), 1)
    assert again == question


@pytest.mark.parametrize(
    ("told", "state"),
    [("授权", "granted"), ("申请", "pending"), ("申请或授权", "granted"), ("已失效", "over"), ("", "reported")],
)
def test_the_state_of_patents_as_told(make: Make, told: str, state: str) -> None:
    assert patent_states(make.content(patents=(ReportedPatent("一种装置", status=told),))) == (state,)


def test_a_person_without_a_row_is_no_hit(make: Make, browser: Browser, drain: Drain, database: Database) -> None:
    person, other = make.person("将要合并的人"), make.person("留下的人")
    drain()
    with database.writing() as session:
        session.get_one(Person, person).merged_into_id = other
    assert count(browser.get("/search?q=" + quote("将要合并") + "&tab=person").get_data(as_text=True)) == 0


def test_a_hit_in_an_attachment_names_the_file_and_opens_there(make: Make, browser: Browser, drain: Drain) -> None:
    writer, reviewer = make.writer(), make.reviewer()
    key = make.draft(writer, visibility=Visibility.PUBLIC)
    public_key = attach(make, writer, key, "pdf", PDF, "减振刀杆总装图")
    make.submit(writer, key)
    make.publish(reviewer, key)
    drain()
    page = browser.get("/search?q=" + quote("减振刀杆总装")).get_data(as_text=True)
    link = re.search(r'href="([^"]+)"[^>]*>(?:<svg.*?</svg>)? ?附件第 1 页</a> <bdi>(附件\d+\.pdf)</bdi>', page)
    assert link
    assert link[1] == f"/attachments/{public_key}/view?page=1"
    assert link[2] in browser.get(link[1]).get_data(as_text=True)
