"""Postings as arrays: collected for many entries at once, sorted by number, merged by array, decoded without a loop.

A posting says that a term occurs in a document, and (for grams and codes) its *impact*: the part of the BM25 formula
that does not depend on any other document, as a number from 1 to 255. Lengths are measured against fixed pivots, not
the collection's averages: no document's impact can tell of another document, and impacts need never be reckoned again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webapp.search.analysis import CODE, GRAM, Terms, gram_text
from webapp.search.dictionary import order_of

U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
U64 = NDArray[np.uint64]

DOCUMENT_LIMIT = 65_536
"""Most documents of a segment: their numbers fit in 16 bits."""

FIELDS = ("title", "keywords", "people", "method", "steps", "body", "attachments")
# One line a field: its weight, how much its length counts (b), the length (in characters) that counts as usual.
_WEIGHTS = np.array([3.0, 2.5, 2.0, 1.5, 1.2, 1.0, 0.6, 0.0])
_B = np.array([0.3, 0.3, 0.3, 0.5, 0.6, 0.6, 0.7, 0.0])
_PIVOTS = np.array([20.0, 20.0, 15.0, 300.0, 400.0, 500.0, 4000.0, 1.0])
_K1 = 0.9
_FLAG = len(FIELDS)  # terms that are only there or not: words, names, facets, audience, key

_FIELD_BITS, _DOCUMENT_BITS = 3, 16
_TAG_BITS = _FIELD_BITS + _DOCUMENT_BITS
_INTERNED = 0x110000 << 21  # numbers from here on stand for interned terms: no ideograph is that large
_BLOCK = 3_000_000  # tokens sorted at once

IMPACT_SPACES = (GRAM.encode(), CODE.encode())


@dataclass(frozen=True, slots=True)
class Postings:
    """Terms in ascending order with all their postings, ascending by document within a term."""

    terms: list[bytes]
    counts: NDArray[np.int64]
    documents: U16
    impacts: U8


class PostingPool:
    """Collects the terms of documents 0, 1, 2, … of one segment."""

    def __init__(self) -> None:
        self._interned: dict[str, int] = {}
        self._grams: list[U64] = []
        self._tags: list[int] = []
        self._sizes: list[int] = []
        self._tokens = 0
        self._lengths: list[Sequence[int]] = []
        self._blocks: list[tuple[U64, U8]] = []
        self._sealed = 0

    def __len__(self) -> int:
        return self._sealed + len(self._lengths)

    def add(self, fields: Sequence[Sequence[Terms]], lengths: Sequence[int], flags: Sequence[str]) -> None:
        """Add the next document: the terms and length of each of :data:`FIELDS`, and its flag terms."""
        document = len(self)
        intern = self._interned
        for field, texts in enumerate(fields):
            tag = document << _FIELD_BITS | field
            for terms in texts:
                self._put(terms.grams, tag)
                if terms.others:
                    numbers = [intern.setdefault(term, len(intern)) for term in terms.others]
                    self._put(np.array(numbers, dtype=np.uint64) + np.uint64(_INTERNED), tag)
        numbers = [intern.setdefault(term, len(intern)) for term in flags]
        self._put(np.array(numbers, dtype=np.uint64) + np.uint64(_INTERNED), document << _FIELD_BITS | _FLAG)
        self._lengths.append((*lengths, 1))
        if self._tokens >= _BLOCK:
            self._seal()

    def _put(self, numbers: U64, tag: int) -> None:
        if len(numbers):
            self._grams.append(numbers)
            self._tags.append(tag)
            self._sizes.append(len(numbers))
            self._tokens += len(numbers)

    def _seal(self) -> None:
        """Turn the collected tokens into sorted (term, document) pairs with impacts."""
        if not self._grams:
            return
        keys = np.concatenate(self._grams) << np.uint64(_TAG_BITS)
        keys |= np.repeat(np.array(self._tags, dtype=np.uint64), self._sizes)
        keys.sort()
        starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        counts = np.diff(starts, append=len(keys))
        keys = keys[starts]
        self._blocks.append(self._impacts(keys, counts))
        self._sealed += len(self._lengths)
        self._grams, self._tags, self._sizes, self._lengths, self._tokens = [], [], [], [], 0

    def _impacts(self, keys: U64, counts: NDArray[np.int64]) -> tuple[U64, U8]:
        lengths = np.array(self._lengths, dtype=np.float64).reshape(-1, len(_PIVOTS))
        scale = (_WEIGHTS / (1 - _B + _B * lengths / _PIVOTS)).ravel()
        cell = (keys & np.uint64((1 << _TAG_BITS) - 1)).astype(np.int64) - (self._sealed << _FIELD_BITS)
        weights = counts * scale[cell]
        pairs = keys >> np.uint64(_FIELD_BITS)
        starts = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1])))
        weights = np.add.reduceat(weights, starts)
        impacts = np.maximum(np.rint(255 * weights / (_K1 + weights)), 1).astype(np.uint8)
        return pairs[starts], impacts

    def finish(self) -> Postings:
        """All postings. The pool is used up by this."""
        self._seal()
        pairs = np.concatenate([block[0] for block in self._blocks]) if self._blocks else np.empty(0, dtype=np.uint64)
        impacts = np.concatenate([block[1] for block in self._blocks]) if self._blocks else np.empty(0, dtype=np.uint8)
        if len(self._blocks) > 1:
            order = np.argsort(pairs, kind="stable")
            pairs, impacts = pairs[order], impacts[order]
        numbers = pairs >> np.uint64(_DOCUMENT_BITS)
        starts = np.flatnonzero(np.concatenate(([True], numbers[1:] != numbers[:-1]))) if len(numbers) else numbers
        names = self._names(numbers[starts.astype(np.int64)])
        order = np.array(order_of(names), dtype=np.int64)
        edges = np.append(starts.astype(np.int64), np.int64(len(pairs)))
        counts = edges[1:] - edges[:-1]
        documents = (pairs & np.uint64(DOCUMENT_LIMIT - 1)).astype(np.uint16)
        return reorder(names, counts, documents, impacts, order)

    def _names(self, numbers: U64) -> list[bytes]:
        interned = [term.encode() for term in self._interned]
        return [
            interned[number - _INTERNED] if number >= _INTERNED else (GRAM + gram_text(number)).encode()
            for number in numbers.tolist()
        ]


def reorder(
    names: Sequence[bytes], counts: NDArray[np.int64], documents: U16, impacts: U8, order: NDArray[np.int64]
) -> Postings:
    """The postings with their terms in another order."""
    rows = gather(np.concatenate(([0], np.cumsum(counts)[:-1])) if len(counts) else counts, counts, order)
    return Postings([names[index] for index in order.tolist()], counts[order], documents[rows], impacts[rows])


def gather(starts: NDArray[np.int64], counts: NDArray[np.int64], order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Row numbers that bring stretches ``[starts[i], starts[i] + counts[i])`` into the given order."""
    sizes = counts[order]
    total = int(sizes.sum())
    if not total:
        return np.empty(0, dtype=np.int64)
    begins = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    return np.arange(total, dtype=np.int64) + np.repeat(starts[order] - begins, sizes)
