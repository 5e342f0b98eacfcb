"""The dictionary and the postings of a segment, as arrays and as Whoosh wants them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base
from whoosh.matching import ListMatcher, NullMatcher
from whoosh.reading import TermInfo, TermNotFound

from webapp.search.arrays import ends_of
from webapp.search.dictionary import Dictionary
from webapp.search.files import POSTINGS, TERMS, ArraySegment, DamagedSegmentError, SegmentFiles, SummedFile
from webapp.search.packing import BYTE, NIBBLE, high_sizes, low_sizes, pack, unpack, unpack_one
from webapp.search.postings import IMPACT_SPACES, U8, U16, Postings

SPACES = {"gram": b"g", "code": b"c", "word": b"w", "name": b"n", "facet": b"f", "audience": b"a", "key": b"k"}
"""Whoosh's name of each kind of term and the letter its terms begin with in the dictionary."""
_DENSE_IMPACTS = 3  # a term in more than a third of the documents is quicker to read as one byte a document
_DENSE_FLAGS = 6
_BYTES_FROM, _NIBBLES_FROM = 160, 1024  # so many documents are packed: shorter lists are quicker to read as they are
_WORTH_KEEPING = 512  # postings of fewer documents are read anew
_KEPT = 512  # bytes kept in memory for each document of the segment: postings asked for lately, ready for use
_SCATTER = 12  # looking up one document costs as much as putting so many in place


PLAIN, BYTES, NIBBLES, MANY = range(4)
"""How the documents of a term are told: 16 bits each, packed with 8 low bits, packed with 4, for all documents."""

_LOW = {BYTES: BYTE, NIBBLES: NIBBLE}


