"""HTML through an allow-list: no script, no style, no frame, no other host's picture; ids prefixed.

A pass is nh3 with our allow-list, then `finishing`, and passes are repeated until one changes nothing. What comes out
is therefore always something nh3 let through, and ``sanitize(sanitize(x)) == sanitize(x)``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Final

import nh3
from pygments.token import STANDARD_TYPES

from webapp.base.markdown.finishing import finish

TAGS: Final = frozenset({
    "a", "abbr", "b", "bdi", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "details",
    "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img",
    "input", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small",
    "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "var",
    "wbr",
})  # fmt: skip
ATTRIBUTES: Final[dict[str, set[str]]] = {
    "*": {"id", "title", "lang"},
    "a": {"href", "rel"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "div": {"tabindex", "role", "aria-label"},
    "img": {"src", "alt", "width", "height", "loading"},
    "input": {"type", "checked", "disabled", "aria-label"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
_KINDS = ("note", "tip", "important", "warning", "caution", "danger", "example", "question")
_CALLOUT = {"callout", *(f"callout-{kind}" for kind in _KINDS)}
CLASSES: Final[dict[str, set[str]]] = {
    "a": {"external", "footnote-ref", "footnote-backref"},
    "code": {"highlight"},
    "details": _CALLOUT,
    "div": _CALLOUT | {"highlight", "arithmatex", "footnote", "table-scroll", "toc", "linenodiv"},
    "li": {"task-list-item"},
    "p": {"callout-title"},
    "span": {name for name in STANDARD_TYPES.values() if name}
    | {"arithmatex", "image-missing", "caption-prefix", "filename", "hll", "normal", "special", "linenos", "toctitle"},
    "table": {"highlighttable"},
    "td": {"linenos", "code"},
    "ul": {"task-list"},
}
_DROPPED_WITH_CONTENT = {
    "script", "style", "svg", "math", "iframe", "object", "embed", "noscript", "template", "title", "textarea",
    "select", "xmp", "noembed", "noframes", "plaintext",
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto"}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_IGNORED_IN_URLS = re.compile(r"[\x00-\x20\x7f-\x9f]")
_ID = re.compile(r"[\w.:-]{1,200}")
_SMALL_NUMBER = re.compile(r"[0-9]{1,4}")
_ONE_OF: Final[dict[str, frozenset[str]]] = {
    "align": frozenset({"left", "center", "right"}),
    "scope": frozenset({"col", "row"}),
    "rel": frozenset({"noopener nofollow"}),
    "role": frozenset({"region"}),
    "tabindex": frozenset({"0"}),
    "type": frozenset({"checkbox"}),
    "loading": frozenset({"lazy"}),
}
_NUMBERS = frozenset({"colspan", "rowspan", "span", "start", "width", "height"})
_MOST_PASSES = 6


def sanitize(source: str, *, id_prefix: str = "") -> str:
    """What may stay of the HTML, in canonical form; HTML that never settles comes back as visible text."""
    allowed = _attribute_filter(id_prefix)
    for _ in range(_MOST_PASSES):
        result = finish(_clean(source, allowed))
        if result == source:
            return result
        source = result
    return html.escape(source, quote=False).replace("\xa0", "&nbsp;")


def _clean(source: str, allowed: Callable[[str, str, str], str | None]) -> str:
    return nh3.clean(
        source,
        tags=set(TAGS),
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=allowed,
        allowed_classes=CLASSES,
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def _attribute_filter(prefix: str) -> Callable[[str, str, str], str | None]:
    """Decides on every attribute the allow-list names: its value as it may stand, or None to drop it."""

    def allowed(tag: str, name: str, value: str) -> str | None:
        if name in {"href", "src"}:
            return _address(value, prefix)
        if name == "id":
            return (value if value.startswith(prefix) else prefix + value) if _ID.fullmatch(value) else None
        if name in _NUMBERS:
            return value if _SMALL_NUMBER.fullmatch(value) else None
        if name in _ONE_OF:
            return value if value.lower() in _ONE_OF[name] else None
        return value

    return allowed


def _address(value: str, prefix: str) -> str | None:
    """An address without what browsers ignore in it; None when it could lead anywhere but where it seems to."""
    address = _IGNORED_IN_URLS.sub("", value.strip()) if _IGNORED_IN_URLS.search(value) else value
    if "\\" in address:
        return None
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in _SCHEMES:
        return None
    if address.startswith("#") and len(address) > 1 and not address.startswith("#" + prefix):
        return "#" + prefix + address[1:]
    return address
