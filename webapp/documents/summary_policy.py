"""Who may read, accept and take back the public summary of a guarded document; each rule has its twin, see policy."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from webapp.base.actor import Actor, Role
from webapp.documents import policy
from webapp.documents.disclosure import is_guarded
from webapp.documents.disclosure_models import PublicSummary, SummaryState
from webapp.documents.models import Document, Version, VersionEditor, VersionPerson
from webapp.documents.review_models import Keeping
from webapp.documents.workflow import VersionState


def can_read_summary(
    _actor: Actor, document: Document, summary: PublicSummary, published: Version | None, *, is_halted: bool
) -> bool:
    """Whether everybody reads it: accepted, and the document guarded, in force inside and not called in."""
    stands = published is not None and document.withdrawn_at is None and not is_halted
    return stands and summary.state == SummaryState.SHOWN and is_guarded(document.disclosure)


def summaries_readable_by(_actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over PublicSummary joined with Document."""
    published = select(Version.id).where(
        Version.document_id == PublicSummary.document_id, Version.state == VersionState.PUBLISHED
    )
    halted = select(Keeping.document_id).where(
        Keeping.document_id == PublicSummary.document_id, Keeping.halted_at.is_not(None)
    )
    return and_(
        PublicSummary.state == SummaryState.SHOWN,
        ~policy.is_open(),
        Document.withdrawn_at.is_(None),
        published.exists(),
        ~halted.exists(),
    )


def can_accept_summary(actor: Actor, document: Document, summary: PublicSummary, versions: Iterable[Version]) -> bool:
    """Whether the actor may let everybody read it: a reviewer with no hand in it nor in any version.

    Needs ``editors`` and ``people`` of the versions loaded.
    """
    if not actor.has(Role.REVIEWER) or actor.is_system or policy.owns(actor, document):
        return False
    wrote = summary.edited_by_id == actor.account_id
    return not wrote and all(policy.can_review(actor, document, each) for each in versions)


def summaries_accepted_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over PublicSummary joined with Document."""
    if not actor.has(Role.REVIEWER) or actor.is_system:
        return false()
    of_document = Version.document_id == PublicSummary.document_id
    wrote = (
        select(VersionEditor.version_id)
        .join(Version, Version.id == VersionEditor.version_id)
        .where(of_document, VersionEditor.account_id == actor.account_id)
        .correlate(PublicSummary)
    )
    took_part = (
        select(VersionPerson.version_id)
        .join(Version, Version.id == VersionPerson.version_id)
        .where(of_document, VersionPerson.person_id == actor.person_id)
        .correlate(PublicSummary)
    )
    others = or_(PublicSummary.edited_by_id.is_(None), PublicSummary.edited_by_id != actor.account_id)
    return and_(others, ~wrote.exists(), ~took_part.exists(), ~policy.owned_by(actor))


def can_take_back_summary(actor: Actor, document: Document) -> bool:
    """Whether the actor may take it from everybody's eyes at once: its own side and every reviewer."""
    return policy.can_guard(actor, document)


def summaries_taken_back_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over PublicSummary joined with Document."""
    return true() if actor.is_system or actor.has(Role.REVIEWER) else policy.owned_by(actor)
