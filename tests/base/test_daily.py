"""Daily tasks: once a day after the hour, again when they failed, once after days of silence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import time_machine
from sqlalchemy import select

from webapp.base.daily import LEASE, Daily, DailyRun, DailyState, forget_runs
from webapp.base.database import Database

SEVEN = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)  # seven in the morning of 2 March in Shanghai
SECOND = date(2026, 3, 2)


def test_a_task_runs_once_a_day_after_its_hour(database: Database) -> None:
    ran: list[date] = []
    daily = Daily(database, {"sweep": ran.append}, 7)
    with time_machine.travel(SEVEN - timedelta(minutes=1), tick=False):
        daily.run_due()
    assert ran == [SECOND - timedelta(days=1)]
    for minutes in (0, 1, 600):
        with time_machine.travel(SEVEN + timedelta(minutes=minutes), tick=False):
            daily.run_due()
    assert ran == [SECOND - timedelta(days=1), SECOND]


def test_after_days_of_silence_it_runs_once(database: Database) -> None:
    ran: list[date] = []
    daily = Daily(database, {"sweep": ran.append}, 7)
    for days in (0, 9):
        with time_machine.travel(SEVEN + timedelta(days=days), tick=False):
            daily.run_due()
    assert ran == [SECOND, SECOND + timedelta(days=9)]


def test_a_task_that_failed_is_tried_again_and_holds_up_no_other(database: Database) -> None:
    ran: list[date] = []
    tries: list[date] = []

    def fails_twice(day: date) -> None:
        tries.append(day)
        if len(tries) < 3:
            raise ValueError("磁盘满了")

    daily = Daily(database, {"a": fails_twice, "b": ran.append}, 7)
    for minutes in (0, 1, 6, 20, 40):
        with time_machine.travel(SEVEN + timedelta(minutes=minutes), tick=False):
            daily.run_due()
    assert len(tries) == 3
    assert len(ran) == 1
    with database.reading() as session:
        row = session.get_one(DailyRun, ("a", SECOND))
        assert (row.state, row.attempts, row.error) == (DailyState.DONE, 3, "")


def test_one_that_was_killed_is_taken_again_when_its_lease_is_over(database: Database) -> None:
    ran: list[date] = []
    daily = Daily(database, {"sweep": ran.append}, 7)
    with time_machine.travel(SEVEN, tick=False):
        assert daily._take("sweep", SECOND, again=False)
        assert daily.run_due() == []
    with time_machine.travel(SEVEN + LEASE + timedelta(seconds=1), tick=False):
        daily.run_due()
    assert ran == [SECOND]


def test_by_hand_it_can_run_again(database: Database) -> None:
    ran: list[date] = []
    daily = Daily(database, {"sweep": ran.append}, 7)
    with time_machine.travel(SEVEN, tick=False):
        daily.run_due()
        daily.run_due(["sweep"])
        daily.run_due(["sweep"], again=True)
    assert ran == [SECOND, SECOND]


def test_old_rows_go(database: Database) -> None:
    daily = Daily(database, {"sweep": lambda _day: None}, 7)
    with time_machine.travel(SEVEN, tick=False):
        daily.run_due()
    with database.writing() as session:
        forget_runs(session, SECOND + timedelta(days=400))
        assert session.scalar(select(DailyRun.name)) == "sweep"
        forget_runs(session, SECOND + timedelta(days=401))
        assert session.scalar(select(DailyRun.name)) is None
