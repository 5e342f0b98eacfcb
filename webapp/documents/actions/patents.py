"""Linking documents with patents. A link belongs to the document, not to a version, and needs no review."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import Fault, Invalid, NotFound
from webapp.base.journal import record
from webapp.documents.actions.locating import writable
from webapp.documents.models import Document, DocumentPatent, PatentRelation
from webapp.documents.queries.patents import SHOWN_LIMIT
from webapp.patents.models import Patent
from webapp.patents.policy import patents_readable_by


def link_patent(session: Session, actor: Actor, number: str, patent_id: int, relation: str) -> bool:
    """Say what the document has to do with a patent the actor may know of; whether anything changed.

    A second call changes the relation. Raises NotFound, NotAllowed, Invalid('choice' | 'too_many').
    """
    document = writable(session, actor, number).document
    if relation not in set(PatentRelation):
        raise Invalid(Fault("relation", "choice"))
    standing = (Patent.id == patent_id, Patent.removed_at.is_(None), patents_readable_by(actor))
    title = session.scalar(select(Patent.title).where(*standing))
    if title is None:
        raise NotFound
    row = session.get(DocumentPatent, (document.id, patent_id))
    if row is not None and row.relation == relation:
        return False
    before = {"patent": title, "relation": row.relation} if row else None
    if row is None:
        here = select(func.count()).where(DocumentPatent.document_id == document.id)
        if (session.scalar(here) or 0) >= SHOWN_LIMIT:
            raise Invalid(Fault("relation", "too_many", {"limit": SHOWN_LIMIT}))
        row = DocumentPatent(document_id=document.id, patent_id=patent_id, linked_by_id=actor.account_id)
        session.add(row)
    row.relation = relation
    record(session, actor, "documents.link_patent", _subject(document), before, {"patent": title, "relation": relation})
    return True


def unlink_patent(session: Session, actor: Actor, number: str, patent_id: int) -> None:
    """Take a link away. Raises NotFound when there is none the actor may know of."""
    document = writable(session, actor, number).document
    row = session.get(DocumentPatent, (document.id, patent_id))
    title = session.scalar(select(Patent.title).where(Patent.id == patent_id, patents_readable_by(actor)))
    if row is None or title is None:
        raise NotFound
    before = {"patent": title, "relation": row.relation}
    record(session, actor, "documents.unlink_patent", _subject(document), before, None)
    session.delete(row)


def _subject(document: Document) -> tuple[str, int, str]:
    return ("document", document.id, document.number)
