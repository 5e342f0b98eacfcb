"""Names of items for lists that curators read: only of what may be shown, like every other channel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from webapp.directory.models import Person, Studio
from webapp.documents.models import Document, Version
from webapp.exhibitions import policy
from webapp.exhibitions.models import Exhibition, Item


@dataclass(frozen=True, slots=True)
class ItemTitle:
    """What an item is called. ``number`` is that of its document, '' for other kinds."""

    key: str
    title: str
    number: str = ""
    document_id: int | None = None
    is_removed: bool = False


def titles_of(session: Session, exhibition: Exhibition, keys: Iterable[str] | None = None) -> dict[str, ItemTitle]:
    """The names of these items, or of all; whoever may not be shown is not in it. One statement."""
    shown = or_(Item.version_id.is_(None), policy.shown_to(exhibition.audience))
    statement = (
        select(
            Item.key,
            func.coalesce(func.nullif(Item.title, ""), Version.title, Person.name, Studio.name, "").label("title"),
            func.coalesce(Document.number, "").label("number"),
            Item.document_id,
            Item.removed_at.is_not(None).label("is_removed"),
        )
        .outerjoin(Version, Version.id == Item.version_id)
        .outerjoin(Document, Document.id == Version.document_id)
        .outerjoin(Person, Person.id == Item.person_id)
        .outerjoin(Studio, Studio.id == Item.studio_id)
        .where(and_(Item.exhibition_id == exhibition.id, shown))
    )
    if keys is not None:
        wanted: Sequence[str] = sorted({each for each in keys if each})
        statement = statement.where(Item.key.in_(wanted))
    rows = session.execute(statement)
    return {row.key: ItemTitle(row.key, row.title, row.number, row.document_id, bool(row.is_removed)) for row in rows}
