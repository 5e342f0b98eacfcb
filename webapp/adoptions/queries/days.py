"""Demonstration days for those who may know of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from webapp.adoptions import policy
from webapp.adoptions.models import Adoption, Demonstration, DemonstrationDocument, DemonstrationGuest
from webapp.adoptions.queries.listing import Wanted, seen_page
from webapp.adoptions.workflow import DayState, GuestState
from webapp.base.actor import Actor, Role
from webapp.base.clock import now
from webapp.base.errors import NotFound
from webapp.base.paging import PAGE_SIZE, Page
from webapp.directory.models import Organisation, Studio
from webapp.documents.cards import DocumentCard, cards_of

NAMED = 12


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day in a list, with how many signed up."""

    day: Demonstration
    organisation: str
    taken: int


@dataclass(frozen=True, slots=True)
class DayPage:
    """A day with all its page shows to this actor. ``guest`` is the actor's own sign-up."""

    day: Demonstration
    documents: Sequence[DocumentCard]
    taken: int
    waiting: int
    guest: DemonstrationGuest | None
    may_keep: bool
    adoption_count: int

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.day.ends_at <= now()

    @property
    def is_open(self) -> bool:
        """Whether one can still sign up."""
        return self.day.state == DayState.ANNOUNCED and not self.is_over

    @property
    def is_full(self) -> bool:
        """Whether who signs up now has to wait."""
        return self.day.capacity is not None and self.taken >= self.day.capacity


