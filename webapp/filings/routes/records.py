"""What the archive has on record beside a document, in the words forms use."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from webapp.adoptions.queries.listing import Line, Wanted, seen_page
from webapp.adoptions.workflow import AdoptionState
from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.base.money import FEN_IN_YUAN
from webapp.documents.models import PatentRelation
from webapp.documents.queries.patents import patents_of_document
from webapp.filings.known import KnownAdoption, KnownPatent
from webapp.patents.models import Patent
from webapp.patents.queries.status import status_on
from webapp.patents.wording import NO_TYPE, STATUSES, TYPES
from webapp.patents.workflow import Status

ADOPTIONS = 100


def known_patents(session: Session, actor: Actor, document_id: int) -> tuple[KnownPatent, ...]:
    """The patents that protect what the document describes, as far as the actor may know of them."""
    links = patents_of_document(session, actor, document_id)
    return tuple(_known(link.patent) for link in links if link.relation == PatentRelation.PROTECTS)


def known_adoptions(session: Session, actor: Actor, document_id: int) -> tuple[KnownAdoption, ...]:
    """The uses both sides agreed on, as far as the actor may know of them."""
    page = seen_page(session, actor, Wanted(document_id=document_id, state="agreed"), ADOPTIONS)
    return tuple(_used(line) for line in page.items if line.state != AdoptionState.REPORTED)


def _used(line: Line) -> KnownAdoption:
    fen = line.sums.verified or line.sums.estimated
    return KnownAdoption(
        organisation=line.organisation,
        since=line.started,
        until=line.ended,
        effect=line.claim.effect if line.claim is not None else "",
        benefit_yuan=f"{Decimal(fen) / FEN_IN_YUAN:f}" if fen else "",
    )


def _known(patent: Patent) -> KnownPatent:
    status = Status(status_on(patent.status, patent.expires_on, today()))
    day = patent.granted_on or patent.published_on or patent.filed_on
    return KnownPatent(
        title=patent.title,
        number=patent.number or patent.typed_number,
        type=str(TYPES.get(patent.type, NO_TYPE)),
        status=patent.reported_status or str(STATUSES[status]),
        date=day.isoformat() if day else "",
        holder=patent.right_holder or "；".join(patent.applicants),
    )
