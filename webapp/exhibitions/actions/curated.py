"""An exhibition held by one writer at a time, so that curators working at once never overwrite each other."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from webapp.base.actor import Actor
from webapp.base.errors import Conflict, NotFound
from webapp.exhibitions import policy
from webapp.exhibitions.models import Exhibition


def held(session: Session, actor: Actor, key: str) -> Exhibition:
    """The exhibition, locked until the transaction ends. Raises NotFound for everybody but its curators."""
    return locked(session, key, policy.exhibitions_curated_by(actor))


def locked(session: Session, key: str, which: ColumnElement[bool]) -> Exhibition:
    """The exhibition with its curators, locked until the transaction ends. Raises NotFound if it is not of these."""
    exhibition = session.scalar(
        select(Exhibition)
        .where(Exhibition.key == key, which)
        .options(selectinload(Exhibition.curators))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if exhibition is None:
        raise NotFound
    return exhibition


def held_for_change(session: Session, actor: Actor, key: str) -> Exhibition:
    """The same, for changes. Raises Conflict('state') once it is closed."""
    exhibition = held(session, actor, key)
    if not policy.can_change(actor, exhibition):
        raise Conflict("state", present=exhibition.state)
    return exhibition


def subject(exhibition: Exhibition) -> tuple[str, int | None, str]:
    """The exhibition for the journal."""
    return ("exhibition", exhibition.id, exhibition.title)
