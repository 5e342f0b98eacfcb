"""Patents follow when entries of the directory are merged: registered as a merge hook, in the same transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.base.clock import now
from webapp.patents.models import Patent, PatentBatch, PatentInventor


def follow_merge(session: Session, kind: str, from_id: int, into_id: int) -> None:
    """Point patents, their batches and their inventors from the one entry to the other."""
    if kind == "person":
        _point(session, PatentInventor, "person_id", from_id, into_id)
        return
    column = "studio_id" if kind == "studio" else "organisation_id"
    if kind == "organisation":
        _set_doubles_apart(session, from_id, into_id)
    _point(session, Patent, column, from_id, into_id)
    _point(session, PatentBatch, column, from_id, into_id)


def _point(session: Session, model: type[Any], name: str, from_id: int, into_id: int) -> None:
    column = getattr(model, name)
    statement = update(model).where(column == from_id).values({name: into_id})
    session.execute(statement, execution_options={"synchronize_session": False})


def _set_doubles_apart(session: Session, from_id: int, into_id: int) -> None:
    """A number both organisations have recorded stays with the one that stays; the other record is taken away."""
    there = select(Patent.number).where(
        Patent.organisation_id == into_id, Patent.number != "", Patent.removed_at.is_(None)
    )
    rows = session.scalars(
        select(Patent).where(Patent.organisation_id == from_id, Patent.removed_at.is_(None), Patent.number.in_(there))
    )
    for row in rows:
        row.removed_at, row.removal_reason = now(), row.number
    session.flush()
