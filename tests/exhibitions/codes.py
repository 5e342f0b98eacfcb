"""What the QR codes of a printed file say, read by a decoder that knows nothing of the program that drew them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp

from webapp.exhibitions.paper.pages import items_of

RESOLUTIONS = {"panels_a1": 72, "panels_a3": 144}
RESOLUTION = 200
INCH = 72


def codes_of(pdf: Path, kind: str) -> list[str]:
    """The words of every code, page by page; sheets are drawn about as sharp as a phone sees them."""
    scale = RESOLUTIONS.get(kind, RESOLUTION) / INCH
    found: list[str] = []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            drawn = page.render(scale=scale, grayscale=True).to_pil()
            found += [code.text for code in zxingcpp.read_barcodes(drawn)]
            page.close()
    finally:
        document.close()
    return found


def codes_expected(data: Mapping[str, Any]) -> list[str]:
    """The addresses that must stand on a print, each once."""
    if data["kind"] == "floor_list":
        return []
    shows = [data["url"]] if data["kind"] == "catalogue" else []
    return [*(item["url"] for item in items_of(data)), *shows]
