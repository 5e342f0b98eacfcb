"""The difference between two contents as plain data, by character for Chinese and by word and figure for the rest.

Pure and bounded: where an exact comparison would take too long, a passage is shown as removed and added whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from webapp.documents.content import Content, Section, field_names
from webapp.documents.library_fields import TERM_FIELDS

Run = tuple[str, str]
"""A mark ('' same, 'del' removed, 'ins' added) and the text it stands for."""

Line = tuple[tuple[Run, ...], tuple[Run, ...]]
"""One line as it was and as it is."""

COST_LIMIT = 60_000  # matching pairs of equal units one comparison may look at
CONTEXT = 1  # unchanged lines shown beside changed ones
LIKENESS = 0.3  # below it two lines are different lines, not one that was changed
GAP: Line = ((("", "…"),), (("", "…"),))

_UNIT = re.compile(r"[A-Za-z]+|[0-9]+(?:\.[0-9]+)?|[ \t\u3000]+|.", re.DOTALL)
_TERMS = frozenset({*TERM_FIELDS, "naming_level"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One field, or 'sections.<name>', that differs."""

    name: str
    lines: tuple[Line, ...]


def compare(
    before: Content, after: Content, word: Callable[[str, str], str] = lambda _name, key: key
) -> tuple[Difference, ...]:
    """What differs, in the order of the fields. ``word`` gives the word for a vocabulary key of a field."""
    found = []
    for name in part_names(before, after):
        old, new = lines_of(before, name, word), lines_of(after, name, word)
        if old != new:
            found.append(Difference(name, compare_lines(old, new)))
        elif part(before, name) != part(after, name):  # only something unseen differs, such as a directory hint
            found.append(Difference(name, ((_same(old), _same(new)),)))
    return tuple(found)


def part_names(*contents: Content) -> tuple[str, ...]:
    """Names of the parts of contents: fields, and each section any of them has as 'sections.<name>'."""
    used = {name for content in contents for name in content.sections}
    ordered = [name for name in Section if name in used] + sorted(used - set(Section))
    names: list[str] = []
    for name in field_names():
        names += [f"sections.{each}" for each in ordered] if name == "sections" else [name]
    return tuple(names)


def part(content: Content, name: str) -> object:
    """The value of a field, or the text of a section; '' for one that is not there."""
    if name.startswith("sections."):
        return content.sections.get(name.removeprefix("sections."), "")
    value: object = getattr(content, name)
    return value


def lines_of(content: Content, name: str, word: Callable[[str, str], str]) -> list[str]:
    """A part as lines of text; a row is one line, its cells with a dot between."""
    value = part(content, name)
    if isinstance(value, tuple):
        return [item if isinstance(item, str) else _row_text(item, word) for item in value]
    if name in _TERMS and value:
        return [word(name, str(value))]
    text = "" if value is None else str(value)
    return text.split("\n") if text else []


def compare_lines(old: Sequence[str], new: Sequence[str]) -> tuple[Line, ...]:
    """Lines side by side, with unchanged stretches left out but for a little around changes."""
    lines: list[tuple[bool, Line]] = []
    for mark, old_from, old_to, new_from, new_to in operations(old, new):
        if mark == "equal":
            lines += [(False, ((("", line),), (("", line),))) for line in old[old_from:old_to]]
        else:
            lines += [(True, line) for line in _changed(old[old_from:old_to], new[new_from:new_to])]
    return tuple(_shortened(lines))


def compare_text(old: str, new: str) -> Line:
    """Two texts unit by unit."""
    before, after = _UNIT.findall(old), _UNIT.findall(new)
    left: list[Run] = []
    right: list[Run] = []
    for mark, old_from, old_to, new_from, new_to in operations(before, after):
        gone, come = "".join(before[old_from:old_to]), "".join(after[new_from:new_to])
        if gone:
            left.append(("" if mark == "equal" else "del", gone))
        if come:
            right.append(("" if mark == "equal" else "ins", come))
    return tuple(left), tuple(right)


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    for before, after in zip_longest(old, new):
        if before is None:
            yield (), (("ins", after),)
        elif after is None:
            yield (("del", before),), ()
        else:
            line = compare_text(before, after)
            same = sum(len(text) for mark, text in line[0] if not mark)
            if same >= LIKENESS * min(len(before), len(after)):
                yield line
            else:
                yield (("del", before),), (("ins", after),)


def operations(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """The steps from one sequence to the other as difflib's opcodes, in bounded time."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    old_end, new_end = len(old) - tail, len(new) - tail
    found = [("equal", 0, head, 0, head)] if head else []
    middle_old, middle_new = old[head:old_end], new[head:new_end]
    if _cost(middle_old, middle_new) <= COST_LIMIT:
        codes = SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_opcodes()
        found += [(mark, a + head, b + head, c + head, d + head) for mark, a, b, c, d in codes]
    else:
        found.append(("replace", head, old_end, head, new_end))
    if tail:
        found.append(("equal", old_end, len(old), new_end, len(new)))
    return found


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    count = 0
    for before, after in zip(old, new, strict=False):
        if before != after:
            break
        count += 1
    return count


def _cost(old: Iterable[str], new: Iterable[str]) -> int:
    before, after = Counter(old), Counter(new)
    return sum(count * after[unit] for unit, count in before.items())


def _shortened(lines: Sequence[tuple[bool, Line]]) -> Iterator[Line]:
    near = {
        place
        for index, (changed, _line) in enumerate(lines)
        if changed
        for place in range(index - CONTEXT, index + CONTEXT + 1)
    }
    left_out = False
    for index, (_changed_here, line) in enumerate(lines):
        if index in near:
            yield line
            left_out = False
        elif not left_out:
            yield GAP
            left_out = True


def _same(lines: Sequence[str]) -> tuple[Run, ...]:
    return (("", "\n".join(lines)),)


def _row_text(row: object, word: Callable[[str, str], str]) -> str:
    cells: list[str] = []
    for name, cell in asdict(row).items():  # type: ignore[call-overload]
        text = "、".join(cell) if isinstance(cell, tuple) else "" if cell is None else str(cell)
        if name == "picture" and text:
            text = word(name, text)
        if text:
            cells.append(text)
    return " · ".join(cells)
