"""A content as the editor's fields hold it, and back. What was not touched comes back byte for byte.

Browsers change line ends and blanks, so that each value typed is first held against what the field would have sent for
the value it had; only where they differ is it read anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from webapp.base.errors import Fault
from webapp.documents.compare import operations
from webapp.documents.content import Content, Section
from webapp.documents.forms.shape import LINE_FIELDS, LIST_FIELDS, ROW_LIMIT, ROWS, TEXT_FIELDS, Cell, RowShape
from webapp.web.forms import tidy, tidy_lines

_YEAR = re.compile(r"[0-9]{4}")
_KEYWORD_ENDS = re.compile(r"[\n,，、;；]")
_ITEM_ENDS = re.compile(r"\n")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_HONOUR_ENDS = re.compile(r"[；;\n]")

Row = dict[str, str]


class Fields(Protocol):
    """What a form sent."""

    def get(self, name: str, /) -> str | None:
        """The first value of this name."""
        ...

    def __iter__(self) -> Any:
        """All names."""
        ...


@dataclass(slots=True)
class EditorValues:
    """The texts in the editor's fields, as typed: by field, by section, and the rows of each repeated field."""

    texts: dict[str, str] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)


def encode(content: Content) -> EditorValues:
    """What the fields hold for a content."""
    return EditorValues(
        texts={name: _shown(getattr(content, name), "\n") for name in (*LINE_FIELDS, *TEXT_FIELDS, *LIST_FIELDS)},
        sections={name: content.sections.get(name, "") for name in _section_names(content)},
        rows={shape.name: [_row_shown(row, shape) for row in getattr(content, shape.name)] for shape in ROWS.values()},
    )


def typed(sent: Fields, original: Content) -> EditorValues:
    """What a form sent; fields it did not have are as in the original."""
    before = encode(original)
    values = EditorValues()
    for name, text in before.texts.items():
        values.texts[name] = _sent(sent, name, text)
    for name, text in before.sections.items():
        values.sections[name] = _sent(sent, f"sections-{name}", text)
    indexes = _indexes(sent)
    for shape in ROWS.values():
        if sent.get(f"{shape.name}-present") is None:
            values.rows[shape.name] = before.rows[shape.name]
        else:
            rows = (_row_sent(sent, shape, index) for index in sorted(indexes.get(shape.name, ())))
            values.rows[shape.name] = list(rows)[:ROW_LIMIT]
    return values


def decode(values: EditorValues, original: Content) -> tuple[Content, tuple[Fault, ...]]:
    """The content of what was typed over the original, and what cannot be kept as typed (the original's stays there).

    Blank rows and items are left out. A fault names its field as the editor does.
    """
    faults: list[Fault] = []
    changed: dict[str, Any] = {}
    for name, text in values.texts.items():
        changed[name] = _read_field(name, text, getattr(original, name), faults)
    for shape in ROWS.values():
        changed[shape.name] = _read_rows(shape, values.rows.get(shape.name, []), getattr(original, shape.name), faults)
    changed["sections"] = _read_sections(values.sections, original.sections)
    return Content(**changed), tuple(faults)


def clean_line(text: str) -> str:
    """One line as a browser sends it back and as it is stored."""
    return str(tidy(text))


def clean_text(text: str) -> str:
    """Several lines as they are stored: unix line ends, no control characters."""
    return str(tidy_lines(text))


def _section_names(content: Content) -> tuple[str, ...]:
    known = [section.value for section in Section]
    return (*known, *sorted(set(content.sections) - set(known)))


def _shown(value: Any, between: str) -> str:
    if value is None:
        return ""
    return between.join(value) if isinstance(value, tuple) else str(value)


def _row_shown(row: Any, shape: RowShape) -> Row:
    return {cell.name: _shown(getattr(row, cell.name), "；") for cell in shape.cells}


def _sent(sent: Fields, name: str, otherwise: str) -> str:
    value = sent.get(name)
    return otherwise if value is None else value


def _row_sent(sent: Fields, shape: RowShape, index: int) -> Row:
    return {cell.name: sent.get(f"{shape.name}-{index}-{cell.name}") or "" for cell in shape.cells}


