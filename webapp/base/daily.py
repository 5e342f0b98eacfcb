"""What is done once a day, after a certain hour in Asia/Shanghai: kept in a table, tried again when it failed.

After days in which nothing ran, each task runs once for the newest day that is due; tasks look at what there is to do,
not at what the day before left.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Date, Integer, String, Text, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.base.clock import local, now
from webapp.base.database import Database
from webapp.base.model import Model, Moment

LEASE = timedelta(hours=2)
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=2)
KEPT_DAYS = 400
LOOK_SECONDS = 30.0
log = logging.getLogger(__name__)

DailyTask = Callable[[date], None]


class DailyState(StrEnum):
    """Where a task of a day stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class DailyRun(Model):
    """One task on one day. ``try_after`` is when a failed one may be tried again, or a silent one taken for dead."""

    __tablename__ = "daily_run"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    state: Mapped[str] = mapped_column(String(16), default=DailyState.RUNNING)
    attempts: Mapped[int] = mapped_column(Integer, default=1)
    started_at: Mapped[datetime] = mapped_column(Moment, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    try_after: Mapped[datetime] = mapped_column(Moment)
    error: Mapped[str] = mapped_column(Text, default="")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one task; ``error`` is '' when it went well."""

    name: str
    day: date
    error: str = ""


class Daily:
    """Runs the tasks of a site, each once a day after ``hour``; several processes share the table."""

    def __init__(self, database: Database, tasks: Mapping[str, DailyTask], hour: int) -> None:
        self.database = database
        self.tasks = tasks
        self.hour = hour
        self._next_look = 0.0

    def look(self) -> None:
        """Run what is due; asks the database only every half minute, so that it can be called all the time."""
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + LOOK_SECONDS
        self.run_due()

    def run_due(self, names: Iterable[str] = (), *, again: bool = False) -> list[Outcome]:
        """Run the tasks (or those named) that are due and not done; ``again`` runs them whatever the table says."""
        day = self.due_day()
        wanted = tuple(names) or tuple(sorted(self.tasks))
        waiting = wanted if again else self._not_done(day, wanted)
        return [self._run(name, day) for name in waiting if self._take(name, day, again=again)]

    def due_day(self) -> date:
        """The newest day whose hour has come."""
        moment = local(now())
        return moment.date() if moment.hour >= self.hour else moment.date() - timedelta(days=1)

    def _not_done(self, day: date, names: Iterable[str]) -> list[str]:
        statement = select(DailyRun.name).where(DailyRun.day == day, DailyRun.state == DailyState.DONE)
        with self.database.reading() as session:
            done = set(session.scalars(statement))
        return [name for name in names if name not in done]

    def _take(self, name: str, day: date, *, again: bool) -> bool:
        """Claim the task of this day; False while somebody else has it, and when it may not be tried yet."""
        try:
            with self.database.writing() as session:
                row = session.get(DailyRun, (name, day), with_for_update=True)
                if row is None:
                    session.add(DailyRun(name=name, day=day, try_after=now() + LEASE))
                    return True
                if not again and (row.state == DailyState.DONE or row.try_after > now()):
                    return False
                row.state, row.attempts = DailyState.RUNNING, row.attempts + 1
                row.started_at, row.try_after = now(), now() + LEASE
        except IntegrityError:
            return False
        return True

    def _run(self, name: str, day: date) -> Outcome:
        error = ""
        try:
            self.tasks[name](day)
        except Exception as failure:
            log.exception("daily task %s failed", name)
            error = str(failure)[:2000] or type(failure).__name__
        with self.database.writing() as session:
            row = session.get_one(DailyRun, (name, day))
            row.state = DailyState.FAILED if error else DailyState.DONE
            row.error, row.finished_at = error, now()
            row.try_after = now() + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(row.attempts - 1, 10))
        return Outcome(name, day, error)


def newest_runs(session: Session) -> dict[str, DailyRun]:
    """The newest run of every task, by its name."""
    rows = session.scalars(select(DailyRun).order_by(DailyRun.day))
    return {row.name: row for row in rows}


def forget_runs(session: Session, today: date) -> None:
    """Remove what the table no longer has to say."""
    session.execute(delete(DailyRun).where(DailyRun.day < today - timedelta(days=KEPT_DAYS)))
