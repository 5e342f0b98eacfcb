"""Recording a patent and changing what its record says, taking a record away and putting it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.errors import Conflict, Invalid
from webapp.directory.routes.conflicts import conflict_page
from webapp.directory.routes.filling import summary, typed_texts
from webapp.patents.actions.commands import EditPatent, RecordPatent
from webapp.patents.actions.recording import edit_patent, record_patent
from webapp.patents.actions.removing import put_back_patent, remove_patent
from webapp.patents.forms import NewPatentForm, PatentForm, fault_words, place_ids
from webapp.patents.models import Patent
from webapp.patents.policy import can_keep_patent, may_record, patents_kept_by
from webapp.patents.queries.reading import kept_page
from webapp.patents.routes.part import ID, blueprint
from webapp.patents.routes.showing import places_of, responsible_choices
from webapp.web.forms import tidy
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, writing


@blueprint.get("/patents/new")
@allow(Audience.WRITER, may_record)
def new() -> ResponseReturnValue:
    """The form for a new record."""
    form = NewPatentForm(formdata=None)
    return _new_page(form, asked=str(request.args.get("place", "")))


@blueprint.post("/patents/new")
@allow(Audience.WRITER, may_record)
def record_now() -> ResponseReturnValue:
    """Record a patent."""
    form = NewPatentForm()
    if not form.validate():
        return _new_page(form), 422
    organisation_id, studio_id = form.place_ids()
    command = RecordPatent(organisation_id, studio_id, form.told(), form.dates())
    try:
        with writing() as session:
            patent_id = record_patent(session, current_actor(), command).id
    except Invalid as refusal:
        _refuse(form, refusal)
        return _new_page(form), 422
    flash(_("已登记。接下来可以关联成果、上传证书、登记缴费。"), "success")
    return redirect(url_for("patents.patent", patent_id=patent_id), 303)


@blueprint.get(f"/patents/<{ID}:patent_id>/edit")
@allow(Audience.WRITER, can_keep_patent, patents_kept_by)
def edit(patent_id: int) -> ResponseReturnValue:
    """The form of a record."""
    patent = _kept(patent_id)
    form = PatentForm(formdata=None)
    form.fill(patent)
    return _edit_page(patent, form)


@blueprint.post(f"/patents/<{ID}:patent_id>/edit")
@allow(Audience.WRITER, can_keep_patent, patents_kept_by)
def edit_now(patent_id: int) -> ResponseReturnValue:
    """Save a record."""
    patent = _kept(patent_id)
    form = PatentForm()
    if not form.validate():
        return _edit_page(patent, form), 422
    try:
        with writing() as session:
            edit_patent(session, current_actor(), patent_id, EditPatent(form.seen_revision, form.told()))
    except Invalid as refusal:
        _refuse(form, refusal)
        return _edit_page(patent, form), 422
    except Conflict as refusal:
        if refusal.reason != "stale":
            raise
        address = url_for("patents.edit", patent_id=patent_id)
        return conflict_page(refusal, form, ("patent", patent_id), patent.title, address, typed_texts(form))
    flash(_("已保存。"), "success")
    return redirect(url_for("patents.patent", patent_id=patent_id), 303)


@blueprint.post(f"/patents/<{ID}:patent_id>/remove")
@allow(Audience.WRITER, can_keep_patent, patents_kept_by)
def remove(patent_id: int) -> ResponseReturnValue:
    """Take a record away, with the reason."""
    try:
        with writing() as session:
            remove_patent(session, current_actor(), patent_id, str(tidy(request.form.get("reason", ""))))
    except Invalid:
        flash(_("没有移除：请写明原因（500 字以内）。"), "error")
    else:
        flash(_("已移除。本方仍能看到，可以放回。"), "success")
    return redirect(url_for("patents.patent", patent_id=patent_id), 303)


@blueprint.post(f"/patents/<{ID}:patent_id>/put-back")
@allow(Audience.WRITER, can_keep_patent, patents_kept_by)
def put_back(patent_id: int) -> ResponseReturnValue:
    """Put a removed record back."""
    try:
        with writing() as session:
            put_back_patent(session, current_actor(), patent_id)
    except Invalid:
        flash(_("没有放回：本单位已经重新登记了这个号码。"), "error")
    else:
        flash(_("已放回。"), "success")
    return redirect(url_for("patents.patent", patent_id=patent_id), 303)


def _kept(patent_id: int) -> Patent:
    with reading() as session:
        return kept_page(session, current_actor(), patent_id)


def _refuse(form: PatentForm, refusal: Invalid) -> None:
    form.refuse(refusal, fault_words())


def _new_page(form: NewPatentForm, asked: str = "") -> str:
    with reading() as session:
        places = places_of(session, current_actor())
        known = [key for key, _label in places]
        if asked in known or (not form.place.data and known):
            form.place.data = asked if asked in known else known[0]
        organisation_id, studio_id = place_ids(form.place.data or "")
        people = responsible_choices(session, organisation_id, studio_id) if form.place.data in known else []
    form.place.choices = places
    form.responsible.choices = people or [(0, _("（未指定）"))]
    return render_template("patents/new.html", form=form, faults=summary(form), places=places)


def _edit_page(patent: Patent, form: PatentForm) -> str:
    with reading() as session:
        form.responsible.choices = responsible_choices(session, patent.organisation_id, patent.studio_id)
    return render_template("patents/edit.html", form=form, faults=summary(form), patent=patent)
