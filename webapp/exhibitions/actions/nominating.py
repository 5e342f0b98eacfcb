"""Nominations for an exhibition: a studio's proposal, and how curators and studio answer each other."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from webapp.accounts.models import RoleGrant
from webapp.base.actor import Actor, Role
from webapp.base.clock import now, today
from webapp.base.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, Present
from webapp.base.journal import record
from webapp.documents import policy as documents
from webapp.documents.models import Document, Version
from webapp.documents.number import parse_number
from webapp.exhibitions import following_policy, policy
from webapp.exhibitions.actions.arranging import add_items
from webapp.exhibitions.actions.commands import NewItem
from webapp.exhibitions.models import Exhibition, Item, Nomination
from webapp.exhibitions.workflow import NominationMove, NominationState, nomination_workflow
from webapp.notices.actions import notify

NOMINATED = "exhibitions.nominated"
NOMINATION_ASKED = "exhibitions.nomination_asked"
NOMINATION_ACCEPTED = "exhibitions.nomination_accepted"
NOMINATION_DECLINED = "exhibitions.nomination_declined"
NOMINATION_ANSWERED = "exhibitions.nomination_answered"
NOMINATION_WITHDRAWN = "exhibitions.nomination_withdrawn"
TEXT_LIMIT = 1000
MESSAGE_LIMIT = 100
STUDIO, CURATORS = "studio", "curators"


@dataclass(frozen=True, slots=True)
class Nominate:
    """A document with the reason, and what showing it needs (space, power, a demonstration)."""

    number: str
    reason: str
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """A word of one side, of the revision the page showed."""

    revision: int
    text: str = ""


def nominate(session: Session, actor: Actor, key: str, command: Nominate) -> Nomination:
    """Nominate a document of one's own side. One that was withdrawn may be nominated again."""
    exhibition = _called(session, actor, key)
    if exhibition.call_until is None or exhibition.call_until < today():
        raise Invalid(Fault("number", "late", {"day": _day(exhibition.call_until)}))
    faults = _faults(command)
    document = _own_document(session, actor, command.number)
    if document is None:
        faults.append(Fault("number", "document"))
    elif not _is_shown(session, exhibition.audience, document.id):
        faults.append(Fault("number", "not_shown"))
    if faults or document is None:
        raise Invalid(*faults)
    row = session.scalar(
        select(Nomination).where(Nomination.exhibition_id == exhibition.id, Nomination.document_id == document.id)
    )
    if row is not None and row.state != NominationState.WITHDRAWN:
        raise Invalid(Fault("number", "nominated"))
    if row is None:
        row = Nomination(key=secrets.token_hex(12), exhibition_id=exhibition.id, document_id=document.id)
        session.add(row)
    else:
        row.state = nomination_workflow.after(NominationState(row.state), NominationMove.RENEW)
    row.reason, row.needs = command.reason.strip(), command.needs.strip()
    row.by_id, row.at = actor.account_id, now()
    session.flush()
    told = {"number": document.number, "state": row.state, "reason": row.reason}
    record(session, actor, "exhibitions.nominate", _subject(exhibition), None, told)
    _tell(session, actor, NOMINATED, row, exhibition, (each.account_id for each in exhibition.curators))
    return row


def answer_nomination(session: Session, actor: Actor, key: str, command: Say) -> Nomination:
    """Answer what the curators asked back."""
    row = _of_own_side(session, actor, key)
    return _moved(session, actor, row, NominationMove.ANSWER, command, NOMINATION_ANSWERED)


def withdraw_nomination(session: Session, actor: Actor, key: str, command: Say) -> Nomination:
    """Take a nomination back that was not decided yet."""
    row = _of_own_side(session, actor, key)
    return _moved(session, actor, row, NominationMove.WITHDRAW, command, NOMINATION_WITHDRAWN, needs_text=False)


def ask_back(session: Session, actor: Actor, key: str, command: Say) -> Nomination:
    """Ask the studio something before deciding."""
    row = _of_curators(session, actor, key)
    return _moved(session, actor, row, NominationMove.ASK, command, NOMINATION_ASKED)


def decline_nomination(session: Session, actor: Actor, key: str, command: Say) -> Nomination:
    """Decline, with the reason."""
    row = _of_curators(session, actor, key)
    return _moved(session, actor, row, NominationMove.DECLINE, command, NOMINATION_DECLINED)


def accept_nomination(session: Session, actor: Actor, key: str, hall_key: str, command: Say) -> Nomination:
    """Put the document into a hall, where it may stand already. Raises Invalid when it can not be shown any more."""
    row = _of_curators(session, actor, key)
    _refuse_stale(row, command)
    row.state = nomination_workflow.after(NominationState(row.state), NominationMove.ACCEPT)
    if len(command.text.strip()) > TEXT_LIMIT:
        raise Invalid(Fault("text", "long", {"limit": TEXT_LIMIT}))
    exhibition, number = row.exhibition, row.document.number
    there = session.scalar(
        select(Item).where(
            Item.exhibition_id == exhibition.id, Item.document_id == row.document_id, Item.removed_at.is_(None)
        )
    )
    item = there or add_items(session, actor, exhibition.key, hall_key, [NewItem(document_number=number)])[0]
    row.item_id = item.id
    if command.text.strip():
        row.messages = [*row.messages, [CURATORS, actor.name, command.text.strip(), now().isoformat()]]
    session.flush()
    told = {"number": number, "state": row.state}
    record(session, actor, "exhibitions.nomination_accept", _subject(exhibition), None, told)
    _tell(session, actor, NOMINATION_ACCEPTED, row, exhibition, side_of(session, row))
    return row


