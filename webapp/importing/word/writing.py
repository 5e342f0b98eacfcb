"""HTML of one block to Markdown of the archive's dialect: the home of markdownify.

Text that looks like a mark-up sign is escaped, so that the page shows what stood in the file.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

from bs4 import Tag
from bs4.element import NavigableString
from markdownify import MarkdownConverter

from webapp.importing.reading import picture_token
from webapp.importing.word.finds import MARK

Pictures = Sequence[str]
"""Alternative texts by number, from one."""

_ESCAPES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"([\\`])", r"\\\1"),
        (r"&(?=#?\w{1,30};)", "&amp;"),
        (r"<(?=[A-Za-z/!?])", "&lt;"),
        (r"(?<![0-9A-Za-zΦφ°)）])\*|\*(?![0-9A-Za-zΦφ(（])", r"\\*"),
        (r"(?<!\w)_|_(?!\w)", r"\\_"),
        (r"\[(?=[^\[\]\n]*\][(\[:]|\^|TOC\])", r"\\["),
        (r"\$", r"\\$"),
        (r"~(?=~)|(?<=~)~|(?<=[A-Za-zα-ωΑ-Ω)\]])~(?=[A-Za-z0-9+-]{1,12}~)", r"\\~"),
        (r"\^(?=\S*\^)", r"\\^"),
        (r"=(?==)", r"\\="),
        (r"\{(?=[:#.])", r"\\{"),
    )
)
_AT_START = re.compile(r"(?:#{1,6}(?=\s)|>|[-+*](?=\s)|:(?=\s)|[!?]{3}|/{3}|[-=]+$|\|)")
_NUMBER_AT_START = re.compile(r"(\d{1,9})\.(?=\s)")


def escape(text: str) -> str:
    """Text that Markdown shows as it is, wherever it stands in a line."""
    for pattern, replacement in _ESCAPES:
        text = pattern.sub(replacement, text)
    return text


def escape_start(line: str) -> str:
    """A line that does not begin a list, a heading or another block by accident."""
    if _AT_START.match(line):
        return (f"&#{ord(line[0])};" if line[0] in "/?!:=|" else "\\" + line[0]) + line[1:]
    return _NUMBER_AT_START.sub(r"\1\\.", line, count=1)


class _Converter(MarkdownConverter):
    """Inline HTML to Markdown; signs without Markdown of their own stay as HTML."""

    def escape(self, text: str, parent_tags: Any) -> str:
        return escape(text) if text else ""

    def convert_em(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Between Latin letters and digits a single asterisk is a sign of multiplication."""
        before, after = (
            str(each)[place:][:1] for each, place in ((el.previous_sibling or "", -1), (el.next_sibling or "", 0))
        )
        if not text.strip():
            return text
        if any(sign.isascii() and sign.isalnum() for sign in (before, after)):
            return f"<em>{text}</em>"
        return f"*{text.strip()}*"

    def convert_u(self, _el: Tag, text: str, parent_tags: Any) -> str:
        return f"<u>{text}</u>" if text.strip() else text

    def convert_sub(self, _el: Tag, text: str, parent_tags: Any) -> str:
        return f"<sub>{text}</sub>" if text.strip() else text

    def convert_sup(self, _el: Tag, text: str, parent_tags: Any) -> str:
        return f"<sup>{text}</sup>" if text.strip() else text

    def convert_mark(self, _el: Tag, text: str, parent_tags: Any) -> str:
        return f"<mark>{text}</mark>" if text.strip() else text

    def convert_s(self, _el: Tag, text: str, parent_tags: Any) -> str:
        return f"<del>{text}</del>" if text.strip() else text

    def convert_br(self, _el: Tag, text: str, parent_tags: Any) -> str:
        return "  \n"


_converter = _Converter(heading_style="ATX", bullets="-", autolinks=False, wrap=False, escape_misc=False)


class Writer:
    """Writes Markdown and HTML with the pictures, formulas and notes of one file."""

    def __init__(self, alts: Pictures, formulas: Sequence[str]) -> None:
        self.alts = alts
        self.formulas = formulas

    def line(self, element: Tag) -> str:
        """The inline content of an element as Markdown."""
        text = str(_converter.convert_soup(_copy(element))).strip(" \n\u3000")
        text = "\n".join(escape_start(each.lstrip(" \u3000")) for each in text.split("\n"))
        return self.put_marks(text)

    def cell(self, element: Tag) -> str:
        """The content of a table cell in one line of Markdown."""
        lines = [self.line(each) for each in _paragraphs(element)]
        return "<br>".join(line.replace("  \n", "<br>").replace("|", "\\|") for line in lines if line)

    def put_marks(self, text: str) -> str:
        """Markdown with pictures and formulas in place of their marks."""
        return MARK.sub(lambda mark: self._marked(mark[1], int(mark[2])), text)

    def put_html_marks(self, text: str) -> str:
        """HTML with pictures and formulas in place of their marks."""
        return MARK.sub(lambda mark: self._marked_html(mark[1], int(mark[2])), text)

    def picture(self, number: int, caption: str = "") -> str:
        """A picture as Markdown, a figure when it has a caption."""
        alt = self.alt(number, caption)
        title = f' "{clean_title(caption)}"' if caption else ""
        return f"![{alt}]({picture_token(number)}{title})"

    def alt(self, number: int, caption: str = "") -> str:
        """What stands for a picture for those who do not see it."""
        return re.sub(r"[\[\]\\`\n]", " ", self.alts[number - 1] or caption or f"图片 {number}").strip()

    def _marked(self, kind: str, number: int) -> str:
        if kind == "P":
            return self.picture(number)
        tex = self.formulas[number - 1]
        return f"\n\n$$\n{tex}\n$$\n\n" if kind == "D" else f"${tex}$"

    def _marked_html(self, kind: str, number: int) -> str:
        if kind == "P":
            return f'<img src="{picture_token(number)}" alt="{html.escape(self.alt(number))}">'
        return rf'<span class="arithmatex">\({html.escape(self.formulas[number - 1], quote=False)}\)</span>'


def clean_title(caption: str) -> str:
    """A caption as it may stand between the quotation marks of a picture."""
    return " ".join(caption.replace("\\", "＼").replace('"', "”").split())


def _paragraphs(cell: Tag) -> list[Tag]:
    found = [each for each in cell.children if isinstance(each, Tag)]
    loose = any(isinstance(each, NavigableString) and str(each).strip() for each in cell.children)
    return [cell] if loose or not found else found


def _copy(element: Tag) -> Tag:
    """The inline content alone: the element's own name would start a block."""
    import copy

    copied = copy.copy(element)
    copied.name = "span"
    return copied
