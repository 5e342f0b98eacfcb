"""Who has a version in review in hand."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import Conflict, Fault, Invalid
from webapp.base.journal import record
from webapp.documents.actions.commands import VersionKey
from webapp.documents.actions.locating import reviewed, standing, subject
from webapp.documents.actions.telling import tell
from webapp.documents.addressees import judges_of
from webapp.documents.review_models import Assignment
from webapp.documents.workflow import VersionState


def assign(session: Session, actor: Actor, key: VersionKey, account_id: int | None) -> None:
    """Take a version (one's own account), hand it to another reviewer who may judge it, or lay it down (None).

    Raises Invalid for anybody who may not judge it. Nothing happens when it is so already.
    """
    located, version = reviewed(session, actor, key)
    if version.state != VersionState.IN_REVIEW:
        raise Conflict("state", present=standing(version))
    row = session.get(Assignment, version.id)
    before = row.account_name if row else ""
    if (row.account_id if row else None) == account_id:
        return
    if account_id is None:
        session.delete(row)
        name = ""
    else:
        judges = judges_of(session, located.document, version)
        if account_id not in judges:
            raise Invalid(Fault("to", "not_a_judge"))
        name = judges[account_id]
        row = row or Assignment(version_id=version.id)
        row.account_id, row.account_name, row.by_id, row.at = account_id, name, actor.account_id, now()
        session.add(row)
    session.flush()
    record(session, actor, "documents.assign", subject(located.document, version), {"name": before}, {"name": name})
    tell(session, actor, "assigned", located.document, version.title, [account_id])
