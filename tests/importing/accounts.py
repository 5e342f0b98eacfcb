"""Independent of the program: every character a Word file shows, and every one that arrived."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from lxml import etree

from webapp.base.markdown import plain_text, render
from webapp.documents.content import Content
from webapp.importing.choices import Mapped

_PARTS = re.compile(
    r"word/(document|footnotes|endnotes|comments|header\d*|footer\d*|diagrams/data\d*|charts/chart\d*)\.xml"
)
_TEXTS = {"t", "delText"}


def characters(text: str) -> Counter[str]:
    """How often each character that can be seen comes in a text."""
    return Counter(re.sub(r"[\s\u200b\u00ad\ufeff]", "", text))


def shown_in(path: Path) -> str:
    """All text a Word file shows anywhere, fall-back copies left out."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if _PARTS.fullmatch(name)]
        return "\n".join("".join(_texts(etree.fromstring(archive.read(name)))) for name in names)


def _texts(element: Any) -> Iterator[str]:
    name = etree.QName(element).localname if isinstance(element.tag, str) else ""
    if name == "Fallback":
        return
    if name in _TEXTS or (name == "v" and "chart" in element.tag):
        yield element.text or ""
    if name == "textpath":
        yield element.get("string") or ""
    for below in element:
        yield from _texts(below)
    if name == "p":
        yield "\n"


def arrived_in(mapped: Mapped) -> str:
    """All text of the draft as readers see it, and of the report."""
    return "\n".join([*_said(mapped.content), *(line.text for line in mapped.report)])


def _said(content: Content) -> Iterator[str]:
    for each in fields(Content):
        value = getattr(content, each.name)
        if each.name == "sections":
            for text in value.values():
                yield plain_text(render(text)) + "\n"
        else:
            yield from _flat(value)


def _flat(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _flat(each)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from _flat(getattr(value, name))
    elif value is not None:
        yield str(value)


def lost(path: Path, mapped: Mapped) -> Counter[str]:
    """Characters that arrived less often than the file shows them."""
    return characters(shown_in(path)) - characters(arrived_in(mapped))
