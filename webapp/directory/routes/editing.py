"""Changing entries: people, studios, organisations."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from webapp.base.errors import Conflict, Invalid, NotAllowed, Present
from webapp.directory.actions.organisations import edit_organisation
from webapp.directory.actions.people import EditPerson, edit_person
from webapp.directory.actions.studios import EditStudio, edit_studio
from webapp.directory.forms import OrganisationForm, PersonForm, StudioForm, StudioToldForm, ToldForm
from webapp.directory.models import Organisation, Person, Studio
from webapp.directory.policy import (
    can_edit_organisation,
    can_edit_person,
    can_edit_studio,
    can_keep_person,
    can_keep_studio,
)
from webapp.directory.queries.entries import standing_entry
from webapp.directory.routes.conflicts import conflict_page
from webapp.directory.routes.filling import (
    asked_for_row,
    offer_terms,
    rendered,
    shown_texts,
    summary,
    typed_texts,
    with_faults,
)
from webapp.directory.routes.part import ID, blueprint
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, writing


@blueprint.get(f"/people/<{ID}:person_id>/edit")
@allow(Audience.SIGNED_IN, can_edit_person, can_keep_person)
def edit_person_form(person_id: int) -> ResponseReturnValue:
    """The form for a person's page."""
    person = _person(person_id)
    form = _person_form(person, PersonForm(formdata=None) if _keeps(person) else ToldForm(formdata=None))
    form.fill_told(person)
    if isinstance(form, PersonForm):
        form.fill_record(person)
    return _person_page(person, form)


@blueprint.post(f"/people/<{ID}:person_id>/edit")
@allow(Audience.SIGNED_IN, can_edit_person, can_keep_person)
def edit_person_now(person_id: int) -> ResponseReturnValue:
    """Save a person's page."""
    person = _person(person_id)
    form = _person_form(person, PersonForm() if _keeps(person) else ToldForm())
    if asked_for_row(form) and isinstance(form, PersonForm):
        form.honours.append_entry()
        return _person_page(person, form)
    if not form.validate():
        return _person_page(person, form), 422
    had_contact = person.contact_consent
    try:
        on_record = form.on_record() if isinstance(form, PersonForm) else None
        command = EditPerson(form.seen_revision, form.told(rendered(form.story.data or "", "story")), on_record)
        with writing() as session:
            edit_person(session, current_actor(), person_id, command)
    except Invalid as refusal:
        with_faults(form, refusal)
        return _person_page(person, form), 422
    except Conflict as refusal:
        return _person_conflict(refusal, person, form)
    withdrawn = had_contact and not form.contact_consent.data
    flash(_("已保存。联系方式已按您的意愿删除。") if withdrawn else _("已保存。"), "success")
    return redirect(url_for("directory.person", person_id=person_id), 303)


@blueprint.get(f"/studios/<{ID}:studio_id>/edit")
@allow(Audience.SIGNED_IN, can_edit_studio, can_keep_studio)
def edit_studio_form(studio_id: int) -> ResponseReturnValue:
    """The form for a studio's page."""
    studio, parent = _studio(studio_id)
    form = StudioForm(formdata=None) if can_keep_studio(current_actor(), studio) else StudioToldForm(formdata=None)
    form.fill_told(studio)
    if isinstance(form, StudioForm):
        form.fill_record(studio, parent)
    return _studio_page(studio, form)


@blueprint.post(f"/studios/<{ID}:studio_id>/edit")
@allow(Audience.SIGNED_IN, can_edit_studio, can_keep_studio)
def edit_studio_now(studio_id: int) -> ResponseReturnValue:
    """Save a studio's page."""
    studio, _parent = _studio(studio_id)
    form = StudioForm() if can_keep_studio(current_actor(), studio) else StudioToldForm()
    if not form.validate():
        return _studio_page(studio, form), 422
    try:
        on_record = form.on_record() if isinstance(form, StudioForm) else None
        told = form.told(rendered(form.description.data or "", "description"))
        with writing() as session:
            edit_studio(session, current_actor(), studio_id, EditStudio(form.seen_revision, told, on_record))
    except Invalid as refusal:
        with_faults(form, refusal)
        return _studio_page(studio, form), 422
    except Conflict as refusal:
        address = url_for("directory.edit_studio_form", studio_id=studio_id)
        return conflict_page(
            _in_words(refusal), form, ("studio", studio_id), studio.name, address, shown_texts(typed_texts(form))
        )
    flash(_("已保存。"), "success")
    return redirect(url_for("directory.studio", studio_id=studio_id), 303)


