"""Our small additions to Markdown: measures stay as typed, Chinese lines join, callouts and figures."""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, SimpleTextInlineProcessor
from markdown.treeprocessors import Treeprocessor

from webapp.base.markdown import raw_html

_CJK = r"\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—"
_LISTED = r"(?:\d{1,2}(?:[、)）．]|\.\s)|[（(][\d一二三四五六七八九十]{1,3}[)）]|[①-⑳]|[一二三四五六七八九十]{1,3}、)"
_NEW_LINE_BEFORE_NUMBER = rf"\n *(?={_LISTED})"
_CHINESE_LINES = rf"(?<=[{_CJK}])\n *(?=[{_CJK}])"
_TIMES = r"(?<=[0-9A-Za-zΦφ°)）])(\*)(?=[0-9A-Za-zΦφ(（])"
_SUBSCRIPT = r"(?<=[A-Za-zα-ωΑ-Ω)\]\x03])~([A-Za-z0-9+-]{1,12})~(?!~)"
_SUPERSCRIPT = r"(?<=[^\s^\[])\^([+−-]?\w{1,12}[+−-]?)\^(?!\^)"
_ADDRESS = r"https?://[A-Za-z0-9._~:/?#@!$&'*+,;=%-]{3,2000}"
_TRAILING = ".,:;!?'*~_"

CALLOUTS: Final = {
    "note": ("note", "说明"),
    "info": ("note", "信息"),
    "abstract": ("note", "摘要"),
    "summary": ("note", "摘要"),
    "tip": ("tip", "提示"),
    "hint": ("tip", "提示"),
    "success": ("tip", "成效"),
    "important": ("important", "重要"),
    "warning": ("warning", "警告"),
    "attention": ("caution", "注意"),
    "caution": ("caution", "注意"),
    "danger": ("danger", "危险"),
    "error": ("danger", "错误"),
    "example": ("example", "示例"),
    "question": ("question", "问题"),
}
"""Every type that may be written -> the class it gets and its title when none is written."""

_CHINESE_TYPES: Final = {title: name for name, (_, title) in reversed(CALLOUTS.items())} | {"注意": "caution"}


class _Element(InlineProcessor):
    """Makes an element of the given tag with what the pattern's first group holds."""

    def __init__(self, pattern: str, md: Markdown, tag: str) -> None:
        super().__init__(pattern, md)
        self.tag = tag

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the library's name
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """Return the element and the place it takes."""
        element = Element(self.tag)
        element.text = m[1] if m.re.groups else None
        return element, m.start(), m.end()


class _Joined(InlineProcessor):
    """Joins two lines of Chinese without the blank a browser would show."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        """Return nothing for the line break."""
        return "", m.start(), m.end()


class _BareAddress(InlineProcessor):
    """Links an address that stands in the text; Chinese characters and closing punctuation end it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """Return the link and the place it takes."""
        address = m[0].rstrip(_TRAILING)
        link = Element("a", {"href": address})
        link.text = address
        return link, m.start(), m.start() + len(address)


class _Callouts(Treeprocessor):
    """Gives callouts our classes, and Chinese titles where none was written."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for element in root.iter():
            words = element.get("class", "").split()
            if (element.tag == "div" and "admonition" in words) or (element.tag == "details" and words):
                self._callout(element, [word for word in words if word != "admonition"])

    def _callout(self, element: Element, words: list[str]) -> None:
        written = words[0] if words else "note"
        name = _CHINESE_TYPES.get(written, written)
        kind, chinese = CALLOUTS.get(name, CALLOUTS["note"])
        element.set("class", f"callout callout-{kind}")
        title = element[0] if len(element) else None
        if title is None:
            return
        if title.tag != "summary":
            title.tag = "p"
            title.set("class", "callout-title")
        if name in CALLOUTS and not len(title) and (title.text or "").strip().lower() in {name, written}:
            title.text = chinese


class _Figures(Treeprocessor):
    """Makes a figure of a picture that stands alone and has a title; the title becomes the caption."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for element in root.iter("p"):
            if len(element) != 1 or (element.text or "").strip() or (element[0].tail or "").strip():
                continue
            picture = element[0]
            if picture.tag == "img" and picture.get("title"):
                element.tag = "figure"
                picture.tail = None
                caption = SubElement(element, "figcaption")
                caption.text = picture.attrib.pop("title")


class Dialect(Extension):
    """All of the above as one extension."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the processors; the numbers place them among the library's own."""
        raw_html.install(md)
        md.inlinePatterns.register(SimpleTextInlineProcessor(_TIMES, md), "times", 70)
        md.inlinePatterns.register(_Element(_SUBSCRIPT, md, "sub"), "subscript", 69)
        md.inlinePatterns.register(_Element(_SUPERSCRIPT, md, "sup"), "superscript", 68)
        md.inlinePatterns.register(_BareAddress(_ADDRESS, md), "bare_address", 85)
        md.inlinePatterns.register(_Element(_NEW_LINE_BEFORE_NUMBER, md, "br"), "numbered_line", 95)
        md.inlinePatterns.register(_Joined(_CHINESE_LINES, md), "chinese_lines", 94)
        md.treeprocessors.register(_Callouts(md), "our_callouts", 7)
        md.treeprocessors.register(_Figures(md), "our_figures", 6)
