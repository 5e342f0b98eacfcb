"""What happens to patents by the calendar alone, once a day: reminders of fees, and terms that have run out."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from webapp.base.actor import SYSTEM
from webapp.notices.actions import notify
from webapp.patents.actions.events import note_expiry
from webapp.patents.models import Patent
from webapp.patents.queries.dates import Due, dues, ended_terms
from webapp.patents.queries.keepers import told_ids

NOTICE = "patents.fee"


def remind(session: Session, today: date) -> int:
    """Tell those who look after a patent what is due; how many were told now. Safe to repeat."""
    return sum(_tell(session, due) for due in dues(session, today))


def note_expiries(session: Session, today: date) -> int:
    """Record the end of every term that has run out; how many there were. Safe to repeat."""
    ids = ended_terms(session, today)
    for patent_id in ids:
        patent = session.scalar(
            select(Patent)
            .where(Patent.id == patent_id)
            .options(selectinload(Patent.events), selectinload(Patent.payments))
            .with_for_update(of=Patent)
        )
        if patent is not None:
            note_expiry(session, SYSTEM, patent)
    return len(ids)


def _tell(session: Session, due: Due) -> int:
    patent = due.patent
    people = told_ids(session, patent.organisation_id, patent.studio_id, patent.responsible_id)
    params = {
        "title": patent.title,
        "mark": due.mark,
        "on": due.on.isoformat(),
        "year": due.year,
        "percent": due.percent,
    }
    key = f"{NOTICE}:{patent.id}:{due.year or due.on.isoformat()}:{due.mark}"
    return notify(session, NOTICE, ("patent", patent.id), people, params, once_key=key)
