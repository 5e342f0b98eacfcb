"""What can be put on show: chosen results, new matches of kept searches, and halls proposed by a preset."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import NotFound
from webapp.directory.models import Studio
from webapp.documents.cards import DocumentCard, cards_of, readable_ids
from webapp.documents.models import Document
from webapp.documents.number import parse_number
from webapp.exhibitions import policy
from webapp.exhibitions.models import CollectingQuery, Exhibition, Hall, Item
from webapp.exhibitions.queries.showing import exhibition_curated

WHOLE_LIMIT = 200
SHOWN_LIMIT = 50

Find = Callable[[Actor, str], Sequence[DocumentCard]]
"""What a search, given by the arguments of its address, finds for an actor."""


class Why(StrEnum):
    """Why something can not be added. ``hidden`` is said only of what the curator may read."""

    NONE = ""
    ALREADY = "already"
    HIDDEN = "hidden"
    UNKNOWN = "unknown"


class By(StrEnum):
    """What a preset makes halls of; ``level`` is the naming level of the studio."""

    KIND = "kind"
    REGION = "region"
    INDUSTRY = "industry"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Place:
    """An exhibition the curator may change, with its halls as pairs (key, title)."""

    key: str
    title: str
    audience: str
    halls: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that was chosen: whether it can be added, and its card where the curator may read it."""

    number: str
    card: DocumentCard | None
    why: Why = Why.NONE


@dataclass(frozen=True, slots=True)
class KeptQuery:
    """A kept search with the number of its new matches."""

    id: int
    name: str
    query: str
    hall_key: str
    hall: str
    count: int
    dismissed: int


@dataclass(frozen=True, slots=True)
class Suggested:
    """New matches of one kept search: what everybody of the audience may read and is not on show, best first."""

    exhibition: Exhibition
    query: KeptQuery
    cards: Sequence[DocumentCard]


@dataclass(frozen=True, slots=True)
class Group:
    """A hall a preset proposes: the key of what its documents share ('' for none), and the documents."""

    key: str
    cards: Sequence[DocumentCard]


def places(session: Session, actor: Actor) -> list[Place]:
    """The exhibitions the curator may change, the newest first; two statements."""
    rows = session.execute(
        select(Exhibition.id, Exhibition.key, Exhibition.title, Exhibition.audience)
        .where(policy.exhibitions_changed_by(actor))
        .order_by(Exhibition.id.desc())
        .limit(SHOWN_LIMIT)
    ).all()
    halls = session.execute(
        select(Hall.exhibition_id, Hall.key, Hall.title)
        .where(Hall.exhibition_id.in_([row.id for row in rows]), Hall.removed_at.is_(None))
        .order_by(Hall.position, Hall.id)
    ).all()
    return [
        Place(row.key, row.title, row.audience, [(each.key, each.title) for each in halls if each[0] == row.id])
        for row in rows
    ]


def candidates(session: Session, actor: Actor, exhibition: Exhibition, numbers: Iterable[str]) -> list[Candidate]:
    """What these numbers are for this curator and exhibition, in the order given; a constant number of statements."""
    wanted = list(dict.fromkeys(parse_number(each) or each[:40] for each in numbers))[:WHOLE_LIMIT]
    rows = session.execute(select(Document.id, Document.number).where(Document.number.in_(wanted)))
    ids = {row.number: row.id for row in rows}
    known = list(ids.values())
    cards = cards_of(session, actor, known)
    shown = readable_ids(session, policy.stands_for(exhibition.audience), known)
    there = on_show(session, exhibition.id)
    return [_candidate(number, ids.get(number, 0), cards, shown, there) for number in wanted]


def on_show(session: Session, exhibition_id: int) -> set[int]:
    """The documents that stand in the halls."""
    rows = session.scalars(
        select(Item.document_id).where(
            Item.exhibition_id == exhibition_id, Item.removed_at.is_(None), Item.document_id.is_not(None)
        )
    )
    return {each for each in rows if each is not None}


