"""A segment opened for searching: immutable arrays, what is deleted, and masks of what a reader may see."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from webapp.search.entry import Key
from webapp.search.facets import Facet, Mask
from webapp.search.files import ArraySegment, SegmentFiles
from webapp.search.indexing import FACET_SEPARATOR, Stored, unpack
from webapp.search.naming import Names
from webapp.search.rows import DocumentReader
from webapp.search.terms import TermPostings, TermsReader

Audiences = frozenset[str] | None
_MASKS_KEPT = 64
_FRESH_YEARS = 6
_ADOPTIONS_FULL = 20
_FRESH_BONUS, _ADOPTION_BONUS, _VERIFIED_BONUS = 26, 31, 10  # in 1/1024: at most 2.5 %, 3 %, 1 %
BONUS_AT_MOST = _FRESH_BONUS + _ADOPTION_BONUS + _VERIFIED_BONUS
_COUNTS_KEPT = 200_000


class SegmentView:
    """One segment at one moment: a later deletion makes a new view that shares the arrays."""

    def __init__(self, folder: Path, segment: ArraySegment, earlier: SegmentView | None = None) -> None:
        self.deleted = frozenset(segment.deleted_docs())
        if earlier is None:
            files = SegmentFiles(folder, segment)
            self.terms = TermsReader(files)
            self.rows = DocumentReader(files)
            self._facets: dict[str, Facet] = {}
            self._names: dict[str, Names] = {}
        else:
            self.terms, self.rows, self._facets = earlier.terms, earlier.rows, earlier._facets
            self._names = earlier._names
        self.name = segment.segment_id()
        self.size = int(segment.doc_count_all())
        self._bonus: tuple[int, NDArray[np.uint8]] | None = None
        self._masks: OrderedDict[Audiences, Mask | None] = OrderedDict()
        self._counts: dict[tuple[Audiences, int], int] = {}

    @cached_property
    def live(self) -> Mask:
        """The documents that are not deleted."""
        mask = np.ones(self.size, dtype=np.bool_)
        mask[list(self.deleted)] = False
        return mask

    def visible(self, audiences: Audiences) -> Mask | None:
        """The documents these audiences may see; None for all of the segment."""
        if audiences in self._masks:
            return self._masks[audiences]
        mask: Mask | None = self.live
        if audiences is not None:
            wanted = np.zeros(self.size, dtype=np.bool_)
            found = self.terms.dictionary.find([f"a{name}".encode() for name in sorted(audiences)]) if audiences else []
            for number in found:
                if number >= 0:
                    wanted[self.terms.documents(number)] = True
            mask = wanted & self.live
        if mask is not None and mask.all():
            mask = None
        self._masks[audiences] = mask
        while len(self._masks) > _MASKS_KEPT:
            self._masks.popitem(last=False)
            self._counts = {}
        return mask

    def visible_count(self, audiences: Audiences) -> int:
        """How many documents these audiences may see."""
        mask = self.visible(audiences)
        return self.size if mask is None else int(np.count_nonzero(mask))

    def frequency(self, number: int, audiences: Audiences) -> int:
        """How many of the visible documents have the term."""
        mask = self.visible(audiences)
        if mask is None:
            return int(self.terms.counts[number])
        known = self._counts.get((audiences, number))
        if known is None:
            known = int(np.count_nonzero(mask[self.terms.documents(number)]))
            if len(self._counts) > _COUNTS_KEPT:
                self._counts = {}
            self._counts[audiences, number] = known
        return known

    def postings(self, number: int) -> TermPostings:
        """The postings of a term."""
        return self.terms.postings(number)

    def facet(self, name: str) -> Facet:
        """A facet's values; an unknown facet has none."""
        facet = self._facets.get(name)
        if facet is None:
            facet = self._facets[name] = self._read_facet(name)
        return facet

    def named(self, kind: str, text: str, fold: Callable[[str], str]) -> Mask:
        """The documents of which a name of this kind contains the folded text."""
        names = self._names.get(kind)
        if names is None:
            names = self._names[kind] = Names(self.terms, kind, fold)
        mask = np.zeros(self.size, dtype=np.bool_)
        for number in names.numbers(text):
            mask[self.terms.documents(number)] = True
        return mask

    def _read_facet(self, name: str) -> Facet:
        prefix = f"f{name}{FACET_SEPARATOR}".encode()
        first, end = self.terms.dictionary.range(prefix)
        values = tuple(term[len(prefix) :].decode() for term in self.terms.dictionary.items(first, end))
        codes, documents, _ = self.terms.stretch(first, end)
        order = np.argsort(documents, kind="stable")
        return Facet(values, documents[order].astype(np.int64), codes[order] - first, self.size)

    @cached_property
    def things(self) -> Facet:
        """The kind of thing of each document, as a facet."""
        return Facet(self.rows.things, np.arange(self.size), self.rows.columns["thing"].astype(np.int64), self.size)

    def only(self, kinds: Collection[str]) -> bool:
        """Whether all documents are things of these kinds."""
        return set(self.rows.things) <= set(kinds)

    def bonus(self, today: int) -> NDArray[np.uint8]:
        """What each document's score gains, in 1/1024: a little for what is fresh, adopted, verified."""
        if self._bonus is None or self._bonus[0] != today:
            columns = self.rows.columns
            age = np.clip(today - columns["date"].astype(np.int64), 0, None)
            fresh = np.clip(_FRESH_BONUS - age * _FRESH_BONUS // (_FRESH_YEARS * 365), 0, None)
            adopted = np.minimum(columns["adoptions"], _ADOPTIONS_FULL) * _ADOPTION_BONUS // _ADOPTIONS_FULL
            bonus = fresh + adopted + columns["verified"].astype(np.int64) * _VERIFIED_BONUS
            self._bonus = (today, bonus.astype(np.uint8))
        return self._bonus[1]

    def key(self, document: int) -> Key:
        """The key of a document."""
        columns = self.rows.columns
        return Key(self.rows.things[int(columns["thing"][document])], int(columns["id"][document]))

    def stored(self, document: int) -> Stored:
        """What is kept of a document to be shown."""
        return unpack(self.rows.stored(document))

    def find_key(self, term: bytes) -> int:
        """The live document with the key term, -1 for none."""
        number = self.terms.dictionary.find([term])[0]
        for document in self.terms.documents(number).tolist() if number >= 0 else ():
            if document not in self.deleted:
                return int(document)
        return -1

    @cached_property
    def audiences(self) -> frozenset[str]:
        """The audiences the segment's entries have."""
        first, end = self.terms.dictionary.range(b"a")
        return frozenset(term[1:].decode() for term in self.terms.dictionary.items(first, end))

    def keys(self) -> Iterator[tuple[Key, str]]:
        """Key and audience of every live document."""
        audience = [""] * self.size
        first, end = self.terms.dictionary.range(b"a")
        for number in range(first, end):
            name = self.terms.dictionary[number][1:].decode()
            for document in self.terms.documents(number).tolist():
                audience[document] = name
        for document in np.flatnonzero(self.live).tolist():
            yield self.key(document), audience[document]


def first_by_key(
    view: SegmentView, numbers: NDArray[np.int64], values: NDArray[np.int64], top: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The documents of the largest values, equal ones by key, without making a key of each."""
    if len(numbers) > top:
        enough = values >= np.partition(values, len(values) - top)[len(values) - top]
        numbers, values = numbers[enough], values[enough]
    columns = view.rows.columns
    names = sorted(view.rows.things)
    rank = np.array([names.index(name) for name in view.rows.things])
    order = np.lexsort((columns["id"][numbers], rank[columns["thing"][numbers]], -values))[:top]
    return numbers[order], values[order]
