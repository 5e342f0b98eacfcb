"""The ledger of a studio: what it held, who rose, what it was given; and what a year is measured against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now, today
from webapp.base.errors import Conflict, Fault, Invalid, NotFound
from webapp.base.journal import record
from webapp.directory.actions.changing import locked, refuse_unless
from webapp.directory.models import RecordKind, Studio, StudioRecord, StudioThreshold
from webapp.directory.policy import administers, can_edit_studio
from webapp.directory.queries.self_check import USUAL, thresholds

TITLE_LIMIT = 120
NOTE_LIMIT = 1_000
PEOPLE_LIMIT = 100_000
LEAST_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class AddRecord:
    """A line of the ledger. ``on`` is None when no day could be read from what was typed, ``people`` -1 likewise."""

    kind: str
    on: date | None
    title: str
    people: int = 0
    note: str = ""


def add_record(session: Session, actor: Actor, studio_id: int, command: AddRecord) -> int:
    """Write a line; its id. Raises NotAllowed, Invalid."""
    studio = locked(session, Studio, studio_id)
    refuse_unless(can_edit_studio(actor, studio))
    faults = list(_faults(command))
    if faults:
        raise Invalid(*faults)
    row = StudioRecord(
        studio_id=studio_id,
        kind=command.kind,
        on=command.on,
        title=command.title.strip(),
        people=command.people,
        note=command.note.strip(),
        created_by_id=actor.account_id,
    )
    session.add(row)
    session.flush()
    record(session, actor, "directory.add_record", ("studio", studio.id, studio.name), None, _told(row))
    return row.id


def remove_record(session: Session, actor: Actor, studio_id: int, record_id: int, *, removed: bool) -> None:
    """Take a line back, or put it in again. Raises NotAllowed, NotFound, Conflict when it is so already."""
    studio = locked(session, Studio, studio_id)
    refuse_unless(can_edit_studio(actor, studio))
    row = session.scalar(select(StudioRecord).where(StudioRecord.id == record_id, StudioRecord.studio_id == studio_id))
    if row is None:
        raise NotFound
    if (row.removed_at is not None) == removed:
        raise Conflict("state")
    row.removed_at = now() if removed else None
    session.flush()
    action = "directory.remove_record" if removed else "directory.restore_record"
    told = _told(row)
    sides = (told, None) if removed else (None, told)
    record(session, actor, action, ("studio", studio.id, studio.name), *sides)


def set_thresholds(session: Session, actor: Actor, seen: Mapping[str, int], wanted: Mapping[str, int]) -> bool:
    """What a year is measured against; whether anything changed. ``seen`` are the figures the form was made from.

    Raises NotAllowed, Invalid, Conflict('stale') with the present figures.
    """
    refuse_unless(administers(actor))
    present = thresholds(session)
    if dict(seen) != dict(present):
        raise Conflict("stale", present)
    faults = [Fault(key, "least") for key in USUAL if not 0 <= wanted.get(key, -1) <= LEAST_LIMIT]
    if faults:
        raise Invalid(*faults)
    changed = {key: wanted[key] for key in USUAL if wanted[key] != present[key]}
    for key, least in changed.items():
        row = session.get(StudioThreshold, key)
        if row is None:
            session.add(StudioThreshold(key=key, at_least=least))
        else:
            row.at_least = least
    if changed:
        session.flush()
        before = {key: present[key] for key in changed}
        record(session, actor, "directory.set_thresholds", ("studio", None, ""), before, changed)
    return bool(changed)


def _faults(command: AddRecord) -> Any:
    if command.kind not in set(RecordKind):
        yield Fault("kind", "choice")
    if command.on is None:
        yield Fault("on", "day")
    elif command.on > today():
        yield Fault("on", "future")
    if not command.title.strip():
        yield Fault("title", "required")
    if len(command.title) > TITLE_LIMIT:
        yield Fault("title", "long", {"limit": TITLE_LIMIT})
    if len(command.note) > NOTE_LIMIT:
        yield Fault("note", "long", {"limit": NOTE_LIMIT})
    least = 1 if command.kind == RecordKind.PROMOTION else 0
    if not least <= command.people <= PEOPLE_LIMIT:
        yield Fault("people", "people" if least == 0 else "promoted")


def _told(row: StudioRecord) -> dict[str, Any]:
    return {"kind": row.kind, "on": row.on.isoformat(), "title": row.title, "people": row.people, "note": row.note}
