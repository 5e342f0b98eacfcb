"""Publishing what was reviewed, taking it down, letting fewer people read it."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.base import feed
from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import Conflict, Fault, Invalid
from webapp.base.feed import FeedCounter
from webapp.base.journal import record
from webapp.documents import policy
from webapp.documents.actions.approving import approve
from webapp.documents.actions.commands import NarrowVisibility, Publish, VersionKey, Withdraw
from webapp.documents.actions.evidence import keep_first_public
from webapp.documents.actions.guarding import refuse_wide
from webapp.documents.actions.keeping import keep_true
from webapp.documents.actions.locating import Located, locate, move, refusal, reviewed, standing, subject
from webapp.documents.actions.telling import tell_judged, tell_withdrawn
from webapp.documents.actions.texts import described
from webapp.documents.content import from_json
from webapp.documents.linking import link_directory
from webapp.documents.models import Document, Version, Visibility
from webapp.documents.workflow import VersionMove, VersionState

WIDEST_FIRST = tuple(Visibility)


def publish(session: Session, actor: Actor, key: VersionKey, command: Publish) -> Version:
    """Put the reviewed text in force, byte for byte, and supersede the one before.

    Where its kind asks for two reviewers the first approval is only kept and the version stays in review; the second,
    of the same text in the same round by somebody else, publishes. Raises Conflict('stale') when the version is no
    longer exactly what the reviewer read, Conflict('approved') when the first one approves again.
    """
    located, version = reviewed(session, actor, key)
    move(version, located.document, VersionMove.PUBLISH)
    refuse_wide(located.document, version)
    if approve(session, actor, located.document, version, command):
        return version
    before = described(version)
    superseded = located.published
    supersede(session, superseded)
    found = session.execute(
        update(Version)
        .where(
            Version.id == version.id,
            Version.state == VersionState.IN_REVIEW,
            Version.revision == command.revision,
            Version.content_hash == command.content_hash,
        )
        .values(
            state=VersionState.PUBLISHED,
            revision=Version.revision + 1,
            published_at=now(),
            reviewed_at=now(),
            reviewed_by_id=actor.account_id,
            review_note=command.note,
        )
        .execution_options(synchronize_session=False)
    )
    if found.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("stale", present=standing(version))
    session.refresh(version)
    put_in_force(session, actor, located.document, version)
    after = {**described(version), "superseded": superseded.ordinal if superseded else None}
    record(session, actor, "documents.publish", subject(located.document, version), before, after)
    tell_judged(session, actor, "published", located.document, version)
    return version


def supersede(session: Session, published: Version | None) -> None:
    """Make room for the next published version."""
    if published is not None:
        published.state = VersionState.SUPERSEDED
        published.superseded_at = now()
        session.flush()


def put_in_force(session: Session, actor: Actor, document: Document, version: Version) -> None:
    """What follows from publication: the first moment, directory links (added for public ones), the change feed."""
    if document.first_published_at is None:
        document.first_published_at = version.published_at
    public = version.visibility == Visibility.PUBLIC
    if public:  # two publications at once must not add one entry twice
        session.execute(select(FeedCounter.id).with_for_update())
    link_directory(session, actor, document, version, from_json(version.content), add_missing=public)
    keep_true(session, document)
    session.flush()
    if public:
        keep_first_public(session, document, version)
    feed.mark(session, ("document", document.id))


def withdraw(session: Session, actor: Actor, number: str, command: Withdraw) -> Document:
    """Take the document down for good; a tombstone with the reason stays. Raises Invalid without a reason."""
    located = _in_force(session, actor, number)
    published = _expected(located, command.ordinal)
    if not command.reason.strip():
        raise Invalid(Fault("reason", "required"))
    before = described(published)
    published.state = VersionState.WITHDRAWN
    document = located.document
    document.withdrawn_at = now()
    document.withdrawal_reason = command.reason.strip()
    session.flush()
    after = {**described(published), "reason": document.withdrawal_reason}
    record(session, actor, "documents.withdraw", subject(document, published), before, after)
    tell_withdrawn(session, actor, document, published)
    return document


def narrow_visibility(session: Session, actor: Actor, number: str, command: NarrowVisibility) -> Version:
    """Let fewer people read what is published, at once. Raises Invalid for anything wider or the same."""
    located = _in_force(session, actor, number)
    published = _expected(located, command.ordinal)
    now_at, wanted = (WIDEST_FIRST.index(Visibility(each)) for each in (published.visibility, command.visibility))
    if wanted <= now_at:
        raise Invalid(Fault("visibility", "not_narrower"))
    if command.visibility == Visibility.STUDIO and located.document.studio_id is None:
        raise Invalid(Fault("visibility", "no_studio"))
    before = described(published)
    published.visibility = command.visibility
    session.flush()
    record(
        session,
        actor,
        "documents.narrow_visibility",
        subject(located.document, published),
        before,
        described(published),
    )
    return published


def _in_force(session: Session, actor: Actor, number: str) -> Located:
    located = locate(session, number)
    document, published = located.document, located.published
    knows = any(policy.can_read_version(actor, document, each, published) for each in located.versions)
    if not knows or not policy.can_withdraw(actor, document):
        raise refusal(actor, located)
    return located


def _expected(located: Located, ordinal: int) -> Version:
    published = located.published
    if located.document.withdrawn_at is not None:
        raise Conflict("withdrawn")
    if published is None or published.ordinal != ordinal:
        raise Conflict("state", present=standing(published) if published else None)
    return published
