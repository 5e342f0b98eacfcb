"""What the page about a document's secrecy shows: what was declared when, who can see it, what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.documents import policy
from webapp.documents.disclosure import DECLARED_GUARDED, Disclosure, has_lapsed, is_guarded
from webapp.documents.disclosure_models import Declaration, Opening
from webapp.documents.models import Document, PatentRelation, Version
from webapp.documents.queries.finding import published_version, readable_document
from webapp.documents.queries.patents import patents_of_document
from webapp.documents.queries.readers import Readers, groups_reading, readers_of
from webapp.documents.queries.summaries import SummaryPlace, summary_place
from webapp.patents.models import Patent
from webapp.patents.workflow import ALIVE


@dataclass(frozen=True, slots=True)
class DisclosurePage:
    """The declarations of a document, newest first, and its newest version this actor may read with its readers."""

    document: Document
    version: Version
    declarations: Sequence[Declaration]
    readers: Sequence[Readers]
    may_declare: bool
    may_guard: bool
    is_inside: bool
    opening: Opening | None = None
    may_approve: bool = False
    may_end: bool = False
    summary: SummaryPlace | None = None
    filed: Sequence[Patent] = ()

    @property
    def basis(self) -> int:
        """The id of the declaration in force, 0 while there is none."""
        return self.declarations[0].id if self.declarations else 0

    @property
    def may_ask(self) -> bool:
        """Whether the actor may ask to open it now."""
        return self.may_declare and self.opening is None and self.document.disclosure in DECLARED_GUARDED

    @property
    def is_ready(self) -> bool:
        """Whether the wait is over."""
        return self.opening is not None and self.opening.ready_at is not None and now() >= self.opening.ready_at

    @property
    def filing(self) -> Declaration | None:
        """The newest declaration of a filing, if that is in force."""
        newest = self.declarations[0] if self.declarations else None
        return newest if newest is not None and newest.disclosure == Disclosure.FILED else None


def disclosure_page(session: Session, actor: Actor, number: str) -> DisclosurePage:
    """Everything about the secrecy of a document; raises NotFound for those who may read no version of it."""
    document, versions = readable_document(session, actor, number)
    version = versions[-1]
    inside = policy.owns(actor, document) or policy.reads_everything(actor)
    groups = groups_reading(document, version, published_version(session, document))
    declarations = session.scalars(
        select(Declaration).where(Declaration.document_id == document.id).order_by(Declaration.id.desc())
    ).all()
    opening = session.scalar(select(Opening).where(Opening.document_id == document.id, Opening.outcome == ""))
    if opening is not None and (has_lapsed(opening.ready_at, now()) or not inside):
        opening = None
    may_declare = policy.can_declare(actor, document) and document.withdrawn_at is None
    return DisclosurePage(
        document=document,
        version=version,
        declarations=declarations if inside else declarations[:1],
        readers=readers_of(session, document, groups, with_names=inside),
        may_declare=may_declare,
        may_guard=policy.can_guard(actor, document) and document.withdrawn_at is None,
        is_inside=inside,
        opening=opening,
        may_approve=opening is not None and policy.can_approve_opening(actor, document, opening),
        summary=summary_place(session, actor, document),
        may_end=opening is not None and policy.can_end_opening(actor, document),
        filed=_filed(session, actor, document) if may_declare and is_guarded(document.disclosure) else (),
    )


def _filed(session: Session, actor: Actor, document: Document) -> list[Patent]:
    """The patents on record that protect the document and were filed: each can be named instead of typed."""
    links = patents_of_document(session, actor, document.id)
    protecting = [each.patent for each in links if each.relation == PatentRelation.PROTECTS]
    return [each for each in protecting if each.filed_on and each.number and each.status in ALIVE]
