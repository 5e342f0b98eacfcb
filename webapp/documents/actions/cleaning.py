"""Putting a copy that tells no more beside its content in the place of a file of a draft."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import Conflict, Fault, Invalid
from webapp.base.files.store import FileStore, Staged
from webapp.base.jobs import enqueue
from webapp.base.journal import record
from webapp.documents.actions.commands import VersionKey
from webapp.documents.actions.files import PREVIEW_JOB, described, link_of, links_of, new_key, open_draft
from webapp.documents.actions.guarding import mark_sharers
from webapp.documents.actions.locating import subject
from webapp.documents.actions.texts import name_editor
from webapp.documents.models import Attachment, Version, VersionAttachment


def replace_file(
    session: Session,
    actor: Actor,
    store: FileStore,
    key: VersionKey,
    attachment_key: str,
    made_from: str,
    clean: Staged,
) -> Attachment:
    """Give a file of a draft other bytes, made from those with the SHA-256 ``made_from``; caption and place stay.

    Other versions keep what they have. Raises Conflict('state' | 'stale') when the version is not open or the file is
    another one meanwhile, Invalid with the fault 'in_text' when the text shows a file that other versions carry, too.
    """
    located, version = open_draft(session, actor, key)
    links = links_of(session, version)
    link = link_of(links, attachment_key)
    if link.attachment.sha256 != made_from:
        raise Conflict("stale")
    before = described(version, link.attachment)
    shared = _is_shared(session, link)
    if shared and attachment_key in version.content:
        raise Invalid(Fault("file", "in_text"))
    row = _own_row(session, actor, version, link) if shared else link.attachment
    row.sha256, row.size = clean.sha256, clean.size
    row.findings, row.extraction, row.extraction_note = None, "waiting", ""
    name_editor(version, actor)
    session.flush()
    mark_sharers(session, located.document.id, made_from)
    enqueue(session, PREVIEW_JOB, {"attachment_id": row.id})
    store.keep(clean)
    record(session, actor, "documents.clean_file", subject(located.document, version), before, described(version, row))
    return row


def _is_shared(session: Session, link: VersionAttachment) -> bool:
    """Whether another version carries the same row: what it showed must stay what it was."""
    others = select(func.count()).where(
        VersionAttachment.attachment_id == link.attachment_id, VersionAttachment.version_id != link.version_id
    )
    return bool(session.scalar(others))


def _own_row(session: Session, actor: Actor, version: Version, link: VersionAttachment) -> Attachment:
    """A row of this version's own in the place of the one it shares."""
    old = link.attachment
    row = Attachment(
        key=new_key(),
        document_id=old.document_id,
        sha256=old.sha256,
        size=old.size,
        name=old.name,
        type_key=old.type_key,
        mime=old.mime,
        group=old.group,
        created_by_id=actor.account_id,
    )
    session.add(row)
    session.flush()
    session.add(
        VersionAttachment(version_id=version.id, attachment_id=row.id, position=link.position, caption=link.caption)
    )
    session.delete(link)
    return row
