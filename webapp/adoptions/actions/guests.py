"""Guests of a demonstration day: signing up, waiting, staying away, being there."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webapp.adoptions import policy
from webapp.adoptions.actions.commands import SignUp
from webapp.adoptions.models import Demonstration, DemonstrationGuest
from webapp.adoptions.workflow import DayState, GuestMove, GuestState, guest_workflow
from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from webapp.base.journal import record
from webapp.directory.actions.changing import refuse_bad_contact
from webapp.directory.models import Organisation
from webapp.notices.actions import notify

MOVED_UP = "demonstrations.moved_up"
EARLY = timedelta(hours=2)
LATE = timedelta(hours=12)
PHONE_KEPT = timedelta(days=90)
GUEST_LIMIT = 5000


def sign_up(session: Session, actor: Actor, key: str, command: SignUp) -> DemonstrationGuest:
    """Take a place, or wait for one when all are taken. Signing up twice changes nothing."""
    day = _open_day(session, actor, key)
    present = _own(session, actor, day)
    if present is not None and present.state != GuestState.CANCELLED:
        return present
    _refuse_too_many(session, day)
    state = GuestState.WAITING if _is_full(session, day) else GuestState.SIGNED_UP
    if present is not None:
        guest_workflow.after(GuestState(present.state), GuestMove.RETURN)
        session.delete(present)  # who comes back stands at the end of the queue
        session.flush()
    guest = _guest(session, actor, day, command, state)
    session.flush()
    told = {"state": guest.state, "count": guest.id}
    record(session, actor, "demonstrations.sign_up", ("demonstration", day.id, day.title), None, told)
    return guest


def leave(session: Session, actor: Actor, key: str, guest_key: str = "") -> DemonstrationGuest:
    """Give the place up: one's own, or by the private key; the first who waits moves up."""
    day = _seen_day(session, actor, key, guest_key)
    guest = _by_key(session, day, guest_key) if guest_key else _own(session, actor, day)
    if guest is None:
        raise NotFound
    before = guest.state
    guest.state = guest_workflow.after(GuestState(guest.state), GuestMove.CANCEL)
    session.flush()
    record(
        session,
        actor,
        "demonstrations.leave",
        ("demonstration", day.id, day.title),
        {"state": before},
        {"state": guest.state, "count": guest.id},
    )
    move_up(session, day)
    return guest


def move_up(session: Session, day: Demonstration) -> int:
    """Give free places to those who wait, first come first served, and tell them; how many moved."""
    moved = 0
    while day.state == DayState.ANNOUNCED and day.ends_at > now() and not _is_full(session, day):
        first = session.scalar(
            select(DemonstrationGuest)
            .where(DemonstrationGuest.demonstration_id == day.id, DemonstrationGuest.state == GuestState.WAITING)
            .order_by(DemonstrationGuest.id)
            .limit(1)
        )
        if first is None:
            break
        first.state = guest_workflow.after(GuestState(first.state), GuestMove.MOVE_UP)
        session.flush()
        params = {"key": day.key, "title": day.title}
        notify(session, MOVED_UP, ("demonstration", day.id), [first.account_id], params)
        moved += 1
    return moved


def check_in(session: Session, actor: Actor, key: str, check_in_key: str, command: SignUp) -> DemonstrationGuest:
    """Be there, by the code at the door: on the list or not. From two hours before it begins until it is long over."""
    day = session.scalar(
        select(Demonstration)
        .where(Demonstration.key == key, Demonstration.check_in_key == check_in_key)
        .with_for_update()
    )
    if day is None or not policy.can_see_day(actor, day):
        raise NotFound
    _refuse_wrong_time(day)
    guest = _own(session, actor, day)
    if guest is None:
        _refuse_too_many(session, day)
        guest = _guest(session, actor, day, command, GuestState.SIGNED_UP)
    if guest.attended_at is None:
        guest.state, guest.attended_at = GuestState.SIGNED_UP, now()
        session.flush()
        told = {"count": guest.id}
        record(session, actor, "demonstrations.attend", ("demonstration", day.id, day.title), None, told)
    return guest


