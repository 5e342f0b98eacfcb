"""Keeping the table of fee amounts. A row may be put right or ended; what it said before stands in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, Present
from webapp.base.journal import record
from webapp.patents.deadlines import PatentType
from webapp.patents.models import FeeAmount
from webapp.patents.policy import keeps_fees

LAST_YEAR = 20
MOST = Decimal("9999999.99")


@dataclass(frozen=True, slots=True)
class FeeTold:
    """One row of the table, as typed."""

    type: str
    from_year: int
    to_year: int
    amount: Decimal
    valid_from: date
    valid_until: date | None = None
    source: str = ""


def add_fee(session: Session, actor: Actor, told: FeeTold) -> int:
    """Add a row; its id. Raises NotAllowed, and Invalid when it overlaps another."""
    _check(session, actor, told, None)
    row = FeeAmount(**_values(told))
    session.add(row)
    session.flush()
    record(session, actor, "patents.add_fee", _subject(row), None, _said(row))
    return row.id


def edit_fee(session: Session, actor: Actor, fee_id: int, revision: int, told: FeeTold) -> bool:
    """Put a row right; whether anything changed. Raises NotAllowed, NotFound, Invalid, Conflict('stale')."""
    row = _kept(session, actor, fee_id)
    if row.revision != revision:
        raise Conflict("stale", present_fee(row))
    _check(session, actor, told, fee_id)
    before = _said(row)
    for name, value in _values(told).items():
        setattr(row, name, value)
    after = _said(row)
    if before == after:
        return False
    record(session, actor, "patents.edit_fee", _subject(row), before, after)
    session.flush()
    return True


def remove_fee(session: Session, actor: Actor, fee_id: int) -> None:
    """Take a row away. Raises NotAllowed, NotFound."""
    row = _kept(session, actor, fee_id)
    record(session, actor, "patents.remove_fee", _subject(row), _said(row), None)
    session.delete(row)


def present_fee(row: FeeAmount) -> Present:
    """What stands there now, for two texts side by side."""
    return Present(row.revision, {name: str(value) for name, value in _said(row).items()})


def _kept(session: Session, actor: Actor, fee_id: int) -> FeeAmount:
    if not keeps_fees(actor):
        raise NotAllowed
    row = session.get(FeeAmount, fee_id, with_for_update=True)
    if row is None:
        raise NotFound
    return row


def _check(session: Session, actor: Actor, told: FeeTold, fee_id: int | None) -> None:
    if not keeps_fees(actor):
        raise NotAllowed
    faults: list[Fault] = []
    if told.type not in set(PatentType):
        faults.append(Fault("type", "choice"))
    if not 1 <= told.from_year <= told.to_year <= LAST_YEAR:
        faults.append(Fault("to_year", "fee_year", {"from": 1, "to": LAST_YEAR}))
    if not 0 < told.amount <= MOST:
        faults.append(Fault("amount", "amount"))
    if told.valid_until is not None and told.valid_until < told.valid_from:
        faults.append(Fault("valid_until", "days_order"))
    if len(told.source) > 200:
        faults.append(Fault("source", "long", {"limit": 200}))
    if faults:
        raise Invalid(*faults)
    _refuse_overlap(session, told, fee_id)


def _refuse_overlap(session: Session, told: FeeTold, fee_id: int | None) -> None:
    """Two rows may not speak of the same year on the same day."""
    statement = select(FeeAmount.id).where(
        FeeAmount.type == told.type,
        FeeAmount.from_year <= told.to_year,
        FeeAmount.to_year >= told.from_year,
        or_(FeeAmount.valid_until.is_(None), FeeAmount.valid_until >= told.valid_from),
        FeeAmount.id != (fee_id or 0),
    )
    if told.valid_until is not None:
        statement = statement.where(FeeAmount.valid_from <= told.valid_until)
    if session.scalars(statement.limit(1)).first() is not None:
        raise Invalid(Fault("valid_from", "overlap"))


def _values(told: FeeTold) -> dict[str, Any]:
    names = ("type", "from_year", "to_year", "amount", "valid_from", "valid_until", "source")
    return {name: getattr(told, name) for name in names}


def _said(row: FeeAmount) -> dict[str, Any]:
    return {
        "type": row.type,
        "from_year": row.from_year,
        "to_year": row.to_year,
        "amount": f"{row.amount:.2f}",
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else "",
        "source": row.source,
    }


def _subject(row: FeeAmount) -> tuple[str, int, str]:
    return ("fee_amount", row.id, f"{row.type} {row.from_year}-{row.to_year}")
