"""A studio's ledger and its year, measured against what naming asks.

The usual thresholds are those of a published provincial rule for model studios: three results, two trainings or
exchanges, three members promoted in skill grade a year. Administrators set others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from webapp.directory.models import RecordKind, StudioRecord, StudioThreshold

USUAL: Mapping[str, int] = {"results": 3, "trainings": 2, "promotions": 3}
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Measured:
    """One threshold and what the year brought."""

    key: str
    found: int
    at_least: int

    @property
    def holds(self) -> bool:
        """Whether it is reached."""
        return self.found >= self.at_least


def thresholds(session: Session) -> Mapping[str, int]:
    """What a year is measured against."""
    rows = {row.key: row.at_least for row in session.scalars(select(StudioThreshold))}
    return {key: rows.get(key, usual) for key, usual in USUAL.items()}


def records(
    session: Session, studio_id: int, year: int | None = None, *, removed: bool = False
) -> Sequence[StudioRecord]:
    """Lines of the ledger, the newest first: of one year or all."""
    gone = StudioRecord.removed_at.is_not(None) if removed else StudioRecord.removed_at.is_(None)
    statement = select(StudioRecord).where(StudioRecord.studio_id == studio_id, gone)
    if year is not None:
        statement = statement.where(StudioRecord.on.between(date(year, 1, 1), date(year, 12, 31)))
    return session.scalars(statement.order_by(StudioRecord.on.desc(), StudioRecord.id.desc()).limit(SHOWN)).all()


def years_of(session: Session, studio_id: int) -> list[int]:
    """The years the ledger has lines for, the newest first."""
    column = extract("year", StudioRecord.on)
    rows = session.scalars(select(column).where(StudioRecord.studio_id == studio_id).distinct().order_by(column.desc()))
    return [int(year) for year in rows]


def measured(session: Session, studio_id: int, year: int, results: int) -> list[Measured]:
    """The year against every threshold. ``results`` is how many results the studio published in it."""
    rows = session.execute(
        select(StudioRecord.kind, func.count(), func.coalesce(func.sum(StudioRecord.people), 0))
        .where(
            StudioRecord.studio_id == studio_id,
            StudioRecord.removed_at.is_(None),
            StudioRecord.on.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .group_by(StudioRecord.kind)
    )
    found = {kind: (count, people) for kind, count, people in rows}
    held = sum(found.get(kind, (0, 0))[0] for kind in (RecordKind.TRAINING, RecordKind.EXCHANGE))
    values = {"results": results, "trainings": held, "promotions": int(found.get(RecordKind.PROMOTION, (0, 0))[1])}
    return [Measured(key, values[key], least) for key, least in thresholds(session).items()]
