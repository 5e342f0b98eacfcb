"""Signing in and out through the real form, and what signed-in browsers may count on."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, func, select, update

from tests.accounts.journal import actions, last
from tests.browse import Browser
from tests.make import PASSWORD, Make
from webapp.accounts.models import Account, AccountState, RoleGrant, SignInFailure, SignInSession
from webapp.accounts.passwords import hash_one_time
from webapp.base.actor import Role
from webapp.base.database import Database
from webapp.web.pages import safe_next

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def test_in_and_out(browser: Browser, make: Make, database: Database) -> None:
    make.account("zhang")
    answer = browser.submit("/sign-in", {"username": " ＺＨＡＮＧ ", "password": PASSWORD})
    assert answer.headers["Location"] == "/"
    cookies = answer.headers.getlist("Set-Cookie")
    assert [each for each in cookies if "SameSite=Lax" not in each] == []
    # the one a script reads says only which form went through
    assert {each.partition("=")[0] for each in cookies if "HttpOnly" not in each} <= {"form-done"}
    assert any(each.startswith("session=") for each in cookies)
    browser.get("/me/sessions")
    browser.submit("/me/sessions", {}, action="/sign-out")
    browser.get("/me/sessions", 303)
    assert actions(database) == ["accounts.sign_in", "accounts.sign_out"]


def test_a_signed_out_cookie_stays_dead(browser: Browser, make: Make) -> None:
    make.account("zhang")
    browser.sign_in("zhang", PASSWORD)
    kept = browser.client.get_cookie("session")
    assert kept is not None
    browser.submit("/me/sessions", {}, action="/sign-out")
    browser.client.set_cookie("session", kept.value)
    browser.get("/me/sessions", 303)


def test_signing_out_twice_is_harmless(browser: Browser, make: Make, database: Database) -> None:
    make.account("zhang")
    browser.sign_in("zhang", PASSWORD)
    browser.submit("/me/sessions", {}, action="/sign-out")
    browser.post("/sign-out", {}, page="/sign-in")
    assert actions(database).count("accounts.sign_out") == 1


def test_wrong_password_and_unknown_name_look_the_same(browser: Browser, make: Make, database: Database) -> None:
    make.account("zhang")
    pages = []
    for name in ("zhang", "nobody"):
        answer = browser.submit("/sign-in", {"username": name, "password": "wrong wrong"}, 422)
        text = answer.get_data(as_text=True).replace(name, "NAME")
        pages.append([line for line in text.splitlines() if "csrf_token" not in line])
        assert "用户名或密码不对" in text
        assert "wrong wrong" not in text
    assert pages[0] == pages[1]
    assert actions(database) == ["accounts.sign_in_refused"] * 2
    assert last(database).subject_label == "", "what is typed as an unknown name may be a password"


@pytest.mark.parametrize(("state", "words"), [(AccountState.PENDING, "等待审批"), (AccountState.DISABLED, "已停用")])
def test_only_those_who_know_the_password_hear_why(
    browser: Browser, make: Make, database: Database, state: AccountState, words: str
) -> None:
    make.account("zhang")
    with database.writing() as session:
        session.execute(update(Account).values(state=state))
    text = browser.submit("/sign-in", {"username": "zhang", "password": PASSWORD}, 422).get_data(as_text=True)
    assert words in text
    text = browser.submit("/sign-in", {"username": "zhang", "password": "wrong wrong"}, 422).get_data(as_text=True)
    assert words not in text
    browser.get("/me/sessions", 303)


def test_the_cookie_is_new_at_sign_in(browser: Browser, make: Make) -> None:
    make.account("zhang")
    browser.get("/sign-in")
    with browser.client.session_transaction() as planted:
        planted["planted"] = "by somebody else"
    before = browser.token("/sign-in")
    browser.sign_in("zhang", PASSWORD)
    with browser.client.session_transaction() as cookie:
        assert "planted" not in cookie
    assert browser.token("/me/password") != before


def test_an_outdated_hash_is_renewed(browser: Browser, make: Make, database: Database) -> None:
    make.account("zhang")
    with database.writing() as session:
        session.execute(update(Account).values(password_hash=hash_one_time(PASSWORD)))
    browser.sign_in("zhang", PASSWORD)
    with database.reading() as session:
        assert "m=19456,t=2" in session.scalars(select(Account.password_hash)).one()


def test_forged_posts_are_refused(browser: Browser, make: Make, database: Database) -> None:
    make.account("zhang")
    browser.get("/sign-in")
    sent = {"username": "zhang", "password": PASSWORD}
    for token in ({}, {"csrf_token": "forged"}):
        assert browser.client.post("/sign-in", data=sent | token).status_code == 400
    browser.sign_in("zhang", PASSWORD)
    count = len(actions(database))
    for path in ("/sign-out", "/me/sessions/end-others", "/me/password", "/me/sessions/1/end"):
        assert browser.client.post(path).status_code == 400, path
    assert len(actions(database)) == count
    browser.get("/me/sessions")


def test_idle_time_out_brings_back_to_the_page(browser: Browser, make: Make) -> None:
    make.account("zhang")
    with time_machine.travel(MORNING, tick=False) as clock:
        browser.sign_in("zhang", PASSWORD)
        for _each in range(4):
            clock.shift(timedelta(minutes=29))
            browser.get("/me/sessions")
        clock.shift(timedelta(minutes=31))
        answer = browser.get("/me/sessions?x=1", 303)
        assert answer.headers["Location"] == "/sign-in?next=/me/sessions%3Fx%3D1"
        answer = browser.submit(answer.headers["Location"], {"username": "zhang", "password": PASSWORD})
        assert answer.headers["Location"] == "/me/sessions?x=1"


def test_a_form_sent_after_the_time_out_leads_back_to_its_page(browser: Browser, make: Make) -> None:
    make.account("zhang")
    with time_machine.travel(MORNING, tick=False) as clock:
        browser.sign_in("zhang", PASSWORD)
        token = browser.token("/me/password")
        clock.shift(timedelta(minutes=31))
        sent = {"csrf_token": token, "current": PASSWORD}
        pages = {
            "http://localhost/me/password?next=/x": "/sign-in?next=/me/password%3Fnext%3D/x",
            "http://evil.example/me/password": "/sign-in?next=/",
        }
        for page, onward in pages.items():
            headers = {"Sec-Fetch-Mode": "navigate", "Referer": page}
            answer = browser.client.post("/me/password", data=sent, headers=headers)
            assert answer.headers["Location"] == onward
        headers = {"Sec-Fetch-Mode": "cors", "Referer": "http://localhost/me/password"}
        answer = browser.client.post("/me/password", data=sent, headers=headers)
        assert answer.status_code == 404, "a script is not led to a page that answers 200"


def test_absolute_time_out(browser: Browser, make: Make) -> None:
    make.account("zhang")
    with time_machine.travel(MORNING, tick=False) as clock:
        browser.sign_in("zhang", PASSWORD)
        for _each in range(26):
            clock.shift(timedelta(minutes=27))
            browser.get("/me/sessions")
        clock.shift(timedelta(minutes=27))
        browser.get("/me/sessions", 303)


def test_a_clock_set_back_signs_out(browser: Browser, make: Make) -> None:
    make.account("zhang")
    with time_machine.travel(MORNING, tick=False) as clock:
        browser.sign_in("zhang", PASSWORD)
        clock.shift(timedelta(hours=-2))
        browser.get("/me/sessions", 303)


def test_once_idle_for_too_long_a_clock_set_back_does_not_help(browser: Browser, make: Make) -> None:
    make.account("zhang")
    with time_machine.travel(MORNING, tick=False) as clock:
        browser.sign_in("zhang", PASSWORD)
        clock.shift(timedelta(minutes=31))
        browser.get("/me/sessions", 303)
        clock.shift(timedelta(minutes=-31))
        browser.get("/me/sessions", 303)


def _strange_addresses() -> list[str]:
    hosts = ("evil.example", "evil.example/", "evil.example:80/x", "user@evil.example", "[::1]", "127.0.0.1")
    starts = (
        "http://", "https://", "HTTP://", "//", "///", "////", "/\\", "\\/", "\\\\", "/\t/", "/\n/", "\t//", " //",
        "/ /", "http:/", "http:", "https:\\\\", "ftp://", "javascript://", "data:", "javascript:alert(1)//", "//\\",
        "/\x00/", "\x00//", "/\r\n/", "／／", "/\u2028/", "?//", "#//", ".//", "..//", "@", "%2f%2f", "%5c%5c", "/%09/",
        "/\\/", "/./\\", "\\/\\/", "//;@", "https:///", "://", "http://127.0.0.1@", "x//", "/\x0b/",
        "/\x7f/", "\u00a0//",        "/\\\\", "///\\", "https:///\\", "//%0d%0a",
    )  # fmt: skip
    return [start + host for start, host in itertools.product(starts, hosts)]


def test_no_address_leads_away() -> None:
    strange = _strange_addresses()
    assert len(strange) >= 300
    for address in strange:
        onward = safe_next(address, "/")
        assert onward.startswith("/"), address
        assert not onward.startswith(("//", "/\\")), address
        assert not urlsplit(onward).netloc, address
        assert not any(ord(sign) < 32 or sign == "\\" for sign in onward), address


@pytest.mark.parametrize("address", ["//evil.example/", "https://evil.example", "/\\evil.example", "/\t/evil.example"])
def test_the_form_does_not_lead_away(browser: Browser, make: Make, address: str) -> None:
    make.account("zhang")
    page = f"/sign-in?next={quote(address)}"
    answer = browser.submit(page, {"username": "zhang", "password": PASSWORD, "next": address})
    assert answer.headers["Location"] == "/"


def test_end_one_and_all_other_sessions(app: Flask, browser: Browser, make: Make, database: Database) -> None:
    make.account("zhang")
    make.account("li")
    others = [Browser(app).sign_in("zhang", PASSWORD) for _each in range(3)]
    stranger = Browser(app).sign_in("li", PASSWORD)
    browser.sign_in("zhang", PASSWORD)
    text = browser.get("/me/sessions").get_data(as_text=True)
    assert text.count('class="button button-danger" type="submit"') == 4, "three others, and all others"
    with database.reading() as session:
        foreign = session.scalars(
            select(SignInSession.id)
            .join(Account, Account.id == SignInSession.account_id)
            .where(Account.username == "li")
        ).one()
        first = session.scalars(select(func.min(SignInSession.id))).one()
    browser.post(f"/me/sessions/{foreign}/end", {}, 404, page="/me/sessions")
    browser.submit("/me/sessions", {}, action=f"/me/sessions/{first}/end")
    others[0].get("/me/sessions", 303)
    browser.submit("/me/sessions", {}, action="/end-others")
    for other in others:
        other.get("/me/sessions", 303)
    browser.get("/me/sessions")
    stranger.get("/me/sessions")
    assert actions(database)[-2:] == ["accounts.end_session", "accounts.end_other_sessions"]


def test_a_new_password_signs_others_out(app: Flask, browser: Browser, make: Make, database: Database) -> None:
    make.account("zhang")
    other = Browser(app).sign_in("zhang", PASSWORD)
    browser.sign_in("zhang", PASSWORD)
    old = browser.client.get_cookie("session")
    new = "一句全新的好记又够长的话"
    fields = {"current": PASSWORD, "new": new, "again": new}
    browser.submit("/me/password", fields, action="/me/password")
    browser.get("/me/sessions")
    other.get("/me/sessions", 303)
    assert old is not None
    other.client.set_cookie("session", old.value)
    other.get("/me/sessions", 303)
    assert actions(database)[-1] == "accounts.change_password"
    other.submit("/sign-in", {"username": "zhang", "password": PASSWORD}, 422)
    other.sign_in("zhang", new)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"current": "wrong wrong"}, "密码不对"),
        ({"new": "short", "again": "short"}, "至少要 10 个字符"),
        ({"again": "something else"}, "不一样"),
        ({"new": PASSWORD, "again": PASSWORD}, "不能与现在的密码相同"),
        ({"new": "1234567890", "again": "1234567890"}, "太常见"),
        ({"new": ""}, "请填写新密码"),
    ],
)
def test_what_may_be_wrong_with_a_new_password(
    browser: Browser, make: Make, fields: dict[str, str], words: str
) -> None:
    make.account("zhang")
    browser.sign_in("zhang", PASSWORD)
    whole = {"current": PASSWORD, "new": "一句全新的好记又够长的话", "again": "一句全新的好记又够长的话"} | fields
    text = browser.submit("/me/password", whole, 422, action="/me/password").get_data(as_text=True)
    assert words in text
    assert "一句全新的好记又够长的话" not in text


def test_guessing_the_present_password_is_limited(browser: Browser, make: Make, database: Database) -> None:
    make.account("zhang")
    browser.sign_in("zhang", PASSWORD)
    fields = {"current": "wrong wrong", "new": "一句全新的好记又够长的话", "again": "一句全新的好记又够长的话"}
    for _each in range(5):
        browser.submit("/me/password", fields, 422, action="/me/password")
    browser.submit("/me/password", fields | {"current": PASSWORD}, 429, action="/me/password")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SignInFailure)) == 5


def test_a_one_time_password_opens_only_the_change(browser: Browser, make: Make, database: Database) -> None:
    make.account("zhang", roles=[Role.AUDITOR])
    with database.writing() as session:
        session.execute(update(Account).values(must_change_password=True))
    answer = browser.submit("/sign-in?next=/journal", {"username": "zhang", "password": PASSWORD})
    assert answer.headers["Location"] == "/me/password?next=/journal"
    for path in ("/", "/journal", "/me/sessions", "/accounts"):
        assert browser.get(path, 303).headers["Location"] == "/me/password"
    fields = {"current": PASSWORD, "new": "一句全新的好记又够长的话", "again": "一句全新的好记又够长的话"}
    answer = browser.submit("/me/password?next=/journal", fields, action="/me/password")
    assert answer.headers["Location"] == "/journal"
    browser.follow(answer)


def test_roles_and_accounts_end_at_once(browser: Browser, make: Make, database: Database) -> None:
    make.account("zhang", roles=[Role.AUDITOR])
    browser.sign_in("zhang", PASSWORD)
    browser.get("/journal")
    with database.writing() as session:
        session.execute(delete(RoleGrant))
    browser.get("/journal", 404)
    with database.writing() as session:
        session.execute(update(Account).values(state=AccountState.DISABLED))
    browser.get("/me/sessions", 303)
