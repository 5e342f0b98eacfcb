"""Tables: plain ones become Markdown, those with merged cells or lists in them HTML; the cells are kept for mapping."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from bs4 import Tag
from bs4.element import NavigableString

from webapp.importing.reading import Block, BlockKind
from webapp.importing.word.finds import MARK
from webapp.importing.word.writing import Writer, escape

_KEPT = frozenset({"strong", "em", "sub", "sup", "u", "s", "mark", "br", "ul", "ol", "li", "table", "tr", "td", "th"})
_HEADER_CELL = 30
_COLUMN_LIMIT = 200
_GRID_LIMIT = 20_000  # cells


def table_block(table: Tag, writer: Writer) -> Block:
    """The block of a table."""
    grid, marked, is_plain = _grid(table, writer)
    text = "\n".join("\t".join(row) for row in _own_rows(table))
    header = _has_header(table, grid)
    columns = len(grid[0]) if grid else 0
    can_be_markdown = is_plain and header and columns > 1 and all(len(row) == columns for row in grid)
    markdown = _markdown(table, writer) if can_be_markdown else _html(table, writer, header=header)
    rows, cells = (tuple(tuple(row) for row in each) for each in (grid, marked))
    return Block(BlockKind.TABLE, text, markdown, header=header, rows=rows, cells=cells)


def with_caption(markdown: str, caption: str) -> str:
    """The table under its caption."""
    if markdown.startswith("<table>"):
        return markdown.replace("<table>", f"<table>\n<caption>{html.escape(caption, quote=False)}</caption>", 1)
    return f"{markdown}\n\n/// caption\n{escape(caption)}\n///"


def _rows(table: Tag) -> list[Tag]:
    return [each for each in table.find_all("tr") if each.find_parent("table") is table]


def _cells(row: Tag) -> list[Tag]:
    return list(row.find_all(["td", "th"], recursive=False))


def _own_rows(table: Tag) -> Iterator[list[str]]:
    for row in _rows(table):
        yield [_words(cell) for cell in _cells(row)]


def _words(cell: Tag) -> str:
    paragraphs = [each.get_text() for each in cell.find_all(["p", "li"]) if not each.find(["p", "li"])]
    text = "\n".join(paragraphs) if paragraphs else cell.get_text()
    return MARK.sub("", text).replace("\xa0", " ").strip()


def _span(cell: Tag, name: str) -> int:
    found = str(cell.get(name) or "1")
    return min(int(found), _COLUMN_LIMIT) if found.isdigit() and int(found) else 1


def _grid(table: Tag, writer: Writer) -> tuple[list[list[str]], list[list[str]], bool]:
    """The cells as words and as Markdown, '' where a merged one goes on, and whether every cell is a plain one."""
    words: list[list[str]] = []
    marked: list[list[str]] = []
    hanging: dict[int, int] = {}
    is_plain, count = True, 0
    for row in _rows(table):
        line: list[str] = []
        marks: list[str] = []
        for cell in _cells(row):
            _hang(line, marks, hanging)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            is_plain = is_plain and wide == high == 1 and not cell.find(["ul", "ol", "table"])
            for place in range(len(line), len(line) + wide):
                if high > 1:
                    hanging[place] = high - 1
            line += [_words(cell), *[""] * (wide - 1)]
            marks += [writer.cell(cell), *[""] * (wide - 1)]
        _hang(line, marks, hanging)
        count += len(line)
        if count <= _GRID_LIMIT:
            words.append(line)
            marked.append(marks)
    return words, marked, is_plain


def _hang(line: list[str], marks: list[str], hanging: dict[int, int]) -> None:
    """Leave room for what hangs down from the rows above."""
    while len(line) in hanging:
        left = hanging.pop(len(line))
        if left > 1:
            hanging[len(line)] = left - 1
        line.append("")
        marks.append("")


def _has_header(table: Tag, grid: list[list[str]]) -> bool:
    """Word's own mark, or a first row of short, different words above other rows."""
    if table.find("thead") is not None:
        return True
    if len(grid) < 2:
        return False
    first = grid[0]
    short = all(cell and len(cell) <= _HEADER_CELL and not re.fullmatch(r"[\d.,%+-]+", cell) for cell in first)
    return short and len(set(first)) == len(first) and len(first) > 1 and not first[0].endswith(("：", ":"))


def _markdown(table: Tag, writer: Writer) -> str:
    lines = []
    for number, row in enumerate(_rows(table)):
        cells = [writer.cell(cell) for cell in _cells(row)]
        lines.append("| " + " | ".join(cells) + " |")
        if number == 0:
            lines.append("|" + "---|" * len(cells))
    return "\n".join(lines)


def _html(table: Tag, writer: Writer, *, header: bool) -> str:
    rows = _rows(table)
    head = [row for row in rows if row.find_parent("thead") is not None] or (rows[:1] if header else [])
    lines = ["<table>"]
    if head:
        lines += ["<thead>", *(_html_row(row, writer, "th") for row in head), "</thead>"]
    lines += ["<tbody>", *(_html_row(row, writer, "td") for row in rows if row not in head), "</tbody>", "</table>"]
    return "\n".join(lines)


def _html_row(row: Tag, writer: Writer, name: str) -> str:
    cells = []
    for cell in _cells(row):
        spans = "".join(f' {key}="{_span(cell, key)}"' for key in ("colspan", "rowspan") if _span(cell, key) > 1)
        cells.append(f"<{name}{spans}>{writer.put_html_marks(_html_cell(cell))}</{name}>")
    return "<tr>" + "".join(cells) + "</tr>"


def _html_cell(cell: Tag) -> str:
    """The content of a cell in one line: known signs, and breaks between its paragraphs."""
    pieces: list[str] = []
    for each in cell.children:
        if isinstance(each, NavigableString):
            pieces.append(html.escape(str(each), quote=False).replace("\n", " "))
        elif isinstance(each, Tag) and each.name in ("p", "h1", "h2", "h3", "h4", "h5", "h6"):
            if any(pieces) and each.get_text().strip():
                pieces.append("<br>")
            pieces.append(_html_cell(each))
        elif isinstance(each, Tag) and each.name in _KEPT:
            inner = _html_cell(each)
            spans = "".join(f' {key}="{_span(each, key)}"' for key in ("colspan", "rowspan") if _span(each, key) > 1)
            pieces.append("<br>" if each.name == "br" else f"<{each.name}{spans}>{inner}</{each.name}>")
        elif isinstance(each, Tag):
            pieces.append(_html_cell(each))
    return "".join(pieces)
