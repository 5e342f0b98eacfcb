"""Beginning an exhibition, saying what it is, naming its curators."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.clock import now
from webapp.base.errors import Conflict, Fault, Invalid
from webapp.directory.routes.filling import rendered, summary
from webapp.exhibitions import policy
from webapp.exhibitions.actions.commands import Texts
from webapp.exhibitions.actions.curators import add_curator, remove_curator
from webapp.exhibitions.actions.keeping import create_exhibition, edit_exhibition, texts_of
from webapp.exhibitions.curating_forms import MOMENTS, Empty, ExhibitionForm, begun, fault_words, shown_texts
from webapp.exhibitions.models import Exhibition
from webapp.exhibitions.queries.curators import curators_of, possible_curators
from webapp.exhibitions.queries.showing import exhibition_curated
from webapp.exhibitions.routes.part import blueprint
from webapp.web.both_sides import both_sides
from webapp.web.forms import whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, writing

RENDERED = ("introduction", "call_text")


@blueprint.get("/exhibitions/new")
@allow(Audience.CURATOR, policy.can_create_exhibition)
def new() -> str:
    """The form for a new exhibition."""
    form = ExhibitionForm(formdata=None)
    form.fill(begun(), 0)
    return _page(form, None)


@blueprint.post("/exhibitions/new")
@allow(Audience.CURATOR, policy.can_create_exhibition)
def create() -> ResponseReturnValue:
    """Begin it."""
    form = ExhibitionForm()
    if not form.validate():
        return _page(form, None), 422
    try:
        texts = _read(form, None)
        with writing() as session:
            key = create_exhibition(session, current_actor(), texts).key
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _page(form, None), 422
    flash(_("展览已建好，开始布展吧。"), "success")
    return redirect(url_for("exhibitions.arrange", key=key), 303)


@blueprint.get("/exhibitions/<key>/edit")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def edit(key: str) -> str:
    """The form with what is said of it, and its curators."""
    with reading() as session:
        found = exhibition_curated(session, current_actor(), key)
    form = ExhibitionForm(formdata=None)
    form.fill(texts_of(found), found.revision)
    return _page(form, found)


@blueprint.post("/exhibitions/<key>/edit")
@allow(Audience.CURATOR, policy.can_change, policy.exhibitions_changed_by)
def edit_now(key: str) -> ResponseReturnValue:
    """Say it anew; where somebody else was quicker, both texts are shown."""
    with reading() as session:
        found = exhibition_curated(session, current_actor(), key)
    form = ExhibitionForm()
    if not form.validate():
        return _page(form, found), 422
    try:
        texts = _read(form, found)
        with writing() as session:
            edit_exhibition(session, current_actor(), key, whole_number(form.revision.data or ""), texts)
    except Invalid as refusal:
        form.refuse(refusal, fault_words())
        return _page(form, found), 422
    except Conflict as refusal:
        return _stale(refusal, form, texts, found)
    flash(_("已保存。"), "success")
    return redirect(url_for("exhibitions.edit", key=key), 303)


@blueprint.post("/exhibitions/<key>/curators")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def change_curators(key: str) -> ResponseReturnValue:
    """Name another curator, or take one off (``remove`` is the account)."""
    Empty().validate()
    removed = whole_number(request.form.get("remove", ""))
    try:
        with writing() as session:
            if removed:
                remove_curator(session, current_actor(), key, removed)
            else:
                add_curator(session, current_actor(), key, whole_number(request.form.get("account_id", "")))
    except Invalid:
        flash(_("请从列表中选择一位策展人。"), "error")
        return edit(key), 422
    except Conflict as refusal:
        if refusal.reason != "last_curator":
            raise
        flash(_("展览至少要有一位策展人；请先增加另一位。"), "error")
        return edit(key), 409
    flash(_("策展人已更新。"), "success")
    if removed == current_actor().account_id:
        return redirect(url_for("exhibitions.index", shelf="mine"), 303)
    return redirect(url_for("exhibitions.edit", key=key, _anchor="curators"), 303)


def _read(form: ExhibitionForm, found: Exhibition | None) -> Texts:
    texts = form.texts(found.organisation_id if found else None)
    for name in RENDERED:
        rendered(getattr(texts, name), name)
    _refuse_past(texts, found)
    return texts


def _refuse_past(texts: Texts, found: Exhibition | None) -> None:
    """Raises Invalid for a time to open or close that was typed now and is over already."""
    typed = {name: getattr(texts, name) for name in MOMENTS}
    kept = {name: getattr(found, name, None) for name in MOMENTS}
    faults = [Fault(name, "past") for name, at in typed.items() if at is not None and at != kept[name] and at <= now()]
    if faults:
        raise Invalid(*faults)


def _page(form: ExhibitionForm, found: Exhibition | None) -> str:
    people = People((), ())
    if found is not None:
        with reading() as session:
            people = People(tuple(curators_of(session, found)), tuple(possible_curators(session, found)))
    return render_template(
        "exhibitions/edit.html",
        form=form,
        exhibition=found,
        people=people,
        faults=summary(form),
        may_change=found is None or policy.can_change(current_actor(), found),
    )


@dataclass(frozen=True, slots=True)
class People:
    """Who curates, and who could: pairs (account id, name)."""

    curators: tuple[tuple[int, str], ...]
    possible: tuple[tuple[int, str], ...]


def _stale(refusal: Conflict, form: ExhibitionForm, texts: Texts, found: Exhibition) -> ResponseReturnValue:
    if refusal.reason != "stale":
        raise refusal
    with reading() as session:
        present = exhibition_curated(session, current_actor(), found.key)
    labels = {name: form[name].label.text for name in shown_texts(texts)}
    address = url_for("exhibitions.edit", key=found.key)
    theirs, mine = shown_texts(texts_of(present)), shown_texts(texts)
    sides = [(label, theirs[name], mine[name]) for name, label in labels.items()]
    return both_sides(found.title, address, present.revision, sides)
