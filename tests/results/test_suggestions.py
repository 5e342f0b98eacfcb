"""Suggestions while typing: words, names, titles; each leads somewhere; nothing hidden, nothing stale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from tests.browse import Browser
from tests.make import Make
from tests.statements import count_statements
from webapp.base.database import Database
from webapp.directory.models import Person
from webapp.documents.content import Contributor
from webapp.documents.models import Version, Visibility
from webapp.search.following import Follower

Drain = Callable[[], int]


def suggested(browser: Browser, typed: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = browser.get(f"/search/suggestions?q={quote(typed)}").get_json()
    return found


def texts(browser: Browser, typed: str) -> list[str]:
    return [each["text"] for each in suggested(browser, typed)]


@pytest.fixture
def shop(make: Make, drain: Drain) -> None:
    make.person("竺士杰")
    make.studio(name="竺士杰创新工作室")
    content = make.content(
        title="桥吊钢丝绳快换", keywords=("桥吊", "钢丝绳"), contributors=(Contributor("竺士杰", role="桥吊司机"),)
    )
    make.published(content=content, visibility=Visibility.PUBLIC)
    make.published(content=make.content(title="桥吊暗室图集", keywords=("暗室",)))
    drain()


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("typed", ["桥吊", "橋吊", "qiaodiao", "qd", "桥"])
def test_words_are_suggested_by_what_they_begin_with_or_sound_like(browser: Browser, typed: str) -> None:
    found = suggested(browser, typed)
    assert "桥吊" in [each["text"] for each in found if each["kind"] == "word"]
    assert len(found) == len({(each["text"], each["url"]) for each in found}) <= 8


@pytest.mark.usefixtures("shop")
def test_names_and_titles_lead_to_their_pages(browser: Browser) -> None:
    found = {(each["kind"], each["text"]): each["url"] for each in suggested(browser, "竺士杰")}
    assert found["person", "竺士杰"].startswith("/people/")
    assert found["studio", "竺士杰创新工作室"].startswith("/studios/")
    titles = {each["text"]: each["url"] for each in suggested(browser, "钢丝绳") if each["kind"] == "document"}
    assert titles["桥吊钢丝绳快换"].startswith("/d/GJ-")
    for each in (*found.values(), *titles.values()):
        browser.get(each)


@pytest.mark.usefixtures("shop")
def test_nothing_of_a_hidden_document_is_suggested(browser: Browser) -> None:
    assert texts(browser, "暗室") == []
    assert "桥吊暗室图集" not in texts(browser, "桥吊")


@pytest.mark.usefixtures("shop")
def test_what_was_hidden_or_merged_since_is_not_suggested(browser: Browser, database: Database) -> None:
    with database.writing() as session:
        session.query(Version).filter(Version.title == "桥吊钢丝绳快换").one().visibility = Visibility.STUDIO
        other = Person(name="别人")
        session.add(other)
        session.flush()
        session.query(Person).filter(Person.name == "竺士杰").one().merged_into_id = other.id
    found = suggested(browser, "竺士杰") + suggested(browser, "桥吊") + suggested(browser, "钢丝绳")
    assert [each["text"] for each in found] == ["竺士杰创新工作室"]


@pytest.mark.usefixtures("shop")
def test_browsers_get_the_form_of_opensearch(browser: Browser) -> None:
    description = browser.get("/opensearch.xml").get_data(as_text=True)
    assert "application/x-suggestions+json" in description
    answer = browser.get("/search/completions?q=" + quote("桥吊"))
    typed, lines, words, addresses = answer.get_json(force=True)
    assert typed == "桥吊"
    assert "桥吊钢丝绳快换" in lines
    assert len(lines) == len(words) == len(addresses)
    assert all(each.startswith("http://localhost/") for each in addresses)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    "typed", ["", " ", "%00", "%ff%fe", "a" * 5000, "%F0%A0%AE%B7" * 60, "'", "((", "\\", "%ed%a0%80"]
)
def test_whatever_is_typed_is_answered(browser: Browser, typed: str) -> None:
    browser.get("/search/suggestions?q=" + typed)
    browser.get("/search/completions?q=" + typed)


@pytest.mark.usefixtures("shop")
def test_few_statements_whatever_is_found(browser: Browser, database: Database, follower: Follower) -> None:
    browser.get("/search/suggestions?q=x")
    with count_statements(database) as sent:
        suggested(browser, "桥吊")
    assert len(sent) <= 4
