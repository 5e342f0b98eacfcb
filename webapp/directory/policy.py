"""Who may change the directory. Everybody may read every entry.

Managers keep their organisation, its people and its studios; leaders keep their studio; people keep their own page;
administrators keep everything, merge duplicates and keep the vocabularies. A leader or a member *named* in a studio
has no right from that: rights are grants of accounts.

Each ``can_…`` has a twin ``…_by`` that filters rows the same way.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, true

from webapp.base.actor import Actor, Role
from webapp.directory.models import Organisation, Person, Studio


def administers(actor: Actor) -> bool:
    """Whether the actor keeps the whole directory and its vocabularies, and merges duplicates."""
    return actor.has(Role.ADMINISTRATOR)


def keeps_organisation(actor: Actor, organisation_id: int | None) -> bool:
    """Whether the actor may add and place entries in this organisation; in none (None), administrators only."""
    return administers(actor) or (organisation_id is not None and organisation_id in actor.managed_organisation_ids)


def can_edit_organisation(actor: Actor, organisation: Organisation) -> bool:
    """Whether the actor may change this organisation's own page."""
    return keeps_organisation(actor, organisation.id)


def organisations_edited_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Organisation."""
    if administers(actor):
        return true()
    return Organisation.id.in_(sorted(actor.managed_organisation_ids)) if actor.managed_organisation_ids else false()


def can_edit_person(actor: Actor, person: Person) -> bool:
    """Whether the actor may change what a person tells of themselves: their own page, or one they keep."""
    return can_keep_person(actor, person) or (actor.person_id is not None and person.id == actor.person_id)


def people_edited_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Person."""
    if actor.person_id is None:
        return people_kept_by(actor)
    return or_(people_kept_by(actor), Person.id == actor.person_id)


def can_keep_person(actor: Actor, person: Person) -> bool:
    """Whether the actor may also change what is on record: name, organisation, honours."""
    return keeps_organisation(actor, person.organisation_id)


def people_kept_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Person."""
    if administers(actor):
        return true()
    managed = sorted(actor.managed_organisation_ids)
    return Person.organisation_id.in_(managed) if managed else false()


def can_edit_studio(actor: Actor, studio: Studio) -> bool:
    """Whether the actor may change a studio's description and members: its leader, or who keeps its organisation."""
    return can_keep_studio(actor, studio) or studio.id in actor.led_studio_ids


def studios_edited_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Studio."""
    if not actor.led_studio_ids:
        return studios_kept_by(actor)
    return or_(studios_kept_by(actor), Studio.id.in_(sorted(actor.led_studio_ids)))


def can_keep_studio(actor: Actor, studio: Studio) -> bool:
    """Whether the actor may also change what is on record: name, level, organisation, leader, parent studio."""
    return keeps_organisation(actor, studio.organisation_id)


def studios_kept_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Studio."""
    if administers(actor):
        return true()
    managed = sorted(actor.managed_organisation_ids)
    return Studio.organisation_id.in_(managed) if managed else false()
