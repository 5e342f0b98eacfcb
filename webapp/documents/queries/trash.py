"""What lies in the trash of those who write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.base.paging import PAGE_SIZE, Page
from webapp.documents import policy
from webapp.documents.content import Kind
from webapp.documents.models import DISCARDED_FOR, Document, Version


@dataclass(frozen=True, slots=True)
class Discarded:
    """A version in the trash; ``leaves_at`` is when it goes for good."""

    version_id: int
    number: str
    kind: Kind
    title: str
    summary: str
    discarded_at: datetime
    leaves_at: datetime
    discarded_by: str


def trash(session: Session, actor: Actor, number: int = 1, size: int = PAGE_SIZE) -> Page[Discarded]:
    """What the actor may take out of the trash, last discarded first."""
    mine = policy.revivable_by(actor)
    joined = select(Version).join(Document, Document.id == Version.document_id).where(mine)
    total = session.scalar(select(func.count()).select_from(joined.subquery())) or 0
    rows = session.execute(
        select(Version, Document.number, Document.kind, Account.name)
        .join(Document, Document.id == Version.document_id)
        .outerjoin(Account, Account.id == Version.discarded_by_id)
        .where(mine)
        .order_by(Version.discarded_at.desc(), Version.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    )
    return Page([_row(*row) for row in rows], total, number, size)


def _row(version: Version, number: str, kind: str, name: str | None) -> Discarded:
    moment = version.discarded_at or version.edited_at
    return Discarded(
        version.id, number, Kind(kind), version.title, version.summary, moment, moment + DISCARDED_FOR, name or ""
    )