def _moved(
    session: Session,
    actor: Actor,
    row: Nomination,
    move: NominationMove,
    command: Say,
    kind: str,
    *,
    needs_text: bool = True,
) -> Nomination:
    text = command.text.strip()
    _refuse_stale(row, command)
    state = nomination_workflow.after(NominationState(row.state), move)
    if needs_text and not text:
        raise Invalid(Fault("text", "required"))
    if len(text) > TEXT_LIMIT or len(row.messages) >= MESSAGE_LIMIT:
        raise Invalid(Fault("text", "long", {"limit": TEXT_LIMIT}))
    before, row.state = row.state, state
    is_studio = move in (NominationMove.ANSWER, NominationMove.WITHDRAW)
    if text:
        said = [STUDIO if is_studio else CURATORS, actor.name, text, now().isoformat()]
        row.messages = [*row.messages, said]
    session.flush()
    told = {"number": row.document.number, "state": row.state, "reason": text}
    record(session, actor, f"exhibitions.nomination_{move}", _subject(row.exhibition), {"state": before}, told)
    curators = [each.account_id for each in row.exhibition.curators]
    _tell(session, actor, kind, row, row.exhibition, curators if is_studio else side_of(session, row))
    return row


def _refuse_stale(row: Nomination, command: Say) -> None:
    if row.revision != command.revision:
        raise Conflict("stale", Present(row.revision, {"text": row.messages[-1][2] if row.messages else ""}))


def side_of(session: Session, row: Nomination) -> set[int]:
    """The accounts of the document's side: who nominated it if still there, the studio's leaders, the managers."""
    return owners_of(session, row.document, row.by_id or 0)


def owners_of(session: Session, document: Document, besides: int = 0) -> set[int]:
    """Leaders of a document's studio and managers of its organisation; ``besides`` too if a member of the studio."""
    wanted = [(RoleGrant.role == Role.ORGANISATION_MANAGER) & (RoleGrant.organisation_id == document.organisation_id)]
    if document.studio_id is not None:
        leads = (RoleGrant.role == Role.STUDIO_LEADER) | (RoleGrant.account_id == besides)
        wanted.append((RoleGrant.studio_id == document.studio_id) & leads)
    return set(session.scalars(select(RoleGrant.account_id).where(or_(*wanted))))


def _tell(
    session: Session, actor: Actor, kind: str, row: Nomination, exhibition: Exhibition, ids: Iterable[int | None]
) -> None:
    params = {"key": row.key, "title": exhibition.title}
    notify(session, kind, ("nomination", row.id), {each for each in ids if each != actor.account_id}, params)


def _called(session: Session, actor: Actor, key: str) -> Exhibition:
    row = session.scalar(
        select(Exhibition)
        .where(Exhibition.key == key, following_policy.calls_seen_by(actor))
        .options(selectinload(Exhibition.curators))
        .with_for_update()
    )
    if row is None:
        raise NotFound
    return row


def found_nomination(session: Session, actor: Actor, key: str) -> Nomination:
    """The nomination with its exhibition and document, for those who may see it; raises NotFound."""
    row = session.scalar(
        select(Nomination)
        .join(Exhibition, Exhibition.id == Nomination.exhibition_id)
        .join(Document, Document.id == Nomination.document_id)
        .where(Nomination.key == key, following_policy.nominations_seen_by(actor))
        .options(joinedload(Nomination.exhibition).selectinload(Exhibition.curators), joinedload(Nomination.document))
    )
    if row is None:
        raise NotFound
    return row


def _of_own_side(session: Session, actor: Actor, key: str) -> Nomination:
    row = found_nomination(session, actor, key)
    if not documents.owns(actor, row.document):
        raise NotAllowed
    return row


def _of_curators(session: Session, actor: Actor, key: str) -> Nomination:
    row = found_nomination(session, actor, key)
    if not policy.can_curate(actor, row.exhibition):
        raise NotAllowed
    return row


def _own_document(session: Session, actor: Actor, number: str) -> Document | None:
    wanted = select(Document).where(Document.number == (parse_number(number) or ""), documents.owned_by(actor))
    return session.scalar(wanted)


def _is_shown(session: Session, audience: str, document_id: int) -> bool:
    readable = documents.readable_by(policy.stands_for(audience))
    return bool(
        session.scalar(
            select(Version.id)
            .join(Document, Document.id == Version.document_id)
            .where(Document.id == document_id, readable)
        )
    )


def _faults(command: Nominate) -> list[Fault]:
    faults = [] if command.reason.strip() else [Fault("reason", "required")]
    long = [name for name in ("reason", "needs") if len(getattr(command, name)) > TEXT_LIMIT]
    return faults + [Fault(name, "long", {"limit": TEXT_LIMIT}) for name in long]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _subject(exhibition: Exhibition) -> tuple[str, int | None, str]:
    return ("exhibition", exhibition.id, exhibition.title)
