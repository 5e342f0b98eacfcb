"""Every endpoint and method, in every state of what it is about, asked by every kind of person.

What each should get stands in ``expected.py``; a route that is not there fails. Each cell starts from the same
database. Whoever gets nothing, or a refusal, changes nothing; whoever changes something leaves exactly one journal row.
"""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask
from werkzeug.routing import MapAdapter
from werkzeug.test import TestResponse

from tests.rights.expected import ALL, LEAVES_TRACES, TABLE, Expect
from tests.rights.keeping import Kept
from tests.rights.sent import ask, cookies_of, sent_for
from tests.rights.world import World

IMPLIED = {"HEAD", "OPTIONS"}
ACTORS = (*sorted(ALL), "newcomer")
LEAST_CELLS = 5_000
CHUNK = 60


@pytest.fixture(scope="module")
def adapter(world_app: Flask) -> MapAdapter:
    return world_app.url_map.bind("localhost")


@pytest.fixture(scope="module")
def cookies(world_app: Flask, world: World) -> dict[str, str]:
    return cookies_of(world_app, world)


def routes(app: Flask) -> set[tuple[str, str]]:
    """Every endpoint with every method it was registered for."""
    return {
        (rule.endpoint, method) for rule in app.url_map.iter_rules() for method in (rule.methods or set()) - IMPLIED
    }


def chunks() -> list[list[tuple[str, str]]]:
    """The routes of the table in groups of about the same number of states, so that several processes share them."""
    groups: list[list[tuple[str, str]]] = [[]]
    count = 0
    for route in sorted(TABLE):
        if count > CHUNK:
            groups.append([])
            count = 0
        groups[-1].append(route)
        count += len(TABLE[route])
    return groups


def outcome_of(response: TestResponse) -> str:
    """What an answer is, in the words of the table."""
    status, place = response.status_code, response.headers.get("Location", "")
    if status == 303 and place.startswith("/sign-in"):
        return "sign_in"
    if status == 303 and place == "/me/password":
        return "password"
    named = {
        401: "signed_out",
        404: "hidden",
        410: "gone",
        403: "forbidden",
        400: "refused",
        409: "refused",
        422: "refused",
    }
    return named.get(status) or ("done" if status < 400 else f"failed {status}")


def test_no_route_without_an_expectation_and_none_that_is_gone(world_app: Flask) -> None:
    present = routes(world_app)
    assert {route for route in present if route not in TABLE} == set()
    assert {route for route in TABLE if route not in present} == set()


def test_the_matrix_is_as_large_as_promised(capsys: pytest.CaptureFixture[str]) -> None:
    count = sum(len(states) for states in TABLE.values()) * len(ACTORS)
    with capsys.disabled():
        print(f"\naccess matrix: {len(TABLE)} routes, {count} cells")
    assert count >= LEAST_CELLS


@pytest.mark.parametrize("group", chunks(), ids=lambda group: group[0][0])
def test_everybody_gets_what_the_table_says(
    group: list[tuple[str, str]],
    world_app: Flask,
    world: World,
    kept: Kept,
    adapter: MapAdapter,
    cookies: dict[str, str],
) -> None:
    wrong, did = [], Counter[tuple[str, str]]()
    for (endpoint, method), state, expect in ((route, *cell) for route in group for cell in TABLE[route].items()):
        for actor in ACTORS:
            sent = sent_for(world, endpoint, method, state, actor)
            response = ask(world_app, adapter, endpoint, method, sent, cookies[actor])
            outcome, expected = outcome_of(response), expect.outcome(actor)
            fault = _fault((endpoint, method), expect, outcome, expected, kept, response)
            response.close()
            if fault:
                wrong.append(f"{method} {endpoint} [{state}] {actor}: {fault}")
            did[endpoint, method] += outcome == "done"
    assert not wrong, f"{len(wrong)} cells differ:\n" + "\n".join(wrong[:60])
    possible = {route for route in group if any(each.done for each in TABLE[route].values())}
    assert {route for route in possible if not did[route]} == set()


def _fault(
    route: tuple[str, str], expect: Expect, outcome: str, expected: str, kept: Kept, response: TestResponse
) -> str:
    """What is wrong with the answer or with what it left in the database; puts the database back."""
    changed = kept.changed()
    rows = kept.actions() if changed else []
    if changed:
        kept.restore()
    if outcome != expected and not (expected == "elsewhere" and _is_home(response)):
        return f"{outcome} ({response.status_code}), expected {expected}"
    if expected == "done" and route[1] == "POST":
        return "" if len(rows) == expect.journal else f"journal rows: {rows}"
    if changed and route not in LEAVES_TRACES:
        return f"{expected}, but the database changed: {rows}"
    return ""


def _is_home(response: TestResponse) -> bool:
    return response.status_code == 303 and response.headers["Location"] == "/"
