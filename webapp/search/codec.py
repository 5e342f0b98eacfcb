"""How a segment lies on disk, behind Whoosh's own codec interfaces.

A segment is four files, named after it: ``.trm`` (the dictionary and how many documents each term has), ``.pst``
(postings as plain arrays), ``.doc`` (one row of numbers a document) and ``.sto`` (what is shown of each, compressed).
The segment's record in Whoosh's table of contents holds size and checksum of each, so that damage is noticed. Whoosh's
own queries and matchers read such a segment; :mod:`webapp.search.segment` reads the arrays directly.

In ``.pst`` a term of few documents has 16-bit document numbers in the first part and (if its kind has impacts) one byte
each in the second; a term of many has one byte (or, without impacts, one bit) for every document in the third part.
"""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base
from whoosh.matching import ListMatcher, NullMatcher
from whoosh.reading import TermInfo, TermNotFound

from webapp.search.arrays import pack_arrays, unpack_arrays
from webapp.search.dictionary import Dictionary
from webapp.search.postings import IMPACT_SPACES, U8, U16, Postings

TERMS, POSTINGS, DOCUMENTS, STORED = ".trm", ".pst", ".doc", ".sto"
EXTENSIONS = (TERMS, POSTINGS, DOCUMENTS, STORED)
SPACES = {"gram": b"g", "code": b"c", "word": b"w", "name": b"n", "facet": b"f", "audience": b"a", "key": b"k"}
"""Whoosh's name of each kind of term and the letter its terms begin with in the dictionary."""
_DENSE_IMPACTS = 3  # a term in more than a third of the documents takes less room as one byte a document
_DENSE_FLAGS = 16

DOCUMENT_COLUMNS: dict[str, str] = {"thing": "<u1", "id": "<i8", "date": "<i4", "adoptions": "<i4", "verified": "<u1"}


_READ_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_SEEKING = Lock()
_SMALL_FILE = 1_000_000


class DamagedSegmentError(Exception):
    """A file of a segment cannot be what was written."""


def _read_at(descriptor: int, size: int, start: int) -> bytes:
    """Read at a place, safe for threads."""
    if hasattr(os, "pread"):
        return os.pread(descriptor, size, start)
    with _SEEKING:
        os.lseek(descriptor, start, os.SEEK_SET)
        return os.read(descriptor, size)


class Layout:
    """Where each term's postings lie: worked out from the counts alone."""

    def __init__(self, counts: NDArray[np.int64], has_impacts: NDArray[np.bool_], documents: int) -> None:
        limit = np.where(has_impacts, _DENSE_IMPACTS, _DENSE_FLAGS)
        self.counts = counts
        self.has_impacts = has_impacts
        self.dense = (counts * limit > documents) & (counts > 1)
        sparse = np.where(self.dense, 0, counts)
        self.numbers_at = _ends(sparse)
        self.impacts_at = _ends(np.where(has_impacts, sparse, 0))
        dense_size = np.where(has_impacts, documents, (documents + 7) // 8)
        self.dense_at = _ends(np.where(self.dense, dense_size, 0))
        self.impacts_base = int(self.numbers_at[-1]) * 2
        self.dense_base = self.impacts_base + int(self.impacts_at[-1])
        self.size = self.dense_base + int(self.dense_at[-1])


def _ends(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes, dtype=np.int64)))


def with_impacts(dictionary: Dictionary) -> NDArray[np.bool_]:
    """Which terms of the dictionary have impacts."""
    flags = np.zeros(len(dictionary), dtype=np.bool_)
    for space in IMPACT_SPACES:
        first, end = dictionary.range(space)
        flags[first:end] = True
    return flags


