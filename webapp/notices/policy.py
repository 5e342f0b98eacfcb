"""Who may read a notice: the one account it was written to, and nobody else."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false

from webapp.base.actor import Actor
from webapp.notices.models import Notice


def can_read_notice(actor: Actor, notice: Notice) -> bool:
    """Whether the notice was written to this actor. Whether they may still know is asked of its kind besides."""
    return bool(actor.account_id) and notice.account_id == actor.account_id


def notices_read_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Notice."""
    return Notice.account_id == actor.account_id if actor.account_id else false()
