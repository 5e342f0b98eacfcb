"""Finding the patent an action is about, with what the computation needs, locked until the transaction ends."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from webapp.base.actor import Actor
from webapp.base.errors import Conflict, NotAllowed, NotFound
from webapp.patents.models import Patent
from webapp.patents.policy import can_keep_patent, can_read_patent


def kept_patent(session: Session, actor: Actor, patent_id: int, *, removed: bool = False) -> Patent:
    """The patent, if the actor is of its own side.

    Raises NotFound when the actor may not know of it, NotAllowed when they may only read it, Conflict('state') when it
    was removed (or, with ``removed``, was not).
    """
    row = session.scalar(
        select(Patent)
        .where(Patent.id == patent_id)
        .options(selectinload(Patent.inventors), selectinload(Patent.events), selectinload(Patent.payments))
        .with_for_update(of=Patent)
    )
    if row is None or not can_read_patent(actor, row):
        raise NotFound
    if not can_keep_patent(actor, row):
        raise NotAllowed
    if (row.removed_at is not None) != removed:
        raise Conflict("state")
    return row


def subject(patent: Patent) -> tuple[str, int, str]:
    """The patent as the journal names it."""
    return ("patent", patent.id, patent.title)


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the journal keeps them: days and amounts as texts, nothing that is empty."""
    return {name: _plain(value) for name, value in values.items() if value not in (None, "", [], False)}


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | list) else str(value)
