"""Merging duplicates: choose the other, look at both side by side, merge."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.base.errors import Conflict, Invalid, NotFound
from webapp.directory.actions.merging import MERGE_HOOKS, Merge, merge
from webapp.directory.forms import Empty
from webapp.directory.models import Organisation
from webapp.directory.policy import administers
from webapp.directory.queries.entries import MODELS, Moved, standing_entry
from webapp.directory.queries.finding import candidates, similar_entries
from webapp.directory.queries.merging import Side, merge_side
from webapp.directory.routes.part import ID, blueprint
from webapp.directory.routes.showing import document_totals, entry_url, term
from webapp.web.forms import tidy, whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, site, writing

KINDS = "any(person,studio,organisation)"


@blueprint.get(f"/merge/<{KINDS}:kind>/<{ID}:entry_id>")
@allow(Audience.ADMINISTRATOR, administers)
def choose_other(kind: str, entry_id: int) -> ResponseReturnValue:
    """Choose what this entry should be merged with: those alike, or found by name."""
    asked = str(tidy(request.args.get("name", "")))[:120]
    model = MODELS[kind]
    with reading() as session:
        entry = standing_entry(session, model, entry_id)
        if asked:
            found = candidates(session, model, asked, entry_id)
        else:
            found = similar_entries(session, model, entry.name, entry_id)
        others = [(each.id, each.name, _place(each)) for each in found]
    return render_template("directory/merge_choose.html", kind=kind, entry=entry, others=others, asked=asked)


@blueprint.get(f"/merge/<{KINDS}:kind>/<{ID}:entry_id>/<{ID}:into_id>")
@allow(Audience.ADMINISTRATOR, administers)
def compare_entries(kind: str, entry_id: int, into_id: int) -> ResponseReturnValue:
    """Both entries side by side and what moves from the one to the other."""
    with reading() as session:
        return _page(session, kind, entry_id, into_id)


@blueprint.post(f"/merge/<{KINDS}:kind>/<{ID}:entry_id>/<{ID}:into_id>")
@allow(Audience.ADMINISTRATOR, administers)
def merge_now(kind: str, entry_id: int, into_id: int) -> ResponseReturnValue:
    """Merge."""
    form = Empty()
    command = Merge(kind, entry_id, into_id, _revision("from_revision"), _revision("into_revision"))
    if not form.validate():
        raise NotFound
    try:
        with writing() as session:
            merge(session, current_actor(), command, site().parts.get(MERGE_HOOKS, []))
    except Invalid as refusal:
        words = {
            "two_accounts": _("两人各有账号，不能合并。请先在账号管理中停用或改正其中一个账号所对应的工匠。"),
            "same": _("不能与自己合并。"),
        }
        with reading() as session:
            return _page(session, kind, entry_id, into_id, words[refusal.faults[0].code]), 422
    except Conflict:
        with reading() as session:
            return _page(session, kind, entry_id, into_id, _("条目刚刚被修改过，请再看一遍。")), 409
    flash(_("已合并。原地址会自动转到这里。"), "success")
    return redirect(entry_url(kind, into_id), 303)


def _revision(name: str) -> int:
    text = request.form.get(name, "")
    return whole_number(text)


def _page(session: Session, kind: str, entry_id: int, into_id: int, fault: str = "") -> str:
    if entry_id == into_id:
        raise NotFound
    try:
        gone, kept = merge_side(session, kind, entry_id), merge_side(session, kind, into_id)
    except Moved:
        raise NotFound from None
    totals = document_totals(session, current_actor(), kind, [entry_id, into_id])
    return render_template(
        "directory/merge_compare.html",
        kind=kind,
        gone=gone.entry,
        kept=kept.entry,
        rows=list(zip(_labels(kind), _told(kind, gone), _told(kind, kept), strict=True)),
        moved=[(_counted(code), count) for code, count in gone.counts.items()],
        documents=totals.get(entry_id, 0),
        fault=fault,
    )


def _place(row: Any) -> str:
    if isinstance(row, Organisation):
        return term(row.region, "regions")
    return row.organisation.name if row.organisation else ""


def _labels(kind: str) -> list[str]:
    shared = [_("名称"), _("产业链"), _("地区")]
    return (
        shared
        + {
            "person": [_("所在单位"), _("工种"), _("职务或岗位"), _("专长"), _("个人事迹")],
            "studio": [_("所在单位"), _("级别"), _("领衔人"), _("成立年份"), _("工作室介绍")],
            "organisation": [_("单位类型"), _("单位介绍")],
        }[kind]
    )


def _told(kind: str, side: Side) -> list[str]:
    row = side.entry
    shared = [row.name, term(row.industry, "industries"), term(row.region, "regions")]
    if kind == "person":
        return [*shared, side.organisation, term(row.trade, "trades"), row.post, "、".join(row.specialties), row.story]
    if kind == "studio":
        founded = str(row.founded_year or "")
        return [*shared, side.organisation, term(row.level, "levels"), side.leader, founded, row.description]
    return [*shared, term(row.kind, "organisation_kinds"), row.description]


def _counted(code: str) -> str:
    return {
        "honours": _("荣誉"),
        "memberships": _("工作室成员记录"),
        "led_studios": _("领衔的工作室"),
        "accounts": _("账号"),
        "members": _("成员"),
        "grown": _("下级工作室"),
        "rights": _("授予的权限"),
        "studios": _("工作室"),
        "people": _("工匠"),
    }[code]