class Layout:
    """How and where each term's postings lie: worked out from the counts alone.

    The bytes of a term of few documents are their numbers, then (if its kind has them) their impacts; those of a term
    of many are one impact or one bit for every document.
    """

    def __init__(self, counts: NDArray[np.int64], has_impacts: NDArray[np.bool_], documents: int) -> None:
        self.counts = counts
        self.has_impacts = has_impacts
        self.documents = documents
        limit = np.where(has_impacts, _DENSE_IMPACTS, _DENSE_FLAGS)
        everywhere = np.where(has_impacts, documents, (documents + 7) // 8)
        is_dense = (counts * limit > documents) & (counts > 1)
        self.ways = np.digitize(counts, (_BYTES_FROM, _NIBBLES_FROM)).astype(np.uint8)
        self.ways[is_dense] = MANY
        numbers = np.select(
            [self.ways == PLAIN, self.ways == BYTES, self.ways == NIBBLES],
            [2 * counts, _packed(counts, BYTES, documents), _packed(counts, NIBBLES, documents)], everywhere,
        )  # fmt: skip
        self.starts = ends_of(numbers + np.where(has_impacts & ~is_dense, counts, 0))
        self.size = int(self.starts[-1])

    def parts(self, first: int, end: int) -> NDArray[np.uint8]:
        """For each byte of neighbouring terms what it is: one of the ``PART_…``, or how its documents are told."""
        ways, counts = self.ways[first:end], self.counts[first:end]
        impacts = np.where(self.has_impacts[first:end] & (ways != MANY), counts, 0)
        lows = np.zeros_like(counts)
        for way, low in _LOW.items():
            lows = np.where(ways == way, low_sizes(counts, low), lows)
        rest = np.diff(self.starts[first : end + 1]) - impacts - lows
        which = np.stack((np.full(end - first, PART_LOW) + ways, ways, np.full(end - first, PART_IMPACT)), axis=1)
        return np.repeat(which.astype(np.uint8).ravel(), np.stack((lows, rest, impacts), axis=1).ravel())


PART_IMPACT, PART_LOW = 8, 16


def _packed(counts: NDArray[np.int64], way: int, documents: int) -> NDArray[np.int64]:
    return low_sizes(counts, _LOW[way]) + high_sizes(counts, _LOW[way], documents)


def with_impacts(dictionary: Dictionary) -> NDArray[np.bool_]:
    """Which terms of the dictionary have impacts."""
    flags = np.zeros(len(dictionary), dtype=np.bool_)
    for space in IMPACT_SPACES:
        first, end = dictionary.range(space)
        flags[first:end] = True
    return flags


class TermWriter(base.FieldWriter):  # type: ignore[misc]
    """Writes a segment's dictionary, postings and the keys of its vocabulary."""

    def __init__(self, storage: Any, segment: ArraySegment) -> None:
        self._terms = SummedFile(storage, segment, TERMS)
        self._postings = SummedFile(storage, segment, POSTINGS)
        self.is_closed = False

    def write(self, postings: Iterator[Postings], counts: NDArray[np.int64], terms: Dictionary, keys: Dictionary,
              documents: int) -> None:  # fmt: skip
        """Write postings that come in pieces (all of ``terms`` in order); ``counts`` is known beforehand."""
        layout = Layout(counts, with_impacts(terms), documents)
        first = 0
        for piece in postings:
            end = first + len(piece.counts)
            self._postings.write(_bytes_of(layout, first, end, piece, documents))
            first = end
        arrays = {**terms.arrays("terms"), **keys.arrays("keys"), "counts": counts.astype("<u4")}
        self._terms.write_arrays(arrays, compressed=True)

    def close(self) -> None:
        """Finish both files."""
        self._terms.close()
        self._postings.close()
        self.is_closed = True


def _bytes_of(layout: Layout, first: int, end: int, piece: Postings, documents: int) -> bytes:
    """The postings of neighbouring terms as they lie in the file."""
    ways, has_impacts = layout.ways[first:end], layout.has_impacts[first:end]
    of_term = np.repeat(np.arange(end - first), piece.counts)
    way_of = ways[of_term]
    parts = layout.parts(first, end)
    data = np.empty(len(parts), dtype=np.uint8)
    data[parts == PLAIN] = piece.documents[way_of == PLAIN].astype("<u2").view(np.uint8)
    data[parts == PART_IMPACT] = piece.impacts[(way_of != MANY) & has_impacts[of_term]]
    for way, low in _LOW.items():
        numbers = piece.documents[way_of == way].astype(np.int64)
        lows, strings = pack(numbers, piece.counts[ways == way], low, documents)
        data[parts == PART_LOW + way], data[parts == way] = lows, strings
    ends = np.cumsum(piece.counts)
    starts = layout.starts[first : end + 1] - layout.starts[first]
    for number in np.flatnonzero(ways == MANY).tolist():
        rows = slice(int(ends[number] - piece.counts[number]), int(ends[number]))
        everywhere = np.zeros(documents, dtype=np.uint8)
        everywhere[piece.documents[rows]] = piece.impacts[rows] if has_impacts[number] else 1
        data[starts[number] : starts[number + 1]] = everywhere if has_impacts[number] else np.packbits(everywhere)
    return data.tobytes()


@dataclass(frozen=True, slots=True)
class TermPostings:
    """The postings of a term in a segment of ``size`` documents: an impact for each of ``numbers``, else for all."""

    size: int
    numbers: U16 | None
    impacts: U8

    @property
    def documents(self) -> NDArray[Any]:
        """The documents, ascending."""
        return np.flatnonzero(self.impacts) if self.numbers is None else self.numbers

    @property
    def bytes(self) -> int:
        """How much memory they take."""
        return self.impacts.nbytes + (self.numbers.nbytes if self.numbers is not None else 0)

    def add_to(self, scores: NDArray[np.int32], weight: int) -> None:
        """Add the impacts times the weight to the scores of the documents."""
        values = np.multiply(self.impacts, weight, dtype=np.int32)
        if self.numbers is None:
            scores += values
        else:
            np.add.at(scores, self.numbers.astype(np.intp), values)

    def impacts_at(self, wanted: NDArray[np.int64]) -> U8:
        """The impact in each of some documents, 0 where the term does not occur."""
        if self.numbers is None:
            return self.impacts[wanted]
        if len(wanted) * _SCATTER > len(self.numbers):
            everywhere = np.zeros(self.size, dtype=np.uint8)
            everywhere[self.numbers.astype(np.intp)] = self.impacts
            return everywhere[wanted]
        places = self.numbers.searchsorted(wanted.astype(np.uint16))
        places[places == len(self.numbers)] = 0
        return np.where(self.numbers[places] == wanted, self.impacts[places], 0).astype(np.uint8)


class TermsReader(base.TermsReader):  # type: ignore[misc]
    """Dictionary and postings of a segment."""

    def __init__(self, files: SegmentFiles) -> None:
        self._files = files
        files.hold(POSTINGS)
        arrays = files.arrays(TERMS)
        try:
            self.dictionary = Dictionary.from_arrays(arrays, "terms")
            self.keys = Dictionary.from_arrays(arrays, "keys")
            self.counts: NDArray[np.int64] = arrays["counts"].astype(np.int64)
        except (KeyError, ValueError) as error:
            raise DamagedSegmentError(TERMS) from error
        self.document_count = int(files.segment.doc_count_all())
        self._kept: dict[int, TermPostings] = {}
        self._kept_bytes = 0
        self._keeping = Lock()
        self._layout = Layout(self.counts, with_impacts(self.dictionary), self.document_count)
        if self._layout.size != files.segment.sums[POSTINGS][0]:
            raise DamagedSegmentError(POSTINGS)

    def _read(self, first: int, end: int) -> U8:
        """The bytes of neighbouring terms."""
        start = int(self._layout.starts[first])
        return np.frombuffer(self._files.read(POSTINGS, start, int(self._layout.starts[end]) - start), dtype=np.uint8)

    def postings(self, number: int) -> TermPostings:
        """The postings of a term; those of many documents that were asked for last are kept."""
        kept = self._kept.get(number)
        if kept is None:
            kept = self._unpacked(number)
            if self.counts[number] >= _WORTH_KEEPING:
                self._keep(number, kept)
        return kept

    def _keep(self, number: int, postings: TermPostings) -> None:
        with self._keeping:
            if number not in self._kept:
                self._kept_bytes += postings.bytes
            self._kept[number] = postings
            while self._kept_bytes > _KEPT * self.document_count and len(self._kept) > 1:
                self._kept_bytes -= self._kept.pop(next(iter(self._kept))).bytes

    def _unpacked(self, number: int) -> TermPostings:
        data, count, way = self._read(number, number + 1), int(self.counts[number]), int(self._layout.ways[number])
        if way == MANY:
            return TermPostings(self.document_count, None, self._everywhere(number, data))
        cut = len(data) - count if self._layout.has_impacts[number] else len(data)
        impacts = data[cut:] if cut < len(data) else np.ones(count, dtype=np.uint8)
        return TermPostings(self.document_count, self._numbers_of(data[:cut], count, way), impacts)

    def _numbers_of(self, data: U8, count: int, way: int) -> U16:
        if way == PLAIN:
            return data.view("<u2")
        try:
            return unpack_one(data, count, _LOW[way]).astype(np.uint16)
        except ValueError as error:
            raise DamagedSegmentError(POSTINGS) from error

    def _everywhere(self, number: int, data: U8) -> U8:
        return data if self._layout.has_impacts[number] else np.unpackbits(data, count=self.document_count)

    def documents(self, number: int) -> NDArray[Any]:
        """The documents of a term, ascending."""
        return self.postings(number).documents

    def stretch(self, first: int, end: int) -> tuple[NDArray[np.int64], U16, U8]:
        """All postings of neighbouring terms: term number, document, impact of each, ordered by term and document."""
        layout, counts = self._layout, self.counts[first:end]
        data, parts, ways = self._read(first, end), layout.parts(first, end), layout.ways[first:end]
        terms = np.repeat(np.arange(first, end, dtype=np.int64), counts)
        way_of = layout.ways[terms]
        documents = np.empty(len(terms), dtype=np.uint16)
        impacts = np.ones(len(terms), dtype=np.uint8)
        documents[way_of == PLAIN] = data[parts == PLAIN].view("<u2")
        impacts[layout.has_impacts[terms] & (way_of != MANY)] = data[parts == PART_IMPACT]
        try:
            for way, low in _LOW.items():
                lows, strings = data[parts == PART_LOW + way], data[parts == way]
                documents[way_of == way] = unpack(lows, strings, counts[ways == way], low, layout.documents)
        except ValueError as error:
            raise DamagedSegmentError(POSTINGS) from error
        dense = [self._dense_of(data, first, first + place) for place in np.flatnonzero(ways == MANY).tolist()]
        if dense:
            documents[way_of == MANY] = np.concatenate([numbers for numbers, _ in dense])
            impacts[way_of == MANY] = np.concatenate([everywhere for _, everywhere in dense])
        return terms, documents, impacts

    def _dense_of(self, data: U8, first: int, number: int) -> tuple[U16, U8]:
        starts = self._layout.starts
        own = data[int(starts[number] - starts[first]) : int(starts[number + 1] - starts[first])]
        everywhere = self._everywhere(number, own)
        where = np.flatnonzero(everywhere)
        return where.astype(np.uint16), everywhere[where]

    def _number(self, fieldname: str, text: bytes) -> int:
        return self.dictionary.find([SPACES.get(fieldname, b"?") + text])[0]

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._number(*term) >= 0

    def indexed_field_names(self) -> list[str]:
        """The kinds of term."""
        return list(SPACES)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """All terms in order of the dictionary."""
        names = {letter: name for name, letter in SPACES.items()}
        for term in self.dictionary.items(0, len(self.dictionary)):
            yield names[term[:1]], term[1:]

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The terms of a kind from the prefix on."""
        first = self.dictionary.place(SPACES[fieldname] + prefix)
        for term in self.dictionary.items(first, self.dictionary.range(SPACES[fieldname])[1]):
            yield fieldname, term[1:]

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """All terms with what is known of them."""
        for term in self.terms():
            yield term, self.term_info(*term)

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """The terms of a kind from the prefix on with what is known of them."""
        for term in self.terms_from(fieldname, prefix):
            yield term, self.term_info(*term)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """How many documents have the term; TermNotFound if none."""
        number = self._number(fieldname, text)
        if number < 0:
            raise TermNotFound((fieldname, text))
        documents = self.documents(number)
        return TermInfo(
            weight=len(documents), df=len(documents), minid=int(documents[0]), maxid=int(documents[-1])
        )  # fmt: skip

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        """The postings of a term as one of Whoosh's matchers."""
        number = self._number(fieldname, text)
        if number < 0:
            return NullMatcher()
        postings = self.postings(number)
        documents = postings.documents
        impacts = postings.impacts if postings.numbers is not None else postings.impacts[documents]
        return ListMatcher(
            documents.tolist(), (impacts / 255).tolist(), format=format_, scorer=scorer, term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )  # fmt: skip

    def close(self) -> None:
        """Close the files."""
        self._files.close()
