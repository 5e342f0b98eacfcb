"""Adding entries, with a look at those that may be the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.errors import Conflict, Invalid, NotFound
from webapp.directory.actions.changing import Alike
from webapp.directory.actions.organisations import add_organisation
from webapp.directory.actions.people import AddPerson, add_person
from webapp.directory.actions.studios import AddStudio, add_studio
from webapp.directory.forms import OrganisationForm, PersonForm, Revised, StudioForm
from webapp.directory.models import Organisation
from webapp.directory.policy import administers, keeps_organisation, organisations_edited_by
from webapp.directory.routes.filling import (
    asked_for_row,
    offer_terms,
    rendered,
    summary,
    was_confirmed,
    with_faults,
)
from webapp.directory.routes.part import blueprint
from webapp.directory.routes.showing import entry_url
from webapp.web.forms import whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, writing

Add = Callable[[Session], int]


@blueprint.get("/people/new")
@allow(Audience.MANAGER, keeps_organisation)
def add_person_form() -> str:
    """The form for a new person."""
    form = PersonForm(formdata=None)
    form.organisation.data = _own_organisation()
    return _page("person", form)


@blueprint.post("/people/new")
@allow(Audience.MANAGER, keeps_organisation)
def add_person_now() -> ResponseReturnValue:
    """Add a person."""
    form = PersonForm()
    if asked_for_row(form):
        form.honours.append_entry()
        return _page("person", form)

    def add(session: Session) -> int:
        command = AddPerson(form.on_record(), form.told(html), was_confirmed(form))
        return add_person(session, current_actor(), command)

    html = ""
    try:
        html = rendered(form.story.data or "", "story")
    except Invalid as refusal:
        return _refused("person", form, refusal)
    return _added("person", form, add)


@blueprint.get("/studios/new")
@allow(Audience.MANAGER, keeps_organisation)
def add_studio_form() -> str:
    """The form for a new studio."""
    form = StudioForm(formdata=None)
    form.organisation.data = _own_organisation()
    return _page("studio", form)


@blueprint.post("/studios/new")
@allow(Audience.MANAGER, keeps_organisation)
def add_studio_now() -> ResponseReturnValue:
    """Add a studio."""
    form = StudioForm()

    def add(session: Session) -> int:
        return add_studio(session, current_actor(), AddStudio(form.on_record(), form.told(html), was_confirmed(form)))

    html = ""
    try:
        html = rendered(form.description.data or "", "description")
    except Invalid as refusal:
        return _refused("studio", form, refusal)
    return _added("studio", form, add)


@blueprint.get("/organisations/new")
@allow(Audience.ADMINISTRATOR, administers)
def add_organisation_form() -> str:
    """The form for a new organisation."""
    return _page("organisation", OrganisationForm(formdata=None))


@blueprint.post("/organisations/new")
@allow(Audience.ADMINISTRATOR, administers)
def add_organisation_now() -> ResponseReturnValue:
    """Add an organisation."""
    form = OrganisationForm()

    def add(session: Session) -> int:
        return add_organisation(session, current_actor(), form.told(html), confirmed=was_confirmed(form))

    html = ""
    try:
        html = rendered(form.description.data or "", "description")
    except Invalid as refusal:
        return _refused("organisation", form, refusal)
    return _added("organisation", form, add)


def _own_organisation() -> str:
    """What a manager of one organisation would type; an administrator comes from an organisation's page."""
    actor = current_actor()
    asked = request.args.get("organisation", "")
    chosen = whole_number(asked)
    ids = [chosen] if chosen else sorted(actor.managed_organisation_ids)
    with reading() as session:
        names = session.scalars(
            select(Organisation.name).where(
                organisations_edited_by(actor), Organisation.id.in_(ids), Organisation.merged_into_id.is_(None)
            )
        ).all()
    if chosen and not names:
        raise NotFound
    return names[0] if len(names) == 1 else ""


def _added(kind: str, form: Revised, add: Add) -> ResponseReturnValue:
    if not form.validate():
        return _page(kind, form), 422
    try:
        with writing() as session:
            entry_id = add(session)
    except Invalid as refusal:
        return _refused(kind, form, refusal)
    except Conflict as refusal:
        return _page(kind, form, refusal.present), 422
    flash(_("已添加。"), "success")
    return redirect(entry_url(kind, entry_id), 303)


def _refused(kind: str, form: Revised, refusal: Invalid) -> ResponseReturnValue:
    form.validate()
    with_faults(form, refusal)
    return _page(kind, form), 422


def _page(kind: str, form: Revised, alike: list[Alike] | None = None) -> str:
    offer_terms(form)
    shown: list[dict[str, Any]] = [
        {
            "name": each.name,
            "organisation": each.organisation,
            "url": entry_url(kind, each.id),
        }
        for each in alike or ()
    ]
    return render_template(f"directory/{kind}_new.html", form=form, alike=shown, faults=summary(form), is_self=False)
