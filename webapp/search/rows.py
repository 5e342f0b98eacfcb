"""The rows of numbers and the stored content of a segment's documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base

from webapp.search.arrays import ends_of
from webapp.search.files import DOCUMENTS, STORED, ArraySegment, DamagedSegmentError, SegmentFiles, SummedFile

DOCUMENT_COLUMNS: dict[str, str] = {"thing": "<u1", "id": "<i8", "date": "<i4", "adoptions": "<i4", "verified": "<u1"}


class DocumentWriter(base.PerDocumentWriter):  # type: ignore[misc]
    """Writes one row of numbers and one piece of stored content for each document."""

    def __init__(self, storage: Any, segment: ArraySegment) -> None:
        self._rows: dict[str, list[NDArray[Any]]] = {name: [] for name in DOCUMENT_COLUMNS}
        self._sizes: list[NDArray[Any]] = []
        self._things: list[str] = []
        self._stored = SummedFile(storage, segment, STORED)
        self._numbers = SummedFile(storage, segment, DOCUMENTS)
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


class DocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """Rows and stored content of a segment."""

    def __init__(self, files: SegmentFiles) -> None:
        self._files = files
        self.columns = files.arrays(DOCUMENTS)
        self.things = self.columns.pop("things").tobytes().decode().split("\n")
        self._ends = ends_of(self.columns.pop("sizes").astype(np.int64))
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
