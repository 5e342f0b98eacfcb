"""Text and page pictures of a PDF; runs in the limited child process only."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c

from webapp.base.files.limits import Unreadable

TEXT_PAGE_LIMIT = 10_000
PIXEL_LIMIT = 6_000_000


def _open(source: Path) -> Any:
    try:
        return pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        encrypted = error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
        raise Unreadable("encrypted" if encrypted else "damaged") from error


def read_pages(source: Path) -> Iterator[tuple[str, str]]:
    """Return ('page 5', text) for every page; a page that cannot be read is passed over."""
    document = _open(source)
    for index in range(min(len(document), TEXT_PAGE_LIMIT)):
        try:
            page = document[index]
            text = page.get_textpage().get_text_range()
            page.close()
        except pypdfium2.PdfiumError:
            continue
        yield f"page {index + 1}", text


def read_about(source: Path) -> dict[str, str]:
    """Return what the file says of itself: author, program, dates, by the names of its format."""
    return dict(_open(source).get_metadata_dict())


def draw_pages(
    source: Path, folder: Path, width: int, count: int, thumbnail: int, soft_seconds: float
) -> Iterator[tuple[object, ...]]:
    """Draw the first pages as ``page-001.webp`` and a small first page; stop early when the time runs out."""
    from PIL.WebPImagePlugin import WebPImageFile

    webp = WebPImageFile.format  # a format not yet loaded makes Pillow load all it has
    document = _open(source)
    yield "pages", len(document)
    for index in range(min(len(document), count)):
        if time.process_time() > soft_seconds:
            return
        try:
            picture = _draw(document[index], width)
        except pypdfium2.PdfiumError:
            continue
        name = f"page-{index + 1:03}"
        picture.save(folder / f"{name}.webp", webp, quality=80, method=2)
        yield "picture", name, picture.width, picture.height
        if index == 0:
            picture.thumbnail((thumbnail, thumbnail * 3))
            picture.save(folder / f"w{thumbnail}.webp", webp, quality=80, method=4)
            yield "picture", f"w{thumbnail}", picture.width, picture.height


def _draw(page: Any, width: int) -> Any:
    across, down = max(1.0, page.get_width()), max(1.0, page.get_height())
    scale = min(width / across, (PIXEL_LIMIT / (across * down)) ** 0.5, 16_000 / down)
    picture = page.render(scale=scale).to_pil().convert("RGB")
    page.close()
    return picture
