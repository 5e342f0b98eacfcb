"""Ways on when little or nothing was found: the same with less, words near those typed, people and studios.

Everything is counted over what the reader may see, as the search itself is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from webapp.search.entry import Key
from webapp.search.language import Query, parse
from webapp.search.request import Request, Results
from webapp.search.site import SearchSite

FEW = 5
NEAR_LIMIT = 6
RELATED_LIMIT = 3
_WORDS_TRIED = 4
_BEGINNING = 2


@dataclass(frozen=True, slots=True)
class Wider:
    """The same search with something left out, and how many hits it has. ``without`` names what: a word, a phrase's
    quotes ('quotes'), the words to leave out ('minus'), or the filters ('filters')."""

    text: str
    total: int
    without: str
    keeps_filters: bool = True


@dataclass(frozen=True, slots=True)
class WaysOn:
    """What to offer: wider searches, words near those typed, and keys of people and studios."""

    wider: tuple[Wider, ...] = ()
    near: tuple[str, ...] = ()
    related: tuple[Key, ...] = ()


def ways_on(index: SearchSite, request: Request, results: Results, *, words: bool) -> WaysOn:
    """Ways on from a search with few hits; ``words`` allows words out of the vocabulary to be offered."""
    bare = only_counting(request)
    wider = [_counted(index, bare, each) for each in _wider(request)]
    kinds = frozenset({"person", "studio"}) - request.kinds
    plain = _typed(parse(request.text), phrases=False, excluded=False)
    beside = replace(bare, text=plain, kinds=kinds, filters={}, inside={}, limit=RELATED_LIMIT)
    return WaysOn(
        wider=tuple(each for each in wider if each.total > results.total),
        near=_near(index, request) if words else (),
        related=tuple(hit.key for hit in index.search(beside).hits),
    )


def only_counting(request: Request) -> Request:
    """The same, asked for its counts alone: one hit is looked for and none is re-checked."""
    return replace(request, facets=(), offset=0, limit=1, snippets=False, allowed=lambda keys: keys)


def _wider(request: Request) -> Iterator[Wider]:
    query = parse(request.text)
    if request.filters or request.inside:
        yield Wider(request.text, 0, "filters", keeps_filters=False)
    if query.phrases:
        yield Wider(_typed(query, phrases=False), 0, "quotes")
    if query.excluded:
        yield Wider(_typed(query, excluded=False), 0, "minus")
    parts = (*query.words, *query.phrases)
    for part in parts[:_WORDS_TRIED] if query.phrases and len(parts) > 1 else ():
        yield Wider(_typed(query, left_out=part), 0, part)


def _typed(query: Query, *, phrases: bool = True, excluded: bool = True, left_out: str = "") -> str:
    """The query as it would be typed, with something left out."""
    quoted = [f'"{each}"' if phrases else each for each in query.phrases if each != left_out]
    minus = [f'-"{each}"' for each in query.excluded] if excluded else []
    return " ".join([*(each for each in query.words if each != left_out), *quoted, *minus])


def _counted(index: SearchSite, bare: Request, each: Wider) -> Wider:
    request = replace(bare, text=each.text)
    if not each.keeps_filters:
        request = replace(request, filters={}, inside={})
    return replace(each, total=index.search(request).total)


def _near(index: SearchSite, request: Request) -> tuple[str, ...]:
    """Words that begin as the words typed do."""
    found: dict[str, None] = {}
    for word in parse(request.text).words[:_WORDS_TRIED]:
        beginning = word[:_BEGINNING] if not word.isascii() else word
        for each in index.complete(beginning, request.audiences, NEAR_LIMIT):
            if each.what in ("word", "keyword") and each.text not in request.text:
                found.setdefault(each.text)
    return tuple(_short(list(found)))


def _short(texts: Sequence[str]) -> Sequence[str]:
    return texts[:NEAR_LIMIT]
