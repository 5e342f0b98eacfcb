"""Adding and changing people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from webapp.base.actor import Actor
from webapp.base.clock import local, now
from webapp.base.errors import Fault, Invalid, NotAllowed, Present
from webapp.base.journal import record
from webapp.directory.actions.changing import (
    TEXT_LIMIT,
    changed,
    checked_name,
    locked,
    placed,
    refuse_alike,
    refuse_bad_contact,
    refuse_long,
    refuse_stale,
    refuse_unknown_terms,
    refuse_unless,
    touch,
    without_html,
)
from webapp.directory.contact import masked_email, masked_phone
from webapp.directory.models import Honour, Organisation, Person
from webapp.directory.policy import can_edit_person, can_keep_person

SPECIALTY_LIMIT = 12
HONOUR_LIMIT = 40


@dataclass(frozen=True, slots=True)
class GivenHonour:
    """One honour: ``term`` and ``level`` are vocabulary keys or ''."""

    title: str
    term: str = ""
    level: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class PersonTold:
    """What people tell of themselves. ``story_html`` is the story rendered; contact is kept only with consent."""

    post: str = ""
    trade: str = ""
    specialties: tuple[str, ...] = ()
    story: str = ""
    story_html: str = ""
    phone: str = ""
    email: str = ""
    contact_consent: bool = False


@dataclass(frozen=True, slots=True)
class PersonOnRecord:
    """What only the organisation's managers and administrators change. ``organisation`` is a name or '#id'."""

    name: str
    organisation: str = ""
    region: str = ""
    industry: str = ""
    honours: tuple[GivenHonour, ...] = ()


@dataclass(frozen=True, slots=True)
class AddPerson:
    """A person to add; ``confirmed`` when those alike have been looked at."""

    on_record: PersonOnRecord
    told: PersonTold = PersonTold()
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class EditPerson:
    """What a person's page should say; ``on_record`` is None for people who change only what they tell."""

    revision: int
    told: PersonTold
    on_record: PersonOnRecord | None = None


def add_person(session: Session, actor: Actor, command: AddPerson) -> int:
    """Add a person; the id. Raises Invalid, and Conflict('similar') unless confirmed."""
    refuse_unless(bool(actor.managed_organisation_ids) or can_keep_person(actor, Person()))
    name = checked_name(command.on_record.name, 64)
    organisation_id = placed(session, actor, command.on_record.organisation, None, new=True)
    _check(session, command.told, command.on_record, ())
    if not command.confirmed:
        refuse_alike(session, Person, name)
    if (command.told.phone or command.told.email) and not command.told.contact_consent:
        raise Invalid(Fault("contact_consent", "consent"))
    person = Person(
        **_told_values(command.told),
        **_record_values(command.on_record, name, organisation_id),
        honours=_honours(command.on_record.honours),
    )
    session.add(person)
    session.flush()
    after = {"name": name, "organisation": command.on_record.organisation}
    record(session, actor, "directory.add_person", ("person", person.id, name), None, after)
    return person.id


def edit_person(session: Session, actor: Actor, person_id: int, command: EditPerson) -> bool:
    """Change a person's page; whether anything changed. Raises NotAllowed, Invalid, Conflict('stale')."""
    person = locked(session, Person, person_id, selectinload(Person.honours))
    refuse_unless(can_edit_person(actor, person))
    refuse_stale(present_person(session, person), command.revision)
    told = _with_consent(person, command.told)
    values = _told_values(told)
    honours = None
    kept = [person.trade, person.region, person.industry, *(each for h in person.honours for each in (h.term, h.level))]
    _check(session, told, command.on_record, kept)
    if command.on_record is not None:
        if not can_keep_person(actor, person):
            raise NotAllowed
        name = checked_name(command.on_record.name, 64)
        organisation_id = placed(session, actor, command.on_record.organisation, person.organisation_id, new=False)
        values |= _record_values(command.on_record, name, organisation_id)
        honours = command.on_record.honours
    before, after = changed(person, values)
    if honours is not None and honours != _given(person.honours):
        before["honours"], after["honours"] = _told_honours(_given(person.honours)), _told_honours(honours)
        person.honours = _honours(honours)
        touch(person)
    if not before:
        return False
    record(session, actor, "directory.edit_person", ("person", person.id, person.name), private(before), private(after))
    session.flush()
    return True


