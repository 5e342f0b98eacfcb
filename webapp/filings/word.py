"""Word: filling templates (docxtpl in a sandbox), the placeholders they hold, and a first template made from a form.

Filling and checking run only in the limited child process; see :mod:`webapp.filings.paper`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from webapp.filings.catalogue import ROWS
from webapp.filings.form_file import Item, OfficialForm

FONT = "宋体"
WIDTH_CM, LABEL_CM, NUMBER_CM = 16.2, 3.8, 1.2
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def fill_template(template: Path, values: Mapping[str, Any], target: Path) -> None:
    """Write the filled form. The template can reach nothing but these texts; a name it does not know stays empty."""
    from docxtpl import DocxTemplate, Listing
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def shown(value: Any) -> Any:
        if isinstance(value, list):
            return [{name: shown(text) for name, text in row.items()} for row in value]
        text = _CONTROLS.sub("", str(value)).replace("\r\n", "\n").replace("\r", "\n")
        return Listing(text)

    document = DocxTemplate(str(template))
    document.render(
        {name: shown(value) for name, value in values.items()},
        ImmutableSandboxedEnvironment(autoescape=True),
        autoescape=True,
    )
    document.save(str(target))


def placeholders(template: Path) -> frozenset[str]:
    """The names a template asks for."""
    from docxtpl import DocxTemplate
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    document = DocxTemplate(str(template))
    names: set[str] = document.get_undeclared_template_variables(ImmutableSandboxedEnvironment(autoescape=True))
    return frozenset(names)


def first_template(form: OfficialForm) -> bytes:
    """A template with every item of the form, to be used as it is or laid out anew in Word."""
    from docx import Document

    paper = Document()
    _page(paper)
    _title(paper, form.zh)
    grid: Any = None
    heading = ""
    for item in form.items:
        if item.kind == "heading":
            grid, heading = None, item.zh
            _label(paper, item.zh, size=12, before=12).bold = True
        elif item.is_rows:
            grid = None
            if not heading.endswith(item.zh):
                _label(paper, item.zh, size=10.5, before=8)
            _rows_table(paper, item)
        else:
            grid = grid or _grid(paper)
            _line(grid, item)
    kept = BytesIO()
    paper.save(kept)
    return kept.getvalue()


def _page(paper: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin = section.bottom_margin = Cm(2.2)
    style = paper.styles["Normal"]
    style.font.size, style.font.name = Pt(10.5), FONT
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)


def _title(paper: Any, words: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(6)
    run = title.add_run(words)
    run.bold, run.font.size = True, Pt(18)


def _label(paper: Any, words: str, size: float, before: float) -> Any:
    from docx.shared import Pt

    label = paper.add_paragraph()
    label.paragraph_format.space_before, label.paragraph_format.space_after = Pt(before), Pt(4)
    label.paragraph_format.keep_with_next = True
    run = label.add_run(words)
    run.font.size = Pt(size)
    return run


def _grid(paper: Any) -> Any:
    return _table(paper, 0, (LABEL_CM, WIDTH_CM - LABEL_CM))


def _table(paper: Any, rows: int, widths: Sequence[float]) -> Any:
    from docx.shared import Cm

    table = paper.add_table(rows=rows, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        _fit(row, widths)
    return table


def _fit(row: Any, widths: Sequence[float]) -> None:
    """Give the cells their widths and keep the row on one page."""
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Cm(width)


def _write(cell: Any, words: str, *, is_head: bool = False) -> Any:
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
    run = paragraph.add_run(words)
    run.font.size = Pt(10 if is_head else 10.5)
    return paragraph


def _line(grid: Any, item: Item) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    row = grid.add_row()
    _fit(row, (LABEL_CM, WIDTH_CM - LABEL_CM))
    _write(row.cells[0], item.zh)
    if item.kind == "sign":
        place = _write(row.cells[1], "年    月    日")
        place.paragraph_format.space_before = Pt(46)
        place.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        return
    _write(row.cells[1], "{{ " + item.key + " }}")


def _rows_table(paper: Any, item: Item) -> None:
    """A heading row, then one row for each entry: docxtpl repeats what stands between the two marked rows."""
    from docx.oxml import OxmlElement

    columns = ROWS[item.source].columns
    widths = [NUMBER_CM, *[(WIDTH_CM - NUMBER_CM) / (len(columns) - 1)] * (len(columns) - 1)]
    table = _table(paper, 4, widths)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, (zh, _en) in zip(table.rows[0].cells, columns.values(), strict=True):
        _write(cell, zh, is_head=True)
    _write(table.rows[1].cells[0], "{%tr for row in " + item.key + " %}")
    for cell, name in zip(table.rows[2].cells, columns, strict=True):
        _write(cell, "{{ row." + name + " }}")
    _write(table.rows[3].cells[0], "{%tr endfor %}")
    paper.add_paragraph()
