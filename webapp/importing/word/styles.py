"""What the paragraph styles of a Word file mean: title, headings, captions, contents; in any language Word speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from webapp.importing.word.names import Element, all_of, child, drop, q, value

TITLE, SUBTITLE, CAPTION = "XTitle", "XSubtitle", "XCaption"
HEADING = "XHeading"
_HEADING = re.compile(r"(?i)(?:heading|标题|überschrift|titre)\s*([1-9])")
_TITLE = re.compile(r"(?i)title|标题|文档标题|主标题")
_SUBTITLE = re.compile(r"(?i)subtitle|副标题")
_CAPTION = re.compile(r"(?i)caption|题注|图题|表题|图注|表注|illustration|figure|table|drawing")
_NAMED = ((_TITLE, TITLE), (_SUBTITLE, SUBTITLE), (_CAPTION, CAPTION))
_CONTENTS = re.compile(r"(?i)(toc|目录)\s*[1-9]?|toc heading|contents\s*(heading|[1-9])")


_DEEPER_LIST = re.compile(r"(?i)(?:list (bullet|number)|列表(项目符号|编号))\s*([2-5])")
BULLETS, NUMBERS = "9001", "9002"
"""Lists of ours that have all nine levels; see :func:`with_our_lists`."""


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str = ""
    outline: int | None = None
    numbering: tuple[str, str] | None = None


@dataclass(slots=True)
class Styles:
    """The paragraph styles by their ids."""

    known: dict[str, _Style] = field(default_factory=dict)
    usual: str = ""

    @classmethod
    def of(cls, root: Element | None) -> Styles:
        """The styles of a styles part."""
        styles = cls()
        for each in all_of(root, "w:style") if root is not None else ():
            if value(each, "w:type") not in ("", "paragraph"):
                continue
            key = value(each, "w:styleId")
            outline = value(child(each, "w:pPr/w:outlineLvl"))
            numbering = child(each, "w:pPr/w:numPr")
            styles.known[key] = _Style(
                value(child(each, "w:name")),
                value(child(each, "w:basedOn")),
                int(outline) if outline.isdigit() else None,
                None if numbering is None else _numbering(numbering),
            )
            if value(each, "w:default") in ("1", "true"):
                styles.usual = key
        return styles

    def is_contents(self, paragraph: Element) -> bool:
        """Whether a paragraph is a line of the table of contents."""
        return any(_CONTENTS.fullmatch(style.name) for style in self._chain(paragraph))

    def apply(self, root: Element) -> None:
        """Give each paragraph one of our own styles where its own means something, and its style's numbering."""
        for paragraph in all_of(root, "w:p"):
            wanted = self._meaning(paragraph)
            properties = paragraph.find(q("w:pPr"))
            if wanted:
                properties = _properties(paragraph)
                for name in ("w:pStyle", "w:numPr"):
                    for each in properties.findall(q(name)):
                        drop(each)
                _put(properties, "w:pStyle", wanted)
            elif properties is None or properties.find(q("w:numPr")) is None:
                self._number(paragraph)

    def _number(self, paragraph: Element) -> None:
        chain = self._chain(paragraph)
        found = next((style.numbering for style in chain if style.numbering), None)
        deeper = next((match for style in chain[:1] if (match := _DEEPER_LIST.fullmatch(style.name))), None)
        if found is None:
            return
        if deeper is not None:  # Word gives each of these styles a list of its own instead of a level
            is_bullet = (deeper[1] or deeper[2]).casefold() in ("bullet", "项目符号")
            found = (BULLETS if is_bullet else NUMBERS, str(int(deeper[3]) - 1))
        numbering = etree.SubElement(_properties(paragraph), q("w:numPr"))
        _put(numbering, "w:ilvl", found[1] or "0")
        _put(numbering, "w:numId", found[0])

    def _meaning(self, paragraph: Element) -> str:
        own = value(child(paragraph, "w:pPr/w:outlineLvl"))
        if own.isdigit() and int(own) < 9:
            return f"{HEADING}{min(int(own) + 1, 6)}"
        for style in self._chain(paragraph):
            if match := _HEADING.fullmatch(style.name):
                return f"{HEADING}{min(int(match[1]), 6)}"
            named = next((ours for pattern, ours in _NAMED if pattern.fullmatch(style.name)), "")
            if named:
                return named
            if style.outline is not None and style.outline < 9:
                return f"{HEADING}{min(style.outline + 1, 6)}"
        return ""

    def _chain(self, paragraph: Element) -> list[_Style]:
        """The styles of a paragraph, its own first, then those it is based on."""
        found: list[_Style] = []
        key = value(child(paragraph, "w:pPr/w:pStyle")) or self.usual
        while key in self.known and self.known[key] not in found and len(found) < 20:
            found.append(self.known[key])
            key = self.known[key].based_on
        return found


def _numbering(element: Element) -> tuple[str, str] | None:
    key = value(child(element, "w:numId"))
    return (key, value(child(element, "w:ilvl"))) if key else None


def _properties(paragraph: Element) -> Element:
    found = paragraph.find(q("w:pPr"))
    if found is None:
        found = etree.Element(q("w:pPr"))
        paragraph.insert(0, found)
    return found


def _put(parent: Element, name: str, wanted: str) -> None:
    made = etree.Element(q(name))
    made.set(q("w:val"), wanted)
    parent.insert(0, made)


def with_our_lists(numbering: Element) -> None:
    """Add a list with bullets and one with numbers, nine levels each, to a numbering part."""
    for key, kind in ((BULLETS, "bullet"), (NUMBERS, "decimal")):
        abstract = etree.Element(q("w:abstractNum"))
        abstract.set(q("w:abstractNumId"), key)
        for level in range(9):
            made = etree.SubElement(abstract, q("w:lvl"))
            made.set(q("w:ilvl"), str(level))
            _put(made, "w:numFmt", kind)
        numbering.insert(0, abstract)
        number = etree.SubElement(numbering, q("w:num"))
        number.set(q("w:numId"), key)
        _put(number, "w:abstractNumId", key)
