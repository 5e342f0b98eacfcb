"""What pages of an exhibition show, as Excel sheets. Text stays text: nothing in it is calculated."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CELL_LIMIT = 32_000
Cell = str | int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its headings, its rows."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with these sheets, in order."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheets.xlsx"
        with xlsxwriter.Workbook(str(path), options) as book:
            bold = book.add_format({"bold": True, "bg_color": "#DDE7EF", "border": 1})
            for sheet in sheets:
                page = book.add_worksheet(sheet.name[:31])
                page.set_column(0, len(sheet.headings) - 1, 22)
                page.freeze_panes(1, 0)
                for column, heading in enumerate(sheet.headings):
                    page.write_string(0, column, heading, bold)
                for place, row in enumerate(sheet.rows, 1):
                    for column, cell in enumerate(row):
                        if isinstance(cell, int):
                            page.write_number(place, column, cell)
                        else:
                            page.write_string(place, column, cell[:CELL_LIMIT])
        return path.read_bytes()
