"""The approval of a reviewer where a kind asks for two."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import Conflict
from webapp.base.journal import record
from webapp.documents.actions.commands import Publish
from webapp.documents.actions.locating import standing, subject
from webapp.documents.actions.telling import tell_approved
from webapp.documents.actions.texts import described
from webapp.documents.kind_rules import rule_of
from webapp.documents.models import Document, Version
from webapp.documents.queries.approvals import approvals
from webapp.documents.review_models import Approval


def approve(session: Session, actor: Actor, document: Document, version: Version, command: Publish) -> bool:
    """Keep this approval if another one is still needed; False when the version may be published now.

    Raises Conflict('stale') when it is not what the reviewer read, Conflict('approved') when they approved it before.
    """
    if not rule_of(session, document.kind).needs_second:
        return False
    if (version.revision, version.content_hash) != (command.revision, command.content_hash):
        raise Conflict("stale", present=standing(version))
    given = approvals(session, version)
    if any(each.account_id == actor.account_id for each in given):
        raise Conflict("approved", present=standing(version))
    if given:
        return False
    session.add(
        Approval(
            version_id=version.id,
            round=version.round,
            account_id=actor.account_id,
            account_name=actor.name,
            content_hash=version.content_hash,
            note=command.note,
        )
    )
    session.flush()
    record(session, actor, "documents.approve", subject(document, version), None, described(version))
    tell_approved(session, actor, document, version)
    return True
