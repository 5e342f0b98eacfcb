"""Recommending results of an exhibition upward: a list with reasons, sent to a selection of a higher level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import Conflict, Fault, Invalid, NotFound, Present
from webapp.base.journal import record
from webapp.documents import policy as documents
from webapp.documents.models import Document, Version
from webapp.exhibitions import policy
from webapp.exhibitions.actions.nominating import owners_of
from webapp.exhibitions.models import Exhibition, Recommendation
from webapp.exhibitions.queries.showing import exhibition_curated
from webapp.exhibitions.workflow import Level, RecommendationMove, RecommendationState, recommendation_workflow
from webapp.notices.actions import notify

RECOMMENDED = "exhibitions.recommended"
REASON_LIMIT = 1000
SELECTION_LIMIT = 120
LIST_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Recommend:
    """Documents of the show, the level and the selection they are recommended to, and why."""

    numbers: tuple[str, ...]
    level: str
    selection: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EditRecommendation:
    """What one recommendation says. ``revision`` is the row's counter as the form showed it."""

    revision: int
    reason: str
    selection: str


def levels_above(level: str) -> tuple[Level, ...]:
    """The levels an exhibition of this level may recommend to."""
    levels = tuple(Level)
    return levels[levels.index(Level(level)) + 1 :]


def recommend(session: Session, actor: Actor, key: str, command: Recommend) -> int:
    """Put documents on the list as drafts; how many were new. Raises Invalid for what can not be recommended."""
    exhibition = exhibition_curated(session, actor, key)
    _refuse_bad(exhibition, command)
    readable = documents.readable_by(policy.stands_for(exhibition.audience))
    rows = session.scalars(
        select(Document)
        .join(Version, Version.document_id == Document.id)
        .where(Document.number.in_(command.numbers), readable)
    )
    known = {row.number: row for row in rows}
    if any(number not in known for number in command.numbers):
        raise Invalid(Fault("numbers", "document"))
    there = _there(session, exhibition.id, command.level)
    new = [known[number] for number in dict.fromkeys(command.numbers) if known[number].id not in there]
    if len(there) + len(new) > LIST_LIMIT:
        raise Invalid(Fault("numbers", "many", {"limit": LIST_LIMIT}))
    last = session.scalar(
        select(func.max(Recommendation.position)).where(Recommendation.exhibition_id == exhibition.id)
    )
    for place, document in enumerate(new, (last or 0) + 1):
        session.add(
            Recommendation(
                exhibition_id=exhibition.id,
                document_id=document.id,
                level=command.level,
                selection=command.selection.strip(),
                reason=command.reason.strip(),
                position=place,
                by_id=actor.account_id,
            )
        )
    session.flush()
    if new:
        told = {"numbers": [row.number for row in new], "level": command.level}
        record(session, actor, "exhibitions.recommend", _subject(exhibition), None, told)
    return len(new)


def edit_recommendation(
    session: Session, actor: Actor, key: str, recommendation_id: int, command: EditRecommendation
) -> Recommendation:
    """Change the reason and the selection of a draft. Raises Conflict('stale') or Conflict('state')."""
    exhibition, row = _found(session, actor, key, recommendation_id)
    present = {"reason": row.reason, "selection": row.selection}
    if row.revision != command.revision:
        raise Conflict("stale", Present(row.revision, present))
    if row.state != RecommendationState.DRAFT:
        raise Conflict("state", row.state)
    if len(command.reason) > REASON_LIMIT:
        raise Invalid(Fault("reason", "long", {"limit": REASON_LIMIT}))
    if len(command.selection) > SELECTION_LIMIT:
        raise Invalid(Fault("selection", "long", {"limit": SELECTION_LIMIT}))
    row.reason, row.selection = command.reason.strip(), command.selection.strip()
    session.flush()
    after = {"reason": row.reason, "selection": row.selection}
    record(session, actor, "exhibitions.edit_recommendation", _subject(exhibition), present, after)
    return row


def move_recommendation(
    session: Session, actor: Actor, key: str, recommendation_id: int, *, is_up: bool
) -> Recommendation:
    """Change places with the one above or below it on the list of its level."""
    exhibition, row = _found(session, actor, key, recommendation_id)
    rows: Sequence[Recommendation] = session.scalars(_list(exhibition.id, row.level)).all()
    place = [each.id for each in rows].index(row.id)
    other = place - 1 if is_up else place + 1
    if not 0 <= other < len(rows):
        return row
    positions = sorted({each.position for each in rows})
    if len(positions) < len(rows):
        positions = list(range(1, len(rows) + 1))
    moved = [each for each in rows if each.id != row.id]
    moved.insert(other, row)
    for each, position in zip(moved, positions, strict=True):
        each.position = position
    session.flush()
    record(session, actor, "exhibitions.move_recommendation", _subject(exhibition), {"place": place}, {"place": other})
    return row


