"""How often published documents use the terms of a vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.documents.models import Document, Version
from webapp.documents.workflow import VersionState

_COLUMNS: Mapping[str, Any] = {
    "industries": Version.industry,
    "trades": Version.trade,
    "regions": Version.region,
    "kinds": Document.kind,
}


def term_uses(session: Session, vocabulary: str) -> dict[str, int]:
    """Uses by key; empty for vocabularies documents do not use."""
    column = _COLUMNS.get(vocabulary)
    if column is None:
        return {}
    rows = session.execute(
        select(column, func.count())
        .select_from(Version)
        .join(Document, Document.id == Version.document_id)
        .where(Version.state == VersionState.PUBLISHED)
        .group_by(column)
    )
    return {key: count for key, count in rows if key}
