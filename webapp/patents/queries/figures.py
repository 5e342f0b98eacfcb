"""Figures of an entry of the directory: how many patents it has, by what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from webapp.base.actor import Actor
from webapp.patents.models import Patent, PatentInventor
from webapp.patents.policy import patents_readable_by
from webapp.patents.queries.status import PublicStatus, public_status, status_column

NEWEST = 6
_COLUMNS: dict[str, Any] = {"organisation": Patent.organisation_id, "studio": Patent.studio_id}


def figures_of(session: Session, actor: Actor, entry_kind: str, entry_id: int, today: date) -> dict[PublicStatus, int]:
    """How many readable patents the organisation or studio has of each kind of state that occurs."""
    status = status_column(today).label("status_now")
    rows = session.execute(
        select(status, func.count())
        .where(_COLUMNS[entry_kind] == entry_id, Patent.removed_at.is_(None), patents_readable_by(actor))
        .group_by(status)
    )
    counts: Counter[PublicStatus] = Counter()
    for state, count in rows:
        counts[public_status([state])] += count
    return dict(counts)


def newest_of(session: Session, actor: Actor, entry_kind: str, entry_id: int) -> Sequence[Patent]:
    """The newest few of them."""
    return session.scalars(
        select(Patent)
        .where(_COLUMNS[entry_kind] == entry_id, Patent.removed_at.is_(None), patents_readable_by(actor))
        .order_by(Patent.filed_on.desc().nulls_last(), Patent.id.desc())
        .limit(NEWEST)
    ).all()


def invented_by(session: Session, actor: Actor, person_id: int) -> Sequence[Patent]:
    """The newest readable patents that name this person of the directory as inventor."""
    invented = select(PatentInventor.patent_id).where(PatentInventor.person_id == person_id)
    return session.scalars(
        select(Patent)
        .where(Patent.id.in_(invented), Patent.removed_at.is_(None), patents_readable_by(actor))
        .order_by(Patent.filed_on.desc().nulls_last(), Patent.id.desc())
        .options(joinedload(Patent.organisation))
        .limit(2 * NEWEST)
    ).all()
