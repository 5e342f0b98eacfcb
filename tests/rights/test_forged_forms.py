"""No change is made by a form that did not come from our own page, whoever's browser sends it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.rights.expected import TABLE
from tests.rights.keeping import Kept
from tests.rights.sent import ask, cookies_of, sent_for
from tests.rights.world import World

CHANGES = sorted(endpoint for endpoint, method in TABLE if method == "POST")


@pytest.fixture
def strict(world_app: Flask, world: World) -> Iterator[Flask]:
    """The application as it runs for people: with tokens."""
    world_app.config["WTF_CSRF_ENABLED"] = True
    yield world_app
    world_app.config["WTF_CSRF_ENABLED"] = False


def someone_who_may(endpoint: str) -> tuple[str, str]:
    """A state and an actor for whom the change would be done."""
    for state, expect in TABLE[endpoint, "POST"].items():
        for actor in sorted(expect.done | expect.refused):
            return state, actor
    raise AssertionError(f"nobody may {endpoint}")


@pytest.mark.parametrize("endpoint", CHANGES)
def test_a_form_without_a_token_changes_nothing(endpoint: str, strict: Flask, world: World, unchanged: Kept) -> None:
    state, actor = someone_who_may(endpoint)
    adapter = strict.url_map.bind("localhost")
    cookie = cookies_of(strict, world)[actor]
    sent = sent_for(world, endpoint, "POST", state, actor)
    response = ask(strict, adapter, endpoint, "POST", sent, cookie)
    assert response.status_code == 400
    assert not unchanged.changed()


def test_no_route_is_exempt(strict: Flask) -> None:
    protection = strict.extensions["csrf"]
    exempt = {name.rpartition(".")[2] for name in protection._exempt_views}
    assert exempt <= {"save"}, "the editor alone asks for the token itself, so that a stale page loses no text"
    assert protection._exempt_blueprints == set()