class ArraySegment(base.Segment):  # type: ignore[misc]
    """One segment as the table of contents remembers it. ``sums`` holds (size, checksum) of each file."""

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self.sums: dict[str, tuple[int, int]] = {}
        self._documents = 0
        self._deleted: set[int] = set()

    def codec(self, **_: Any) -> ArrayCodec:
        """The codec that reads this segment."""
        return ArrayCodec()

    def set_doc_count(self, count: int) -> None:
        """Remember how many documents the segment has, deleted ones included."""
        self._documents = count

    def doc_count_all(self) -> int:
        """How many documents the segment has, deleted ones included."""
        return self._documents

    def doc_count(self) -> int:
        """How many documents the segment has."""
        return self._documents - len(self._deleted)

    def deleted_count(self) -> int:
        """How many documents are deleted."""
        return len(self._deleted)

    def has_deletions(self) -> bool:
        """Whether any document is deleted."""
        return bool(self._deleted)

    def deleted_docs(self) -> frozenset[int]:
        """The deleted documents."""
        return frozenset(self._deleted)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Mark a document as deleted, or as there again."""
        (self._deleted.add if delete else self._deleted.discard)(docnum)

    def is_deleted(self, docnum: int) -> bool:
        """Whether the document is deleted."""
        return docnum in self._deleted

    def should_assemble(self) -> bool:
        """Its files stay apart."""
        return False


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Whoosh's door to our files."""

    length_stats = False

    def per_document_writer(self, storage: Any, segment: ArraySegment) -> DocumentWriter:
        """The writer of rows and stored content."""
        return DocumentWriter(storage, segment)

    def field_writer(self, storage: Any, segment: ArraySegment) -> TermWriter:
        """The writer of dictionary and postings."""
        return TermWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: ArraySegment) -> TermsReader:
        """The reader of dictionary and postings."""
        return TermsReader(SegmentFiles(Path(storage.folder), segment))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> DocumentReader:
        """The reader of rows and stored content."""
        return DocumentReader(SegmentFiles(Path(storage.folder), segment))

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        """A segment without documents."""
        return ArraySegment(indexname)


class _SummedFile:
    """A file being written whose size and checksum are noted in the segment when it is closed."""

    def __init__(self, storage: Any, segment: ArraySegment, extension: str) -> None:
        self._path = Path(storage.folder) / segment.make_filename(extension)
        self._file: BinaryIO = self._path.open("wb")
        self._segment, self._extension = segment, extension
        self._size = self._sum = 0

    def write(self, data: bytes | memoryview) -> None:
        self._file.write(data)
        self._size += len(data)
        self._sum = zlib.crc32(data, self._sum)

    def write_arrays(self, arrays: Mapping[str, NDArray[Any]], *, compressed: bool = False) -> None:
        data = pack_arrays(arrays)
        self.write(zlib.compress(data, 1) if compressed else data)

    def close(self) -> None:
        self._file.close()
        self._segment.sums[self._extension] = (self._size, self._sum)


class DocumentWriter(base.PerDocumentWriter):  # type: ignore[misc]
    """Writes one row of numbers and one piece of stored content for each document."""

    def __init__(self, storage: Any, segment: ArraySegment) -> None:
        self._rows: dict[str, list[NDArray[Any]]] = {name: [] for name in DOCUMENT_COLUMNS}
        self._sizes: list[NDArray[Any]] = []
        self._things: list[str] = []
        self._stored = _SummedFile(storage, segment, STORED)
        self._numbers = _SummedFile(storage, segment, DOCUMENTS)
        self._segment = segment
        self._count = 0
        self.is_closed = False

    def add_row(self, thing: str, row: Mapping[str, int], stored: bytes) -> None:
        """Add the next document."""
        values = {"thing": self._thing(thing), **row}
        for name, kind in DOCUMENT_COLUMNS.items():
            self._rows[name].append(np.array([values[name]], dtype=kind))
        self._sizes.append(np.array([len(stored)], dtype="<u4"))
        self._stored.write(stored)
        self._count += 1

    def add_rows(self, reader: DocumentReader, kept: NDArray[np.int64]) -> None:
        """Add documents of another segment, in order, without looking into what is stored."""
        things = np.array([self._thing(name) for name in reader.things] or [0], dtype="<u1")
        for name in DOCUMENT_COLUMNS:
            column = reader.columns[name][kept]
            self._rows[name].append(things[column] if name == "thing" else column)
        self._sizes.append(reader.stored_sizes()[kept].astype("<u4"))
        for piece in reader.stored_pieces(kept):
            self._stored.write(piece)
        self._count += len(kept)

    def _thing(self, name: str) -> int:
        if name not in self._things:
            self._things.append(name)
        return self._things.index(name)

    def close(self) -> None:
        """Write everything down."""
        arrays: dict[str, NDArray[Any]] = {
            name: np.concatenate(self._rows[name]) if self._rows[name] else np.empty(0, dtype=kind)
            for name, kind in DOCUMENT_COLUMNS.items()
        }
        arrays["sizes"] = np.concatenate(self._sizes) if self._sizes else np.empty(0, dtype="<u4")
        arrays["things"] = np.frombuffer("\n".join(self._things).encode(), dtype=np.uint8)
        self._numbers.write_arrays(arrays)
        self._numbers.close()
        self._stored.close()
        self._segment.set_doc_count(self._count)
        self.is_closed = True


class TermWriter(base.FieldWriter):  # type: ignore[misc]
    """Writes a segment's dictionary, postings and the keys of its vocabulary."""

    def __init__(self, storage: Any, segment: ArraySegment) -> None:
        self._terms = _SummedFile(storage, segment, TERMS)
        self._postings = _SummedFile(storage, segment, POSTINGS)
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


