"""A studio's member, its manager, and patents of it, for the tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.make import Make
from webapp.base.actor import Actor
from webapp.patents.actions.commands import FirstDates, PatentTold, RecordEvent, RecordPatent
from webapp.patents.actions.events import record_event
from webapp.patents.actions.importing import Place
from webapp.patents.actions.recording import record_patent
from webapp.patents.numbers import check_character
from webapp.web.site import Site

GRANTED = FirstDates(date(2013, 12, 17), date(2014, 3, 12), date(2016, 1, 20))


@dataclass
class Side:
    """One organisation with a studio."""

    site: Site
    member: Actor
    manager: Actor
    place: Place

    def patent(self, dates: FirstDates = GRANTED, kind: str = "invention", **told: Any) -> int:
        """A patent of the studio; its id."""
        words = PatentTold(**{"title": "减振镗刀杆", "type": kind, **told})
        with self.site.database.writing() as session:
            command = RecordPatent(self.place.organisation_id, self.place.studio_id, words, dates)
            return record_patent(session, self.member, command).id

    def event(self, patent_id: int, kind: str, on: date, **more: Any) -> int:
        """Something that happened to it; the id of the event."""
        with self.site.database.writing() as session:
            return record_event(session, self.member, patent_id, RecordEvent(kind, on, **more)).id


def side(make: Make, name: str = "苏州第一机床厂", username: str = "member") -> Side:
    """A new one."""
    organisation_id = make.organisation(name)
    studio_id = make.studio(organisation_id, f"{name}创新工作室")
    member = make.account(username, studio_id=studio_id, organisation_id=organisation_id)
    manager = make.account(f"{username}-manager", manages=organisation_id, organisation_id=organisation_id)
    return Side(make.site, member, manager, Place(organisation_id, studio_id))


def number_of(year: int, serial: int, kind: int = 1) -> str:
    """A number of this year that holds."""
    digits = f"{year}{kind}{serial:07d}"
    return f"{digits}.{check_character(digits)}"
