"""The older Office container (MS-CFB): which streams it holds, and the few records that tell macros and encryption."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from webapp.base.files.refusals import NotAllowed, Reason

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHAIN_LIMIT = 4_096  # sectors of directory followed: far more than any document has
_END_OF_CHAIN, _FREE = 0xFFFFFFFA, 0xFFFFFFFF
_MACRO_STREAMS = {"_vba_project", "_vba_project_cur", "macros", "vba", "vbaproject"}
_KINDS = {"worddocument": "doc", "workbook": "xls", "book": "xls", "powerpoint document": "ppt"}
_BOUND_SHEET, _FILE_PASS, _END_OF_GLOBALS = 0x85, 0x2F, 0x0A


@dataclass(frozen=True, slots=True)
class _Stream:
    start: int
    size: int


class _Container:
    """Sectors of one open container, followed through its allocation table."""

    def __init__(self, source: BinaryIO, size: int) -> None:
        header = source.read(512)
        if len(header) < 512 or header[:8] != MAGIC:
            raise NotAllowed(Reason.DAMAGED)
        self._source = source
        shift = struct.unpack_from("<H", header, 30)[0]
        if shift not in (9, 12) or size < 3 * (1 << shift):
            raise NotAllowed(Reason.DAMAGED)
        self._sector_bytes = 1 << shift
        self._directory = struct.unpack_from("<L", header, 48)[0]
        self._tables = [n for n in struct.unpack_from("<109L", header, 76) if n < _END_OF_CHAIN]
        self._size = size

    def _sector(self, number: int) -> bytes:
        if (number + 1) * self._sector_bytes >= self._size:
            raise NotAllowed(Reason.DAMAGED)
        self._source.seek((number + 1) * self._sector_bytes)
        return self._source.read(self._sector_bytes).ljust(self._sector_bytes, b"\0")

    def _next(self, number: int) -> int:
        per_table = self._sector_bytes // 4
        index = number // per_table
        if index >= len(self._tables):
            return _END_OF_CHAIN
        following: int = struct.unpack_from("<L", self._sector(self._tables[index]), number % per_table * 4)[0]
        return following

    def check_whole(self) -> None:
        """Refuse a container whose table counts on sectors behind the end of the file."""
        per_table = self._sector_bytes // 4
        for number, table in enumerate(self._tables):
            entries = struct.unpack(f"<{per_table}L", self._sector(table))
            used = [index for index, entry in enumerate(entries) if entry != _FREE]
            if used and (number * per_table + used[-1] + 1) * self._sector_bytes >= self._size:
                raise NotAllowed(Reason.DAMAGED)

    def read_chain(self, number: int, limit_sectors: int) -> bytes:
        """Return the joined sectors of a chain, at most so many."""
        pieces: list[bytes] = []
        while number < _END_OF_CHAIN and len(pieces) < limit_sectors:
            pieces.append(self._sector(number))
            number = self._next(number)
        return b"".join(pieces)

    def streams(self) -> dict[str, _Stream]:
        """Return every named entry of the directory, names in lower case."""
        found: dict[str, _Stream] = {}
        directory = self.read_chain(self._directory, _CHAIN_LIMIT)
        for place in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, place + 64)
            if kind in (1, 2) and 2 <= length <= 64:
                name = directory[place : place + length - 2].decode("utf-16-le", "replace").lower()
                start, size = struct.unpack_from("<LL", directory, place + 116)
                found.setdefault(name, _Stream(start, size))
        return found

    def read_stream(self, stream: _Stream, limit_bytes: int) -> bytes:
        """Return the beginning of a stream that is not among the small ones."""
        if stream.size < 4096:
            return b""
        return self.read_chain(stream.start, limit_bytes // self._sector_bytes)[: stream.size]


def compound_kind(path: Path) -> str:
    """Return 'doc', 'xls' or 'ppt'; raises NotAllowed for macros, encryption, damage and anything else."""
    with path.open("rb") as source:
        container = _Container(source, path.stat().st_size)
        streams = container.streams()
        if _MACRO_STREAMS & streams.keys():
            raise NotAllowed(Reason.MACROS)
        if "encryptedpackage" in streams:
            raise NotAllowed(Reason.ENCRYPTED)
        found = [(kind, streams[name]) for name, kind in _KINDS.items() if name in streams]
        if not found:
            raise NotAllowed(Reason.UNKNOWN_TYPE, "ole")
        container.check_whole()
        kind, stream = found[0]
        if kind == "xls":
            _check_workbook(container.read_stream(stream, 1 << 20))
        if kind == "doc" and _is_encrypted_word(container.read_stream(stream, 4096)):
            raise NotAllowed(Reason.ENCRYPTED)
        return kind


def _is_encrypted_word(start: bytes) -> bool:
    return len(start) > 12 and bool(struct.unpack_from("<H", start, 10)[0] & 0x0100)


def _check_workbook(start: bytes) -> None:
    """Walk the records of the workbook globals (MS-XLS): macro sheets and passwords are refused."""
    place = 0
    while place + 4 <= len(start):
        record, length = struct.unpack_from("<HH", start, place)
        if record == _FILE_PASS:
            raise NotAllowed(Reason.ENCRYPTED)
        if record == _BOUND_SHEET and start[place + 9 : place + 10] in (b"\x01", b"\x06"):
            raise NotAllowed(Reason.MACROS)
        if record == _END_OF_GLOBALS:
            return
        place += 4 + length
