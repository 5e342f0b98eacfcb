"""Which person or studio of the directory is meant by a name or a number."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.errors import Fault, Invalid
from webapp.directory.models import Person, Studio

SEVERAL_LIMIT = 10


def person_meant(session: Session, typed: str) -> int:
    """The id of the person. Raises Invalid('no_person' | 'several')."""
    return _meant(session, Person, typed, "no_person")


def studio_meant(session: Session, typed: str) -> int:
    """The id of the studio. Raises Invalid('no_studio' | 'several')."""
    return _meant(session, Studio, typed, "no_studio")


def _meant(session: Session, model: type[Person] | type[Studio], typed: str, missing: str) -> int:
    wanted = typed.strip().removeprefix("#")
    by_number = wanted.isascii() and wanted.isdigit() and len(wanted) <= 9
    which = model.id == int(wanted) if by_number else model.name == wanted
    ids = session.scalars(
        select(model.id).where(which, model.merged_into_id.is_(None)).order_by(model.id).limit(SEVERAL_LIMIT)
    ).all()
    if not ids:
        raise Invalid(Fault("name", missing))
    if len(ids) > 1:
        raise Invalid(Fault("name", "several", {"ids": "、".join(f"#{each}" for each in ids)}))
    return ids[0]
