"""Files kept by the SHA-256 of their content. Who may read a file is decided by its attachment row, never here.

Layout below the folder: ``originals/ab/cd/<sha256>`` (the archive), ``derived/ab/cd/<sha256>/<name>`` (rebuildable),
``incoming/`` (temporary, same file system, so that a file moves into place in one step).
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import timedelta
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Protocol

from webapp.base.files.refusals import FileLost, NoSpace, TooLarge

CHUNK_BYTES = 1 << 20
HEAD_BYTES = 4096
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DERIVED_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}(\.[a-z0-9]{1,8})?")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Readable(Protocol):
    """Anything bytes can be read from in pieces."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes, empty at the end."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A complete, flushed temporary file with what was learnt while it streamed in."""

    path: Path
    sha256: str
    size: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Swept:
    """How many things a sweep removed and how many bytes that freed."""

    originals: int
    derived: int
    temporary: int
    freed_bytes: int


class FileStore:
    """A folder of files by content. ``reserve_bytes`` is the free space a new file must leave on the disk."""

    def __init__(self, folder: Path, reserve_bytes: int = 64 << 20) -> None:
        self.folder = folder
        self.reserve_bytes = reserve_bytes
        self._originals, self._derived, self._incoming = (folder / n for n in ("originals", "derived", "incoming"))
        for part in (folder, self._originals, self._derived, self._incoming):
            part.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)

    def stage(self, stream: Readable, limit_bytes: int, progress: Callable[[int], object] | None = None) -> Staged:
        """Stream to a flushed temporary file, telling ``progress`` the bytes so far; raises TooLarge or NoSpace.

        Do this before the write transaction is opened.
        """
        with _full_disk_is_no_space():
            number, name = tempfile.mkstemp(dir=self._incoming, prefix="stage-")
            try:
                with os.fdopen(number, "wb") as target:
                    staged = self._copy(stream, target, Path(name), limit_bytes, progress)
                    target.flush()
                    os.fsync(target.fileno())
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
            return staged

    def _copy(
        self,
        stream: Readable,
        target: BinaryIO,
        path: Path,
        limit_bytes: int,
        progress: Callable[[int], object] | None,
    ) -> Staged:
        digest, size, head = hashlib.sha256(), 0, b""
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            if size > limit_bytes:
                raise TooLarge(limit_bytes)
            if shutil.disk_usage(self._incoming).free < self.reserve_bytes + len(chunk):
                raise NoSpace
            head = head or chunk[:HEAD_BYTES]
            digest.update(chunk)
            target.write(chunk)
            if progress:
                progress(size)
        return Staged(path, digest.hexdigest(), size, head)

    def keep(self, staged: Staged) -> None:
        """Move a staged file to its place for good; call it inside the write transaction that refers to it.

        Always replaces: a damaged copy is healed and the age a sweep looks at starts anew.
        """
        target = self.path(staged.sha256)
        with _full_disk_is_no_space():
            for _ in range(3):
                self._make_shelf(target.parent)
                with contextlib.suppress(FileNotFoundError):
                    os.replace(staged.path, target)
                    break
            else:
                raise FileLost(staged.sha256)
            _flush_folder(target.parent)

    def _make_shelf(self, shelf: Path) -> None:
        for part in (shelf.parent, shelf):
            if not part.is_dir():
                part.mkdir(mode=0o700, exist_ok=True)
                _flush_folder(part.parent)

    def discard(self, staged: Staged) -> None:
        """Remove a staged file that will not be kept."""
        staged.path.unlink(missing_ok=True)

    @property
    def is_held(self) -> bool:
        """Whether nothing may be removed because a copy is being made: a file ``hold`` stands in the folder."""
        return (self.folder / "hold").exists()

    def path(self, sha256: str) -> Path:
        """Return where the content lies or would lie; raises ValueError for anything but a SHA-256."""
        return self._shelf(self._originals, sha256) / sha256

    def exists(self, sha256: str) -> bool:
        """Tell whether the content is there."""
        return self.path(sha256).is_file()

    def size(self, sha256: str) -> int:
        """Return the size in bytes; raises FileLost."""
        try:
            return self.path(sha256).stat().st_size
        except OSError as error:
            raise FileLost(sha256) from error

    def open(self, sha256: str) -> BufferedReader:
        """Open the content for reading; raises FileLost."""
        try:
            return self.path(sha256).open("rb")
        except OSError as error:
            raise FileLost(sha256) from error

    def verify(self, sha256: str) -> bool:
        """Read everything again and tell whether it still is what its name says; a missing file is False."""
        try:
            with self.open(sha256) as source:
                return hashlib.file_digest(source, "sha256").hexdigest() == sha256
        except (FileLost, OSError):
            return False

    def stored(self) -> Iterator[str]:
        """Return the SHA-256 of every original in the store."""
        for path in self._originals.glob("??/??/*"):
            if _SHA256.fullmatch(path.name) and path.is_file():
                yield path.name

    def missing(self, referenced: Set[str]) -> set[str]:
        """Return those of the referenced contents that are not there."""
        return {sha256 for sha256 in referenced if not self.exists(sha256)}

    def derived_path(self, sha256: str, name: str) -> Path:
        """Return where a file made from this content lies or would lie; raises ValueError for an odd name."""
        if not _DERIVED_NAME.fullmatch(name):
            raise ValueError(f"not a name: {name!r}")
        return self._shelf(self._derived, sha256) / sha256 / name

    def put_derived(self, sha256: str, name: str, content: bytes | Path) -> Path:
        """Place a made file (bytes, or a file from ``scratch`` which is moved) in one step; raises NoSpace."""
        target = self.derived_path(sha256, name)
        with _full_disk_is_no_space():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if isinstance(content, bytes):
                with self.scratch() as room:
                    made = room / name
                    made.write_bytes(content)
                    os.replace(made, target)
            else:
                os.replace(content, target)
        return target

    def derived_names(self, sha256: str) -> tuple[str, ...]:
        """Return the names of what has been made from this content, sorted."""
        folder = self._shelf(self._derived, sha256) / sha256
        return tuple(sorted(path.name for path in folder.iterdir())) if folder.is_dir() else ()

    def unfinished(self, prefix: str) -> Path:
        """An empty file for something being made, on the same file system; a sweep removes it a day later."""
        with _full_disk_is_no_space():
            number, name = tempfile.mkstemp(dir=self._incoming, prefix=prefix)
            os.close(number)
            return Path(name)

    @property
    def is_full(self) -> bool:
        """Whether the disk has no more room than what is kept free on it."""
        return shutil.disk_usage(self._incoming).free < self.reserve_bytes

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """Lend a temporary folder on the same file system and remove it afterwards."""
        with _full_disk_is_no_space():
            room = Path(tempfile.mkdtemp(dir=self._incoming, prefix="room-"))
        try:
            yield room
        finally:
            shutil.rmtree(room, ignore_errors=True)

    def sweep(
        self,
        referenced: Set[str],
        min_age: timedelta = timedelta(days=7),
        temporary_age: timedelta = timedelta(hours=24),
    ) -> Swept:
        """Remove old originals nobody refers to, what was made from them, and old temporary files.

        Call it inside a write transaction in which ``referenced`` was read, and never while :attr:`is_held`.
        """
        now = time.time()
        old, stale = now - min_age.total_seconds(), now - temporary_age.total_seconds()
        originals = [_remove(self.path(s), old) for s in list(self.stored()) if s not in referenced]
        derived = [
            _remove(path, old)
            for path in list(self._derived.glob("??/??/*"))
            if path.name not in referenced and not (_SHA256.fullmatch(path.name) and self.exists(path.name))
        ]
        temporary = [_remove(path, stale) for path in list(self._incoming.iterdir())]
        gone = [[freed for freed in tree if freed is not None] for tree in (originals, derived, temporary)]
        return Swept(len(gone[0]), len(gone[1]), len(gone[2]), sum(map(sum, gone)))

    def _shelf(self, tree: Path, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"not a SHA-256: {sha256!r}")
        return tree / sha256[:2] / sha256[2:4]


def _remove(path: Path, before: float) -> int | None:
    """Remove a file or folder last changed at or before the moment; return its bytes, or None if it stays."""
    try:
        if path.lstat().st_mtime > before:
            return None
        freed = _weight(path)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    except FileNotFoundError:
        return None
    return freed


def _weight(path: Path) -> int:
    if not path.is_dir() or path.is_symlink():
        return path.lstat().st_size
    total = 0
    for child in path.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            total += child.lstat().st_size if not child.is_dir() else 0
    return total


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # folders cannot be flushed there
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextlib.contextmanager
def _full_disk_is_no_space() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NoSpace from error
        raise
