"""The parts of a Word file, each read through the guard against hostile XML before anything else looks at it."""

from __future__ import annotations

import io
import posixpath
import zipfile
from pathlib import Path
from types import TracebackType

from lxml import etree

from webapp.base.files.archives import office_kind, open_archive, read_part
from webapp.base.files.limits import Unreadable
from webapp.base.files.refusals import NotAllowed
from webapp.importing.word.names import STRICT, Element, all_of, q

PART_LIMIT = 96 << 20  # bytes of one XML part
PICTURE_LIMIT = 30 << 20


class Package:
    """An open Word file: parts as trees, relations, pictures as bytes."""

    def __init__(self, source: Path) -> None:
        try:
            self.archive: zipfile.ZipFile = open_archive(source)
            kind, self.main = office_kind(self.archive)
        except NotAllowed as error:
            raise Unreadable(str(error.reason)) from error
        if kind != "docx":
            raise Unreadable("wrong_extension")
        self.names = frozenset(self.archive.namelist())

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.archive.close()

    def tree(self, name: str) -> Element | None:
        """The root of an XML part, None when there is no such part; raises Unreadable."""
        if name not in self.names:
            return None
        if self.archive.getinfo(name).file_size > PART_LIMIT:
            raise Unreadable("too_large")
        try:
            read_part(self.archive, name, lambda _name, _attributes: None)
        except NotAllowed as error:
            raise Unreadable(str(error.reason)) from error
        data = self.archive.read(name)
        if b"purl.oclc.org/ooxml" in data[:4096]:
            for strict, usual in STRICT.items():
                data = data.replace(strict, usual)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        return etree.parse(io.BytesIO(data), parser).getroot()

    def relations(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """What a part points to, by id: (last word of the kind, name of the part or address, whether outside)."""
        folder, base = posixpath.split(part)
        root = self.tree(f"{folder}/_rels/{base}.rels".lstrip("/"))
        found: dict[str, tuple[str, str, bool]] = {}
        for each in all_of(root, "pr:Relationship") if root is not None else ():
            target, outside = each.get("Target") or "", each.get("TargetMode") == "External"
            if not outside:
                target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            found[each.get("Id") or ""] = ((each.get("Type") or "").rpartition("/")[2], target, outside)
        return found

    def part_of_kind(self, kind: str) -> str:
        """The name of the part the document points to with this kind of relation, '' if none."""
        for found, target, outside in self.relations(self.main).values():
            if found == kind and not outside and target in self.names:
                return target
        return ""

    def picture(self, name: str) -> bytes | None:
        """The bytes of a picture, None when it is missing or far too large."""
        if name not in self.names or self.archive.getinfo(name).file_size > PICTURE_LIMIT:
            return None
        return self.archive.read(name)

    def title(self) -> str:
        """The title in the file's properties."""
        root = self.tree("docProps/core.xml")
        found = root.find(q("dc:title")) if root is not None else None
        return (found.text or "").strip() if found is not None else ""
