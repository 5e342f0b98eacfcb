"""What somebody keeps of their searches: saved ones, recent ones, drafts of requests for help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import Conflict, Invalid, NotFound
from webapp.directory.routes.showing import present_vocabularies
from webapp.documents.labels import card_view
from webapp.notices.kinds import NoticeKind
from webapp.search import policy
from webapp.search.actions import keeping
from webapp.search.alerting import NOTICE
from webapp.search.asking import arguments_of, question_from
from webapp.search.forms import DraftForm, SaveSearchForm, SearchNameForm, fault_words
from webapp.search.models import NAME_LIMIT
from webapp.search.queries import keeping as kept
from webapp.search.routes.part import blueprint, present_tabs, search_index
from webapp.search.tallying import count_search
from webapp.web.both_sides import form_beside
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, lazy
from webapp.web.site import reading, writing

ID_LIMIT = 2**31


@blueprint.get("/searches")
@allow(Audience.SIGNED_IN, policy.can_keep_search, policy.searches_kept_by)
def searches() -> str:
    """The saved searches with their new hits, and what one searched for last."""
    with reading() as session:
        saved = kept.saved_searches(session, current_actor())
        recent = kept.recent_searches(session, current_actor())
        drafts = len(kept.help_requests(session, current_actor()))
    return render_template(
        "search/searches.html",
        saved=[(each, results_address(each.arguments)) for each in saved],
        recent=[(text, url_for("search.results", q=text)) for text in recent],
        draft_count=drafts,
    )


@blueprint.post("/searches")
@allow(Audience.SIGNED_IN, policy.can_keep_search)
def save_search() -> ResponseReturnValue:
    """Keep a search."""
    form = SaveSearchForm()
    question = question_from(parse_qs((form.search.data or "")[:4000]), 1, present_tabs())
    address = results_address(arguments_of(question))
    if not form.validate():
        flash(_("请给搜索起一个不超过 %(limit)s 个字的名称。", limit=NAME_LIMIT), "error")
        return redirect(address, 303)
    try:
        with writing() as session:
            keeping.save_search(session, current_actor(), form.name.data, arguments_of(question))
    except Invalid as refusal:
        fault = refusal.faults[0]
        flash(fault_words()[fault.code] % dict(fault.figures or {}), "error")
        return redirect(address, 303)
    flash(_("已保存。有新成果时会在消息里告诉您。"), "success")
    return redirect(url_for("search.searches"), 303)


@blueprint.get("/searches/<int:search_id>")
@allow(Audience.SIGNED_IN, policy.can_keep_search, policy.searches_kept_by)
def saved_search(search_id: int) -> str:
    """What was found newly for a saved search, and its name to be changed."""
    form = SearchNameForm(formdata=None)
    with reading() as session:
        found, cards = kept.saved_search(session, current_actor(), _id(search_id))
    form.name.data, form.revision.data = found.name, str(found.revision)
    return _saved_page(found, cards, form)


@blueprint.post("/searches/<int:search_id>")
@allow(Audience.SIGNED_IN, policy.can_keep_search)
def rename_search(search_id: int) -> ResponseReturnValue:
    """Give a saved search another name."""
    form = SearchNameForm()
    with reading() as session:
        found, cards = kept.saved_search(session, current_actor(), _id(search_id))
    if not form.validate():
        return _saved_page(found, cards, form), 422
    try:
        with writing() as session:
            keeping.rename_search(session, current_actor(), search_id, form.seen_revision, form.name.data)
    except Conflict as refusal:
        return form_beside(refusal, form, found.name, url_for("search.saved_search", search_id=search_id))
    flash(_("已保存。"), "success")
    return redirect(url_for("search.searches"), 303)


@blueprint.post("/searches/<int:search_id>/<any(pause,resume,delete):change>")
@allow(Audience.SIGNED_IN, policy.can_keep_search)
def change_search(search_id: int, change: str) -> ResponseReturnValue:
    """Pause the alerts of a saved search, resume them, or delete it."""
    with writing() as session:
        if change == "delete":
            keeping.delete_search(session, current_actor(), _id(search_id))
        else:
            keeping.pause_search(session, current_actor(), _id(search_id), paused=change == "pause")
    words = {"delete": _("已删除。"), "pause": _("已暂停提醒。"), "resume": _("已恢复提醒。")}
    flash(words[change], "success")
    return redirect(url_for("search.searches"), 303)


@blueprint.post("/searches/recent")
@allow(Audience.SIGNED_IN)
def note_search() -> ResponseReturnValue:
    """Remember what was searched for, and count it without who it was; or count that a hit was opened."""
    text, is_click = request.form.get("q", "")[:200], request.form.get("what") == "click"
    with writing() as session:
        if not is_click:
            keeping.remember_search(session, current_actor(), text)
        count_search(session, search_index(), text, is_click=is_click)
    return Response(status=204, mimetype="text/plain")


@blueprint.post("/searches/recent/forget")
@allow(Audience.SIGNED_IN)
def forget_searches() -> ResponseReturnValue:
    """Forget one recent search, or all."""
    text = request.form.get("text")
    with writing() as session:
        keeping.forget_searches(session, current_actor(), None if text is None else [text])
    return redirect(url_for("search.searches") + "#recent", 303)


@blueprint.get("/help-requests")
@allow(Audience.SIGNED_IN, policy.can_draft_request, policy.requests_drafted_by)
def help_requests() -> str:
    """One's own drafts of requests for help."""
    with reading() as session:
        drafts = kept.help_requests(session, current_actor())
    return render_template("search/help_requests.html", drafts=drafts)


