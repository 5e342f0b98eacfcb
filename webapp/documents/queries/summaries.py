"""The public summary of a guarded document: what everybody reads of it, and what its page about secrecy shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.directory.models import Organisation, Studio
from webapp.documents import policy, summary_policy
from webapp.documents.disclosure import is_guarded
from webapp.documents.disclosure_models import PublicSummary, SummaryState
from webapp.documents.models import Document

WAITING_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ShownSummary:
    """All that is shown in place of a guarded document; nothing of it comes from a version."""

    number: str
    title: str
    text: str
    kind: str
    organisation_id: int
    organisation: str
    studio_id: int | None
    studio: str | None


@dataclass(frozen=True, slots=True)
class SummaryPlace:
    """The public summary as the own side and reviewers see it, and what this actor may do with it now."""

    row: PublicSummary | None
    may_write: bool
    may_accept: bool
    may_take_back: bool

    @property
    def revision(self) -> int:
        """What a form carries, 0 while there is none."""
        return self.row.revision if self.row is not None else 0


def shown_summary(session: Session, actor: Actor, number: str) -> ShownSummary | None:
    """The accepted summary of a guarded document; None where there is none to be shown."""
    statement = (
        select(
            Document.number,
            PublicSummary.title,
            PublicSummary.text,
            Document.kind,
            Document.organisation_id,
            Organisation.name.label("organisation"),
            Document.studio_id,
            Studio.name.label("studio"),
        )
        .join(Document, Document.id == PublicSummary.document_id)
        .join(Organisation, Organisation.id == Document.organisation_id)
        .outerjoin(Studio, Studio.id == Document.studio_id)
        .where(Document.number == number, summary_policy.summaries_readable_by(actor))
    )
    found = session.execute(statement).one_or_none()
    return ShownSummary(*found) if found is not None else None


@dataclass(frozen=True, slots=True)
class WaitingSummary:
    """A public summary that a reviewer may accept."""

    document_id: int
    number: str
    title: str
    organisation: str
    submitted_at: datetime | None

    @property
    def days(self) -> int:
        """For how many whole days it has waited."""
        return (now() - self.submitted_at).days if self.submitted_at else 0


def waiting_summaries(
    session: Session, actor: Actor, document_ids: Sequence[int] | None = None
) -> list[WaitingSummary]:
    """The public summaries that wait for this reviewer, those that wait longest first; of these documents only."""
    columns = (Document.id, Document.number, PublicSummary.title, Organisation.name, PublicSummary.submitted_at)
    statement = (
        select(*columns)
        .join(Document, Document.id == PublicSummary.document_id)
        .join(Organisation, Organisation.id == Document.organisation_id)
        .where(
            PublicSummary.state == SummaryState.IN_REVIEW,
            ~policy.is_open(),
            Document.withdrawn_at.is_(None),
            summary_policy.summaries_accepted_by(actor),
        )
        .order_by(PublicSummary.submitted_at, PublicSummary.id)
        .limit(WAITING_SHOWN)
    )
    if document_ids is not None:
        statement = statement.where(Document.id.in_(document_ids))
    return [WaitingSummary(*row) for row in session.execute(statement)]


def summary_place(session: Session, actor: Actor, document: Document) -> SummaryPlace | None:
    """What the page about secrecy shows of it; None where nothing is guarded, and for all but both sides."""
    own = policy.owns(actor, document)
    present = document.withdrawn_at is None and is_guarded(document.disclosure)
    if not present or not (own or policy.reads_everything(actor)):
        return None
    row = session.scalar(select(PublicSummary).where(PublicSummary.document_id == document.id))
    state = row.state if row is not None else ""
    judged = select(PublicSummary.id).join(Document, Document.id == PublicSummary.document_id)
    judged = judged.where(Document.id == document.id, summary_policy.summaries_accepted_by(actor))
    return SummaryPlace(
        row=row,
        may_write=own,
        may_accept=state == SummaryState.IN_REVIEW and session.scalar(judged) is not None,
        may_take_back=state in (SummaryState.IN_REVIEW, SummaryState.SHOWN)
        and summary_policy.can_take_back_summary(actor, document),
    )
