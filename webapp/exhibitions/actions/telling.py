"""Telling the curators of an exhibition what concerns them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.exhibitions.models import Exhibition, ExhibitionCurator
from webapp.notices.actions import notify

SUBMITTED = "exhibitions.submitted"
NOT_OPENED = "exhibitions.not_opened"
OPENED = "exhibitions.opened"
NAMED = "exhibitions.named"


def tell_curators(session: Session, actor: Actor, kind: str, exhibition: Exhibition) -> int:
    """Tell all of them but the actor; how many."""
    named = select(ExhibitionCurator.account_id).where(ExhibitionCurator.exhibition_id == exhibition.id)
    wanted = {each for each in session.scalars(named) if each != actor.account_id}
    params = {"key": exhibition.key, "title": exhibition.title}
    return notify(session, kind, ("exhibition", exhibition.id), wanted, params)
