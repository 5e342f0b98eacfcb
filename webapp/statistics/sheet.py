"""Figures and their rows as Excel sheets, equal to the pages; amounts in yuan to the cent, text never calculated."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from webapp.adoptions.labels import gain_word, period, state_word
from webapp.adoptions.queries.sums import By
from webapp.base.clock import today
from webapp.base.money import FEN_IN_YUAN
from webapp.base.paging import Page
from webapp.directory.routes.showing import term
from webapp.statistics.definitions import dimension_name, dimension_note, figure_definition, figure_name
from webapp.statistics.queries import AMOUNTS, Figure, Line, Use
from webapp.web.i18n import _

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL_LIMIT = 32_000
EXACT_YUAN = 10**12  # above it a cell could no longer hold every cent


class _Book:
    """A workbook being written, a row at a time."""

    def __init__(self, name: str, widths: Sequence[int]) -> None:
        import xlsxwriter

        self._kept = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._kept, options)
        self._book.set_properties({"created": datetime.combine(today(), time())})  # the same content, the same bytes
        self._sheet = self._book.add_worksheet(name[:31])
        self._bold = self._book.add_format({"bold": True, "bg_color": "#DDE7EF", "border": 1})
        self._money = self._book.add_format({"num_format": "#,##0.00"})
        self._row = 0
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width)

    def write(self, cells: Sequence[Any], *, is_head: bool = False) -> None:
        """One row: text, whole numbers, or amounts as Decimal in yuan."""
        for column, cell in enumerate(cells):
            if isinstance(cell, Decimal) and abs(cell) < EXACT_YUAN:
                self._sheet.write_number(self._row, column, cell, self._money)
            elif isinstance(cell, int):
                self._sheet.write_number(self._row, column, cell)
            else:
                text = f"{cell:,.2f}" if isinstance(cell, Decimal) else str(cell)
                self._sheet.write_string(self._row, column, text[:CELL_LIMIT], self._bold if is_head else None)
        self._row += 1

    def done(self) -> bytes:
        """The file."""
        self._book.close()
        return self._kept.getvalue()


def book_of_lines(
    by: By, words: Sequence[str], lines: Sequence[Line], total: Line, chosen: Sequence[str], day: str
) -> bytes:
    """The table of a dimension, its total, what it was narrowed to, and what every figure counts."""
    book = _Book(_("推广统计"), (32, 14, 14, 14, 20, 20, 20))
    book.write([dimension_name(by), *(_heading(figure) for figure in Figure)], is_head=True)
    for word, line in zip(words, lines, strict=True):
        book.write([word, *(_cell(figure, line) for figure in Figure)])
    book.write([_("合计"), *(_cell(figure, total) for figure in Figure)], is_head=True)
    book.write([])
    book.write([_("数据截至 %(day)s", day=day)])
    for label in chosen:
        book.write([label])
    for figure in Figure:
        book.write([figure_name(figure), figure_definition(figure)])
    if dimension_note(by):
        book.write([dimension_name(by), dimension_note(by)])
    return book.done()


def book_of_rows(figure: Figure, page: Page[Any], fen: int, day: str) -> bytes:
    """The rows behind a figure."""
    name = figure_name(figure)
    if figure in (Figure.ORGANISATIONS, Figure.REPORTS):
        book = _Book(name, (40, 14))
        book.write([_("应用单位"), _("应用次数")], is_head=True)
        for each in page.items:
            book.write([each.name or _("未公开名称的单位"), each.adoptions])
    else:
        is_amount = figure in AMOUNTS
        book = _Book(name, (40, 18, 30, 16, 20, 22, 12, 14, 12, 20))
        book.write([*_use_heads(), *((_("年份"), _("节约或增收"), _("金额（元）")) if is_amount else ())], is_head=True)
        for each in page.items:
            book.write(_amount_cells(each) if is_amount else _use_cells(each))
        if is_amount:
            book.write([_("合计"), *[""] * 8, Decimal(fen) / FEN_IN_YUAN])
    left = page.total - len(page.items)
    if left > 0:
        book.write([_("还有 %(n)s 行没有导出，请缩小范围后再导出。", n=left)])
    book.write([])
    book.write([_("数据截至 %(day)s", day=day), figure_definition(figure)])
    return book.done()


def _heading(figure: Figure) -> str:
    return _("%(name)s（元）", name=figure_name(figure)) if figure in AMOUNTS else figure_name(figure)


def _cell(figure: Figure, line: Line) -> int | Decimal:
    value = line.figure(figure)
    return Decimal(value) / FEN_IN_YUAN if figure in AMOUNTS else value


def _use_heads() -> tuple[str, ...]:
    return (_("成果"), _("成果编号"), _("应用单位"), _("应用地区"), _("应用产业链"), _("起止"), _("状态"))


def _use_cells(use: Use) -> list[Any]:
    return [
        use.title,
        use.number,
        use.organisation or _("未公开名称的单位"),
        term(use.region, "regions"),
        term(use.industry, "industries"),
        period(use.started, use.ended),
        state_word(use.state),
    ]


def _amount_cells(row: Any) -> list[Any]:
    return [*_use_cells(row.use), str(row.year or ""), gain_word(row.gain), Decimal(row.fen) / FEN_IN_YUAN]
