"""What fees cost, from the table the administrator keeps; None where it says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.journal import JournalEntry
from webapp.patents.deadlines import FeeClock, FeeState, fee_clock, fee_due_on, restoration_clock, still_owed
from webapp.patents.models import FeeAmount, FeePayment, Patent
from webapp.patents.numbers import CHINA
from webapp.patents.queries.status import status_on
from webapp.patents.workflow import Status, live_events

HISTORY_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed for the next year today: the full fee, the share to pay, and what is left with the surcharge."""

    full_fee: Decimal
    percent: int
    left: Decimal


def standing_payments(payments: Sequence[FeePayment]) -> list[FeePayment]:
    """Payments that count: not those cancelled, nor the rows that cancel."""
    cancelled = {row.cancels_id for row in payments if row.cancels_id is not None}
    return [row for row in payments if row.cancels_id is None and row.id not in cancelled]


def clock_of(patent: Patent, today: date) -> FeeClock:
    """Where the fees of a patent stand today. Needs events loaded for one that has lapsed."""
    status = status_on(patent.status, patent.expires_on, today)
    if patent.office != CHINA or patent.filed_on is None:
        return FeeClock(FeeState.NONE)
    if status == Status.LAPSED:
        notices = [row.on for row in live_events(patent.events) if row.kind == Status.LAPSED]
        return restoration_clock(notices[-1] if notices else None, today)
    if status != Status.GRANTED:
        return FeeClock(FeeState.NONE)
    return fee_clock(patent.filed_on, patent.fee_year, today)


def fee_amounts(session: Session) -> Sequence[FeeAmount]:
    """The whole table, newest first within a type and year."""
    order = (FeeAmount.type, FeeAmount.from_year, FeeAmount.valid_from.desc(), FeeAmount.id)
    return session.scalars(select(FeeAmount).order_by(*order)).all()


def amount_of(amounts: Sequence[FeeAmount], kind: str, year: int, day: date) -> Decimal | None:
    """The full fee of a year of the patent by the table as it holds on a day; None when it says nothing."""
    for row in amounts:
        in_time = row.valid_from <= day and (row.valid_until is None or day <= row.valid_until)
        if row.type == kind and row.from_year <= year <= row.to_year and in_time:
            return row.amount
    return None


def owed_now(session: Session, patent: Patent, today: date) -> Owed | None:
    """What is owed for the next year; None when nothing is due or the table does not know. Needs payments loaded."""
    if patent.fee_year is None or patent.filed_on is None:
        return None
    due_on = fee_due_on(patent.filed_on, patent.fee_year)
    full_fee = amount_of(fee_amounts(session), patent.type, patent.fee_year, min(today, due_on))
    if full_fee is None:
        return None
    percent = share_of(patent, patent.fee_year)
    paid = [
        (row.paid_on, row.amount)
        for row in standing_payments(patent.payments)
        if row.year == patent.fee_year and row.amount is not None
    ]
    return Owed(full_fee, percent, still_owed(full_fee, paid, due_on, today, percent))


def share_of(patent: Patent, year: int) -> int:
    """The per cent of the fee to pay in this year of the patent."""
    reduced = patent.reduced_until_year is None or year <= patent.reduced_until_year
    return patent.fee_percent if reduced else 100


def fee_history(session: Session) -> Sequence[JournalEntry]:
    """Changes of the table, newest first."""
    return session.scalars(
        select(JournalEntry)
        .where(JournalEntry.subject_kind == "fee_amount")
        .order_by(JournalEntry.id.desc())
        .limit(HISTORY_LIMIT)
    ).all()
