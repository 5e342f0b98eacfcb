"""Every answer of every route carries the rules for browsers, and what is not for everybody is kept by nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.rights.expected import TABLE
from tests.rights.keeping import Kept
from tests.rights.sent import ask, cookies_of, sent_for
from tests.rights.world import World

ASKING = ("visitor", "worker_a", "leader_a1", "administrator")
FRAMED = "frame-ancestors 'none'"
SANDBOXED = "sandbox"
FILES_FOR_EVERYBODY = ("[public:1]", "directory.portrait")
"""What everybody may read may be kept by a browser of somebody signed in, and asked for again."""


def answers(app: Flask, world: World, actor: str, cookie: str) -> Iterator[tuple[str, TestResponse]]:
    """The answer of every route in its first and last state."""
    adapter = app.url_map.bind("localhost")
    for (endpoint, method), states in TABLE.items():
        for state in {next(iter(states)), list(states)[-1]}:
            sent = sent_for(world, endpoint, method, state, actor)
            yield f"{method} {endpoint} [{state}]", ask(app, adapter, endpoint, method, sent, cookie)


def faults_of(response: TestResponse, actor: str, *, is_static: bool = False, is_open: bool = False) -> Iterator[str]:
    """What is wrong with the headers of one answer."""
    headers = response.headers
    policy = headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        yield f"policy: {policy}"
    if FRAMED not in policy and SANDBOXED not in policy:
        yield "may be framed"
    if headers.get("X-Frame-Options") != "DENY":
        yield "may be framed by old browsers"
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield "sniffed"
    if headers.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
        yield "referrer"
    caching = headers.get("Cache-Control", "")
    if is_static:
        return
    if "Cookie" not in headers.get("Vary", ""):
        yield "the same for all cookies"
    if "public" in caching:
        yield f"kept by proxies: {caching}"
    if actor != "visitor" and "no-store" not in caching and not is_open:
        yield f"kept: {caching}"


@pytest.mark.parametrize("actor", ASKING)
def test_every_answer_has_its_headers(actor: str, world_app: Flask, world: World, unchanged: Kept) -> None:
    cookie = cookies_of(world_app, world)[actor]
    wrong = []
    for name, response in answers(world_app, world, actor, cookie):
        is_open = any(word in name for word in FILES_FOR_EVERYBODY)
        faults = faults_of(response, actor, is_static="GET static" in name, is_open=is_open)
        wrong += [f"{name}: {fault}" for fault in faults]
        response.close()
        if unchanged.changed():
            unchanged.restore()
    assert wrong == []


def test_files_that_are_not_public_are_kept_by_nobody(world_app: Flask, world: World) -> None:
    adapter = world_app.url_map.bind("localhost")
    cookie = cookies_of(world_app, world)["leader_a1"]
    caching = {}
    for place in ("public:1", "organisation:1", "draft:1", "became_public:1"):
        sent = sent_for(world, "documents.attachment", "GET", place, "leader_a1")
        response = ask(world_app, adapter, "documents.attachment", "GET", sent, cookie)
        caching[place] = response.headers["Cache-Control"]
        assert response.headers["Content-Disposition"].startswith("attachment")
        response.close()
    assert "no-store" not in caching.pop("public:1")
    assert all("no-store" in each for each in caching.values())


def test_assets_may_be_kept_for_a_year(world_app: Flask) -> None:
    page = world_app.test_client().get("/").get_data(as_text=True)
    address = next(part for part in page.split('"') if part.startswith("/static/") and "?v=" in part)
    named, plain = (world_app.test_client().get(each) for each in (address, address.partition("?")[0]))
    assert named.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in plain.headers["Cache-Control"]
    for response in (named, plain):
        response.close()


def test_what_fails_has_them_too(world_app: Flask) -> None:
    client = world_app.test_client()
    for address in ("/no-such-page", "/api/v1/no-such-thing", "/d/%00", "/attachments/" + "0" * 24):
        response = client.get(address)
        assert response.status_code == 404
        assert list(faults_of(response, "visitor")) == []
    assert client.put("/").status_code == 405
    assert list(faults_of(client.put("/"), "visitor")) == []
