"""Lockout: never more tries than the limit, by however many at once, across restarts, for known and unknown names."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests.browse import Browser
from tests.make import PASSWORD, Make
from webapp.accounts import passwords
from webapp.accounts.actions.manage import reset_password
from webapp.accounts.lockout import Limits, Locked, count_attempt, forgive, locked_until
from webapp.accounts.models import SignInFailure
from webapp.base.actor import SYSTEM
from webapp.base.database import Database
from webapp.settings import Settings

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
LIMITS = Limits(5, 50, timedelta(minutes=15), timedelta(minutes=30))


@pytest.mark.parametrize("name", ["zhang", "nobody"])
def test_five_failures_lock_the_name_for_half_an_hour(browser: Browser, make: Make, name: str) -> None:
    make.account("zhang")
    with time_machine.travel(MORNING, tick=False) as clock:
        for _each in range(5):
            browser.submit("/sign-in", {"username": name, "password": "wrong wrong"}, 422)
        text = browser.submit("/sign-in", {"username": name, "password": PASSWORD}, 429).get_data(as_text=True)
        assert "09:30" in text, "says when it can be tried again"
        clock.shift(timedelta(minutes=29))
        browser.submit("/sign-in", {"username": name.upper(), "password": PASSWORD}, 429)
        clock.shift(timedelta(minutes=2))
        browser.submit("/sign-in", {"username": name, "password": PASSWORD}, 303 if name == "zhang" else 422)


def test_signing_in_takes_the_failures_back(browser: Browser, make: Make, app: Flask) -> None:
    make.account("zhang")
    for _round in range(3):
        other = Browser(app)
        for _each in range(4):
            other.submit("/sign-in", {"username": "zhang", "password": "wrong wrong"}, 422)
        other.sign_in("zhang", PASSWORD)


def test_a_network_is_locked_whatever_the_names(app: Flask, database: Database) -> None:
    with database.writing() as session:
        for number in range(50):
            count_attempt(session, LIMITS, f"name{number}", "127.0.0.0/24")
    Browser(app).submit("/sign-in", {"username": "another", "password": "wrong wrong"}, 429)
    elsewhere = Browser(app)
    elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    elsewhere.submit("/sign-in", {"username": "another", "password": "wrong wrong"}, 422)


def test_the_lock_survives_a_restart(settings: Settings, browser: Browser, make: Make) -> None:
    from webapp.app import create_app

    make.account("zhang")
    for _each in range(5):
        browser.submit("/sign-in", {"username": "zhang", "password": "wrong wrong"}, 422)
    again = create_app(replace(settings, lockout_failures=5))
    try:
        Browser(again).submit("/sign-in", {"username": "zhang", "password": PASSWORD}, 429)
    finally:
        again.extensions["archive"].renderer.close()
        again.extensions["archive"].database.dispose()


def test_two_processes_never_try_more_than_the_limit(
    settings: Settings, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two applications on one database, eight threads, sixty tries at once: five passwords are looked at."""
    from webapp.accounts.routes import signing
    from webapp.app import create_app

    make.account("zhang")
    looked: list[str] = []
    started = threading.Barrier(8)

    def remember(_kept: str | None, text: str) -> bool:
        looked.append(text)
        return False

    monkeypatch.setattr(signing, "verify_slowly", remember)
    apps = [create_app(settings) for _each in range(2)]

    def attack(number: int) -> list[int]:
        browser = Browser(apps[number % 2])
        token = browser.token("/sign-in")
        started.wait()
        return [
            browser.client.post(
                "/sign-in", data={"username": "zhang", "password": f"guess {number} {each}", "csrf_token": token}
            ).status_code
            for each in range(8)
        ]

    with ThreadPoolExecutor(8) as pool:
        answers = [status for statuses in pool.map(attack, range(8)) for status in statuses]
    for one in apps:
        one.extensions["archive"].renderer.close()
        one.extensions["archive"].database.dispose()
    assert len(looked) == 5
    assert sorted(set(answers)) == [422, 429]
    assert answers.count(422) == 5


def test_nothing_is_counted_while_locked(database: Database) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        for _each in range(5):
            with database.writing() as session:
                count_attempt(session, LIMITS, "zhang", "")
        for _each in range(20):
            clock.shift(timedelta(minutes=1))
            with pytest.raises(Locked) as refused, database.writing() as session:
                count_attempt(session, LIMITS, "zhang", "")
            assert refused.value.until == MORNING + timedelta(minutes=30)
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(SignInFailure)) == 5


def test_slow_guessing_is_not_locked_but_stays_under_the_limit(database: Database) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        tried: list[datetime] = []
        for _minute in range(180):
            clock.shift(timedelta(minutes=1))
            try:
                with database.writing() as session:
                    count_attempt(session, LIMITS, "zhang", "")
                tried.append(datetime.now(UTC))
            except Locked:
                continue
        for moment in tried:
            within = [one for one in tried if moment - LIMITS.window < one <= moment]
            assert len(within) <= 5


def test_when_a_lock_ends() -> None:
    minute = timedelta(minutes=1)
    assert locked_until([MORNING] * 4, 5, LIMITS) is None
    assert locked_until([MORNING] * 5, 5, LIMITS) == MORNING + 30 * minute
    spread = [MORNING + 4 * each * minute for each in reversed(range(5))]
    assert locked_until(spread, 5, LIMITS) is None, "sixteen minutes from the first to the fifth"
    short = Limits(5, 50, 15 * minute, minute)
    assert locked_until([MORNING] * 5, 5, short) == MORNING + 15 * minute, "never more than five in fifteen minutes"


def test_old_failures_are_dropped(database: Database) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        with database.writing() as session:
            count_attempt(session, LIMITS, "li", "")
        clock.shift(timedelta(hours=1))
        with database.writing() as session:
            count_attempt(session, LIMITS, "zhang", "")
            forgive(session, LIMITS, "zhang")
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(SignInFailure)) == 0


def test_a_reset_lifts_the_lock(browser: Browser, make: Make, database: Database) -> None:
    actor = make.account("zhang")
    for _each in range(5):
        browser.submit("/sign-in", {"username": "zhang", "password": "wrong wrong"}, 422)
    with database.writing() as session:
        issued = reset_password(session, SYSTEM, actor.account_id or 0)
    browser.sign_in("zhang", issued.password)


def test_known_and_unknown_names_cost_the_same_hashes(
    browser: Browser, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.account("zhang")
    passwords.dummy_hash()
    counted: list[str] = []
    verify = passwords.verify_password

    def count(kept: str, text: str) -> bool:
        counted.append(kept[:31])
        return verify(kept, text)

    monkeypatch.setattr(passwords, "verify_password", count)
    for name in ("zhang", "nobody"):
        browser.submit("/sign-in", {"username": name, "password": "wrong wrong"}, 422)
    assert len(counted) == 2
    assert counted[0] == counted[1], "the same parameters"
