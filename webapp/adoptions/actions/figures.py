"""The amounts that are summed follow the revision that counts, in the same transaction."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from webapp.adoptions.content import Claim
from webapp.adoptions.models import Adoption, AdoptionFigure


def keep_figures(session: Session, adoption: Adoption, claim: Claim | None) -> None:
    """Make the adoption's amounts anew from the claim that counts; none when nothing does.

    The row repeats period, place and openness of that claim, for lists and groups. Amounts of an adopter who does not
    want to be named belong to no organisation.
    """
    session.execute(delete(AdoptionFigure).where(AdoptionFigure.adoption_id == adoption.id))
    if claim is None:
        return
    repeat(adoption, claim)
    session.add_all(
        AdoptionFigure(
            adoption_id=adoption.id,
            document_id=adoption.document_id,
            organisation_id=adoption.organisation_id if claim.is_named else None,
            region=claim.region,
            industry=claim.industry,
            year=each.year,
            gain=each.gain,
            grade=each.grade,
            fen=each.fen,
        )
        for each in claim.benefits
        if each.fen
    )


def repeat(adoption: Adoption, claim: Claim) -> None:
    """Have the row repeat what lists filter by."""
    adoption.started, adoption.ended = claim.started, claim.ended
    adoption.region, adoption.industry, adoption.is_named = claim.region, claim.industry, claim.is_named
