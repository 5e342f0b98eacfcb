"""Zip containers of Office documents, opened only after their directory has been found honest and small."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from webapp.base.files.refusals import NotAllowed, Reason
from webapp.base.files.safe_xml import DamagedXml, UnsafeXml, read_events

ENTRY_LIMIT = 5_000
DIRECTORY_LIMIT_BYTES = 4 << 20
TOTAL_LIMIT_BYTES = 1 << 30
RATIO_LIMIT = 100
RATIO_FREE_BYTES = 20 << 20
CONTENT_TYPES = "[Content_Types].xml"
_END = struct.Struct("<4s4H2LH")
_LONG_END = struct.Struct("<4sQ2H2L4Q")  # written by streaming producers even for small files
_LOCATOR_BYTES = 20
_LOCAL = struct.Struct("<4s5H3L2H")
_MAIN = re.compile(
    r"application/(?:vnd\.openxmlformats-officedocument\.|vnd\.ms-)"
    r"(wordprocessingml\.document|word\.document|spreadsheetml\.sheet|excel\.sheet|"
    r"presentationml\.(?:presentation|slideshow)|powerpoint\.(?:presentation|slideshow))(\.macroEnabled)?\.main\+xml",
    re.IGNORECASE,
)
_KINDS = {"word": "docx", "spre": "xlsx", "exce": "xlsx", "pres": "pptx", "powe": "pptx"}
_USUAL_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_MACRO_PART = re.compile(r"(?i)(^|/)(vbaproject[^/]*\.bin|vbadata\.xml)$|^xl/(macrosheets|intlmacrosheets)/")


def open_archive(path: Path) -> zipfile.ZipFile:
    """Open a zip whose directory is complete, unambiguous and within the limits; raises NotAllowed."""
    _check_end(path)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError) as error:
        raise NotAllowed(Reason.DAMAGED) from error
    try:
        entries = archive.infolist()
        _check_names(entries)
        _check_sizes(entries, path.stat().st_size)
        _check_places(entries, path, archive.start_dir)
    except BaseException:
        archive.close()
        raise
    return archive


def office_kind(archive: zipfile.ZipFile) -> tuple[str, str]:
    """Return ('docx' | 'xlsx' | 'pptx', name of the main part) by the declared content types; raises NotAllowed."""
    if any(_MACRO_PART.search(name) for name in archive.namelist()):
        raise NotAllowed(Reason.MACROS)
    found: list[tuple[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        content_type = attributes.get("ContentType", "")
        if "vba" in content_type.lower() or "macrosheet" in content_type.lower():
            raise NotAllowed(Reason.MACROS)
        if match := _MAIN.fullmatch(content_type):
            if match[2]:
                raise NotAllowed(Reason.MACROS)
            kind = _KINDS[match[1].lower()[:4]]
            found.append((kind, attributes.get("PartName", "").lstrip("/") or _USUAL_PARTS[kind]))

    read_part(archive, CONTENT_TYPES, start)
    if len(found) != 1:
        raise NotAllowed(Reason.UNKNOWN_TYPE, "zip")
    if found[0][1] not in archive.namelist():
        raise NotAllowed(Reason.DAMAGED)
    return found[0]


def read_part(
    archive: zipfile.ZipFile,
    name: str,
    start: Callable[[str, dict[str, str]], object],
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
) -> None:
    """Read one XML part through the guarded parser; raises NotAllowed for a missing, damaged or unsafe part."""
    try:
        with archive.open(name) as source:
            read_events(source, start, end, text)
    except KeyError as error:
        raise NotAllowed(Reason.UNKNOWN_TYPE, "zip") from error
    except UnsafeXml as error:
        raise NotAllowed(Reason.UNSAFE_XML) from error
    except (DamagedXml, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise NotAllowed(Reason.DAMAGED) from error


def _check_end(path: Path) -> None:
    """The end record closes the file, has no comment and announces a directory small enough to read."""
    size = path.stat().st_size
    with path.open("rb") as source:
        source.seek(max(0, size - _LONG_END.size - _LOCATOR_BYTES - _END.size))
        ending = source.read()
    if len(ending) < _END.size or ending[-_END.size :][:4] != b"PK\x05\x06":
        raise NotAllowed(Reason.DAMAGED)
    _, disk, _, here, entries, length, start, comment = _END.unpack(ending[-_END.size :])
    behind = _END.size
    if ending[-_END.size - _LOCATOR_BYTES :][:4] == b"PK\x06\x07" and ending[:4] == b"PK\x06\x06":
        here, entries, length, start = _LONG_END.unpack(ending[: _LONG_END.size])[6:]
        behind = len(ending)
    if disk or here != entries or comment:
        raise NotAllowed(Reason.ARCHIVE_UNSAFE)
    if entries > ENTRY_LIMIT or length > DIRECTORY_LIMIT_BYTES:
        raise NotAllowed(Reason.ARCHIVE_BOMB)
    if start + length + behind != size:
        raise NotAllowed(Reason.TRAILING_DATA)


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        parts = name.rstrip("/").split("/")
        if (
            "\\" in entry.orig_filename
            or "\x00" in entry.orig_filename
            or ":" in name
            or name.startswith("/")
            or ".." in parts
            or name.casefold() in seen
            or stat.S_ISLNK(entry.external_attr >> 16)
        ):
            raise NotAllowed(Reason.ARCHIVE_UNSAFE)
        seen.add(name.casefold())


def _check_sizes(entries: list[zipfile.ZipInfo], size: int) -> None:
    total = sum(entry.file_size for entry in entries)
    if total > TOTAL_LIMIT_BYTES or total > max(RATIO_FREE_BYTES, RATIO_LIMIT * size):
        raise NotAllowed(Reason.ARCHIVE_BOMB)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise NotAllowed(Reason.ENCRYPTED)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotAllowed(Reason.ARCHIVE_UNSAFE)


def _check_places(entries: list[zipfile.ZipInfo], path: Path, directory: int) -> None:
    """Entries start at the first byte, never overlap, and their local names agree with the directory."""
    place = 0
    with path.open("rb") as source:
        for entry in sorted(entries, key=lambda one: one.header_offset):
            if entry.header_offset < place or (place == 0 and entry.header_offset):
                raise NotAllowed(Reason.ARCHIVE_UNSAFE)
            source.seek(entry.header_offset)
            header = source.read(_LOCAL.size)
            if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
                raise NotAllowed(Reason.DAMAGED)
            name_length, extra_length = _LOCAL.unpack(header)[-2:]
            if source.read(name_length) != _raw_name(entry):
                raise NotAllowed(Reason.ARCHIVE_UNSAFE)
            place = entry.header_offset + _LOCAL.size + name_length + extra_length + entry.compress_size
    if place > directory:
        raise NotAllowed(Reason.ARCHIVE_UNSAFE)


def _raw_name(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437")
