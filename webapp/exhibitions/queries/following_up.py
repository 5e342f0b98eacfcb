"""What visitors left, for those who follow it up: intents with their state, and entries of the guest book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from webapp.accounts.models import Account, AccountState, RoleGrant
from webapp.adoptions import policy as adoptions
from webapp.adoptions.models import Adoption
from webapp.base.actor import Actor, Role
from webapp.base.errors import NotFound
from webapp.base.paging import PAGE_SIZE, Page
from webapp.documents.models import Document, Version
from webapp.documents.workflow import VersionState
from webapp.exhibitions import following_policy, policy
from webapp.exhibitions.models import Exhibition, ExhibitionCurator, GuestBookEntry, Intent
from webapp.exhibitions.queries.showing import exhibition_curated
from webapp.exhibitions.queries.titles import ItemTitle, titles_of
from webapp.exhibitions.workflow import IntentState

RETENTION_DAYS = 180
"""How many days after the exhibition the contact of visitors is kept, as its forms say."""

EXPORT_LIMIT = 10_000
OPEN = (IntentState.NEW, IntentState.IN_TOUCH)
NOBODY = "none"
ADOPTIONS = 100
_Responsible = aliased(Account)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is sought. ``responsible`` is an account's id, 'none' for nobody, '' for everything."""

    state: str = ""
    kind: str = ""
    responsible: str = ""
    item_key: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class IntentLine:
    """One intent. ``item`` is None where it is about the whole show or about what can not be shown any more."""

    key: str
    kind: str
    state: str
    name: str
    organisation: str
    contact: str
    message: str
    at: datetime
    item_key: str
    item: ItemTitle | None
    responsible_id: int | None
    responsible: str
    notes: Sequence[Sequence[str]]
    adoption_id: int | None
    is_forgotten: bool
    revision: int
    document_id: int | None = None
    exhibition_key: str = ""
    exhibition_title: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of a form: value and words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class IntentPage:
    """One intent with everything its page needs. ``adoption`` is the one that came of it, if the actor may know."""

    line: IntentLine
    is_curator: bool
    forgotten_on: date | None
    people: Sequence[Choice] = ()
    adoptions: Sequence[Choice] = ()
    adoption: Choice | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of intents, how many there are of each state and kind, and who is responsible for some."""

    exhibition: Exhibition
    page: Page[IntentLine]
    states: Mapping[str, int]
    kinds: Mapping[str, int]
    people: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of the guest book."""

    key: str
    name: str
    text: str
    state: str
    at: datetime


def intents_page(session: Session, actor: Actor, key: str, wanted: Wanted, size: int = PAGE_SIZE) -> Queue:
    """The intents of one exhibition, newest first; for its curators."""
    exhibition = exhibition_curated(session, actor, key)
    mine = Intent.exhibition_id == exhibition.id
    counted = session.execute(
        select(Intent.state, Intent.kind, func.count()).where(mine).group_by(Intent.state, Intent.kind)
    ).all()
    states: dict[str, int] = {}
    kinds: dict[str, int] = {}
    for state, kind, count in counted:
        states[state] = states.get(state, 0) + count
        kinds[kind] = kinds.get(kind, 0) + count
    narrowed = and_(mine, *_narrow(wanted))
    total = session.scalar(select(func.count()).select_from(Intent).where(narrowed)) or 0
    rows = session.execute(
        _lines().where(narrowed).order_by(Intent.id.desc()).limit(size).offset((wanted.page - 1) * size)
    ).all()
    titles = titles_of(session, exhibition, [row.Intent.item_key for row in rows])
    people = session.execute(
        select(Account.id, Account.name)
        .where(Account.id.in_(select(Intent.responsible_id).where(mine)))
        .order_by(Account.name, Account.id)
    )
    lines = [_line(row, titles) for row in rows]
    choices = [Choice(str(row.id), row.name) for row in people]
    return Queue(exhibition, Page(lines, total, wanted.page, size), states, kinds, choices)


def own_intents(session: Session, actor: Actor, number: int = 1, *, all_states: bool = False) -> Page[IntentLine]:
    """The intents the actor is responsible for, open ones only unless all are wanted, the oldest first."""
    mine: list[ColumnElement[bool]] = [Intent.responsible_id == (actor.account_id or 0)]
    if not all_states:
        mine.append(Intent.state.in_(OPEN))
    total = session.scalar(select(func.count()).select_from(Intent).where(*mine)) or 0
    rows = session.execute(
        _lines().where(*mine).order_by(Intent.id).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    ).all()
    return Page([_line(row, {}) for row in rows], total, number)


def intent_page(session: Session, actor: Actor, key: str) -> IntentPage:
    """One intent, for whoever follows it up. Raises NotFound."""
    row = session.execute(_lines().where(Intent.key == key, following_policy.intents_followed_by(actor))).one_or_none()
    if row is None:
        raise NotFound
    exhibition: Exhibition = row.Exhibition
    line = _line(row, titles_of(session, exhibition, [row.Intent.item_key]))
    is_curator = bool(
        session.scalar(
            select(Exhibition.id).where(Exhibition.id == exhibition.id, policy.exhibitions_curated_by(actor))
        )
    )
    known = _adoptions(session, actor, line.document_id) if line.item is not None else {}
    return IntentPage(
        line=line,
        is_curator=is_curator,
        forgotten_on=forgotten_on(exhibition),
        people=responsible_choices(session, exhibition.id, line.document_id) if is_curator else (),
        adoptions=[Choice(key, label) for key, label in known.values()],
        adoption=Choice(*known[line.adoption_id]) if line.adoption_id in known else None,
    )


