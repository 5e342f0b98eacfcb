"""Work to be done soon, kept in a table so that it commits with its cause or not at all.

A handler must be safe to run twice: a killed process leaves its job to be taken again once its lease is over.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Integer, String, Text, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.base.clock import now
from webapp.base.database import Database
from webapp.base.model import Model, Moment

LEASE = timedelta(minutes=10)
ATTEMPTS = 5
QUICK_PAUSES = tuple(timedelta(seconds=2**attempt) for attempt in range(1, ATTEMPTS))
KEPT = timedelta(days=30)
LONGEST_PAUSE = 30.0
log = logging.getLogger(__name__)

Handler = Callable[[Mapping[str, Any]], None]


class TryLater(Exception):
    """Raised by a handler that waits for something outside: the pauses to keep, one for each attempt that failed."""

    def __init__(self, reason: str, pauses: Sequence[timedelta]) -> None:
        super().__init__(reason)
        self.pauses = pauses


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Model):
    """One piece of work: its kind, what it needs, when it may run, how often it was tried."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), default=JobState.WAITING, index=True)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    run_after: Mapped[datetime] = mapped_column(Moment, default=now)
    error: Mapped[str] = mapped_column(Text, default="")


def enqueue(session: Session, kind: str, payload: Mapping[str, Any]) -> None:
    """Have the work done after this transaction commits."""
    session.add(Job(kind=kind, payload=dict(payload)))


def forget_jobs(session: Session) -> None:
    """Remove jobs that were done, or given up, long ago."""
    over = Job.state.in_((JobState.DONE, JobState.FAILED))
    session.execute(delete(Job).where(over, Job.run_after < now() - KEPT))


class Worker:
    """Takes jobs and runs their handlers; one at a time in this process."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler]) -> None:
        self.database = database
        self.handlers = handlers

    def drain(self, limit: int = 10_000) -> int:
        """Run what is due, up to ``limit`` jobs; how many were run."""
        for count in range(limit):
            if not self.run_one():
                return count
        return limit

    def run_one(self) -> bool:
        """Take and run one due job; False when none is due."""
        taken = self._take()
        if taken is None:
            return False
        job_id, kind, payload, attempts = taken
        try:
            self.handlers[kind](payload)
        except TryLater as wait:
            log.warning("job %s (%s) waits: %s", job_id, kind, wait)
            self._finish(job_id, error=str(wait)[:2000], attempts=attempts, pauses=wait.pauses)
        except Exception as error:
            log.exception("job %s (%s) failed", job_id, kind)
            self._finish(job_id, error=str(error)[:2000], attempts=attempts)
        else:
            self._finish(job_id)
        return True

    def _take(self) -> tuple[int, str, dict[str, Any], int] | None:
        with self.database.reading() as session:
            if session.scalar(self._due()) is None:
                return None
        with self.database.writing() as session:
            job_id = session.scalar(self._due().with_for_update(skip_locked=True))
            if job_id is None:
                return None
            job = session.get_one(Job, job_id)
            job.state, job.attempts, job.run_after = JobState.RUNNING, job.attempts + 1, now() + LEASE
            return job.id, job.kind, dict(job.payload), job.attempts

    def _due(self) -> Any:
        waiting = or_(Job.state == JobState.WAITING, Job.state == JobState.RUNNING)
        return (
            select(Job.id)
            .where(waiting, Job.run_after <= now(), Job.kind.in_(list(self.handlers)))
            .order_by(Job.id)
            .limit(1)
        )

    def _finish(
        self, job_id: int, error: str = "", attempts: int = 0, pauses: Sequence[timedelta] = QUICK_PAUSES
    ) -> None:
        if not error:
            values: dict[str, Any] = {"state": JobState.DONE, "error": ""}
        elif attempts > len(pauses):
            values = {"state": JobState.FAILED, "error": error}
        else:
            values = {"state": JobState.WAITING, "error": error, "run_after": now() + pauses[attempts - 1]}
        with self.database.writing() as session:
            session.execute(update(Job).where(Job.id == job_id).values(**values))


class Background:
    """A thread for each task, which calls it again and again until stopped, so that a long one holds up no other.

    A task that fails is logged and tried again, later each time until it succeeds: a full disk stays full for a while.
    """

    def __init__(self, tasks: Mapping[str, Callable[[], object]], pause_seconds: float = 0.2) -> None:
        self._tasks = tasks
        self._pause = pause_seconds
        self._stop = threading.Event()
        self._wakes = [threading.Event() for _ in tasks]
        self._threads = [
            threading.Thread(target=self._run, args=(name, task, wake), name=f"background-{name}", daemon=True)
            for (name, task), wake in zip(tasks.items(), self._wakes, strict=True)
        ]

    def start(self) -> None:
        """Begin working."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look for work at once."""
        for wake in self._wakes:
            wake.set()

    def stop(self, timeout: float = 10.0) -> None:
        """Finish the present tasks and end."""
        self._stop.set()
        self.wake()
        for thread in self._threads:
            thread.join(timeout)

    def _run(self, name: str, task: Callable[[], object], wake: threading.Event) -> None:
        pause = self._pause
        while not self._stop.is_set():
            try:
                task()
                pause = self._pause
                wake.wait(pause)
            except Exception:
                log.exception("background task %s failed", name)
                pause = min(2 * pause, LONGEST_PAUSE)
                self._stop.wait(pause)
            wake.clear()
