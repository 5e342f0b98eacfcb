"""Taking patents from an Excel sheet: template, upload, check, make as one batch, take back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.clock import today
from webapp.patents.actions.importing import (
    FIELDS,
    ROW_LIMIT,
    Place,
    Plan,
    Problem,
    SheetRefused,
    SheetRow,
    import_patents,
    plan_patents,
    undo_batch,
)
from webapp.patents.forms import fault_words, place_ids
from webapp.patents.numbers import CHINA, shown_number
from webapp.patents.policy import may_record
from webapp.patents.queries.batches import batch_patents, kept_batch, newest_batches
from webapp.patents.routes.part import ID, blueprint
from webapp.patents.routes.showing import patent_entry, places_of
from webapp.patents.sheets import BYTE_LIMIT, HEADINGS, SheetRead, read_sheet, template, workbook_response
from webapp.patents.wording import TYPES
from webapp.web.forms import tidy
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, ngettext, show_date
from webapp.web.site import reading, writing

SHOWN_PROBLEMS = 300


@blueprint.get("/patents/import")
@allow(Audience.WRITER, may_record)
def import_sheet() -> ResponseReturnValue:
    """Where to get the template and send a sheet, and the batches made so far."""
    return _page()


@blueprint.get("/patents/import/template.xlsx")
@allow(Audience.WRITER, may_record)
def import_template() -> ResponseReturnValue:
    """The empty sheet."""
    return workbook_response(template(), _("专利导入模板") + ".xlsx")


@blueprint.post("/patents/import")
@allow(Audience.WRITER, may_record)
def check_sheet() -> ResponseReturnValue:
    """Check a sheet: what would be made, what is known already, and what is wrong where."""
    file = request.files.get("sheet")
    place = _place(request.form.get("place", ""))
    if place is None:
        return _page([_("请选择归属。")]), 422
    try:
        if file is None or not file.filename:
            raise SheetRefused("file_missing")
        with closing(file.stream):
            found = read_sheet(file.stream, file.filename)
        with reading() as session:
            plan = plan_patents(session, current_actor(), place, found.rows)
    except SheetRefused as refusal:
        return _page([_words(each) for each in refusal.problems]), 422
    return _check_page(plan, found, place, str(tidy(file.filename)))


@blueprint.post("/patents/import/create")
@allow(Audience.WRITER, may_record)
def import_create() -> ResponseReturnValue:
    """Make what was just checked; it is checked again."""
    place = _place(request.form.get("place", ""))
    try:
        rows, unknown = _carried(request.form.get("rows", ""))
        if place is None:
            raise SheetRefused("file_unreadable")
        with writing() as session:
            name = str(tidy(request.form.get("file_name", "")))[:200]
            batch_id = import_patents(session, current_actor(), place, rows, name, unknown).id
    except SheetRefused as refusal:
        return _page([_words(each) for each in refusal.problems]), 422
    flash(_("已登记。如果发现弄错了，可以整批撤销。"), "success")
    return redirect(url_for("patents.batch", batch_id=batch_id), 303)


@blueprint.get(f"/patents/import/<{ID}:batch_id>")
@allow(Audience.WRITER, may_record)
def batch(batch_id: int) -> ResponseReturnValue:
    """One batch: what it made, and the way to take it back."""
    actor, day = current_actor(), today()
    with reading() as session:
        row = kept_batch(session, actor, batch_id)
        entries = [patent_entry(actor, each, day) for each in batch_patents(session, batch_id)]
    return render_template("patents/batch.html", batch=row, entries=entries)


@blueprint.post(f"/patents/import/<{ID}:batch_id>/undo")
@allow(Audience.WRITER, may_record)
def undo_import(batch_id: int) -> ResponseReturnValue:
    """Take a whole batch back."""
    with writing() as session:
        count = undo_batch(session, current_actor(), batch_id)
    flash(ngettext("已撤销，移除了 %(num)s 件。", "已撤销，移除了 %(num)s 件。", count), "success")
    return redirect(url_for("patents.batch", batch_id=batch_id), 303)


def _place(text: str) -> Place | None:
    organisation_id, studio_id = place_ids(text)
    return Place(organisation_id, studio_id) if organisation_id else None


def _check_page(plan: Plan, found: SheetRead, place: Place, file_name: str) -> str:
    rows = [{"row": each.row, "texts": dict(each.texts)} for each in found.rows]
    carried = {"rows": rows, "unknown": [heading for _letter, heading in found.unknown]}
    return render_template(
        "patents/import_check.html",
        planned=[
            {
                "row": each.row,
                "title": each.told.title,
                "number": shown_number(CHINA, each.number, is_granted=False) if "." in each.number else each.number,
                "type": TYPES[each.told.type],
                "filed_on": show_date(each.dates.filed_on),
                "published_on": show_date(each.dates.published_on),
                "granted_on": show_date(each.dates.granted_on),
                "ignored": each.state_ignored,
            }
            for each in plan.planned
        ],
        known=plan.known,
        problems=[_line(each, found) for each in plan.problems[:SHOWN_PROBLEMS]],
        problem_count=len(plan.problems),
        unknown=found.unknown,
        carried=json.dumps(carried, ensure_ascii=False),
        place=f"{place.organisation_id}:{place.studio_id or ''}",
        file_name=file_name,
        ignored=sum(bool(each.state_ignored) for each in plan.planned),
    )


def _line(problem: Problem, found: SheetRead) -> tuple[str, str, str]:
    """Where and what: the row, the column by its letter and heading, and the words."""
    letter = found.letters.get(problem.field, "")
    heading = str(HEADINGS.get(problem.field, _other(problem.field)))
    where = f"{letter} {heading}" if letter else heading
    return (_("第 %(row)s 行", row=problem.row), where, _words(problem))


def _other(name: str) -> str:
    words = {
        "main_class": _("主分类号"),
        "public_number": _("公开（公告）号"),
        "public_on": _("公开（公告）日"),
        "legal_status": _("法律状态"),
    }
    return words.get(name, "")


def _words(problem: Problem) -> str:
    words = {
        **fault_words(),
        "file_missing": _("请先选择文件。"),
        "file_large": _("文件太大，最多 %(limit)s MB。"),
        "file_unreadable": _("打不开这个文件。请另存为 .xlsx 再上传；加密的先去掉密码。"),
        "headings": _("没有找到标题行。第一行应是列名，至少有“申请号”和“专利名称”。"),
        "heading_missing": _("缺少“%(heading)s”这一列。"),
        "sheet_empty": _("表里没有内容。"),
        "rows_many": _("一次最多 %(limit)s 行，请分几次上传。"),
        "nothing_to_make": _("没有可以登记的行：不是已经登记过，就是有问题要改。"),
        "twice": _("与第 %(row)s 行号码相同，只登记前一行。"),
        "type_missing": _("看不出专利类型：请填写发明、实用新型或外观设计。"),
        "day": _("“%(text)s”不是日期，请写成 2024-03-15。"),
        "whole": _("请填写数字。"),
    }
    return words.get(problem.code, problem.code) % dict(problem.figures or {})


def _carried(text: str) -> tuple[list[SheetRow], list[str]]:
    """The rows a check page carried; everything in them is checked again, so they need not be trusted."""
    try:
        given = json.loads(text)
        rows = [
            SheetRow(
                int(one["row"]),
                {name: str(tidy(str(value)))[:4000] for name, value in one["texts"].items() if name in FIELDS},
            )
            for one in given["rows"]
        ]
        unknown = [str(tidy(str(each)))[:60] for each in given.get("unknown", [])][:80]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SheetRefused("file_unreadable") from error
    if not rows or len(rows) > ROW_LIMIT:
        raise SheetRefused("rows_many", {"limit": ROW_LIMIT, "count": len(rows)})
    return rows, unknown


def _page(problems: Sequence[str] = ()) -> str:
    actor = current_actor()
    with reading() as session:
        places = places_of(session, actor)
        batches: list[Any] = newest_batches(session, actor)
    return render_template(
        "patents/import.html",
        places=places,
        chosen=request.form.get("place", "") or request.args.get("place", ""),
        problems=problems,
        batches=batches,
        limit=ROW_LIMIT,
        megabytes=BYTE_LIMIT >> 20,
    )
