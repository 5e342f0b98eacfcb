"""Telling the other side, in the transaction of what happened."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from webapp.accounts.models import RoleGrant
from webapp.adoptions.models import Adoption
from webapp.adoptions.workflow import AdoptionState, Side
from webapp.base.actor import Actor, Role
from webapp.documents.models import Document
from webapp.notices.actions import notify

TO_CONFIRM = "adoptions.to_confirm"
CONFIRMED = "adoptions.confirmed"
DISPUTED = "adoptions.disputed"
ENDED = "adoptions.ended"
WITHDRAWN = "adoptions.withdrawn"
WAITING = "adoptions.waiting"


def tell(
    session: Session,
    actor: Actor,
    adoption: Adoption,
    document: Document,
    kind: str,
    sides: Collection[Side],
    once_key: str = "",
) -> int:
    """Tell those who speak for these sides, without the actor; how many were told now."""
    ids = {each for side in sides for each in speakers_of(session, adoption, document, side)} - {actor.account_id}
    params = {"key": adoption.key, "organisation": adoption.organisation_name, "number": document.number}
    return notify(session, kind, ("adoption", adoption.id), ids, params, once_key=once_key)


def speakers_of(session: Session, adoption: Adoption, document: Document, side: Side) -> set[int]:
    """The accounts that speak for a side."""
    if side == Side.OWNER:
        managed = and_(
            RoleGrant.role == Role.ORGANISATION_MANAGER, RoleGrant.organisation_id == document.organisation_id
        )
        wanted = or_(managed, RoleGrant.studio_id == document.studio_id) if document.studio_id else managed
        return set(session.scalars(select(RoleGrant.account_id).where(wanted)))
    recorder = (
        {adoption.recorded_by_id} if adoption.recorded_side == Side.ADOPTER and adoption.recorded_by_id else set()
    )
    if adoption.organisation_id is None:
        return recorder
    managers = select(RoleGrant.account_id).where(
        RoleGrant.role == Role.ORGANISATION_MANAGER, RoleGrant.organisation_id == adoption.organisation_id
    )
    return recorder | set(session.scalars(managers))


def adopters_of(session: Session, document_id: int) -> set[int]:
    """The accounts that speak for those who use a document: who must know at once when it is called in."""
    document = session.get_one(Document, document_id)
    used = Adoption.state.in_((AdoptionState.CONFIRMED, AdoptionState.PROPOSED, AdoptionState.DISPUTED))
    rows = session.scalars(select(Adoption).where(Adoption.document_id == document_id, used)).all()
    return {each for row in rows for each in speakers_of(session, row, document, Side.ADOPTER)}
