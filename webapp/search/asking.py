"""One search as a person asks it: from the address to a page of hits, re-checked in the database.

The index gives keys, counts and passages computed over the audiences the reader belongs to. Whatever changed since the
index was written is looked up in the database first, and every hit of the page is read through the reader's own filter,
so a stale index can hide something for a moment but never show it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.base.feed import changes_after, feed_state
from webapp.directory.models import Organisation, Person, Studio
from webapp.documents.cards import DocumentCard, cards_of, readable_ids
from webapp.documents.policy import audiences_of, reads_everything
from webapp.search.entry import PUBLIC, Key
from webapp.search.helping import FEW, WaysOn, only_counting, ways_on
from webapp.search.naming import NAMED
from webapp.search.request import Hit, Parts, Request, Results, Sort
from webapp.search.site import SearchSite

DOCUMENT = "document"
TAB_FACETS: Mapping[str, tuple[str, ...]] = {
    DOCUMENT: (
        *("kind", "industry", "trade", "region", "year", "studio", "honour", "patent"),
        *("steps", "video", "adopted", "verified"),
    ),
    "person": ("industry", "trade", "region", "honour"),
    "studio": ("level", "industry", "trade", "region"),
    "organisation": ("organisation_kind", "industry", "region"),
}
"""The kinds of things that are searched, in the order of their tabs, and what each can be narrowed by."""

TABS = tuple(TAB_FACETS)
FACETS = TAB_FACETS[DOCUMENT]
ALL_FACETS = tuple(dict.fromkeys(name for names in TAB_FACETS.values() for name in names))
PAGE = 20
LAST_HIT = 10_000
TEXT_LIMIT = 200
VALUES_LIMIT = 20
PENDING_LIMIT = 2000
INSIDE = "in_"
"""What the arguments of words in a certain field begin with."""

INSIDE_LIMIT = 60
ENTRIES: dict[str, type[Person] | type[Studio] | type[Organisation]] = {
    "person": Person,
    "studio": Studio,
    "organisation": Organisation,
}


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
    ways_on: WaysOn | None = None
    beside: tuple[tuple[Key, str], ...] = ()
    """People and studios that may know, where documents are few: key and name."""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-min(self.total, LAST_HIT) // self.question.limit))


def question_from(arguments: Mapping[str, Sequence[str]], page: int) -> Question:
    """The question in an address; whatever makes no sense is left out."""

    def first(name: str) -> str:
        return next(iter(arguments.get(name, ())), "")

    tab = first("tab") if first("tab") in TAB_FACETS else DOCUMENT
    filters = {
        name: tuple(dict.fromkeys(value for value in arguments.get(name, ()) if 0 < len(value) <= 64))[:VALUES_LIMIT]
        for name in TAB_FACETS[tab]
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


def ask(session: Session, index: SearchSite, actor: Actor, question: Question) -> Answer:
    """The answer for this reader."""
    audiences = reader_audiences(index, actor)
    recheck = Recheck(session, index, actor)
    excluded = recheck.excluded()
    request = Request(
        text=question.text,
        audiences=audiences,
        kinds=frozenset({question.tab}),
        filters=question.filters,
        facets=TAB_FACETS[question.tab],
        sort=question.sort,
        offset=question.first,
        limit=question.limit,
        exact=question.exact,
        inside=question.inside,
        allowed=recheck.allowed,
        excluded=excluded,
        today=today().toordinal(),
    )
    results = index.search(request)
    answer = Answer(
        question=question,
        total=results.total,
        found=recheck.found(results),
        facets=results.facets,
        tabs=_tabs(index, request, results),
        expansions=results.expansions,
        dropped=results.dropped,
        studio_names=_studio_names(session, results, question),
    )
    asked = question.text.strip() or question.filters or question.inside
    if not asked or (results.total >= FEW and not results.dropped):
        return answer
    ways = ways_on(index, request, results, words=not excluded)
    rows = _entries(session, ways.related)
    return replace(
        answer,
        corrections=() if excluded or results.total >= FEW else index.corrections(question.text, audiences, limit=3),
        ways_on=ways,
        beside=tuple((key, rows[key].name) for key in ways.related if key in rows),
    )


def _tabs(index: SearchSite, request: Request, results: Results) -> Mapping[str, int]:
    """How many things of each kind the text alone finds: what is behind the other tabs."""
    if not request.inside:
        return results.kinds
    return index.search(replace(only_counting(request), filters={}, inside={})).kinds


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
        self._cards: dict[int, DocumentCard] = {}
        self._rows: dict[Key, Any] = {}

    def excluded(self) -> frozenset[Key]:
        """Documents changed since the index was written that this reader may not read (any more)."""
        state = self.index.state()
        if state is None or state.position >= feed_state(self.session).last:
            return frozenset()
        changes = changes_after(self.session, state.position, PENDING_LIMIT)
        ids = [thing_id for _, (kind, thing_id) in changes if kind == DOCUMENT]
        seen = readable_ids(self.session, self.actor, ids)
        return frozenset(Key(DOCUMENT, each) for each in ids if each not in seen)

    def allowed(self, keys: Sequence[Key]) -> Collection[Key]:
        """Those of these hits that exist and may be read; what their lines show is kept for :meth:`found`."""
        self._cards |= cards_of(self.session, self.actor, [key.id for key in keys if key.kind == DOCUMENT])
        self._rows |= _entries(self.session, [key for key in keys if key.kind != DOCUMENT])
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


def _entries(session: Session, keys: Sequence[Key]) -> dict[Key, Any]:
    """The rows of the directory behind hits, with what their lines show: a statement each, one for honours."""
    options: dict[str, tuple[Any, ...]] = {
        "person": (joinedload(Person.organisation), selectinload(Person.honours)),
        "studio": (joinedload(Studio.organisation), joinedload(Studio.leader)),
        "organisation": (),
    }
    found: dict[Key, Any] = {}
    for kind, model in ENTRIES.items():
        ids = [key.id for key in keys if key.kind == kind]
        if ids:
            here = select(model).where(model.id.in_(ids), model.merged_into_id.is_(None))
            rows = session.scalars(here.options(*options[kind]))
            found.update((Key(kind, cast(Any, row).id), row) for row in rows)
    return found


def _line(hit: Hit, card: DocumentCard | None, row: Any) -> Found:
    return Found(hit.key, hit.score, hit.title, hit.snippet, hit.place, hit.found_in, card, row)


def _studio_names(session: Session, results: Results, question: Question) -> dict[str, str]:
    ids = {*results.facets.get("studio", {}), *question.filters.get("studio", ())}
    known = [int(each) for each in ids if each.isascii() and each.isdigit() and len(each) < 10]
    if not known:
        return {}
    return {
        str(row.id): row.name for row in session.execute(select(Studio.id, Studio.name).where(Studio.id.in_(known)))
    }
