"""Excel sheets of accounts: the template, reading a filled one, and the sheet of one-time passwords."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from webapp.accounts.actions.importing import Problem, SheetRefused, SheetRow
from webapp.accounts.actions.manage import Issued
from webapp.base.files.archives import office_kind, open_archive, read_part
from webapp.base.files.refusals import NotAllowed
from webapp.web.forms import tidy
from webapp.web.i18n import _, lazy

ROW_LIMIT = 2_000
BYTE_LIMIT = 5 * 1024 * 1024
UNPACKED_LIMIT = 80 * 1024 * 1024
COLUMN_LIMIT = 60
FIELDS = ("username", "name", "email", "organisation", "studio", "role")
HEADINGS = {
    "username": lazy("用户名"),
    "name": lazy("姓名"),
    "email": lazy("邮箱"),
    "organisation": lazy("单位"),
    "studio": lazy("工作室"),
    "role": lazy("工作室身份"),
}
ENGLISH = {"user name": "username", "full name": "name", "e-mail": "email", "role in studio": "role"}
REQUIRED = ("username", "name")


def template(organisations: Sequence[str], studios: Sequence[str]) -> bytes:
    """An empty sheet with headings, notes and drop-down lists, in the language of the request."""
    import xlsxwriter

    file = io.BytesIO()
    with _workbook(xlsxwriter, file) as book:
        sheet = book.add_worksheet(_("账号"))
        bold = book.add_format({"bold": True, "bg_color": "#DDE7EF", "border": 1})
        text = book.add_format({"num_format": "@"})
        sheet.set_column(0, len(FIELDS) - 1, 24, text)
        for column, field in enumerate(FIELDS):
            heading = str(HEADINGS[field]) + ("*" if field in REQUIRED else "")
            sheet.write_string(0, column, heading, bold)
            sheet.write_comment(0, column, _note(field), {"x_scale": 2})
        sheet.freeze_panes(1, 0)
        lists = book.add_worksheet(_("可选项"))
        roles = [_("成员"), _("负责人")]
        for column, (field, values) in enumerate(
            (("organisation", organisations), ("studio", studios), ("role", roles))
        ):
            lists.write_string(0, column, str(HEADINGS[field]), bold)
            for row, value in enumerate(values, 1):
                lists.write_string(row, column, value)
            if values:
                letter = "ABC"[column]
                source = f"='{_('可选项')}'!${letter}$2:${letter}${len(values) + 1}"
                place = FIELDS.index(field)
                sheet.data_validation(1, place, ROW_LIMIT, place, {"validate": "list", "source": source})
        lists.set_column(0, 2, 36)
        notes = book.add_worksheet(_("填写说明"))
        notes.set_column(0, 0, 100)
        for row, line in enumerate(_notes()):
            notes.write_string(row, 0, line)
    return file.getvalue()


def passwords_sheet(issued: Iterable[Issued], address: str) -> bytes:
    """The one-time passwords to hand out."""
    import xlsxwriter

    file = io.BytesIO()
    with _workbook(xlsxwriter, file) as book:
        sheet = book.add_worksheet(_("一次性密码"))
        bold = book.add_format({"bold": True, "bg_color": "#DDE7EF", "border": 1})
        sheet.set_column(0, 3, 28)
        for column, heading in enumerate((_("姓名"), _("用户名"), _("一次性密码"), _("登录地址"))):
            sheet.write_string(0, column, heading, bold)
        for row, one in enumerate(issued, 1):
            for column, value in enumerate((one.name, one.username, one.password, address)):
                sheet.write_string(row, column, value)
    return file.getvalue()


def read_rows(stream: IO[bytes]) -> list[SheetRow]:
    """The filled rows of the first sheet. Raises SheetRefused when the file or its headings are not usable, or a cell
    holds something that is not text or a whole number."""
    data = stream.read(BYTE_LIMIT + 1)
    if len(data) > BYTE_LIMIT:
        raise SheetRefused([Problem(0, "", "file_large", {"limit": BYTE_LIMIT // 1024 // 1024})])
    table = _cells(data)
    if not table or not any(str(cell).strip() for cell in table[0]):
        raise SheetRefused([Problem(0, "", "sheet_empty")])
    columns = _columns(table[0])
    problems: list[Problem] = []
    rows = [
        _row(number, cells, columns, problems) for number, cells in enumerate(table[1:], 2) if any(map(_said, cells))
    ]
    if not rows:
        problems.append(Problem(0, "", "sheet_empty"))
    if len(rows) > ROW_LIMIT:
        raise SheetRefused([Problem(0, "", "rows_many", {"limit": ROW_LIMIT, "count": len(rows)})])
    if problems:
        raise SheetRefused(problems)
    return rows


def column_letter(field: str) -> str:
    """The letter of a field's column in the template."""
    return "ABCDEF"[FIELDS.index(field)] if field in FIELDS else ""


def _workbook(xlsxwriter: Any, file: io.BytesIO) -> Any:
    return xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )


