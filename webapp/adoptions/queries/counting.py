"""How many adoptions documents have: what search, lists and cards show beside a document."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from webapp.adoptions.models import Adoption
from webapp.adoptions.policy import counting
from webapp.adoptions.workflow import AdoptionState


@dataclass(frozen=True, slots=True)
class AdoptionCount:
    """How many organisations use a document: agreed by both sides, and as public reports say; never added up."""

    confirmed: int = 0
    reported: int = 0


def adoption_counts(session: Session, document_ids: Collection[int]) -> Mapping[int, AdoptionCount]:
    """The counts of these documents in one statement; documents without adoptions are missing.

    They are the same for every reader of a document, so whoever may read the document may see them and nobody else: the
    caller asks for readable documents only. A change marks ``("document", id)`` in the change feed.
    """
    if not document_ids:
        return {}
    confirmed = case((Adoption.counted.is_not(None), Adoption.adopter))
    reported = case((Adoption.state == AdoptionState.REPORTED, Adoption.adopter))
    rows = session.execute(
        select(
            Adoption.document_id,
            func.count(func.distinct(confirmed)),
            func.count(func.distinct(reported)),
        )
        .where(Adoption.document_id.in_(sorted(document_ids)), counting())
        .group_by(Adoption.document_id)
    )
    return {row[0]: AdoptionCount(row[1], row[2]) for row in rows}
