"""Days of patents that somebody must not miss: for calendars and reminders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from webapp.accounts.actors import actor_of
from webapp.accounts.models import Account, AccountState
from webapp.base.actor import Actor
from webapp.patents.deadlines import REMINDER_DAYS, FeeState, fee_due_on, term_years
from webapp.patents.models import Patent, PatentCalendar
from webapp.patents.policy import patents_kept_by
from webapp.patents.queries.fees import clock_of
from webapp.patents.queries.listing import oldest_in_grace
from webapp.patents.workflow import ALIVE, Status

LAPSED_DAYS = 70
LIMIT = 2000


class DayKind(StrEnum):
    """What falls on a day."""

    FEE = "fee"
    GRACE_END = "grace_end"
    RESTORATION_END = "restoration_end"
    TERM_END = "term_end"


@dataclass(frozen=True, slots=True)
class PatentDay:
    """A day of one patent. ``year`` is the year of the patent a fee is for."""

    patent_id: int
    title: str
    number: str
    kind: DayKind
    on: date
    year: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """A patent whose fee is near, in grace, or whose restoration window is open. ``mark`` says how far along it is."""

    patent: Patent
    mark: str
    on: date
    year: int
    percent: int = 0


def calendar_actor(session: Session, secret_hash: str) -> Actor | None:
    """Whose calendar has this secret, with the rights they have now; None for nobody or a disabled account."""
    row = session.scalar(
        select(Account)
        .join(PatentCalendar, PatentCalendar.account_id == Account.id)
        .where(PatentCalendar.secret_hash == secret_hash, Account.state == AccountState.ACTIVE)
        .options(selectinload(Account.grants))
    )
    return None if row is None else actor_of(session, row)


def days_of(session: Session, actor: Actor, today: date) -> list[PatentDay]:
    """The days of the patents the actor is responsible for; of all they keep where nobody is. The next two fees."""
    rows = session.scalars(
        select(Patent)
        .where(
            patents_kept_by(actor),
            Patent.removed_at.is_(None),
            Patent.responsible_id.is_(None) | (Patent.responsible_id == actor.account_id),
            Patent.status.in_(sorted({*ALIVE, Status.LAPSED})),
        )
        .order_by(Patent.id)
        .limit(LIMIT)
        .options(selectinload(Patent.events))
    )
    return [day for row in rows for day in _days(row, today)]


def dues(session: Session, today: date) -> list[Due]:
    """All patents somebody must be reminded of today, with how far along each is."""
    near = Patent.fee_due_on.between(oldest_in_grace(today), today + timedelta(days=REMINDER_DAYS[0]))
    lapsed = (Patent.status == Status.LAPSED) & (Patent.ended_on >= today - timedelta(days=LAPSED_DAYS + 366))
    rows = session.scalars(
        select(Patent)
        .where(Patent.removed_at.is_(None), ((Patent.status == Status.GRANTED) & near) | lapsed)
        .order_by(Patent.id)
        .options(selectinload(Patent.events))
    )
    found = (_due(row, today) for row in rows)
    return [each for each in found if each is not None]


def ended_terms(session: Session, today: date) -> Sequence[int]:
    """Patents still kept as granted although their term has run out."""
    return session.scalars(
        select(Patent.id)
        .where(Patent.status == Status.GRANTED, Patent.expires_on <= today, Patent.removed_at.is_(None))
        .order_by(Patent.id)
        .limit(LIMIT)
    ).all()


def _due(patent: Patent, today: date) -> Due | None:
    clock = clock_of(patent, today)
    if clock.state == FeeState.RESTORABLE and clock.until is not None:
        mark = "restore" if clock.days > 14 else "restore14"
        return Due(patent, mark, clock.until, 0)
    if clock.due_on is None:
        return None
    if clock.state in (FeeState.GRACE_FREE, FeeState.GRACE) and clock.until is not None:
        return Due(patent, f"grace{clock.band}", clock.until, clock.year, clock.surcharge_percent)
    marks = [days for days in REMINDER_DAYS if clock.days <= days]
    if clock.band or not marks:
        return None
    return Due(patent, str(min(marks)), clock.due_on, clock.year)


def _days(patent: Patent, today: date) -> list[PatentDay]:
    clock = clock_of(patent, today)

    def day(kind: DayKind, on: date, year: int = 0) -> PatentDay:
        return PatentDay(patent.id, patent.title, patent.number, kind, on, year)

    if clock.state == FeeState.RESTORABLE and clock.until is not None:
        return [day(DayKind.RESTORATION_END, clock.until)]
    found = []
    if clock.due_on is not None and clock.grace_until is not None and clock.state != FeeState.OVER:
        found += [day(DayKind.FEE, clock.due_on, clock.year), day(DayKind.GRACE_END, clock.grace_until, clock.year)]
        if patent.filed_on is not None and clock.year < term_years(patent.type, patent.filed_on):
            found.append(day(DayKind.FEE, fee_due_on(patent.filed_on, clock.year + 1), clock.year + 1))
    if patent.status == Status.GRANTED and patent.expires_on is not None and patent.expires_on > today:
        found.append(day(DayKind.TERM_END, patent.expires_on))
    return found
