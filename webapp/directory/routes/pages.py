"""The page of one person, studio or organisation."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.paging import page_number
from webapp.directory.contact import shown_contact
from webapp.directory.models import RecordKind
from webapp.directory.policy import administers, can_edit_organisation, can_edit_person, can_edit_studio
from webapp.directory.queries.entries import Moved, organisation_page, person_page, studio_page
from webapp.directory.queries.lineage import lineage_of
from webapp.directory.queries.self_check import records
from webapp.directory.routes.ledger import kind_words
from webapp.directory.routes.part import ID, blueprint
from webapp.directory.routes.showing import (
    by_rank,
    document_counts,
    document_totals,
    documents_page,
    path_of,
    person_card,
    studio_card,
)
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.panels import Place, panels_of
from webapp.web.site import reading


@blueprint.get(f"/people/<{ID}:person_id>")
@allow(Audience.EVERYONE)
def person(person_id: int) -> ResponseReturnValue:
    """A craftsperson."""
    actor = current_actor()
    try:
        with reading() as session:
            found = person_page(session, person_id)
            documents = documents_page(session, actor, "person", person_id, _number())
            counts = document_counts(session, actor, "person", person_id)
            panels = panels_of(session, actor, Place.PERSON, found.person)
    except Moved as moved:
        return redirect(url_for("directory.person", person_id=moved.into_id), 301)
    return render_template(
        "directory/person.html",
        found=found,
        person=found.person,
        panels=panels,
        honours=by_rank(found.person.honours),
        contact=shown_contact(found.person),
        documents=documents,
        counts=counts,
        page_address=lambda number: url_for("directory.person", person_id=person_id, page=number) + "#documents",
        may_edit=can_edit_person(actor, found.person),
        may_merge=administers(actor),
        is_self=actor.person_id == person_id,
        path=path_of(found),
    )


@blueprint.get(f"/studios/<{ID}:studio_id>")
@allow(Audience.EVERYONE)
def studio(studio_id: int) -> ResponseReturnValue:
    """An innovation studio."""
    actor = current_actor()
    try:
        with reading() as session:
            found = studio_page(session, studio_id)
            documents = documents_page(session, actor, "studio", studio_id, _number())
            counts = document_counts(session, actor, "studio", studio_id)
            panels = panels_of(session, actor, Place.STUDIO, found.studio)
            held = records(session, studio_id)
            lineage = lineage_of(session, found.studio)
    except Moved as moved:
        return redirect(url_for("directory.studio", studio_id=moved.into_id), 301)
    return render_template(
        "directory/studio.html",
        found=found,
        studio=found.studio,
        lineage=lineage,
        held=[each for each in held if each.kind != RecordKind.HONOUR],
        honours=[each for each in held if each.kind == RecordKind.HONOUR],
        kind_words=kind_words,
        panels=panels,
        leader=person_card(found.studio.leader, at_home=True) if found.studio.leader else None,
        members=[person_card(each.person, at_home=True) for each in found.members],
        documents=documents,
        counts=counts,
        page_address=lambda number: url_for("directory.studio", studio_id=studio_id, page=number) + "#documents",
        may_edit=can_edit_studio(actor, found.studio),
        may_merge=administers(actor),
    )


@blueprint.get(f"/organisations/<{ID}:organisation_id>")
@allow(Audience.EVERYONE)
def organisation(organisation_id: int) -> ResponseReturnValue:
    """An organisation."""
    actor = current_actor()
    try:
        with reading() as session:
            found = organisation_page(session, organisation_id)
            documents = documents_page(session, actor, "organisation", organisation_id, _number())
            counts = document_counts(session, actor, "organisation", organisation_id)
            panels = panels_of(session, actor, Place.ORGANISATION, found.organisation)
            of_studios = document_totals(session, actor, "studio", [each.id for each in found.studios])
            of_people = document_totals(session, actor, "person", [each.id for each in found.people])
    except Moved as moved:
        return redirect(url_for("directory.organisation", organisation_id=moved.into_id), 301)
    return render_template(
        "directory/organisation.html",
        found=found,
        organisation=found.organisation,
        panels=panels,
        studios=[studio_card(each, of_studios.get(each.id, 0), at_home=True) for each in found.studios],
        people=[person_card(each, of_people.get(each.id, 0), at_home=True) for each in found.people],
        documents=documents,
        counts=counts,
        page_address=lambda number: (
            url_for("directory.organisation", organisation_id=organisation_id, page=number) + "#documents"
        ),
        may_edit=can_edit_organisation(actor, found.organisation),
        may_merge=administers(actor),
    )


def _number() -> int:
    return page_number(request.args.get("page"))
