"""Text of Excel workbooks, old and new; runs in the limited child process only."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from webapp.base.files.limits import Unreadable

ROW_LIMIT = 100_000


def read_sheets(source: Path) -> Iterator[tuple[str, str]]:
    """Return ('sheet 名', rows) for every visible sheet, cells parted by tabs."""
    workbook = _open(source)
    for about in workbook.sheets_metadata:
        if about.typ is SheetTypeEnum.WorkSheet and about.visible is SheetVisibleEnum.Visible:
            yield f"sheet {about.name}", "\n".join(_rows(workbook.get_sheet_by_name(about.name)))


def hidden_names(source: Path) -> list[str]:
    """Return the names of the sheets that are not shown."""
    sheets = _open(source).sheets_metadata
    return [about.name for about in sheets if about.visible is not SheetVisibleEnum.Visible]


def _open(source: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(source)
    except PasswordError as error:
        raise Unreadable("encrypted") from error
    except CalamineError as error:
        raise Unreadable("damaged") from error


def _rows(sheet: CalamineSheet) -> Iterator[str]:
    for number, row in enumerate(sheet.iter_rows()):
        if number >= ROW_LIMIT:
            return
        line = "\t".join(map(_cell, row)).strip()
        if line:
            yield line


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value).replace("\t", " ").replace("\n", " ")
