"""Looking through an offline copy as it lies on a disk: every page by its links, every file they name, every word."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

NAMED = re.compile(r'(?:href|src|poster)="([^"#][^"]*)"|srcset="([^"]+)"')
BROKEN = "Array.from(document.images).filter((i) => i.complete && !i.naturalWidth).map((i) => i.src)"
LINKS = "Array.from(document.links).map((link) => link.href.split('#')[0])"


@dataclass(slots=True)
class Walked:
    """What was found: pages reached, links followed, and everything that must not be."""

    pages: set[str] = field(default_factory=set)
    links: int = 0
    troubles: list[str] = field(default_factory=list)


def walk(chromium: Browser, folder: Path) -> Walked:
    """Every page that can be reached from the first one, in a browser without a network."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.set_offline(True)
    page, found = context.new_page(), Walked()
    page.on("console", lambda message: found.troubles.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: found.troubles.append(f"script: {error}"))
    page.on("request", lambda request: _elsewhere(found, request.url))
    _follow(page, folder, found)
    context.close()
    there = {each.relative_to(folder).as_posix() for each in folder.rglob("*.html")}
    found.troubles += [f"no way leads to {each}" for each in sorted(there - found.pages)]
    return found


def missing(folder: Path) -> list[str]:
    """What pages name and the copy does not hold, or holds elsewhere."""
    lost = []
    for page in folder.rglob("*.html"):
        for name in _names(page.read_text("utf-8")):
            path = posixpath.normpath((page.parent / name.partition("#")[0]).as_posix())
            if ":" in name or name.startswith("/") or not Path(path).is_file():
                lost.append(f"{page.name}: {name}")
    return lost


def telling(folder: Path, words: Iterable[str]) -> list[str]:
    """Which of these words stand in any file of the copy."""
    told = []
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = path.read_bytes()
        told += [f"{path.name}: {word}" for word in words if word.encode() in content]
    return told


def _follow(page: Page, folder: Path, found: Walked) -> None:
    waiting = ["index.html"]
    while waiting:
        path = waiting.pop()
        if path in found.pages:
            continue
        found.pages.add(path)
        page.goto((folder / path).as_uri())
        found.troubles += [f"{path}: no picture {each}" for each in page.evaluate(BROKEN)]
        links: list[str] = page.evaluate(LINKS)
        found.links += len(links)
        waiting += [each.removeprefix(f"{folder.as_uri()}/") for each in links if each.endswith(".html")]


def _elsewhere(found: Walked, address: str) -> None:
    if not address.startswith(("file:", "data:")):
        found.troubles.append(f"asked for {address}")


def _names(text: str) -> Iterable[str]:
    for single, several in NAMED.findall(text):
        names = [single] if single else [each.split()[0] for each in several.split(",")]
        yield from (each for each in names if not each.startswith("data:"))
