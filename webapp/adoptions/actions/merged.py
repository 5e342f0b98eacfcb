"""Adoptions and demonstration days follow when entries of the directory are merged: a merge hook."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.adoptions.actions.recording import adopter_word
from webapp.adoptions.models import Adoption, AdoptionFigure, Demonstration
from webapp.directory.models import Organisation


def follow_merge(session: Session, kind: str, from_id: int, into_id: int) -> None:
    """Point adoptions, amounts and days from the one entry to the other."""
    if kind == "studio":
        for day in session.scalars(select(Demonstration).where(Demonstration.studio_id == from_id)):
            day.studio_id = into_id
    if kind != "organisation":
        return
    name = session.get_one(Organisation, into_id).name
    for row in session.scalars(select(Adoption).where(Adoption.organisation_id == from_id)):
        row.organisation_id, row.organisation_name = into_id, name
        row.adopter = adopter_word(into_id, name)
    moved = update(AdoptionFigure).where(AdoptionFigure.organisation_id == from_id).values(organisation_id=into_id)
    session.execute(moved, execution_options={"synchronize_session": False})
    for day in session.scalars(select(Demonstration).where(Demonstration.organisation_id == from_id)):
        day.organisation_id = into_id
