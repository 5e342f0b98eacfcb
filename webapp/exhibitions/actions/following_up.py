"""Following up what visitors want: who is responsible, where it stands, what was said, what came of it.

The contact is seen one at a time and every time leaves a row in the journal; lists and sheets are without it.
It is deleted on request and :data:`RETENTION_DAYS` days after the exhibition (Personal Information Protection Law,
articles 19 and 47).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from webapp.adoptions.actions.telling import speakers_of
from webapp.adoptions.models import Adoption
from webapp.adoptions.workflow import Side
from webapp.base.actor import SYSTEM, Actor
from webapp.base.clock import now
from webapp.base.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, Present
from webapp.base.journal import record
from webapp.documents.models import Document
from webapp.exhibitions import following_policy
from webapp.exhibitions.actions.nominating import owners_of
from webapp.exhibitions.models import Exhibition, ExhibitionCurator, Intent
from webapp.exhibitions.queries.following_up import RETENTION_DAYS, intent_page, responsible_choices
from webapp.exhibitions.queries.showing import exhibition_curated
from webapp.exhibitions.workflow import IntentMove, IntentState, intent_workflow
from webapp.notices.actions import notify

INTENT_LEFT = "exhibitions.intent"
INTENT_ASSIGNED = "exhibitions.intent_assigned"
WANTED = "exhibitions.wanted"
ADOPTED = "exhibitions.adopted"
NOTE_LIMIT = 1000
NOTES_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Follow:
    """What is done with an intent, of the revision the page showed; ``text`` is a note."""

    revision: int
    text: str = ""


def tell_curators(session: Session, exhibition: Exhibition, intent: Intent) -> int:
    """Tell the curators that somebody left an intent; in the transaction that keeps it."""
    ids = session.scalars(select(ExhibitionCurator.account_id).where(ExhibitionCurator.exhibition_id == exhibition.id))
    params = {"key": intent.key, "title": exhibition.title}
    return notify(session, INTENT_LEFT, ("intent", intent.id), list(ids), params)


def move_intent(session: Session, actor: Actor, key: str, move: IntentMove, command: Follow) -> Intent:
    """Change where it stands, with a note; what came to nothing needs one."""
    intent = _followed(session, actor, key, command.revision)
    state = intent_workflow.after(IntentState(intent.state), move)
    if move == IntentMove.DROP and not command.text.strip():
        raise Invalid(Fault("text", "required"))
    before, intent.state = intent.state, state
    if intent.responsible_id is None:
        intent.responsible_id = actor.account_id
    _add_note(intent, actor, command.text)
    session.flush()
    _record(session, actor, f"exhibitions.intent_{move}", intent, {"state": before}, {"state": state})
    return intent


def note_intent(session: Session, actor: Actor, key: str, command: Follow) -> Intent:
    """Write down what was said or agreed."""
    intent = _followed(session, actor, key, command.revision)
    if not command.text.strip():
        raise Invalid(Fault("text", "required"))
    _add_note(intent, actor, command.text)
    session.flush()
    _record(session, actor, "exhibitions.intent_note", intent, None, {"note": command.text.strip()})
    return intent


def assign_intent(session: Session, actor: Actor, key: str, revision: int, account_id: int | None) -> Intent:
    """Make somebody responsible and tell them: a curator, or somebody of the document's side. For curators."""
    intent = _followed(session, actor, key, revision)
    exhibition = _curated(session, actor, intent)
    found = intent_page(session, actor, key)
    names = {
        int(each.value): each.label for each in responsible_choices(session, exhibition.id, found.line.document_id)
    }
    if account_id is not None and account_id not in names:
        raise Invalid(Fault("responsible", "choice"))
    before = found.line.responsible
    intent.responsible_id = account_id
    session.flush()
    after = names.get(account_id or 0, "")
    _record(session, actor, "exhibitions.intent_assign", intent, {"responsible": before}, {"responsible": after})
    if account_id != actor.account_id:
        params = {"key": intent.key, "title": exhibition.title}
        notify(session, INTENT_ASSIGNED, ("intent", intent.id), [account_id], params)
    return intent


def see_contact(session: Session, actor: Actor, key: str) -> str:
    """The contact; that it was seen stands in the journal. '' once it is forgotten."""
    intent = _found(session, actor, key)
    _record(session, actor, "exhibitions.see_contact", intent)
    return intent.contact


def forget_contact(session: Session, actor: Actor, key: str, revision: int) -> Intent:
    """Delete the name, the contact and the message, as the visitor asked; the rest stays counted."""
    intent = _followed(session, actor, key, revision)
    _forget(intent)
    session.flush()
    _record(session, actor, "exhibitions.forget_contact", intent)
    return intent


