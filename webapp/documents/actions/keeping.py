"""Keeping published documents true: verified again in time, called in at once when one is unsafe."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.base.clock import local, now
from webapp.documents.kind_rules import months_after, rule_of
from webapp.documents.models import Document, Version
from webapp.documents.review_models import Keeping


def keep_true(session: Session, document: Document, version: Version) -> Keeping:
    """A version was put in force: it counts as verified at that moment. What was called in stays so."""
    row = session.get(Keeping, document.id)
    if row is None:
        row = Keeping(document_id=document.id, halt_reason="", halted_by_name="")
        session.add(row)
    verified(session, document, row)
    return row


def verified(session: Session, document: Document, row: Keeping) -> None:
    """Count the document as verified now."""
    months = rule_of(session, document.kind).verify_months
    row.verified_at = now()
    row.verify_by = months_after(local(row.verified_at).date(), months) if months else None
