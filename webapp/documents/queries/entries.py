"""How many documents belong to entries of the directory, for this reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import SHANGHAI
from webapp.documents.cards import belongs_to
from webapp.documents.models import Document, Version, VersionOrganisation, VersionPerson
from webapp.documents.policy import readable_by


def document_counts_of(session: Session, actor: Actor, entry_kind: str, entry_id: int) -> Mapping[str, int]:
    """How many documents of each kind belong to the entry."""
    rows = session.execute(
        select(Document.kind, func.count())
        .select_from(Version)
        .join(Document, Document.id == Version.document_id)
        .where(readable_by(actor), belongs_to(entry_kind, entry_id))
        .group_by(Document.kind)
    )
    return {row[0]: row[1] for row in rows}


def document_totals_of(session: Session, actor: Actor, entry_kind: str, entry_ids: Sequence[int]) -> Mapping[int, int]:
    """How many documents belong to each of these entries; entries without any are missing."""
    if not entry_ids:
        return {}
    pairs = _pairs(actor, entry_kind).subquery()
    rows = session.execute(
        select(pairs.c.entry_id, func.count()).where(pairs.c.entry_id.in_(entry_ids)).group_by(pairs.c.entry_id)
    )
    return {row[0]: row[1] for row in rows}


def _pairs(actor: Actor, entry_kind: str) -> Any:
    """Each readable document once with each entry it belongs to."""
    if entry_kind == "studio":
        return _readable(actor, Document.studio_id)
    if entry_kind == "person":
        joined = _readable(actor, VersionPerson.person_id)
        return joined.join(VersionPerson, VersionPerson.version_id == Version.id).distinct()
    owner = _readable(actor, Document.organisation_id)
    taking_part = _readable(actor, VersionOrganisation.organisation_id)
    return union(owner, taking_part.join(VersionOrganisation, VersionOrganisation.version_id == Version.id))


def _readable(actor: Actor, column: Any) -> Select[Any]:
    columns = select(column.label("entry_id"), Document.id.label("document_id"))
    return columns.select_from(Version).join(Document, Document.id == Version.document_id).where(readable_by(actor))


def results_in_year(session: Session, actor: Actor, studio_id: int, year: int) -> int:
    """How many readable documents of the studio were published for the first time in this year."""
    first, last = (datetime(each, 1, 1, tzinfo=SHANGHAI) for each in (year, year + 1))
    statement = select(func.count()).select_from(Version).join(Document, Document.id == Version.document_id)
    statement = statement.where(
        readable_by(actor),
        Document.studio_id == studio_id,
        Document.first_published_at >= first,
        Document.first_published_at < last,
    )
    return session.scalar(statement) or 0