def forget_old_contacts(session: Session, today: date) -> int:
    """Delete the contact of visitors whose exhibition ended :data:`RETENTION_DAYS` days ago; how many."""
    before = today - timedelta(days=RETENTION_DAYS)
    moment = datetime(before.year, before.month, before.day, tzinfo=UTC)
    over = or_(Exhibition.ends_on < before, and_(Exhibition.ends_on.is_(None), Exhibition.closed_at < moment))
    rows = session.scalars(
        select(Intent)
        .join(Exhibition, Exhibition.id == Intent.exhibition_id)
        .where(over, Intent.forgotten_at.is_(None))
    ).all()
    for row in rows:
        _forget(row)
    session.flush()
    if rows:
        record(session, SYSTEM, "exhibitions.forget_contacts", ("exhibition", None, ""), None, {"count": len(rows)})
    return len(rows)


def tell_owner(session: Session, actor: Actor, key: str, revision: int) -> Intent:
    """Tell the document's side that somebody wants to use it, so that they can record the adoption."""
    intent = _followed(session, actor, key, revision)
    document, exhibition = _document(session, actor, intent), session.get_one(Exhibition, intent.exhibition_id)
    _add_note(intent, actor, "→ " + document.number)
    session.flush()
    _record(session, actor, "exhibitions.tell_owner", intent, None, {"number": document.number})
    params = {"title": exhibition.title, "number": document.number}
    owners = owners_of(session, document) - {actor.account_id}
    notify(session, WANTED, ("document", document.id), owners, params)
    return intent


def link_adoption(session: Session, actor: Actor, key: str, revision: int, adoption_key: str) -> Intent:
    """Say which adoption came of it ('' takes that back); the document's side is told."""
    intent = _followed(session, actor, key, revision)
    document = _document(session, actor, intent)
    known = {each.value for each in intent_page(session, actor, key).adoptions}
    if adoption_key and adoption_key not in known:
        raise Invalid(Fault("adoption", "choice"))
    adoption = session.scalar(select(Adoption).where(Adoption.key == adoption_key)) if adoption_key else None
    intent.adoption_id = adoption.id if adoption else None
    session.flush()
    told = {"number": document.number, "adoption": adoption_key}
    _record(session, actor, "exhibitions.link_adoption", intent, None, told)
    if adoption is not None:
        exhibition = session.get_one(Exhibition, intent.exhibition_id)
        owners = speakers_of(session, adoption, document, Side.OWNER) - {actor.account_id}
        params = {"title": exhibition.title, "number": document.number, "key": adoption.key}
        notify(session, ADOPTED, ("document", document.id), owners, params)
    return intent


def _found(session: Session, actor: Actor, key: str) -> Intent:
    intent = session.scalar(
        select(Intent)
        .join(Exhibition, Exhibition.id == Intent.exhibition_id)
        .where(Intent.key == key, following_policy.intents_followed_by(actor))
    )
    if intent is None:
        raise NotFound
    return intent


def _followed(session: Session, actor: Actor, key: str, revision: int) -> Intent:
    intent = _found(session, actor, key)
    if intent.revision != revision:
        last = intent.notes[-1][1] if intent.notes else ""
        raise Conflict("stale", Present(intent.revision, {"text": last}))
    return intent


def _curated(session: Session, actor: Actor, intent: Intent) -> Exhibition:
    exhibition = session.get_one(Exhibition, intent.exhibition_id)
    try:
        return exhibition_curated(session, actor, exhibition.key)
    except NotFound:
        raise NotAllowed from None


def _document(session: Session, actor: Actor, intent: Intent) -> Document:
    """The document of an intent, while it may be shown. Raises Conflict('state')."""
    document_id = intent_page(session, actor, intent.key).line.document_id
    document = session.get(Document, document_id) if document_id else None
    if document is None:
        raise Conflict("state")
    return document


def _add_note(intent: Intent, actor: Actor, text: str) -> None:
    text = text.strip()
    if len(text) > NOTE_LIMIT or len(intent.notes) >= NOTES_LIMIT:
        raise Invalid(Fault("text", "long", {"limit": NOTE_LIMIT}))
    if text:
        intent.notes = [*intent.notes, [actor.name, text, now().isoformat()]]


def _forget(intent: Intent) -> None:
    intent.name = intent.contact = intent.message = ""
    intent.account_id = None
    intent.forgotten_at = intent.forgotten_at or now()


def _record(
    session: Session,
    actor: Actor,
    action: str,
    intent: Intent,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    exhibition = session.get_one(Exhibition, intent.exhibition_id)
    record(session, actor, action, ("intent", intent.id, exhibition.title), before, after)
