"""People and studios of the directory that curators look for by a part of the name, to put them on show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webapp.base.errors import NotFound
from webapp.directory.models import Person, Studio
from webapp.directory.queries.finding import candidates
from webapp.exhibitions.models import Exhibition, Item
from webapp.exhibitions.workflow import ItemKind

MODELS: dict[str, type[Person] | type[Studio]] = {ItemKind.PERSON: Person, ItemKind.STUDIO: Studio}


@dataclass(frozen=True, slots=True)
class Named:
    """A person or a studio: whose it is, and whether it is in the exhibition already."""

    id: int
    name: str
    organisation: str
    is_there: bool


def entries_found(session: Session, exhibition: Exhibition, kind: str, typed: str) -> list[Named]:
    """Those whose name contains what was typed, or is spelt so, at most 20; two statements."""
    if kind not in MODELS or not typed.strip():
        return []
    found: Sequence[Person | Studio] = (
        candidates(session, Person, typed, but=0)
        if kind == ItemKind.PERSON
        else candidates(session, Studio, typed, but=0)
    )
    return _as_named(session, exhibition, kind, found)


def entry_named(session: Session, exhibition: Exhibition | None, kind: str, entry_id: int) -> Named:
    """One of them. Raises NotFound for what is not there, or was merged into another."""
    model: Any = MODELS[kind]
    statement = select(model).where(model.id == entry_id, model.merged_into_id.is_(None))
    row = session.scalars(statement.options(joinedload(model.organisation))).one_or_none()
    if row is None:
        raise NotFound
    return _as_named(session, exhibition, kind, [row])[0]


def _as_named(
    session: Session, exhibition: Exhibition | None, kind: str, rows: Sequence[Person | Studio]
) -> list[Named]:
    column = Item.person_id if kind == ItemKind.PERSON else Item.studio_id
    there = frozenset[int | None]()
    if exhibition is not None and rows:
        mine = (Item.exhibition_id == exhibition.id, Item.removed_at.is_(None))
        there = frozenset(session.scalars(select(column).where(*mine, column.in_([row.id for row in rows]))))
    return [Named(row.id, row.name, row.organisation.name if row.organisation else "", row.id in there) for row in rows]
