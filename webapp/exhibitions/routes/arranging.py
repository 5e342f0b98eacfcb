"""Arranging halls and items: one form that works without a script, and the same moves asked for by one."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.base.errors import Conflict, Invalid, NotFound
from webapp.directory.routes.filling import rendered, summary
from webapp.exhibitions import policy
from webapp.exhibitions.actions.arranging import (
    HALL_LIMIT,
    ITEM_LIMIT,
    add_hall,
    move_hall,
    move_item,
    move_items,
    remove_hall,
    remove_items,
    step_hall,
    step_item,
)
from webapp.exhibitions.actions.editing import edit_hall
from webapp.exhibitions.actions.undoing import undo
from webapp.exhibitions.curating_forms import Empty, HallForm, fault_words
from webapp.exhibitions.labels import CHANGES, KINDS
from webapp.exhibitions.models import Hall
from webapp.exhibitions.queries.arranging import board, hall_named, last_change, order_of
from webapp.exhibitions.queries.showing import exhibition_curated
from webapp.exhibitions.routes.part import blueprint
from webapp.exhibitions.routes.problem_words import problem_words
from webapp.web.both_sides import both_sides
from webapp.web.forms import whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, ngettext
from webapp.web.site import reading, writing

STEPS = {"up": -1, "down": 1}


@blueprint.get("/exhibitions/<key>/arrange")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def arrange(key: str) -> str:
    """The board: halls with their items, to be moved by hand, by keyboard or by buttons."""
    with reading() as session:
        found = board(session, current_actor(), key)
    return render_template(
        "exhibitions/arrange.html",
        board=found,
        exhibition=found.exhibition,
        may_change=policy.can_change(current_actor(), found.exhibition),
        kinds=KINDS,
        changes=CHANGES,
        problem_words=problem_words,
        hall_limit=HALL_LIMIT,
        item_limit=ITEM_LIMIT,
    )


@blueprint.post("/exhibitions/<key>/arrange/items")
@allow(Audience.CURATOR, policy.can_change, policy.exhibitions_changed_by)
def arrange_items(key: str) -> ResponseReturnValue:
    """Move items: ``step`` is "up:<item>" or "down:<item>"; ``place`` one item after another; ``do`` those ticked."""
    Empty().validate()
    step, _sign, stepped = request.form.get("step", "").partition(":")
    items = request.form.getlist("item")
    done = ""

    def change(session: Session) -> None:
        nonlocal done
        if step in STEPS:
            step_item(session, current_actor(), key, stepped, STEPS[step])
        elif request.form.get("do") == "remove":
            count = remove_items(session, current_actor(), key, items)
            done = ngettext("已移除 %(num)s 件展品。", "已移除 %(num)s 件展品。", count)
        elif request.form.get("do") == "place" and items:
            after = request.form.get("after") or None
            move_item(session, current_actor(), key, items[0], request.form.get("hall", ""), after)
        else:
            count = move_items(session, current_actor(), key, items, request.form.get("hall", ""))
            done = ngettext("已移动 %(num)s 件展品。", "已移动 %(num)s 件展品。", count)

    if not step and not items:
        return _arranged(key, "", _("请先勾选展品。"))
    return _changed(key, change, lambda: done, stepped)


@blueprint.post("/exhibitions/<key>/arrange/halls")
@allow(Audience.CURATOR, policy.can_change, policy.exhibitions_changed_by)
def arrange_halls(key: str) -> ResponseReturnValue:
    """Add a hall (``title``), move one (``step`` or ``hall`` and ``after``), or take one away (``remove``)."""
    Empty().validate()
    step, _sign, stepped = request.form.get("step", "").partition(":")
    removed = request.form.get("remove", "")
    moved = request.form.get("hall", "")

    def change(session: Session) -> None:
        actor = current_actor()
        if step in STEPS:
            step_hall(session, actor, key, stepped, STEPS[step])
        elif removed:
            remove_hall(session, actor, key, removed)
        elif moved:
            move_hall(session, actor, key, moved, request.form.get("after") or None)
        else:
            add_hall(session, actor, key, request.form.get("title", ""))

    words = _("展厅已移除；点“撤销”可以恢复。") if removed else ""
    return _changed(key, change, lambda: words, stepped or moved)


@blueprint.post("/exhibitions/<key>/arrange/undo")
@allow(Audience.CURATOR, policy.can_change, policy.exhibitions_changed_by)
def undo_change(key: str) -> ResponseReturnValue:
    """Take back one's own latest change."""
    Empty().validate()
    ordinal = whole_number(request.form.get("ordinal", ""))

    def change(session: Session) -> None:
        undo(session, current_actor(), key, ordinal)

    return _changed(key, change, lambda: _("已撤销。"), "")


