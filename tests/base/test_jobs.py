"""Jobs commit with their cause, run once, are tried again, and give up in the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from webapp.base.clock import now
from webapp.base.database import Database
from webapp.base.jobs import ATTEMPTS, LEASE, Background, Job, JobState, Worker, enqueue


class Kept:
    def __init__(self) -> None:
        self.payloads: list[Mapping[str, Any]] = []

    def run(self, payload: Mapping[str, Any]) -> None:
        self.payloads.append(payload)


def fail(_payload: Mapping[str, Any]) -> None:
    raise ValueError("没有成功")


def states(database: Database) -> list[str]:
    with database.reading() as session:
        return [job.state for job in session.scalars(select(Job).order_by(Job.id))]


def test_a_job_runs_once_and_only_if_its_cause_committed(database: Database) -> None:
    kept = Kept()
    worker = Worker(database, {"draw": kept.run})
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        enqueue(session, "draw", {"page": 0})
        _ = 1 / 0
    with database.writing() as session:
        enqueue(session, "draw", {"page": 1})
    assert worker.drain() == 1
    assert worker.drain() == 0
    assert kept.payloads == [{"page": 1}]
    assert states(database) == [JobState.DONE]


def test_a_failing_job_is_tried_again_later_and_then_given_up(database: Database) -> None:
    worker = Worker(database, {"draw": fail})
    with database.writing() as session:
        enqueue(session, "draw", {})
    moment = now()
    for attempt in range(ATTEMPTS):
        with time_machine.travel(moment + timedelta(hours=attempt), tick=False):
            assert worker.drain() == 1
            assert worker.drain() == 0, "not again at once"
    assert states(database) == [JobState.FAILED]
    with database.reading() as session:
        assert session.scalars(select(Job)).one().error == "没有成功"


def test_a_job_whose_process_was_killed_is_taken_again(database: Database) -> None:
    kept = Kept()
    worker = Worker(database, {"draw": kept.run})
    with database.writing() as session:
        session.add(Job(kind="draw", payload={}, state=JobState.RUNNING, run_after=now() + LEASE))
    assert worker.drain() == 0
    with time_machine.travel(now() + LEASE * 2, tick=False):
        assert worker.drain() == 1
    assert len(kept.payloads) == 1


def test_a_worker_leaves_jobs_it_does_not_know(database: Database) -> None:
    with database.writing() as session:
        enqueue(session, "unknown", {})
    assert Worker(database, {"draw": fail}).drain() == 0
    assert states(database) == [JobState.WAITING]


def test_the_background_goes_on_after_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    from threading import Event

    ran = Event()
    calls: list[int] = []

    def broken() -> None:
        calls.append(1)
        raise ValueError("broken")

    def working() -> None:
        if len(calls) > 1:
            ran.set()

    background = Background({"broken": broken, "working": working}, pause_seconds=0.01)
    background.start()
    assert ran.wait(60)
    background.stop()
    assert "broken failed" in caplog.text


def test_what_goes_on_failing_is_tried_less_and_less_often() -> None:
    from threading import Event

    often = Event()
    failed: list[int] = []
    worked: list[int] = []

    def broken() -> None:
        failed.append(1)
        raise OSError("no space left")

    def working() -> None:
        worked.append(1)
        if len(worked) == 60:
            often.set()

    background = Background({"broken": broken, "working": working}, pause_seconds=0.01)
    background.start()
    assert often.wait(120)
    assert len(failed) < 30
    background.stop()
