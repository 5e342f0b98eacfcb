"""Style sheets, scripts, drawings and vendored files: readable in both themes, small, unchanged, from nowhere else."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WEBAPP = ROOT / "webapp"
STATIC = WEBAPP / "web" / "static"
SHEETS = sorted((STATIC / "css").glob("*.css"))
PAGE_SHEETS = sorted((STATIC / "css" / "pages").glob("*.css"))
"""Sheets that one kind of page loads beside those of every page."""
SCRIPTS = sorted((STATIC / "js").rglob("*.js"))
TEMPLATES = sorted(WEBAPP.glob("*/templates/**/*.html"))
LOCKS = (STATIC / "vendor" / "vendor.lock.json", ROOT / "tests" / "vendor" / "vendor.lock.json")
TEXT_PAIRS = (
    *(
        (ink, ground)
        for ink in ("ink", "ink-soft", "ink-faint", "blue", "red")
        for ground in ("paper", "sheet", "sunken")
    ),
    *((tone, ground) for tone in ("blue", "red", "green", "amber") for ground in (f"{tone}-wash", "sheet")),
    *(("ink", f"{tone}-wash") for tone in ("blue", "red", "green", "amber")),
    ("blue-deep", "blue-wash"),
    ("on-blue", "blue"),
    ("on-blue", "blue-deep"),
    ("on-red", "red"),
    ("on-mark", "mark"),
    ("sheet", "green"),
)
EDGE_PAIRS = (("line-strong", "sheet"), ("line-strong", "paper"), ("focus", "paper"), ("focus", "sheet"))


def tokens(selector: str) -> dict[str, str]:
    """Custom properties of one rule of tokens.css."""
    source = (STATIC / "css" / "tokens.css").read_text()
    rule = source[source.index(selector) :]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", rule[: rule.index("}")]))


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("selector", [":root {", '[data-theme="dark"] {', '[data-theme="auto"] {'])
def test_colours_can_be_read(selector: str) -> None:
    colours = tokens(selector)
    faint = [pair for pair in TEXT_PAIRS if contrast(colours[pair[0]], colours[pair[1]]) < 4.5]
    faint += [pair for pair in EDGE_PAIRS if contrast(colours[pair[0]], colours[pair[1]]) < 3]
    assert faint == []


def test_dark_is_the_same_chosen_or_followed() -> None:
    assert tokens('[data-theme="dark"] {') == tokens('[data-theme="auto"] {')
    assert tokens('[data-theme="dark"] {').keys() == tokens(":root {").keys()


def test_style_is_small() -> None:
    assert sum(len(gzip.compress(sheet.read_bytes())) for sheet in SHEETS) <= 16 * 1024


def test_style_of_one_page_is_small() -> None:
    assert [sheet.name for sheet in PAGE_SHEETS if len(gzip.compress(sheet.read_bytes())) > 4 * 1024] == []


@pytest.mark.parametrize("sheet", [*SHEETS, *PAGE_SHEETS], ids=lambda path: path.name)
def test_style_needs_no_newer_browser(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    newer = (
        r":has\(",
        r":is\(",
        r":where\(",
        r"light-dark\(",
        r"@container",
        r"@layer",
        r"color-mix\(",
        r"(^|[{;\s])inset:",
        r"&",
    )
    assert [pattern for pattern in newer if re.search(pattern, text)] == []
    used = set(re.findall(r"var\(--([a-z0-9-]+)", text))
    known = {name for one in (*SHEETS, *PAGE_SHEETS) for name in re.findall(r"--([a-z0-9-]+):", one.read_text())}
    assert used <= known


@pytest.mark.parametrize("path", [*SHEETS, *PAGE_SHEETS, *SCRIPTS, *TEMPLATES], ids=lambda path: path.name)
def test_nothing_comes_from_elsewhere(path: Path) -> None:
    addresses = re.findall(r"https?://[^\s\"'<>)]+", path.read_text())
    assert [one for one in addresses if not one.startswith("http://www.w3.org/2000/svg")] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.parent.parent.name)
def test_vendored_files_are_as_published(lock: Path) -> None:
    packages = json.loads(lock.read_text())["packages"]
    listed = {name: digest for package in packages for name, digest in package["files"].items()}
    present = {path.relative_to(lock.parent).as_posix(): path for path in lock.parent.rglob("*") if path.is_file()}
    assert listed == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in present.items() if path != lock
    }
    assert all(package["licence_file"] in listed and package["integrity"].startswith("sha512-") for package in packages)


def test_every_drawing_is_in_the_sprite() -> None:
    sprite = (STATIC / "vendor" / "bootstrap-icons" / "icons.svg").read_text()
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    used: dict[str, str] = {}
    for path in TEMPLATES:
        for name in re.findall(r"""\bicon\(["']([a-z0-9-]+)["']""", path.read_text()):
            used[name] = path.name
    for name in re.findall(r'Entry\([^)]*lazy\([^)]*\), "([^"]+)"', (WEBAPP / "app.py").read_text()):
        used[name] = "app.py"
    shown = re.search(r"set drawings = \"(.*?)\"", (WEBAPP / "web/templates/styleguide.html").read_text(), re.DOTALL)
    assert shown is not None
    assert set(shown[1].split()) == known
    assert len(used) > 30
    assert {name: where for name, where in used.items() if name not in known} == {}
