"""What keeps a guarded document from a wider audience: at submission, at publication, when it is declared guarded."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from webapp.base import feed
from webapp.base.clock import now
from webapp.base.errors import Conflict, Fault
from webapp.documents.actions.locating import Located, standing
from webapp.documents.disclosure import Disclosure, is_guarded
from webapp.documents.disclosure_models import Opening
from webapp.documents.models import Attachment, Document, Version, Visibility
from webapp.documents.policy import WIDE
from webapp.documents.workflow import WAS_PUBLISHED

REASON_LIMIT = 2000


def disclosure_faults(document: Document, version: Version) -> Iterator[Fault]:
    """Why a draft may not be handed in: nothing declared yet, or an audience wider than the declaration allows."""
    if document.disclosure == Disclosure.UNDECLARED:
        yield Fault("disclosure", "undeclared")
    elif is_too_wide(document, version):
        yield Fault("visibility", "guarded", {"disclosure": str(document.disclosure)})


def refuse_wide(document: Document, version: Version) -> None:
    """Raises Conflict('guarded') rather than publish something guarded outside its own organisation."""
    if is_too_wide(document, version):
        raise Conflict("guarded", present=standing(version))


def is_too_wide(document: Document, version: Version) -> bool:
    """Whether this version, published, would be meant for people outside although its document is guarded."""
    return version.visibility in WIDE and is_guarded(document.disclosure)


def close_versions(session: Session, located: Located) -> list[int]:
    """Have no version that was ever published be wider than the own organisation; the ordinals that were narrowed."""
    narrowed = [each for each in located.versions if each.state in WAS_PUBLISHED and each.visibility in WIDE]
    for version in narrowed:
        version.visibility = Visibility.ORGANISATION
    session.flush()
    return [each.ordinal for each in narrowed]


def opening_under_way(session: Session, document_id: int) -> Opening | None:
    """The opening of the document that has neither taken effect nor been called off."""
    return session.scalar(select(Opening).where(Opening.document_id == document_id, Opening.outcome == ""))


def end_opening(row: Opening, outcome: str, name: str, reason: str) -> None:
    """Close an opening: opened, cancelled or lapsed."""
    row.outcome = outcome
    row.ended_at = now()
    row.ended_by_name = name[:64]
    row.end_reason = reason.strip()[:REASON_LIMIT]


def mark_sharers(session: Session, document_id: int, sha256: str = "") -> None:
    """Name every document that carries a file of this one as stale: what is shown of the file depends on both.

    ``sha256`` names a file that this document no longer carries.
    """
    own = aliased(Attachment)
    sharing = (
        select(Attachment.document_id)
        .join(own, own.sha256 == Attachment.sha256)
        .where(own.document_id == document_id)
        .distinct()
    )
    left = select(Attachment.document_id).where(Attachment.sha256 == sha256) if sha256 else None
    found_left = session.scalars(left).all() if left is not None else ()
    for found in sorted({document_id, *session.scalars(sharing), *found_left}):
        feed.mark(session, ("document", found))
