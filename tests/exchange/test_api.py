"""The JSON API answers what its description says, with the rights of the pages."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.browse import Browser
from tests.make import PASSWORD, Make
from webapp.documents.models import Visibility
from webapp.exchange import shapes
from webapp.exchange.routes import OPERATIONS
from webapp.web.site import Site


def ask(browser: Browser, path: str, status: int = 200) -> Any:
    response = browser.get("/api/v1" + path, status)
    assert response.mimetype == "application/json"
    return response.get_json()


@pytest.fixture
def numbers(make: Make, site: Site) -> list[str]:
    found = [
        make.published(content=make.content(title=f"深孔镗削 {visibility}"), visibility=visibility).number
        for visibility in (Visibility.PUBLIC, Visibility.MEMBERS)
    ]
    site.parts["search"].follow()
    return found


def test_search_answers_in_the_shape_promised(browser: Browser, numbers: list[str]) -> None:
    found = ask(browser, "/search?q=深孔&limit=5&offset=0")
    assert found["total"] == 1
    assert set(found["items"][0]) == {"number", "title", "kind", "url", "snippet", "score"}
    assert found["items"][0]["number"] == numbers[0]
    assert found["facets"]["kind"]
    shapes.SearchAnswer.model_validate(found)


def test_rights_are_those_of_the_pages(browser: Browser, make: Make, numbers: list[str]) -> None:
    public, members = numbers
    assert ask(browser, "/documents")["total"] == 1
    ask(browser, f"/documents/{public}")
    ask(browser, f"/documents/{members}", 404)
    make.account("reader")
    browser.sign_in("reader", PASSWORD)
    assert ask(browser, "/documents")["total"] == 2
    assert ask(browser, f"/documents/{members}")["title"] == "深孔镗削 members"
    assert ask(browser, "/search?q=深孔")["total"] == 2


def test_a_document_comes_whole_and_without_database_numbers(browser: Browser, numbers: list[str]) -> None:
    found = ask(browser, f"/documents/{numbers[0].lower()}")
    shapes.DocumentAnswer.model_validate(found)
    assert found["content"]["title"] == found["title"]
    assert "person_id" not in str(found["content"])


def test_lists_of_the_directory_page_through(browser: Browser, make: Make) -> None:
    for _ in range(3):
        make.person()
    first = ask(browser, "/people?limit=2")
    second = ask(browser, "/people?limit=2&offset=2")
    assert first["total"] == second["total"] >= 3
    assert not {item["id"] for item in first["items"]} & {item["id"] for item in second["items"]}
    assert ask(browser, f"/people/{first['items'][0]['id']}") == first["items"][0]
    for path in ("/studios", "/organisations"):
        ask(browser, path)


@pytest.mark.parametrize(
    "path",
    [
        "/search?limit=0",
        "/search?limit=51",
        "/search?limit=x",
        "/search?offset=-1",
        "/search?offset=99999999999999999999",
        "/documents?limit=10&offset=3",
        "/people?limit=１０",
    ],
)
def test_what_does_not_fit_is_refused_as_json(browser: Browser, path: str) -> None:
    assert ask(browser, path, 422)["error"]["status"] == 422


@pytest.mark.parametrize("path", ["/documents/GJ-2099-9999999", "/people/0", "/people/99999999999999", "/nothing"])
def test_what_is_not_there_is_404_as_json(browser: Browser, path: str) -> None:
    assert ask(browser, path, 404)["error"]["status"] == 404


def test_the_description_names_every_address_and_only_those(browser: Browser, app: Flask) -> None:
    described = ask(browser, "/openapi.json")
    assert described["openapi"].startswith("3.1")
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    plain = {"/api/v1/openapi.json", "/api/v1/"}
    known = {path.split("{")[0] for path in described["paths"]}
    assert {rule.split("<")[0] for rule in rules - plain} == known
    for operation in OPERATIONS:
        assert operation.answer.__name__ in described["components"]["schemas"]


def test_the_description_can_be_read_by_people(browser: Browser) -> None:
    page = browser.get("/api/v1/").get_data(as_text=True)
    for operation in OPERATIONS:
        assert operation.path in page


def test_api_calls_do_not_switch_csrf_off(app: Flask, browser: Browser, make: Make) -> None:
    make.account("reader")
    browser.sign_in("reader", PASSWORD)
    for _ in range(50):
        ask(browser, "/documents")
    assert browser.client.post("/sign-out").status_code == 400
    del app
