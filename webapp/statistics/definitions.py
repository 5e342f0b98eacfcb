"""What every figure counts, in words that can be quoted beside it."""

from __future__ import annotations

from webapp.adoptions.queries.sums import By
from webapp.statistics.queries import Figure
from webapp.web.i18n import _


def figure_name(figure: Figure) -> str:
    """The name of a figure."""
    return {
        Figure.ADOPTIONS: _("应用次数"),
        Figure.ORGANISATIONS: _("应用单位"),
        Figure.REPORTS: _("报道中的单位"),
        Figure.VERIFIED: _("已核实效益"),
        Figure.ESTIMATED: _("估算效益"),
        Figure.REPORTED: _("报道效益"),
    }[figure]


def figure_definition(figure: Figure) -> str:
    """What is counted."""
    return {
        Figure.ADOPTIONS: _(
            "双方都确认的应用记录，一家单位用一项成果一段时间算一次；待确认、有异议且从未确认、已撤销的不算。"
        ),
        Figure.ORGANISATIONS: _(
            "上述记录涉及的单位，同一家只算一次；各行相加可能大于合计，因为一家单位可以出现在几行。"
        ),
        Figure.REPORTS: _("公开报道提到、双方尚未在库里确认的应用单位，同一家只算一次，不并入应用单位。"),
        Figure.VERIFIED: _("双方确认、有财务部门证明的经济效益，按发生年度逐笔相加，精确到分。"),
        Figure.ESTIMATED: _("双方确认、尚无财务证明的经济效益，按发生年度逐笔相加，精确到分，不并入已核实效益。"),
        Figure.REPORTED: _("公开报道中的效益，未经双方确认，不并入前两项。"),
    }[figure]


def dimension_name(by: By) -> str:
    """What is grouped by."""
    return {
        By.ORGANISATION: _("应用单位"),
        By.REGION: _("应用地区"),
        By.INDUSTRY: _("应用产业链"),
        By.YEAR: _("年份"),
        By.OWNER: _("完成单位"),
        By.STUDIO: _("工作室"),
        By.KIND: _("成果类别"),
        By.DOCUMENT: _("成果"),
    }[by]


def dimension_note(by: By) -> str:
    """What has to be known of a dimension to read its table rightly; '' for nothing."""
    return {
        By.YEAR: _("次数和单位按开始应用的年份，效益按发生的年度。"),
        By.REGION: _("按应用单位所在地区归到上一级；没有填写的归入“未填写”。"),
        By.INDUSTRY: _("按应用单位的产业链归到上一级；没有填写的归入“未填写”。"),
        By.ORGANISATION: _("不愿公开名称的单位和名录里没有的单位合为一行。"),
    }.get(by, "")
