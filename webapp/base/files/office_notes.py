"""What Office files tell beside their content: who wrote, what was changed and remarked, what is hidden.

Runs in the limited child process only.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from webapp.base.files.archives import office_kind, open_archive, read_part
from webapp.base.files.limits import Unreadable
from webapp.base.files.office_inside import EMPTY_CUSTOM, hidden_cells, own_properties, speaker_notes, without_who
from webapp.base.files.refusals import NotAllowed

Finding = tuple[str, str]

_NAMED = {"creator": "author", "lastModifiedBy": "changed_by", "Company": "company", "Manager": "manager"}
_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_CHANGES = frozenset(
    {"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange"}
    | {f"{part}PrChange" for part in ("r", "p", "sect", "tbl", "tblEx", "tblGrid", "tc", "tr")}
)
_TEXT_PART = re.compile(r"[^/]+/(footnotes|endnotes|header\d*|footer\d*)\.xml")
_COMMENT_PART = re.compile(r"(word/comments|xl/(threadedComments/.+|comments.*)|ppt/comments/.+)\.xml")
_COMMENTS = frozenset({"comment", "threadedComment", "cm"})
_SLIDE = re.compile(r"ppt/slides/[^/]+\.xml")
_OFF = frozenset({"0", "false", "off"})
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties'
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></cp:coreProperties>'
)
_EXTENDED = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties'
    ' xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)


def read_notes(source: Path) -> Iterator[Finding]:
    """Return (code, detail) for everything found; raises Unreadable."""
    try:
        with open_archive(source) as archive:
            kind, main = office_kind(archive)
            yield from _names(archive)
            yield from own_properties(archive, _property_part(archive, "custom-properties"))
            if kind == "docx":
                yield from _word(archive, main)
            if kind == "xlsx":
                yield from _hidden_sheets(archive, main)
                yield from hidden_cells(archive)
            if kind == "pptx":
                yield from _hidden_slides(archive)
                yield from speaker_notes(archive)
            yield from _comments(archive)
    except NotAllowed as error:
        raise Unreadable(str(error.reason)) from error


def write_without_names(source: Path, target: Path) -> None:
    """Copy the file with its properties rewritten to the title alone, and no names beside changes and remarks.

    Every other part stays byte for byte.
    """
    try:
        with open_archive(source) as archive, zipfile.ZipFile(target, "w") as made:
            office_kind(archive)
            custom = _property_part(archive, "custom-properties")
            core, extended = _property_part(archive, "core-properties"), _property_part(archive, "extended-properties")
            title = _texts(archive, core).get("title", "") if core else ""
            for entry in archive.infolist():
                fresh = zipfile.ZipInfo(entry.filename, entry.date_time)
                fresh.compress_type, fresh.external_attr = entry.compress_type, entry.external_attr
                content = archive.read(entry)
                if entry.filename == core:
                    content = _CORE.format(escape(title)).encode()
                elif entry.filename == extended:
                    content = _EXTENDED.encode()
                elif entry.filename == custom:
                    content = EMPTY_CUSTOM.encode()
                else:
                    content = without_who(entry.filename, content)
                made.writestr(fresh, content)
    except NotAllowed as error:
        raise Unreadable(str(error.reason)) from error


def _property_part(archive: zipfile.ZipFile, what: str) -> str:
    """The name of the part that holds these properties, '' when the file has none."""
    found: list[str] = []

    def related(_: str, attributes: dict[str, str]) -> None:
        if attributes.get("Type", "").endswith("/" + what):
            found.append(posixpath.normpath(posixpath.join("/", attributes.get("Target", ""))).lstrip("/"))

    if "_rels/.rels" in archive.namelist():
        read_part(archive, "_rels/.rels", related)
    return next((name for name in found if name in archive.namelist()), "")


def _texts(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """The texts of the elements of a part, by their local names."""
    open_names: list[str] = []
    texts: dict[str, str] = {}

    def start(element: str, _: dict[str, str]) -> None:
        open_names.append(element.rpartition(" ")[2])

    def text(piece: str) -> None:
        if open_names:
            texts[open_names[-1]] = texts.get(open_names[-1], "") + piece

    read_part(archive, name, start, lambda _: open_names.pop(), text)
    return {element: each.strip() for element, each in texts.items()}


def _names(archive: zipfile.ZipFile) -> Iterator[Finding]:
    for what in ("core-properties", "extended-properties"):
        name = _property_part(archive, what)
        texts = _texts(archive, name) if name else {}
        yield from ((code, texts[element]) for element, code in _NAMED.items() if texts.get(element))


def _word(archive: zipfile.ZipFile, main: str) -> Iterator[Finding]:
    changed: Counter[str] = Counter()
    hidden: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if space in _WORD and local in _CHANGES:
            changed[attributes.get(f"{space} author", "")] += 1
        if space in _WORD and local == "vanish" and attributes.get(f"{space} val", "1") not in _OFF:
            hidden.append(local)

    for part in (main, *filter(_TEXT_PART.fullmatch, archive.namelist())):
        read_part(archive, part, start)
    if changed:
        yield "tracked_changes", _listed(changed)
    if hidden:
        yield "hidden_text", ""


def _comments(archive: zipfile.ZipFile) -> Iterator[Finding]:
    found: Counter[str] = Counter()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] in _COMMENTS:
            author = next((each for key, each in attributes.items() if key.rpartition(" ")[2] == "author"), "")
            found[author] += 1

    for part in filter(_COMMENT_PART.fullmatch, archive.namelist()):
        read_part(archive, part, start)
    if found:
        yield "comments", _listed(found)


def _listed(found: Counter[str]) -> str:
    """Who did it, those who did most first; '' when nobody is named."""
    return "、".join(name for name, _count in found.most_common(5) if name)


def _hidden_sheets(archive: zipfile.ZipFile, main: str) -> Iterator[Finding]:
    hidden: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" sheet") and attributes.get("state", "visible") != "visible":
            hidden.append(attributes.get("name", ""))

    read_part(archive, main, start)
    if hidden:
        yield "hidden_sheets", "、".join(hidden)


def _hidden_slides(archive: zipfile.ZipFile) -> Iterator[Finding]:
    hidden: list[str] = []
    for part in filter(_SLIDE.fullmatch, archive.namelist()):

        def start(name: str, attributes: dict[str, str], part: str = part) -> None:
            if name.endswith(("presentationml/2006/main sld", "presentationml/main sld")):
                hidden.extend([part] if attributes.get("show", "1") in _OFF else [])

        read_part(archive, part, start)
    if hidden:
        yield "hidden_slides", str(len(hidden))
