"""The dictionary and the postings of a segment, as arrays and as Whoosh wants them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base
from whoosh.matching import ListMatcher, NullMatcher
from whoosh.reading import TermInfo, TermNotFound

from webapp.search.arrays import ends_of
from webapp.search.dictionary import Dictionary
from webapp.search.files import POSTINGS, TERMS, ArraySegment, DamagedSegmentError, SegmentFiles, SummedFile
from webapp.search.postings import IMPACT_SPACES, U8, U16, Postings

SPACES = {"gram": b"g", "code": b"c", "word": b"w", "name": b"n", "facet": b"f", "audience": b"a", "key": b"k"}
"""Whoosh's name of each kind of term and the letter its terms begin with in the dictionary."""
_DENSE_IMPACTS = 3  # a term in more than a third of the documents takes less room as one byte a document
_DENSE_FLAGS = 16
_KEPT = 160  # terms of many documents kept in memory, one byte a document each
_SCATTER = 12  # looking up one document costs as much as putting so many in place


class Layout:
    """Where each term's postings lie: worked out from the counts alone.

    The bytes of a term of few documents are their numbers, then (if its kind has them) their impacts; those of a term
    of many are one impact or one bit for every document.
    """

    def __init__(self, counts: NDArray[np.int64], has_impacts: NDArray[np.bool_], documents: int) -> None:
        limit = np.where(has_impacts, _DENSE_IMPACTS, _DENSE_FLAGS)
        self.counts = counts
        self.has_impacts = has_impacts
        self.dense = (counts * limit > documents) & (counts > 1)
        everywhere = np.where(has_impacts, documents, (documents + 7) // 8)
        self.starts = ends_of(np.where(self.dense, everywhere, counts * np.where(has_impacts, 3, 2)))
        self.size = int(self.starts[-1])

    def parts(self, first: int, end: int) -> NDArray[np.uint8]:
        """For each byte of neighbouring terms what it is: 0 of a number, 1 an impact, 2 of a term of many."""
        sparse = np.where(self.dense[first:end], 0, self.counts[first:end])
        many = np.where(self.dense[first:end], np.diff(self.starts[first : end + 1]), 0)
        sizes = np.stack((2 * sparse, np.where(self.has_impacts[first:end], sparse, 0), many), axis=1)
        return np.repeat(np.tile(np.arange(3, dtype=np.uint8), end - first), sizes.ravel())


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
    is_dense, has_impacts = layout.dense[first:end], layout.has_impacts[first:end]
    of_term = np.repeat(np.arange(end - first), piece.counts)
    sparse = ~is_dense[of_term]
    parts = layout.parts(first, end)
    data = np.empty(len(parts), dtype=np.uint8)
    data[parts == 0] = piece.documents[sparse].astype("<u2").view(np.uint8)
    data[parts == 1] = piece.impacts[sparse & has_impacts[of_term]]
    ends = np.cumsum(piece.counts)
    starts = layout.starts[first : end + 1] - layout.starts[first]
    for number in np.flatnonzero(is_dense).tolist():
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
        self._layout = Layout(self.counts, with_impacts(self.dictionary), self.document_count)
        if self._layout.size != files.segment.sums[POSTINGS][0]:
            raise DamagedSegmentError(POSTINGS)

    def _read(self, first: int, end: int) -> U8:
        """The bytes of neighbouring terms."""
        start = int(self._layout.starts[first])
        return np.frombuffer(self._files.read(POSTINGS, start, int(self._layout.starts[end]) - start), dtype=np.uint8)

    def postings(self, number: int) -> TermPostings:
        """The postings of a term; those of the commonest terms asked for last are kept."""
        kept = self._kept.get(number)
        if kept is not None:
            return kept
        data, count = self._read(number, number + 1), int(self.counts[number])
        if self._layout.dense[number]:
            while len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)), None)
            self._kept[number] = kept = TermPostings(self.document_count, None, self._everywhere(number, data))
            return kept
        impacts = data[2 * count :] if self._layout.has_impacts[number] else np.ones(count, dtype=np.uint8)
        return TermPostings(self.document_count, data[: 2 * count].view("<u2"), impacts)

    def _everywhere(self, number: int, data: U8) -> U8:
        return data if self._layout.has_impacts[number] else np.unpackbits(data, count=self.document_count)

    def documents(self, number: int) -> NDArray[Any]:
        """The documents of a term, ascending."""
        return self.postings(number).documents

    def stretch(self, first: int, end: int) -> tuple[NDArray[np.int64], U16, U8]:
        """All postings of neighbouring terms: term number, document, impact of each, ordered by term and document."""
        layout = self._layout
        data, parts = self._read(first, end), layout.parts(first, end)
        documents: U16 = data[parts == 0].view("<u2")
        sparse = np.where(layout.dense[first:end], 0, self.counts[first:end])
        terms = np.repeat(np.arange(first, end, dtype=np.int64), sparse)
        impacts = np.ones(len(documents), dtype=np.uint8)
        impacts[layout.has_impacts[terms]] = data[parts == 1]
        dense = np.flatnonzero(layout.dense[first:end]).tolist()
        if not dense:
            return terms, documents, impacts
        pieces = [(terms, documents, impacts)]
        for place in dense:
            numbers, everywhere = self._dense_of(data, first, first + place)
            pieces.append((np.full(len(numbers), first + place), numbers, everywhere))
        order = np.argsort(np.concatenate([piece[0] for piece in pieces]), kind="stable")
        joined = [np.concatenate([piece[part] for piece in pieces])[order] for part in range(3)]
        return joined[0], joined[1], joined[2]

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
