"""What tests ask of the journal."""

from __future__ import annotations

from sqlalchemy import select

from webapp.base.database import Database
from webapp.base.journal import JournalEntry


def actions(database: Database) -> list[str]:
    """The actions written so far, oldest first."""
    with database.reading() as session:
        return list(session.scalars(select(JournalEntry.action).order_by(JournalEntry.id)))


def last(database: Database) -> JournalEntry:
    """The newest row."""
    with database.reading() as session:
        row = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc()).limit(1)).one()
        session.expunge(row)
        return row
