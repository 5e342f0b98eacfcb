"""Who has approved a version as it is."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.documents.models import Version
from webapp.documents.review_models import Approval


def approvals(session: Session, version: Version) -> list[Approval]:
    """The approvals that hold for the version as it is: of this round and this very text."""
    statement = select(Approval).where(
        Approval.version_id == version.id,
        Approval.round == version.round,
        Approval.content_hash == version.content_hash,
    )
    return list(session.scalars(statement.order_by(Approval.at)))