def remove_recommendation(session: Session, actor: Actor, key: str, recommendation_id: int) -> None:
    """Take a draft off the list."""
    exhibition, row = _found(session, actor, key, recommendation_id)
    if row.state != RecommendationState.DRAFT:
        raise Conflict("state", row.state)
    before = {"number": row.document.number, "reason": row.reason, "level": row.level}
    record(session, actor, "exhibitions.remove_recommendation", _subject(exhibition), before)
    session.delete(row)


def send_recommendations(session: Session, actor: Actor, key: str, level: str) -> int:
    """Send all drafts of a level that give a reason and may still be shown; how many. The owners are told."""
    exhibition = exhibition_curated(session, actor, key)
    readable = documents.readable_by(policy.stands_for(exhibition.audience))
    rows: Sequence[Recommendation] = session.scalars(
        _list(exhibition.id, level)
        .join(Version, Version.document_id == Document.id)
        .where(readable, Recommendation.state == RecommendationState.DRAFT)
    ).all()
    missing = [row.document.number for row in rows if not row.reason]
    if missing:
        raise Invalid(Fault("reason", "missing", {"numbers": "、".join(missing[:5])}))
    for row in rows:
        row.state = recommendation_workflow.after(RecommendationState(row.state), RecommendationMove.SEND)
        row.at = now()
    session.flush()
    if rows:
        told = {"numbers": [row.document.number for row in rows], "level": level}
        record(session, actor, "exhibitions.send_recommendations", _subject(exhibition), None, told)
    for row in rows:
        params = {"title": exhibition.title, "number": row.document.number, "level": level}
        owners = owners_of(session, row.document) - {actor.account_id}
        notify(session, RECOMMENDED, ("document", row.document_id), owners, params)
    return len(rows)


def answer_recommendation(
    session: Session, actor: Actor, key: str, recommendation_id: int, move: RecommendationMove, revision: int
) -> Recommendation:
    """Write down that it was taken or not, take it back, or take that answer back."""
    exhibition, row = _found(session, actor, key, recommendation_id)
    if row.revision != revision:
        raise Conflict("stale", Present(row.revision, {}))
    if move == RecommendationMove.SEND:
        raise Conflict("state", row.state)
    before = row.state
    row.state = recommendation_workflow.after(RecommendationState(row.state), move)
    session.flush()
    told = {"number": row.document.number, "state": row.state}
    record(session, actor, "exhibitions.answer_recommendation", _subject(exhibition), {"state": before}, told)
    return row


def _refuse_bad(exhibition: Exhibition, command: Recommend) -> None:
    faults = []
    if command.level not in levels_above(exhibition.level):
        faults.append(Fault("level", "choice"))
    if not command.numbers:
        faults.append(Fault("numbers", "required"))
    if len(command.reason) > REASON_LIMIT:
        faults.append(Fault("reason", "long", {"limit": REASON_LIMIT}))
    if len(command.selection) > SELECTION_LIMIT:
        faults.append(Fault("selection", "long", {"limit": SELECTION_LIMIT}))
    if faults:
        raise Invalid(*faults)


def _there(session: Session, exhibition_id: int, level: str) -> set[int]:
    rows = session.scalars(
        select(Recommendation.document_id).where(
            Recommendation.exhibition_id == exhibition_id, Recommendation.level == level
        )
    )
    return set(rows)


def _list(exhibition_id: int, level: str) -> Select[Any]:
    listed: Any = (
        select(Recommendation)
        .join(Document, Document.id == Recommendation.document_id)
        .where(Recommendation.exhibition_id == exhibition_id, Recommendation.level == level)
        .options(contains_eager(Recommendation.document))
        .order_by(Recommendation.position, Recommendation.id)
    )
    return cast("Select[Any]", listed)


def _found(session: Session, actor: Actor, key: str, recommendation_id: int) -> tuple[Exhibition, Recommendation]:
    exhibition = exhibition_curated(session, actor, key)
    row = session.scalar(
        select(Recommendation)
        .where(Recommendation.id == recommendation_id, Recommendation.exhibition_id == exhibition.id)
        .options(joinedload(Recommendation.document))
    )
    if row is None:
        raise NotFound
    return exhibition, row


def _subject(exhibition: Exhibition) -> tuple[str, int | None, str]:
    return ("exhibition", exhibition.id, exhibition.title)