def set_portrait(session: Session, actor: Actor, person_id: int, sha256: str) -> None:
    """Show this picture, kept in the file store, on the person's page; '' takes it away. Raises NotAllowed."""
    person = locked(session, Person, person_id)
    refuse_unless(can_edit_person(actor, person))
    before, after = changed(person, {"portrait_sha256": sha256})
    if before:
        record(session, actor, "directory.set_portrait", ("person", person.id, person.name), before, after)


def present_person(session: Session, person: Person) -> Present:
    """What stands there now, for two texts side by side. Needs honours loaded."""
    organisation = ""
    if person.organisation_id is not None:
        organisation = session.scalar(select(Organisation.name).where(Organisation.id == person.organisation_id)) or ""
    values = {
        "name": person.name,
        "organisation": organisation,
        "post": person.post,
        "trade": person.trade,
        "region": person.region,
        "industry": person.industry,
        "specialties": "\n".join(person.specialties),
        "story": person.story,
        "honours": "\n".join(_told_honours(_given(person.honours))),
    }
    return Present(person.revision, values)


def _check(session: Session, told: PersonTold, on_record: PersonOnRecord | None, kept: Any) -> None:
    refuse_long("post", told.post, 120)
    refuse_long("story", told.story, TEXT_LIMIT)
    if len(told.specialties) > SPECIALTY_LIMIT or any(len(each) > 40 for each in told.specialties):
        raise Invalid(Fault("specialties", "specialties", {"count": SPECIALTY_LIMIT, "limit": 40}))
    refuse_bad_contact(told.phone, told.email)
    wanted = [("trade", "trades", told.trade)]
    if on_record is not None:
        wanted += [("region", "regions", on_record.region), ("industry", "industries", on_record.industry)]
        _check_honours(on_record.honours)
        for honour in on_record.honours:
            wanted += [("honours", "honours", honour.term), ("honours", "levels", honour.level)]
    refuse_unknown_terms(session, wanted, kept)


def _check_honours(honours: tuple[GivenHonour, ...]) -> None:
    this_year = local(now()).year
    if len(honours) > HONOUR_LIMIT:
        raise Invalid(Fault("honours", "many", {"count": HONOUR_LIMIT}))
    for place, honour in enumerate(honours, start=1):
        if not honour.title or len(honour.title) > 120:
            raise Invalid(Fault("honours", "honour_title", {"place": place}))
        if honour.year is not None and not 1949 <= honour.year <= this_year:
            raise Invalid(Fault("honours", "honour_year", {"place": place, "from": 1949, "to": this_year}))


def _with_consent(person: Person, told: PersonTold) -> PersonTold:
    """Withdrawing consent deletes the contact at once; contact without consent is refused."""
    if told.contact_consent or not (told.phone or told.email):
        return told
    if not person.contact_consent:
        raise Invalid(Fault("contact_consent", "consent"))
    return PersonTold(told.post, told.trade, told.specialties, told.story, told.story_html)


def _told_values(told: PersonTold) -> dict[str, Any]:
    return {
        "post": told.post,
        "trade": told.trade,
        "specialties": list(told.specialties),
        "story": told.story,
        "story_html": told.story_html,
        "phone": told.phone,
        "email": told.email,
        "contact_consent": told.contact_consent and bool(told.phone or told.email),
    }


def _record_values(on_record: PersonOnRecord, name: str, organisation_id: int | None) -> dict[str, Any]:
    return {
        "name": name,
        "organisation_id": organisation_id,
        "region": on_record.region,
        "industry": on_record.industry,
    }


def _honours(given: tuple[GivenHonour, ...]) -> list[Honour]:
    return [
        Honour(position=position, term=each.term, title=each.title, level=each.level, year=each.year)
        for position, each in enumerate(given)
    ]


def _given(honours: list[Honour]) -> tuple[GivenHonour, ...]:
    return tuple(GivenHonour(each.title, each.term, each.level, each.year) for each in honours)


def _told_honours(honours: tuple[GivenHonour, ...]) -> list[str]:
    return [" ".join(str(part) for part in (each.year, each.title) if part) for each in honours]


def private(values: dict[str, Any]) -> dict[str, Any]:
    """What the journal keeps, which can never be deleted: contact masked."""
    shown = without_html(values)
    if "phone" in shown:
        shown["phone"] = masked_phone(shown["phone"])
    if "email" in shown:
        shown["email"] = masked_email(shown["email"])
    return shown
