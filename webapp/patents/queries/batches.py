"""Batches of patents taken from sheets, for those who may record where they were made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import NotFound
from webapp.patents.models import Patent, PatentBatch
from webapp.patents.policy import may_record

NEWEST = 20


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch in a list."""

    id: int
    file_name: str
    made_by: str
    made_at: datetime
    undone_at: datetime | None
    count: int


def kept_batch(session: Session, actor: Actor, batch_id: int) -> PatentBatch:
    """The batch; raises NotFound for those who may not record there."""
    row = session.get(PatentBatch, batch_id)
    if row is None or not may_record(actor, row.organisation_id, row.studio_id):
        raise NotFound
    return row


def batch_patents(session: Session, batch_id: int) -> Sequence[Patent]:
    """The patents of a batch, as they stood in the sheet."""
    return session.scalars(select(Patent).where(Patent.batch_id == batch_id).order_by(Patent.id)).all()


def newest_batches(session: Session, actor: Actor) -> list[BatchLine]:
    """The newest batches of the actor's own side."""
    studios, managed = sorted(actor.studio_ids), sorted(actor.managed_organisation_ids)
    count = select(func.count()).where(Patent.batch_id == PatentBatch.id).scalar_subquery()
    rows = session.execute(
        select(
            *(PatentBatch.id, PatentBatch.file_name, PatentBatch.made_by, PatentBatch.made_at, PatentBatch.undone_at),
            count,
        )
        .where(
            or_(
                PatentBatch.studio_id.in_(studios) if studios else false(),
                PatentBatch.organisation_id.in_(managed) if managed else false(),
            )
        )
        .order_by(PatentBatch.id.desc())
        .limit(NEWEST)
    )
    return [BatchLine(*row) for row in rows]
