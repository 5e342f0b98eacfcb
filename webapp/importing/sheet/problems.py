"""The list of what was wrong as a workbook, to mend the rows with it beside the list."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

WIDTHS = (16, 8, 20, 34, 70)


def write_problems(name: str, headings: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """The workbook: one line a problem; texts stay texts whatever they begin with, numbers of rows are numbers."""
    import xlsxwriter

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(name)
        bold = book.add_format({"bold": True, "bg_color": "#DDE7EF", "border": 1})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width, text)
        last = 0
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, bold)
        for last, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                write = sheet.write_number if isinstance(value, int) else sheet.write_string
                write(last, place, value)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(headings) - 1)
    return file.getvalue()
