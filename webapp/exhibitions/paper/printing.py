"""Lays out and writes a PDF. Runs in the child process alone: importing it needs Pango, and raises OSError without."""

from __future__ import annotations

import gc
import io
import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import weasyprint
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image, ImageOps
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from webapp.exhibitions.paper import fitting
from webapp.exhibitions.paper.glyphs import unknown_share
from webapp.exhibitions.paper.levels import FITTED, Level
from webapp.exhibitions.paper.pages import TEMPLATES, items_of, page_values, styles_of
from webapp.exhibitions.paper.settling import settle
from webapp.exhibitions.paper.sheets import Sheets

PACKAGE = Path(__file__).parents[2]
WIDTHS = {"catalogue": 1300, "panels_a1": 2000, "panels_a3": 1500}
NARROW = 1000
SHARP = {"catalogue": 640, "panels_a3": 900, "panels_a1": 1170}
"""How many pixels wide a picture must be, or it looks blurred: about 100, 75 and 50 to an inch."""
ORIENTATION, ON_ITS_SIDE = 274, 5
MEASURING = "@page { size: %s 6000mm }"
ITEMS = "exhibitions/paper/catalogue_items.html"
SHEETS = {"panels_a1": "594mm", "panels_a3": "297mm", "labels": "210mm", "cards": "210mm"}
MISSING_SHARE = 0.02
NO_CODE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/%3E"


class Faulty(Exception):
    """It cannot be printed; the text is a code."""


class Print:
    """One print: its data, and the ways to lay it out."""

    def __init__(self, data: Mapping[str, Any], folder: Path) -> None:
        self.data = data
        self.folder = folder
        self.kind: str = data["kind"]
        self.items = items_of(data)
        self.settings: Mapping[str, str] = {}
        self.fonts = FontConfiguration()
        self.fetcher = _Given(data, WIDTHS.get(self.kind, NARROW), SHARP.get(self.kind, 0))
        loader = FileSystemLoader(PACKAGE / "exhibitions" / "templates")
        self.templates = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        self.styles = [
            weasyprint.CSS(
                string=(PACKAGE / "web" / "static" / "css" / "paper" / f"{name}.css").read_text("utf-8"),
                font_config=self.fonts,
                url_fetcher=self.fetcher,
            )
            for name in styles_of(self.kind)
        ]

    def lay(self, items: Sequence[Mapping[str, Any]], fit: Mapping[str, Mapping[str, Level]], *more: Any) -> Any:
        """The laid-out document of some items."""
        values = page_values(self.data, items, fit)
        return self._laid(TEMPLATES[self.kind], values | {"settings": values["settings"] | self.settings}, *more)

    def count_pages(self, items: Sequence[Mapping[str, Any]], settings: Mapping[str, str]) -> Any:
        """The same of items of a catalogue alone, in these settings."""
        self.fetcher.is_measuring = True
        try:
            return self._laid(ITEMS, page_values(self.data, items, {}) | {"settings": settings})
        finally:
            self.fetcher.is_measuring = False

    def _laid(self, name: str, values: dict[str, Any], *more: Any) -> Any:
        template = self.templates.get_template(name)
        if self.fetcher.is_measuring:  # drawing a code takes long, and its place is always the same
            values["code"] = _no_code
        html = template.render(values, css=[], back="", picture_src=_source)
        page = Sheets(string=html, base_url="paper:", url_fetcher=self.fetcher)
        kept = str(self.folder / ("small" if self.fetcher.is_measuring else "kept"))
        return page.render(stylesheets=[*self.styles, *more], font_config=self.fonts, cache=kept)

    def measure(self, items: Sequence[Mapping[str, Any]], fit: Mapping[str, Mapping[str, Level]]) -> Any:
        """The same on an endless sheet, so that nothing is broken where it would leave the page."""
        endless = weasyprint.CSS(string=MEASURING % SHEETS[self.kind])
        self.fetcher.is_measuring = True
        try:
            return self.lay(items, fit, endless)
        finally:
            self.fetcher.is_measuring = False


def print_to(data: Mapping[str, Any], folder: Path) -> list[tuple[str, str, str]]:
    """Write ``made.pdf``; what was shortened or left out. Raises Faulty."""
    made = Print(data, folder)
    _Watch.begin(folder, len(made.items))
    chosen: fitting.Chosen = {}
    if made.kind in FITTED:
        chosen = fitting.fit(made.kind, made.items, made.measure)
    if made.kind == "catalogue":
        made.settings = settle(made.items, made.count_pages)
        gc.collect()  # what was laid out to be looked at goes before the whole is laid out
    document = made.lay(made.items, chosen)
    try:
        fitting.check(document)
    except fitting.DoesNotFit as error:
        raise Faulty("does_not_fit") from error
    share = unknown_share(document)
    if share > MISSING_SHARE:
        raise Faulty("no_chinese_font")
    gc.collect()
    _Watch.at(folder, 0.85, len(made.items))
    is_tagged = len(made.items) <= TAGGED_ITEMS
    if not is_tagged:
        for page in document.pages:
            _drop_when_drawn(page)
    document.write_pdf(folder / "made.pdf", pdf_tags=is_tagged)
    _Watch.at(folder, 1.0, len(made.items))
    report = fitting.report_of(chosen)
    report += [("no_picture", key, "") for key in sorted(made.fetcher.failed)]
    report += [("small_picture", key, "") for key in sorted(made.fetcher.small)]
    return [*report, ("no_glyphs", "", "")] if share else report


