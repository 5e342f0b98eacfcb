"""Evidence: adding, removing and having the files, for the two sides and reviewers."""

from __future__ import annotations

from flask import flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from webapp.adoptions import policy
from webapp.adoptions.actions.commands import NewEvidence
from webapp.adoptions.actions.evidence import KINDS, add_evidence, remove_evidence
from webapp.adoptions.forms import fault_words
from webapp.adoptions.queries.reading import readable_evidence
from webapp.adoptions.routes.part import blueprint
from webapp.base.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from webapp.base.files.names import content_disposition
from webapp.base.files.refusals import FileLost
from webapp.base.files.sniff import sniff
from webapp.documents.routes.file_words import refusal_words
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.headers import FILE_POLICY
from webapp.web.i18n import _, ngettext
from webapp.web.site import reading, site, writing

UPLOAD_LIMIT = 10


@blueprint.post("/adoptions/<key>/evidence")
@allow(Audience.SIGNED_IN, policy.can_edit_adoption, policy.adoptions_edited_by)
def add(key: str) -> ResponseReturnValue:
    """Add files of one kind."""
    kind = request.form.get("kind", "other")
    kept, faults = 0, []
    for upload in request.files.getlist("file")[:UPLOAD_LIMIT] or [FileStorage()]:
        try:
            _take(key, upload, kind if kind in KINDS else "other")
            kept += 1
        except (NotFound, NotAllowed, Conflict):
            raise
        except Invalid as refusal:
            faults.append(fault_words()[refusal.faults[0].code] % dict(refusal.faults[0].figures or {}))
        except Refusal as refusal:
            faults.append(f"{upload.filename or ''}：{refusal_words(refusal)}".lstrip("："))
    for words in faults:
        flash(words, "error")
    if kept:
        flash(ngettext("已上传 %(num)s 份材料。", "已上传 %(num)s 份材料。", kept), "success")
    return _back(key)


@blueprint.post("/adoptions/<key>/evidence/<evidence_key>/remove")
@allow(Audience.SIGNED_IN, policy.can_edit_adoption, policy.adoptions_edited_by)
def remove(key: str, evidence_key: str) -> ResponseReturnValue:
    """Take a file away that one's own side gave."""
    try:
        with writing() as session:
            remove_evidence(session, current_actor(), key, evidence_key)
    except Invalid as refusal:
        flash(fault_words()[refusal.faults[0].code], "error")
        return _back(key)
    flash(_("已移除。"), "success")
    return _back(key)


@blueprint.get("/adoptions/evidence/<evidence_key>")
@allow(Audience.SIGNED_IN, policy.can_see_details, policy.details_seen_by)
def evidence(evidence_key: str) -> ResponseReturnValue:
    """The file itself, to be saved under its own name; nobody's browser runs or keeps it."""
    with reading() as session:
        row = readable_evidence(session, current_actor(), evidence_key)
    store = site().files
    try:
        store.size(row.sha256)
    except FileLost:
        raise NotFound from None
    response = send_file(store.path(row.sha256), mimetype=row.mime, conditional=True, etag=row.sha256, max_age=0)
    response.headers.pop("Expires", None)
    response.headers["Content-Disposition"] = content_disposition(row.name)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _take(key: str, upload: FileStorage, kind: str) -> None:
    store = site().files
    staged = store.stage(upload.stream, site().settings.upload_limit_bytes)
    try:
        new = NewEvidence(staged, sniff(staged.path, upload.filename or ""), upload.filename or "", kind)
        with writing() as session:
            add_evidence(session, current_actor(), store, key, new)
    finally:
        store.discard(staged)


def _back(key: str) -> ResponseReturnValue:
    return redirect(url_for("adoptions.adoption", key=key, _anchor="evidence"), 303)
