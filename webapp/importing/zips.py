"""Zips of many files as Chinese computers write them: names in GBK, resource forks, several folders deep.

Members are read one after the other into the file store; a name is only ever shown, never a path on the disk.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from webapp.base.files.refusals import NotAllowed, Reason
from webapp.base.files.store import Readable
from webapp.importing.limits import ZIP_BYTES, ZIP_ENTRIES, ZIP_RATIO

_UTF8 = 0x800
_ENCRYPTED = 0x1
_PACKED = {"zip", "rar", "7z", "gz", "tar", "bz2", "xz"}
_OF_SYSTEMS = (".DS_Store", "Thumbs.db", "desktop.ini")
_RATIO_FREE = 1 << 20
_NAME_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip under its name as people read it, or why it cannot be taken."""

    name: str
    entry: zipfile.ZipInfo
    reason: Reason | None = None
    detail: str = ""


def open_zip(path: Path) -> zipfile.ZipFile:
    """Open a zip whose directory is small and honest; raises NotAllowed."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise NotAllowed(Reason.DAMAGED) from error
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    size = path.stat().st_size
    if len(entries) > ZIP_ENTRIES or total > ZIP_BYTES or _overlap(entries):
        archive.close()
        raise NotAllowed(Reason.ARCHIVE_BOMB)
    if total > max(20 * _RATIO_FREE, ZIP_RATIO * size):
        archive.close()
        raise NotAllowed(Reason.ARCHIVE_BOMB)
    return archive


def members(archive: zipfile.ZipFile) -> Iterator[Member]:
    """The files in the zip in order, without folders and what operating systems put in."""
    seen: set[str] = set()
    for entry in archive.infolist():
        name = shown_name(entry)
        if (
            entry.is_dir()
            or name.startswith("__MACOSX/")
            or name.rpartition("/")[2] in _OF_SYSTEMS
            or "/._" in f"/{name}"
        ):
            continue
        reason, detail = _fault(entry, name, seen)
        seen.add(name.casefold())
        yield Member(name[-_NAME_LENGTH:], entry, reason, detail)


def open_member(archive: zipfile.ZipFile, member: Member) -> Readable:
    """The bytes of a member, checked against what the directory promised while they are read."""
    return _Bounded(archive.open(member.entry), member.entry.file_size)


def shown_name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry: UTF-8 where it says so, else GBK if it reads as that, else as it is."""
    name = entry.filename
    if not entry.flag_bits & _UTF8:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            return name
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
    return name


def _fault(entry: zipfile.ZipInfo, name: str, seen: set[str]) -> tuple[Reason | None, str]:
    """Why a member cannot be taken."""
    ending = name.rpartition(".")[2].lower()
    kinds = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    checks: tuple[tuple[bool, Reason, str], ...] = (
        (_is_unsafe(entry, name), Reason.ARCHIVE_UNSAFE, ""),
        (name.casefold() in seen, Reason.ARCHIVE_UNSAFE, "twice"),
        (bool(entry.flag_bits & _ENCRYPTED), Reason.ENCRYPTED, ""),
        (ending in _PACKED, Reason.UNKNOWN_TYPE, ending),
        (entry.compress_type not in kinds, Reason.ARCHIVE_UNSAFE, ""),
        (entry.file_size > max(_RATIO_FREE, ZIP_RATIO * entry.compress_size), Reason.ARCHIVE_BOMB, ""),
    )
    return next(((reason, detail) for wrong, reason, detail in checks if wrong), (None, ""))


def _is_unsafe(entry: zipfile.ZipInfo, name: str) -> bool:
    """Links, and names that would lead out of a folder."""
    parts = name.replace("\\", "/").split("/")
    leads_out = ".." in parts or name.startswith(("/", "\\")) or ":" in name or "\0" in name
    return leads_out or stat.S_ISLNK(entry.external_attr >> 16)


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether members share bytes, as in zips made to swell."""
    end = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < end:
            return True
        end = entry.header_offset + entry.compress_size
    return False


class _Bounded:
    """A stream that gives no more bytes than it was said to hold; raises NotAllowed for more, or for damage."""

    def __init__(self, source: IO[bytes], promised: int) -> None:
        self.source = source
        self.left = promised

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes."""
        try:
            data = self.source.read(size)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise NotAllowed(Reason.DAMAGED) from error
        self.left -= len(data)
        if self.left < 0:
            raise NotAllowed(Reason.ARCHIVE_BOMB)
        return data
