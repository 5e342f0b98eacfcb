"""Small and clean pictures of images and PDF pages, always drawn anew as WebP in the limited child process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webapp.base.files.refusals import ExtractionFailed, Reason
from webapp.base.files.sandbox import ask_child

THUMBNAIL_WIDTHS = (320, 960)
SHOWN_WIDTH = 2560
PORTRAIT_SIDE = 480
PAGE_WIDTH = 1000
PAGE_LIMIT = 50
_NAME = re.compile(r"w\d{2,4}|shown|portrait|page-\d{3}")


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn WebP picture: file, name without ending, size in pixels."""

    path: Path
    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PageImages:
    """The drawn pages, a small first page and the number of pages of the whole document."""

    pages: tuple[Picture, ...]
    thumbnail: Picture | None
    page_count: int


def draw_thumbnails(source: Path, folder: Path) -> tuple[Picture, ...]:
    """Draw ``w320.webp`` and ``w960.webp`` into the folder, never larger than the source; raises ExtractionFailed."""
    return _draw(source, folder, *(f"w{width}:fit:{width}" for width in THUMBNAIL_WIDTHS))


def draw_shown(source: Path, folder: Path) -> tuple[Picture, ...]:
    """Draw the thumbnails and ``shown.webp``, the copy without metadata that pages show; raises ExtractionFailed."""
    thumbnails = (f"w{width}:fit:{width}" for width in THUMBNAIL_WIDTHS)
    return _draw(source, folder, f"shown:fit:{SHOWN_WIDTH}", *thumbnails)


def draw_portrait(source: Path, folder: Path) -> Picture:
    """Draw a square ``portrait.webp``; raises ExtractionFailed."""
    return _draw(source, folder, f"portrait:square:{PORTRAIT_SIDE}")[0]


def draw_pages(source: Path, folder: Path, limit: int = PAGE_LIMIT) -> PageImages:
    """Draw the first pages of a PDF about 1000 pixels wide; raises ExtractionFailed.

    At most 50, fewer when they take too long.
    """
    count = min(limit, PAGE_LIMIT)
    arguments = (str(folder.absolute()), str(PAGE_WIDTH), str(count), str(THUMBNAIL_WIDTHS[0]))
    rows = ask_child("pages", source, *arguments)
    pictures = _pictures(rows, folder)
    pages = tuple(one for one in pictures if one.name.startswith("page-"))
    small = next((one for one in pictures if one.name.startswith("w")), None)
    return PageImages(pages, small, max([int(row[1]) for row in rows if row[0] == "pages"], default=0))


def _draw(source: Path, folder: Path, *recipes: str) -> tuple[Picture, ...]:
    made = _pictures(ask_child("pictures", source, str(folder.absolute()), *recipes), folder)
    if len(made) != len(recipes):
        raise ExtractionFailed(Reason.CRASHED)
    return tuple(sorted(made, key=lambda one: one.width))


def _pictures(rows: list[list[Any]], folder: Path) -> tuple[Picture, ...]:
    """Believe nothing the child says that cannot be seen: names of our own, files that are WebP."""
    found = []
    for row in rows:
        if row[0] == "picture" and len(row) == 4 and _NAME.fullmatch(str(row[1])):
            path = folder / f"{row[1]}.webp"
            if _is_webp(path):
                found.append(Picture(path, str(row[1]), int(row[2]), int(row[3])))
    return tuple(found)


def _is_webp(path: Path) -> bool:
    try:
        with path.open("rb") as source:
            head = source.read(12)
    except OSError:
        return False
    return head[:4] == b"RIFF" and head[8:] == b"WEBP"
