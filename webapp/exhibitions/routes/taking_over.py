"""Exhibitions whose curators have all lost that right: they are given a new one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.errors import Invalid
from webapp.exhibitions import policy
from webapp.exhibitions.actions.curators import take_over
from webapp.exhibitions.curating_forms import Empty
from webapp.exhibitions.labels import ICONS, STATES, TONES
from webapp.exhibitions.queries.curators import left_exhibitions, possible_curators
from webapp.exhibitions.routes.part import blueprint
from webapp.web.forms import whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, writing


@blueprint.get("/exhibitions/without-curator")
@allow(Audience.CURATING, policy.can_take_over, policy.exhibitions_taken_over_by)
def without_curator() -> str:
    """The exhibitions nobody can curate, each with a choice of who shall."""
    with reading() as session:
        found = left_exhibitions(session, current_actor())
        possible = possible_curators(session)
    return render_template(
        "exhibitions/without_curator.html",
        found=found,
        possible=[(account, name) for account, name in possible],
        chosen=current_actor().account_id,
        states=STATES,
        tones=TONES,
        icons=ICONS,
    )


@blueprint.post("/exhibitions/<key>/take-over")
@allow(Audience.CURATING, policy.can_take_over, policy.exhibitions_taken_over_by)
def name_new_curator(key: str) -> ResponseReturnValue:
    """Name a curator for one of them."""
    Empty().validate()
    account = whole_number(request.form.get("account_id", ""))
    try:
        with writing() as session:
            take_over(session, current_actor(), key, account)
    except Invalid:
        flash(_("请从列表中选择一位策展人。"), "error")
        return without_curator(), 422
    flash(_("已指定策展人，并通知了本人。"), "success")
    if account == current_actor().account_id:
        return redirect(url_for("exhibitions.arrange", key=key), 303)
    return redirect(url_for("exhibitions.without_curator"), 303)
