"""One search as a person asks it: from the address to a page of hits, re-checked in the database.

The index gives keys, counts and passages computed over the audiences the reader belongs to. Whatever changed since the
index was written is looked up in the database first, and every hit of the page is read through the reader's own filter,
so a stale index can hide something for a moment but never show it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.base.feed import changes_after, feed_state
from webapp.directory.models import Studio
from webapp.documents.cards import DocumentCard, cards_of, readable_ids
from webapp.documents.policy import audiences_of, reads_everything
from webapp.documents.queries.files import file_names
from webapp.search.entry import PUBLIC, Key
from webapp.search.helping import FEW, WaysOn, only_counting, ways_on
from webapp.search.indexed_tabs import INDEXED, entries_of
from webapp.search.naming import NAMED
from webapp.search.request import Hit, Parts, Request, Results, Sort
from webapp.search.site import SearchSite
from webapp.search.tabs import DOCUMENT, Tab, Tabs

PAGE = 20
LAST_HIT = 10_000
TEXT_LIMIT = 200
VALUES_LIMIT = 20
PENDING_LIMIT = 2000
INSIDE = "in_"
"""What the arguments of words in a certain field begin with."""

INSIDE_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Question:
    """What stands in the address, made safe: text, tab, chosen facet values, order, page."""

    text: str = ""
    tab: str = DOCUMENT
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = Sort.RELEVANCE
    page: int = 1
    exact: bool = False
    inside: Mapping[str, str] = field(default_factory=dict)
    limit: int = PAGE
    offset: int | None = None

    @property
    def first(self) -> int:
        """How many hits come before this page."""
        return min((self.page - 1) * self.limit if self.offset is None else self.offset, LAST_HIT)


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the result page: a document's card or a directory entry's row, with why it was found."""

    key: Key
    score: int
    title: Parts
    snippet: Parts
    place: str
    found_in: tuple[str, ...]
    card: DocumentCard | None = None
    row: Any = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of results with its true counts, and what may help when there are few, or words nothing was found for."""

    question: Question
    total: int
    found: tuple[Found, ...]
    facets: Mapping[str, Mapping[str, int]]
    tabs: Mapping[str, int]
    expansions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    dropped: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    studio_names: Mapping[str, str] = field(default_factory=dict)
    file_names: Mapping[str, str] = field(default_factory=dict)
    """Names of the files that hits are in, by key."""
    ways_on: WaysOn | None = None
    beside: tuple[tuple[Key, str], ...] = ()
    """People and studios that may know, where documents are few: key and name."""
    is_mending: bool = False
    """Whether the index is being built anew, so that less is found than there is."""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-min(self.total, LAST_HIT) // self.question.limit))


def question_from(arguments: Mapping[str, Sequence[str]], page: int, tabs: Tabs = INDEXED) -> Question:
    """The question in an address; whatever makes no sense is left out."""

    def first(name: str) -> str:
        return next(iter(arguments.get(name, ())), "")

    tab = first("tab") if first("tab") in tabs else DOCUMENT
    filters = {
        name: tuple(dict.fromkeys(value for value in arguments.get(name, ()) if 0 < len(value) <= 64))[:VALUES_LIMIT]
        for name in tabs[tab].facets
    }
    sort = first("sort")
    return Question(
        text=first("q")[:TEXT_LIMIT],
        tab=tab,
        filters={name: values for name, values in filters.items() if values},
        sort=sort if sort in set(Sort) else Sort.RELEVANCE,
        page=page,
        exact=first("exact") == "1",
        inside={name: text for name in NAMED if (text := " ".join(first(INSIDE + name).split())[:INSIDE_LIMIT])},
    )


def arguments_of(question: Question) -> dict[str, tuple[str, ...]]:
    """The arguments of the address of a question, without its page: the other way round."""
    found: dict[str, tuple[str, ...]] = {"q": (question.text,)} if question.text else {}
    if question.tab != DOCUMENT:
        found["tab"] = (question.tab,)
    if question.sort != Sort.RELEVANCE:
        found["sort"] = (question.sort,)
    if question.exact:
        found["exact"] = ("1",)
    found |= {INSIDE + name: (text,) for name, text in question.inside.items()}
    return found | dict(question.filters)


def ask(session: Session, index: SearchSite, actor: Actor, question: Question, tabs: Tabs = INDEXED) -> Answer:
    """The answer for this reader."""
    recheck = Recheck(session, index, actor)
    request = Request(
        text=question.text,
        audiences=reader_audiences(index, actor),
        kinds=frozenset({question.tab}),
        filters=question.filters,
        facets=tabs[question.tab].facets,
        sort=question.sort,
        offset=question.first,
        limit=question.limit,
        exact=question.exact,
        inside=question.inside,
        allowed=recheck.allowed,
        excluded=recheck.excluded(),
        today=today().toordinal(),
    )
    others = _counted(session, actor, question, tabs)
    if tabs[question.tab].find is not None:
        return replace(
            _found_by_part(session, actor, question, tabs[question.tab]), tabs={**_tabs(index, request), **others}
        )
    results = index.search(request)
    answer = Answer(
        question=question,
        total=results.total,
        found=recheck.found(results),
        facets=results.facets,
        tabs={**(_tabs(index, request) if request.inside else results.kinds), **others},
        expansions=results.expansions,
        dropped=results.dropped,
        studio_names=_studio_names(session, results, question),
        file_names=file_names(session, actor, filter(None, (file_key(hit.place) for hit in results.hits))),
        is_mending=index.is_damaged or index.position() is None,
    )
    if answer.is_mending:
        return answer
    asked = question.text.strip() or question.filters or question.inside
    if not asked or (results.total >= FEW and not results.dropped):
        return answer
    return _helped(session, index, request, results, answer)


def _helped(session: Session, index: SearchSite, request: Request, results: Results, answer: Answer) -> Answer:
    """The answer to a question that found little, with what may be meant and where else to look."""
    ways = ways_on(index, request, results, words=not request.excluded)
    rows = entries_of(session, ways.related)
    is_sure = request.excluded or results.total >= FEW or _is_a_name(results, request.text)
    return replace(
        answer,
        corrections=() if is_sure else index.corrections(request.text, request.audiences, limit=3),
        ways_on=ways,
        beside=tuple((key, rows[key].name) for key in ways.related if key in rows),
    )


def _is_a_name(results: Results, text: str) -> bool:
    """Whether a hit of the page bears what was typed in its name, word for word: then nothing else was meant."""
    return any((text.strip(), True) in hit.title for hit in results.hits)


def _tabs(index: SearchSite, request: Request) -> Mapping[str, int]:
    """How many things of each kind the text alone finds: what is behind the other tabs."""
    return index.search(replace(only_counting(request), kinds=frozenset(), filters={}, inside={})).kinds


def _counted(session: Session, actor: Actor, question: Question, tabs: Tabs) -> Mapping[str, int]:
    """How many things the parts above find for the text."""
    others = [tab for tab in tabs.values() if tab.count is not None and tab.kind != question.tab]
    return {tab.kind: tab.count(session, actor, question.text) for tab in others if tab.count is not None}


def _found_by_part(session: Session, actor: Actor, question: Question, tab: Tab) -> Answer:
    """A page of what a part above finds by itself."""
    if tab.find is None:
        raise ValueError(tab.kind)
    listed = tab.find(session, actor, question.text, question.first, question.limit)
    found = tuple(
        Found(Key(tab.kind, each.id), 0, ((each.title, False),), ((each.text, False),), "", (), row=each.row)
        for each in listed.things
    )
    return Answer(question, listed.total, found, facets={}, tabs={})


def reader_audiences(index: SearchSite, actor: Actor) -> frozenset[str] | None:
    """The audiences the reader belongs to, of those there are; None for everything."""
    if reads_everything(actor):
        return None
    if not actor.is_signed_in:
        return frozenset({PUBLIC})
    return audiences_of(actor, index.audiences()) | {PUBLIC}


def file_key(place: str) -> str:
    """The key of the file a place is in, '' for any other place."""
    return place.split(":")[1] if place.startswith("file:") else ""


class Recheck:
    """The database's word on what the index says."""

    def __init__(self, session: Session, index: SearchSite, actor: Actor) -> None:
        self.session = session
        self.index = index
        self.actor = actor
        self._cards: dict[int, DocumentCard] = {}
        self._rows: dict[Key, Any] = {}

    def excluded(self) -> frozenset[Key]:
        """Documents changed since the index was written that this reader may not read (any more)."""
        position = self.index.position()
        if position is None or position >= feed_state(self.session).last:
            return frozenset()
        changes = changes_after(self.session, position, PENDING_LIMIT)
        ids = [thing_id for _, (kind, thing_id) in changes if kind == DOCUMENT]
        seen = readable_ids(self.session, self.actor, ids)
        return frozenset(Key(DOCUMENT, each) for each in ids if each not in seen)

    def allowed(self, keys: Sequence[Key]) -> Collection[Key]:
        """Those of these hits that exist and may be read; what their lines show is kept for :meth:`found`."""
        self._cards |= cards_of(self.session, self.actor, [key.id for key in keys if key.kind == DOCUMENT])
        self._rows |= entries_of(self.session, [key for key in keys if key.kind != DOCUMENT])
        return [key for key in keys if self._is_there(key)]

    def found(self, results: Results) -> tuple[Found, ...]:
        """The lines of the page."""
        return tuple(
            _line(hit, self._cards.get(hit.key.id) if hit.key.kind == DOCUMENT else None, self._rows.get(hit.key))
            for hit in results.hits
            if self._is_there(hit.key)
        )

    def _is_there(self, key: Key) -> bool:
        return key.id in self._cards if key.kind == DOCUMENT else key in self._rows


def _line(hit: Hit, card: DocumentCard | None, row: Any) -> Found:
    return Found(hit.key, hit.score, hit.title, hit.snippet, hit.place, hit.found_in, card, row)


def _studio_names(session: Session, results: Results, question: Question) -> dict[str, str]:
    ids = {*results.facets.get("studio", {}), *question.filters.get("studio", ())}
    known = [int(each) for each in ids if each.isascii() and each.isdigit() and len(each) < 10]
    return {str(row.id): row.name for row in session.execute(_STUDIOS, {"ids": known})} if known else {}


_STUDIOS = select(Studio.id, Studio.name).where(Studio.id.in_(bindparam("ids", expanding=True)))
