"""Recommending results upward: the list, its order, what became of it, and the list as a Word document."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.errors import Conflict, Invalid
from webapp.exhibitions import policy
from webapp.exhibitions.actions import recommending
from webapp.exhibitions.following_forms import RecommendationForm, RecommendForm
from webapp.exhibitions.following_labels import LEVELS, fault_words
from webapp.exhibitions.models import Exhibition
from webapp.exhibitions.queries import recommending as read
from webapp.exhibitions.queries.recommending import RecommendationLine
from webapp.exhibitions.routes.files import WORD, sent
from webapp.exhibitions.routes.part import blueprint
from webapp.exhibitions.summary import recommendation_list
from webapp.exhibitions.workflow import RecommendationMove
from webapp.web.both_sides import form_beside
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, writing

ID = "<int(max=2147483647):recommendation_id>"


@blueprint.get("/exhibitions/<key>/recommendations")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def recommendations(key: str) -> ResponseReturnValue:
    """The list, by level."""
    return _page(key, RecommendForm(formdata=None))


@blueprint.post("/exhibitions/<key>/recommendations")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def recommend(key: str) -> ResponseReturnValue:
    """Put documents on the list."""
    form = RecommendForm()
    try:
        with writing() as session:
            command = form.command(request.form.getlist("numbers"))
            count = recommending.recommend(session, current_actor(), key, command)
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _page(key, form, request.form.getlist("numbers")), 422
    flash(_("已列入 %(n)s 项。写好理由后报送。", n=count) if count else _("这些成果已经在名单上。"), "success")
    return redirect(url_for("exhibitions.recommendations", key=key), 303)


@blueprint.post(f"/exhibitions/<key>/recommendations/{ID}")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def edit_recommendation(key: str, recommendation_id: int) -> ResponseReturnValue:
    """Change the reason and the selection of one."""
    form = RecommendationForm()
    here = url_for("exhibitions.recommendations", key=key)
    try:
        with writing() as session:
            recommending.edit_recommendation(session, current_actor(), key, recommendation_id, form.command())
    except Invalid as refusal:
        flash(_sentence(refusal), "error")
        return redirect(here, 303)
    except Conflict as refusal:
        return form_beside(refusal, form, _("推荐理由"), here)
    flash(_("已保存。"), "success")
    return redirect(f"{here}#r{recommendation_id}", 303)


@blueprint.post(f"/exhibitions/<key>/recommendations/{ID}/<any(up,down,remove,recall,take,not_take,reopen):move>")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def move_recommendation(key: str, recommendation_id: int, move: str) -> ResponseReturnValue:
    """Move one, take it off the list, or write down what became of it."""
    form = RecommendationForm()
    here = url_for("exhibitions.recommendations", key=key)
    actor = current_actor()
    try:
        with writing() as session:
            if move in ("up", "down"):
                recommending.move_recommendation(session, actor, key, recommendation_id, is_up=move == "up")
            elif move == "remove":
                recommending.remove_recommendation(session, actor, key, recommendation_id)
            else:
                done = RecommendationMove(move)
                recommending.answer_recommendation(session, actor, key, recommendation_id, done, form.seen_revision)
    except Conflict as refusal:
        return form_beside(refusal, form, _("推荐"), here)
    return redirect(here if move == "remove" else f"{here}#r{recommendation_id}", 303)


@blueprint.post("/exhibitions/<key>/recommendations/send")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def send_recommendations(key: str) -> ResponseReturnValue:
    """Send the drafts of one level."""
    try:
        with writing() as session:
            level = request.form.get("level", "")
            count = recommending.send_recommendations(session, current_actor(), key, level)
    except Invalid as refusal:
        flash(_sentence(refusal), "error")
    else:
        flash(_("已报送 %(n)s 项，并告知了完成方。", n=count), "success")
    return redirect(url_for("exhibitions.recommendations", key=key), 303)


@blueprint.get("/exhibitions/<key>/recommendations.docx")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def recommendation_document(key: str) -> ResponseReturnValue:
    """The list of one level as a Word document."""
    with reading() as session:
        exhibition, lines = read.recommendations(session, current_actor(), key)
    asked = request.args.get("level", "")
    levels = [each for each in recommending.levels_above(exhibition.level) if asked in ("", each)]
    listed = {each: _of_level(lines, each) for each in levels}
    made = recommendation_list(exhibition, {level: rows for level, rows in listed.items() if rows})
    return sent(made, WORD, f"{exhibition.title}-{_('推荐名单')}.docx")


def _of_level(lines: list[RecommendationLine], level: str) -> list[RecommendationLine]:
    return [line for line in lines if line.level == level]


def _page(key: str, form: RecommendForm, numbers: list[str] | None = None) -> str:
    with reading() as session:
        exhibition, lines = read.recommendations(session, current_actor(), key)
        offered = read.offered(session, exhibition)
    levels = recommending.levels_above(exhibition.level)
    form.level.choices = [(level, str(LEVELS[level])) for level in levels]
    groups = [(level, rows) for level in levels if (rows := _of_level(lines, level))]
    return render_template(
        "exhibitions/recommendations.html",
        exhibition=exhibition,
        form=form,
        offered=offered,
        numbers=numbers or [],
        groups=groups,
        listed={line.number for line in lines},
        edit=_edit_form,
        is_top=not levels,
    )


def _edit_form(exhibition: Exhibition, line: RecommendationLine) -> RecommendationForm:
    form = RecommendationForm(formdata=None, prefix="")
    for field in (form.selection, form.reason):
        field.id = f"{field.name}-{line.id}"
    form.selection.data, form.reason.data, form.revision.data = line.selection, line.reason, str(line.revision)
    return form


def _sentence(refusal: Invalid) -> str:
    fault = refusal.faults[0]
    return fault_words().get(fault.code, fault.code) % dict(fault.figures or {})
