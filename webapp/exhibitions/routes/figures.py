"""Figures of an exhibition and its summary report, as pages, as Excel and as Word."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.base.clock import today
from webapp.exhibitions import policy
from webapp.exhibitions.following_labels import (
    INTENT_KINDS,
    INTENT_STATES,
    ITEM_KINDS,
    LEVELS,
    NOMINATION_STATES,
    RECOMMENDATION_STATES,
)
from webapp.exhibitions.queries.figures import Figures
from webapp.exhibitions.queries.figures import figures as figures_of
from webapp.exhibitions.queries.recommending import RecommendationLine, recommended_by
from webapp.exhibitions.routes.files import SHEET, WORD, sent
from webapp.exhibitions.routes.part import blueprint
from webapp.exhibitions.sheets import Cell, Sheet, workbook
from webapp.exhibitions.summary import summary_report
from webapp.exhibitions.workflow import IntentState
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading

MOST_DAYS = 92


@blueprint.get("/exhibitions/<key>/figures")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def figures(key: str) -> ResponseReturnValue:
    """The figures, each with its definition and the rows behind it."""
    found = _found(key)
    return render_template(
        "exhibitions/figures.html",
        exhibition=found.exhibition,
        found=found,
        tiles=tiles(found),
        days=found.days[-MOST_DAYS:],
        definitions=definitions(),
        day=today().isoformat(),
    )


@blueprint.get("/exhibitions/<key>/figures/export")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def export_figures(key: str) -> ResponseReturnValue:
    """The same figures as an Excel file."""
    found = _found(key)
    return sent(workbook(sheets(found)), SHEET, f"{found.exhibition.title}-{_('展览数据')}.xlsx")


@blueprint.get("/exhibitions/<key>/report")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def report(key: str) -> ResponseReturnValue:
    """The summary report."""
    found, recommended = _with_recommended(key)
    return render_template(
        "exhibitions/report.html",
        exhibition=found.exhibition,
        found=found,
        tiles=tiles(found),
        recommended=recommended,
        day=today().isoformat(),
    )


@blueprint.get("/exhibitions/<key>/report.docx")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def report_document(key: str) -> ResponseReturnValue:
    """The summary report as a Word document."""
    found, recommended = _with_recommended(key)
    values = [(str(each["label"]), str(each["value"])) for each in tiles(found)]
    made = summary_report(found, recommended, values, today())
    return sent(made, WORD, f"{found.exhibition.title}-{_('展览总结')}.docx")


def tiles(found: Figures) -> list[dict[str, object]]:
    """The figures at a glance, each leading to its rows."""
    key = found.exhibition.key
    done = found.intents_of("", IntentState.DONE)
    taken = sum(count for (_level, state), count in found.recommended.items() if state == "taken")
    return [
        {"value": len(found.items), "label": _("展项"), "url": "#items"},
        {"value": len(found.halls), "label": _("展厅"), "url": "#halls"},
        {"value": found.visits, "label": _("参观次数"), "url": "#days"},
        {"value": found.item_visits, "label": _("展项打开次数"), "url": "#items"},
        {"value": found.intent_count, "label": _("观众意向"), "url": url_for("exhibitions.visitors", key=key)},
        {
            "value": done,
            "label": _("办结的意向"),
            "url": url_for("exhibitions.visitors", key=key, state=IntentState.DONE),
        },
        {"value": len(found.adoptions), "label": _("促成的应用"), "url": "#adoptions"},
        {
            "value": sum(found.nominations.values()),
            "label": _("提名"),
            "url": url_for("exhibitions.nominations", key=key),
        },
        {
            "value": sum(found.entries.values()),
            "label": _("留言"),
            "url": url_for("exhibitions.guest_entries", key=key, state="all"),
        },
        {
            "value": sum(found.recommended.values()),
            "label": _("向上推荐"),
            "url": url_for("exhibitions.recommendations", key=key),
        },
        {"value": taken, "label": _("上级采纳"), "url": url_for("exhibitions.recommendations", key=key)},
    ]


def definitions() -> list[tuple[str, str]]:
    """What each figure counts."""
    return [
        (_("展项"), _("现在能向展览的全部观众展示的展项；已转为内部或撤回的不在其中。")),
        (_("参观次数"), _("网上展览首页被打开的次数，含触摸屏；不记录是谁。同一人多次打开算多次。")),
        (_("展项打开次数"), _("现在能展示的展项被打开的次数之和。")),
        (_("观众意向"), _("观众留下的“想应用、想学习、想交流”，每份表单算一次。")),
        (_("促成的应用"), _("在意向里标明、您能看到的应用记录，同一条记录只算一次。")),
        (_("提名"), _("各方提名的成果，含撤回和未入选的。")),
        (_("向上推荐"), _("推荐名单上的成果，含未报送的；“上级采纳”是其中标为已采纳的。")),
    ]


def sheets(found: Figures) -> list[Sheet]:
    """All figures of the page as sheets."""
    items: list[Sequence[Cell]] = [
        (each.number, each.title, each.hall, str(ITEM_KINDS[each.kind]), each.visits, each.intents)
        for each in found.items
    ]
    days: list[Sequence[Cell]] = [(each.day.isoformat(), each.web, each.kiosk, each.count) for each in found.days]
    return [
        Sheet(
            _("概况"), (_("指标"), _("数值")), [(str(each["label"]), int(str(each["value"]))) for each in tiles(found)]
        ),
        Sheet(_("展厅"), (_("展厅"), _("展项")), list(found.halls)),
        Sheet(_("展项"), (_("序号"), _("名称"), _("展厅"), _("种类"), _("打开次数"), _("意向")), items),
        Sheet(_("每日参观"), (_("日期"), _("网页"), _("触摸屏"), _("合计")), days),
        Sheet(
            _("意向"), (_("想做什么"), *(str(each) for each in INTENT_STATES.values()), _("合计")), intent_rows(found)
        ),
        Sheet(
            _("提名"),
            (_("处理情况"), _("数值")),
            [(str(word), found.nominations.get(state, 0)) for state, word in NOMINATION_STATES.items()],
        ),
        Sheet(
            _("促成的应用"),
            (_("成果编号"), _("应用单位"), _("开始年月")),
            [(each.number, each.organisation or _("未公开单位"), each.started) for each in found.adoptions],
        ),
        Sheet(
            _("向上推荐"),
            (_("级别"), _("处理情况"), _("数值")),
            [
                (str(LEVELS[level]), str(RECOMMENDATION_STATES[state]), count)
                for (level, state), count in sorted(found.recommended.items())
            ],
        ),
        Sheet(_("指标说明"), (_("指标"), _("说明")), definitions()),
    ]


def intent_rows(found: Figures) -> list[Sequence[Cell]]:
    """Intents by kind (rows) and state (columns), with sums."""
    return [
        (str(word), *(found.intents_of(kind, state) for state in INTENT_STATES), found.intents_of(kind))
        for kind, word in INTENT_KINDS.items()
    ]


def _found(key: str) -> Figures:
    with reading() as session:
        return figures_of(session, current_actor(), key)


def _with_recommended(key: str) -> tuple[Figures, list[RecommendationLine]]:
    with reading() as session:
        found = figures_of(session, current_actor(), key)
        return found, [line for line in recommended_by(session, found.exhibition) if line.number]
