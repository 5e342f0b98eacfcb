"""Excel sheets of patents: the list as an export, the template, and reading a filled one or a search export."""

from __future__ import annotations

import io
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from flask import Response, send_file

from webapp.base.actor import Actor
from webapp.base.files.archives import open_archive, read_part
from webapp.base.files.refusals import FileRefused
from webapp.base.files.sniff import sniff
from webapp.patents.actions.importing import ROW_LIMIT, SheetRefused, SheetRow
from webapp.patents.deadlines import last_day
from webapp.patents.models import Patent
from webapp.patents.numbering import number_of
from webapp.patents.policy import can_keep_patent
from webapp.patents.queries.status import status_on
from webapp.patents.wording import STATUSES, TYPES, type_label
from webapp.web.forms import tidy
from webapp.web.i18n import _, lazy

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTE_LIMIT = 5 << 20
COLUMN_LIMIT = 80
CELL_LIMIT = 4000
HEADINGS = {
    "number": lazy("申请号"),
    "title": lazy("专利名称"),
    "type": lazy("专利类型"),
    "applicants": lazy("申请人"),
    "inventors": lazy("发明人"),
    "right_holder": lazy("现在的权利人"),
    "ipc_classes": lazy("IPC 分类号"),
    "filed_on": lazy("申请日"),
    "publication_number": lazy("公布号"),
    "published_on": lazy("公布日"),
    "grant_number": lazy("授权公告号"),
    "granted_on": lazy("授权公告日"),
    "certificate_number": lazy("证书号"),
    "paid_year": lazy("年费已缴到第几年度"),
}
"""Columns of the template. Exports of searches name theirs otherwise: see ``_NAMES``."""

