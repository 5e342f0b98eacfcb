"""Reminding: of adoptions that wait for an answer, and of demonstration days that are near."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.adoptions.actions.telling import WAITING, tell
from webapp.adoptions.models import Adoption, Demonstration, DemonstrationGuest
from webapp.adoptions.workflow import AdoptionState, DayState, GuestState, Side
from webapp.base.actor import SYSTEM
from webapp.base.clock import SHANGHAI
from webapp.documents.models import Document
from webapp.notices.actions import notify

DAY_SOON = "demonstrations.soon"
AFTER_DAYS = (7, 30)


def remind_waiting(session: Session, today: date) -> int:
    """Remind the other side of what has waited for a week, and for a month; how many were told now. Safe to repeat."""
    told = 0
    midnight = datetime.combine(today, time(), SHANGHAI)
    for days in AFTER_DAYS:
        rows = session.execute(
            select(Adoption, Document)
            .join(Document, Document.id == Adoption.document_id)
            .where(
                Adoption.state == AdoptionState.PROPOSED,
                Adoption.changed_at <= midnight - timedelta(days=days),
                Adoption.changed_at > midnight - timedelta(days=days + 14),
            )
        ).all()
        for adoption, document in rows:
            once = f"adoption-{adoption.id}-{adoption.newest}-{days}"
            told += tell(session, SYSTEM, adoption, document, WAITING, [Side(adoption.newest_side).other], once)
    return told


def remind_guests(session: Session, day_on: date) -> int:
    """Remind guests with an account of the demonstration days of this day; how many were told now. Safe to repeat."""
    start = datetime.combine(day_on, time(), SHANGHAI)
    rows = session.execute(
        select(Demonstration.id, Demonstration.key, Demonstration.title, DemonstrationGuest.account_id)
        .join(DemonstrationGuest, DemonstrationGuest.demonstration_id == Demonstration.id)
        .where(
            Demonstration.state == DayState.ANNOUNCED,
            Demonstration.starts_at >= start,
            Demonstration.starts_at < start + timedelta(days=1),
            DemonstrationGuest.state == GuestState.SIGNED_UP,
            DemonstrationGuest.account_id.is_not(None),
        )
    ).all()
    told = 0
    for day_id, key, title, account_id in rows:
        params = {"key": key, "title": title}
        once = f"demonstration-{day_id}-{day_on.isoformat()}"
        told += notify(session, DAY_SOON, ("demonstration", day_id), [account_id], params, once_key=once)
    return told
