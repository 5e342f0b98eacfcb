"""The journal as an Excel sheet, written row by row."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from webapp.accounts.journal_words import action_words, changes_text, kind_words
from webapp.base.clock import local
from webapp.base.journal import JournalEntry
from webapp.web.i18n import _

CELL_LIMIT = 32_000


def write_journal(path: Path, entries: Iterable[JournalEntry]) -> int:
    """Write the rows into a new workbook; how many there were. Every cell is text: nothing in it is calculated."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(_("操作日志"))
        bold = book.add_format({"bold": True, "bg_color": "#DDE7EF", "border": 1})
        sheet.set_column(0, 6, 20)
        sheet.set_column(7, 7, 60)
        headings = (
            _("序号"),
            _("时间"),
            _("操作人"),
            _("来源网段"),
            _("操作"),
            _("对象类别"),
            _("对象"),
            _("前后变化"),
        )
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        sheet.freeze_panes(1, 0)
        for count, entry in enumerate(entries, 1):
            for column, cell in enumerate(_cells(entry)):
                sheet.write_string(count, column, cell[:CELL_LIMIT])
    return count


def _cells(entry: JournalEntry) -> tuple[str, ...]:
    return (
        str(entry.id),
        local(entry.at).strftime("%Y-%m-%d %H:%M:%S"),
        entry.actor_name or _("访客"),
        entry.network,
        action_words(entry.action),
        kind_words(entry.subject_kind),
        entry.subject_label or (f"#{entry.subject_id}" if entry.subject_id is not None else ""),
        changes_text(entry),
    )
