"""An entry taken apart for the index: terms of each field, flags, a row of numbers and what is kept to be shown."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from webapp.search.analysis import Analyser, Terms
from webapp.search.entry import Entry, Key, Passage
from webapp.search.files import STORED, DamagedSegmentError
from webapp.search.folding import compose
from webapp.search.vocabulary import NAME_LIMIT, WORD_LIMIT

FACET_SEPARATOR = "\x1f"
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
    words = {word for field in folded for text in field for word in analyser.words(text) if len(word) <= WORD_LIMIT}
    flags = ["w" + word for word in words - analyser.stop_words]
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
        stored=_pack(texts),
    )


def unpack(data: bytes) -> Stored:
    """What :func:`analyse` stored; DamagedSegmentError if it is something else."""
    fields = _decode(data)
    title = fields[0][0][1] if fields[0] else ""
    names = ("title", "keywords", "people", "method", "steps", "body", "attachments")
    passages = [(name, place, text) for name, field in zip(names, fields, strict=True) for place, text in field]
    return Stored(title, tuple(passages[1:] if fields[0] else passages))


def _decode(data: bytes) -> list[list[list[str]]]:
    try:
        fields: list[list[list[str]]] = json.loads(zlib.decompress(data).decode(_ENCODING))
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


def _pack(texts: Sequence[Sequence[Passage]]) -> bytes:
    plain = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(plain.encode(_ENCODING), _COMPRESSION)
