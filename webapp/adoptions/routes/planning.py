"""Announcing, changing and calling off demonstration days."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.adoptions import policy
from webapp.adoptions.actions.commands import Answer
from webapp.adoptions.actions.days import announce, cancel_day, edit_day
from webapp.adoptions.forms import AnswerForm, DayForm, fault_words, whole
from webapp.adoptions.models import Demonstration
from webapp.adoptions.queries.days import day_page, found_day, hosts_of, numbers_of
from webapp.adoptions.routes.days import show_day, when_words
from webapp.adoptions.routes.part import demonstrations
from webapp.base.errors import Conflict, Invalid, NotAllowed
from webapp.directory.routes.filling import summary
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, writing


@demonstrations.get("/demonstrations/new")
@allow(Audience.SIGNED_IN, policy.can_hold_day)
def plan() -> ResponseReturnValue:
    """The form for a new day."""
    form = DayForm(formdata=None)
    form.numbers.data = request.args.get("document", "")[:40]
    form.audience.data = "public"
    return _page(form, None)


@demonstrations.post("/demonstrations/new")
@allow(Audience.SIGNED_IN, policy.can_hold_day)
def plan_now() -> ResponseReturnValue:
    """Announce it."""
    form = DayForm()
    if not form.validate():
        return _page(form, None), 422
    try:
        with writing() as session:
            key = announce(session, current_actor(), form.plan()).key
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _page(form, None), 422
    flash(_("观摩会已发布。"), "success")
    return redirect(url_for("demonstrations.day", key=key), 303)


@demonstrations.get("/demonstrations/<key>/edit")
@allow(Audience.SIGNED_IN, policy.can_keep_day, policy.days_kept_by)
def edit(key: str) -> ResponseReturnValue:
    """The form for changing a day."""
    with reading() as session:
        found = found_day(session, current_actor(), key)
        numbers = numbers_of(session, current_actor(), found)
    _refuse_others(found)
    form = DayForm(formdata=None)
    form.fill(found, numbers)
    return _page(form, found)


@demonstrations.post("/demonstrations/<key>/edit")
@allow(Audience.SIGNED_IN, policy.can_keep_day, policy.days_kept_by)
def edit_now(key: str) -> ResponseReturnValue:
    """Change it."""
    with reading() as session:
        found = found_day(session, current_actor(), key)
    _refuse_others(found)
    form = DayForm()
    if not form.validate():
        return _page(form, found), 422
    try:
        with writing() as session:
            edit_day(session, current_actor(), key, form.plan())
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _page(form, found), 422
    except Conflict as refusal:
        if refusal.reason != "stale":
            raise
        form.form_errors.append(_("别人刚刚改过这次观摩会。请核对后再保存，您填写的内容还在。"))
        with reading() as session:
            present = found_day(session, current_actor(), key)
        form.revision.data = str(present.revision)
        return _page(form, present, theirs=_told(present)), 409
    flash(_("已保存。"), "success")
    return redirect(url_for("demonstrations.day", key=key), 303)


@demonstrations.post("/demonstrations/<key>/cancel")
@allow(Audience.SIGNED_IN, policy.can_keep_day, policy.days_kept_by)
def cancel(key: str) -> ResponseReturnValue:
    """Call it off, with a reason."""
    form = AnswerForm()
    try:
        with writing() as session:
            cancel_day(session, current_actor(), key, Answer(whole(form.revision.data), form.reason.data or ""))
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        with reading() as session:
            found = day_page(session, current_actor(), key)
        return show_day(found, 0, cancelling=form), 422
    flash(_("观摩会已取消，已通知有账号的报名者。"), "success")
    return redirect(url_for("demonstrations.day", key=key), 303)


def _refuse_others(found: Demonstration) -> None:
    if not policy.can_keep_day(current_actor(), found):
        raise NotAllowed


def _page(form: DayForm, found: Demonstration | None, theirs: list[tuple[str, Any]] | None = None) -> str:
    with reading() as session:
        hosts = hosts_of(session, current_actor(), found)
    form.host.choices = [(f"{each.organisation_id}:{each.studio_id}", each.name) for each in hosts]
    return render_template(
        "demonstrations/plan.html", form=form, day=found, hosts=hosts, faults=summary(form), theirs=theirs or []
    )


def _told(found: Demonstration) -> list[tuple[str, Any]]:
    return [(_("观摩会名称"), found.title), (_("时间"), when_words(found)), (_("地点"), found.place)]
