"""What is asked of the index and what it answers: plain frozen values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from webapp.search.entry import Key

PAGE_LIMIT = 50
"""Most hits a page may hold."""

Parts = tuple[tuple[str, bool], ...]
"""Text in pieces, each with whether it is a hit to be marked."""


class Sort(StrEnum):
    """Orders a result page can have; ties always fall to the key."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    ADOPTED = "adopted"


def _all_allowed(keys: Sequence[Key]) -> Collection[Key]:
    return keys


@dataclass(frozen=True, slots=True)
class Request:
    """One search. ``audiences`` None means everything; ``kinds`` and ``filters`` empty mean no narrowing.

    ``excluded`` entries are known to be out of date: they are in no total and no count. ``allowed`` is asked about the
    hits of the page; those it leaves out disappear from page, total and counts too.
    """

    text: str
    audiences: frozenset[str] | None
    kinds: frozenset[str] = frozenset()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    sort: str = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    exact: bool = False
    allowed: Callable[[Sequence[Key]], Collection[Key]] = _all_allowed
    excluded: frozenset[Key] = frozenset()
    today: int | None = None
    snippets: bool = True
    inside: Mapping[str, str] = field(default_factory=dict)
    """Words that must stand in a certain field: 'title', 'people' (also studios and organisations), 'keywords'."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a result page."""

    key: Key
    score: int
    place: str = ""
    title: Parts = ()
    snippet: Parts = ()
    found_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """A result page with its true counts."""

    total: int = 0
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    expansions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """A text that completes what is being typed. ``what``: title, person, keyword or word; ``key`` for titles."""

    text: str
    what: str
    key: Key | None = None
