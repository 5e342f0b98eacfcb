"""Finding entries of the directory by name, and adding those that are missing.

Names are compared as written and after NFKC without blanks. Entries merged into another lead to it. People of one
name in different organisations are different people.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.journal import record
from webapp.directory.models import Organisation, Person, Studio


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What is known of an entry when it is added because a published document names it."""

    region: str = ""
    industry: str = ""
    trade: str = ""
    post: str = ""


def same_name(name: str) -> str:
    """The form in which names are compared."""
    folded = unicodedata.normalize("NFKC", name)
    return "".join(folded.split()).casefold()


def find_organisation(session: Session, name: str) -> Organisation | None:
    """The organisation of this name, or the one it was merged into."""
    row = session.scalars(
        select(Organisation).where(Organisation.name.in_({name, same_name(name)})).order_by(Organisation.id)
    ).first()
    while row is not None and row.merged_into_id is not None:
        row = session.get_one(Organisation, row.merged_into_id)
    return row


def find_studio(session: Session, name: str, organisation_id: int | None = None) -> Studio | None:
    """The studio of this name, in this organisation if given, or the one it was merged into."""
    statement = select(Studio).where(Studio.name.in_({name, same_name(name)})).order_by(Studio.id)
    if organisation_id is not None:
        statement = statement.where((Studio.organisation_id == organisation_id) | Studio.organisation_id.is_(None))
    row = session.scalars(statement).first()
    while row is not None and row.merged_into_id is not None:
        row = session.get_one(Studio, row.merged_into_id)
    return row


def find_person(session: Session, name: str, organisation_id: int | None) -> Person | None:
    """The person of this name in this organisation; with no organisation given, only if there is just one."""
    statement = select(Person).where(Person.name.in_({name, same_name(name)})).order_by(Person.id)
    if organisation_id is not None:
        statement = statement.where(Person.organisation_id == organisation_id)
    found = {row.id: row for row in (_standing(session, each) for each in session.scalars(statement.limit(50)))}
    if not found or (organisation_id is None and len(found) > 1):
        return None
    return next(iter(found.values()))


def find_unattached_person(session: Session, name: str) -> Person | None:
    """The person of this name of whom no organisation is known, if there is just one."""
    statement = select(Person).where(
        Person.name.in_({name, same_name(name)}), Person.organisation_id.is_(None), Person.merged_into_id.is_(None)
    )
    found = session.scalars(statement.limit(2)).all()
    return found[0] if len(found) == 1 else None


def _standing(session: Session, row: Person) -> Person:
    while row.merged_into_id is not None:
        row = session.get_one(Person, row.merged_into_id)
    return row


def find_or_add_organisation(session: Session, actor: Actor, name: str, facts: EntryFacts) -> Organisation:
    """The organisation of this name, added with these facts if it is not there."""
    row = find_organisation(session, name)
    if row is None:
        row = Organisation(name=name, region=facts.region, industry=facts.industry)
        session.add(row)
        session.flush()
        record(session, actor, "directory.add_organisation", ("organisation", row.id, name), None, {"name": name})
    return row


def find_or_add_person(
    session: Session, actor: Actor, name: str, organisation_id: int | None, facts: EntryFacts
) -> Person:
    """The person of this name in this organisation, added with these facts if not there."""
    row = find_person(session, name, organisation_id)
    if row is None:
        row = Person(
            name=name,
            organisation_id=organisation_id,
            trade=facts.trade,
            region=facts.region,
            industry=facts.industry,
            post=facts.post[:120],
        )
        session.add(row)
        session.flush()
        record(session, actor, "directory.add_person", ("person", row.id, name), None, {"name": name})
    return row


def find_or_add_studio(
    session: Session, actor: Actor, name: str, organisation_id: int | None, facts: EntryFacts
) -> Studio:
    """The studio of this name, added with these facts if not there."""
    row = find_studio(session, name, organisation_id)
    if row is None:
        row = Studio(name=name, organisation_id=organisation_id, region=facts.region, industry=facts.industry)
        session.add(row)
        session.flush()
        record(session, actor, "directory.add_studio", ("studio", row.id, name), None, {"name": name})
    return row
