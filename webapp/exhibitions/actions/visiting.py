"""What visitors leave behind: wishes with a contact given by consent, words in the guest book, a count of visits."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import Conflict, Fault, Invalid, NotFound
from webapp.base.journal import record
from webapp.exhibitions.actions.curated import subject
from webapp.exhibitions.actions.following_up import tell_curators
from webapp.exhibitions.models import Exhibition, GuestBookEntry, Intent, Visits
from webapp.exhibitions.queries.showing import visited
from webapp.exhibitions.workflow import EntryState, ExhibitionState, IntentKind, IntentState

NAME_LIMIT, ORGANISATION_LIMIT, CONTACT_LIMIT, MESSAGE_LIMIT = 64, 120, 120, 1_000
ENTRY_NAME_LIMIT, ENTRY_LIMIT = 40, 500
INTENTS_LIMIT, WAITING_LIMIT = 20_000, 1_000


@dataclass(frozen=True, slots=True)
class LeaveIntent:
    """What a visitor wants of an item ('' for the whole show), who they are, and their consent to its being kept."""

    kind: str
    item_key: str = ""
    name: str = ""
    organisation: str = ""
    contact: str = ""
    message: str = ""
    consent: bool = False


@dataclass(frozen=True, slots=True)
class WriteEntry:
    """Words for the guest book."""

    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """What was opened on which day through which channel; ``item_key`` is '' for the show itself."""

    exhibition_id: int
    item_key: str
    day: date
    channel: str


def leave_intent(session: Session, actor: Actor, key: str, command: LeaveIntent) -> Intent:
    """Keep a wish behind a private key, not for what was called in. Raises NotFound, Conflict('state'), Invalid."""
    exhibition, shown = visited(session, actor, key)
    _refuse_closed(exhibition)
    exhibit = shown.by_key.get(command.item_key)
    if command.item_key and (exhibit is None or exhibit.is_halted):
        raise NotFound
    _refuse_bad_intent(command)
    _refuse_too_many(session, Intent, INTENTS_LIMIT, Intent.exhibition_id == exhibition.id)
    intent = Intent(
        key=secrets.token_hex(16),
        exhibition_id=exhibition.id,
        item_key=command.item_key,
        document_id=exhibit.document.id if exhibit is not None and exhibit.document is not None else None,
        kind=command.kind,
        name=command.name,
        organisation=command.organisation,
        contact=command.contact,
        message=command.message,
        account_id=actor.account_id,
        state=IntentState.NEW,
    )
    session.add(intent)
    session.flush()
    told = {"kind": intent.kind, "count": intent.id}
    record(session, actor, "exhibitions.leave_intent", subject(exhibition), None, told)
    tell_curators(session, exhibition, intent)
    return intent


def withdraw_intent(session: Session, actor: Actor, intent_key: str) -> Intent:
    """Delete what a visitor gave, by its private key; that there was a wish stays counted. Twice changes nothing."""
    intent = session.scalar(select(Intent).where(Intent.key == intent_key).with_for_update())
    if intent is None:
        raise NotFound
    if intent.forgotten_at is not None:
        return intent
    intent.name = intent.organisation = intent.contact = intent.message = ""
    intent.account_id, intent.forgotten_at = None, now()
    if intent.state in (IntentState.NEW, IntentState.IN_TOUCH):
        intent.state = IntentState.DROPPED
    session.flush()
    exhibition = session.get_one(Exhibition, intent.exhibition_id)
    record(session, actor, "exhibitions.withdraw_intent", subject(exhibition), None, {"count": intent.id})
    return intent


def write_entry(session: Session, actor: Actor, key: str, command: WriteEntry) -> GuestBookEntry:
    """Words for the guest book, shown once a curator has read them. Raises NotFound, Conflict('state'), Invalid."""
    exhibition, _shown = visited(session, actor, key)
    _refuse_closed(exhibition)
    if not exhibition.has_guest_book:
        raise NotFound
    _refuse_bad_entry(command)
    waiting = (GuestBookEntry.exhibition_id == exhibition.id, GuestBookEntry.state == EntryState.WAITING)
    _refuse_too_many(session, GuestBookEntry, WAITING_LIMIT, *waiting)
    entry = GuestBookEntry(key=secrets.token_hex(12), exhibition_id=exhibition.id, name=command.name, text=command.text)
    session.add(entry)
    session.flush()
    record(session, actor, "exhibitions.write_entry", subject(exhibition), None, {"count": entry.id})
    return entry


def add_visits(session: Session, counts: Mapping[Visit, int]) -> None:
    """Add to the counts of visits; nothing of who visited is known here."""
    for visit, count in sorted(counts.items(), key=lambda each: (each[0].exhibition_id, each[0].item_key)):
        key = (visit.exhibition_id, visit.item_key, visit.day, visit.channel)
        row = session.get(Visits, key, with_for_update=True)
        if row is None:
            row = Visits(exhibition_id=key[0], item_key=key[1], day=key[2], channel=key[3], count=0)
            session.add(row)
        row.count += count
    session.flush()


def _refuse_closed(exhibition: Exhibition) -> None:
    if exhibition.state != ExhibitionState.OPEN:
        raise Conflict("state")


def _refuse_bad_intent(command: LeaveIntent) -> None:
    faults = [Fault(name, "required") for name in ("name", "contact") if not getattr(command, name)]
    if command.kind not in list(IntentKind):
        faults.append(Fault("kind", "choice"))
    limits = {
        "name": NAME_LIMIT,
        "organisation": ORGANISATION_LIMIT,
        "contact": CONTACT_LIMIT,
        "message": MESSAGE_LIMIT,
    }
    faults += [
        Fault(name, "long", {"limit": limit}) for name, limit in limits.items() if len(getattr(command, name)) > limit
    ]
    if not command.consent:
        faults.append(Fault("consent", "consent"))
    if faults:
        raise Invalid(*faults)


def _refuse_bad_entry(command: WriteEntry) -> None:
    faults = [] if command.text else [Fault("text", "required")]
    if len(command.text) > ENTRY_LIMIT:
        faults.append(Fault("text", "long", {"limit": ENTRY_LIMIT}))
    if len(command.name) > ENTRY_NAME_LIMIT:
        faults.append(Fault("name", "long", {"limit": ENTRY_NAME_LIMIT}))
    if faults:
        raise Invalid(*faults)


def _refuse_too_many(session: Session, model: type[Intent] | type[GuestBookEntry], limit: int, *which: object) -> None:
    count = session.scalar(select(func.count()).select_from(model).where(*which)) or 0  # type: ignore[arg-type]
    if count >= limit:
        raise Invalid(Fault("", "full"))
