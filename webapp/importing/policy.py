"""Who may import, and whose imports are whose: an import is seen by nobody but the one who began it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false

from webapp.base.actor import Actor
from webapp.documents.policy import can_create, may_write_somewhere
from webapp.importing.models import ImportBatch

__all__ = ["can_create", "can_import", "can_see_import", "imports_seen_by"]


def can_import(actor: Actor) -> bool:
    """Whether the actor may bring in anything: who may write somewhere."""
    return actor.is_signed_in and may_write_somewhere(actor)


def can_see_import(actor: Actor, batch: ImportBatch) -> bool:
    """Whether this import is the actor's own, while they may still write somewhere."""
    return can_import(actor) and batch.account_id == actor.account_id


def imports_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over ImportBatch."""
    return and_(ImportBatch.account_id == actor.account_id) if can_import(actor) else false()
