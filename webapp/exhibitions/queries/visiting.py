"""What visitors left, for those who may see it: shown entries of the guest book, one's own wish by its private key."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.base.errors import NotFound
from webapp.base.paging import Page
from webapp.exhibitions.models import Exhibition, GuestBookEntry, Intent
from webapp.exhibitions.workflow import EntryState

SIZE = 30


@dataclass(frozen=True, slots=True)
class OwnIntent:
    """A wish with the exhibition it was left at."""

    intent: Intent
    exhibition: Exhibition


def shown_entries(session: Session, exhibition_id: int, number: int) -> Page[GuestBookEntry]:
    """One page of the entries a curator has let through, newest first."""
    which = (GuestBookEntry.exhibition_id == exhibition_id, GuestBookEntry.state == EntryState.SHOWN)
    total = session.scalar(select(func.count()).select_from(GuestBookEntry).where(*which)) or 0
    statement = select(GuestBookEntry).where(*which).order_by(GuestBookEntry.id.desc())
    rows = session.scalars(statement.limit(SIZE).offset((number - 1) * SIZE)).all()
    return Page(rows, total, number, SIZE)


def intent_by_key(session: Session, intent_key: str) -> OwnIntent:
    """A wish by its private key; raises NotFound."""
    row = session.execute(
        select(Intent, Exhibition)
        .join(Exhibition, Exhibition.id == Intent.exhibition_id)
        .where(Intent.key == intent_key)
    ).one_or_none()
    if row is None:
        raise NotFound
    return OwnIntent(row[0], row[1])
