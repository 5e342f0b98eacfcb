"""The table of contents of a commit: which segments there are, and how far they have followed the database.

Whoosh pickles its own. Ours is JSON behind a checksum, so that reading whatever lies in the folder can run no code;
Whoosh's classes are filled from it, and its generations, writer lock and cleaning stay in use.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from whoosh import fields
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC, FileIndex

from webapp.search.entry import Key
from webapp.search.files import ArraySegment, DamagedSegmentError

NAME = "live"
FORMAT = 3


@dataclass(frozen=True, slots=True)
class State:
    """How far an index has followed the database."""

    epoch: str
    position: int
    analysis_version: str


class SegmentList(list[ArraySegment]):
    """The segments of a commit and its state: both are saved in the same atomic step."""

    state: State | None = None
    last_key: Key | None = None


class IndexStorage(FileStorage):  # type: ignore[misc]
    """Whoosh's folder of files; what it wants to keep for a moment stays in memory (it makes a folder each time)."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), supports_mmap=False)

    def temp_storage(self, name: str | None = None) -> Any:
        """A storage that is gone with the writer."""
        return RamStorage()


class ContentsIndex(FileIndex):  # type: ignore[misc]
    """Whoosh's index over our table of contents."""

    def __init__(self, folder: Path) -> None:
        self.storage = IndexStorage(folder)
        self.indexname = NAME
        self._schema = schema()
        self._read_toc()

    def _read_toc(self) -> Any:
        return read_contents(Path(self.storage.folder), self.latest_generation())


def schema() -> Any:
    """Whoosh's schema: one field for each kind of term. Entries go in through the writer of batches only."""
    names = ("gram", "code", "word", "name", "facet", "audience", "key")
    return fields.Schema(**{name: fields.KEYWORD(scorable=False) for name in names}, stored=fields.STORED())


def write_contents(folder: Path, segments: SegmentList, generation: int) -> None:
    """Put a table of contents in place in one step."""
    plain = {
        "format": FORMAT,
        "state": asdict(segments.state) if segments.state else None,
        "last_key": segments.last_key,
        "segments": [segment.facts() for segment in segments],
    }
    data = json.dumps(plain, separators=(",", ":")).encode()
    beside = folder / f"_{NAME}.new"
    beside.write_bytes(data + b"\n%08x" % zlib.crc32(data))
    beside.replace(folder / TOC._filename(NAME, generation))


def read_contents(folder: Path, generation: int) -> Any:
    """Whoosh's table of contents of a commit; FileNotFoundError if it is gone, DamagedSegmentError if not whole."""
    name = TOC._filename(NAME, generation)
    data, _, checksum = (folder / name).read_bytes().rpartition(b"\n")
    if checksum != b"%08x" % zlib.crc32(data):
        raise DamagedSegmentError(name)
    try:
        plain = json.loads(data)
        if plain["format"] != FORMAT:
            raise ValueError(plain["format"])
        segments = SegmentList(ArraySegment.from_facts(NAME, each) for each in plain["segments"])
        segments.state = State(**plain["state"]) if plain["state"] else None
        segments.last_key = Key(*plain["last_key"]) if plain["last_key"] else None
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedSegmentError(name) from error
    return TOC(schema(), segments, generation)
