"""The pictures of the documentation: `python -m tests.browser.screenshots` writes them to docs/screenshots.

The site is made anew from the library, so that the pictures show what a first start shows.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

from tests.browser.exhibits import furnish
from tests.browser.people import Visit, sign_in
from tests.browser.serving import chromium_options, opened, prepare, serving

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
SHOWN = "GJ-2025-0000017"
ASKED = "/search?q=%E5%88%80%E5%85%B7&kind=operation_method"
WIDE: ViewportSize = {"width": 1280, "height": 860}
NARROW: ViewportSize = {"width": 390, "height": 844}
COLOURS = 128


def main(arguments: Sequence[str] = ()) -> int:
    """Take all of them."""
    folder = Path(arguments[0]) if arguments else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        settings, accounts = prepare(Path(place) / "site")
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*chromium_options(), "--lang=zh-CN"]
        )
        with serving(settings, accounts) as served:
            visit = Visit(chromium, served)
            reader = visit.page()
            writer = visit.page()
            sign_in(writer, accounts["member"])
            writer.goto("/desk")
            draft = writer.locator("a[href$='/edit']").first.get_attribute("href") or "/desk"
            for name, address in {"home": "/", "results": ASKED, "document": f"/d/{SHOWN}"}.items():
                take(reader, address, folder / f"{name}.png", WIDE)
            take(reader, f"/d/{SHOWN}", folder / "phone-document.png", NARROW)
            take(reader, f"/d/{SHOWN}", folder / "document-dark.png", WIDE, "dark")
            take(writer, draft, folder / "editor.png", WIDE)
            visit.close()
        with opened(settings, accounts) as still:
            steps = furnish(still).rich
        with serving(settings, accounts) as served:
            visit = Visit(chromium, served)
            reader = visit.page()
            take(reader, f"/d/{steps}?steps=2", folder / "phone-steps.png", NARROW)
            visit.close()
    return 0


def take(page: Page, address: str, path: Path, size: ViewportSize, theme: Literal["light", "dark"] = "light") -> None:
    """One picture of the top of a page, in few colours so that it stays small."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.goto(address, wait_until="networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
