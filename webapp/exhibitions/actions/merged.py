"""Items follow when entries of the directory are merged: a merge hook."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.clock import now
from webapp.exhibitions.models import Exhibition, Item

COLUMNS = {"person": Item.person_id, "studio": Item.studio_id}


def follow_merge(session: Session, kind: str, from_id: int, into_id: int) -> None:
    """Point items from the one entry to the other; where both are on show in one exhibition, one stays."""
    if kind == "organisation":
        for row in session.scalars(select(Exhibition).where(Exhibition.organisation_id == from_id)):
            row.organisation_id = into_id
        return
    column = COLUMNS[kind]
    there = set(session.scalars(select(Item.exhibition_id).where(column == into_id, Item.removed_at.is_(None))))
    for item in session.scalars(select(Item).where(column == from_id)):
        setattr(item, column.key, into_id)
        if item.removed_at is None and item.exhibition_id in there:
            item.removed_at = now()
