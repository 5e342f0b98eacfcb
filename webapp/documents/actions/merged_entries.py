"""Documents follow when entries of the directory are merged: registered as a merge hook, in the same transaction.

The texts of versions are not touched: they keep the names they were published with.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from webapp.base import feed
from webapp.documents.models import Document, Version, VersionOrganisation, VersionPerson


def follow_merge(session: Session, kind: str, from_id: int, into_id: int) -> None:
    """Point documents and versions from the one entry to the other, and name these documents as stale."""
    if kind == "person":
        stale = _links(session, VersionPerson, VersionPerson.person_id, from_id, into_id)
    elif kind == "studio":
        stale = _owned(session, "studio_id", from_id, into_id)
    else:
        stale = _links(session, VersionOrganisation, VersionOrganisation.organisation_id, from_id, into_id)
        stale |= _owned(session, "organisation_id", from_id, into_id)
    for document_id in sorted(stale):
        feed.mark(session, ("document", document_id))


def _links(session: Session, model: type[Any], column: Any, from_id: int, into_id: int) -> set[int]:
    documents = select(Version.document_id).join(model, model.version_id == Version.id).where(column == from_id)
    stale = set(session.scalars(documents))
    _set(session, update(model).where(column == from_id).values({column.key: into_id}))
    return stale


def _owned(session: Session, name: str, from_id: int, into_id: int) -> set[int]:
    column = getattr(Document, name)
    stale = set(session.scalars(select(Document.id).where(column == from_id)))
    _set(session, update(Document).where(column == from_id).values({name: into_id}))
    return stale


def _set(session: Session, statement: Update) -> None:
    session.execute(statement, execution_options={"synchronize_session": False})