def _indexes(sent: Iterable[str]) -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = {}
    for name in sent:
        rows, _, rest = name.partition("-")
        index, _, cell = rest.partition("-")
        if cell and rows in ROWS and index.isascii() and index.isdigit() and len(index) < 6:
            found.setdefault(rows, set()).add(int(index))
    return found


def _read_field(name: str, text: str, was: Any, faults: list[Fault]) -> Any:
    clean = clean_line if name in LINE_FIELDS else clean_text
    if clean(text) == clean(_shown(was, "\n")):
        return was
    if name == "year":
        return _read_year(name, text, was, faults)
    if name in LIST_FIELDS:
        ends = _KEYWORD_ENDS if name == "keywords" else _ITEM_ENDS
        return _items(text, ends)
    return clean(text)


def _read_year(name: str, text: str, was: int | None, faults: list[Fault]) -> int | None:
    text = clean_line(text)
    if not text:
        return None
    if _YEAR.fullmatch(text):
        return int(text)
    faults.append(Fault(name, "year_unreadable", {"typed": text[:20]}))
    return was


def _items(text: str, ends: re.Pattern[str]) -> tuple[str, ...]:
    items = (clean_line(item) for item in ends.split(clean_text(text)))
    return tuple(item for item in items if item)


def _read_sections(typed_sections: Mapping[str, str], was: Mapping[str, str]) -> dict[str, str]:
    sections = {}
    for name, text in typed_sections.items():
        if name in was and clean_text(text) == clean_text(was[name]):
            sections[name] = was[name]
        elif text.strip():
            sections[name] = same_line_ends(clean_text(text), was.get(name, ""))
    return sections


def same_line_ends(text: str, was: str) -> str:
    """A text a browser sent, with the line ends its lines had: browsers make one kind of them all."""
    if "\r" not in was:
        return text
    before = _LINE.findall(was)
    after = _LINE.findall(text)
    usual = "\r\n" if was.count("\r\n") * 2 >= len(before) - 1 else "\n"
    ends = [usual] * len(after)
    plain = [line.rstrip("\r\n") for line in before]
    for mark, old_from, old_to, new_from, _new_to in operations(plain, [line.rstrip("\n") for line in after]):
        if mark == "equal":
            for step in range(old_to - old_from):
                line = before[old_from + step]
                ends[new_from + step] = line[len(line.rstrip("\r\n")) :] or usual
    return "".join(
        line.rstrip("\n") + (end if line.endswith("\n") else "") for line, end in zip(after, ends, strict=True)
    )


def _read_rows(shape: RowShape, rows: list[Row], was: tuple[Any, ...], faults: list[Fault]) -> tuple[Any, ...]:
    left = [(_clean_row(_row_shown(row, shape), shape), row) for row in was]
    found = []
    for index, row in enumerate(rows):
        cleaned = _clean_row(row, shape)
        same = next((each for each in left if each[0] == cleaned), None)
        if same is not None:
            left.remove(same)
            found.append(same[1])
        elif any(cleaned.values()):
            found.append(_new_row(shape, cleaned, index, was, faults))
    return tuple(found)


def _clean_row(row: Row, shape: RowShape) -> Row:
    return {cell.name: _clean_cell(row.get(cell.name, ""), cell) for cell in shape.cells}


def _clean_cell(text: str, cell: Cell) -> str:
    return clean_text(text).strip() if cell.kind == "text" else clean_line(text)


def _new_row(shape: RowShape, row: Row, index: int, was: tuple[Any, ...], faults: list[Fault]) -> Any:
    values: dict[str, Any] = {}
    for cell in shape.cells:
        text = row[cell.name]
        if cell.kind == "year":
            values[cell.name] = _read_year(f"{shape.name}.{index}.{cell.name}", text, None, faults)
        elif cell.kind == "list":
            values[cell.name] = _items(text, _HONOUR_ENDS)
        else:
            values[cell.name] = text
    return shape.row_type(**values, **_hint(shape, row, was))


def _hint(shape: RowShape, row: Row, was: tuple[Any, ...]) -> dict[str, int]:
    """The directory entry a row of the same name was already linked to."""
    key = {"contributors": "person_id", "organisations": "organisation_id"}.get(shape.name)
    if key is None:
        return {}
    same = (each for each in was if each.name == row["name"] and getattr(each, key) is not None)
    hint = next((getattr(each, key) for each in same), None)
    return {} if hint is None else {key: hint}
