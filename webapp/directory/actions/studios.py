"""Adding and changing studios and their members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from webapp.base.actor import Actor
from webapp.base.clock import local, now
from webapp.base.errors import Fault, Invalid, NotAllowed, NotFound, Present
from webapp.base.journal import record
from webapp.directory.actions.changing import (
    TEXT_LIMIT,
    changed,
    checked_name,
    locked,
    placed,
    refuse_alike,
    refuse_long,
    refuse_stale,
    refuse_unknown_terms,
    refuse_unless,
    without_html,
)
from webapp.directory.models import Organisation, Person, Studio, StudioMember
from webapp.directory.policy import administers, can_edit_studio, can_keep_studio
from webapp.directory.queries.finding import typed_entry

_GENERATIONS = 50


@dataclass(frozen=True, slots=True)
class StudioTold:
    """What the studio tells of itself. ``description_html`` is the description rendered."""

    description: str = ""
    description_html: str = ""
    industry: str = ""
    trade: str = ""


@dataclass(frozen=True, slots=True)
class StudioOnRecord:
    """What only managers and administrators change. Organisation, leader and parent are names or '#id'."""

    name: str
    organisation: str = ""
    level: str = ""
    leader: str = ""
    region: str = ""
    founded_year: int | None = None
    parent: str = ""


@dataclass(frozen=True, slots=True)
class AddStudio:
    """A studio to add; ``confirmed`` when those alike have been looked at."""

    on_record: StudioOnRecord
    told: StudioTold = StudioTold()
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class EditStudio:
    """What a studio's page should say; ``on_record`` is None for leaders."""

    revision: int
    told: StudioTold
    on_record: StudioOnRecord | None = None


def add_studio(session: Session, actor: Actor, command: AddStudio) -> int:
    """Add a studio; the id. Raises Invalid, and Conflict('similar') unless confirmed."""
    refuse_unless(bool(actor.managed_organisation_ids) or administers(actor))
    name = checked_name(command.on_record.name, 120)
    organisation_id = placed(session, actor, command.on_record.organisation, None, new=True)
    _check(session, command.told, command.on_record, ())
    studio = Studio(**_told_values(command.told), members=[])
    changed(studio, _record_values(session, command.on_record, name, organisation_id, None))
    if not command.confirmed:
        with session.no_autoflush:
            refuse_alike(session, Studio, name)
    session.add(studio)
    _name_leader_as_member(studio)
    session.flush()
    after = {"name": name, "organisation": command.on_record.organisation}
    record(session, actor, "directory.add_studio", ("studio", studio.id, name), None, after)
    return studio.id


def edit_studio(session: Session, actor: Actor, studio_id: int, command: EditStudio) -> bool:
    """Change a studio's page; whether anything changed. Raises NotAllowed, Invalid, Conflict('stale')."""
    studio = locked(session, Studio, studio_id, selectinload(Studio.members))
    refuse_unless(can_edit_studio(actor, studio))
    refuse_stale(present_studio(session, studio), command.revision)
    values = _told_values(command.told)
    kept = (studio.industry, studio.trade, studio.region, studio.level)
    _check(session, command.told, command.on_record, kept)
    if command.on_record is not None:
        if not can_keep_studio(actor, studio):
            raise NotAllowed
        name = checked_name(command.on_record.name, 120)
        organisation_id = placed(session, actor, command.on_record.organisation, studio.organisation_id, new=False)
        values |= _record_values(session, command.on_record, name, organisation_id, studio)
    before, after = changed(studio, values)
    if not before:
        return False
    _name_leader_as_member(studio)
    record(
        session,
        actor,
        "directory.edit_studio",
        ("studio", studio.id, studio.name),
        without_html(before),
        without_html(after),
    )
    session.flush()
    return True


def add_member(session: Session, actor: Actor, studio_id: int, person_id: int) -> None:
    """Name a person of the studio's organisation as member; administrators may name anybody. Raises Invalid."""
    studio = locked(session, Studio, studio_id)
    refuse_unless(can_edit_studio(actor, studio))
    person = session.scalar(select(Person).where(Person.id == person_id, Person.merged_into_id.is_(None)))
    if person is None or not (administers(actor) or person.organisation_id == studio.organisation_id):
        raise Invalid(Fault("person", "unknown"))
    here = StudioMember.studio_id == studio_id
    if session.scalar(select(StudioMember.id).where(here, StudioMember.person_id == person_id)) is not None:
        raise Invalid(Fault("person", "member"))
    last = session.scalar(select(func.max(StudioMember.position)).where(here))
    joined = local(now()).date()
    position = 0 if last is None else last + 1
    session.add(StudioMember(studio_id=studio_id, person_id=person_id, position=position, joined_on=joined))
    record(session, actor, "directory.add_member", _subject(studio), None, {"member": _member(person)})


