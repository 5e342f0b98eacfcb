"""The trash: drafts that were never sent or were returned can be put there, taken out again, and go for good later."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Delete, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.base import feed
from webapp.base.actor import SYSTEM, Actor
from webapp.base.clock import now
from webapp.base.errors import Conflict, NotFound
from webapp.base.journal import record
from webapp.documents import policy
from webapp.documents.actions.commands import VersionKey
from webapp.documents.actions.locating import locate, move, same_revision, standing, subject, writable
from webapp.documents.actions.texts import described
from webapp.documents.models import (
    DISCARDED_FOR,
    Attachment,
    AttachmentPassage,
    Document,
    Version,
    VersionAttachment,
)
from webapp.documents.workflow import VersionMove, VersionState

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Discard:
    """Put the draft of this revision into the trash."""

    revision: int


def discard(session: Session, actor: Actor, key: VersionKey, command: Discard) -> Version:
    """Put a draft or returned version into the trash; it leaves its place in the numbering.

    Raises Conflict('stale' | 'state' | 'withdrawn').
    """
    located = writable(session, actor, key.number)
    version = located.version(key.ordinal)
    state = move(version, located.document, VersionMove.DISCARD)
    same_revision(version, command.revision)
    before = described(version)
    version.state, version.ordinal = state, -version.id
    version.discarded_at, version.discarded_by_id = now(), actor.account_id
    session.flush()
    after = {"state": str(version.state)}
    record(session, actor, "documents.discard", subject(located.document, version), before, after)
    return version


def revive(session: Session, actor: Actor, number: str, version_id: int) -> Version:
    """Take a version out of the trash: it becomes the draft of the next version.

    Raises NotFound when it is not there, Conflict('open') while another is being written, Conflict('withdrawn').
    """
    located = locate(session, number)
    version = next((each for each in located.versions if each.id == version_id), None)
    if version is None or not policy.can_revive(actor, located.document, version):
        raise NotFound
    state = move(version, located.document, VersionMove.REVIVE)
    if located.open is not None:
        raise Conflict("open", present=standing(located.open))
    before = described(version)
    version.state = state
    version.ordinal = max(0, *(each.ordinal for each in located.versions)) + 1
    version.discarded_at = version.discarded_by_id = None
    session.flush()
    record(session, actor, "documents.revive", subject(located.document, version), before, described(version))
    return version


def overdue(session: Session, moment: datetime) -> list[int]:
    """Ids of the versions that have been in the trash for longer than things are kept there."""
    rows = session.scalars(
        select(Version.id)
        .where(Version.state == VersionState.DISCARDED, Version.discarded_at < moment - DISCARDED_FOR)
        .order_by(Version.id)
    )
    return list(rows)


def purge(session: Session, version_id: int) -> None:
    """Delete a version in the trash for good, with its files if no other version carries them, and its document if it
    never had another version and nothing else refers to it. Nothing happens when it is not in the trash any more."""
    version = session.get(Version, version_id, with_for_update=True)
    if version is None or version.state != VersionState.DISCARDED:
        return
    document = session.get_one(Document, version.document_id)
    about, before = subject(document, version), described(version)
    attachment_ids = list(
        session.scalars(select(VersionAttachment.attachment_id).where(VersionAttachment.version_id == version_id))
    )
    session.expunge(version)
    if not _dropped(session, delete(Version).where(Version.id == version_id)):
        log.warning("what is in the trash of %s stays: something refers to it", document.number)
        return
    _drop_files(session, attachment_ids)
    _drop_document(session, document)
    feed.mark(session, ("document", document.id))
    record(session, SYSTEM, "documents.purge", about, before, None)


def _drop_files(session: Session, attachment_ids: list[int]) -> None:
    carried = select(VersionAttachment.attachment_id).where(VersionAttachment.attachment_id.in_(attachment_ids))
    gone = set(attachment_ids) - set(session.scalars(carried))
    session.execute(delete(AttachmentPassage).where(AttachmentPassage.attachment_id.in_(gone)))
    session.execute(delete(Attachment).where(Attachment.id.in_(gone)))


def _drop_document(session: Session, document: Document) -> None:
    if session.scalar(select(Version.id).where(Version.document_id == document.id).limit(1)) is not None:
        return
    if not _dropped(session, delete(Document).where(Document.id == document.id)):
        log.info("the number %s stays: something refers to it", document.number)


def _dropped(session: Session, statement: Delete) -> bool:
    """Whether the rows could be deleted; nothing is changed when something refers to them or the database refuses."""
    try:
        with session.begin_nested():
            session.execute(statement)
    except IntegrityError:
        return False
    return True
