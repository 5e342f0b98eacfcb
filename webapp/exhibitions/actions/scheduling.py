"""Opening and closing by itself at the time its curators set.

An exhibition opens by itself only when it was handed in, so that the others had time to look, nothing blocks it, and it
would not have to close at once because the site was down. Otherwise it stays closed, the time is taken off it, and its
curators are told.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, selectinload

from webapp.base.actor import SYSTEM
from webapp.base.clock import now
from webapp.base.database import Database
from webapp.base.journal import record
from webapp.exhibitions.actions.curated import subject
from webapp.exhibitions.actions.opening import freeze, move_on
from webapp.exhibitions.actions.telling import NOT_OPENED, OPENED, tell_curators
from webapp.exhibitions.models import Exhibition
from webapp.exhibitions.queries.checking import blocks, problems
from webapp.exhibitions.queries.showing import arranged, shown
from webapp.exhibitions.workflow import ExhibitionMove, ExhibitionState

BEFORE_OPENING = (ExhibitionState.PREPARATION, ExhibitionState.REVIEW)


def act_on_time(database: Database) -> int:
    """Open and close what is due, each in a transaction of its own; how many were looked at. Safe to repeat."""
    with database.reading() as session:
        due = session.scalars(select(Exhibition.id).where(_is_due()).order_by(Exhibition.id)).all()
    for exhibition_id in due:
        with database.writing() as session:
            _act(session, exhibition_id)
    return len(due)


def _is_due() -> ColumnElement[bool]:
    moment = now()
    opening = and_(Exhibition.state.in_(BEFORE_OPENING), Exhibition.opens_at <= moment)
    return or_(opening, and_(Exhibition.state == ExhibitionState.OPEN, Exhibition.closes_at <= moment))


def _act(session: Session, exhibition_id: int) -> None:
    exhibition = session.scalar(
        select(Exhibition)
        .where(Exhibition.id == exhibition_id, _is_due())
        .options(selectinload(Exhibition.curators))
        .with_for_update()
    )
    if exhibition is None:
        return  # somebody was quicker
    if exhibition.state == ExhibitionState.OPEN:
        exhibition.closed_at, exhibition.closes_at = now(), None
        move_on(session, SYSTEM, exhibition, ExhibitionMove.CLOSE)
    else:
        _open(session, exhibition)


def _open(session: Session, exhibition: Exhibition) -> None:
    now_shown = shown(session, exhibition, arranged(session, exhibition))
    is_over = exhibition.closes_at is not None and exhibition.closes_at <= now()
    if exhibition.state == ExhibitionState.REVIEW and not is_over and not blocks(problems(now_shown)):
        freeze(session, SYSTEM, exhibition, now_shown, ExhibitionMove.OPEN)
        tell_curators(session, SYSTEM, OPENED, exhibition)
        return
    before = exhibition.opens_at
    exhibition.opens_at = None
    if is_over:
        exhibition.closes_at = None
    session.flush()
    told = {"opens_at": before.isoformat() if before is not None else ""}
    record(session, SYSTEM, "exhibitions.not_opened", subject(exhibition), told, {"opens_at": ""})
    tell_curators(session, SYSTEM, NOT_OPENED, exhibition)
