"""One search as a person asks it: from the address to a page of cards, re-checked in the database.

The index gives keys, counts and passages computed over the audiences the reader belongs to. Whatever changed since the
index was written is looked up in the database first, and every hit of the page is read through the reader's own filter,
so a stale index can hide something for a moment but never show it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.base.feed import changes_after, feed_state
from webapp.directory.models import Organisation, Person, Studio
from webapp.documents.cards import DocumentCard, cards_of, readable_ids
from webapp.documents.policy import audiences_of, reads_everything
from webapp.search.entry import PUBLIC, Key
from webapp.search.request import Hit, Parts, Request, Results, Sort
from webapp.search.site import SearchSite

FACETS = ("kind", "industry", "trade", "region", "year", "studio", "steps", "adopted", "video")
TABS = ("document", "person", "studio", "organisation")
PAGE = 20
LAST_HIT = 10_000
TEXT_LIMIT = 200
VALUES_LIMIT = 20
PENDING_LIMIT = 2000
ENTRIES: dict[str, type[Person] | type[Studio] | type[Organisation]] = {
    "person": Person,
    "studio": Studio,
    "organisation": Organisation,
}


@dataclass(frozen=True, slots=True)
class Question:
    """What stands in the address, made safe: text, tab, chosen facet values, order, page."""

    text: str = ""
    tab: str = "document"
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = Sort.RELEVANCE
    page: int = 1
    exact: bool = False
    limit: int = PAGE
    offset: int | None = None

    @property
    def first(self) -> int:
        """How many hits come before this page."""
        return min((self.page - 1) * self.limit if self.offset is None else self.offset, LAST_HIT)


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the result page: a document's card or a directory entry's name, with why it was found."""

    key: Key
    score: int
    title: Parts
    snippet: Parts
    place: str
    found_in: tuple[str, ...]
    card: DocumentCard | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of results with its true counts, and what may help when there are few."""

    question: Question
    total: int
    found: tuple[Found, ...]
    facets: Mapping[str, Mapping[str, int]]
    tabs: Mapping[str, int]
    expansions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    dropped: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    studio_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-min(self.total, LAST_HIT) // self.question.limit))


def question_from(arguments: Mapping[str, Sequence[str]], page: int) -> Question:
    """The question in an address; whatever makes no sense is left out."""

    def first(name: str) -> str:
        return next(iter(arguments.get(name, ())), "")

    filters = {
        name: tuple(dict.fromkeys(value for value in arguments.get(name, ()) if 0 < len(value) <= 64))[:VALUES_LIMIT]
        for name in FACETS
    }
    tab, sort = first("tab"), first("sort")
    return Question(
        text=first("q")[:TEXT_LIMIT],
        tab=tab if tab in TABS else "document",
        filters={name: values for name, values in filters.items() if values},
        sort=sort if sort in set(Sort) else Sort.RELEVANCE,
        page=page,
        exact=first("exact") == "1",
    )


def ask(session: Session, index: SearchSite, actor: Actor, question: Question) -> Answer:
    """The answer for this reader."""
    audiences = reader_audiences(index, actor)
    stale = Recheck(session, index, actor)
    results = index.search(
        Request(
            text=question.text,
            audiences=audiences,
            kinds=frozenset({question.tab}),
            filters=question.filters if question.tab == "document" else {},
            facets=FACETS if question.tab == "document" else (),
            sort=question.sort,
            offset=question.first,
            limit=question.limit,
            exact=question.exact,
            allowed=stale.allowed,
            excluded=stale.excluded(),
            today=today().toordinal(),
        )
    )
    few = results.total == 0 and bool(question.text.strip())
    return Answer(
        question=question,
        total=results.total,
        found=_found(session, actor, results),
        facets=results.facets,
        tabs=results.kinds,
        expansions=results.expansions,
        dropped=results.dropped,
        corrections=index.corrections(question.text, audiences, limit=3) if few else (),
        studio_names=_studio_names(session, results, question),
    )


def reader_audiences(index: SearchSite, actor: Actor) -> frozenset[str] | None:
    """The audiences the reader belongs to, of those there are; None for everything."""
    if reads_everything(actor):
        return None
    if not actor.is_signed_in:
        return frozenset({PUBLIC})
    return audiences_of(actor, index.audiences()) | {PUBLIC}


class Recheck:
    """The database's word on what the index says."""

    def __init__(self, session: Session, index: SearchSite, actor: Actor) -> None:
        self.session = session
        self.index = index
        self.actor = actor

    def excluded(self) -> frozenset[Key]:
        """Documents changed since the index was written that this reader may not read (any more)."""
        state = self.index.state()
        if state is None or state.position >= feed_state(self.session).last:
            return frozenset()
        changes = changes_after(self.session, state.position, PENDING_LIMIT)
        ids = [thing_id for _, (kind, thing_id) in changes if kind == "document"]
        seen = readable_ids(self.session, self.actor, ids)
        return frozenset(Key("document", each) for each in ids if each not in seen)

    def allowed(self, keys: Sequence[Key]) -> Collection[Key]:
        """Those of these hits that exist and may be read."""
        documents = readable_ids(self.session, self.actor, [key.id for key in keys if key.kind == "document"])
        kept = {Key("document", each) for each in documents}
        for kind, model in ENTRIES.items():
            ids = [key.id for key in keys if key.kind == kind]
            if ids:
                rows = self.session.scalars(select(model.id).where(model.id.in_(ids), model.merged_into_id.is_(None)))
                kept.update(Key(kind, each) for each in rows)
        return kept


def _found(session: Session, actor: Actor, results: Results) -> tuple[Found, ...]:
    cards = cards_of(session, actor, [hit.key.id for hit in results.hits if hit.key.kind == "document"])
    return tuple(
        _line(hit, cards.get(hit.key.id) if hit.key.kind == "document" else None)
        for hit in results.hits
        if hit.key.kind != "document" or hit.key.id in cards
    )


def _line(hit: Hit, card: DocumentCard | None) -> Found:
    return Found(hit.key, hit.score, hit.title, hit.snippet, hit.place, hit.found_in, card)


def _studio_names(session: Session, results: Results, question: Question) -> dict[str, str]:
    ids = {*results.facets.get("studio", {}), *question.filters.get("studio", ())}
    known = [int(each) for each in ids if each.isascii() and each.isdigit() and len(each) < 10]
    if not known:
        return {}
    return {
        str(row.id): row.name for row in session.execute(select(Studio.id, Studio.name).where(Studio.id.in_(known)))
    }
