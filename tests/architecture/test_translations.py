"""Every Chinese text of the pages and of the code has an English one, and none is left over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2] / "webapp"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy": None, "pgettext": ((1, "c"), 2)}
METHODS = [
    ("**/templates/**.html", "jinja2.ext:babel_extract"),
    ("**.py", "python"),
    ("**.xml", "jinja2.ext:babel_extract"),
]
OPTIONS = {
    "**/templates/**.html": {"trimmed": "false", "silent": "false", "extensions": "jinja2.ext.do"},
    "**.xml": {"silent": "false", "extensions": "jinja2.ext.do"},
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@lru_cache(maxsize=1)
def used() -> dict[str, str]:
    """Every text used, with the file it stands in."""
    found: dict[str, str] = {}
    for name, _line, message, _comments, _context in extract_from_dir(
        str(ROOT), METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=()
    ):
        for text in message if isinstance(message, tuple) else (message,):
            if text and CHINESE.search(text):
                found.setdefault(text, name)
    return found


def entries() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every entry of the English catalogues: file, text, translations."""
    for path in sorted(ROOT.glob("*/translations/en.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
                texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
                if ids[0]:
                    yield str(path.relative_to(ROOT)), str(ids[0]), tuple(str(text) for text in texts)


def test_every_text_has_an_english_one() -> None:
    known = {text for _, text, texts in entries() if all(texts)}
    missing = {text: place for text, place in used().items() if text not in known}
    assert not missing, "\n".join(
        f"{place}: {text}" for text, place in sorted(missing.items(), key=lambda pair: pair[1])
    )


def test_no_english_text_is_left_over() -> None:
    """Some texts are written down in one place and translated in another, so that they need only stand somewhere."""
    sources = "\n".join(path.read_text(encoding="utf-8") for end in ("py", "html") for path in ROOT.rglob(f"*.{end}"))
    known = used()
    left = [
        f"{path}: {text}"
        for path, text, _texts in entries()
        if CHINESE.search(text) and text not in known and not re.search(f"([\"']){re.escape(text)}\\1", sources)
    ]
    assert not left, "\n".join(left)


def test_english_texts_are_english_and_fill_the_same_places() -> None:
    for path, text, texts in entries():
        for each in texts:
            assert not CHINESE.search(each), f"{path}: {each}"
            assert set(PLACEHOLDER.findall(each)) <= set(PLACEHOLDER.findall(text)), f"{path}: {text}"


def test_a_text_stands_once_in_a_catalogue() -> None:
    for path in ROOT.glob("*/translations/en.po"):
        written = re.findall(r'^msgid ((?:".*"\n)+)', path.read_text(encoding="utf-8"), re.MULTILINE)
        assert [each for each, count in Counter(written).items() if count > 1] == [], path


def test_a_text_has_one_english_meaning() -> None:
    meanings: dict[str, set[tuple[str, ...]]] = {}
    for _path, text, texts in entries():
        meanings.setdefault(text, set()).add(texts)
    twice = {text: found for text, found in meanings.items() if len(found) > 1}
    assert not twice
