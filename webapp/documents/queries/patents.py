"""Patents of documents: one word for many documents, the patents of one, the documents of a patent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from webapp.base.actor import VISITOR, Actor
from webapp.base.clock import today
from webapp.documents.models import Document, DocumentPatent, PatentRelation, Version
from webapp.documents.policy import readable_by
from webapp.patents.models import Patent
from webapp.patents.policy import patents_readable_by
from webapp.patents.queries.status import PublicStatus, public_status, status_on

COUNTED = (PatentRelation.PROTECTS, PatentRelation.IMPROVES)
"""Relations that matter to whoever wants to use the method; a patent that is only cited does not."""
SHOWN_LIMIT = 50
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class LinkedDocument:
    """A document of a patent that the actor may read."""

    number: str
    title: str
    kind: str
    relation: str


def public_patent_status(
    session: Session, document_ids: Iterable[int], day: date | None = None
) -> dict[int, PublicStatus]:
    """One word for each document from what is public knowledge, whoever asks; NONE where there is nothing.

    One statement for 500 documents. Safe for shared indexes and facets: applications not yet published do not count.
    """
    day = day or today()
    ids = list(document_ids)
    found: dict[int, list[str]] = defaultdict(list)
    for start in range(0, len(ids), _CHUNK):
        rows = session.execute(
            select(DocumentPatent.document_id, Patent.status, Patent.expires_on)
            .join(Patent, Patent.id == DocumentPatent.patent_id)
            .where(
                DocumentPatent.document_id.in_(ids[start : start + _CHUNK]),
                DocumentPatent.relation.in_(COUNTED),
                patents_readable_by(VISITOR),
            )
        )
        for document_id, status, expires_on in rows:
            found[document_id].append(status_on(status, expires_on, day))
    return {each: public_status(found.get(each, ())) for each in ids}


def patents_of_document(session: Session, actor: Actor, document_id: int) -> Sequence[DocumentPatent]:
    """The links to patents the actor may know of, each with its patent, those that protect first."""
    rows = session.scalars(
        select(DocumentPatent)
        .join(DocumentPatent.patent)
        .where(DocumentPatent.document_id == document_id, patents_readable_by(actor))
        .order_by(Patent.filed_on, Patent.id)
        .limit(SHOWN_LIMIT)
        .options(contains_eager(DocumentPatent.patent))
    ).all()
    order = list(PatentRelation)
    return sorted(rows, key=lambda row: order.index(PatentRelation(row.relation)))


def documents_of_patent(session: Session, actor: Actor, patent_id: int) -> list[LinkedDocument]:
    """The documents in force that have this patent and that the actor may read."""
    rows = session.execute(
        select(Document.number, Version.title, Document.kind, DocumentPatent.relation)
        .join(DocumentPatent, DocumentPatent.document_id == Document.id)
        .join(Version, Version.document_id == Document.id)
        .where(DocumentPatent.patent_id == patent_id, readable_by(actor))
        .order_by(Document.number)
        .limit(SHOWN_LIMIT)
    )
    return [LinkedDocument(*row) for row in rows]