_NAMES = {
    "number": "申请号 专利申请号 申请(专利)号 专利号 申请号/专利号",
    "title": "专利名称 发明名称 名称 标题 专利标题 发明(设计)名称 标题(中文)",
    "type": "专利类型 类型 文献类型 专利种类",
    "applicants": "申请人 申请(专利权)人 申请(专利权)人名称 第一申请人 申请人名称",
    "inventors": "发明人 发明(设计)人 设计人 发明人名称",
    "right_holder": "现在的权利人 专利权人 当前专利权人 当前权利人 权利人 现权利人",
    "ipc_classes": "IPC分类号 分类号 IPC 国际分类号 IPC分类 洛迦诺分类号",
    "main_class": "主分类号 IPC主分类号 主分类 IPC主分类",
    "filed_on": "申请日 申请日期",
    "public_number": "公开(公告)号 公开公告号 公开/公告号 文献号",
    "public_on": "公开(公告)日 公开公告日 公开/公告日 公开(公告)日期",
    "publication_number": "公布号 公开号 申请公布号",
    "published_on": "公布日 公开日 申请公布日 公开日期",
    "grant_number": "授权公告号 公告号 授权号",
    "granted_on": "授权公告日 公告日 授权日 授权日期",
    "certificate_number": "证书号 证书编号 专利证书号",
    "legal_status": "法律状态 当前法律状态 专利状态 有效性 法律状态(当前) 简单法律状态",
    "paid_year": "年费已缴到第几年度 年费已缴至 已缴年度",
}
KNOWN = {name: field for field, names in _NAMES.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class SheetRead:
    """The filled rows of a sheet, the letter of each field's column, and the headings nobody knew with theirs."""

    rows: list[SheetRow]
    letters: dict[str, str]
    unknown: list[tuple[str, str]]


def write_list(path: Path, actor: Actor, patents: Iterable[Patent], day: date) -> int:
    """Write a list as a workbook; how many rows. Every cell is text: nothing in it is calculated."""
    headings = (
        *(_("申请号或专利号"), _("专利名称"), _("专利类型"), _("法律状态"), _("申请日"), _("公布日"), _("授权公告日")),
        *(
            _("期限届满前最后一天"),
            _("申请人"),
            _("发明人"),
            _("现在的权利人"),
            _("IPC 分类号"),
            _("单位"),
            _("工作室"),
        ),
        *(_("公布号"), _("授权公告号"), _("资料来源"), _("下次年费应缴日（本方）")),
    )
    count = 0
    with _book(path, constant_memory=True) as book:
        sheet = book.add_worksheet(_("专利清单"))
        bold = book.add_format({"bold": True, "bg_color": "#DDE7EF", "border": 1})
        sheet.set_column(0, len(headings) - 1, 20)
        sheet.set_column(1, 1, 40)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        sheet.freeze_panes(1, 2)
        for count, patent in enumerate(patents, 1):
            for column, cell in enumerate(_cells(actor, patent, day)):
                sheet.write_string(count, column, cell[:CELL_LIMIT])
        if count:
            sheet.autofilter(0, 0, count, len(headings) - 1)
    return count


def template() -> bytes:
    """An empty sheet with the headings and what belongs below them."""
    file = io.BytesIO()
    with _book(file) as book:
        sheet = book.add_worksheet(_("专利"))
        bold = book.add_format({"bold": True, "bg_color": "#DDE7EF", "border": 1})
        text = book.add_format({"num_format": "@"})
        sheet.set_column(0, len(HEADINGS) - 1, 20, text)
        for column, heading in enumerate(HEADINGS.values()):
            sheet.write_string(0, column, str(heading), bold)
        place = list(HEADINGS).index("type")
        kinds = [str(each) for each in TYPES.values()]
        sheet.data_validation(1, place, ROW_LIMIT, place, {"validate": "list", "source": kinds})
        sheet.freeze_panes(1, 0)
        notes = book.add_worksheet(_("填写说明"))
        notes.set_column(0, 0, 100)
        for row, line in enumerate(_notes()):
            notes.write_string(row, 0, line)
    return file.getvalue()


def read_sheet(stream: IO[bytes], name: str) -> SheetRead:
    """The filled rows of the first sheet of an .xlsx or .xls. Raises SheetRefused."""
    data = stream.read(BYTE_LIMIT + 1)
    if len(data) > BYTE_LIMIT:
        raise SheetRefused("file_large", {"limit": BYTE_LIMIT >> 20})
    table = _table(data, name)
    start = next((place for place, cells in enumerate(table) if _known(cells) >= 2), None)
    if start is None:
        raise SheetRefused("headings")
    fields, letters, unknown = _columns(table[start])
    if "title" not in letters:
        raise SheetRefused("heading_missing", {"heading": str(HEADINGS["title"])})
    rows = []
    for number, cells in enumerate(table[start + 1 :], start + 2):
        texts = {field: text for place, field in fields.items() if place < len(cells) and (text := _text(cells[place]))}
        if texts:
            rows.append(SheetRow(number, texts))
    if not rows:
        raise SheetRefused("sheet_empty")
    if len(rows) > ROW_LIMIT:
        raise SheetRefused("rows_many", {"limit": ROW_LIMIT, "count": len(rows)})
    return SheetRead(rows, letters, unknown)


def workbook_response(content: bytes, name: str) -> Response:
    """A workbook as a download, of which no browser and no proxy keeps a copy."""
    response: Response = send_file(
        io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name, max_age=0
    )
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _book(target: Any, *, constant_memory: bool = False) -> Any:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    where = str(target) if isinstance(target, Path) else target
    return xlsxwriter.Workbook(where, {**options, "constant_memory": constant_memory, "in_memory": not constant_memory})


def _cells(actor: Actor, patent: Patent, day: date) -> tuple[str, ...]:
    status = status_on(patent.status, patent.expires_on, day)
    due = patent.fee_due_on if can_keep_patent(actor, patent) else None
    return (
        number_of(patent),
        patent.title,
        type_label(patent.type),
        str(STATUSES[status]),
        _day(patent.filed_on),
        _day(patent.published_on),
        _day(patent.granted_on),
        _day(last_day(patent.expires_on) if patent.expires_on and patent.granted_on else None),
        _("、").join(patent.applicants),
        _("、").join(row.name for row in patent.inventors),
        patent.right_holder,
        "; ".join(patent.ipc_classes),
        patent.organisation.name,
        patent.studio.name if patent.studio else "",
        patent.publication_number,
        patent.grant_number,
        _("公开报道") if patent.report_key else _("单位登记"),
        _day(due),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _table(data: bytes, name: str) -> list[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet"
        path.write_bytes(data)
        try:
            kind = sniff(path, name).key
        except FileRefused as refusal:
            raise SheetRefused("file_unreadable") from refusal
        if kind not in ("xlsx", "xls"):
            raise SheetRefused("file_unreadable")
        if kind == "xlsx":
            _check_extent(path)
        try:
            with CalamineWorkbook.from_path(path) as book:
                sheet = book.get_sheet_by_index(0)
                if sheet.total_width > COLUMN_LIMIT or sheet.total_height > ROW_LIMIT * 4:
                    raise SheetRefused("rows_many", {"limit": ROW_LIMIT, "count": sheet.total_height})
                cells: list[list[Any]] = sheet.to_python(skip_empty_area=False)
        except (CalamineError, ValueError, OSError) as error:
            raise SheetRefused("file_unreadable") from error
    return cells


def _check_extent(path: Path) -> None:
    """A cell far out would make the reader allocate everything up to it: look at the places of all cells first."""
    with open_archive(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                read_part(archive, name, _look_at_place)


def _look_at_place(name: str, attributes: dict[str, str]) -> None:
    if name.rpartition(" ")[2] not in ("row", "c"):
        return
    place = attributes.get("r", "")
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if len(place) - len(row) > 2 or (row and (not row.isdigit() or len(row) > 6 or int(row) > ROW_LIMIT * 4)):
        raise SheetRefused("rows_many", {"limit": ROW_LIMIT, "count": row})


def _folded(cell: Any) -> str:
    return "".join(unicodedata.normalize("NFKC", str(cell)).split()).rstrip("*")


def _known(cells: Sequence[Any]) -> int:
    return sum(_folded(cell) in KNOWN or _folded(cell) in _shown() for cell in cells)


def _shown() -> dict[str, str]:
    """The headings of the template in the language of the request."""
    return {_folded(heading): field for field, heading in HEADINGS.items()}


def _columns(cells: Sequence[Any]) -> tuple[dict[int, str], dict[str, str], list[tuple[str, str]]]:
    names = KNOWN | _shown()
    fields: dict[int, str] = {}
    letters: dict[str, str] = {}
    unknown = []
    for place, cell in enumerate(cells):
        heading = _folded(cell)
        field = names.get(heading)
        if field is not None and field not in letters:
            fields[place], letters[field] = field, _letter(place)
        elif heading:
            unknown.append((_letter(place), str(cell).strip()[:60]))
    return fields, letters, unknown


def _letter(place: int) -> str:
    return chr(65 + place) if place < 26 else chr(64 + place // 26) + chr(65 + place % 26)


def _text(cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    return str(tidy(str(cell).replace("\n", "；"))).strip()[:CELL_LIMIT]


def _notes() -> list[str]:
    return [
        _(
            "一行一件专利，第一行是标题；最多 %(limit)d 行。专利局检索系统导出的表可以直接上传，不必改列名。",
            limit=ROW_LIMIT,
        ),
        _("申请号请设为文本格式，照证书填写；系统核对校验位，空格、全角、缺小数点都能识别。"),
        _("申请人、发明人、分类号有几个的，用分号隔开。"),
        _("日期写成 2024-03-15、2024.03.15、20240315 或 2024年3月15日都可以。"),
        _("法律状态由系统按日期推算，不导入；已经失效的请导入后在专利页补记。"),
        _("上传后先核对再登记；登记后整批可以撤销。"),
    ]
