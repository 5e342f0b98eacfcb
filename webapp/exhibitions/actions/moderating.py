"""The guest book: which words visitors leave are shown."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import NotFound
from webapp.base.journal import record
from webapp.exhibitions.models import GuestBookEntry
from webapp.exhibitions.queries.showing import exhibition_curated
from webapp.exhibitions.workflow import EntryMove, EntryState, entry_workflow


def moderate(session: Session, actor: Actor, key: str, entry_key: str, move: EntryMove) -> GuestBookEntry:
    """Show an entry, hide it, or put it back among those not yet read. Raises NotFound, Conflict('state')."""
    exhibition = exhibition_curated(session, actor, key)
    entry = session.scalar(
        select(GuestBookEntry)
        .where(GuestBookEntry.key == entry_key, GuestBookEntry.exhibition_id == exhibition.id)
        .with_for_update()
    )
    if entry is None:
        raise NotFound
    before = entry.state
    entry.state = entry_workflow.after(EntryState(entry.state), move)
    session.flush()
    subject = ("exhibition", exhibition.id, exhibition.title)
    record(session, actor, f"exhibitions.entry_{move}", subject, {"state": before}, {"state": entry.state})
    return entry
