"""The files of a segment: their names, how they are written with checksums and read without trust."""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

from numpy.typing import NDArray
from whoosh.codec import base

from webapp.search.arrays import pack_arrays, unpack_arrays

TERMS, POSTINGS, DOCUMENTS, STORED = ".trm", ".pst", ".doc", ".sto"
EXTENSIONS = (TERMS, POSTINGS, DOCUMENTS, STORED)

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


class ArraySegment(base.Segment):  # type: ignore[misc]
    """One segment as the table of contents remembers it. ``sums`` holds (size, checksum) of each file."""

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self.sums: dict[str, tuple[int, int]] = {}
        self._documents = 0
        self._deleted: set[int] = set()

    def facts(self) -> dict[str, Any]:
        """Everything that is known of the segment, as plain values."""
        return {
            "id": self.segid, "documents": self._documents, "deleted": sorted(self._deleted), "sums": self.sums
        }  # fmt: skip

    @classmethod
    def from_facts(cls, indexname: str, facts: Mapping[str, Any]) -> ArraySegment:
        """The segment back from :meth:`facts`; ValueError, KeyError or TypeError if they are something else."""
        segment = cls(indexname)
        segment.segid = str(facts["id"])
        if not segment.segid.isalnum():
            raise ValueError(segment.segid)
        segment.sums = {extension: (int(size), int(checksum)) for extension, (size, checksum) in facts["sums"].items()}
        segment._documents = int(facts["documents"])
        segment._deleted = {int(number) for number in facts["deleted"]}
        return segment

    def codec(self, **_: Any) -> Any:
        """The codec that reads this segment."""
        from webapp.search.codec import ArrayCodec

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


class SummedFile:
    """A file being written whose size and checksum are noted in the segment when it is closed."""

    def __init__(self, storage: Any, segment: ArraySegment, extension: str) -> None:
        self._path = Path(storage.folder) / segment.make_filename(extension)
        self._file: BinaryIO = self._path.open("wb")
        self._segment, self._extension = segment, extension
        self._size = self._sum = 0

    def write(self, data: bytes | memoryview) -> None:
        """Write on."""
        self._file.write(data)
        self._size += len(data)
        self._sum = zlib.crc32(data, self._sum)

    def write_arrays(self, arrays: Mapping[str, NDArray[Any]], *, compressed: bool = False) -> None:
        """Write several arrays in one piece."""
        data = pack_arrays(arrays)
        self.write(zlib.compress(data, 1) if compressed else data)

    def close(self) -> None:
        """Close and note size and checksum."""
        self._file.close()
        self._segment.sums[self._extension] = (self._size, self._sum)


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
