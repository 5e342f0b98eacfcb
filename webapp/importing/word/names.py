"""Names in Word's XML, and small ways to walk it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

SPACES: Final = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "pr": "http://schemas.openxmlformats.org/package/2006/relationships",
    "dc": "http://purl.org/dc/elements/1.1/",
}
STRICT: Final = {  # ISO/IEC 29500 strict names, read as the transitional ones
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": SPACES["w"].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": SPACES["r"].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/math": SPACES["m"].encode(),
    b"http://purl.oclc.org/ooxml/drawingml/main": SPACES["a"].encode(),
    b"http://purl.oclc.org/ooxml/drawingml/chart": SPACES["c"].encode(),
    b"http://purl.oclc.org/ooxml/drawingml/diagram": SPACES["dgm"].encode(),
    b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": SPACES["wp"].encode(),
    b"http://purl.oclc.org/ooxml/drawingml/picture": SPACES["pic"].encode(),
}
Element = Any
"""An lxml element; the library has no types of its own."""


def q(name: str) -> str:
    """The full name of ``w:p``."""
    prefix, _, local = name.partition(":")
    return f"{{{SPACES[prefix]}}}{local}"


def local(element: Element) -> str:
    """The name without its space; '' for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value(element: Element | None, name: str = "w:val") -> str:
    """An attribute, '' where there is no element or attribute."""
    return "" if element is None else element.get(q(name)) or ""


def child(element: Element | None, path: str) -> Element | None:
    """The first descendant at this path of prefixed names, or None."""
    return None if element is None else element.find(path, SPACES)


def all_of(element: Element, *names: str) -> list[Element]:
    """All descendants with these names as a list, in document order, so that they may be moved while it is walked."""
    return list(element.iter(*(q(name) for name in names)))


def words(element: Element) -> str:
    """The text a reader sees below an element, fall-back copies left out."""
    return "".join(_words(element)).strip()


_BREAKS: Final = {"p": "\n", "br": "\n", "cr": "\n", "tab": "\t", "tc": "\t", "noBreakHyphen": "\u2011"}
_TEXTS: Final = frozenset({q("w:t"), q("m:t"), q("a:t"), q("w:delText")})


def _words(element: Element) -> Iterator[str]:
    if element.tag in _TEXTS:
        yield element.text or ""
        return
    for below in element:
        if local(below) != "Fallback":
            yield from _words(below)
    if local(element) in _BREAKS and element.getparent() is not None:
        yield _BREAKS[local(element)]


def unwrap(element: Element) -> None:
    """Put what is inside an element in its place."""
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for below in list(element):
        parent.insert(place, below)
        place += 1
    parent.remove(element)


def drop(element: Element) -> None:
    """Take an element out with all that is in it."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