@blueprint.get("/exhibitions/<key>/halls/<hall>/edit")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def hall_editor(key: str, hall: str) -> str:
    """The form for the title and the wall text of a hall."""
    found = _hall(key, hall)
    form = HallForm(formdata=None)
    form.fill(found)
    return _hall_page(key, hall, form)


@blueprint.post("/exhibitions/<key>/halls/<hall>/edit")
@allow(Audience.CURATOR, policy.can_change, policy.exhibitions_changed_by)
def change_hall(key: str, hall: str) -> ResponseReturnValue:
    """Say it anew; where somebody else was quicker, both texts are shown."""
    _hall(key, hall)
    form = HallForm()
    if not form.validate():
        return _hall_page(key, hall, form), 422
    edit = form.hall()
    try:
        rendered(edit.text, "text")
        with writing() as session:
            edit_hall(session, current_actor(), key, hall, edit)
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _hall_page(key, hall, form), 422
    except Conflict as refusal:
        if refusal.reason != "stale":
            raise
        present = _hall(key, hall)
        labels = {name: form[name].label.text for name in ("title", "text")}
        address = url_for("exhibitions.hall_editor", key=key, hall=hall)
        theirs, mine = {"title": present.title, "text": present.text}, {"title": edit.title, "text": edit.text}
        texts = [(label, theirs[name], mine[name]) for name, label in labels.items()]
        return both_sides(present.title, address, present.revision, texts)
    flash(_("已保存。"), "success")
    return redirect(url_for("exhibitions.arrange", key=key, _anchor=f"hall-{hall}"), 303)


def _hall(key: str, hall: str) -> Hall:
    with reading() as session:
        exhibition = exhibition_curated(session, current_actor(), key)
        found = hall_named(session, exhibition, hall)
    if found is None:
        raise NotFound
    return found


def _hall_page(key: str, hall: str, form: HallForm) -> str:
    with reading() as session:
        exhibition = exhibition_curated(session, current_actor(), key)
        found = hall_named(session, exhibition, hall)
    return render_template(
        "exhibitions/hall_edit.html",
        form=form,
        exhibition=exhibition,
        hall=found,
        faults=summary(form),
        may_change=policy.can_change(current_actor(), exhibition),
    )


def _changed(key: str, change: Callable[[Session], None], words: Callable[[], str], anchor: str) -> ResponseReturnValue:
    """Make a change and answer with the page, or with the order there is now for the script that asked."""
    try:
        with writing() as session:
            change(session)
    except Invalid as refusal:
        fault = refusal.faults[0]
        text = fault_words().get(fault.code, fault.code) % dict(fault.figures or {})
        return _arranged(key, anchor, text, 422)
    except Conflict as refusal:
        text = _conflicts().get(refusal.reason, "")
        if not text:
            raise
        return _arranged(key, anchor, text, 409)
    return _arranged(key, anchor, words(), 200)


def _arranged(key: str, anchor: str, words: str, status: int = 422) -> ResponseReturnValue:
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        with reading() as session:
            exhibition = exhibition_curated(session, current_actor(), key)
            order, last = order_of(session, exhibition), last_change(session, current_actor(), exhibition)
        undoable = {"ordinal": last.ordinal, "words": str(CHANGES[last.what])} if last is not None else None
        return jsonify({"halls": order, "undo": undoable, "words": words}), status
    if words:
        flash(words, "success" if status == 200 else "error")
    if status != 200:
        return arrange(key), status
    return redirect(url_for("exhibitions.arrange", key=key, _anchor=_anchor(anchor)), 303)


def _anchor(key: str) -> str | None:
    return f"item-{key}" if key else None


def _conflicts() -> dict[str, str]:
    return {
        "changed_since": _("这一步之后别人又改过同一处，不能撤销；请直接改成您要的样子。"),
        "no_place": _("原来的展厅已经移除，或同一项已经另外展出，放不回去了。"),
        "undone": _("这一步已经撤销过了。"),
    }
