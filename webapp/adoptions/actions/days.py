"""Demonstration days: announcing, changing, calling off."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from webapp.adoptions import policy
from webapp.adoptions.actions.answering import checked_reason
from webapp.adoptions.actions.commands import Answer, PlanDay
from webapp.adoptions.actions.guests import move_up
from webapp.adoptions.models import Demonstration, DemonstrationDocument, DemonstrationGuest
from webapp.adoptions.workflow import DayMove, DayState, GuestState, day_workflow
from webapp.base.actor import VISITOR, Actor
from webapp.base.clock import now
from webapp.base.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from webapp.base.journal import record
from webapp.directory.models import Organisation, Studio
from webapp.documents.models import Document, Version, Visibility
from webapp.documents.number import parse_number
from webapp.documents.policy import readable_by
from webapp.notices.actions import notify

DAY_CHANGED = "demonstrations.changed"
DAY_CANCELLED = "demonstrations.cancelled"
DOCUMENT_LIMIT = 50
CAPACITY_LIMIT = 100_000
AUDIENCES = (Visibility.PUBLIC, Visibility.MEMBERS, Visibility.ORGANISATION)
SOMEBODY = -1


def announce(session: Session, actor: Actor, plan: PlanDay) -> Demonstration:
    """A new day. Its documents must be readable by everybody who may come."""
    _refuse_bad_plan(session, actor, plan, None)
    documents = _shown(session, plan)
    assert plan.starts_at is not None
    assert plan.ends_at is not None
    day = Demonstration(
        key=secrets.token_hex(12),
        check_in_key=secrets.token_hex(12),
        title=plan.title,
        organisation_id=plan.organisation_id,
        studio_id=plan.studio_id,
        place=plan.place,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        description=plan.description,
        audience=plan.audience,
        capacity=plan.capacity,
        created_by_id=actor.account_id,
        documents=_links([row.id for row in documents]),
    )
    session.add(day)
    session.flush()
    record(session, actor, "demonstrations.announce", subject(day), None, _told(day, plan))
    return day


def edit_day(session: Session, actor: Actor, key: str, plan: PlanDay) -> Demonstration:
    """Change a day; guests with an account are told of another time or place. Raises Conflict('stale')."""
    day = kept_day(session, actor, key)
    day_workflow.after(DayState(day.state), DayMove.EDIT)
    if day.revision != plan.revision:
        raise Conflict("stale", day.revision)
    _refuse_bad_plan(session, actor, plan, day)
    shown = [row.id for row in _shown(session, plan)]
    shown += [each for each in _out_of_sight(session, actor, day) if each not in shown]
    assert plan.starts_at is not None
    assert plan.ends_at is not None
    before = (day.starts_at, day.ends_at, day.place)
    told = {"title": day.title, "place": day.place, "starts_at": day.starts_at.isoformat()}
    for name in ("title", "organisation_id", "studio_id", "place", "description", "audience", "capacity"):
        setattr(day, name, getattr(plan, name))
    day.starts_at, day.ends_at = plan.starts_at, plan.ends_at
    if [each.document_id for each in day.documents] != shown:
        day.documents.clear()
        session.flush()
        day.documents.extend(_links(shown))
    session.flush()
    record(session, actor, "demonstrations.edit", subject(day), told, _told(day, plan))
    if before != (day.starts_at, day.ends_at, day.place):
        tell_guests(session, day, DAY_CHANGED, actor)
    move_up(session, day)
    return day


def cancel_day(session: Session, actor: Actor, key: str, command: Answer) -> Demonstration:
    """Call a day off, with a reason everybody who knows of it sees; guests with an account are told."""
    day = kept_day(session, actor, key)
    if day.revision != command.revision:
        raise Conflict("stale", day.revision)
    before = day.state
    day.state = day_workflow.after(DayState(day.state), DayMove.CANCEL)
    day.reason = checked_reason(command.reason)
    session.flush()
    record(
        session,
        actor,
        "demonstrations.cancel",
        subject(day),
        {"state": before},
        {"state": day.state, "reason": day.reason},
    )
    tell_guests(session, day, DAY_CANCELLED, actor)
    return day


def kept_day(session: Session, actor: Actor, key: str) -> Demonstration:
    """The day, locked. Raises NotFound for those who may not know of it, NotAllowed for those who do not keep it."""
    day = session.scalar(
        select(Demonstration)
        .where(Demonstration.key == key, policy.days_seen_by(actor))
        .options(selectinload(Demonstration.documents))
        .with_for_update()
    )
    if day is None:
        raise NotFound
    if not policy.can_keep_day(actor, day):
        raise NotAllowed
    return day


def tell_guests(session: Session, day: Demonstration, kind: str, but: Actor) -> int:
    """Tell everybody on the list who has an account; how many."""
    ids = session.scalars(
        select(DemonstrationGuest.account_id).where(
            DemonstrationGuest.demonstration_id == day.id, DemonstrationGuest.state != GuestState.CANCELLED
        )
    )
    wanted = {each for each in ids if each is not None and each != but.account_id}
    return notify(session, kind, ("demonstration", day.id), wanted, {"key": day.key, "title": day.title})


def subject(day: Demonstration) -> tuple[str, int | None, str]:
    """The day for the journal."""
    return ("demonstration", day.id, day.title)


def audience_actor(audience: str, organisation_id: int) -> Actor:
    """Somebody who may come and has no right beyond that."""
    if audience == Visibility.PUBLIC:
        return VISITOR
    return Actor(account_id=SOMEBODY, organisation_id=organisation_id if audience == Visibility.ORGANISATION else None)


def _refuse_bad_plan(session: Session, actor: Actor, plan: PlanDay, day: Demonstration | None) -> None:
    faults = [Fault(name, "required") for name in ("title", "place") if not getattr(plan, name)]
    if plan.audience not in AUDIENCES:
        faults.append(Fault("audience", "choice"))
    if not _may_host(session, actor, plan, day):
        faults.append(Fault("host", "host"))
    if plan.starts_at is None or plan.ends_at is None or plan.ends_at <= plan.starts_at:
        faults.append(Fault("starts_at", "times"))
    elif (day is None or day.starts_at != plan.starts_at) and plan.starts_at <= now():
        faults.append(Fault("starts_at", "past"))
    taken = _taken(session, day)
    if plan.capacity is not None and not max(1, taken) <= plan.capacity <= CAPACITY_LIMIT:
        faults.append(Fault("capacity", "capacity", {"limit": CAPACITY_LIMIT, "count": taken}))
    if len(plan.numbers) > DOCUMENT_LIMIT:
        faults.append(Fault("numbers", "many", {"count": DOCUMENT_LIMIT}))
    if faults:
        raise Invalid(*faults)


def _may_host(session: Session, actor: Actor, plan: PlanDay, day: Demonstration | None) -> bool:
    if day is not None and (day.organisation_id, day.studio_id) == (plan.organisation_id, plan.studio_id):
        return True
    organisation = session.get(Organisation, plan.organisation_id)
    if organisation is None or organisation.merged_into_id is not None:
        return False
    if plan.studio_id is not None:
        studio = session.get(Studio, plan.studio_id)
        if studio is None or studio.organisation_id != plan.organisation_id:
            return False
    return policy.can_hold_day(actor, plan.organisation_id, plan.studio_id)


def _shown(session: Session, plan: PlanDay) -> Sequence[Document]:
    """The documents in the order given. Raises Invalid for one that not everybody who may come can read."""
    numbers = list(dict.fromkeys(parse_number(each) or each for each in plan.numbers))
    rows = session.scalars(
        select(Document)
        .join(Version, Version.document_id == Document.id)
        .where(Document.number.in_(numbers), readable_by(audience_actor(plan.audience, plan.organisation_id)))
    )
    known = {row.number: row for row in rows}
    missing = [each for each in numbers if each not in known]
    if missing:
        raise Invalid(*(Fault("numbers", "document", {"number": each[:40]}) for each in missing))
    return [known[each] for each in numbers]


def _out_of_sight(session: Session, actor: Actor, day: Demonstration) -> list[int]:
    """Documents of the day that whoever changes it may not read: the form did not name them, so they stay."""
    ids = [each.document_id for each in day.documents]
    rows = select(Document.id).join(Version, Version.document_id == Document.id)
    seen = set(session.scalars(rows.where(Document.id.in_(ids), readable_by(actor))))
    return [each for each in ids if each not in seen]


def _links(ids: Sequence[int]) -> list[DemonstrationDocument]:
    return [DemonstrationDocument(document_id=each, position=place) for place, each in enumerate(ids)]


def _taken(session: Session, day: Demonstration | None) -> int:
    if day is None:
        return 0
    guest = DemonstrationGuest
    counted = select(func.count()).where(guest.demonstration_id == day.id, guest.state == GuestState.SIGNED_UP)
    return session.scalar(counted) or 0


def _told(day: Demonstration, plan: PlanDay) -> dict[str, object]:
    starts: datetime = day.starts_at
    return {
        "title": day.title,
        "place": day.place,
        "starts_at": starts.isoformat(),
        "visibility": day.audience,
        "documents": list(plan.numbers),
    }
