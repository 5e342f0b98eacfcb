"""Everything made from one stored file: pictures and text, placed in the derived tree of the store."""

from __future__ import annotations

import json
from dataclasses import dataclass

from webapp.base.files.extract import READABLE, Extracted, extract
from webapp.base.files.findings import find
from webapp.base.files.pictures import Picture, draw_pages, draw_shown
from webapp.base.files.refusals import ExtractionFailed, Reason
from webapp.base.files.sniff import FileType
from webapp.base.files.store import FileStore

TEXT_NAME = "text.json"


@dataclass(frozen=True, slots=True)
class Preview:
    """What could be made from a file: (name, width, height) of pictures, number of pages, text, and what failed why.

    ``findings`` is what it tells beside its content as (code, detail), None when that could not be seen.
    """

    pictures: tuple[tuple[str, int, int], ...]
    page_count: int
    text: Extracted
    failures: tuple[Reason, ...]
    findings: tuple[tuple[str, str], ...] | None = None


def make_preview(store: FileStore, sha256: str, file_type: FileType) -> Preview:
    """Make the pictures and the text of a stored file anew; raises only FileLost and NoSpace."""
    store.size(sha256)
    failures: list[Reason] = []
    pictures: tuple[tuple[str, int, int], ...] = ()
    page_count, text = 0, Extracted(())
    try:
        pictures, page_count = _make_pictures(store, sha256, file_type)
    except ExtractionFailed as failure:
        failures.append(failure.reason)
    try:
        if file_type.key in READABLE:
            text = extract(store.path(sha256), file_type)
            save_text(store, sha256, text)
    except ExtractionFailed as failure:
        failures.append(failure.reason)
    return Preview(pictures, page_count, text, tuple(dict.fromkeys(failures)), _findings(store, sha256, file_type))


def _findings(store: FileStore, sha256: str, file_type: FileType) -> tuple[tuple[str, str], ...] | None:
    try:
        return find(store.path(sha256), file_type)
    except ExtractionFailed:
        return None


def _make_pictures(store: FileStore, sha256: str, file_type: FileType) -> tuple[tuple[tuple[str, int, int], ...], int]:
    with store.scratch() as room:
        made: tuple[Picture, ...] = ()
        page_count = 0
        if file_type.group == "image":
            made = draw_shown(store.path(sha256), room)
        elif file_type.group == "pdf":
            drawn = draw_pages(store.path(sha256), room)
            made, page_count = (*drawn.pages, *([drawn.thumbnail] if drawn.thumbnail else [])), drawn.page_count
        for one in made:
            store.put_derived(sha256, one.path.name, one.path)
    return tuple((one.path.name, one.width, one.height) for one in made), page_count


def save_text(store: FileStore, sha256: str, text: Extracted) -> None:
    """Place the extracted text in the derived tree."""
    content = json.dumps([text.truncated, *text.passages], ensure_ascii=False).encode()
    store.put_derived(sha256, TEXT_NAME, content)


def load_text(store: FileStore, sha256: str) -> Extracted | None:
    """Return the extracted text, or None if there is none or it is damaged and has to be made anew."""
    try:
        truncated, *passages = json.loads(store.derived_path(sha256, TEXT_NAME).read_bytes())
        return Extracted(tuple((str(place), str(text)) for place, text in passages), bool(truncated))
    except (OSError, ValueError, TypeError):
        return None