def days_page(session: Session, actor: Actor, *, past: bool, number: int = 1) -> Page[DayLine]:
    """One page of the days to come, soonest first, or of those gone by, latest first."""
    when = Demonstration.ends_at <= now() if past else Demonstration.ends_at > now()
    seen = (policy.days_seen_by(actor), when)
    total = session.scalar(select(func.count()).select_from(Demonstration).where(*seen)) or 0
    order = (Demonstration.ends_at.desc(), Demonstration.id.desc()) if past else (
        Demonstration.starts_at, Demonstration.id)  # fmt: skip
    statement = select(Demonstration, Organisation.name).join(Organisation).where(*seen).order_by(*order)
    rows = session.execute(statement.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    taken = taken_of(session, [row[0].id for row in rows])
    return Page([DayLine(row[0], row[1], taken.get(row[0].id, 0)) for row in rows], total, number, PAGE_SIZE)


def found_day(session: Session, actor: Actor, key: str) -> Demonstration:
    """The day with its host and documents. Raises NotFound for those who may not know of it."""
    day = session.scalar(
        select(Demonstration)
        .where(Demonstration.key == key, policy.days_seen_by(actor))
        .options(
            joinedload(Demonstration.organisation),
            joinedload(Demonstration.studio),
            joinedload(Demonstration.documents),
        )
    )
    if day is None:
        raise NotFound
    return day


def day_page(session: Session, actor: Actor, key: str) -> DayPage:
    """The page of a day. Of its documents only those are shown that this actor may read."""
    day = found_day(session, actor, key)
    cards = cards_of(session, actor, [each.document_id for each in day.documents])
    states = states_of(session, day.id)
    guest = None
    if actor.is_signed_in:
        guest = session.scalar(
            select(DemonstrationGuest).where(
                DemonstrationGuest.demonstration_id == day.id, DemonstrationGuest.account_id == actor.account_id
            )
        )
    return DayPage(
        day=day,
        documents=[cards[each.document_id] for each in day.documents if each.document_id in cards],
        taken=states.get(GuestState.SIGNED_UP, 0),
        waiting=states.get(GuestState.WAITING, 0),
        guest=guest,
        may_keep=policy.can_keep_day(actor, day),
        adoption_count=_adoption_count(session, actor, day.id),
    )


def states_of(session: Session, day_id: int) -> Mapping[str, int]:
    """How many guests stand in each state."""
    guest = DemonstrationGuest
    rows = session.execute(
        select(guest.state, func.count()).where(guest.demonstration_id == day_id).group_by(guest.state)
    )
    return {row[0]: row[1] for row in rows}


def taken_of(session: Session, ids: Sequence[int]) -> Mapping[int, int]:
    """How many places are taken on each of these days."""
    if not ids:
        return {}
    guest = DemonstrationGuest
    rows = session.execute(
        select(guest.demonstration_id, func.count())
        .where(guest.demonstration_id.in_(ids), guest.state == GuestState.SIGNED_UP)
        .group_by(guest.demonstration_id)
    )
    return {row[0]: row[1] for row in rows}


def guests_of(session: Session, actor: Actor, key: str) -> tuple[Demonstration, Sequence[DemonstrationGuest]]:
    """Everybody on the list of a day, for those who keep it. Raises NotFound for everybody else."""
    day = found_day(session, actor, key)
    if not policy.can_keep_day(actor, day):
        raise NotFound
    rows = session.scalars(
        select(DemonstrationGuest)
        .where(DemonstrationGuest.demonstration_id == day.id)
        .order_by(DemonstrationGuest.state, DemonstrationGuest.id)
    ).all()
    return day, rows


def guest_by_key(session: Session, key: str) -> tuple[Demonstration, DemonstrationGuest, int]:
    """A sign-up by its private key, and its place among those who wait (0 when it does not wait). Raises NotFound."""
    guest = session.scalar(select(DemonstrationGuest).where(DemonstrationGuest.key == key))
    if guest is None or guest.account_id is not None:
        raise NotFound
    day = session.scalars(
        select(Demonstration)
        .where(Demonstration.id == guest.demonstration_id)
        .options(joinedload(Demonstration.organisation))
    ).one()
    return day, guest, place_of(session, guest)


def place_of(session: Session, guest: DemonstrationGuest) -> int:
    """The place among those who wait, from 1; 0 for one who does not wait."""
    if guest.state != GuestState.WAITING:
        return 0
    ahead = select(func.count()).where(
        DemonstrationGuest.demonstration_id == guest.demonstration_id,
        DemonstrationGuest.state == GuestState.WAITING,
        DemonstrationGuest.id <= guest.id,
    )
    return session.scalar(ahead) or 0


def days_to_name(session: Session, actor: Actor, document_id: int) -> Sequence[Demonstration]:
    """Days that showed this document and have begun, latest first: an adoption may have come of one."""
    return session.scalars(
        select(Demonstration)
        .join(DemonstrationDocument, DemonstrationDocument.demonstration_id == Demonstration.id)
        .where(
            DemonstrationDocument.document_id == document_id,
            Demonstration.starts_at <= now(),
            Demonstration.state == DayState.ANNOUNCED,
            policy.days_seen_by(actor),
        )
        .order_by(Demonstration.starts_at.desc())
        .limit(NAMED)
    ).all()


def next_days_of(session: Session, actor: Actor, document_id: int) -> Sequence[Demonstration]:
    """Days to come that show this document, soonest first."""
    return session.scalars(
        select(Demonstration)
        .join(DemonstrationDocument, DemonstrationDocument.demonstration_id == Demonstration.id)
        .where(
            DemonstrationDocument.document_id == document_id,
            Demonstration.ends_at > now(),
            Demonstration.state == DayState.ANNOUNCED,
            policy.days_seen_by(actor),
        )
        .order_by(Demonstration.starts_at)
        .limit(3)
    ).all()


@dataclass(frozen=True, slots=True)
class Host:
    """An organisation, or one of its studios, for which the actor may announce days."""

    organisation_id: int
    studio_id: int
    name: str


def hosts_of(session: Session, actor: Actor, present: Demonstration | None = None) -> list[Host]:
    """The hosts the actor may choose from, and the one there is."""
    managed = set(actor.managed_organisation_ids)
    if actor.has(Role.CURATOR) and actor.organisation_id is not None:
        managed.add(actor.organisation_id)
    if present is not None:
        managed.add(present.organisation_id)
    rows = session.execute(
        select(Organisation.id, Organisation.name).where(
            Organisation.id.in_(sorted(managed)), Organisation.merged_into_id.is_(None)
        )
    )
    hosts = [Host(row[0], 0, row[1]) for row in rows]
    led = set(actor.led_studio_ids) | ({present.studio_id} if present is not None and present.studio_id else set())
    studios = session.execute(
        select(Studio.organisation_id, Studio.id, Studio.name, Organisation.name)
        .join(Organisation, Organisation.id == Studio.organisation_id)
        .where(Studio.id.in_(sorted(led)), Studio.merged_into_id.is_(None))
    )
    return hosts + [Host(row[0] or 0, row[1], f"{row[3]} · {row[2]}") for row in studios]


def numbers_of(session: Session, actor: Actor, day: Demonstration) -> list[str]:
    """The numbers of the documents shown that the actor may read, in order."""
    ids = [each.document_id for each in day.documents]
    cards = cards_of(session, actor, ids)
    return [cards[each].number for each in ids if each in cards]


def days_known_to(session: Session, actor: Actor, ids: Sequence[int]) -> frozenset[int]:
    """Those of the days that the actor may know of, or is on the list of."""
    guest = select(DemonstrationGuest.id).where(
        DemonstrationGuest.demonstration_id == Demonstration.id, DemonstrationGuest.account_id == actor.account_id
    )
    known = or_(policy.days_seen_by(actor), guest.exists())
    return frozenset(session.scalars(select(Demonstration.id).where(and_(Demonstration.id.in_(ids), known))))


def _adoption_count(session: Session, actor: Actor, day_id: int) -> int:
    if session.scalar(select(Adoption.id).where(Adoption.demonstration_id == day_id).limit(1)) is None:
        return 0
    return seen_page(session, actor, Wanted(demonstration_id=day_id), 1).total
