"""The check list, the moves of an exhibition, what was shown when, and the preview."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.base.errors import Conflict, NotAllowed
from webapp.base.paging import page_number
from webapp.exhibitions import policy
from webapp.exhibitions.actions import opening
from webapp.exhibitions.curating_forms import Empty
from webapp.exhibitions.models import Exhibition
from webapp.exhibitions.queries.checking import Problem, blocks, is_clean, problems
from webapp.exhibitions.queries.history import Change, history, pending
from webapp.exhibitions.queries.showing import previewed
from webapp.exhibitions.routes.part import blueprint
from webapp.exhibitions.routes.problem_words import problem_words
from webapp.exhibitions.workflow import ExhibitionMove, ExhibitionState, exhibition_workflow
from webapp.web.forms import tidy_lines, whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, writing


@blueprint.get("/exhibitions/<key>/check")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def check(key: str) -> str:
    """What is missing or may not be shown, what differs from what is on show, and what can be done next."""
    with reading() as session:
        exhibition, shown = previewed(session, current_actor(), key)
        waiting = pending(session, exhibition)
    found = problems(shown)
    state = ExhibitionState(exhibition.state)
    return render_template(
        "exhibitions/check.html",
        exhibition=exhibition,
        problems=found,
        groups=_grouped(found),
        problem_words=problem_words,
        place_of=lambda problem: _place(exhibition, problem),
        numbers={item.key: number for number, item in enumerate(shown.show.items(), 1)},
        is_blocked=blocks(found),
        may_open=is_clean(found) or policy.is_second_curator(current_actor(), exhibition),
        moves={
            str(move)
            for move in ExhibitionMove
            if move != ExhibitionMove.EDIT and exhibition_workflow.allows(state, move)
        },
        pending=waiting,
        change_words=change_words,
        item_count=len(shown.exhibits),
    )


@blueprint.post("/exhibitions/<key>/<any(submit,return,open,update,close,reopen,archive):move>")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def move(key: str, move: str) -> ResponseReturnValue:
    """Hand in, send back, open, show later changes, close, open again, archive."""
    Empty().validate()
    revision = whole_number(request.form.get("revision", ""))
    seen, note = request.form.get("seen", "")[:64], tidy_lines(request.form.get("note", "")).strip()
    actor = current_actor()
    deeds: dict[str, Callable[[Session], Exhibition]] = {
        "submit": lambda session: opening.submit(session, actor, key, revision),
        "return": lambda session: opening.return_to_preparation(session, actor, key, revision, note),
        "open": lambda session: opening.open_exhibition(session, actor, key, revision, seen),
        "update": lambda session: opening.update_show(session, actor, key, seen, note),
        "close": lambda session: opening.close_exhibition(session, actor, key, revision),
        "reopen": lambda session: opening.reopen(session, actor, key, revision),
        "archive": lambda session: opening.archive(session, actor, key, revision),
    }
    try:
        with writing() as session:
            deeds[move](session)
    except Conflict as refusal:
        return _not_now(key, refusal)
    except NotAllowed as refusal:
        if refusal.reason != "second_curator":
            raise
        flash(_("清单里还有欠缺，要由另一位策展人看过后开展；补齐以后您自己也可以开展。"), "error")
        return check(key), 403
    flash(_done()[move], "success")
    return redirect(url_for("exhibitions.check", key=key), 303)


@blueprint.get("/exhibitions/<key>/history")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def shown_before(key: str) -> str:
    """What was shown since when."""
    with reading() as session:
        exhibition, page = history(session, current_actor(), key, page_number(request.args.get("page")))
    return render_template(
        "exhibitions/history.html",
        exhibition=exhibition,
        page=page,
        change_words=change_words,
        page_address=lambda number: url_for("exhibitions.shown_before", key=key, page=number if number > 1 else None),
    )


def change_words(change: Change) -> str:
    """One difference as a sentence."""
    name = change.name or _("一件不能展出的展品")
    if change.what == "text":
        return _("改了%(what)s", what=_texts().get(change.name, change.name))
    if change.what == "changed":
        parts = _("、").join(_parts().get(each, each) for each in change.where.split())
        return _("“%(name)s”改了%(what)s", name=name, what=parts)
    return {
        "hall_added": _("增加展厅“%(name)s”", name=name),
        "hall_removed": _("移除展厅“%(name)s”", name=name),
        "hall_changed": _("改了展厅“%(name)s”的文字", name=name),
        "halls_moved": _("调整了展厅次序"),
        "added": _("“%(hall)s”加入“%(name)s”", hall=change.where, name=name),
        "removed": _("“%(hall)s”移除“%(name)s”", hall=change.where, name=name),
        "version": _("“%(name)s”换用新版本", name=name),
        "moved": _("“%(name)s”移到“%(hall)s”", hall=change.where, name=name),
        "order": _("调整了“%(name)s”里展品的次序", name=name),
    }[change.what]


def _not_now(key: str, refusal: Conflict) -> ResponseReturnValue:
    words = {
        "blocked": _("还有必须解决的问题，不能开展：请看下面的清单。"),
        "stale": _("别人刚刚改过，请看过最新内容再操作。"),
        "nothing_new": _("没有新的改动，展出内容没有变。"),
        "state": _("别人可能刚刚处理过，请看现在的状态。"),
    }.get(refusal.reason)
    if words is None:
        raise refusal
    flash(words, "error")
    return check(key), 409


def _grouped(found: Sequence[Problem]) -> list[tuple[str, list[list[Problem]]]]:
    """The check list by weight, then by the thing it is about."""
    groups: dict[str, dict[tuple[str, ...], list[Problem]]] = {}
    for problem in found:
        thing = (problem.hall_key, problem.item_key) if problem.hall_key else (problem.code,)
        groups.setdefault(str(problem.weight), {}).setdefault(thing, []).append(problem)
    return [(weight, list(things.values())) for weight, things in groups.items()]


def _place(exhibition: Exhibition, problem: Any) -> str:
    key = exhibition.key
    if problem.item_key:
        return url_for("exhibitions.item_editor", key=key, item=problem.item_key)
    if problem.hall_key:
        return url_for("exhibitions.arrange", key=key, _anchor=f"hall-{problem.hall_key}")
    if problem.code == "no_cover":
        return url_for("exhibitions.pictures", key=key)
    return url_for("exhibitions.arrange" if problem.code == "nothing_to_show" else "exhibitions.edit", key=key)


def _done() -> dict[str, str]:
    return {
        "submit": _("已提交审看，其他策展人会收到通知。"),
        "return": _("已退回筹备。"),
        "open": _("已开展，展出内容已固定。"),
        "update": _("展出内容已更新。"),
        "close": _("已闭展，观众仍可以看。"),
        "reopen": _("已重新开展。"),
        "archive": _("已归档，会一直保留在原来的地址。"),
    }


def _texts() -> dict[str, str]:
    return {
        "title": _("展览名称"),
        "theme": _("主题"),
        "level": _("展览级别"),
        "organisers": _("主办单位"),
        "place": _("地点"),
        "starts_on": _("开始日期"),
        "ends_on": _("结束日期"),
        "opening_hours": _("开放时间"),
        "introduction": _("前言"),
        "cover_key": _("封面"),
    }


def _parts() -> dict[str, str]:
    return {
        "title": _("名称"),
        "caption": _("看点"),
        "note": _("策展手记"),
        "text": _("展板文字"),
        "pictures": _("图片"),
        "video_key": _("视频"),
        "demonstrations": _("现场演示时间"),
        "booth": _("展位号"),
    }
