"""Notices: told once, counted and shown only to those who may still know, read one by one or all together."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import Select, select, update

from tests.browse import Browser
from tests.make import PASSWORD, Make, version_row
from tests.statements import count_statements
from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.base.errors import NotFound
from webapp.documents.actions import VersionKey
from webapp.documents.models import Version, Visibility
from webapp.notices import queries
from webapp.notices.actions import mark_read, notify
from webapp.notices.kinds import NoticeKind
from webapp.notices.models import Notice


def told(make: Make, key: VersionKey, *actors: Actor, kind: str = "tests.calm", once_key: str = "") -> int:
    with make.writing() as session:
        document_id = version_row(session, key).document_id
        ids = [actor.account_id for actor in actors]
        return notify(session, kind, ("document", document_id), ids, {"number": key.number}, once_key=once_key)


def username(make: Make, actor: Actor) -> str:
    with make.site.database.reading() as session:
        return session.get_one(Account, actor.account_id).username


def about(reader: Actor) -> Select[int]:
    return select(Notice.id).where(Notice.account_id == reader.account_id).order_by(Notice.id)


def bell(page: str) -> str:
    _before, found, after = page.partition('class="tool-count"')
    return after.partition(">")[2].partition("<")[0] if found else ""


def test_an_account_is_told_once_under_a_key(make: Make) -> None:
    key, reader = make.published(visibility=Visibility.PUBLIC), make.account()
    assert told(make, key, reader, reader, once_key="a") == 1
    assert told(make, key, reader, once_key="a") == 0
    assert told(make, key, reader) == 1


def test_the_bell_counts_the_list_shows_and_reading_empties_it(make: Make, browser: Browser) -> None:
    key, reader = make.published(visibility=Visibility.PUBLIC), make.account()
    told(make, key, reader)
    told(make, key, reader)
    browser.sign_in(username(make, reader), PASSWORD)
    page = browser.get("/me/notices").get_data(as_text=True)
    assert bell(page) == "2"
    assert page.count(key.number) >= 2
    with make.site.database.reading() as session:
        first = session.scalars(about(reader)).first()
    went = browser.post(f"/me/notices/{first}/read", {}, page="/me/notices")
    assert went.headers["Location"] == f"/d/{key.number}"
    assert bell(browser.get("/me/notices").get_data(as_text=True)) == "1"
    browser.submit("/me/notices", {}, action="/me/notices/read")
    page = browser.get("/me/notices").get_data(as_text=True)
    assert bell(page) == ""
    assert key.number in browser.get("/me/notices?show=all").get_data(as_text=True)


def test_nobody_reads_the_notices_of_another(make: Make, browser: Browser) -> None:
    key, reader, other = make.published(visibility=Visibility.PUBLIC), make.account(), make.account()
    told(make, key, reader)
    with make.writing() as session, pytest.raises(NotFound):
        mark_read(session, other, session.scalars(about(reader)).one())
    browser.sign_in(username(make, other), PASSWORD)
    assert key.number not in browser.get("/me/notices?show=all").get_data(as_text=True)


def test_what_one_may_no_longer_know_is_neither_counted_nor_shown(make: Make, browser: Browser) -> None:
    key, reader = make.published(visibility=Visibility.PUBLIC), make.account()
    told(make, key, reader)
    browser.sign_in(username(make, reader), PASSWORD)
    assert bell(browser.get("/me/notices").get_data(as_text=True)) == "1"
    with make.writing() as session:
        session.execute(update(Version).values(visibility=Visibility.STUDIO))
    page = browser.get("/me/notices?show=all").get_data(as_text=True)
    assert bell(page) == ""
    assert key.number not in page


def test_every_kind_there_is_tells_nothing_of_what_one_may_not_know(
    make: Make, kinds: Mapping[str, NoticeKind]
) -> None:
    """For every registered kind: nobody is shown anything about a thing that is not there, or hidden from them."""
    stranger = make.account()
    hidden = range(1, 400)
    make.draft()
    make.in_review()
    make.published()
    with make.site.database.reading() as session:
        for kind in kinds.values():
            if kind.name.startswith("tests.") or kind.name in OPEN_TO_ALL:
                continue
            assert kind.may_know(session, stranger, list(hidden)) == frozenset(), kind.name
            assert kind.may_know(session, stranger, [999_999]) == frozenset(), kind.name


OPEN_TO_ALL: Mapping[str, str] = {}
"""Kinds about things everybody signed in may know of, each with its reason."""


def test_a_kind_nobody_registered_is_left_out(make: Make, kinds: Mapping[str, NoticeKind]) -> None:
    key, reader = make.published(visibility=Visibility.PUBLIC), make.account()
    told(make, key, reader, kind="tests.gone")
    with make.site.database.reading() as session:
        assert queries.unread_count(session, reader, kinds) == 0
        assert queries.notices(session, reader, kinds).total == 0


def test_lists_take_the_same_number_of_statements_however_long(make: Make, kinds: Mapping[str, NoticeKind]) -> None:
    reader = make.account()
    counts = []
    for _ in range(2):
        for _again in range(3):
            told(make, make.published(visibility=Visibility.PUBLIC), reader)
        with make.site.database.reading() as session, count_statements(make.site.database) as seen:
            queries.notices(session, reader, kinds)
        counts.append(len(seen))
    assert counts[0] == counts[1] > 0


def test_people_can_choose_for_every_kind_there_is(kinds: Mapping[str, NoticeKind]) -> None:
    assert [kind.name for kind in kinds.values() if not kind.label] == []
