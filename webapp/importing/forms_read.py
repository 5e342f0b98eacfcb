"""Tables that are filled-in official forms: labels with what was written beside or below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from webapp.importing import aliases
from webapp.importing.reading import Block, BlockKind

_LEAST_LABELS = 2
_LABEL_LENGTH = 16
_INLINE = re.compile(r"^([^：:\n]{2,14})[：:]\s*(.*)$", re.DOTALL)

Pair = tuple[str, str, str, str]
"""A label, the field or section it names, what was filled in as words and as Markdown."""


@dataclass(frozen=True, slots=True)
class Form:
    """The pairs of a form, and the cells that belong to no known label."""

    pairs: tuple[Pair, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    plain: str
    marked: str

    @property
    def label(self) -> str:
        return aliases.label_of(self.plain) if len(self.plain) <= _LABEL_LENGTH else ""


def form_of(block: Block) -> Form | None:
    """The form a table is, None when it is another table."""
    if block.kind != BlockKind.TABLE:
        return None
    rows = [
        [_Cell(*pair) for pair in zip(*row, strict=True) if pair[0]]
        for row in zip(block.rows, block.cells, strict=True)
    ]
    rows = [row for row in rows if row]
    if not _is_form(rows):
        return None
    pairs: list[Pair] = []
    left: list[str] = []
    waiting: _Cell | None = None
    for row in rows:
        waiting = _read_row(row, waiting, pairs, left)
    if waiting is not None:
        pairs.append((waiting.plain, waiting.label, "", ""))
    return Form(tuple(pairs), tuple(left)) if len(pairs) >= _LEAST_LABELS else None


def _is_form(rows: Sequence[Sequence[_Cell]]) -> bool:
    """Labels stand first in most of their rows, and the first row is not only labels, as the head of a list is."""
    if not rows or (len(rows[0]) > 1 and all(cell.label for cell in rows[0]) and len(rows) > 1 and len(rows[0]) > 2):
        return False
    labelled = sum(bool(row[0].label) or _inline(row[0]) is not None for row in rows)
    count = sum(bool(cell.label) for row in rows for cell in row) + sum(_inline(row[0]) is not None for row in rows)
    return count >= _LEAST_LABELS and labelled * 3 >= len(rows)


def _inline(cell: _Cell) -> tuple[str, str] | None:
    """A label and its answer in one cell."""
    match = _INLINE.match(cell.plain)
    if match is None or not aliases.label_of(match[1]):
        return None
    return match[1], match[2].strip()


def _read_row(row: Sequence[_Cell], waiting: _Cell | None, pairs: list[Pair], left: list[str]) -> _Cell | None:
    """Read one row; returns a label whose answer is expected in the next row."""
    if waiting is not None:
        if len(row) == 1 and not row[0].label:
            pairs.append((waiting.plain, waiting.label, row[0].plain, row[0].marked))
            return None
        pairs.append((waiting.plain, waiting.label, "", ""))
    cells = list(row)
    if len(cells) == 1 and cells[0].label:
        return cells[0]
    for label, answer in _paired(cells):
        if label is None:
            left.append(answer.plain if answer is not None else "")
            continue
        inline = _inline(label)
        if inline is not None:
            marked = re.sub(r"^[^：:]*[：:]\s*(<br>)*", "", label.marked, count=1)
            pairs.append((inline[0], aliases.label_of(inline[0]), inline[1], marked))
        elif label.label:
            plain, marked = (answer.plain, answer.marked) if answer is not None else ("", "")
            pairs.append((label.plain, label.label, plain, marked))
        else:
            left.append(f"{label.plain} {answer.plain if answer is not None else ''}".strip())
    return None


def _paired(cells: Sequence[_Cell]) -> Iterator[tuple[_Cell | None, _Cell | None]]:
    """Labels with their answers; cells between known labels that make no pair come by themselves."""
    place = 0
    while place < len(cells):
        cell = cells[place]
        following = cells[place + 1] if place + 1 < len(cells) else None
        if _inline(cell) is not None:
            yield cell, None
            place += 1
        elif following is not None and not following.label and _inline(following) is None:
            yield cell, following
            place += 2
        elif cell.label:
            yield cell, None
            place += 1
        else:
            yield None, cell
            place += 1
