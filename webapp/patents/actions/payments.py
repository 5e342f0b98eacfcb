"""Recording yearly fees that were paid. A payment is never changed: one made in error is cancelled by a new row."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.base.errors import Fault, Invalid, NotFound
from webapp.base.journal import record
from webapp.patents.actions.commands import RecordPayment
from webapp.patents.actions.deriving import derive
from webapp.patents.actions.events import AMOUNT_LIMIT
from webapp.patents.actions.finding import kept_patent, plain, subject
from webapp.patents.deadlines import patent_year, term_years
from webapp.patents.models import FeePayment, Patent
from webapp.patents.queries.fees import standing_payments


def record_payment(session: Session, actor: Actor, patent_id: int, command: RecordPayment) -> FeePayment:
    """Record a payment; the clock moves on when it settles the year. Raises NotAllowed, Invalid."""
    patent = kept_patent(session, actor, patent_id)
    _check(patent, command)
    payment = FeePayment(
        patent_id=patent.id,
        year=command.year,
        paid_on=command.paid_on,
        amount=command.amount,
        settles=command.settles,
        note=command.note,
        recorded_by_id=actor.account_id,
        recorded_by=actor.name[:64],
    )
    _added(session, patent, payment)
    record(session, actor, "patents.record_payment", subject(patent), None, _said(payment))
    return payment


def cancel_payment(session: Session, actor: Actor, patent_id: int, payment_id: int) -> None:
    """Cancel a payment recorded in error. Raises NotFound, NotAllowed, Invalid('cancelled')."""
    patent = kept_patent(session, actor, patent_id)
    wrong = next((row for row in patent.payments if row.id == payment_id), None)
    if wrong is None:
        raise NotFound
    if wrong not in standing_payments(patent.payments):
        raise Invalid(Fault("payment", "cancelled"))
    row = FeePayment(
        patent_id=patent.id,
        year=wrong.year,
        paid_on=wrong.paid_on,
        amount=wrong.amount,
        settles=False,
        cancels_id=wrong.id,
        recorded_by_id=actor.account_id,
        recorded_by=actor.name[:64],
    )
    _added(session, patent, row)
    record(session, actor, "patents.cancel_payment", subject(patent), _said(wrong), None)


def _added(session: Session, patent: Patent, row: FeePayment) -> None:
    patent.payments.append(row)
    session.flush()
    derive(patent, today())
    session.flush()


def _check(patent: Patent, command: RecordPayment) -> None:
    if patent.granted_on is None or patent.filed_on is None:
        raise Invalid(Fault("year", "not_granted"))
    faults: list[Fault] = []
    first, last = patent_year(patent.filed_on, patent.granted_on), term_years(patent.type, patent.filed_on)
    if not first <= command.year <= last:
        faults.append(Fault("year", "fee_year", {"from": first, "to": last}))
    if not patent.filed_on <= command.paid_on <= today():
        faults.append(Fault("paid_on", "future" if command.paid_on > today() else "before_filing"))
    if command.amount is not None and not 0 < command.amount <= AMOUNT_LIMIT:
        faults.append(Fault("amount", "amount"))
    if len(command.note) > 200:
        faults.append(Fault("note", "long", {"limit": 200}))
    if faults:
        raise Invalid(*faults)


def _said(row: FeePayment) -> dict[str, Any]:
    names = ("year", "paid_on", "amount", "settles", "note")
    return plain({name: getattr(row, name) for name in names})
