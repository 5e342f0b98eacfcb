"""What pages of documents, organisations and studios show of adoptions, for this actor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.adoptions.models import Adoption, Demonstration, DemonstrationDocument
from webapp.adoptions.policy import counting
from webapp.adoptions.queries.listing import Line, Wanted, seen_page
from webapp.adoptions.queries.sums import By, Key, Narrow, Reach, Sums, benefit_sums, reach_of
from webapp.base.actor import Actor
from webapp.base.clock import now

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts, sums, where and when, and the first adoptions. Constant in statements."""

    reach: Reach
    sums: Sums
    regions: Mapping[Key, Reach]
    industries: Mapping[Key, Reach]
    years: Mapping[Key, Sums]
    begun: Mapping[Key, Reach]
    lines: Sequence[Line]
    total: int


def something_about(session: Session, document_id: int) -> tuple[bool, bool]:
    """Whether a document has adoptions that readers may know of, and days to come that show it: one small statement.

    It answers for readers of the document; what is shown is asked for the actor.
    """
    adopted = select(Adoption.id).where(Adoption.document_id == document_id, counting()).exists()
    shown = (
        select(Demonstration.id)
        .join(DemonstrationDocument, DemonstrationDocument.demonstration_id == Demonstration.id)
        .where(DemonstrationDocument.document_id == document_id, Demonstration.ends_at > now())
        .exists()
    )
    row = session.execute(select(adopted, shown)).one()
    return bool(row[0]), bool(row[1])


def overview_of(session: Session, actor: Actor, narrow: Narrow, size: int = SHOWN) -> Overview | None:
    """What there is, None when there is nothing."""
    listed = Wanted(
        organisation_id=narrow.organisation_id,
        owner_id=narrow.owner_id,
        studio_id=narrow.studio_id,
        document_id=narrow.document_id,
    )
    page = seen_page(session, actor, listed, size)
    if not page.total:
        return None
    return Overview(
        reach=reach_of(session, actor, By.ALL, narrow).get(None, Reach()),
        sums=benefit_sums(session, actor, By.ALL, narrow).get(None, Sums()),
        regions=reach_of(session, actor, By.REGION, narrow),
        industries=reach_of(session, actor, By.INDUSTRY, narrow),
        years=benefit_sums(session, actor, By.YEAR, narrow),
        begun=reach_of(session, actor, By.YEAR, narrow),
        lines=page.items,
        total=page.total,
    )
