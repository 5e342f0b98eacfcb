"""What Office files carry further inside: own properties, speaker notes, hidden rows, names beside changes and remarks.

Runs in the limited child process only.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from webapp.base.files.archives import read_part

Finding = tuple[str, str]

EMPTY_CUSTOM = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties'
    ' xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
)
_NOTES = re.compile(r"ppt/notesSlides/[^/]+\.xml")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_MARKED = re.compile(r"word/[^/]+\.xml")
_ON = frozenset({"1", "true", "on"})
_TAG = re.compile(rb"<[^<>]*>")
_WHO = re.compile(rb"""(\s[\w.-]+:(?:author|initials)\s*=\s*)("[^"]*"|'[^']*')""")


def own_properties(archive: zipfile.ZipFile, part: str) -> Iterator[Finding]:
    """The names of the properties somebody added, which many programs fill with numbers and names."""
    names: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" property"):
            names.append(attributes.get("name", ""))

    if part:
        read_part(archive, part, start)
    if names:
        yield "custom_properties", "、".join(names[:5])


def speaker_notes(archive: zipfile.ZipFile) -> Iterator[Finding]:
    """On how many slides something is noted for the speaker; the number of the slide alone is no note."""
    count = 0
    for part in filter(_NOTES.fullmatch, archive.namelist()):
        text = _spoken(archive, part)
        count += bool(text and not text.isdigit())
    if count:
        yield "speaker_notes", str(count)


def _spoken(archive: zipfile.ZipFile, part: str) -> str:
    inside: list[bool] = []
    pieces: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        inside.append(name.endswith(" t"))

    def text(piece: str) -> None:
        if inside and inside[-1]:
            pieces.append(piece)

    read_part(archive, part, start, lambda _: inside.pop(), text)
    return "".join(pieces).strip()


def hidden_cells(archive: zipfile.ZipFile) -> Iterator[Finding]:
    """How many sheets have rows or columns that are not shown."""
    count = 0
    for part in filter(_SHEET.fullmatch, archive.namelist()):
        hidden: list[str] = []

        def start(name: str, attributes: dict[str, str], hidden: list[str] = hidden) -> None:
            if name.rpartition(" ")[2] in ("row", "col") and attributes.get("hidden", "0") in _ON:
                hidden.append(name)

        read_part(archive, part, start)
        count += bool(hidden)
    if count:
        yield "hidden_cells", str(count)


def without_who(part: str, content: bytes) -> bytes:
    """The part of a Word file without the names beside changes and remarks; all else stays byte for byte."""
    if not _MARKED.fullmatch(part) or b"<![CDATA[" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content
    return _TAG.sub(lambda tag: _WHO.sub(rb'\1""', tag.group()), content)