TAGGED_ITEMS = 200
"""Larger prints are not tagged for screen readers: with tags the layout of all pages is kept until they are written."""


def _drop_when_drawn(page: Any) -> None:
    """Let the layout of a page go as soon as it is drawn: fonts take much memory when all pages are done."""
    paint = page.paint

    def once(*arguments: Any, **named: Any) -> None:
        paint(*arguments, **named)
        page._page_box = None

    page.paint = once


def _source(picture: Mapping[str, str]) -> str:
    return f"picture:{picture['sha256']}"


def _no_code(_address: str) -> str:
    return NO_CODE


class _Given(URLFetcher):  # type: ignore[misc]
    """Gives the pictures of the show, made no larger than needed, and codes drawn in the page; nothing else at all."""

    def __init__(self, data: Mapping[str, Any], width: int, sharp: int = 0) -> None:
        super().__init__()
        self.width, self.sharp = width, sharp
        self.is_measuring = False
        self.failed: set[str] = set()
        self.small: set[str] = set()
        self._paths = {picture["sha256"]: (picture["path"], key) for key, picture in _pictures(data)}

    def fetch(self, url: str, headers: Any = None) -> Any:
        """The picture or code of an address of this print."""
        if url.startswith("data:image/svg+xml"):
            return super().fetch(url, headers)
        scheme, _colon, name = url.partition(":")
        if scheme != "picture" or name not in self._paths:
            raise ValueError("not given to prints")
        path, key = self._paths[name]
        try:
            if _width_of(Path(path)) < self.sharp:
                self.small.add(key)
            body = _drawn(Path(path), 64 if self.is_measuring else self.width)
        except (OSError, ValueError, Image.DecompressionBombError):
            self.failed.add(key)
            raise
        return URLFetcherResponse(url, body, {"Content-Type": "image/jpeg"})


def _pictures(data: Mapping[str, Any]) -> list[tuple[str, Mapping[str, str]]]:
    found = [(item["key"], picture) for item in items_of(data) for picture in item["pictures"]]
    return [("", data["cover"]), *found] if data["cover"] else found


def _width_of(path: Path) -> int:
    """How many pixels wide the picture is, seen upright."""
    with Image.open(path) as source:
        return source.size[source.getexif().get(ORIENTATION, 1) >= ON_ITS_SIDE]


def _drawn(path: Path, width: int) -> bytes:
    """The picture as JPEG on white, upright, no wider or higher than ``width``."""
    with Image.open(path) as source:
        source.draft("RGB", (width, width))
        picture = ImageOps.exif_transpose(source)
        picture.thumbnail((width, width), Image.Resampling.LANCZOS)
        plain = Image.new("RGB", picture.size, "white")
        shape = picture.convert("RGBA")
        plain.paste(shape, mask=shape)
        target = io.BytesIO()
        plain.save(target, "JPEG", quality=88, optimize=True)
        return target.getvalue()


class _Watch(logging.Handler):
    """Writes how far the layout is, from what the library says of its pages; ends when nobody waits any more."""

    def __init__(self, folder: Path, count: int) -> None:
        super().__init__(logging.DEBUG)
        self.folder, self.count, self.share = folder, count, 0.0
        self.parent = os.getppid()

    @classmethod
    def begin(cls, folder: Path, count: int) -> None:
        """Listen."""
        logger = logging.getLogger("weasyprint.progress")
        logger.setLevel(logging.DEBUG)
        logger.addHandler(cls(folder, count))
        cls.at(folder, 0, count)

    def emit(self, record: logging.LogRecord) -> None:
        """A page was laid out."""
        if os.getppid() != self.parent:  # killed; another process begins this print anew, and two need twice the memory
            os._exit(1)
        words = record.getMessage().split()
        if "Page" in words and words[-1].isdigit():
            reached = min(0.8, 0.8 * int(words[-1]) / max(self.count, 1))
            self.share = max(self.share, reached)  # sheets are laid out several times, what was reached stays
            self.at(self.folder, self.share, self.count)

    @staticmethod
    def at(folder: Path, share: float, count: int) -> None:
        """So much of all items."""
        (folder / "progress").write_text(f"{int(share * count)} {count}", "utf-8")