def kept_queries(session: Session, find: Find, actor: Actor, key: str) -> tuple[Exhibition, list[KeptQuery]]:
    """The kept searches of an exhibition with how many new matches each has; for its curators."""
    exhibition = exhibition_curated(session, actor, key)
    there = on_show(session, exhibition.id)
    rows = session.execute(_queries(exhibition.id)).all()
    return exhibition, [_kept(row, len(_new(find, exhibition, row[0], there))) for row in rows]


def suggested(session: Session, find: Find, actor: Actor, key: str, query_id: int) -> Suggested:
    """The new matches of one kept search. Raises NotFound."""
    exhibition = exhibition_curated(session, actor, key)
    row = session.execute(_queries(exhibition.id).where(CollectingQuery.id == query_id)).one_or_none()
    if row is None:
        raise NotFound
    cards = _new(find, exhibition, row[0], on_show(session, exhibition.id))
    return Suggested(exhibition, _kept(row, len(cards)), cards[:SHOWN_LIMIT])


def on_show_cards(session: Session, exhibition: Exhibition) -> list[DocumentCard]:
    """The documents in the halls that may be shown, in the order of the tour."""
    rows = session.scalars(
        select(Item.document_id)
        .join(Hall, Hall.id == Item.hall_id)
        .where(Item.exhibition_id == exhibition.id, Item.removed_at.is_(None), Item.document_id.is_not(None))
        .order_by(Hall.position, Item.position, Item.id)
    )
    ids = [each for each in rows if each is not None]
    cards = cards_of(session, policy.stands_for(exhibition.audience), ids)
    return [cards[each] for each in ids if each in cards]


def grouped(session: Session, cards: Sequence[DocumentCard], by: By) -> list[Group]:
    """The documents by what they share, the largest group first; what says nothing of it comes last."""
    levels = _levels(session, cards) if by == By.LEVEL else {}
    groups: dict[str, list[DocumentCard]] = {}
    for card in cards:
        key = levels.get(card.studio_id or 0, "") if by == By.LEVEL else getattr(card, by.value)
        groups.setdefault(key, []).append(card)
    return [Group(key, groups[key]) for key in sorted(groups, key=lambda each: (not each, -len(groups[each]), each))]


def _levels(session: Session, cards: Sequence[DocumentCard]) -> dict[int, str]:
    ids = sorted({card.studio_id for card in cards if card.studio_id is not None})
    return {row.id: row.level for row in session.execute(select(Studio.id, Studio.level).where(Studio.id.in_(ids)))}


def _candidate(
    number: str, document_id: int, cards: dict[int, DocumentCard], shown: set[int], there: set[int]
) -> Candidate:
    card = cards.get(document_id)
    if card is None:
        return Candidate(number, None, Why.UNKNOWN)
    if document_id in there:
        return Candidate(number, card, Why.ALREADY)
    return Candidate(number, card, Why.NONE if document_id in shown else Why.HIDDEN)


def _queries(exhibition_id: int) -> Select[Any]:
    kept: Any = (
        select(CollectingQuery, Hall.key, Hall.title)
        .outerjoin(Hall, (Hall.id == CollectingQuery.hall_id) & Hall.removed_at.is_(None))
        .where(CollectingQuery.exhibition_id == exhibition_id)
        .order_by(CollectingQuery.id)
    )
    return cast("Select[Any]", kept)


def _new(find: Find, exhibition: Exhibition, row: CollectingQuery, there: set[int]) -> list[DocumentCard]:
    known = there | set(row.dismissed)
    found = find(policy.stands_for(exhibition.audience), row.query)
    return [card for card in found if card.id not in known]


def _kept(row: Any, count: int) -> KeptQuery:
    query: CollectingQuery = row[0]
    return KeptQuery(query.id, query.name, query.query, row[1] or "", row[2] or "", count, len(query.dismissed))
