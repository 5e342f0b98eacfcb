"""Mail: only to those who may know at the moment of sending, in the way they chose, again when the server was away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from tests.browse import Browser
from tests.make import PASSWORD, Make
from tests.notices.smtp_server import MailServer
from tests.notices.test_notices import told, username
from webapp.accounts.models import Account, AccountState
from webapp.base.actor import Actor
from webapp.base.clock import now, today
from webapp.base.jobs import Job, JobState
from webapp.documents.models import Version, Visibility
from webapp.notices.actions import choose_mail, notify
from webapp.notices.kinds import NoticeKind
from webapp.notices.mailing import PAUSES, Mailing
from webapp.notices.models import MailMode


def addressed(make: Make, name: str) -> Actor:
    actor = make.account(name)
    with make.writing() as session:
        session.get_one(Account, actor.account_id).email = f"{name}@example.cn"
    return actor


def digest(mailing: Mailing) -> None:
    mailing.plan_digests(today())
    mailing.worker.drain()


def test_urgent_ones_go_at_once_and_the_others_in_one_letter_a_day(
    make: Make, mailing: Mailing, server: MailServer
) -> None:
    key, reader = make.published(visibility=Visibility.PUBLIC), addressed(make, "reader")
    told(make, key, reader, make.account(), kind="tests.urgent")
    told(make, key, reader)
    told(make, key, reader)
    mailing.worker.drain()
    assert server.addresses == ["reader@example.cn"]
    digest(mailing)
    assert server.addresses == ["reader@example.cn"] * 2
    letter = server.letters[1][1]
    assert letter["Subject"] == "【工匠创新成果库】2 条新消息"
    assert letter["From"] == "工匠创新成果库 <archive@example.cn>"
    plain, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert plain.get_content().count(f"https://archive.example.cn/d/{key.number}") == 2
    assert "https://archive.example.cn/me/notices/settings" in plain.get_content()
    assert f'<a href="https://archive.example.cn/d/{key.number}">' in html.get_content()


def test_a_digest_is_never_empty_and_never_comes_twice(make: Make, mailing: Mailing, server: MailServer) -> None:
    key, reader = make.published(visibility=Visibility.PUBLIC), addressed(make, "reader")
    digest(mailing)
    told(make, key, reader)
    mailing.plan_digests(today())
    mailing.plan_digests(today())
    mailing.worker.drain()
    digest(mailing)
    assert server.addresses == ["reader@example.cn"]


@pytest.mark.parametrize("kind", ["tests.urgent", "tests.calm"])
def test_rights_are_asked_when_it_is_sent(make: Make, mailing: Mailing, server: MailServer, kind: str) -> None:
    key, reader = make.published(visibility=Visibility.PUBLIC), addressed(make, "reader")
    told(make, key, reader, kind=kind)
    mailing.plan_digests(today())
    with make.writing() as session:
        session.execute(update(Version).values(visibility=Visibility.STUDIO))
    mailing.worker.drain()
    assert server.letters == []


def test_no_kind_there_is_mails_anything_to_those_without_the_right(
    make: Make, mailing: Mailing, server: MailServer, kinds: Mapping[str, NoticeKind]
) -> None:
    stranger = addressed(make, "stranger")
    make.draft()
    make.published()
    params = {"number": "GJ-2026-0000001", "title": "机密", "name": "机密", "day": "2026-01-01", "year": 2026}
    with make.writing() as session:
        for kind in kinds:
            for subject_id in (1, 2, 999_999):
                notify(session, kind, ("document", subject_id), [stranger.account_id], params)
        choose_mail(session, stranger, "zh", dict.fromkeys(kinds, MailMode.AT_ONCE))
    mailing.worker.drain()
    with make.writing() as session:
        choose_mail(session, stranger, "zh", dict.fromkeys(kinds, MailMode.DIGEST))
    digest(mailing)
    assert server.letters == []


@pytest.mark.parametrize("state", [AccountState.DISABLED, AccountState.PENDING])
def test_accounts_that_may_not_sign_in_get_nothing(
    make: Make, mailing: Mailing, server: MailServer, state: AccountState
) -> None:
    key, reader = make.published(visibility=Visibility.PUBLIC), addressed(make, "reader")
    told(make, key, reader, kind="tests.urgent")
    told(make, key, reader)
    with make.writing() as session:
        session.get_one(Account, reader.account_id).state = state
    mailing.worker.drain()
    digest(mailing)
    assert server.letters == []


def test_people_choose_in_their_settings(make: Make, mailing: Mailing, server: MailServer, browser: Browser) -> None:
    key, reader = make.published(visibility=Visibility.PUBLIC), addressed(make, "reader")
    browser.sign_in(username(make, reader), PASSWORD)
    chosen = {"language": "en", "mode-tests.urgent": "none", "mode-tests.calm": "at_once"}
    browser.submit("/me/notices/settings", chosen, action="/me/notices/settings")
    told(make, key, reader, kind="tests.urgent")
    told(make, key, reader)
    mailing.worker.drain()
    digest(mailing)
    subjects = [str(letter["Subject"]).partition("] ")[2] for _to, letter in server.letters]
    assert subjects == [f"Notices {key.number}"]
    page = browser.get("/me/notices/settings").get_data(as_text=True)
    assert '<option value="none" selected>' in page
    browser.post("/me/notices/settings", {**chosen, "mode-tests.calm": "never"}, 422)


def test_what_was_read_meanwhile_is_not_mailed(
    make: Make, mailing: Mailing, server: MailServer, browser: Browser
) -> None:
    key, reader = make.published(visibility=Visibility.PUBLIC), addressed(make, "reader")
    told(make, key, reader)
    browser.sign_in(username(make, reader), PASSWORD)
    browser.submit("/me/notices", {}, action="/me/notices/read")
    digest(mailing)
    assert server.letters == []


def test_a_server_that_is_away_gets_it_later(make: Make, mailing: Mailing, server: MailServer) -> None:
    key, reader = make.published(visibility=Visibility.PUBLIC), addressed(make, "reader")
    mailing.worker.drain()
    server.refusal = "451 later"
    told(make, key, reader, kind="tests.urgent")
    moment = now()
    for pause in (timedelta(), *PAUSES[:2]):
        moment += pause + timedelta(seconds=1)
        with time_machine.travel(moment, tick=False):
            assert mailing.worker.drain() == 1
    assert server.letters == []
    server.refusal = ""
    with time_machine.travel(moment + PAUSES[2] + timedelta(seconds=1), tick=False):
        assert mailing.worker.drain() == 1
        assert mailing.worker.drain() == 0
    assert server.addresses == ["reader@example.cn"]


def test_an_address_that_is_refused_for_good_is_not_tried_again(
    make: Make, mailing: Mailing, server: MailServer
) -> None:
    key, reader = make.published(visibility=Visibility.PUBLIC), addressed(make, "reader")
    server.refusal = "550 no such person"
    told(make, key, reader, kind="tests.urgent")
    mailing.worker.drain()
    with make.site.database.reading() as session:
        assert set(session.scalars(select(Job.state).where(Job.kind == "notices.mail"))) == {JobState.DONE}