@blueprint.get("/help-requests/new")
@allow(Audience.SIGNED_IN)
def new_request() -> str:
    """The form for a request, filled with what was searched for in vain."""
    form = DraftForm(formdata=None)
    searched = " ".join(request.args.get("q", "").split())[:200]
    form.searched.data = searched
    form.title.data = searched[: keeping.TITLE_LIMIT]
    form.text.data = _("在成果库中搜索过“%(text)s”，没有找到合适的成果。", text=searched) + "\n" if searched else ""
    return _draft_page(form)


@blueprint.post("/help-requests/new")
@allow(Audience.SIGNED_IN, policy.can_draft_request)
def draft_request() -> ResponseReturnValue:
    """Keep a request as a draft."""
    form = DraftForm()
    if not form.validate():
        return _draft_page(form), 422
    try:
        with writing() as session:
            keeping.draft_request(session, current_actor(), form.draft())
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _draft_page(form), 422
    flash(_("已存为草稿，只有您自己看得到。"), "success")
    return redirect(url_for("search.help_requests"), 303)


@blueprint.get("/help-requests/<int:request_id>")
@allow(Audience.SIGNED_IN, policy.can_draft_request, policy.requests_drafted_by)
def help_request(request_id: int) -> str:
    """One draft, to be changed."""
    form = DraftForm(formdata=None)
    with reading() as session:
        row = kept.help_request(session, current_actor(), _id(request_id))
    form.title.data, form.text.data, form.revision.data = row.title, row.text, str(row.revision)
    form.searched.data = row.searched
    return _draft_page(form, request_id)


@blueprint.post("/help-requests/<int:request_id>")
@allow(Audience.SIGNED_IN, policy.can_draft_request)
def edit_request(request_id: int) -> ResponseReturnValue:
    """Save a draft."""
    form = DraftForm()
    with reading() as session:
        row = kept.help_request(session, current_actor(), _id(request_id))
    if not form.validate():
        return _draft_page(form, request_id), 422
    try:
        with writing() as session:
            keeping.edit_request(session, current_actor(), request_id, form.seen_revision, form.draft())
    except Conflict as refusal:
        return form_beside(refusal, form, row.title, url_for("search.help_request", request_id=request_id))
    flash(_("已保存。"), "success")
    return redirect(url_for("search.help_requests"), 303)


@blueprint.post("/help-requests/<int:request_id>/delete")
@allow(Audience.SIGNED_IN, policy.can_draft_request)
def delete_request(request_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    with writing() as session:
        keeping.delete_request(session, current_actor(), _id(request_id))
    flash(_("已删除。"), "success")
    return redirect(url_for("search.help_requests"), 303)


def results_address(arguments: Mapping[str, Sequence[str]]) -> str:
    """The address of a search."""
    values: dict[str, Any] = {name: list(texts) for name, texts in arguments.items()}
    return url_for("search.results", **values)


def notice_kind() -> NoticeKind:
    """How new hits are told: without their number, which could tell of one that is hidden by now."""

    def may_know(session: Session, actor: Actor, subject_ids: Sequence[int]) -> frozenset[int]:
        return kept.searches_with_news(session, actor, subject_ids)

    return NoticeKind(
        name=NOTICE,
        icon="search",
        wording=lambda _subject, params: _("您保存的搜索“%(name)s”有新成果", name=params.get("name", "")),
        url=lambda subject, _params: url_for("search.saved_search", search_id=subject),
        may_know=may_know,
        label=lazy("保存的搜索有新成果"),
    )


def _id(number: int) -> int:
    if number >= ID_LIMIT:
        raise NotFound
    return number


def _saved_page(found: kept.Saved, cards: Sequence[Any], form: SearchNameForm) -> str:
    words = present_vocabularies()
    return render_template(
        "search/saved_search.html",
        saved=found,
        cards=[card_view(card, words) for card in cards],
        address=results_address(found.arguments),
        form=form,
    )


def _draft_page(form: DraftForm, request_id: int | None = None) -> str:
    return render_template("search/help_request.html", form=form, request_id=request_id)
