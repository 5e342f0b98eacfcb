"""Rows that link a version to the directory, kept in step with the contributors and organisations its content names.

A draft is linked only to entries that exist. When a version becomes public, entries that are missing are added;
internal documents never add one, because the directory is public.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.directory.models import Organisation, Person
from webapp.directory.registration import (
    EntryFacts,
    find_or_add_organisation,
    find_or_add_person,
    find_organisation,
    find_person,
    find_unattached_person,
)
from webapp.documents.content import Content, Contributor
from webapp.documents.models import Document, Version, VersionOrganisation, VersionPerson

UNNAMED = "某"  # 某组长: a source that does not name somebody; such a one has no entry


def link_directory(
    session: Session, actor: Actor, document: Document, version: Version, content: Content, *, add_missing: bool = False
) -> None:
    """Link the version to the entries its content names; its ``people`` and ``organisations`` must be loaded."""
    facts = EntryFacts(region=content.region, industry=content.industry, trade=content.trade)
    organisations = {}
    for position, participant in enumerate(content.organisations):
        row = _organisation(session, actor, participant.organisation_id, participant.name, facts, add=add_missing)
        if row is not None:
            organisations[position] = row.id
    people = {}
    for position, contributor in enumerate(content.contributors):
        person = _person(session, actor, document, contributor, facts, add=add_missing)
        if person is not None:
            people[position] = person.id
    _keep_organisations(version, organisations)
    _keep_people(version, people)


def _organisation(
    session: Session, actor: Actor, hint: int | None, name: str, facts: EntryFacts, *, add: bool
) -> Organisation | None:
    if not name.strip():
        return None
    if (
        hint is not None
        and (row := session.get(Organisation, hint)) is not None
        and row.name == name
        and row.merged_into_id is None
    ):
        return row
    return find_or_add_organisation(session, actor, name, facts) if add else find_organisation(session, name)


def _person(
    session: Session, actor: Actor, document: Document, contributor: Contributor, facts: EntryFacts, *, add: bool
) -> Person | None:
    if not contributor.name.strip() or contributor.name.startswith(UNNAMED):
        return None
    if contributor.person_id is not None:
        row = session.get(Person, contributor.person_id)
        if row is not None and row.name == contributor.name and row.merged_into_id is None:
            return row
    organisation_id: int | None = document.organisation_id
    if contributor.organisation:
        organisation = _organisation(session, actor, None, contributor.organisation, facts, add=add)
        organisation_id = organisation.id if organisation else None
    elif (unattached := find_unattached_person(session, contributor.name)) is not None:
        return unattached
    if not add:  # somebody of this name elsewhere is somebody else
        return None if organisation_id is None else find_person(session, contributor.name, organisation_id)
    own = EntryFacts(region=facts.region, industry=facts.industry, trade=facts.trade, post=contributor.role)
    return find_or_add_person(session, actor, contributor.name, organisation_id, own)


def _keep_people(version: Version, wanted: dict[int, int]) -> None:
    kept = {row.position: row for row in version.people}
    for position, row in kept.items():
        if wanted.get(position) != row.person_id:
            version.people.remove(row)
    for position, person_id in wanted.items():
        if position not in kept or kept[position].person_id != person_id:
            version.people.append(VersionPerson(position=position, person_id=person_id))


def _keep_organisations(version: Version, wanted: dict[int, int]) -> None:
    kept = {row.position: row for row in version.organisations}
    for position, row in kept.items():
        if wanted.get(position) != row.organisation_id:
            version.organisations.remove(row)
    for position, organisation_id in wanted.items():
        if position not in kept or kept[position].organisation_id != organisation_id:
            version.organisations.append(VersionOrganisation(position=position, organisation_id=organisation_id))