class SegmentFiles:
    """The files of a segment, opened at once so that a later merge cannot take them away."""

    def __init__(self, folder: Path, segment: ArraySegment) -> None:
        self.segment = segment
        self._open: dict[str, int] = {}
        self._held: dict[str, bytes] = {}
        try:
            for extension in EXTENSIONS:
                descriptor = os.open(folder / segment.make_filename(extension), _READ_FLAGS)
                self._open[extension] = descriptor
                if os.fstat(descriptor).st_size != segment.sums[extension][0]:
                    raise DamagedSegmentError(extension)
        except BaseException:
            self.close()
            raise

    def read(self, extension: str, start: int, size: int) -> bytes:
        """So many bytes of a file; DamagedSegmentError when it ends too early."""
        held = self._held.get(extension)
        if held is not None:
            return held[start : start + size]
        data = _read_at(self._open[extension], size, start) if size else b""
        if len(data) != size:
            raise DamagedSegmentError(extension)
        return data

    def hold(self, extension: str) -> None:
        """Keep a small file in memory."""
        size = self.segment.sums[extension][0]
        if size <= _SMALL_FILE:
            self._held[extension] = self.read(extension, 0, size)

    def arrays(self, extension: str) -> dict[str, NDArray[Any]]:
        """The arrays of a file, checked against its checksum."""
        size, checksum = self.segment.sums[extension]
        data = self.read(extension, 0, size)
        if zlib.crc32(data) != checksum:
            raise DamagedSegmentError(extension)
        try:
            return unpack_arrays(zlib.decompress(data) if extension == TERMS else data)
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise DamagedSegmentError(extension) from error

    def verify(self) -> None:
        """Read every byte of every file and compare checksums."""
        for extension, (size, checksum) in self.segment.sums.items():
            total = 0
            for start in range(0, size, 1 << 22):
                total = zlib.crc32(self.read(extension, start, min(1 << 22, size - start)), total)
            if total != checksum:
                raise DamagedSegmentError(extension)

    def close(self) -> None:
        """Close all files."""
        while self._open:
            os.close(self._open.popitem()[1])

    def __del__(self) -> None:
        self.close()


class DocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """Rows and stored content of a segment."""

    def __init__(self, files: SegmentFiles) -> None:
        self._files = files
        self.columns = files.arrays(DOCUMENTS)
        self.things = self.columns.pop("things").tobytes().decode().split("\n")
        self._ends = _ends(self.columns.pop("sizes").astype(np.int64))
        if len(self._ends) != files.segment.doc_count_all() + 1:
            raise DamagedSegmentError(DOCUMENTS)

    def stored_sizes(self) -> NDArray[np.int64]:
        """How many bytes are stored for each document."""
        return np.diff(self._ends)

    def stored(self, number: int) -> bytes:
        """What is stored for a document, as it was written."""
        start = int(self._ends[number])
        return self._files.read(STORED, start, int(self._ends[number + 1]) - start)

    def stored_pieces(self, kept: NDArray[np.int64]) -> Iterator[bytes]:
        """What is stored for the documents kept, neighbours in one piece."""
        if not len(kept):
            return
        breaks = np.flatnonzero(np.diff(kept) != 1) + 1
        for run in np.split(kept, breaks):
            for part in np.array_split(run, max(1, len(run) // 2000)):
                start = int(self._ends[part[0]])
                yield self._files.read(STORED, start, int(self._ends[part[-1] + 1]) - start)

    def doc_count(self) -> int:
        """How many documents there are."""
        return int(self._files.segment.doc_count())

    def doc_count_all(self) -> int:
        """How many documents there are, deleted ones included."""
        return int(self._files.segment.doc_count_all())

    def has_deletions(self) -> bool:
        """Whether any document is deleted."""
        return bool(self._files.segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Whether the document is deleted."""
        return bool(self._files.segment.is_deleted(docnum))

    def deleted_docs(self) -> frozenset[int]:
        """The deleted documents."""
        return frozenset(self._files.segment.deleted_docs())

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Lengths are part of the impacts already."""
        return default

    def field_length(self, fieldname: str) -> int:
        """Lengths are part of the impacts already."""
        return 0

    min_field_length = max_field_length = field_length

    def stored_fields(self, docnum: int) -> dict[str, bytes]:
        """What is stored for a document, as Whoosh wants it."""
        return {"stored": self.stored(docnum)}

    def close(self) -> None:
        """Close the files."""
        self._files.close()


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
