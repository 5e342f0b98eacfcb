"""What each kind of document asks of review and of keeping true, as administrators set it."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.documents.content import Kind
from webapp.documents.review_models import KindRule

MONTHS_LIMIT = 120
DEFAULT_MONTHS: Mapping[str, int] = {Kind.OPERATION_METHOD: 12}


@dataclass(frozen=True, slots=True)
class Rule:
    """Of one kind: whether two reviewers must approve, and after how many months it is verified again (0: never)."""

    kind: Kind
    needs_second: bool = False
    verify_months: int = 0
    revision: int = 0


def rules(session: Session) -> dict[Kind, Rule]:
    """The rules of all kinds."""
    rows = {row.kind: row for row in session.scalars(select(KindRule))}
    return {kind: _rule(kind, rows.get(kind)) for kind in Kind}


def rule_of(session: Session, kind: str) -> Rule:
    """The rule of one kind."""
    return _rule(Kind(kind), session.get(KindRule, kind))


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _rule(kind: Kind, row: KindRule | None) -> Rule:
    if row is None:
        return Rule(kind, False, DEFAULT_MONTHS.get(kind, 0))
    return Rule(kind, row.needs_second, row.verify_months, row.revision)
