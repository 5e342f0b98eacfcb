"""Makers of adoptions, through the actions people use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from tests.make import Make
from webapp.adoptions.actions.answering import confirm
from webapp.adoptions.actions.commands import Answer, RecordAdoption
from webapp.adoptions.actions.recording import record_adoption
from webapp.adoptions.content import Claim, YearBenefit
from webapp.adoptions.models import Adoption
from webapp.adoptions.workflow import Side
from webapp.base.actor import Actor
from webapp.documents.content import Measure

CLAIM = Claim(
    started="2024-03",
    workshop="二车间",
    machines=3,
    people=12,
    effect="装夹时间明显缩短",
    measures=(Measure("单件装夹时间", "40", "12", "分钟"),),
    benefits=(YearBenefit(2024, 12_345_678), YearBenefit(2025, 500_001)),
)


class Adopting:
    """Records and confirms adoptions."""

    def __init__(self, make: Make) -> None:
        self.make = make

    def recorded(
        self, actor: Actor, number: str, *, side: Side = Side.ADOPTER, organisation: int | str = 0, **claim: Any
    ) -> str:
        """A new adoption that waits for the other side; its key."""
        place = organisation or (actor.organisation_id or 0)
        with self.make.writing() as session:
            command = RecordAdoption(number, side, place, replace(CLAIM, **claim))
            return record_adoption(session, actor, self.make.site.files, command).key

    def confirm(self, actor: Actor, key: str) -> None:
        """Agree with the newest revision."""
        with self.make.writing() as session:
            confirm(session, actor, key, Answer(self.revision(key)))

    def confirmed(self, recorder: Actor, confirmer: Actor, number: str, **claim: Any) -> str:
        """An adoption recorded by the adopter that the owner agreed with; its key."""
        key = self.recorded(recorder, number, **claim)
        self.confirm(confirmer, key)
        return key

    def revision(self, key: str) -> int:
        """The row's counter."""
        with self.make.site.database.reading() as session:
            return session.scalars(select(Adoption.revision).where(Adoption.key == key)).one()

    def row(self, key: str) -> Adoption:
        """The row."""
        with self.make.site.database.reading() as session:
            return session.scalars(select(Adoption).where(Adoption.key == key)).one()
