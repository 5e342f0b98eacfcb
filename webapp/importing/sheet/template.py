"""The empty list to fill in: headings with notes, drop-down lists, an example and instructions."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from webapp.importing.limits import ROW_LIMIT
from webapp.importing.sheet.columns import COLUMNS, Column, letter_of

Heading = Callable[[Column], str]


def make_template(
    names: Sequence[str],
    heading: Heading,
    notes: Mapping[str, str],
    choices: Mapping[str, Sequence[str]],
    lines: Sequence[str],
) -> bytes:
    """The workbook; ``names`` are those of its three sheets, ``lines`` the instructions."""
    import xlsxwriter

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet, lists, help_sheet = (book.add_worksheet(name) for name in names)
        bold = book.add_format(
            {"bold": True, "bg_color": "#DDE7EF", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, column.width, text)
            sheet.write_string(0, place, heading(column) + ("*" if column.required else ""), bold)
            sheet.write_comment(0, place, notes[column.field], {"x_scale": 2})
        sheet.freeze_panes(1, 2)
        _lists(sheet, lists, names[1], choices, bold)
        help_sheet.set_column(0, 0, 110, book.add_format({"text_wrap": True}))
        for row, line in enumerate(lines):
            help_sheet.write_string(row, 0, line)
    return file.getvalue()


def _lists(sheet: Any, lists: Any, name: str, choices: Mapping[str, Sequence[str]], bold: Any) -> None:
    """The words to choose from on a sheet of their own, and the cells that offer them."""
    chosen = [(place, column) for place, column in enumerate(COLUMNS) if column.choices]
    for at, (place, column) in enumerate(chosen):
        words = choices[column.choices]
        lists.write_string(0, at, column.zh, bold)
        lists.set_column(at, at, 28)
        for row, word in enumerate(words, 1):
            lists.write_string(row, at, word)
        if words:
            letter = letter_of(at)
            source = f"='{name}'!${letter}$2:${letter}${len(words) + 1}"
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            sheet.data_validation(1, place, ROW_LIMIT, place, rule)
