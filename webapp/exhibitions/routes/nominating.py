"""Calls for nominations: what studios see of them, nominating, and how both sides answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import Conflict, Invalid
from webapp.base.paging import page_number
from webapp.documents.policy import owns
from webapp.exhibitions import following_policy, policy
from webapp.exhibitions.actions import nominating
from webapp.exhibitions.following_forms import NominateForm, SayForm
from webapp.exhibitions.following_labels import NOMINATION_STATES, fault_words
from webapp.exhibitions.models import Nomination
from webapp.exhibitions.queries import nominating as read
from webapp.exhibitions.routes.part import blueprint
from webapp.web.both_sides import form_beside
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, writing

Deed = Callable[[Session, Actor, str, nominating.Say], Nomination]
DEEDS: Mapping[str, Deed] = {
    "answer": nominating.answer_nomination,
    "withdraw": nominating.withdraw_nomination,
    "ask": nominating.ask_back,
    "decline": nominating.decline_nomination,
}


@blueprint.get("/exhibitions/calls")
@allow(Audience.WRITER, following_policy.can_see_call, following_policy.calls_seen_by)
def calls() -> ResponseReturnValue:
    """Exhibitions that call for results, also before they open."""
    with reading() as session:
        found = read.open_calls(session, current_actor())
    number = request.args.get("document", "")[:20]
    return render_template("exhibitions/calls.html", calls=found, number=number)


@blueprint.get("/exhibitions/calls/<key>")
@allow(Audience.WRITER, following_policy.can_see_call, following_policy.calls_seen_by)
def call(key: str) -> ResponseReturnValue:
    """One call, what one's side nominated, and the form."""
    form = NominateForm(formdata=None)
    form.number.data = request.args.get("document", "")[:20]
    return _call_page(key, form)


@blueprint.post("/exhibitions/calls/<key>")
@allow(Audience.WRITER, following_policy.can_see_call, owns)
def nominate(key: str) -> ResponseReturnValue:
    """Nominate a document."""
    form = NominateForm()
    try:
        with writing() as session:
            row = nominating.nominate(session, current_actor(), key, form.command())
            nomination_key = row.key
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _call_page(key, form), 422
    flash(_("已提名，策展人答复后会在消息里告诉您。"), "success")
    return redirect(url_for("exhibitions.nomination", key=nomination_key), 303)


@blueprint.get("/exhibitions/nominations/<key>")
@allow(Audience.SIGNED_IN, following_policy.can_see_nomination, following_policy.nominations_seen_by)
def nomination(key: str) -> ResponseReturnValue:
    """One nomination, for the studio and for the curators."""
    return _nomination_page(key, SayForm(formdata=None))


@blueprint.post("/exhibitions/nominations/<key>/<any(answer,withdraw,ask,decline,accept):move>")
@allow(Audience.SIGNED_IN, following_policy.can_see_nomination, following_policy.nominations_seen_by, policy.can_curate)
def answer_nomination(key: str, move: str) -> ResponseReturnValue:
    """Answer, withdraw; ask back, decline, accept."""
    form = SayForm()
    here = url_for("exhibitions.nomination", key=key)
    try:
        with writing() as session:
            if move == "accept":
                nominating.accept_nomination(session, current_actor(), key, form.hall.data or "", form.command())
            else:
                DEEDS[move](session, current_actor(), key, form.command())
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _nomination_page(key, form), 422
    except Conflict as refusal:
        return form_beside(refusal, form, _("提名"), here)
    flash(_moved_words(move), "success")
    return redirect(here, 303)


@blueprint.get("/exhibitions/<key>/nominations")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def nominations(key: str) -> ResponseReturnValue:
    """The nominations for an exhibition."""
    wanted = request.args.get("state", "")
    state = wanted if wanted in NOMINATION_STATES else ""
    with reading() as session:
        exhibition, page, counts = read.nominations_page(
            session, current_actor(), key, state, page_number(request.args.get("page"))
        )
    return render_template(
        "exhibitions/nominations.html",
        exhibition=exhibition,
        page=page,
        counts=counts,
        state=state,
        page_address=lambda number: url_for(
            "exhibitions.nominations", key=key, state=state or None, page=number if number > 1 else None
        ),
    )


def _call_page(key: str, form: NominateForm) -> str:
    actor = current_actor()
    with reading() as session:
        exhibition_id, line, audience = read.called(session, actor, key)
        choices, hidden = read.nominable(session, actor, exhibition_id, audience)
        own = read.own_nominations(session, actor, exhibition_id)
    form.number.choices = [("", _("请选择"))] + [(number, f"{number} {title}") for number, title in choices]
    return render_template(
        "exhibitions/call.html", call=line, form=form, own=own, has_choice=bool(choices), hidden=hidden
    )


def _nomination_page(key: str, form: SayForm) -> str:
    with reading() as session:
        found = read.nomination_page(session, current_actor(), key)
    form.hall.choices = list(found.halls)
    form.revision.data = form.revision.data or str(found.line.revision)
    return render_template("exhibitions/nomination.html", found=found, form=form)


def _moved_words(move: str) -> str:
    return {
        "answer": _("已答复策展人。"),
        "withdraw": _("已撤回提名。"),
        "ask": _("已请提名方补充。"),
        "decline": _("已答复提名方。"),
        "accept": _("已放入展厅，并已告知提名方。"),
    }[move]
