"""What is derived from events and payments, written beside them for lists. The only place that sets these columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from webapp.patents.deadlines import fee_due_on, next_fee_year
from webapp.patents.models import FeePayment, Patent
from webapp.patents.numbers import CHINA
from webapp.patents.queries.fees import standing_payments
from webapp.patents.workflow import RESTORABLE, Standing, Status, expires_on, standing_of


def derive(patent: Patent, today: date) -> Standing:
    """Compute everything anew. Needs events and payments loaded. Raises Invalid when the events do not fit together."""
    standing = standing_of(patent.office, patent.type, patent.events, today)
    is_reported = bool(patent.report_key) and standing.status == Status.PLANNED
    patent.status = Status.REPORTED if is_reported else standing.status
    patent.is_public = is_reported or standing.published_on is not None or standing.granted_on is not None
    patent.is_open = standing.is_open
    patent.filed_on, patent.published_on, patent.granted_on = (
        standing.filed_on,
        standing.published_on,
        standing.granted_on,
    )
    patent.ended_on = _ended_on(patent, standing)
    patent.expires_on = expires_on(patent.office, patent.type, standing.filed_on)
    patent.year = standing.filed_on.year if standing.filed_on else patent.year
    patent.paid_year = paid_year(patent.payments)
    patent.fee_year, patent.fee_due_on = _next_fee(patent, standing)
    return standing


def paid_year(payments: Sequence[FeePayment]) -> int:
    """The last year a payment settled; 0 when there is none."""
    return max((row.year for row in standing_payments(payments) if row.settles), default=0)


def _ended_on(patent: Patent, standing: Standing) -> date | None:
    """The day it was over: the day an event took effect, where that is known."""
    if standing.status not in RESTORABLE or standing.ended_on is None:
        return standing.ended_on
    last = [row for row in patent.events if row.on == standing.ended_on and row.effective_on is not None]
    return last[-1].effective_on if last else standing.ended_on


def _next_fee(patent: Patent, standing: Standing) -> tuple[int | None, date | None]:
    if patent.office != CHINA or standing.status != Status.GRANTED or not standing.filed_on or not standing.granted_on:
        return None, None
    year = next_fee_year(patent.type, standing.filed_on, standing.granted_on, patent.paid_year)
    return year, fee_due_on(standing.filed_on, year) if year is not None else None
