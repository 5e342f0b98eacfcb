"""Nothing guarded becomes readable outside its organisation: by any role, by any channel; each defence stands alone.

Attempts are combinations of who, which document and how. Reading attempts look for the number and the files of a
guarded document in whatever comes back; writing attempts are followed by a reviewer who publishes whatever waits, and
then the database is asked what a visitor and people of another organisation may read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any
from urllib.parse import quote, unquote

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.make import version_row
from tests.rights.hanging import MARKS, hang, hanging_channels, lists_of_hanging, words_of
from tests.rights.keeping import Kept
from tests.rights.sent import cookies_of
from tests.rights.world import World
from webapp.base.actor import VISITOR
from webapp.base.errors import Conflict, Invalid, NotAllowed
from webapp.documents import actions, policy
from webapp.documents.actions import Declare, Halt, Publish, Submit, VersionKey, Withdraw, publishing, reviewing
from webapp.documents.actions.summaries import (
    AnswerSummary,
    ProposeSummary,
    accept_summary,
    propose_summary,
    take_back_summary,
)
from webapp.documents.disclosure import GUARDED, Disclosure
from webapp.documents.disclosure_models import FirstPublic
from webapp.documents.models import Attachment, Document, Version, Visibility

LEAST_ATTEMPTS = 500
TARGETS = ("undeclared", "guarded_draft", "guarded", "formerly_public")
OUTSIDE = ("visitor", "worker_b", "worker_alone", "leader_b1", "manager_b", "curator", "administrator", "auditor")
TRYING = (
    *("visitor", "worker_a", "worker_b", "member_a1", "member_a2", "leader_a1", "leader_b1", "manager_a"),
    *("manager_b", "reviewer", "contributor", "curator", "administrator", "auditor"),
)
Fields = dict[str, Any]
FILE_WAYS = ("", "/view", "/picture", "/thumbnail/320", "/thumbnail/96", "/pages/1", "/video")


@pytest.fixture(scope="module")
def cookies(world_app: Flask, world: World) -> dict[str, str]:
    return cookies_of(world_app, world)


def reading_channels(world: World, target: str) -> Iterator[str]:
    """Every address by which something of the document could come out."""
    number = world.numbers[target]
    title = quote(_title(world, target))
    own = f"/d/{number}"
    yield from (own, f"{own}/versions/1", f"{own}/versions/2", f"{own}/history", f"{own}/compare", f"{own}?steps=1")
    yield from (f"{own}/qr.svg", f"{own}/bibtex", f"{own}/disclosure", f"{own}/edit", f"{own}/review")
    yield from (
        f"/api/v1/documents/{number}",
        "/api/v1/documents",
        f"/api/v1/search?q={title}",
        f"/api/v1/search?q={number}",
    )
    yield from (f"/search?q={number}", f"/search?q={title}", f"/search?q={title}&in=document", "/search", "/")
    yield from (f"/search/suggest?q={title[:18]}", f"/search/completions?q={title[:18]}", "/opensearch.xml")
    for kind, name in (("organisations", "organisation_a"), ("studios", "studio_a1"), ("people", "person_own")):
        yield from (f"/{kind}/{world.entries[name]}", f"/api/v1/{kind}/{world.entries[name]}", f"/{kind}")
    for place, keys in world.files.items():
        if place.startswith(f"{target}:"):
            yield from (f"/attachments/{key}{way}" for key in keys.values() for way in FILE_WAYS)


def test_nothing_guarded_comes_out_by_any_channel(
    world_app: Flask, world: World, cookies: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    attempts, leaks = 0, []
    for target, actor in product(TARGETS, OUTSIDE):
        telling = _telling(world, target)
        for address in reading_channels(world, target):
            attempts += 1
            response = _get(world_app, address, cookies[actor])
            body = response.get_data()
            if response.status_code < 400 and any(mark in body for mark in telling if mark not in address.encode()):
                leaks.append(f"{actor} {address}")
            if address.startswith(("/d/", "/attachments/", "/api/v1/documents/")) and response.status_code in (
                200,
                206,
            ):
                leaks.append(f"{actor} {address}: {response.status_code}")
    with capsys.disabled():
        print(f"\npublication guard: {attempts} reading attempts, {len(leaks)} leaks")
    assert attempts >= LEAST_ATTEMPTS
    assert leaks == []


def test_nothing_that_hangs_on_it_comes_out(
    world_app: Flask, world: World, cookies: dict[str, str], unchanged: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    targets = ("guarded", "formerly_public")
    hang(world, targets)
    marks = [*(each.encode() for each in MARKS), *(world.numbers[target].encode() for target in targets)]
    attempts, leaks = 0, []
    addresses = [*lists_of_hanging(world), *(each for target in targets for each in hanging_channels(world, target))]
    for actor, address in product(OUTSIDE, addresses):
        attempts += 1
        response = _get(world_app, address, cookies[actor])
        said = words_of(response) if response.status_code < 400 else b""
        told = quote_free(address)
        leaks += [f"{actor} {address}: {mark.decode()}" for mark in marks if mark in said and mark not in told]
    with capsys.disabled():
        print(f"\npublication guard: {attempts} attempts by what hangs on documents, {len(leaks)} leaks")
    assert attempts >= LEAST_ATTEMPTS
    assert leaks == []
    inside = words_of(_get(world_app, "/adoptions/export", cookies["leader_a1"]))
    assert all(mark in inside for mark in ("泉眼厂".encode(), world.numbers["guarded"].encode()))


def quote_free(address: str) -> bytes:
    """The address as words; what somebody typed may be said back to them."""
    return unquote(address).encode()


def test_a_file_a_guarded_document_shares_stays_inside(world_app: Flask, world: World, cookies: dict[str, str]) -> None:
    files = world.files["sharing:1"]
    for actor, way in product(OUTSIDE, FILE_WAYS):
        assert _get(world_app, f"/attachments/{files['held']}{way}", cookies[actor]).status_code in (303, 404)
        assert _get(world_app, f"/attachments/{files['pdf']}", cookies[actor]).status_code == 200
    page = _get(world_app, f"/d/{world.numbers['sharing']}", "").get_data()
    assert files["pdf"].encode() in page
    assert files["held"].encode() not in page
    assert files["held"].encode() not in _get(world_app, f"/api/v1/documents/{world.numbers['sharing']}", "").get_data()
    assert _get(world_app, f"/attachments/{files['held']}", cookies["worker_a"]).status_code == 200
    address, guarded = f"/d/{world.numbers['sharing']}/disclosure", world.numbers["guarded"].encode()
    told = {actor: guarded in _get(world_app, address, cookies[actor]).get_data() for actor in ("worker_a", "worker_b")}
    assert told == {"worker_a": True, "worker_b": False}


def writing_ways(world: World, target: str) -> Mapping[str, list[tuple[str, Fields]]]:
    """What could be tried to have the document published wider, as posts one after another."""
    own = f"/d/{world.numbers[target]}"
    ordinal = world.newest[target]
    revision, content_hash = world.versions[f"{target}:{ordinal}"]
    stands = {"ordinal": str(ordinal), "revision": str(revision), "content_hash": content_hash}
    basis = {"basis": str(world.declarations.get(target, 0))}
    opening = f"{own}/opening/{world.openings.get(target, 1)}"
    wide = [Visibility.PUBLIC, Visibility.MEMBERS]
    ways: dict[str, list[tuple[str, Fields]]] = {}
    for each in wide:
        save = (f"{own}/edit", {**stands, "visibility": each, "do": "submit"})
        again = {"ordinal": str(ordinal + 1), "revision": "1", "visibility": each, "do": "submit"}
        ways[f"narrow to {each}"] = [(f"{own}/visibility", {**stands, "visibility": each})]
        ways[f"save and hand in as {each}"] = [save]
        ways[f"restore and hand in as {each}"] = [(f"{own}/versions", {"ordinal": "1"}), (f"{own}/edit", again)]
        ways[f"trash, revive, hand in as {each}"] = [(f"{own}/discard", stands), (f"{own}/revive", stands), save]
    for state in ("nothing", "public"):
        if target != "undeclared":
            ways[f"declare {state}"] = [
                (f"{own}/disclosure", {**basis, "disclosure": state, "reason": "不用保护了，可以公开。"})
            ]
            agree = {"approval": "同意公开，没有问题。"}
            ask = (f"{own}/opening", {"target": state, "opening_reason": "评估后决定不申请专利。"})
            ways[f"open as {state} alone"] = [
                ask,
                *((opening, {**agree, "do": deed}) for deed in ("approve", "confirm")),
            ]
    for typed in ("", "201310699744.3", "ZL12345", "201310699744.2"):
        filed = {
            **basis,
            "disclosure": "filed",
            "filing_number": typed,
            "filed_on": "" if typed.endswith(".2") else "2020-01-01",
        }
        if target != "undeclared" or typed != "":
            ways[f"declare filed as {typed or 'none'}"] = [(f"{own}/disclosure", filed)]
    ways["publish as it is"] = [(f"{own}/review", {**stands, "do": "publish"})]
    ways["lift"] = [(f"{own}/lift", {**stands, "reason": "可以恢复"})]
    return ways


def test_nobody_makes_anything_guarded_public_by_any_deed(
    world_app: Flask, world: World, cookies: dict[str, str], unchanged: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    attempts, made_public = 0, []
    for target in TARGETS:
        for (way, posts), actor in product(writing_ways(world, target).items(), TRYING):
            attempts += 1
            for address, fields in posts:
                _post(world_app, address, cookies[actor], fields)
            if unchanged.changed():
                _publish_what_waits(world, target)
                if readable_outside(world, target):
                    made_public.append(f"{actor}: {way} {target}")
                unchanged.restore()
    with capsys.disabled():
        print(f"\npublication guard: {attempts} writing attempts, {len(made_public)} made public")
    assert attempts >= LEAST_ATTEMPTS
    assert made_public == []


def readable_outside(world: World, target: str) -> bool:
    """Whether a visitor, or somebody of another organisation, may read any version or file of the document."""
    with world.site.database.reading() as session:
        outsiders = (VISITOR, world.actors["worker_b"], world.actors["worker_alone"])
        return any(_counted(session, world.numbers[target], actor) for actor in outsiders)


def _counted(session: Session, number: str, actor: Any) -> int:
    versions = (
        select(func.count())
        .select_from(Version)
        .join(Document, Document.id == Version.document_id)
        .where(Document.number == number, policy.versions_readable_by(actor))
    )
    files = (
        select(func.count())
        .select_from(Attachment)
        .join(Document, Document.id == Attachment.document_id)
        .where(Document.number == number, policy.attachments_readable_by(actor))
    )
    return (session.scalar(versions) or 0) + (session.scalar(files) or 0)


# each line of defence holds without the others


def _no_checks(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(publishing, "refuse_wide", lambda document, version: None)
    patch.setattr(reviewing, "disclosure_faults", lambda document, version: ())


@pytest.fixture
def no_rules(world: World, unchanged: Kept) -> Iterator[None]:
    """The database without its own rules of the guard; putting the database back puts them back on SQLite only."""
    tables = {"guard_new_version": "version", "guard_version": "version", "guard_document": "document"}
    is_sqlite = world.site.database.is_sqlite
    with world.make.writing() as session:
        for name, table in tables.items():
            session.execute(
                text(f"DROP TRIGGER {name}" if is_sqlite else f"ALTER TABLE {table} DISABLE TRIGGER {name}")
            )
    yield
    if not is_sqlite:
        with world.make.writing() as session:
            for name, table in tables.items():
                session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER {name}"))


def _no_clamp(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(policy, "is_guarded", lambda disclosure: False)
    patch.setattr(policy, "OPEN_TO_ALL", frozenset(Disclosure))


def _publish_wide(world: World) -> None:
    """Hand the guarded draft in as public and publish it."""
    author, judge = world.actors["member_a1"], world.actors["reviewer"]
    key = VersionKey(world.numbers["guarded_draft"], 1)
    with world.make.writing() as session:
        actions.submit(session, author, key, Submit(version_row(session, key).revision))
    with world.make.writing() as session:
        row = version_row(session, key)
        actions.publish(session, judge, key, Publish(row.revision, row.content_hash))


def test_actions_refuse_without_the_database(world: World, no_rules: None) -> None:
    with pytest.raises(Invalid, match="visibility:guarded"):
        _publish_wide(world)


def test_publishing_refuses_what_was_declared_after_it_was_handed_in(world: World, unchanged: Kept) -> None:
    author, judge = world.actors["member_a1"], world.actors["reviewer"]
    key = VersionKey(world.numbers["next_review"], world.newest["next_review"])
    with world.make.writing() as session:
        world.make.declare(session, author, key.number, Disclosure.SECRET)
    with pytest.raises(Conflict, match="guarded"), world.make.writing() as session:
        row = version_row(session, key)
        actions.publish(session, judge, key, Publish(row.revision, row.content_hash))


def test_the_database_refuses_without_the_actions(
    world: World, unchanged: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    _no_checks(monkeypatch)
    with pytest.raises(DBAPIError, match="guarded"):
        _publish_wide(world)
    for statement in (
        "UPDATE version SET visibility = 'public' WHERE document_id = :id",
        "UPDATE version SET visibility = 'members' WHERE document_id = :id",
        "UPDATE document SET disclosure = 'nothing' WHERE id = :id",
        "UPDATE document SET disclosure = 'filed' WHERE id = :id",
        "UPDATE document SET disclosure = 'undeclared' WHERE id = :id",
    ):
        with pytest.raises(DBAPIError), world.make.writing() as session:
            document_id = session.scalar(select(Document.id).where(Document.number == world.numbers["guarded"]))
            session.execute(text(statement), {"id": document_id})
    for statement in ("DELETE FROM first_public", "UPDATE declaration SET reason = ''", "DELETE FROM declaration"):
        with pytest.raises(DBAPIError, match="append-only"), world.make.writing() as session:
            session.execute(text(statement))


def test_the_policy_hides_without_both(world: World, no_rules: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _no_checks(monkeypatch)
    _publish_wide(world)
    assert not readable_outside(world, "guarded_draft")
    _no_clamp(monkeypatch)
    assert readable_outside(world, "guarded_draft")  # so the test above would notice


# the public summary: nothing before a reviewer accepted it, and then nothing but itself


def test_a_proposed_summary_is_seen_by_nobody_outside(world_app: Flask, world: World, cookies: dict[str, str]) -> None:
    numbers = (world.numbers["guarded"], world.numbers["none"])
    for actor in OUTSIDE:
        guarded, absent = (_get(world_app, f"/d/{number}", cookies[actor]) for number in numbers)
        assert (guarded.status_code, absent.status_code) == (404, 404)
        if actor == "visitor":
            bodies = [
                page.get_data().replace(n.encode(), b"") for page, n in zip((guarded, absent), numbers, strict=True)
            ]
            assert bodies[0] == bodies[1]


def test_an_accepted_summary_shows_itself_and_nothing_else(
    world_app: Flask, world: World, cookies: dict[str, str]
) -> None:
    number, summary = world.numbers["summarised"], "一种省力的办法".encode()
    secret = [*_telling(world, "summarised")[1:], _title(world, "summarised").encode(), "卜伟伟".encode()]
    secret += [world.names["person_own"].encode(), *_secret_words(world, "summarised")]
    for actor, address in product(("visitor", "worker_b"), reading_channels(world, "summarised")):
        response = _get(world_app, address, cookies[actor])
        body = response.get_data()
        if address.partition("?")[0] == f"/d/{number}":
            assert response.status_code == 200
            assert summary in body
            assert b"noindex" in body
            assert [word.decode() for word in secret if word in body] == [], f"{actor} {address}"
        else:
            assert summary not in body, f"{actor} {address}"
            is_own = address.startswith(("/d/", "/attachments/", "/api/v1/documents/"))
            assert not (is_own and response.status_code in (200, 206)), f"{actor} {address}"
    inside = _get(world_app, f"/d/{number}", cookies["worker_a"]).get_data()
    assert _title(world, "summarised").encode() in inside
    assert summary not in inside


@pytest.mark.parametrize("way", ["own side", "reviewer", "new text", "opened", "withdrawn", "halted"])
def test_a_summary_disappears_with_the_next_request(way: str, world_app: Flask, world: World, unchanged: Kept) -> None:
    number, revision = world.numbers["summarised"], world.summaries["summarised"]
    member, judge, leader = (world.actors[name] for name in ("member_a1", "reviewer", "leader_a1"))
    assert _get(world_app, f"/d/{number}", "").status_code == 200
    filed = Declare(
        Disclosure.FILED, world.declarations["summarised"], filing_number="201310699744.2", filed_on=date(2020, 1, 1)
    )
    deeds: Mapping[str, Callable[[Session], object]] = {
        "own side": lambda session: take_back_summary(session, member, number, AnswerSummary(revision)),
        "reviewer": lambda session: take_back_summary(session, judge, number, AnswerSummary(revision, "太细")),
        "new text": lambda session: propose_summary(
            session, member, number, ProposeSummary("又一种", "文字", revision)
        ),
        "opened": lambda session: actions.declare(session, leader, number, filed),
        "withdrawn": lambda session: actions.withdraw(session, leader, number, Withdraw(1, "数据有误")),
        "halted": lambda session: actions.halt(session, judge, number, Halt(1, "夹具会松脱")),
    }
    with world.make.writing() as session:
        deeds[way](session)
    assert _get(world_app, f"/d/{number}", "").status_code == 404


def test_a_summary_is_judged_as_it_was_read_and_by_nobody_with_a_hand_in_it(world: World, unchanged: Kept) -> None:
    number, revision = world.numbers["guarded"], world.summaries["guarded"]
    for actor in ("contributor", "member_a1", "leader_a1", "manager_a"):
        with pytest.raises(NotAllowed), world.make.writing() as session:
            accept_summary(session, world.actors[actor], number, AnswerSummary(revision))
    with world.make.writing() as session:
        propose_summary(session, world.actors["leader_a1"], number, ProposeSummary("改过", "改过的文字", revision))
    with pytest.raises(Conflict, match="stale_summary"), world.make.writing() as session:
        accept_summary(session, world.actors["reviewer"], number, AnswerSummary(revision))
    for title, words in (("", "文字"), ("名称", ""), ("长" * 41, "文字"), ("名称", "长" * 501)):
        with pytest.raises(Invalid), world.make.writing() as session:
            propose_summary(session, world.actors["leader_a1"], number, ProposeSummary(title, words, revision + 1))


def test_a_summary_that_changed_meanwhile_leaves_what_was_typed(
    world_app: Flask, world: World, cookies: dict[str, str]
) -> None:
    fields = {"summary_title": "我写的名称", "summary_text": "我写的文字", "revision": "0"}
    response = _post(world_app, f"/d/{world.numbers['guarded']}/summary", cookies["member_a1"], fields)
    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert all(words in page for words in ("我写的名称", "我写的文字", "一种省力的办法"))


@pytest.mark.parametrize("disclosure", sorted(GUARDED - {Disclosure.UNDECLARED}))
def test_what_becomes_guarded_disappears_with_the_next_request(
    disclosure: Disclosure, world_app: Flask, world: World, unchanged: Kept
) -> None:
    number = world.numbers["became_public"]
    addresses = (f"/d/{number}", f"/api/v1/documents/{number}", f"/d/{number}/versions/2", f"/d/{number}/bibtex")
    for address in addresses:
        assert _get(world_app, address, "").status_code == 200
    with world.make.writing() as session:
        basis = world.declarations["became_public"]
        actions.declare(session, world.actors["leader_a1"], number, Declare(disclosure, basis))
    for address in addresses:
        assert _get(world_app, address, "").status_code == 404
    assert number.encode() not in _get(world_app, "/", "").get_data()
    assert f"/d/{number}".encode() not in _get(world_app, f"/search?q={number}", "").get_data()


def test_every_public_version_has_its_first_moment(world: World) -> None:
    with world.site.database.reading() as session:
        public = select(Version.id).where(
            Version.visibility == Visibility.PUBLIC, Version.state.in_(("published", "superseded", "withdrawn"))
        )
        assert set(session.scalars(public)) <= set(session.scalars(select(FirstPublic.version_id)))


def _publish_what_waits(world: World, target: str) -> None:
    """A reviewer who notices nothing publishes every version of the document that waits."""
    number = world.numbers[target]
    with world.make.writing() as session:
        waiting = select(Version.ordinal).join(Document, Document.id == Version.document_id)
        ordinal = session.scalar(waiting.where(Document.number == number, Version.state == "in_review"))
    if ordinal is None:
        return
    key = VersionKey(number, ordinal)
    try:
        with world.make.writing() as session:
            row = version_row(session, key)
            actions.publish(session, world.actors["reviewer"], key, Publish(row.revision, row.content_hash))
    except Conflict:
        pass


def _telling(world: World, target: str) -> list[bytes]:
    """What would tell of the document: its number, its title, the keys of its files."""
    keys = [key for place, files in world.files.items() if place.startswith(f"{target}:") for key in files.values()]
    return [each.encode() for each in (world.numbers[target], *keys)]


def _secret_words(world: World, target: str) -> list[bytes]:
    """Every longer text of the document's versions."""
    with world.site.database.reading() as session:
        statement = select(Version.content).join(Document, Document.id == Version.document_id)
        contents = session.scalars(statement.where(Document.number == world.numbers[target])).all()
    return [each.encode() for content in contents for each in set(re.findall(r"[\u4e00-\u9fff]{5,}", content))]


def _title(world: World, target: str) -> str:
    with world.site.database.reading() as session:
        statement = select(Version.title).join(Document, Document.id == Version.document_id)
        return session.scalar(statement.where(Document.number == world.numbers[target])) or ""


def _get(app: Flask, address: str, cookie: str) -> Any:
    headers = {"Cookie": cookie} if cookie else {}
    return app.test_client(use_cookies=False).get(address, headers=headers, buffered=True)


def _post(app: Flask, address: str, cookie: str, fields: Fields) -> Any:
    headers = {"Cookie": cookie} if cookie else {}
    return app.test_client(use_cookies=False).post(address, data=fields, headers=headers, buffered=True)
