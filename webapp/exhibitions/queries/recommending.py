"""What is read of recommendations upward: the list curators keep, and the marks that readers see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.documents import policy as documents
from webapp.documents.models import Document, Version
from webapp.documents.workflow import VersionState
from webapp.exhibitions import policy
from webapp.exhibitions.models import Exhibition, Recommendation
from webapp.exhibitions.queries.showing import exhibition_curated
from webapp.exhibitions.queries.titles import titles_of
from webapp.exhibitions.workflow import RecommendationState

MARKED = (RecommendationState.SENT, RecommendationState.TAKEN)


@dataclass(frozen=True, slots=True)
class RecommendationLine:
    """One recommendation. ``title`` is '' where the document may not be shown any more; then it is not sent either."""

    id: int
    number: str
    title: str
    level: str
    selection: str
    reason: str
    state: str
    revision: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What a document carries: which exhibition recommended it to which level, and whether it was taken."""

    document_id: int
    exhibition_key: str
    exhibition_title: str
    level: str
    is_taken: bool


def recommendations(session: Session, actor: Actor, key: str) -> tuple[Exhibition, list[RecommendationLine]]:
    """The list of an exhibition in its order, for its curators."""
    exhibition = exhibition_curated(session, actor, key)
    return exhibition, recommended_by(session, exhibition)


def recommended_by(session: Session, exhibition: Exhibition) -> list[RecommendationLine]:
    """The list of an exhibition in its order."""
    shown = documents.readable_by(policy.stands_for(exhibition.audience))
    rows = session.execute(
        select(Recommendation, Document.number, Version.title, shown.label("is_shown"))
        .join(Document, Document.id == Recommendation.document_id)
        .outerjoin(Version, and_(Version.document_id == Document.id, Version.state == VersionState.PUBLISHED))
        .where(Recommendation.exhibition_id == exhibition.id)
        .order_by(Recommendation.position, Recommendation.id)
    )
    return [_line(row.Recommendation, row.number, row.title, bool(row.is_shown)) for row in rows]


def offered(session: Session, exhibition: Exhibition) -> list[tuple[str, str]]:
    """Documents on show as pairs (number, title), in no order of merit."""
    here = [each for each in titles_of(session, exhibition).values() if each.number and not each.is_removed]
    return sorted({each.number: each.title for each in here}.items())


def marks_of(session: Session, actor: Actor, document_ids: Sequence[int]) -> dict[int, list[Mark]]:
    """The marks of documents that the actor reads, of exhibitions the actor may visit; one statement."""
    if not document_ids:
        return {}
    rows = session.execute(_marks(actor), {"ids": list(document_ids)})
    found: dict[int, list[Mark]] = {}
    for row in rows:
        mark = Mark(row.document_id, row.key, row.title, row.level, row.state == RecommendationState.TAKEN)
        found.setdefault(row.document_id, []).append(mark)
    return found


@lru_cache(maxsize=256)
def _marks(actor: Actor) -> Select[Any]:
    """The statement of every page of search results, made once for each reader."""
    columns: Any = select(
        Recommendation.document_id, Exhibition.key, Exhibition.title, Recommendation.level, Recommendation.state
    )
    made: Select[Any] = (
        columns.join(Exhibition, Exhibition.id == Recommendation.exhibition_id)
        .where(
            Recommendation.document_id.in_(bindparam("ids", expanding=True)),
            Recommendation.state.in_(MARKED),
            policy.exhibitions_seen_by(actor),
        )
        .order_by(Recommendation.id)
    )
    return made


def _line(row: Recommendation, number: str, title: str | None, is_shown: bool) -> RecommendationLine:
    return RecommendationLine(
        id=row.id,
        number=number if is_shown else "",
        title=(title or "") if is_shown else "",
        level=row.level,
        selection=row.selection,
        reason=row.reason if is_shown else "",
        state=row.state,
        revision=row.revision,
    )
