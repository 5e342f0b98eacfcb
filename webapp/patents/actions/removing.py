"""Taking a record away that should not be there, and putting it back. Nothing is deleted: events cannot be."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import Fault, Invalid
from webapp.base.journal import record
from webapp.patents.actions.finding import kept_patent, subject
from webapp.patents.actions.recording import refuse_known

REASON_LIMIT = 500


def remove_patent(session: Session, actor: Actor, patent_id: int, reason: str) -> None:
    """Take the record away; its own side still sees it and can put it back. Raises Invalid without a reason."""
    patent = kept_patent(session, actor, patent_id)
    if not reason:
        raise Invalid(Fault("reason", "required"))
    if len(reason) > REASON_LIMIT:
        raise Invalid(Fault("reason", "long", {"limit": REASON_LIMIT}))
    patent.removed_at, patent.removal_reason = now(), reason
    record(session, actor, "patents.remove", subject(patent), None, {"reason": reason})


def put_back_patent(session: Session, actor: Actor, patent_id: int) -> None:
    """Put a removed record back. Raises Invalid('known') when its number has been recorded anew meanwhile."""
    patent = kept_patent(session, actor, patent_id, removed=True)
    refuse_known(session, patent)
    patent.removed_at, patent.removal_reason = None, ""
    record(session, actor, "patents.put_back", subject(patent), None, None)
