"""Beginning documents and versions, and saving drafts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import Conflict, Fault, Invalid, NotFound
from webapp.base.journal import record
from webapp.directory.models import Organisation, Studio
from webapp.documents import policy
from webapp.documents.actions.commands import CreateDocument, SaveDraft, StartVersion, VersionKey
from webapp.documents.actions.locating import move, same_revision, standing, subject, writable
from webapp.documents.actions.texts import add_document, described, fields_changed, name_editor, put_text
from webapp.documents.content import from_json
from webapp.documents.models import (
    Document,
    Version,
    VersionAttachment,
    VersionEditor,
    Visibility,
)
from webapp.documents.workflow import VersionMove, VersionState


def create_document(session: Session, actor: Actor, command: CreateDocument) -> Version:
    """Begin a document with its first draft. Raises NotFound for places the actor may not write for."""
    if not policy.can_create(actor, command.organisation_id, command.studio_id):
        raise NotFound
    check_place(session, actor, command)
    document = Document(
        kind=command.kind,
        organisation_id=command.organisation_id,
        studio_id=command.studio_id,
        created_by_id=actor.account_id,
    )
    check_audience(document, command.visibility)
    add_document(session, document)
    version = new_version(actor, document, 1, command.visibility)
    put_text(session, actor, document, version, command.content, command.rendered, command.renderer_version)
    session.flush()
    record(session, actor, "documents.create", subject(document, version), None, described(version))
    return version


def start_version(session: Session, actor: Actor, number: str, command: StartVersion) -> Version:
    """Begin the next version as a copy of an earlier one. Raises Conflict('open') while another is being written."""
    located = writable(session, actor, number)
    source = located.version(command.ordinal)
    if located.document.withdrawn_at is not None:
        raise Conflict("withdrawn", present=standing(source))
    if located.open is not None:
        raise Conflict("open", present=standing(located.open))
    content = from_json(source.content)
    version = new_version(actor, located.document, located.versions[-1].ordinal + 1, Visibility(source.visibility))
    put_text(session, actor, located.document, version, content, source.rendered, source.renderer_version)
    for editor in source.editors:
        if all(each.account_id != editor.account_id for each in version.editors):
            version.editors.append(VersionEditor(account_id=editor.account_id))
    session.flush()
    _copy_attachments(session, source, version)
    before = {"copied_from": source.ordinal}
    record(session, actor, "documents.start_version", subject(located.document, version), before, described(version))
    return version


def save_draft(session: Session, actor: Actor, key: VersionKey, command: SaveDraft) -> Version:
    """Put a new text into a draft or a returned version; nothing happens when nothing differs.

    Raises Conflict('stale' | 'state' | 'withdrawn') with what stands there as :class:`Standing`.
    """
    located = writable(session, actor, key.number)
    version = located.version(key.ordinal)
    state = move(version, located.document, VersionMove.EDIT)
    same_revision(version, command.base_revision)
    check_audience(located.document, command.visibility)
    before, was = described(version), from_json(version.content)
    changed = fields_changed(was, command.content)
    if version.visibility != command.visibility:
        changed.append("visibility")
    if version.change_note != command.change_note:
        changed.append("change_note")
    text_moved = was != command.content or version.renderer_version != command.renderer_version
    if not changed and not text_moved:
        return version
    version.state = state
    version.visibility = command.visibility
    version.change_note = command.change_note
    if text_moved:
        put_text(session, actor, located.document, version, command.content, command.rendered, command.renderer_version)
    else:
        version.edited_at = now()
        name_editor(version, actor)
    session.flush()
    after = {**described(version), "changed": changed}
    record(session, actor, "documents.save", subject(located.document, version), before, after)
    return version


def new_version(actor: Actor, document: Document, ordinal: int, visibility: Visibility) -> Version:
    """A draft without a text yet."""
    return Version(
        document_id=document.id,
        ordinal=ordinal,
        state=VersionState.DRAFT,
        visibility=visibility,
        created_by_id=actor.account_id,
        editors=[],
        people=[],
        organisations=[],
        notes=[],
        attachments=[],
    )


def check_place(session: Session, actor: Actor, command: CreateDocument) -> None:
    """Raises Invalid for an organisation or studio that is not there or does not belong together."""
    organisation = session.get(Organisation, command.organisation_id)
    if organisation is None or organisation.merged_into_id is not None:
        raise Invalid(Fault("place", "no_organisation"))
    if command.studio_id is None:
        return
    studio = session.get(Studio, command.studio_id)
    if studio is None or studio.merged_into_id is not None:
        raise Invalid(Fault("place", "no_studio"))
    home = studio.organisation_id if studio.organisation_id is not None else actor.organisation_id
    if home != command.organisation_id:
        raise Invalid(Fault("place", "not_of_studio"))


def check_audience(document: Document, visibility: Visibility) -> None:
    """Raises Invalid for readers the document cannot have."""
    if visibility == Visibility.STUDIO and document.studio_id is None:
        raise Invalid(Fault("visibility", "no_studio"))


def _copy_attachments(session: Session, source: Version, version: Version) -> None:
    rows = session.scalars(select(VersionAttachment).where(VersionAttachment.version_id == source.id))
    for row in rows.all():
        session.add(
            VersionAttachment(
                version_id=version.id, attachment_id=row.attachment_id, position=row.position, caption=row.caption
            )
        )
