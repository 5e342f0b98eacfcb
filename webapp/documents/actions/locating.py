"""Finding and locking what an action is about, and refusing in the right way.

The document's row is locked first, so that moves of one document follow one another on every database; what is
read afterwards is the present state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from webapp.base.actor import Actor, Role
from webapp.base.errors import Conflict, NotAllowed, NotFound, Refusal
from webapp.documents import policy
from webapp.documents.actions.commands import Standing, VersionKey
from webapp.documents.content import from_json
from webapp.documents.models import Document, Version
from webapp.documents.number import parse_number
from webapp.documents.workflow import OPEN, VersionMove, VersionState, version_workflow


@dataclass(frozen=True, slots=True)
class Located:
    """A locked document with all its versions in order."""

    document: Document
    versions: Sequence[Version]

    @property
    def published(self) -> Version | None:
        """The version in force."""
        return next((each for each in self.versions if each.state == VersionState.PUBLISHED), None)

    @property
    def open(self) -> Version | None:
        """The version being written or reviewed."""
        return next((each for each in self.versions if each.state in OPEN), None)

    def version(self, ordinal: int) -> Version:
        """The version with this ordinal; raises NotFound."""
        found = next((each for each in self.versions if each.ordinal == ordinal), None)
        if found is None:
            raise NotFound
        return found


def locate(session: Session, number: str) -> Located:
    """The document of this number, locked until the transaction ends; raises NotFound."""
    if parse_number(number) != number:
        raise NotFound
    document = session.scalar(
        select(Document).where(Document.number == number).with_for_update().execution_options(populate_existing=True)
    )
    if document is None:
        raise NotFound
    versions = session.scalars(
        select(Version)
        .where(Version.document_id == document.id)
        .order_by(Version.ordinal)
        .options(selectinload(Version.editors), selectinload(Version.people), selectinload(Version.organisations))
        .execution_options(populate_existing=True)
    ).all()
    return Located(document, versions)


def refusal(actor: Actor, located: Located, reason: str = "not_allowed") -> Refusal:
    """Why this actor may not: NotAllowed to those who can see what is published, NotFound to all others."""
    published = located.published
    knows = policy.owns(actor, located.document) or (
        published is not None and policy.can_read_document(actor, located.document, published)
    )
    return NotAllowed(reason) if knows else NotFound()


def writable(session: Session, actor: Actor, number: str) -> Located:
    """The document, if the actor may write its drafts."""
    located = locate(session, number)
    if not policy.can_write(actor, located.document):
        raise refusal(actor, located)
    return located


def reviewed(session: Session, actor: Actor, key: VersionKey) -> tuple[Located, Version]:
    """The document and the version, if the actor may judge it; NotAllowed('own_text') if they had a hand in it."""
    located = locate(session, key.number)
    version = next((each for each in located.versions if each.ordinal == key.ordinal), None)
    if version is None or not policy.can_read_version(actor, located.document, version, located.published):
        raise NotFound
    if not policy.can_review(actor, located.document, version):
        raise NotAllowed("own_text" if actor.has(Role.REVIEWER) else "not_allowed")
    return located, version


def move(version: Version, document: Document, step: VersionMove) -> VersionState:
    """The state after the step; raises Conflict('withdrawn') or Conflict('state')."""
    if document.withdrawn_at is not None:
        raise Conflict("withdrawn", present=standing(version))
    if not version_workflow.allows(VersionState(version.state), step):
        raise Conflict("state", present=standing(version))
    return version_workflow.after(VersionState(version.state), step)


def same_revision(version: Version, revision: int) -> None:
    """Raises Conflict('stale') with what stands there when the version has moved on from this revision."""
    if version.revision != revision:
        raise Conflict("stale", present=standing(version))


def standing(version: Version) -> Standing:
    """The version as it is now."""
    return Standing(
        ordinal=version.ordinal,
        revision=version.revision,
        state=version.state,
        visibility=version.visibility,
        change_note=version.change_note,
        content=from_json(version.content),
    )


def subject(document: Document, version: Version) -> tuple[str, int, str]:
    """How the journal names the document."""
    return ("document", document.id, f"{document.number} {version.title}")
