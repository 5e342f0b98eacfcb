"""QR codes on paper and on pages: found by a decoder, opened on the site, compared with the words beside them."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image
from playwright.sync_api import APIRequestContext, Locator

OPENED = 200
LETTERS = 8
GRIDS: Mapping[str, tuple[int, int]] = {"labels": (2, 5), "cards": (2, 5)}
DOTS: Mapping[str, int] = {"panels_a1": 50, "panels_a3": 80, "catalogue": 110, "labels": 150, "cards": 180}


@dataclass(frozen=True, slots=True)
class Code:
    """A code on a sheet: what it says, the sheet (from 0), and the words of its sheet or of its cell on it."""

    text: str
    sheet: int
    words: str


@dataclass(frozen=True, slots=True)
class Page:
    """What stands behind an address."""

    status: int
    title: str


def rendered(pdf: Path, folder: Path, kind: str) -> list[Path]:
    """Its sheets as pictures, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    dots = str(DOTS.get(kind, 90))
    subprocess.run(["pdftoppm", "-png", "-r", dots, str(pdf), str(folder / kind)], check=True, timeout=600)
    return sorted(folder.glob(f"{kind}-*.png"))


def codes_on(pdf: Path, sheets: Sequence[Path], kind: str) -> list[Code]:
    """Every code of a print with the words it stands beside: of its cell, or of all since the code before it."""
    document, found, before = pypdfium2.PdfDocument(pdf), [], ""
    for place, sheet in enumerate(sheets):
        there = _decoded(sheet)
        for text, x, y in there:
            found.append(Code(text, place, before + _words(document[place], GRIDS.get(kind, (1, 1)), x, y)))
        before = "" if there or kind in GRIDS else before + _words(document[place], (1, 1), 0, 0)
    document.close()
    return found


def code_shown(element: Locator) -> list[str]:
    """What the codes say that can be seen there on a page."""
    element.scroll_into_view_if_needed()
    return [each.text for each in zxingcpp.read_barcodes(Image.open(io.BytesIO(element.screenshot())))]


def opened(asking: APIRequestContext, addresses: Iterable[str]) -> dict[str, Page]:
    """Each address asked for once."""
    found = {}
    for address in dict.fromkeys(addresses):
        answer = asking.get(address)
        title = re.search(r"<title>(.*?)</title>", answer.text(), re.DOTALL)
        found[address] = Page(answer.status, unescape(title.group(1)) if title else "")
    return found


def is_beside(title: str, words: str) -> bool:
    """Whether the words are those of the thing of this title, or of the beginning of it, where it was shortened."""
    return _bare(title)[:LETTERS] in _bare(words)


def _decoded(sheet: Path) -> list[tuple[str, float, float]]:
    """What codes of a sheet say, and where their middle lies, from 0 to 1."""
    with Image.open(sheet) as picture:
        found = zxingcpp.read_barcodes(picture.convert("L"))
        width, height = picture.size
    corners = [(each.text, each.position.top_left, each.position.bottom_right) for each in found]
    return [(text, (one.x + two.x) / 2 / width, (one.y + two.y) / 2 / height) for text, one, two in corners]


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)


def _words(page: pypdfium2.PdfPage, grid: tuple[int, int], x: float, y: float) -> str:
    """The words of the cell in which a point lies; the point counts from the upper left, from 0 to 1."""
    columns, rows = grid
    width, height = page.get_size()
    column, row = min(int(x * columns), columns - 1), min(int(y * rows), rows - 1)
    text: str = page.get_textpage().get_text_bounded(
        left=width * column / columns,
        right=width * (column + 1) / columns,
        top=height * (1 - row / rows),
        bottom=height * (1 - (row + 1) / rows),
    )
    return text