def _cells(data: bytes) -> list[list[Any]]:
    """The cells of the first sheet, once the file is known to be an honest workbook of a reasonable extent."""
    from python_calamine import CalamineError, CalamineWorkbook

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "accounts.xlsx"
        path.write_bytes(data)
        try:
            _check_extent(path)
        except NotAllowed as refusal:
            raise SheetRefused([Problem(0, "", "file_unreadable")]) from refusal
        try:
            with CalamineWorkbook.from_path(path) as book:
                cells: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        except (CalamineError, ValueError, OSError) as error:
            raise SheetRefused([Problem(0, "", "file_unreadable")]) from error
    return cells


def _check_extent(path: Path) -> None:
    """A cell far out would make the reader allocate everything up to it: look at the places of all cells first."""
    with open_archive(path) as archive:
        if office_kind(archive)[0] != "xlsx":
            raise SheetRefused([Problem(0, "", "file_unreadable")])
        if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_LIMIT:
            raise SheetRefused([Problem(0, "", "file_unreadable")])
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                read_part(archive, name, _look_at_place)


def _look_at_place(name: str, attributes: dict[str, str]) -> None:
    local = name.rpartition(" ")[2]
    if local == "row":
        row = attributes.get("r", "")
    elif local == "c":
        place = attributes.get("r", "")
        row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if len(place) - len(row) > 2 or (len(place) - len(row) == 2 and place[:2] > "BH"):
            raise SheetRefused([Problem(0, "", "columns_many", {"limit": COLUMN_LIMIT})])
    else:
        return
    if row and (not row.isdigit() or len(row) > 6 or int(row) > ROW_LIMIT * 5):
        raise SheetRefused([Problem(0, "", "rows_far", {"limit": ROW_LIMIT})])


def _columns(cells: Sequence[Any]) -> dict[int, str]:
    """Which field stands in which column. Raises SheetRefused for unknown, missing or repeated headings."""
    known = {str(heading): field for field, heading in HEADINGS.items()} | _chinese_headings()
    known |= {field: field for field in FIELDS} | ENGLISH
    columns: dict[int, str] = {}
    problems = []
    for place, cell in enumerate(cells):
        heading = tidy(str(cell)).rstrip("*＊ ")
        if not heading:
            continue
        field = known.get(heading) or known.get(heading.casefold())
        if field is None:
            problems.append(Problem(1, "", "heading_unknown", {"heading": heading[:40]}))
        elif field in columns.values():
            problems.append(Problem(1, field, "heading_twice", {"heading": heading}))
        else:
            columns[place] = field
    problems += [
        Problem(1, field, "heading_missing", {"heading": str(HEADINGS[field])})
        for field in REQUIRED
        if field not in columns.values() and not any(problem.field == field for problem in problems)
    ]
    if problems:
        raise SheetRefused(problems)
    return columns


def _chinese_headings() -> dict[str, str]:
    return dict(zip(("用户名", "姓名", "邮箱", "单位", "工作室", "工作室身份"), FIELDS, strict=True))


def _row(number: int, cells: Sequence[Any], columns: dict[int, str], problems: list[Problem]) -> SheetRow:
    texts: dict[str, str] = {}
    for place, cell in enumerate(cells):
        field = columns.get(place)
        if field is None:
            if _said(cell):
                problems.append(Problem(number, "", "cell_outside"))
            continue
        text = _text(cell)
        if text is None:
            problems.append(Problem(number, field, "cell_kind"))
        elif code := _cell_fault(field, text):
            problems.append(Problem(number, field, code))
        else:
            texts[field] = tidy(text)
    return SheetRow(number, **texts)


def _said(cell: Any) -> bool:
    return bool(str(cell).strip())


def _text(cell: Any) -> str | None:
    """A cell as text; whole numbers such as staff numbers count as text, dates and truth values do not."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int) or (isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15):
        return str(int(cell))
    return None


def _cell_fault(field: str, text: str) -> str:
    if "\n" in text.strip() or "\r" in text.strip():
        return "cell_lines"
    if text.startswith("#") and text.rstrip("!?/") in _ERRORS:
        return "cell_error"
    if field != "username" and text.strip()[:1] in ("=", "@", "+"):
        return "cell_formula"
    return "cell_long" if len(text) > 300 else ""


_ERRORS = {"#N/A", "#REF", "#VALUE", "#NAME", "#DIV/0", "#NULL", "#NUM"}


def _note(field: str) -> str:
    return {
        "username": _("必填。登录时使用，2 到 32 个字符：文字、数字、点、横线、下划线；不分大小写，不能重复。"),
        "name": _("必填。真实姓名，最多 64 个字。"),
        "email": _("选填。"),
        "organisation": _("从下拉列表选择。只管理一个单位时可以不填。"),
        "studio": _("选填。要加入的工作室，须属于同一单位。"),
        "role": _("选填。成员或负责人；不填为成员。"),
    }[field]


def _notes() -> list[str]:
    return [
        _("一行一个账号，第一行是标题，请不要改动；最多 %(limit)d 行。", limit=ROW_LIMIT),
        _("上传后先核对：有一处不对就一个也不建，并逐行说明是哪一行哪一列；全部正确才一次建好。"),
        _("密码由系统生成，只显示一次；本人首次登录时必须修改。"),
        *(f"{HEADINGS[field]}：{_note(field)}" for field in FIELDS),
    ]
