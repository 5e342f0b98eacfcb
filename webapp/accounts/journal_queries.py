"""Reading the journal: by whom, what, about which thing, when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from webapp.accounts import policy
from webapp.base.actor import Actor
from webapp.base.clock import SHANGHAI
from webapp.base.errors import NotFound
from webapp.base.journal import JournalEntry

ROWS_A_PAGE = 50
MOST_EXPORTED = 100_000
STEP = 2_000


@dataclass(frozen=True, slots=True)
class Sought:
    """Filters of the journal; empty ones do not filter. Days are those of Asia/Shanghai, both included."""

    who: str = ""
    action: str = ""
    kind: str = ""
    subject: str = ""
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """One page, newest first; ``older`` and ``newer`` are the ids to go on from, None at the ends."""

    entries: Sequence[JournalEntry]
    older: int | None
    newer: int | None


def journal_page(
    session: Session, actor: Actor, sought: Sought, *, before: int | None = None, after: int | None = None
) -> Rows:
    """The rows before or after an id, at most 50; the place stays the same while new rows are written."""
    statement = _sought(actor, sought)
    if after is not None:
        later = session.scalars(
            statement.where(JournalEntry.id > after).order_by(JournalEntry.id).limit(ROWS_A_PAGE + 1)
        ).all()
        entries = list(reversed(later[:ROWS_A_PAGE]))
        newer = entries[0].id if len(later) > ROWS_A_PAGE else None
        return Rows(entries, entries[-1].id if entries else None, newer)
    if before is not None:
        statement = statement.where(JournalEntry.id < before)
    found = session.scalars(statement.order_by(JournalEntry.id.desc()).limit(ROWS_A_PAGE + 1)).all()
    entries = list(found[:ROWS_A_PAGE])
    older = entries[-1].id if len(found) > ROWS_A_PAGE else None
    return Rows(entries, older, entries[0].id if before is not None and entries else None)


def journal_rows(session: Session, actor: Actor, sought: Sought) -> Iterator[JournalEntry]:
    """All rows that fit, newest first, read in steps; at most 100,000."""
    below: int | None = None
    given = 0
    while given < MOST_EXPORTED:
        statement = _sought(actor, sought).order_by(JournalEntry.id.desc()).limit(min(STEP, MOST_EXPORTED - given))
        if below is not None:
            statement = statement.where(JournalEntry.id < below)
        found = session.scalars(statement).all()
        yield from found
        session.expunge_all()
        if len(found) < STEP:
            return
        given += len(found)
        below = found[-1].id


def journal_actions(session: Session, actor: Actor) -> list[str]:
    """The actions that occur, for the filter."""
    _check(actor)
    return list(session.scalars(select(JournalEntry.action).distinct().order_by(JournalEntry.action)))


def journal_kinds(session: Session, actor: Actor) -> list[str]:
    """The kinds of things that occur, for the filter."""
    _check(actor)
    return list(session.scalars(select(JournalEntry.subject_kind).distinct().order_by(JournalEntry.subject_kind)))


def _sought(actor: Actor, sought: Sought) -> Select[JournalEntry]:
    _check(actor)
    return select(JournalEntry).where(*_filters(sought))


def _check(actor: Actor) -> None:
    if not policy.can_read_journal(actor):
        raise NotFound


def _filters(sought: Sought) -> list[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = []
    if sought.who:
        filters.append(JournalEntry.actor_name.icontains(sought.who, autoescape=True))
    if sought.action:
        filters.append(JournalEntry.action == sought.action)
    if sought.kind:
        filters.append(JournalEntry.subject_kind == sought.kind)
    if sought.subject:
        named: ColumnElement[bool] = JournalEntry.subject_label.icontains(sought.subject, autoescape=True)
        number = sought.subject.removeprefix("#")
        if number.isascii() and number.isdigit() and len(number) < 10:
            named = or_(named, JournalEntry.subject_id == int(number))
        filters.append(named)
    if sought.first_on is not None:
        filters.append(JournalEntry.at >= datetime.combine(sought.first_on, time(), SHANGHAI))
    if sought.last_on is not None:
        filters.append(JournalEntry.at < datetime.combine(sought.last_on, time(), SHANGHAI) + timedelta(days=1))
    return filters
