"""What somebody kept of their searches: saved ones with new hits, recent ones, drafts of requests for help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import NotFound
from webapp.documents.cards import DocumentCard, cards_of
from webapp.documents.models import Document, Version
from webapp.documents.policy import readable_by
from webapp.search import policy
from webapp.search.models import HelpRequest, RecentSearch, SavedHit, SavedSearch

HITS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved search; ``new_count`` are hits found since it was saved that the reader may read now."""

    id: int
    name: str
    arguments: Mapping[str, Sequence[str]]
    is_paused: bool
    created_at: datetime
    revision: int
    new_count: int = 0


def saved_searches(session: Session, actor: Actor) -> list[Saved]:
    """The actor's saved searches, newest first."""
    rows = session.scalars(
        select(SavedSearch).where(policy.searches_kept_by(actor)).order_by(SavedSearch.id.desc())
    ).all()
    counts = _counts(session, actor, [row.id for row in rows])
    return [_saved(row, counts.get(row.id, 0)) for row in rows]


def saved_search(session: Session, actor: Actor, search_id: int) -> tuple[Saved, list[DocumentCard]]:
    """One of them with its new hits, newest first. Raises NotFound."""
    row = session.scalar(select(SavedSearch).where(SavedSearch.id == search_id, policy.searches_kept_by(actor)))
    if row is None:
        raise NotFound
    ids = session.scalars(
        select(SavedHit.document_id)
        .where(SavedHit.saved_search_id == row.id)
        .order_by(SavedHit.at.desc(), SavedHit.document_id.desc())
        .limit(HITS_SHOWN)
    ).all()
    cards = cards_of(session, actor, ids)
    found = [cards[each] for each in ids if each in cards]
    return _saved(row, len(found)), found


def searches_with_news(session: Session, actor: Actor, search_ids: Sequence[int]) -> frozenset[int]:
    """Those of these saved searches that are the actor's and have a new hit they may read now."""
    return frozenset(_counts(session, actor, search_ids))


def _counts(session: Session, actor: Actor, search_ids: Sequence[int]) -> dict[int, int]:
    if not search_ids:
        return {}
    rows = session.execute(
        select(SavedHit.saved_search_id, func.count())
        .join(SavedSearch, SavedSearch.id == SavedHit.saved_search_id)
        .join(Document, Document.id == SavedHit.document_id)
        .join(Version, Version.document_id == Document.id)
        .where(SavedHit.saved_search_id.in_(search_ids), policy.searches_kept_by(actor), readable_by(actor))
        .group_by(SavedHit.saved_search_id)
    )
    return {row[0]: row[1] for row in rows}


def _saved(row: SavedSearch, count: int) -> Saved:
    return Saved(row.id, row.name, row.arguments, row.is_paused, row.created_at, row.revision, count)


def recent_searches(session: Session, actor: Actor, limit: int = 20, beginning: str = "") -> list[str]:
    """What the actor searched for last, newest first."""
    if not actor.account_id:
        return []
    statement = select(RecentSearch.text).where(RecentSearch.account_id == actor.account_id)
    if beginning:
        statement = statement.where(RecentSearch.text.startswith(beginning, autoescape=True))
    return list(session.scalars(statement.order_by(RecentSearch.at.desc(), RecentSearch.text).limit(limit)))


def help_requests(session: Session, actor: Actor) -> list[HelpRequest]:
    """The actor's drafts, the last changed first."""
    statement = select(HelpRequest).where(policy.requests_drafted_by(actor))
    return list(session.scalars(statement.order_by(HelpRequest.changed_at.desc(), HelpRequest.id.desc())))


def help_request(session: Session, actor: Actor, request_id: int) -> HelpRequest:
    """One of them. Raises NotFound."""
    row = session.scalar(
        select(HelpRequest).where(HelpRequest.id == request_id, policy.requests_drafted_by(actor))
    )  # fmt: skip
    if row is None:
        raise NotFound
    return row
