"""An entry taken apart for the index: terms of each field, flags, a row of numbers and what is kept to be shown."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any

from webapp.search.analysis import WORD, Analyser, Terms
from webapp.search.entry import Entry, Key, Passage
from webapp.search.files import STORED, DamagedSegmentError
from webapp.search.folding import compose
from webapp.search.postings import FIELDS
from webapp.search.vocabulary import NAME_LIMIT, WORD_LIMIT

FACET_SEPARATOR = "\x1f"
TELLING_LIMIT = 16
_TELLING = {"title": 6, "keywords": 4, "equipment": 4, "method": 3, "steps": 2, "body": 1}
_COMPRESSION = 5
_ENCODING = "gb18030"  # all of Unicode; a sixth smaller than UTF-8 when compressed, since ideographs take two bytes


@dataclass(frozen=True, slots=True)
class Analysed:
    """An entry as the writer wants it; see the modules postings and codec."""

    fields: Sequence[Sequence[Terms]]
    lengths: Sequence[int]
    flags: Sequence[str]
    row: dict[str, int]
    stored: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of an entry to be shown: texts by field, in order, with their places."""

    title: str
    passages: tuple[tuple[str, str, str], ...]
    """(field, place, text)"""
    telling: tuple[str, ...] = ()
    """The words that say most of what it is about, folded, the most telling first."""


def key_term(key: Key) -> str:
    """The term that finds one entry."""
    return f"k{key.kind}:{key.id}"


def facet_term(name: str, value: str) -> str:
    """The term of all entries with a facet's value."""
    return f"f{name}{FACET_SEPARATOR}{value}"


def analyse(analyser: Analyser, entry: Entry) -> Analysed:
    """The entry taken apart."""
    texts = _texts(entry)
    folded = [[analyser.fold(text) for _, text in field] for field in texts]
    cut = [[_words(analyser, text) for text in field] for field in folded]
    flags = [WORD + word for word in {word for field in cut for words in field for word in words}]
    flags.extend(_names(entry))
    flags.extend(
        facet_term(name, value) for name, values in entry.facets.items() for value in dict.fromkeys(values) if value
    )
    flags.append("a" + entry.audience)
    flags.append(key_term(entry.key))
    return Analysed(
        fields=[[analyser.folded_terms(text) for text in field] for field in folded],
        lengths=[sum(map(len, field)) for field in folded],
        flags=flags,
        row={
            "id": entry.id,
            "date": entry.date_ordinal,
            "adoptions": min(entry.adoptions, 1_000_000),
            "verified": int(entry.verified),
        },
        stored=_pack(texts, telling_words(texts, cut, analyser.trade_words)),
    )


def unpack(data: bytes) -> Stored:
    """What :func:`analyse` stored; DamagedSegmentError if it is something else."""
    *fields, words = _decode(data)
    title = fields[0][0][1] if fields[0] else ""
    names = ("title", "keywords", "people", "method", "steps", "body", "attachments")
    texts = zip(names, fields, strict=True)
    passages = [(name, place, text) for name, field in texts for place, text in field]
    return Stored(title, tuple(passages[1:] if fields[0] else passages), tuple(words.split()))


def _decode(data: bytes) -> list[Any]:
    try:
        fields: list[Any] = json.loads(zlib.decompress(data).decode(_ENCODING))
    except (zlib.error, ValueError) as error:
        raise DamagedSegmentError(STORED) from error
    return fields


def _texts(entry: Entry) -> list[list[Passage]]:
    """The texts of the seven fields, in the order of ``postings.FIELDS``."""
    return [
        [Passage("title", compose(entry.title))],
        [Passage("keywords", compose(keyword)) for keyword in entry.keywords],
        [Passage("people", compose(person)) for person in entry.people],
        *(_passages(field) for field in (entry.method, entry.steps, entry.body, entry.attachments)),
    ]


def _passages(field: Iterable[Passage]) -> list[Passage]:
    return [Passage(place, compose(text)) for place, text in field if text]


def _names(entry: Entry) -> list[str]:
    names = [
        ("t", entry.title),
        *(("k", keyword) for keyword in entry.keywords),
        *(("p", name) for name in entry.people),
    ]
    return [f"n{kind}{compose(name).strip()[:NAME_LIMIT]}" for kind, name in names if name.strip()]


def telling_words(
    texts: Sequence[Sequence[Passage]], cut: Sequence[Sequence[Sequence[str]]], trade_words: Set[str]
) -> list[str]:
    """The words that say most of what an entry is about, by where they stand and how often.

    They are found from the entry alone, so that they tell of no other. Words of the trades count for more: operations,
    machines and materials.
    """
    worth: Counter[str] = Counter()
    for name, passages, words_of in zip(FIELDS, texts, cut, strict=True):
        for (place, _), words in zip(passages, words_of, strict=True):
            for word in words:
                worth[word] += _TELLING.get(place, _TELLING.get(name, 0))
    for word in trade_words & worth.keys():
        worth[word] *= 2
    ordered = sorted((word for word in worth if worth[word]), key=lambda word: (-worth[word] * len(word), word))
    return ordered[:TELLING_LIMIT]


def _words(analyser: Analyser, folded: str) -> list[str]:
    """The words of a folded text that are neither too long nor say nothing."""
    stops = analyser.stop_words
    return [word for word in analyser.words(folded) if len(word) <= WORD_LIMIT and word not in stops]


def _pack(texts: Sequence[Sequence[Passage]], telling: Sequence[str]) -> bytes:
    plain = json.dumps([*texts, " ".join(telling)], ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(plain.encode(_ENCODING), _COMPRESSION)
