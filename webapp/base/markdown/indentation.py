"""List indentation: 2, 3 and 4 spaces of nesting become the 4 that Python-Markdown wants. Pure text to text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARKER = re.compile(r"(?P<indent> *)(?P<marker>[-+*]|\d{1,9}\.)(?P<gap> +)(?=\S)")
_RULE = re.compile(r" {0,3}([-*_])(?: *\1){2,} *$")
_FENCE = re.compile(r" *(?P<mark>`{3,}|~{3,})(?P<rest>.*)$")
_QUOTE = re.compile(r" {0,3}> ?")
_INTERRUPTS_PARAGRAPH = re.compile(r" {0,3}(?:[-+*]|1\.) +\S")
_NOT_A_PARAGRAPH = re.compile(r"(?: {4,}|\t| {0,3}(?:#{1,6} |/{3,}|[|>:]|!!!|\?\?\?|\[\^|\*\[))")
_DEEPEST_QUOTE = 6
_NEST = 2  # columns right of its parent's marker from which an item counts as nested
_WIDTH = 4


@dataclass(slots=True)
class _Item:
    """An open list item: the column of its marker and of its text, as typed, and whether it is numbered."""

    column: int
    text_column: int
    numbered: bool


class _Lists:
    """Walks over lines once, keeping the open items, and collects the lines with their new indentation."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self._open: list[_Item] = []
        self._fence = ""
        self._fence_shift = 0
        self._after_blank = True
        self._in_paragraph = False
        self._own_paragraph = False  # a second paragraph of an item, which swallows an item right below it
        self._block_depth = 0  # how deep the lines since the last blank one began

    def interrupt(self, lines: list[str]) -> None:
        """Put finished lines between, which end every open list."""
        self.out += lines
        self._open.clear()
        self._after_blank, self._in_paragraph = True, False

    def takes_quote(self, line: str) -> bool:
        """Whether a line with a quote mark belongs to what is open: code, or the text of an item."""
        return bool(self._fence) or bool(self._open and line.startswith(" "))

    def feed(self, line: str) -> None:
        """Take the next line."""
        if self._fence:
            self._inside_fence(line)
        elif not line.strip():
            self.out.append("")
            self._after_blank, self._in_paragraph, self._own_paragraph = True, False, False
        else:
            self._text(_untabbed(line))
            self._after_blank = False

    def _text(self, line: str) -> None:
        fence = _FENCE.match(line)
        if fence and not (fence["mark"][0] == "`" and "`" in fence["rest"]):
            self._open_fence(line, fence["mark"])
            return
        marker = None if _RULE.match(line) else _MARKER.match(line)
        if marker and (self._open or len(marker["indent"]) < _WIDTH):
            self._item(line, marker)
            return
        self.out.append(self._continued(line))
        self._in_paragraph = not self._open and not _NOT_A_PARAGRAPH.match(line)

    def _item(self, line: str, marker: re.Match[str]) -> None:
        column = len(marker["indent"])
        if self._in_paragraph:
            if not _INTERRUPTS_PARAGRAPH.match(line):
                self.out.append(line)
                return
            self.out.append("")
        self._in_paragraph = False
        numbered = marker["marker"][0].isdigit()
        sibling = self._close(column)
        depth = len(self._open)
        if self._after_blank:
            self._block_depth = depth
        elif self._own_paragraph or depth < self._block_depth or (sibling and sibling.numbered != numbered):
            self.out.append("")  # the paragraph would go on, or take the item in; or another kind of list begins
            self._block_depth = depth
        self._own_paragraph = False
        self.out.append(" " * (_WIDTH * len(self._open)) + line[column:])
        self._open.append(_Item(column, marker.end() if len(marker["gap"]) <= _WIDTH else column + 2, numbered))

    def _close(self, column: int) -> _Item | None:
        """Close the items that text in that column is not inside of; the outermost of them, if any."""
        closed = None
        while self._open and column < self._open[-1].column + _NEST:
            closed = self._open.pop()
        return closed

    def _continued(self, line: str) -> str:
        """A line without a marker: inside the deepest item that reaches it, or after the list."""
        if not self._open:
            return line
        column = len(line) - len(line.lstrip(" "))
        if not self._after_blank:
            return " " * (_WIDTH * (len(self._open) - (not self._own_paragraph))) + line.lstrip(" ") if column else line
        self._close(column)
        if not self._open:
            return line
        self._own_paragraph, self._block_depth = True, len(self._open)
        return " " * self._column_for(column) + line[column:]

    def _column_for(self, column: int) -> int:
        depth = _WIDTH * len(self._open)
        if column >= depth + _WIDTH:
            return column
        extra = column - self._open[-1].text_column
        return depth + extra if extra >= _WIDTH else depth

    def _open_fence(self, line: str, mark: str) -> None:
        column = len(line) - len(line.lstrip(" "))
        self._in_paragraph = False
        self._close(column)
        target = _WIDTH * len(self._open) if self._open else column
        self._fence, self._fence_shift = mark, target - column
        self.out.append(" " * target + line[column:])

    def _inside_fence(self, line: str) -> None:
        stripped = line.strip()
        closes = stripped.startswith(self._fence) and not stripped.strip(self._fence[0])
        self.out.append(_shifted(line, self._fence_shift))
        if closes:
            self._fence = ""
            self._after_blank = False
            self._own_paragraph, self._block_depth = bool(self._open), len(self._open)


def _untabbed(line: str) -> str:
    """Leading tabs as spaces; tabs after the first word stay."""
    body = line.lstrip(" \t")
    return line[: len(line) - len(body)].expandtabs(_WIDTH) + body


def _shifted(line: str, shift: int) -> str:
    if shift >= 0:
        return " " * shift + line if line.strip() else line
    spaces = len(line) - len(line.lstrip(" "))
    return line[min(spaces, -shift) :]


def normalise_lists(text: str, *, depth: int = 0) -> str:
    """Return the text with list nesting at 4 spaces a level; code is left alone; inside quotes the same holds."""
    lists = _Lists()
    quoted: list[str] = []

    def end_quote() -> None:
        if quoted:
            inner = normalise_lists("\n".join(quoted), depth=depth + 1)
            lists.interrupt([f"> {line}" if line else ">" for line in inner.split("\n")])
            quoted.clear()

    for line in text.split("\n"):
        mark = _QUOTE.match(line) if depth < _DEEPEST_QUOTE and not lists.takes_quote(line) else None
        if mark:
            quoted.append(line[mark.end() :])
        else:
            end_quote()
            lists.feed(line)
    end_quote()
    return "\n".join(lists.out)
