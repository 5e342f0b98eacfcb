"""Adoptions as an Excel sheet: the rows of a page's list, amounts in yuan to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from webapp.adoptions.labels import state_word
from webapp.adoptions.queries.listing import Line
from webapp.base.money import FEN_IN_YUAN
from webapp.directory.routes.showing import term
from webapp.web.i18n import _

CELL_LIMIT = 32_000


def write_adoptions(path: Path, name: str, lines: Sequence[Line], total: int) -> None:
    """Write the rows into a new workbook. Text stays text: nothing in it is calculated."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(name[:31])
        bold = book.add_format({"bold": True, "bg_color": "#DDE7EF", "border": 1})
        money = book.add_format({"num_format": "#,##0.00"})
        headings = _headings()
        sheet.set_column(0, 1, 22)
        sheet.set_column(2, 4, 30)
        sheet.set_column(5, len(headings) - 1, 16)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        sheet.freeze_panes(1, 0)
        row = 0
        for row, line in enumerate(lines, 1):
            texts, amounts = _cells(line)
            for column, cell in enumerate(texts):
                sheet.write_string(row, column, cell[:CELL_LIMIT])
            for column, fen in enumerate(amounts, len(texts)):
                sheet.write_number(row, column, Decimal(fen) / FEN_IN_YUAN, money)
        if total > len(lines):
            left = total - len(lines)
            sheet.write_string(row + 1, 0, _("还有 %(n)s 行没有导出，请缩小范围后再导出。", n=left))


def _headings() -> tuple[str, ...]:
    return (
        _("状态"),
        _("成果编号"),
        _("成果名称"),
        _("应用单位"),
        _("车间、班组或工位"),
        _("应用地区"),
        _("应用产业链"),
        _("开始年月"),
        _("结束年月"),
        _("效果如何"),
        _("已核实效益（元）"),
        _("估算效益（元）"),
        _("报道效益（元）"),
    )


def _cells(line: Line) -> tuple[tuple[str, ...], tuple[int, int, int]]:
    texts = (
        state_word(line.state),
        line.number,
        line.title,
        line.organisation or _("未公开单位"),
        line.claim.workshop if line.claim else "",
        term(line.region, "regions"),
        term(line.industry, "industries"),
        line.started,
        line.ended,
        line.claim.effect if line.claim else "",
    )
    return texts, (line.sums.verified, line.sums.estimated, line.sums.reported)
