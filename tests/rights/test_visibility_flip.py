"""Hiding takes effect with the very next request, also while the search index still knows the text."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.make import Make, version_row
from tests.rights.conftest import hasten
from tests.rights.world import attach
from webapp.base.actor import VISITOR, Actor
from webapp.documents import actions
from webapp.documents.actions import NarrowVisibility, SaveDraft, StartVersion, VersionKey, Withdraw
from webapp.documents.content import Kind, from_json
from webapp.documents.models import Document, Version, Visibility
from webapp.documents.policy import can_read_document
from webapp.search.entry import PUBLIC
from webapp.web.site import Site

ROUNDS = 16
SECRET = "玄鸟密纹zhqv"


@dataclass(frozen=True)
class Flip:
    """One document to be hidden: its number, its file, and who may hide it."""

    number: str
    file: str
    leader: Actor
    author: Actor
    reviewer: Actor


def narrow(make: Make, flip: Flip) -> None:
    """Only the own organisation may read it."""
    with make.writing() as session:
        wanted = NarrowVisibility(1, Visibility.ORGANISATION)
        actions.narrow_visibility(session, flip.leader, flip.number, wanted)


def withdraw(make: Make, flip: Flip) -> None:
    """It is taken down."""
    with make.writing() as session:
        actions.withdraw(session, flip.leader, flip.number, Withdraw(1, "数据有误"))


def supersede(make: Make, flip: Flip) -> None:
    """A next version is published for the own studio only."""
    with make.writing() as session:
        ordinal = actions.start_version(session, flip.author, flip.number, StartVersion(1)).ordinal
        key = VersionKey(flip.number, ordinal)
        row = version_row(session, key)
        content = from_json(row.content)
        command = SaveDraft(row.revision, content, Visibility.STUDIO, "", row.rendered, row.renderer_version)
        actions.save_draft(session, flip.author, key, command)
    make.submit(flip.author, key)
    make.publish(flip.reviewer, key)


HIDING: tuple[Callable[[Make, Flip], None], ...] = (narrow, withdraw, supersede)


@pytest.mark.parametrize("hide", HIDING, ids=lambda hide: hide.__name__)
def test_nothing_of_a_hidden_text_is_left(hide: Callable[[Make, Flip], None], app: Flask, make: Make) -> None:
    site: Site = app.extensions["archive"]
    hasten(site)
    organisation = make.organisation("甲厂")
    studio = make.studio(organisation, "甲室")
    author = make.account(organisation_id=organisation, studio_id=studio)
    leader = make.account(organisation_id=organisation, studio_id=studio, leads=True)
    reviewer = make.reviewer()
    make.published(author, content=make.content(title="留在原处的钻模"), visibility=Visibility.PUBLIC)
    flips = [_published(make, author, leader, reviewer, place) for place in range(ROUNDS)]
    site.parts["search"].rebuild()  # and never again: the index stays as it is now
    random.Random(7).shuffle(flips)
    shown = len(flips)
    client = app.test_client()
    assert _totals(client, SECRET) == (shown, shown)
    for flip in flips:
        _read_everything(client, flip)
        hide(make, flip)
        shown -= 1
        assert _leaks(client, flip, tombstone=hide is withdraw) == []
        assert _totals(client, SECRET) == (shown, shown)
    assert _totals(client, "钻模") == (1, 1)
    assert SECRET not in client.get("/").get_data(as_text=True)
    assert "留在原处的钻模" in client.get("/").get_data(as_text=True)


def test_a_stale_index_shows_nothing_even_when_asked_directly(app: Flask, make: Make) -> None:
    author = make.writer()
    flip = _published(make, author, author, make.reviewer(), 0)
    app.extensions["archive"].parts["search"].rebuild()
    with make.writing() as session:
        document = version_row(session, VersionKey(flip.number, 1))
        thing = session.get_one(Document, document.document_id)
        assert can_read_document(VISITOR, thing, document)
    leader = make.account(studio_id=min(author.studio_ids), leads=True)
    narrow(make, Flip(flip.number, flip.file, leader, author, author))
    index = app.extensions["search_index"]
    assert index.complete(SECRET[:2], frozenset({PUBLIC})), "the index still knows it"
    with make.writing() as session:
        row = session.get_one(Version, version_row(session, VersionKey(flip.number, 1)).id)
        assert row.visibility == Visibility.ORGANISATION
    assert _leaks(app.test_client(), flip, tombstone=False) == []


def _published(make: Make, author: Actor, leader: Actor, reviewer: Actor, place: int) -> Flip:
    kind = list(Kind)[place % len(Kind)]
    content = make.content(
        title=f"{SECRET}钻模{place}",
        year=2000 + place % 3,
        keywords=(SECRET,),
        sections={"problem": f"{SECRET}的钻模问题。", "method": "做法。", "syllabus": "三课时。"},
    )
    key = make.draft(author, kind=kind, content=content, visibility=Visibility.PUBLIC)
    file = attach(make, author, key, "pdf", f"%PDF-1.4 {place}".encode(), f"{SECRET}附件")
    make.submit(author, key)
    make.publish(reviewer, key)
    return Flip(key.number, file, leader, author, reviewer)


def _read_everything(client: FlaskClient, flip: Flip) -> None:
    """A visitor reads the page first, so that whatever is kept in memory is kept."""
    assert client.get(f"/d/{flip.number}").status_code == 200


def _leaks(client: FlaskClient, flip: Flip, *, tombstone: bool) -> list[str]:
    """Addresses that still give anything away to a visitor."""
    hidden = 410 if tombstone else 404
    expected = {
        f"/d/{flip.number}": hidden,
        f"/d/{flip.number}/qr.svg": hidden,
        f"/d/{flip.number}/bibtex": hidden,
        f"/d/{flip.number}/versions/1": 404,
        f"/d/{flip.number}/history": 404,
        f"/d/{flip.number}/compare": 404,
        f"/api/v1/documents/{flip.number}": 404,
        f"/attachments/{flip.file}": 404,
        f"/attachments/{flip.file}/view": 404,
        f"/attachments/{flip.file}/pages/1": 404,
    }
    found = []
    for address, status in expected.items():
        response = client.get(address)
        if response.status_code != status or SECRET in response.get_data(as_text=True):
            found.append(f"{address}: {response.status_code}")
        response.close()
    for address in (f"/search?q={quote(flip.number)}", "/search?sort=newest", "/api/v1/documents?limit=50", "/people"):
        if flip.number in client.get(address).get_data(as_text=True).replace(f"q={flip.number}", ""):
            found += [address] if not address.endswith(flip.number) else _named(client, flip)
    return found


def _named(client: FlaskClient, flip: Flip) -> list[str]:
    """Whether a search for the number finds it, apart from repeating the question."""
    answer = client.get(f"/api/v1/search?q={quote(flip.number)}").get_json()
    return [f"found by {flip.number}"] if any(item["number"] == flip.number for item in answer["items"]) else []


def _totals(client: FlaskClient, word: str) -> tuple[int, int]:
    """How many documents a visitor is told of: the total, and the sum over the kinds."""
    answer = client.get(f"/api/v1/search?q={quote(word)}&limit=50").get_json()
    return answer["total"], sum(answer["facets"]["kind"].values())