def mark_attendance(session: Session, actor: Actor, key: str, guest_id: int, *, attended: bool) -> DemonstrationGuest:
    """Tick somebody off the list, or take the tick back."""
    day = session.scalar(select(Demonstration).where(Demonstration.key == key).with_for_update())
    if day is None or not policy.can_see_day(actor, day):
        raise NotFound
    if not policy.can_keep_day(actor, day):
        raise NotAllowed
    guest = session.get(DemonstrationGuest, guest_id)
    if guest is None or guest.demonstration_id != day.id:
        raise NotFound
    if (guest.attended_at is not None) == attended:
        return guest
    guest.attended_at = now() if attended else None
    if attended:
        guest.state = GuestState.SIGNED_UP
    session.flush()
    action = "demonstrations.attend" if attended else "demonstrations.unattend"
    record(session, actor, action, ("demonstration", day.id, day.title), None, {"count": guest.id})
    return guest


def forget_phones(session: Session, today: date) -> int:
    """Delete the telephone numbers of guests of days long over; how many."""
    before = datetime(today.year, today.month, today.day, tzinfo=now().tzinfo) - PHONE_KEPT
    over = select(Demonstration.id).where(Demonstration.ends_at < before)
    guest = DemonstrationGuest
    statement = update(guest).where(guest.demonstration_id.in_(over), guest.phone != "").values(phone="")
    return int(session.execute(statement, execution_options={"synchronize_session": False}).rowcount)  # type: ignore[attr-defined]


def may_check_in(day: Demonstration, moment: datetime) -> bool:
    """Whether the door is open."""
    return day.state == DayState.ANNOUNCED and day.starts_at - EARLY <= moment <= day.ends_at + LATE


def _guest(session: Session, actor: Actor, day: Demonstration, command: SignUp, state: str) -> DemonstrationGuest:
    if not actor.is_signed_in:
        _refuse_bad_guest(command)
    name, organisation = (command.name, command.organisation) if not actor.is_signed_in else _known(session, actor)
    guest = DemonstrationGuest(
        key=secrets.token_urlsafe(18),
        demonstration_id=day.id,
        account_id=actor.account_id,
        name=name[:64],
        organisation=organisation[:120],
        phone="" if actor.is_signed_in else command.phone,
        state=state,
    )
    session.add(guest)
    return guest


def _refuse_bad_guest(command: SignUp) -> None:
    if not command.name:
        raise Invalid(Fault("name", "required"))
    if not command.consent:
        raise Invalid(Fault("consent", "consent"))
    refuse_bad_contact(command.phone, "")


def _known(session: Session, actor: Actor) -> tuple[str, str]:
    row = session.get(Organisation, actor.organisation_id) if actor.organisation_id is not None else None
    return actor.name, row.name if row is not None else ""


def _open_day(session: Session, actor: Actor, key: str) -> Demonstration:
    day = _seen_day(session, actor, key, "")
    if day.state != DayState.ANNOUNCED or day.ends_at <= now():
        raise Conflict("state")
    return day


def _seen_day(session: Session, actor: Actor, key: str, guest_key: str) -> Demonstration:
    day = session.scalar(select(Demonstration).where(Demonstration.key == key).with_for_update())
    if day is None or not (guest_key or policy.can_see_day(actor, day)):
        raise NotFound
    return day


def _own(session: Session, actor: Actor, day: Demonstration) -> DemonstrationGuest | None:
    if not actor.is_signed_in:
        return None
    return session.scalar(
        select(DemonstrationGuest).where(
            DemonstrationGuest.demonstration_id == day.id, DemonstrationGuest.account_id == actor.account_id
        )
    )


def _by_key(session: Session, day: Demonstration, key: str) -> DemonstrationGuest | None:
    return session.scalar(
        select(DemonstrationGuest).where(
            DemonstrationGuest.demonstration_id == day.id,
            DemonstrationGuest.key == key,
            DemonstrationGuest.account_id.is_(None),
        )
    )


def _is_full(session: Session, day: Demonstration) -> bool:
    return day.capacity is not None and _count(session, day, GuestState.SIGNED_UP) >= day.capacity


def _refuse_too_many(session: Session, day: Demonstration) -> None:
    if _count(session, day) >= GUEST_LIMIT:
        raise Invalid(Fault("name", "many", {"count": GUEST_LIMIT}))


def _count(session: Session, day: Demonstration, *states: str) -> int:
    guest = DemonstrationGuest
    statement = select(func.count()).where(guest.demonstration_id == day.id)
    return session.scalar(statement.where(guest.state.in_(states)) if states else statement) or 0


def _refuse_wrong_time(day: Demonstration) -> None:
    if not may_check_in(day, now()):
        raise Conflict("state")
