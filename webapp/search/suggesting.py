"""What may be meant while a question is being typed: words of the trade, names of the directory, titles.

Everything comes from what the reader may see; names and titles are looked up in the database once more, so that one
that is gone or hidden meanwhile is left out. While the index has not yet followed a change that hides something from
this reader, bare words are left out too: they could come from what was hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.documents.cards import DocumentCard, cards_of
from webapp.search.asking import TEXT_LIMIT, Recheck, reader_audiences
from webapp.search.entry import Key
from webapp.search.indexed_tabs import ENTRIES
from webapp.search.queries.keeping import recent_searches
from webapp.search.request import Completion, Request
from webapp.search.site import SearchSite

LIMIT = 8
TITLES = 3
WORDS = 5
_COMPLETED = 60


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line below the box: a text to search for, or, with a key, a thing to open (``number`` for documents)."""

    text: str
    kind: str
    key: Key | None = None
    number: str = ""


def suggestions(session: Session, index: SearchSite, actor: Actor, typed: str) -> tuple[Suggestion, ...]:
    """Up to :data:`LIMIT` lines for what is typed: words first, then names, then documents.

    While nothing is typed, what the actor searched for last.
    """
    typed = typed[:TEXT_LIMIT]
    if not typed.strip():
        return tuple(Suggestion(text, "recent") for text in recent_searches(session, actor, LIMIT))
    audiences = reader_audiences(index, actor)
    recheck = Recheck(session, index, actor)
    excluded = recheck.excluded()
    completed = index.complete(typed, audiences, _COMPLETED)
    hits = index.search(
        Request(typed, audiences, kinds=frozenset({"document"}), limit=TITLES, excluded=excluded, snippets=False)
    ).hits
    words = _telling_first(index, completed)
    titled = [each.key for each in completed if each.key and each.key.kind == "document"]
    names = _names(session, [each.text for each in completed if each.what != "word"])
    cards = cards_of(session, actor, [key.id for key in (*titled, *(hit.key for hit in hits))])
    lines = [
        *(Suggestion(word, "word") for word in ([] if excluded else words)[:WORDS]),
        *_people_and_places(completed, names, bare=not excluded),
        *_titles([*titled, *(hit.key for hit in hits)], cards),
    ]
    return _balanced(lines)


def _telling_first(index: SearchSite, completed: Iterable[Completion]) -> list[str]:
    """The words, those of the trades and keywords of documents before others."""
    words = {each.text: each.what for each in completed if each.what in ("word", "keyword")}
    trade_words = index.analyser.trade_words
    return sorted(words, key=lambda word: words[word] != "keyword" and word not in trade_words)


def _names(session: Session, texts: Sequence[str]) -> dict[str, Key]:
    """The entries of the directory with these names."""
    if not texts:
        return {}
    parts = [
        select(literal(kind), model.id, model.name).where(model.name.in_(texts), model.merged_into_id.is_(None))
        for kind, model in ENTRIES.items()
    ]
    rows = session.execute(union_all(*parts)).all()
    return {name: Key(kind, entry_id) for kind, entry_id, name in sorted(rows, key=lambda row: (row[2], row[1]))}


def _people_and_places(
    completed: Iterable[Completion], names: dict[str, Key], *, bare: bool
) -> Iterator[Suggestion]:  # fmt: skip
    for each in completed:
        if each.text in names:
            key = names[each.text]
            yield Suggestion(each.text, key.kind, key)
        elif each.what == "person" and bare:
            yield Suggestion(each.text, "name")


def _titles(keys: Iterable[Key], cards: dict[int, DocumentCard]) -> Iterator[Suggestion]:
    for key in dict.fromkeys(keys):
        card = cards.get(key.id)
        if card is not None:
            yield Suggestion(card.title, "document", key, card.number)


def _balanced(lines: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    """No text twice, and room for titles even where many words begin alike."""
    different = list({(each.text, each.number): each for each in reversed(lines)}.values())[::-1]
    titles = [each for each in different if each.kind == "document"]
    others = [each for each in different if each.kind != "document"]
    room = max(LIMIT - len(titles), LIMIT - TITLES)
    chosen = others[:room]
    return (*chosen, *titles[: LIMIT - len(chosen)])
