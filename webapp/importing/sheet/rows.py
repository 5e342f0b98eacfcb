"""The rows of a list as they stand in the workbook; runs in the limited child process only.

They are written to a file, one JSON list a line: the number of the row as Excel shows it, then its cells. What is no
text and no number comes as ``{"date": …}`` or ``{"kind": …}``.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from webapp.base.files.archives import office_kind, open_archive, read_part
from webapp.base.files.limits import Unreadable
from webapp.base.files.refusals import NotAllowed
from webapp.importing.limits import ROW_LIMIT

COLUMN_LIMIT = 100
CELL_LIMIT = 40_000  # characters; Excel itself allows 32,767
ROWS_FILE = "rows.jsonl"
_FAR = ROW_LIMIT * 2


def write_rows(source: Path, kind: str, folder: Path) -> int:
    """Write the rows of the first visible sheet that are not empty; how many. Raises Unreadable."""
    if kind == "xlsx":
        _check_extent(source)
    try:
        with CalamineWorkbook.from_path(source) as book:
            names = [
                about.name
                for about in book.sheets_metadata
                if about.typ is SheetTypeEnum.WorkSheet and about.visible is SheetVisibleEnum.Visible
            ]
            if not names:
                raise Unreadable("empty")
            table = book.get_sheet_by_name(names[0]).to_python(skip_empty_area=False)
    except PasswordError as error:
        raise Unreadable("encrypted") from error
    except CalamineError as error:
        raise Unreadable("damaged") from error
    count = 0
    with (folder / ROWS_FILE).open("w", encoding="utf-8", errors="replace") as target:
        for number, row in enumerate(table, 1):
            if any(_said(cell) for cell in row):
                count += 1
                if count > ROW_LIMIT + 10:
                    raise Unreadable("too_large")
                target.write(json.dumps([number, *_cells(row)], ensure_ascii=False, separators=(",", ":")) + "\n")
    return count


def _cells(row: Sequence[Any]) -> Iterator[Any]:
    """The cells up to the last one that says something."""
    last = max(place for place, cell in enumerate(row) if _said(cell))
    return (_cell(cell) for cell in row[: last + 1])


def _said(cell: Any) -> bool:
    return cell is not None and bool(str(cell).strip())


def _cell(cell: Any) -> Any:
    if isinstance(cell, str):
        return cell[:CELL_LIMIT]
    if isinstance(cell, bool):
        return {"kind": "truth"}
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if isinstance(cell, datetime.datetime | datetime.date):
        return {"date": cell.isoformat()[:10]}
    return {"kind": "time"}


def _check_extent(path: Path) -> None:
    """A cell far out would make the reader allocate everything up to it: look at the places of all cells first."""
    try:
        with open_archive(path) as archive:
            if office_kind(archive)[0] != "xlsx":
                raise Unreadable("wrong_extension")
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    read_part(archive, name, _look_at_place)
    except NotAllowed as error:
        raise Unreadable(str(error.reason)) from error


def _look_at_place(name: str, attributes: dict[str, str]) -> None:
    local = name.rpartition(" ")[2]
    place = attributes.get("r", "") if local in ("row", "c") else ""
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    letters = place[: len(place) - len(row)]
    if len(letters) > 2 or (len(letters) == 2 and letters > "DZ"):
        raise Unreadable("too_large")
    if row and (not row.isdigit() or len(row) > 6 or int(row) > _FAR):
        raise Unreadable("too_large")
