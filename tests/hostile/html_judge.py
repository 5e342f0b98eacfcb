"""What could still act in a piece of HTML, found by parsing it as browsers do; knows nothing of our sanitiser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

HARMLESS_TAGS = frozenset({
    "a", "abbr", "b", "bdi", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "details",
    "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h3", "h4", "h5", "h6", "hr", "i", "img", "input", "ins",
    "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "span", "strong",
    "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "var", "wbr", "html",
    "head", "body",
})  # fmt: skip
HARMLESS_ATTRIBUTES = frozenset({
    "alt", "align", "aria-label", "checked", "class", "colspan", "disabled", "height", "href", "id", "lang",
    "loading", "open", "rel", "role", "rowspan", "scope", "span", "src", "start", "tabindex", "title", "type",
    "width",
})  # fmt: skip
_IGNORED = re.compile(r"[\x00-\x20\x7f-\x9f\u200b\ufeff]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def dangers(html: str) -> list[str]:
    """What is alive in the HTML, read both as a part of a page and as a page; empty when nothing is."""
    found: list[str] = []
    for tree in (
        html5lib.parseFragment(html, namespaceHTMLElements=False),
        html5lib.parse(html, namespaceHTMLElements=False),
    ):
        for element in tree.iter():
            found += _in_element(element)
    return found


def _in_element(element: Element) -> Iterator[str]:
    tag: object = element.tag  # comments have a function here
    if not isinstance(tag, str):
        yield "comment or instruction"
    elif tag not in HARMLESS_TAGS and tag != "DOCUMENT_FRAGMENT":
        yield f"element {tag}"
    for name, value in element.attrib.items():
        if name not in HARMLESS_ATTRIBUTES:
            yield f"attribute {name}"
        if name in {"href", "src"}:
            yield from _in_address(str(tag), name, value)
    if tag == "input" and (element.get("type") != "checkbox" or "disabled" not in element.attrib):
        yield "input that takes something"


def _in_address(tag: str, name: str, value: str) -> Iterator[str]:
    address = _IGNORED.sub("", value)
    scheme = _SCHEME.match(address)
    if scheme and scheme[0].lower() not in {"http:", "https:", "mailto:"}:
        yield f"{name} with {scheme[0]}"
    if name == "src" and (not address.startswith("/attachments/") or ".." in address):
        yield f"request to {address[:60]}"
    if tag != "a" and name == "href":
        yield f"href on {tag}"