def forgotten_on(exhibition: Exhibition) -> date | None:
    """The day on which the contact of its visitors is deleted, None while its end is not known."""
    ended = exhibition.ends_on or (exhibition.closed_at.date() if exhibition.closed_at else None)
    return ended + timedelta(days=RETENTION_DAYS) if ended else None


def responsible_choices(session: Session, exhibition_id: int, document_id: int | None) -> list[Choice]:
    """Who may be made responsible: the curators, and the people of the document's side."""
    curators = select(ExhibitionCurator.account_id).where(ExhibitionCurator.exhibition_id == exhibition_id)
    wanted: list[ColumnElement[bool]] = [Account.id.in_(curators)]
    if document_id is not None:
        side = (
            select(RoleGrant.account_id)
            .join(
                Document,
                or_(
                    and_(Document.studio_id.is_not(None), RoleGrant.studio_id == Document.studio_id),
                    and_(
                        RoleGrant.role == Role.ORGANISATION_MANAGER,
                        RoleGrant.organisation_id == Document.organisation_id,
                    ),
                ),
            )
            .where(Document.id == document_id)
        )
        wanted.append(Account.id.in_(side))
    rows = session.execute(
        select(Account.id, Account.name)
        .where(or_(*wanted), Account.state == AccountState.ACTIVE)
        .order_by(Account.name, Account.id)
    )
    return [Choice(str(row.id), row.name) for row in rows]


def guest_book_page(
    session: Session, actor: Actor, key: str, state: str = "", number: int = 1
) -> tuple[Exhibition, Page[EntryLine], Mapping[str, int]]:
    """The entries of the guest book, newest first, and how many of each state; for the curators."""
    exhibition = exhibition_curated(session, actor, key)
    mine = GuestBookEntry.exhibition_id == exhibition.id
    counted = session.execute(select(GuestBookEntry.state, func.count()).where(mine).group_by(GuestBookEntry.state))
    counts: dict[str, int] = {row[0]: row[1] for row in counted}
    wanted = select(GuestBookEntry).where(mine)
    if state:
        wanted = wanted.where(GuestBookEntry.state == state)
    rows = session.scalars(wanted.order_by(GuestBookEntry.id.desc()).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    total = counts.get(state, 0) if state else sum(counts.values())
    lines = [EntryLine(row.key, row.name, row.text, row.state, row.at) for row in rows]
    return exhibition, Page(lines, total, number), counts


def intents_known_to(session: Session, actor: Actor, ids: Sequence[int]) -> frozenset[int]:
    """Those of the intents that the actor follows up."""
    rows = session.scalars(
        select(Intent.id)
        .join(Exhibition, Exhibition.id == Intent.exhibition_id)
        .where(Intent.id.in_(ids), following_policy.intents_followed_by(actor))
    )
    return frozenset(rows)


def without_contact(line: IntentLine) -> IntentLine:
    """The line as lists show it: there is a contact, but not which."""
    return replace(line, contact="•" if line.contact else "")


def _narrow(wanted: Wanted) -> list[ColumnElement[bool]]:
    narrow: list[ColumnElement[bool]] = []
    if wanted.state == "open":
        narrow.append(Intent.state.in_(OPEN))
    elif wanted.state:
        narrow.append(Intent.state == wanted.state)
    if wanted.kind:
        narrow.append(Intent.kind == wanted.kind)
    if wanted.item_key:
        narrow.append(Intent.item_key == wanted.item_key)
    if wanted.responsible == NOBODY:
        narrow.append(Intent.responsible_id.is_(None))
    elif wanted.responsible:
        narrow.append(Intent.responsible_id == int(wanted.responsible))
    return narrow


def _lines() -> Select[Any]:
    lines: Any = (
        select(Intent, Exhibition, func.coalesce(_Responsible.name, "").label("responsible"))
        .join(Exhibition, Exhibition.id == Intent.exhibition_id)
        .outerjoin(_Responsible, _Responsible.id == Intent.responsible_id)
    )
    return cast("Select[Any]", lines)


def _line(row: Any, titles: Mapping[str, ItemTitle]) -> IntentLine:
    intent: Intent = row.Intent
    item = titles.get(intent.item_key)
    return IntentLine(
        key=intent.key,
        kind=intent.kind,
        state=intent.state,
        name=intent.name,
        organisation=intent.organisation,
        contact=intent.contact,
        message=intent.message,
        at=intent.consented_at,
        item_key=intent.item_key,
        item=item,
        responsible_id=intent.responsible_id,
        responsible=row.responsible,
        notes=intent.notes,
        adoption_id=intent.adoption_id,
        is_forgotten=intent.forgotten_at is not None,
        revision=intent.revision,
        document_id=item.document_id if item else None,
        exhibition_key=row.Exhibition.key,
        exhibition_title=row.Exhibition.title,
    )


def _adoptions(session: Session, actor: Actor, document_id: int | None) -> dict[int, tuple[str, str]]:
    """Adoptions of a document the actor may know of, by id: key, and who uses it since when where that is named."""
    if document_id is None:
        return {}
    details = adoptions.details_seen_by(actor)
    rows = session.execute(
        select(Adoption, details.label("details"))
        .join(Document, Document.id == Adoption.document_id)
        .outerjoin(Version, and_(Version.document_id == Document.id, Version.state == VersionState.PUBLISHED))
        .where(Adoption.document_id == document_id, or_(details, adoptions.adoptions_seen_by(actor)))
        .order_by(Adoption.id.desc())
        .limit(ADOPTIONS)
    )
    return {row.Adoption.id: (row.Adoption.key, _adopter(row.Adoption, bool(row.details))) for row in rows}


def _adopter(adoption: Adoption, in_detail: bool) -> str:
    name = adoption.organisation_name if in_detail or adoption.is_named else "***"
    return f"{name} {adoption.started}".strip()
