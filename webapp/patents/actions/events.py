"""Recording what happened to a patent. An event is never changed: a correction is a new event that names it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.base.errors import Fault, Invalid, NotFound
from webapp.base.journal import record
from webapp.patents.actions.commands import RecordEvent
from webapp.patents.actions.deriving import derive
from webapp.patents.actions.finding import kept_patent, plain, subject
from webapp.patents.actions.recording import EARLIEST, event_row
from webapp.patents.models import Patent, PatentEvent
from webapp.patents.workflow import EventKind, live_events

AMOUNT_LIMIT = Decimal("999999999999.99")


def record_event(session: Session, actor: Actor, patent_id: int, command: RecordEvent) -> PatentEvent:
    """Record an event and compute the standing anew. Raises NotAllowed, and Invalid when it does not fit."""
    patent = kept_patent(session, actor, patent_id)
    _check(patent, command)
    before = {"status": patent.status}
    event = event_row(
        actor,
        patent,
        command.kind,
        command.on,
        effective_on=command.effective_on,
        party=command.party,
        amount=command.amount,
        is_announced=command.is_announced,
        source=command.source,
        note=command.note,
        corrects_id=command.corrects_id,
    )
    patent.events.append(event)
    session.flush()
    derive(patent, today())
    session.flush()
    record(session, actor, "patents.record_event", subject(patent), before, _said(patent, event))
    return event


def note_expiry(session: Session, actor: Actor, patent: Patent) -> None:
    """Record that the term has run out, as an event of its own. Needs events and payments loaded."""
    if patent.expires_on is None:
        return
    event = event_row(actor, patent, EventKind.EXPIRED, patent.expires_on)
    patent.events.append(event)
    session.flush()
    derive(patent, today())
    session.flush()
    record(session, actor, "patents.note_expiry", subject(patent), None, _said(patent, event))


def _check(patent: Patent, command: RecordEvent) -> None:
    faults: list[Fault] = []
    if not patent.type:
        faults.append(Fault("kind", "type_first"))
    if command.kind not in set(EventKind):
        faults.append(Fault("kind", "choice"))
    faults += _day_faults("on", command.on) + _day_faults("effective_on", command.effective_on)
    if command.effective_on is not None and command.effective_on > command.on:
        faults.append(Fault("effective_on", "after_announcement"))
    if command.kind == EventKind.FILED and patent.number and command.on.year > (patent.year or command.on.year):
        faults.append(Fault("on", "after_number", {"year": patent.year}))
    for name, limit in (("party", 200), ("source", 200), ("note", 4000)):
        if len(getattr(command, name)) > limit:
            faults.append(Fault(name, "long", {"limit": limit}))
    if command.amount is not None and not 0 <= command.amount <= AMOUNT_LIMIT:
        faults.append(Fault("amount", "amount"))
    if faults:
        raise Invalid(*faults)
    _check_correction(patent, command)


def _day_faults(name: str, day: date | None) -> list[Fault]:
    if day is None or EARLIEST <= day <= today():
        return []
    return [Fault(name, "future" if day > today() else "too_early")]


def _check_correction(patent: Patent, command: RecordEvent) -> None:
    if command.corrects_id is None:
        if command.kind == EventKind.STRUCK:
            raise Invalid(Fault("corrects", "corrects_required"))
        return
    live = {row.id: row for row in live_events(patent.events)}
    if command.corrects_id not in {row.id for row in patent.events}:
        raise NotFound
    if command.corrects_id not in live:
        raise Invalid(Fault("corrects", "corrected_already"))


def _said(patent: Patent, event: PatentEvent) -> dict[str, Any]:
    names = ("kind", "on", "effective_on", "party", "amount", "corrects_id", "is_announced", "source")
    return {"status": patent.status, **plain({name: getattr(event, name) for name in names})}
