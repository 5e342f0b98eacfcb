"""Text of Word and PowerPoint files by streaming their XML parts; runs in the limited child process only.

What was deleted or moved away under change tracking, fall-back copies and speaker notes are left out.
"""

from __future__ import annotations

import contextlib
import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path

from webapp.base.files.archives import office_kind, open_archive, read_part
from webapp.base.files.limits import Unreadable
from webapp.base.files.refusals import NotAllowed

_LEFT_OUT = {"del", "moveFrom", "Fallback"}
_BREAKS = {"p": "\n", "br": "\n", "cr": "\n", "tc": "\t", "tr": "\n"}
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_STRICT_RELATION = "http://purl.oclc.org/ooxml/officeDocument/relationships id"


class _Enough(Exception):
    """No more text is wanted."""


class _Collector:
    """Gathers the text elements of one part up to a number of characters."""

    def __init__(self, limit: int) -> None:
        self._pieces: list[str] = []
        self._left = limit
        self._hidden = 0
        self._in_text = 0

    def start(self, name: str, _: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        self._hidden += local in _LEFT_OUT
        self._in_text += local == "t"
        if local in ("tab", "ptab"):
            self._add("\t")

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        self._hidden -= local in _LEFT_OUT
        self._in_text -= local == "t"
        if local in _BREAKS:
            self._add(_BREAKS[local])

    def text(self, piece: str) -> None:
        if self._in_text:
            self._add(piece)

    def _add(self, piece: str) -> None:
        if self._hidden:
            return
        self._pieces.append(piece)
        self._left -= len(piece)
        if self._left < 0:
            raise _Enough

    def read(self, archive: zipfile.ZipFile, name: str) -> str:
        """Return the text of one part, its beginning if it is very long."""
        with contextlib.suppress(_Enough):
            read_part(archive, name, self.start, self.end, self.text)
        return "".join(self._pieces).replace("\n\t", "\t")


def read_office(source: Path, limit: int) -> Iterator[tuple[str, str]]:
    """Return ('', text) of a Word file or ('slide 3', text) of each slide in the order shown; raises Unreadable."""
    try:
        with open_archive(source) as archive:
            kind, main = office_kind(archive)
            parts = _slides(archive, main) if kind == "pptx" else _word_parts(archive, main)
            for number, name in enumerate(parts, 1):
                yield f"slide {number}" if kind == "pptx" else "", _Collector(limit).read(archive, name)
    except NotAllowed as error:
        raise Unreadable(str(error.reason)) from error


def _word_parts(archive: zipfile.ZipFile, main: str) -> list[str]:
    return [main, *(note for note in _NOTES if note in archive.namelist())]


def _slides(archive: zipfile.ZipFile, main: str) -> list[str]:
    order: list[str] = []
    targets: dict[str, str] = {}
    folder, base = posixpath.split(main)

    def seen(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" sldId"):
            order.append(attributes.get(_RELATION) or attributes.get(_STRICT_RELATION, ""))

    def related(_: str, attributes: dict[str, str]) -> None:
        target = attributes.get("Target", "")
        targets[attributes.get("Id", "")] = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")

    read_part(archive, main, seen)
    read_part(archive, f"{folder}/_rels/{base}.rels", related)
    names = set(archive.namelist())
    return [targets[one] for one in order if targets.get(one) in names]
