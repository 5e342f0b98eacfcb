"""Answering: confirming, objecting, ending, taking back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.adoptions import policy
from webapp.adoptions.actions.answering import confirm, dispute, end, withdraw
from webapp.adoptions.actions.commands import Answer
from webapp.adoptions.forms import AnswerForm, fault_words, whole
from webapp.adoptions.queries.listing import sums_of
from webapp.adoptions.queries.reading import adoption_page
from webapp.adoptions.queries.sums import Sums
from webapp.adoptions.routes.page import show_adoption
from webapp.adoptions.routes.part import blueprint
from webapp.base.errors import Conflict, Invalid, NotFound
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, writing

DEEDS: Mapping[str, Callable[..., Any]] = {"confirm": confirm, "dispute": dispute, "end": end, "withdraw": withdraw}


@blueprint.post("/adoptions/<key>/answer")
@allow(Audience.SIGNED_IN, policy.can_answer, policy.can_edit_adoption, policy.can_withdraw)
def answer(key: str) -> ResponseReturnValue:
    """Do what the form says (``do`` is confirm, dispute, end or withdraw)."""
    wanted = request.form.get("do", "")
    if wanted not in DEEDS:
        raise NotFound
    form = AnswerForm()
    command = Answer(whole(form.revision.data), form.reason.data or "", form.ended.data or "")
    try:
        with writing() as session:
            DEEDS[wanted](session, current_actor(), key, command)
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _again(key, form, wanted), 422
    except Conflict as refusal:
        if refusal.reason != "stale":
            raise
        form.form_errors.append(_("对方刚刚改过内容。请看过下面的最新内容，再决定。"))
        return _again(key, form, wanted), 409
    flash(_said(wanted), "success")
    return redirect(url_for("adoptions.adoption", key=key), 303)


def _again(key: str, form: AnswerForm, wanted: str) -> str:
    with reading() as session:
        found = adoption_page(session, current_actor(), key)
        sums = sums_of(session, [found.adoption.id]).get(found.adoption.id, Sums())
    return show_adoption(found, sums, form, wanted)


def _said(wanted: str) -> str:
    return {
        "confirm": _("已确认，从现在起计入统计。"),
        "dispute": _("已提出异议，对方会收到您的理由。"),
        "end": _("已登记停用，此前的效益仍然有效。"),
        "withdraw": _("已撤销，不再计入统计。"),
    }[wanted]
