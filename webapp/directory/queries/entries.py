"""One entry with all its page shows. Entries merged into another raise Moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from webapp.base.errors import NotFound
from webapp.directory.models import Organisation, Person, Studio, StudioMember

Entry = TypeVar("Entry", Organisation, Person, Studio)
MODELS: Mapping[str, type[Any]] = {"person": Person, "studio": Studio, "organisation": Organisation}
SHOWN = 24
_CHAIN = 20


class Moved(Exception):
    """The entry was merged into the one with this id."""

    def __init__(self, into_id: int) -> None:
        super().__init__(into_id)
        self.into_id = into_id


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person, the studios they lead, and those they are a member of."""

    person: Person
    leads: list[Studio]
    member_of: list[StudioMember]
    studios: Mapping[int, Studio]


@dataclass(frozen=True, slots=True)
class StudioPage:
    """A studio with its members, present and former."""

    studio: Studio
    members: list[StudioMember]
    former: list[StudioMember]


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """An organisation with its first studios and people, and how many there are."""

    organisation: Organisation
    studios: list[Studio]
    studio_count: int
    people: list[Person]
    person_count: int


def present_entry(session: Session, model: type[Entry], entry_id: int, *options: Any) -> Entry:
    """The entry. Raises NotFound, and Moved with the last of a chain of merges."""
    row = session.scalar(select(model).where(model.id == entry_id).options(*options))
    if row is None:
        raise NotFound
    if row.merged_into_id is not None:
        raise Moved(_last(session, model, row.merged_into_id))
    return row


def standing_entry(session: Session, model: type[Entry], entry_id: int, *options: Any) -> Entry:
    """The entry, for changing it. Raises NotFound also for merged ones."""
    try:
        return present_entry(session, model, entry_id, *options)
    except Moved:
        raise NotFound from None


def _last(session: Session, model: type[Any], entry_id: int) -> int:
    for _step in range(_CHAIN):
        onward = session.scalar(select(model.merged_into_id).where(model.id == entry_id))
        if onward is None:
            return entry_id
        entry_id = onward
    raise NotFound


def person_page(session: Session, person_id: int) -> PersonPage:
    """A person with honours, organisation and studios."""
    person = present_entry(session, Person, person_id, joinedload(Person.organisation), selectinload(Person.honours))
    memberships = session.scalars(
        select(StudioMember).where(StudioMember.person_id == person_id).order_by(StudioMember.id)
    ).all()
    ids = [membership.studio_id for membership in memberships]
    studios = session.scalars(
        select(Studio)
        .where((Studio.leader_id == person_id) | Studio.id.in_(ids), Studio.merged_into_id.is_(None))
        .order_by(Studio.sort_name, Studio.id)
    ).all()
    found = {studio.id: studio for studio in studios}
    leads = [studio for studio in studios if studio.leader_id == person_id]
    led = {studio.id for studio in leads}
    others = [each for each in memberships if each.studio_id in found and each.studio_id not in led]
    return PersonPage(person, leads, others, found)


def studio_page(session: Session, studio_id: int) -> StudioPage:
    """A studio with its people."""
    studio = present_entry(
        session,
        Studio,
        studio_id,
        joinedload(Studio.organisation),
        joinedload(Studio.leader).selectinload(Person.honours),
        selectinload(Studio.members).joinedload(StudioMember.person).selectinload(Person.honours),
    )
    members = [each for each in studio.members if each.person_id != studio.leader_id]
    return StudioPage(
        studio,
        [each for each in members if each.left_on is None],
        [each for each in members if each.left_on is not None],
    )


def organisation_page(session: Session, organisation_id: int) -> OrganisationPage:
    """An organisation with the first of its studios and people."""
    organisation = present_entry(session, Organisation, organisation_id)
    in_it = Studio.organisation_id == organisation_id, Studio.merged_into_id.is_(None)
    of_it = Person.organisation_id == organisation_id, Person.merged_into_id.is_(None)
    studios = session.scalars(
        select(Studio)
        .where(*in_it)
        .options(joinedload(Studio.leader))
        .order_by(Studio.sort_name, Studio.id)
        .limit(SHOWN)
    ).all()
    people = session.scalars(
        select(Person)
        .where(*of_it)
        .options(selectinload(Person.honours))
        .order_by(Person.sort_name, Person.id)
        .limit(SHOWN)
    ).all()
    return OrganisationPage(
        organisation,
        list(studios),
        session.scalar(select(func.count()).select_from(Studio).where(*in_it)) or 0,
        list(people),
        session.scalar(select(func.count()).select_from(Person).where(*of_it)) or 0,
    )
