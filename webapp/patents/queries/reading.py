"""Everything the page of one patent shows, for an actor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.base.errors import NotAllowed, NotFound
from webapp.patents.deadlines import FeeClock
from webapp.patents.models import FeePayment, Patent, PatentEvent
from webapp.patents.policy import can_keep_patent, can_read_event, can_read_patent
from webapp.patents.queries.fees import Owed, clock_of, owed_now, standing_payments
from webapp.patents.queries.keepers import Keeper, keepers
from webapp.patents.queries.status import status_on
from webapp.patents.workflow import EventKind, Status


@dataclass(frozen=True, slots=True)
class Inside:
    """What only the own side sees."""

    clock: FeeClock
    owed: Owed | None
    payments: Sequence[FeePayment]
    cancelled: frozenset[int]
    responsible: str
    keepers: Sequence[Keeper]


@dataclass(frozen=True, slots=True)
class PatentPage:
    """One patent. ``events`` are those the actor may know of, oldest first; ``void`` the ids that were corrected."""

    patent: Patent
    status: Status
    events: Sequence[PatentEvent]
    void: frozenset[int]
    inside: Inside | None


def readable_patent(session: Session, actor: Actor, patent_id: int) -> Patent:
    """The patent with all that belongs to it; raises NotFound for those who may not know of it."""
    row = session.scalar(
        select(Patent)
        .where(Patent.id == patent_id)
        .options(
            joinedload(Patent.organisation),
            joinedload(Patent.studio),
            selectinload(Patent.inventors),
            selectinload(Patent.events),
            selectinload(Patent.payments),
        )
    )
    if row is None or not can_read_patent(actor, row):
        raise NotFound
    return row


def kept_page(session: Session, actor: Actor, patent_id: int) -> Patent:
    """The same for a page that changes it; raises NotAllowed for those who may only read it, NotFound once removed."""
    row = readable_patent(session, actor, patent_id)
    if not can_keep_patent(actor, row):
        raise NotAllowed
    if row.removed_at is not None:
        raise NotFound
    return row


def patent_page(session: Session, actor: Actor, patent_id: int, today: date) -> PatentPage:
    """The page. Raises NotFound."""
    patent = readable_patent(session, actor, patent_id)
    keeps = can_keep_patent(actor, patent)
    shown = [row for row in patent.events if can_read_event(actor, patent, row)]
    void = frozenset(row.corrects_id for row in patent.events if row.corrects_id is not None)
    if not keeps:
        shown = [row for row in shown if row.id not in void and row.kind != EventKind.STRUCK]
    return PatentPage(
        patent,
        status_on(patent.status, patent.expires_on, today),
        sorted(shown, key=lambda row: (row.on, row.id)),
        void,
        _inside(session, patent, today) if keeps else None,
    )


def _inside(session: Session, patent: Patent, today: date) -> Inside:
    responsible = None
    if patent.responsible_id is not None:
        responsible = session.scalar(select(Account.name).where(Account.id == patent.responsible_id))
    standing = {row.id for row in standing_payments(patent.payments)}
    return Inside(
        clock_of(patent, today),
        owed_now(session, patent, today),
        [row for row in patent.payments if row.cancels_id is None],
        frozenset(row.id for row in patent.payments if row.id not in standing),
        responsible or "",
        keepers(session, patent.organisation_id, patent.studio_id),
    )
