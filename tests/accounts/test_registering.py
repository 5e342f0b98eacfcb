"""Asking for an account: off by default, and never without approval."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.accounts.journal import actions
from tests.browse import Browser
from tests.make import PASSWORD, Make
from webapp.accounts.lockout import Limits, count_attempt
from webapp.accounts.models import Account, RoleGrant
from webapp.settings import Settings
from webapp.web.site import Site

FIELDS = {"username": "zhang", "name": "张三", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def open_app(settings: Settings) -> Iterator[Flask]:
    from webapp.app import create_app

    made = create_app(replace(settings, self_registration=True))
    yield made
    made.extensions["archive"].renderer.close()
    made.extensions["archive"].database.dispose()


@pytest.fixture
def open_site(open_app: Flask) -> Site:
    made: Site = open_app.extensions["archive"]
    return made


def test_off_by_default(browser: Browser) -> None:
    browser.get("/register", 404)
    browser.post("/register", FIELDS, 404, page="/sign-in")
    assert "/register" not in browser.get("/sign-in").get_data(as_text=True)


def test_registered_approved_signed_in(open_app: Flask, open_site: Site) -> None:
    make = Make(open_site)
    factory = make.organisation("红旗机床厂")
    other = make.organisation()
    make.account("boss", organisation_id=factory, manages=factory)
    make.account("stranger", organisation_id=other, manages=other)
    visitor = Browser(open_app)
    text = visitor.submit(
        "/register", FIELDS | {"organisation_id": str(factory), "role": "administrator", "state": "active"}, 200
    ).get_data(as_text=True)
    assert "申请已提交" in text
    visitor.submit("/sign-in", {"username": "zhang", "password": PASSWORD}, 422)
    with open_site.database.reading() as session:
        asked = session.scalars(select(Account).where(Account.username == "zhang")).one()
        assert asked.state == "pending"
        assert session.scalar(select(func.count()).select_from(RoleGrant)) == 2
    stranger = Browser(open_app).sign_in("stranger", PASSWORD)
    stranger.get(f"/accounts/{asked.id}", 404)
    stranger.post(f"/accounts/{asked.id}/approve", {}, 404, page="/me/password")
    manager = Browser(open_app).sign_in("boss", PASSWORD)
    assert "待审批" in manager.get("/accounts?state=pending").get_data(as_text=True)
    manager.post(f"/accounts/{asked.id}/enable", {}, 409, page="/me/password")
    manager.post(f"/accounts/{asked.id}/reset-password", {}, 409, page="/me/password")
    manager.submit(f"/accounts/{asked.id}", {}, action="/approve")
    visitor.sign_in("zhang", PASSWORD)
    visitor.get("/me/sessions")
    assert [one for one in actions(open_site.database) if one in ("accounts.register", "accounts.approve")] == [
        "accounts.register",
        "accounts.approve",
    ]


def test_a_refused_registration_leaves_nothing(open_app: Flask, open_site: Site) -> None:
    make = Make(open_site)
    factory = make.organisation()
    make.account("boss", organisation_id=factory, manages=factory)
    fields = FIELDS | {"organisation_id": str(factory)}
    Browser(open_app).submit("/register", fields, 200)
    with open_site.database.reading() as session:
        asked = session.scalars(select(Account.id).where(Account.username == "zhang")).one()
    Browser(open_app).sign_in("boss", PASSWORD).submit(f"/accounts/{asked}", {}, action="/refuse")
    assert actions(open_site.database)[-1] == "accounts.refuse"
    Browser(open_app).submit("/register", fields, 200)


WRONG: list[tuple[dict[str, str], str]] = [
    ({"username": "boss"}, "已有人使用"),
    ({"username": "a b"}, "只能用文字"),
    ({"password": "short", "again": "short"}, "至少要 10 个字符"),
    ({"again": "something else"}, "不一样"),
    ({"email": "x"}, "邮箱格式不对"),
    ({"organisation_id": "999"}, ""),
]


def test_what_may_be_wrong(open_app: Flask, open_site: Site) -> None:
    make = Make(open_site)
    factory = make.organisation()
    make.account("boss", organisation_id=factory)
    for fields, words in WRONG:
        sent = FIELDS | {"organisation_id": str(factory)} | fields
        assert words in Browser(open_app).submit("/register", sent, 422).get_data(as_text=True), fields


def test_a_network_cannot_flood(open_app: Flask, open_site: Site) -> None:
    factory = Make(open_site).organisation()
    visitor = Browser(open_app)
    fields = FIELDS | {"organisation_id": str(factory), "username": "a b"}
    limits = Limits.of(open_site.settings)
    for _each in range(49):
        with open_site.database.writing() as session:
            count_attempt(session, limits, "", "127.0.0.0/24")
    visitor.post("/register", fields, 422)
    visitor.post("/register", fields, 429)
