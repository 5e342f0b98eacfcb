"""Sections as paper wants them: the words of sanitised HTML, one line for each paragraph, item and row of a table."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "li", "tr", "h3", "h4", "h5", "h6", "pre", "blockquote", "figcaption", "dt", "dd", "div"})
_SILENT = frozenset({"annotation", "script", "style"})
_SAID_TWICE = re.compile(r"^\[(.+)\]\n(?=\1$)", re.MULTILINE)
"""What a picture shows, where its caption below says the same."""


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._lists: list[int | None] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line for a block, with the mark of its list; pictures say what they show."""
        if tag in _SILENT:
            self._silent += 1
        elif tag in ("ol", "ul"):
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "img":
            alt = dict(attrs).get("alt")
            self.parts.append(f"[{alt}]" if alt else "")
        elif tag in _BLOCKS:
            self.parts.append("\n")
            if tag == "li" and self._lists:
                self.parts.append(self._mark())
        elif tag in ("td", "th"):
            self.parts.append("\t")

    def handle_endtag(self, tag: str) -> None:
        """End a line after a block."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Take the words."""
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))

    def _mark(self) -> str:
        number = self._lists[-1]
        if number is None:
            return "· "
        self._lists[-1] = number + 1
        return f"{number + 1}. "


def plain_text(html: str) -> str:
    """The words without tags; blank lines and blanks at the ends of lines are left out."""
    words = _Words()
    words.feed(html)
    words.close()
    lines = re.split(r"\n+", re.sub(r"((?:\d+\.|·) )\n+", r"\1", "".join(words.parts)))
    shown = "\n".join(line for line in (re.sub(r"[ \t]*\t[ \t]*", "  ", each).strip() for each in lines) if line)
    return _SAID_TWICE.sub("", shown)
