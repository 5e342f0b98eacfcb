"""Entries and signed-in browsers for the tests of this folder."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from tests.browse import Browser
from tests.make import PASSWORD, Make
from webapp.base.actor import Actor, Role
from webapp.base.journal import JournalEntry
from webapp.directory.actions.people import AddPerson, GivenHonour, PersonOnRecord, PersonTold, add_person
from webapp.directory.models import Organisation
from webapp.web.site import Site

ADMINISTRATOR = Actor(account_id=999_999, name="管理员", roles=frozenset({Role.ADMINISTRATOR}))


def person(make: Make, name: str, organisation_id: int | None = None, **told: Any) -> int:
    """A person added by an administrator; honours, region and industry may be named too."""
    record = {key: told.pop(key) for key in ("honours", "region", "industry") if key in told}
    organisation = "" if organisation_id is None else f"#{organisation_id}"
    command = AddPerson(PersonOnRecord(name, organisation, **record), PersonTold(**told), confirmed=True)
    with make.writing() as session:
        return add_person(session, ADMINISTRATOR, command)


def honour(title: str, level: str = "", term: str = "", year: int | None = None) -> GivenHonour:
    """An honour."""
    return GivenHonour(title, term, level, year)


def signed_in(app: Flask, make: Make, username: str, **account: Any) -> Browser:
    """The browser of a new account."""
    make.account(username, **account)
    return Browser(app).sign_in(username, PASSWORD)


def administrator(app: Flask, make: Make) -> Browser:
    """The browser of an administrator."""
    return signed_in(app, make, "keeper", roles=[Role.ADMINISTRATOR])


def name_of(site: Site, organisation_id: int) -> str:
    """The name of an organisation."""
    with site.database.reading() as session:
        return session.get_one(Organisation, organisation_id).name


def journal(site: Site, action: str) -> list[JournalEntry]:
    """The rows of the journal for an action."""
    with site.database.reading() as session:
        rows = session.scalars(select(JournalEntry).where(JournalEntry.action == action).order_by(JournalEntry.id))
        return list(rows)
