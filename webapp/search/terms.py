"""The dictionary and the postings of a segment, as arrays and as Whoosh wants them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
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


class Layout:
    """Where each term's postings lie: worked out from the counts alone."""

    def __init__(self, counts: NDArray[np.int64], has_impacts: NDArray[np.bool_], documents: int) -> None:
        limit = np.where(has_impacts, _DENSE_IMPACTS, _DENSE_FLAGS)
        self.counts = counts
        self.has_impacts = has_impacts
        self.dense = (counts * limit > documents) & (counts > 1)
        sparse = np.where(self.dense, 0, counts)
        self.numbers_at = ends_of(sparse)
        self.impacts_at = ends_of(np.where(has_impacts, sparse, 0))
        dense_size = np.where(has_impacts, documents, (documents + 7) // 8)
        self.dense_at = ends_of(np.where(self.dense, dense_size, 0))
        self.impacts_base = int(self.numbers_at[-1]) * 2
        self.dense_base = self.impacts_base + int(self.impacts_at[-1])
        self.size = self.dense_base + int(self.dense_at[-1])


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
        impacts, dense = io.BytesIO(), io.BytesIO()
        first = 0
        for piece in postings:
            end = first + len(piece.counts)
            self._write_piece(layout, first, end, piece, documents, impacts, dense)
            first = end
        self._postings.write(impacts.getbuffer())
        self._postings.write(dense.getbuffer())
        arrays = {**terms.arrays("terms"), **keys.arrays("keys"), "counts": counts.astype("<u4")}
        self._terms.write_arrays(arrays, compressed=True)

    def _write_piece(self, layout: Layout, first: int, end: int, piece: Postings, documents: int, impacts: io.BytesIO,
                     dense: io.BytesIO) -> None:  # fmt: skip
        is_dense, with_impact = layout.dense[first:end], layout.has_impacts[first:end]
        of_term = np.repeat(np.arange(end - first), piece.counts)
        sparse_rows = ~is_dense[of_term]
        self._postings.write(piece.documents[sparse_rows].astype("<u2").tobytes())
        impacts.write(piece.impacts[sparse_rows & with_impact[of_term]].tobytes())
        ends = np.cumsum(piece.counts)
        for number in np.flatnonzero(is_dense).tolist():
            rows = slice(int(ends[number] - piece.counts[number]), int(ends[number]))
            everywhere = np.zeros(documents, dtype=np.uint8)
            everywhere[piece.documents[rows]] = piece.impacts[rows] if with_impact[number] else 1
            dense.write(everywhere.tobytes() if with_impact[number] else np.packbits(everywhere).tobytes())

    def close(self) -> None:
        """Finish both files."""
        self._terms.close()
        self._postings.close()
        self.is_closed = True


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
        self._layout = Layout(self.counts, with_impacts(self.dictionary), self.document_count)
        if self._layout.size != files.segment.sums[POSTINGS][0]:
            raise DamagedSegmentError(POSTINGS)

    def postings(self, number: int) -> tuple[U16 | None, U8]:
        """Document numbers and impacts of a term, or None and one impact (or 0/1) for every document."""
        layout = self._layout
        if layout.dense[number]:
            return None, self._dense(number)
        numbers = self.documents(number)
        if not layout.has_impacts[number]:
            return numbers, np.ones(len(numbers), dtype=np.uint8)
        start = layout.impacts_base + int(layout.impacts_at[number])
        return numbers, np.frombuffer(self._files.read(POSTINGS, start, len(numbers)), dtype=np.uint8)

    def _dense(self, number: int) -> U8:
        layout = self._layout
        start, end = int(layout.dense_at[number]), int(layout.dense_at[number + 1])
        data = np.frombuffer(self._files.read(POSTINGS, layout.dense_base + start, end - start), dtype=np.uint8)
        return data if layout.has_impacts[number] else np.unpackbits(data, count=self.document_count)

    def documents(self, number: int) -> NDArray[Any]:
        """The documents of a term, ascending."""
        layout = self._layout
        if layout.dense[number]:
            return np.flatnonzero(self._dense(number))
        start, end = int(layout.numbers_at[number]), int(layout.numbers_at[number + 1])
        return np.frombuffer(self._files.read(POSTINGS, 2 * start, 2 * (end - start)), dtype="<u2")

    def stretch(self, first: int, end: int) -> tuple[NDArray[np.int64], U16, U8]:
        """All postings of neighbouring terms: term number, document, impact of each, ordered by term and document."""
        layout = self._layout
        sparse = np.where(layout.dense[first:end], 0, self.counts[first:end])
        low, high = int(layout.numbers_at[first]), int(layout.numbers_at[end])
        documents = np.frombuffer(self._files.read(POSTINGS, 2 * low, 2 * (high - low)), dtype="<u2")
        terms = np.repeat(np.arange(first, end, dtype=np.int64), sparse)
        impacts = np.ones(len(documents), dtype=np.uint8)
        low, high = int(layout.impacts_at[first]), int(layout.impacts_at[end])
        data = self._files.read(POSTINGS, layout.impacts_base + low, high - low)
        impacts[layout.has_impacts[terms]] = np.frombuffer(data, dtype=np.uint8)
        dense = [first + number for number in np.flatnonzero(layout.dense[first:end]).tolist()]
        if not dense:
            return terms, documents, impacts
        return self._with_dense(dense, terms, documents, impacts)

    def _with_dense(self, dense: Sequence[int], terms: NDArray[np.int64], documents: U16, impacts: U8) -> tuple[
        NDArray[np.int64], U16, U8]:  # fmt: skip
        pieces = [(terms, documents, impacts)]
        for number in dense:
            everywhere = self._dense(number)
            where = np.flatnonzero(everywhere)
            pieces.append((np.full(len(where), number), where.astype(np.uint16), everywhere[where]))
        terms = np.concatenate([piece[0] for piece in pieces])
        order = np.argsort(terms, kind="stable")
        return (
            terms[order],
            np.concatenate([piece[1] for piece in pieces])[order],
            np.concatenate([piece[2] for piece in pieces])[order],
        )

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
        documents, impacts = self.postings(number)
        if documents is None:
            documents = np.flatnonzero(impacts).astype(np.uint16)
            impacts = impacts[documents]
        return ListMatcher(
            documents.tolist(), (impacts / 255).tolist(), format=format_, scorer=scorer, term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )  # fmt: skip

    def close(self) -> None:
        """Close the files."""
        self._files.close()
