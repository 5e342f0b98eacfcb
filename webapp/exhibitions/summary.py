"""Word documents about an exhibition: the summary report, and the list of what is recommended upward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from webapp.exhibitions.following_labels import INTENT_KINDS, INTENT_STATES, LEVELS, RECOMMENDATION_STATES
from webapp.exhibitions.models import Exhibition
from webapp.exhibitions.queries.figures import Figures
from webapp.exhibitions.queries.recommending import RecommendationLine
from webapp.web.i18n import _

FONT = "宋体"
WIDTH_CM = 16.2


def summary_report(
    found: Figures, recommended: Sequence[RecommendationLine], figures: Sequence[tuple[str, str]], day: date
) -> bytes:
    """The summary report: theme, place, period, halls and items, figures, intents, recommended results."""
    exhibition, paper = found.exhibition, _paper()
    _title(paper, _("“%(title)s”展览总结", title=exhibition.title))
    _head(paper, _("一、基本情况"))
    _table(paper, (), _basics(exhibition), (3.5, WIDTH_CM - 3.5))
    if exhibition.introduction:
        _text(paper, exhibition.introduction)
    _head(paper, _("二、数据"))
    _table(paper, (_("指标"), _("数值")), figures, (8, WIDTH_CM - 8))
    _head(paper, _("三、展厅与展项"))
    for hall, exhibits in found.shown.halls:
        _text(paper, _("%(hall)s（%(n)s 项）", hall=hall.title, n=len(exhibits)), is_bold=True)
        for each in exhibits:
            _text(paper, f"{each.number}. {each.title}")
    _head(paper, _("四、观众意向"))
    intents = [
        (str(word), *(str(found.intents_of(kind, state)) for state in INTENT_STATES))
        for kind, word in INTENT_KINDS.items()
    ]
    _table(paper, (_("想做什么"), *(str(each) for each in INTENT_STATES.values())), intents, (4.2, 3, 3, 3, 3))
    _head(paper, _("五、促成的应用"))
    adopted = [(each.number, each.organisation or _("未公开单位"), each.started) for each in found.adoptions]
    if adopted:
        _table(paper, (_("成果编号"), _("应用单位"), _("开始年月")), adopted, (4.2, 8, 4))
    else:
        _text(paper, _("还没有登记。"))
    _head(paper, _("六、推荐成果"))
    if recommended:
        _recommended(paper, recommended)
    else:
        _text(paper, _("还没有推荐。"))
    _text(paper, _("本页数据截至 %(day)s。", day=day.isoformat()))
    return _written(paper)


def recommendation_list(exhibition: Exhibition, levels: Mapping[str, Sequence[RecommendationLine]]) -> bytes:
    """What is recommended to each level, in order, with the reasons, and a place to sign."""
    paper = _paper()
    _title(paper, _("成果推荐名单"))
    _text(paper, _("推荐方展览：%(title)s", title=exhibition.title))
    if exhibition.organisers:
        _text(paper, _("主办：%(organisers)s", organisers=exhibition.organisers))
    for level, lines in levels.items():
        _head(paper, _("推荐至%(level)s", level=LEVELS[level]))
        _recommended(paper, [line for line in lines if line.number])
    _text(paper, "")
    _text(paper, _("推荐单位（盖章）：                    年    月    日"))
    return _written(paper)


def period_of(exhibition: Exhibition) -> str:
    """From when to when, '' while that is not known."""
    days = [each.isoformat() for each in (exhibition.starts_on, exhibition.ends_on) if each]
    return _("%(a)s 至 %(b)s", a=days[0], b=days[1]) if len(days) == 2 else "".join(days)


def _basics(exhibition: Exhibition) -> list[tuple[str, str]]:
    rows = [
        (_("主题"), exhibition.theme),
        (_("级别"), str(LEVELS[exhibition.level])),
        (_("主办"), exhibition.organisers),
        (_("地点"), exhibition.place),
        (_("展期"), period_of(exhibition)),
        (_("开放时间"), exhibition.opening_hours),
    ]
    return [(label, value) for label, value in rows if value]


def _recommended(paper: Any, lines: Sequence[RecommendationLine]) -> None:
    rows = [
        (
            str(place),
            f"{line.title}\n{line.number}",
            line.selection,
            line.reason,
            str(RECOMMENDATION_STATES[line.state]),
        )
        for place, line in enumerate(lines, 1)
    ]
    headings = (_("序号"), _("成果"), _("推荐参加"), _("推荐理由"), _("处理情况"))
    _table(paper, headings, rows, (1.2, 4.4, 3, 5.6, 2))


def _paper() -> Any:
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin = section.bottom_margin = Cm(2.2)
    style = paper.styles["Normal"]
    style.font.size, style.font.name = Pt(10.5), FONT
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(4)
    return paper


def _title(paper: Any, words: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(10)
    run = title.add_run(words)
    run.bold, run.font.size = True, Pt(18)


def _head(paper: Any, words: str) -> None:
    from docx.shared import Pt

    head = paper.add_paragraph()
    head.paragraph_format.space_before, head.paragraph_format.keep_with_next = Pt(12), True
    run = head.add_run(words)
    run.bold, run.font.size = True, Pt(13)


def _text(paper: Any, words: str, *, is_bold: bool = False) -> None:
    run = paper.add_paragraph().add_run(words)
    run.bold = is_bold


def _table(paper: Any, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    table = paper.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for place, cells in enumerate([headings, *rows] if headings else rows):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if headings and not place:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell, words, width in zip(row.cells, cells, widths, strict=True):
            cell.width = Cm(width)
            cell.paragraphs[0].add_run(words).bold = bool(headings) and not place
    paper.add_paragraph()


def _written(paper: Any) -> bytes:
    kept = BytesIO()
    paper.save(kept)
    return kept.getvalue()
