"""Pictures put straight into a text: pasted, dropped or photographed."""

from __future__ import annotations

import io

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from webapp.base.errors import Fault, Invalid, Refusal
from webapp.base.files.picture_notes import without_notes
from webapp.base.files.sniff import sniff
from webapp.documents import policy
from webapp.documents.actions.commands import VersionKey
from webapp.documents.actions.files import PREVIEW_JOB, AddAttachment, add_attachment
from webapp.documents.models import Attachment
from webapp.documents.routes.file_words import refusal_words
from webapp.documents.routes.files import open_key
from webapp.documents.routes.part import blueprint
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.site import site, writing


@blueprint.post("/d/<number>/pictures")
@allow(Audience.WRITER, policy.can_write, policy.writable_by)
def add_picture(number: str) -> ResponseReturnValue:
    """Attach a picture to the draft, without what the camera noted in it; its key and address as JSON."""
    key = open_key(number)
    try:
        upload = request.files.get("file")
        if upload is None:
            raise Invalid(Fault("file", "not_a_picture"))
        row = _take(key, upload)
        site().jobs[PREVIEW_JOB]({"attachment_id": row.id})  # at once: its writer wants to see it
    except Refusal as refusal:
        return jsonify({"error": refusal_words(refusal)}), refusal.status
    address = url_for("documents.picture", key=row.key)
    return jsonify({"key": row.key, "name": row.name, "url": address}), 201


def _take(key: VersionKey, upload: FileStorage) -> Attachment:
    store = site().files
    name = upload.filename or ""
    staged = store.stage(upload.stream, site().settings.upload_limit_bytes)
    try:
        file_type = sniff(staged.path, name)
        if file_type.group != "image":
            raise Invalid(Fault("file", "not_a_picture"))
        clean = without_notes(file_type.key, staged.path.read_bytes())
    finally:
        store.discard(staged)
    staged = store.stage(io.BytesIO(clean), site().settings.upload_limit_bytes)
    try:
        file_type = sniff(staged.path, name)
        with writing() as session:
            command = AddAttachment(staged, file_type, name)
            return add_attachment(session, current_actor(), store, key, command)
    finally:
        store.discard(staged)
