"""Finding entries for forms: by what was typed, by likeness, by who last changed them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from webapp.base.errors import Fault, Invalid
from webapp.base.journal import JournalEntry
from webapp.directory.models import Organisation, Person, Studio
from webapp.directory.queries.listing import named
from webapp.directory.registration import same_name
from webapp.directory.spelling import sort_name, sort_person_name

Entry = TypeVar("Entry", Organisation, Person, Studio)
_NUMBERED = re.compile(r"(?:^|.*[\s　])[#＃]([0-9]{1,9})")
LIKE_LIMIT = 8


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed a thing last, and when."""

    name: str
    at: datetime


def typed_entry(
    session: Session,
    model: type[Entry],
    text: str,
    field: str,
    organisation_id: int | None = None,
    present_id: int | None = None,
) -> Entry | None:
    """The entry named by what was typed: its name, or any text ending in ``#<id>``; None for ''.

    Among entries of one name the present one comes first, then those of ``organisation_id``. Raises Invalid(unknown)
    and Invalid(several).
    """
    text = text.strip()
    if not text:
        return None
    numbered = _NUMBERED.fullmatch(text)
    wanted = model.id == int(numbered.group(1)) if numbered else model.name.in_({text, same_name(text)})
    statement = select(model).where(wanted, model.merged_into_id.is_(None)).order_by(model.id).limit(20)
    rows = list(session.scalars(statement))
    for nearer in ([row for row in rows if row.id == present_id], [row for row in rows if _of(row) == organisation_id]):
        if len(rows) > 1 and nearer:
            rows = nearer
    if not rows:
        raise Invalid(Fault(field, "unknown", {"name": text}))
    if len(rows) > 1:
        raise Invalid(Fault(field, "several", {"ids": "、".join(f"#{row.id}" for row in rows)}))
    return rows[0]


def _of(row: Organisation | Person | Studio) -> int | None:
    return row.id if isinstance(row, Organisation) else row.organisation_id


def similar_entries(session: Session, model: type[Entry], name: str, but: int | None = None) -> list[Entry]:
    """Entries that may be the same thing: sounding alike, or one name inside the other; the closest first."""
    spelt = sort_person_name(name) if model is Person else sort_name(name)
    name = name.strip()
    alike = [model.sort_name == spelt] if spelt else []
    if len(name) > 1:
        alike.append(model.name.icontains(name, autoescape=True))
    if len(name) > 3 and model is not Person:
        inside = literal(name).contains(model.name)
        alike.append(inside & (func.length(model.name) > 3))
    if not alike:
        return []
    statement = select(model).where(or_(*alike), model.merged_into_id.is_(None))
    if but is not None:
        statement = statement.where(model.id != but)
    statement = statement.options(*_with_organisation(model))
    order = ((model.name != name), func.abs(func.length(model.name) - len(name)), model.id)
    return list(session.scalars(statement.order_by(*order).limit(LIKE_LIMIT)))


def candidates(session: Session, model: type[Entry], text: str, but: int) -> list[Entry]:
    """Entries found by what was typed, for choosing the other of a pair."""
    statement = select(model).where(*named(model, text), model.merged_into_id.is_(None), model.id != but)
    statement = statement.options(*_with_organisation(model))
    return list(session.scalars(statement.order_by(model.sort_name, model.id).limit(20)))


def people_to_add(session: Session, text: str, organisation_id: int | None, taken: set[int]) -> list[Person]:
    """People found by what was typed who are not yet in ``taken``; of one organisation when it is given."""
    statement = select(Person).where(*named(Person, text), Person.merged_into_id.is_(None), Person.id.not_in(taken))
    if organisation_id is not None:
        statement = statement.where(Person.organisation_id == organisation_id)
    statement = statement.options(joinedload(Person.organisation))
    return list(session.scalars(statement.order_by(Person.sort_name, Person.id).limit(20)))


def _with_organisation(model: type[Any]) -> list[Any]:
    return [] if model is Organisation else [joinedload(model.organisation)]


def last_change(session: Session, kind: str, entry_id: int) -> LastChange | None:
    """Who changed this entry last."""
    row = session.execute(
        select(JournalEntry.actor_name, JournalEntry.at)
        .where(JournalEntry.subject_kind == kind, JournalEntry.subject_id == entry_id)
        .order_by(JournalEntry.id.desc())
        .limit(1)
    ).first()
    return None if row is None else LastChange(row.actor_name, row.at)
