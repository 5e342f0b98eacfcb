"""Days that count for a Chinese patent: its term, the yearly fee, the grace period, restoration. Pure arithmetic.

A period in years or months ends on the day of the same number, or on the last day of a month that has no such day; its
first day is not counted (implementing regulations of the patent law). A last day that is a day off moves to the next
working day; which days are worked is announced year by year, so the days given here are never moved: they are the
earliest that can be meant.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

FIFTEEN_YEARS_FROM = date(2021, 6, 1)
GRACE_MONTHS = 6
RESTORATION_MONTHS = 2
SURCHARGES = (0, 0, 5, 10, 15, 20, 25)
"""Per cent of the full fee by month of grace; [0] is in time."""
REMINDER_DAYS = (90, 30, 7)
CENT = Decimal("0.01")


class PatentType(StrEnum):
    """The three types of the patent law."""

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"


class FeeState(StrEnum):
    """Where the next yearly fee stands."""

    NONE = "none"  # no right that costs anything
    SETTLED = "settled"  # the last fee of the term is paid
    AHEAD = "ahead"  # more than ninety days
    SOON = "soon"  # ninety days or fewer
    NEAR = "near"  # thirty
    CLOSE = "close"  # seven
    GRACE_FREE = "grace_free"  # first month of grace, no surcharge
    GRACE = "grace"  # second to sixth month, with surcharge
    OVER = "over"  # grace has run out and no payment is on record
    RESTORABLE = "restorable"  # lapsed, the window is open
    CLOSED = "closed"  # lapsed, the window is shut or unknown


@dataclass(frozen=True, slots=True)
class FeeClock:
    """The next fee on one day. ``band`` is the month of grace (0 in time), ``until`` the day the state ends."""

    state: FeeState
    year: int = 0
    due_on: date | None = None
    days: int = 0
    band: int = 0
    surcharge_percent: int = 0
    until: date | None = None
    grace_until: date | None = None


def months_after(day: date, months: int) -> date:
    """The same day this many months later; the last of the month where there is no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def years_after(day: date, years: int) -> date:
    """The same day this many years later; 28 February for the 29th in a year without one."""
    return months_after(day, 12 * years)


def term_years(kind: str, filed_on: date) -> int:
    """The term in years (patent law, article 42): designs have fifteen when filed on or after 1 June 2021."""
    if kind == PatentType.INVENTION:
        return 20
    return 15 if kind == PatentType.DESIGN and filed_on >= FIFTEEN_YEARS_FROM else 10


def term_end(kind: str, filed_on: date) -> date:
    """The day the right has ended by its term: the day before is its last day in force."""
    return years_after(filed_on, term_years(kind, filed_on))


def last_day(ended_on: date) -> date:
    """The last day in force of a right that has ended by this day."""
    return ended_on - timedelta(days=1)


def patent_year(filed_on: date, day: date) -> int:
    """The year of the patent a day falls into, counted from the filing date; 1 for the first."""
    year = max(1, day.year - filed_on.year)
    return year + 1 if years_after(filed_on, year) <= day else year


def fee_due_on(filed_on: date, year: int) -> date:
    """The day by which the fee of this year of the patent is due."""
    return years_after(filed_on, year - 1)


def next_fee_year(kind: str, filed_on: date, granted_on: date, paid_year: int) -> int | None:
    """The first year not paid for: the year of the grant is paid at registration. None when the term is paid up."""
    year = max(patent_year(filed_on, granted_on), paid_year) + 1
    return year if year <= term_years(kind, filed_on) else None


def grace_band(due_on: date, day: date) -> int:
    """The month of grace a day falls into: 0 in time, 1 to 6, 7 when grace has run out."""
    return sum(day > months_after(due_on, months) for months in range(GRACE_MONTHS + 1))


def fee_clock(filed_on: date, year: int | None, today: date) -> FeeClock:
    """Where the fee of this year stands today; None for a term that is paid up."""
    if year is None:
        return FeeClock(FeeState.SETTLED)
    due_on = fee_due_on(filed_on, year)
    grace_until = months_after(due_on, GRACE_MONTHS)
    days, band = (due_on - today).days, grace_band(due_on, today)
    if band == 0:
        return FeeClock(_before(days), year, due_on, days, until=due_on, grace_until=grace_until)
    if band > GRACE_MONTHS:
        return FeeClock(FeeState.OVER, year, due_on, days, band, grace_until=grace_until)
    state = FeeState.GRACE_FREE if band == 1 else FeeState.GRACE
    until = months_after(due_on, band)
    return FeeClock(state, year, due_on, days, band, SURCHARGES[band], until, grace_until)


def restoration_clock(notice_on: date | None, today: date) -> FeeClock:
    """Where the restoration of a lapsed right stands: two months from the notice of termination."""
    if notice_on is None:
        return FeeClock(FeeState.CLOSED)
    until = months_after(notice_on, RESTORATION_MONTHS)
    state = FeeState.RESTORABLE if today <= until else FeeState.CLOSED
    return FeeClock(state, days=(until - today).days, until=until)


def _before(days: int) -> FeeState:
    for limit, state in ((7, FeeState.CLOSE), (30, FeeState.NEAR), (90, FeeState.SOON)):
        if days <= limit:
            return state
    return FeeState.AHEAD


def still_owed(
    full_fee: Decimal, payments: Iterable[tuple[date, Decimal]], due_on: date, day: date, percent: int = 100
) -> Decimal:
    """What is owed on this day, to the cent: the fee reduced to ``percent``, and the surcharge on the full fee.

    The surcharge is that of the day of payment: what is topped up later is charged at the later day's. A payment that
    covered all that was owed on its day settles the fee for good. After grace the highest surcharge stands.
    """
    paid = Decimal()
    for paid_on, amount in sorted(payments):
        paid += amount
        if paid >= _charged(full_fee, due_on, paid_on, percent):
            return Decimal("0.00")
    return max(_charged(full_fee, due_on, day, percent) - paid, Decimal()).quantize(CENT, ROUND_HALF_UP)


def _charged(full_fee: Decimal, due_on: date, day: date, percent: int) -> Decimal:
    band = min(grace_band(due_on, day), GRACE_MONTHS)
    return full_fee * percent / 100 + full_fee * SURCHARGES[band] / 100