@blueprint.get(f"/organisations/<{ID}:organisation_id>/edit")
@allow(Audience.SIGNED_IN, can_edit_organisation)
def edit_organisation_form(organisation_id: int) -> ResponseReturnValue:
    """The form for an organisation's page."""
    row = _organisation(organisation_id)
    form = OrganisationForm(formdata=None)
    form.fill(row)
    return _organisation_page(row, form)


@blueprint.post(f"/organisations/<{ID}:organisation_id>/edit")
@allow(Audience.SIGNED_IN, can_edit_organisation)
def edit_organisation_now(organisation_id: int) -> ResponseReturnValue:
    """Save an organisation's page."""
    row = _organisation(organisation_id)
    form = OrganisationForm()
    if not form.validate():
        return _organisation_page(row, form), 422
    try:
        told = form.told(rendered(form.description.data or "", "description"))
        with writing() as session:
            edit_organisation(session, current_actor(), organisation_id, form.seen_revision, told)
    except Invalid as refusal:
        with_faults(form, refusal)
        return _organisation_page(row, form), 422
    except Conflict as refusal:
        address = url_for("directory.edit_organisation_form", organisation_id=organisation_id)
        typed = shown_texts(typed_texts(form))
        return conflict_page(_in_words(refusal), form, ("organisation", organisation_id), row.name, address, typed)
    flash(_("已保存。"), "success")
    return redirect(url_for("directory.organisation", organisation_id=organisation_id), 303)


def _person(person_id: int) -> Person:
    options = joinedload(Person.organisation), selectinload(Person.honours)
    with reading() as session:
        person = standing_entry(session, Person, person_id, *options)
    if not can_edit_person(current_actor(), person):
        raise NotAllowed
    return person


def _keeps(person: Person) -> bool:
    return can_keep_person(current_actor(), person)


def _person_form(person: Person, form: ToldForm) -> ToldForm:
    offer_terms(form, person)
    return form


def _person_page(person: Person, form: ToldForm) -> str:
    return render_template(
        "directory/person_edit.html",
        person=person,
        form=form,
        faults=summary(form),
        is_self=current_actor().person_id == person.id,
    )


def _person_conflict(refusal: Conflict, person: Person, form: ToldForm) -> ResponseReturnValue:
    typed = shown_texts(typed_texts(form))
    if isinstance(form, PersonForm):
        lines = [" ".join(str(part) for part in (each.year, each.title) if part) for each in form.on_record().honours]
        typed["honours"] = "\n".join(lines)
    address = url_for("directory.edit_person_form", person_id=person.id)
    return conflict_page(_in_words(refusal), form, ("person", person.id), person.name, address, typed)


def _studio(studio_id: int) -> tuple[Studio, Studio | None]:
    with reading() as session:
        studio = standing_entry(session, Studio, studio_id, joinedload(Studio.organisation), joinedload(Studio.leader))
        parent = session.get(Studio, studio.parent_id) if studio.parent_id is not None else None
    if not can_edit_studio(current_actor(), studio):
        raise NotAllowed
    return studio, parent


def _studio_page(studio: Studio, form: StudioToldForm) -> str:
    offer_terms(form, studio)
    return render_template("directory/studio_edit.html", studio=studio, form=form, faults=summary(form))


def _organisation(organisation_id: int) -> Organisation:
    with reading() as session:
        row = standing_entry(session, Organisation, organisation_id)
    if not can_edit_organisation(current_actor(), row):
        raise NotAllowed
    return row


def _organisation_page(row: Organisation, form: OrganisationForm) -> str:
    offer_terms(form, row)
    return render_template("directory/organisation_edit.html", organisation=row, form=form, faults=summary(form))


def _in_words(refusal: Conflict) -> Conflict:
    present: Present = refusal.present
    return Conflict(refusal.reason, replace(present, values=shown_texts(dict(present.values))))
