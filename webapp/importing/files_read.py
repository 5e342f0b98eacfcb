"""Reads one file that was brought in: looks what it is, has it read by the child process, takes its pictures up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from webapp.base.files.names import display_name, extension_of
from webapp.base.files.refusals import ExtractionFailed, FileRefused, NotAllowed, Reason
from webapp.base.files.sandbox import ask_child
from webapp.base.files.sniff import FileType, sniff
from webapp.base.files.store import FileStore, Staged
from webapp.documents.content import to_data as content_data
from webapp.importing.child_name import MODULE
from webapp.importing.limits import PICTURE_LIMIT, READING_SECONDS, SMALL_PICTURE, WORD_BYTES
from webapp.importing.markdown_files import library_text, read_markdown
from webapp.importing.reading import Carried, Line, Reading, from_data, to_data

MARKDOWN = frozenset({"md", "markdown", "mdown", "txt"})
PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "webp"})
WORD = "docx"
ZIP = "zip"
_ENCODINGS = ("utf-8-sig", "gb18030")


class CannotImport(FileRefused):
    """A file cannot become a draft; ``code`` says why in a word of ours, ``detail`` names what it is."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(Reason.UNSUPPORTED, detail)
        self.code = code


@dataclass(frozen=True, slots=True)
class TakenPicture:
    """A picture of a file, complete and looked at."""

    number: int
    staged: Staged
    file_type: FileType
    name: str


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What one file gave: ``body`` is kept as JSON; the pictures still have to be kept or discarded."""

    body: str
    pictures: tuple[TakenPicture, ...] = ()
    used: tuple[int, ...] = ()


def stem_of(name: str) -> str:
    """The name of a file without folders and ending."""
    base = display_name(name.rpartition("/")[2])
    return base.rpartition(".")[0] or base


def kind_of_file(name: str) -> str:
    """What a file may be by its name: word, markdown, picture, zip, or its ending."""
    ending = extension_of(name)
    if ending in MARKDOWN:
        return "markdown"
    if ending in PICTURES:
        return "picture"
    return {WORD: "word", ZIP: "zip"}.get(ending, ending)


def read_file(store: FileStore, path: Path, name: str, beside: Mapping[str, int]) -> ReadFile:
    """Read a Word or Markdown file. ``beside`` numbers the pictures that came with it. Raises FileRefused."""
    kind = kind_of_file(name)
    if kind == "markdown":
        return _read_markdown(path, name, beside)
    if kind in ("doc", "wps", "dot", "docm", "dotx", "odt", "rtf", "pdf", "xlsx", "xls"):
        raise CannotImport(f"is_{kind}", kind)
    if kind != "word":
        raise NotAllowed(Reason.UNKNOWN_TYPE, kind)
    found = sniff(path, name)
    if found.key != WORD:
        raise CannotImport("is_doc") if found.key == "doc" else NotAllowed(Reason.WRONG_EXTENSION, found.extension)
    return _read_word(store, path)


def body_of(reading: Reading) -> str:
    """The JSON a reading is kept as."""
    return json.dumps({"reading": to_data(reading)}, ensure_ascii=False, separators=(",", ":"))


def reading_in(body: str) -> Reading | None:
    """The reading in a kept body, None when it holds a ready content."""
    data: dict[str, Any] = json.loads(body)
    return from_data(data["reading"]) if "reading" in data else None


def _read_markdown(path: Path, name: str, beside: Mapping[str, int]) -> ReadFile:
    if path.stat().st_size > WORD_BYTES // 10:
        raise CannotImport("text_large")
    text = _decoded(path.read_bytes())
    file = library_text(text, name)
    if file is not None:
        data = {"content": content_data(file.content), "kind": file.kind.value}
        return ReadFile(json.dumps(data, ensure_ascii=False, separators=(",", ":")))
    reading = read_markdown(text, beside, name)
    return ReadFile(body_of(reading), used=tuple(picture.number for picture in reading.pictures))


def _decoded(data: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CannotImport("not_text")


def _read_word(store: FileStore, path: Path) -> ReadFile:
    with store.scratch() as room:
        rows = ask_child("word", path, str(room.absolute()), wall_seconds=READING_SECONDS, module=MODULE)
        data = next((row[1] for row in rows if row[0] == "reading"), None)
        if data is None:
            raise ExtractionFailed(Reason.CRASHED)
        reading = from_data(data)
        taken: list[TakenPicture] = []
        try:
            reading = _take_pictures(store, room, reading, taken)
        except BaseException:
            for picture in taken:
                store.discard(picture.staged)
            raise
    return ReadFile(body_of(reading), tuple(taken))


def _take_pictures(store: FileStore, room: Path, reading: Reading, taken: list[TakenPicture]) -> Reading:
    """Take the pictures up; those that are not what they should be get a line in the report instead."""
    report, kept = list(reading.report), []
    for picture in reading.pictures:
        if not picture.file:
            kept.append(picture)
            continue
        if len(taken) >= PICTURE_LIMIT:
            report.append(Line("picture_many", Carried.LEFT, picture.name))
            kept.append(replace(picture, file=""))
            continue
        with (room / Path(picture.file).name).open("rb") as source:
            staged = store.stage(source, WORD_BYTES)
        try:
            file_type = sniff(staged.path, picture.file)
        except NotAllowed:
            store.discard(staged)
            report.append(Line("picture_kind", Carried.LEFT, picture.name))
            kept.append(replace(picture, file=""))
            continue
        taken.append(TakenPicture(picture.number, staged, file_type, picture.name))
        small = room / f"small-{Path(picture.file).name}" / SMALL_PICTURE
        if small.is_file():
            store.put_derived(staged.sha256, SMALL_PICTURE, small)
        kept.append(picture)
    return replace(reading, pictures=tuple(kept), report=tuple(report))
