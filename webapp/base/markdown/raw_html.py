"""Raw HTML in Markdown: only known tags are taken as HTML, everything else in angle brackets stays visible text.

Python-Markdown finds raw blocks with Python's html.parser, which is quadratic before 3.11.14 and swallows unknown tags
such as ``<A面>``. These two processors look at lines and at single tags instead; the sanitiser still comes after them.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.inlinepatterns import HtmlInlineProcessor, InlineProcessor
from markdown.preprocessors import Preprocessor

_CLOSED_BLOCKS = ("table", "pre", "ul", "ol", "dl", "figure")
_OPEN_BLOCKS = (
    "div",
    "details",
    "summary",
    "section",
    "p",
    "blockquote",
    "hr",
    "center",
    *(f"h{n}" for n in range(1, 7)),
)
_BLOCK_START = re.compile(rf" {{0,3}}</?({'|'.join((*_CLOSED_BLOCKS, *_OPEN_BLOCKS))})(?=[\s/>]|$)", re.IGNORECASE)
_INLINE = (
    "a|abbr|b|bdi|br|cite|code|del|dfn|em|i|img|input|ins|kbd|mark|q|rp|rt|ruby|s|samp|small|span|strong|sub|sup"
    "|u|var|wbr"
)
_COMMENT = r"(?s:<!--[^<>]{0,2000}-->)"
INLINE_TAG = rf"(</?(?:{_INLINE})(?:[\s/][^<>]*)?>)"
_LONGEST_BLOCK = 2_000  # lines searched for the closing tag
_LONGEST_COMMENT = 200  # lines


class _Comments(InlineProcessor):
    """Leaves out comments."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the library's name
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        """Return nothing for the comment."""
        return "", m.start(), m.end()


class RawBlocks(Preprocessor):
    """Puts aside blocks that start with a known tag: tables and lists up to their end, others up to a blank line."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with placeholders for the raw blocks."""
        out: list[str] = []
        at = 0
        while at < len(lines):
            if lines[at].startswith("<!--") and (end := _end_of_comment(lines, at)):
                out.append("")
                at = end
                continue
            start = _BLOCK_START.match(lines[at])
            if not start:
                out.append(lines[at])
                at += 1
                continue
            end = _end_of_block(lines, at, start[1].lower())
            out += ["", self.md.htmlStash.store("\n".join(lines[at:end]).strip()), ""]
            at = end
        return out


def _end_of_block(lines: list[str], start: int, tag: str) -> int:
    if tag in _CLOSED_BLOCKS:
        edge = re.compile(rf"<(/?){tag}(?=[\s/>]|$)", re.IGNORECASE)
        depth = 0
        for at in range(start, min(len(lines), start + _LONGEST_BLOCK)):
            depth += sum(-1 if closing else 1 for closing in edge.findall(lines[at]))
            if depth <= 0:
                return at + 1
    return next((at for at in range(start, len(lines)) if not lines[at].strip()), len(lines))


def _end_of_comment(lines: list[str], start: int) -> int | None:
    """The line after a comment that ends at a line's end, or None."""
    for at in range(start, min(len(lines), start + _LONGEST_COMMENT)):
        if "-->" in lines[at]:
            return at + 1 if lines[at].rstrip().endswith("-->") else None
    return None


def install(md: Markdown) -> None:
    """Replace Python-Markdown's own handling of raw HTML."""
    md.preprocessors.register(RawBlocks(md), "html_block", 20)
    md.inlinePatterns.register(HtmlInlineProcessor(INLINE_TAG, md), "html", 90)
    md.inlinePatterns.register(_Comments(_COMMENT, md), "comment", 91)