def leave(session: Session, actor: Actor, studio_id: int, member_id: int) -> None:
    """Note that a member has left, today; they stay on the page as a former member."""
    studio, row = _membership(session, actor, studio_id, member_id)
    if row.left_on is not None:
        raise Invalid(Fault("person", "left"))
    row.left_on = local(now()).date()
    after = {"member": _member(row.person), "left_on": row.left_on.isoformat()}
    record(session, actor, "directory.leave_studio", _subject(studio), None, after)


def remove_member(session: Session, actor: Actor, studio_id: int, member_id: int) -> None:
    """Take a membership away that was entered by mistake."""
    studio, row = _membership(session, actor, studio_id, member_id)
    before = {"member": _member(row.person)}
    session.delete(row)
    record(session, actor, "directory.remove_member", _subject(studio), before, None)


def present_studio(session: Session, studio: Studio) -> Present:
    """What stands there now, for two texts side by side."""
    return Present(
        studio.revision,
        {
            "name": studio.name,
            "organisation": _name(session, Organisation, studio.organisation_id),
            "level": studio.level,
            "leader": _name(session, Person, studio.leader_id),
            "region": studio.region,
            "industry": studio.industry,
            "trade": studio.trade,
            "founded_year": str(studio.founded_year or ""),
            "parent": _name(session, Studio, studio.parent_id),
            "description": studio.description,
        },
    )


def _membership(session: Session, actor: Actor, studio_id: int, member_id: int) -> tuple[Studio, StudioMember]:
    studio = locked(session, Studio, studio_id)
    refuse_unless(can_edit_studio(actor, studio))
    row = session.scalar(
        select(StudioMember)
        .where(StudioMember.id == member_id, StudioMember.studio_id == studio_id)
        .options(joinedload(StudioMember.person))
    )
    if row is None:
        raise NotFound
    return studio, row


def _name(session: Session, model: type[Any], entry_id: int | None) -> str:
    if entry_id is None:
        return ""
    return session.scalar(select(model.name).where(model.id == entry_id)) or ""


def _check(session: Session, told: StudioTold, on_record: StudioOnRecord | None, kept: Any) -> None:
    refuse_long("description", told.description, TEXT_LIMIT)
    wanted = [("industry", "industries", told.industry), ("trade", "trades", told.trade)]
    if on_record is not None:
        wanted += [("region", "regions", on_record.region), ("level", "levels", on_record.level)]
        this_year = local(now()).year
        if on_record.founded_year is not None and not 1949 <= on_record.founded_year <= this_year:
            raise Invalid(Fault("founded_year", "year", {"from": 1949, "to": this_year}))
    refuse_unknown_terms(session, wanted, kept)


def _told_values(told: StudioTold) -> dict[str, Any]:
    return {
        "description": told.description,
        "description_html": told.description_html,
        "industry": told.industry,
        "trade": told.trade,
    }


def _record_values(
    session: Session, on_record: StudioOnRecord, name: str, organisation_id: int | None, present: Studio | None
) -> dict[str, Any]:
    leader_now = None if present is None else present.leader_id
    leader = typed_entry(session, Person, on_record.leader, "leader", organisation_id, leader_now)
    parent_now = None if present is None else present.parent_id
    parent = typed_entry(session, Studio, on_record.parent, "parent", organisation_id, parent_now)
    if parent is not None and present is not None:
        _refuse_circle(session, parent.id, present.id)
    return {
        "name": name,
        "organisation_id": organisation_id,
        "level": on_record.level,
        "leader_id": None if leader is None else leader.id,
        "region": on_record.region,
        "founded_year": on_record.founded_year,
        "parent_id": None if parent is None else parent.id,
    }


def _refuse_circle(session: Session, parent_id: int, studio_id: int) -> None:
    above: int | None = parent_id
    for _generation in range(_GENERATIONS):
        if above == studio_id:
            raise Invalid(Fault("parent", "circle"))
        if above is None:
            return
        above = session.scalar(select(Studio.parent_id).where(Studio.id == above))
    raise Invalid(Fault("parent", "circle"))


def _name_leader_as_member(studio: Studio) -> None:
    if studio.leader_id is None or any(each.person_id == studio.leader_id for each in studio.members):
        return
    studio.members.append(StudioMember(person_id=studio.leader_id, position=0))


def _subject(studio: Studio) -> tuple[str, int, str]:
    return ("studio", studio.id, studio.name)


def _member(person: Person) -> str:
    return f"{person.name} #{person.id}"
