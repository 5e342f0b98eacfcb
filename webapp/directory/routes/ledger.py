"""The ledger of a studio and its yearly self-check; what a year is measured against."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.clock import today
from webapp.base.errors import Conflict, Fault, Invalid, NotAllowed
from webapp.directory.actions.ledger import AddRecord, add_record, remove_record, set_thresholds
from webapp.directory.models import RecordKind
from webapp.directory.policy import administers, can_edit_studio
from webapp.directory.queries.entries import Moved, studio_page
from webapp.directory.queries.self_check import USUAL, measured, records, thresholds, years_of
from webapp.directory.routes.part import ID, blueprint
from webapp.directory.shown_documents import RESULTS_IN_YEAR, ResultsInYear
from webapp.web.forms import tidy, tidy_lines, whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, site, writing

FIRST_YEAR = 1950
Typed = Mapping[str, str]


@blueprint.get(f"/studios/<{ID}:studio_id>/ledger")
@allow(Audience.SIGNED_IN, can_edit_studio)
def ledger(studio_id: int) -> ResponseReturnValue:
    """The year so far against what naming asks, the lines of the ledger, and the form for the next one."""
    return _show(studio_id, {}, ())


@blueprint.post(f"/studios/<{ID}:studio_id>/ledger")
@allow(Audience.SIGNED_IN, can_edit_studio)
def add_record_now(studio_id: int) -> ResponseReturnValue:
    """Write a line."""
    typed = {name: str(tidy(request.form.get(name, ""))) for name in ("kind", "on", "title", "people")}
    typed["note"] = str(tidy_lines(request.form.get("note", "")))
    people = typed["people"] or "0"
    command = AddRecord(
        typed["kind"],
        _day(typed["on"]),
        typed["title"],
        whole_number(people, -1, digits=6),
        typed["note"],
    )
    try:
        with writing() as session:
            add_record(session, current_actor(), studio_id, command)
    except Invalid as refused:
        return _show(studio_id, typed, refused.faults, 422)
    flash(_("已记入台账。"), "success")
    return redirect(url_for("directory.ledger", studio_id=studio_id, year=command.on.year if command.on else None), 303)


@blueprint.post(f"/studios/<{ID}:studio_id>/ledger/<{ID}:record_id>/<any(remove,restore):change>")
@allow(Audience.SIGNED_IN, can_edit_studio)
def change_record(studio_id: int, record_id: int, change: str) -> ResponseReturnValue:
    """Take a line back, or put it in again."""
    with writing() as session:
        remove_record(session, current_actor(), studio_id, record_id, removed=change == "remove")
    words = _("已删除这条记录，可在下方“已删除”里恢复。") if change == "remove" else _("已恢复。")
    flash(words, "success")
    return redirect(url_for("directory.ledger", studio_id=studio_id), 303)


@blueprint.get("/studios/thresholds")
@allow(Audience.ADMINISTRATOR, administers)
def studio_thresholds() -> ResponseReturnValue:
    """What a year is measured against."""
    with reading() as session:
        present = thresholds(session)
    return _thresholds_page(present, {key: str(value) for key, value in present.items()}, {})


@blueprint.post("/studios/thresholds")
@allow(Audience.ADMINISTRATOR, administers)
def set_thresholds_now() -> ResponseReturnValue:
    """Set it."""
    typed = {key: str(tidy(request.form.get(key, ""))) for key in USUAL}
    seen = {key: _whole(request.form.get(f"seen-{key}", "")) for key in USUAL}
    try:
        with writing() as session:
            set_thresholds(session, current_actor(), seen, {key: _whole(text) for key, text in typed.items()})
    except Invalid as refused:
        return _thresholds_page(seen, typed, {fault.field: [_fault_words(fault)] for fault in refused.faults}, 422)
    except Conflict as refused:
        flash(_("别人刚刚改过。下面是您填的数，现在的数写在旁边；再保存一次就以您填的为准。"), "warning")
        return _thresholds_page(cast("Mapping[str, int]", refused.present), typed, {}, 409)
    flash(_("已保存。"), "success")
    return redirect(url_for("directory.studio_thresholds"), 303)


def kind_words(kind: str) -> str:
    """The words for a kind of line."""
    return {
        RecordKind.TRAINING: _("培训"),
        RecordKind.EXCHANGE: _("交流活动"),
        RecordKind.PROMOTION: _("技能晋级"),
        RecordKind.HONOUR: _("工作室荣誉"),
    }[RecordKind(kind)]


def threshold_words(key: str) -> str:
    """The words for a threshold."""
    return {"results": _("发布成果"), "trainings": _("培训和交流"), "promotions": _("成员技能晋级")}[key]


def _unit(key: str) -> str:
    return {"results": _("项"), "trainings": _("次"), "promotions": _("人")}[key]


def _show(studio_id: int, typed: Typed, faults: tuple[Fault, ...], status: int = 200) -> ResponseReturnValue:
    actor = current_actor()
    asked = _whole(request.args.get("year", ""))
    year = asked if FIRST_YEAR <= asked <= today().year else today().year
    try:
        with reading() as session:
            found = studio_page(session, studio_id)
            if not can_edit_studio(actor, found.studio):
                raise NotAllowed
            count = cast("ResultsInYear | None", site().parts.get(RESULTS_IN_YEAR))
            results = count(session, actor, studio_id, year) if count else 0
            lines = measured(session, studio_id, year, results)
            years = sorted({*years_of(session, studio_id), today().year, year}, reverse=True)
            present = records(session, studio_id, year)
            removed = records(session, studio_id, removed=True)
    except Moved as moved:
        return redirect(url_for("directory.ledger", studio_id=moved.into_id), 301)
    page = render_template(
        "directory/ledger.html",
        studio=found.studio,
        may_set=administers(actor),
        year=year,
        years=years,
        measured=lines,
        records=present,
        removed=removed,
        kinds=[(kind.value, kind_words(kind)) for kind in RecordKind],
        kind_words=kind_words,
        threshold_words=threshold_words,
        unit=_unit,
        typed={"kind": "", "on": "", "title": "", "people": "", "note": "", **typed},
        errors={fault.field: [_fault_words(fault)] for fault in faults},
    )
    return page, status


def _thresholds_page(
    present: Mapping[str, int], typed: Typed, errors: Mapping[str, Any], status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "directory/thresholds.html",
        present=present,
        typed=typed,
        errors=errors,
        usual=USUAL,
        threshold_words=threshold_words,
        unit=_unit,
    )
    return page, status


def _fault_words(fault: Fault) -> str:
    words = {
        "choice": _("请选择类别。"),
        "day": _("请选择日期。"),
        "future": _("日期不能晚于今天。"),
        "required": _("请填写。"),
        "long": _("不能超过 %(limit)s 字。"),
        "people": _("人数请填 0 到 100000 的整数。"),
        "promoted": _("技能晋级请填写晋级人数，至少 1 人。"),
        "least": _("请填 0 到 1000 的整数。"),
    }
    return words[fault.code] % dict(fault.figures or {})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _whole(text: str) -> int:
    return whole_number(text, -1, digits=6)
