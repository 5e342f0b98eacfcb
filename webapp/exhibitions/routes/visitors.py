"""Visitors leave word without an account: what they want of an item, and words in the guest book."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.errors import Conflict, Fault, Invalid, NotFound
from webapp.base.paging import page_number
from webapp.exhibitions.actions.visiting import leave_intent, withdraw_intent, write_entry
from webapp.exhibitions.counting import FLOOD, Flood
from webapp.exhibitions.models import Exhibition
from webapp.exhibitions.queries.showing import Shown, visited
from webapp.exhibitions.queries.visiting import intent_by_key, shown_entries
from webapp.exhibitions.routes.cards import card_of
from webapp.exhibitions.routes.drawing import stage_of
from webapp.exhibitions.routes.part import blueprint
from webapp.exhibitions.routes.visiting import RULES, intent_kinds
from webapp.exhibitions.routes.ways import Way
from webapp.exhibitions.visitor_forms import FAULTS, LIMITS, EntryForm, IntentForm, Trapped
from webapp.exhibitions.workflow import ExhibitionState, IntentKind
from webapp.web.guard import Audience, allow, current_actor, network_of
from webapp.web.i18n import _
from webapp.web.site import reading, site, writing


@blueprint.get("/exhibitions/<key>/intent")
@allow(Audience.EVERYONE, *RULES)
def intent(key: str) -> ResponseReturnValue:
    """The form for saying what one wants of an item, or of the show."""
    wanted = request.args.get("kind", "")
    form = IntentForm(
        formdata=None, item=request.args.get("item", ""), kind=wanted if wanted in list(IntentKind) else IntentKind.USE
    )
    return _intent_page(key, form)


@blueprint.post("/exhibitions/<key>/intent")
@allow(Audience.EVERYONE, *RULES)
def leave(key: str) -> ResponseReturnValue:
    """Keep what one wants; the private address it leads to is where it can be withdrawn."""
    form = IntentForm()
    try:
        _refuse_programs(form)
        with writing() as session:
            row = leave_intent(session, current_actor(), key, form.command())
    except Invalid as refusal:
        form.refuse(refusal, _words())
        return _intent_page(key, form), 422
    return redirect(url_for("exhibitions.own_intent", intent=row.key), 303)


@blueprint.get("/exhibition-intents/<intent>")
@allow(Audience.EVERYONE)
def own_intent(intent: str) -> ResponseReturnValue:
    """What one left, behind its private key."""
    with reading() as session:
        found = intent_by_key(session, intent)
        stage = _own_stage(session, found.exhibition)
    exhibit = stage.shown.by_key.get(found.intent.item_key) if stage is not None else None
    words = {key: label for key, label, _help in intent_kinds()}
    return render_template(
        "exhibitions/show/own_intent.html",
        found=found,
        item_title=exhibit.title if exhibit is not None else "",
        item_url=Way(found.exhibition.key).item(found.intent.item_key) if exhibit is not None else "",
        show_url=url_for("exhibitions.cover", key=found.exhibition.key) if stage is not None else "",
        kind=words[found.intent.kind],
    )


@blueprint.post("/exhibition-intents/<intent>")
@allow(Audience.EVERYONE)
def withdraw(intent: str) -> ResponseReturnValue:
    """Have what one left deleted."""
    with writing() as session:
        withdraw_intent(session, current_actor(), intent)
    flash(_("已撤回，您的姓名、单位、联系方式和留言都已删除。"), "success")
    return redirect(url_for("exhibitions.own_intent", intent=intent), 303)


@blueprint.get("/exhibitions/<key>/guest-book")
@allow(Audience.EVERYONE, *RULES)
def guest_book(key: str) -> ResponseReturnValue:
    """Words of visitors, and the form for one's own."""
    return _book_page(key, EntryForm(formdata=None))


@blueprint.post("/exhibitions/<key>/guest-book")
@allow(Audience.EVERYONE, *RULES)
def write(key: str) -> ResponseReturnValue:
    """Leave words; they are shown once a curator has read them."""
    form = EntryForm()
    try:
        _refuse_programs(form)
        with writing() as session:
            write_entry(session, current_actor(), key, form.command())
    except Invalid as refusal:
        form.refuse(refusal, _words())
        return _book_page(key, form), 422
    flash(_("谢谢留言。主办方看过以后就会显示在这里。"), "success")
    return redirect(url_for("exhibitions.guest_book", key=key), 303)


def _intent_page(key: str, form: IntentForm) -> str:
    with reading() as session:
        exhibition, shown = visited(session, current_actor(), key)
    exhibit = shown.by_key.get(form.item.data or "")
    if form.item.data and (exhibit is None or exhibit.is_halted):
        raise NotFound
    if exhibition.state != ExhibitionState.OPEN:
        raise Conflict("state")
    way = Way(key)
    card = card_of(exhibit, way) if exhibit is not None else None
    return _page("intent", exhibition, shown, form=form, card=card, kinds=intent_kinds(), limits=LIMITS)


def _book_page(key: str, form: EntryForm) -> str:
    with reading() as session:
        exhibition, shown = visited(session, current_actor(), key)
        if not exhibition.has_guest_book:
            raise NotFound
        page = shown_entries(session, exhibition.id, page_number(request.args.get("page")))
    return _page("guest_book", exhibition, shown, form=form, page=page, limits=LIMITS)


def _page(name: str, exhibition: Exhibition, shown: Shown, **values: Any) -> str:
    stage = stage_of(exhibition, shown, Way(exhibition.key))
    return render_template(
        f"exhibitions/show/{name}.html",
        stage=stage,
        way=stage.way,
        show=shown.show,
        halls=stage.halls,
        description="",
        banner="",
        og_url="",
        **values,
    )


def _own_stage(session: Any, exhibition: Exhibition) -> Any:
    """What is on show there for whoever looks; None when nothing is."""
    try:
        found, shown = visited(session, current_actor(), exhibition.key)
    except NotFound:
        return None
    return stage_of(found, shown, Way(found.key))


def _refuse_programs(form: Trapped) -> None:
    if form.is_trapped:
        raise Invalid(Fault("", "trap"))
    flood: Flood = site().parts[FLOOD]
    network = network_of(request.remote_addr)
    if network and flood.is_over(network):
        raise Invalid(Fault("", "flood"))


def _words() -> dict[str, str]:
    return {code: str(words) for code, words in FAULTS.items()}
