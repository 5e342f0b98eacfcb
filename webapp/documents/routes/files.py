"""Files: uploading to a draft, describing and ordering, downloading, looking at them page by page."""

from __future__ import annotations

from pathlib import Path

from flask import Response, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from webapp.base.errors import Conflict, NotFound, Refusal
from webapp.base.files.names import content_disposition, display_name
from webapp.base.files.pictures import THUMBNAIL_WIDTHS
from webapp.base.files.refusals import FileLost
from webapp.base.files.sniff import sniff
from webapp.documents import disclosure_words, policy
from webapp.documents.actions.commands import VersionKey
from webapp.documents.actions.files import (
    AddAttachment,
    ChangeAttachment,
    Move,
    add_attachment,
    change_attachment,
    remove_attachment,
)
from webapp.documents.queries.files import ReadableFile, page_text, passages_of, readable_file
from webapp.documents.queries.readers import groups_having
from webapp.documents.queries.writing import draft
from webapp.documents.routes.file_entries import size_words
from webapp.documents.routes.file_words import refusal_words
from webapp.documents.routes.part import blueprint
from webapp.web.forms import whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.headers import FILE_POLICY
from webapp.web.i18n import _, ngettext
from webapp.web.site import reading, site, writing

PAGE_LIMIT = 999
WEBP = "image/webp"


@blueprint.post("/d/<number>/attachments")
@allow(Audience.WRITER, policy.can_write, policy.writable_by)
def attach(number: str) -> ResponseReturnValue:
    """Take one or several files into the open version; each is kept or refused by itself."""
    key = open_key(number)
    faults: list[tuple[str, str]] = []
    status, kept = 201, 0
    for upload in request.files.getlist("file"):
        if not upload.filename and upload.stream.read(1) == b"":
            continue
        try:
            _take(key, upload)
            kept += 1
        except Refusal as refusal:
            status = refusal.status
            faults.append((display_name(upload.filename or ""), refusal_words(refusal)))
    if _is_script():  # it sends one file at a time and names it itself
        return jsonify({"error": " ".join(why for _name, why in faults)} if faults else {}), status
    for name, why in faults:
        flash(_("%(name)s：%(why)s", name=name, why=why), "error")
    if kept:
        flash(ngettext("已上传 %(num)s 个附件。", "已上传 %(num)s 个附件。", kept), "success")
    elif not faults:
        flash(_("请先选择文件。"), "warning")
    return _back(number)


@blueprint.post("/d/<number>/attachments/<key>")
@allow(Audience.WRITER, policy.can_write, policy.writable_by)
def change_file(number: str, key: str) -> ResponseReturnValue:
    """Save a caption, move a file in the list, or take it out (``do`` is save, up, down or remove)."""
    wanted = request.form.get("do", "save")
    version_key = open_key(number)
    with writing() as session:
        if wanted == "remove":
            remove_attachment(session, current_actor(), version_key, key)
        else:
            step = Move(wanted) if wanted in ("up", "down") else Move.STAY
            command = ChangeAttachment(caption=request.form.get("caption", ""), move=step)
            change_attachment(session, current_actor(), version_key, key, command)
    return _back(number)


@blueprint.get("/attachments/<key>")
@allow(Audience.EVERYONE, policy.can_read_attachment, policy.attachments_readable_by)
def attachment(key: str) -> ResponseReturnValue:
    """The file itself, to be saved under its own name."""
    file = _readable(key)
    return _original(file, content_disposition(file.name))


@blueprint.get("/attachments/<key>/video")
@allow(Audience.EVERYONE, policy.can_read_attachment, policy.attachments_readable_by)
def video(key: str) -> ResponseReturnValue:
    """A film to be played in the page, in ranges."""
    file = _readable(key)
    if file.group != "video":
        raise NotFound
    return _original(file, content_disposition(file.name, inline=True))


@blueprint.get("/attachments/<key>/picture")
@allow(Audience.EVERYONE, policy.can_read_attachment, policy.attachments_readable_by)
def picture(key: str) -> ResponseReturnValue:
    """The clean copy of a picture that pages show."""
    return _derived(_readable(key), "shown.webp")


@blueprint.get("/attachments/<key>/thumbnail/<int:width>")
@allow(Audience.EVERYONE, policy.can_read_attachment, policy.attachments_readable_by)
def thumbnail(key: str, width: int) -> ResponseReturnValue:
    """A small picture of an image or of the first page."""
    if width not in THUMBNAIL_WIDTHS:
        raise NotFound
    file = _readable(key)
    first_page = file.group == "pdf" and width != THUMBNAIL_WIDTHS[0]
    return _derived(file, "page-001.webp" if first_page else f"w{width}.webp")


@blueprint.get("/attachments/<key>/pages/<int:page>")
@allow(Audience.EVERYONE, policy.can_read_attachment, policy.attachments_readable_by)
def page_image(key: str, page: int) -> ResponseReturnValue:
    """The picture of one page of a PDF."""
    if not 1 <= page <= PAGE_LIMIT:
        raise NotFound
    return _derived(_readable(key), f"page-{page:03d}.webp")


@blueprint.get("/attachments/<key>/view")
@allow(Audience.EVERYONE, policy.can_read_attachment, policy.attachments_readable_by)
def view_attachment(key: str) -> ResponseReturnValue:
    """Look at a file in the page: a PDF page by page, an Office file as its text, pictures and films as they are."""
    asked = request.args.get("page", "1")
    with reading() as session:
        file = readable_file(session, current_actor(), key)
        owner, groups = groups_having(session, file.id)
        page = whole_number(asked, 1, digits=5)
        page = min(max(page, 1), max(file.page_count, 1))
        is_pdf = file.group == "pdf"
        text = page_text(session, file, page) if is_pdf else ""
        passages = [] if is_pdf else passages_of(session, file)
    names = site().files.derived_names(file.sha256)
    return render_template(
        "documents/attachment.html",
        file=file,
        page=page,
        page_is_drawn=f"page-{page:03d}.webp" in names,
        picture_is_drawn="shown.webp" in names,
        text=text,
        passages=passages,
        size=size_words(file.size),
        audience="" if file.is_public else disclosure_words.words_of(groups, owner),
        guarded=disclosure_words.guarded_label(owner),
    )


def open_key(number: str) -> VersionKey:
    """The open version of a document the actor may write; raises Conflict('state') when there is none."""
    with reading() as session:
        found = draft(session, current_actor(), number)
    if found is None:
        raise Conflict("state")
    return VersionKey(number, found.version.ordinal)


def _take(key: VersionKey, upload: FileStorage) -> None:
    """Stream one file in, look what it is, and keep it together with its rows or not at all."""
    store = site().files
    upload.stream.seek(0)
    staged = store.stage(upload.stream, site().settings.upload_limit_bytes)
    try:
        file_type = sniff(staged.path, upload.filename or "")
        command = AddAttachment(staged, file_type, upload.filename or "")
        with writing() as session:
            add_attachment(session, current_actor(), store, key, command)
    finally:
        store.discard(staged)


def _readable(key: str) -> ReadableFile:
    with reading() as session:
        return readable_file(session, current_actor(), key)


def _original(file: ReadableFile, disposition: str) -> ResponseReturnValue:
    store = site().files
    try:
        if store.size(file.sha256) != file.size:
            raise FileLost(file.sha256)
    except FileLost:
        return _lost(file)
    response = _sent(file, store.path(file.sha256), file.mime, file.sha256)
    response.headers["Content-Disposition"] = disposition
    return response


def _derived(file: ReadableFile, name: str) -> ResponseReturnValue:
    path = site().files.derived_path(file.sha256, name)
    if not path.is_file():
        raise NotFound
    return _sent(file, path, WEBP, f"{file.sha256[:32]}-{name}")


def _sent(file: ReadableFile, path: Path, mime: str, etag: str) -> Response:
    """Bytes nobody's browser will run; public ones may be kept if asked for again, others are not kept at all."""
    response = send_file(path, mimetype=mime, conditional=True, etag=etag, max_age=0)
    response.headers.pop("Expires", None)
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-cache" if file.is_public else "no-store, private"
    return response


def _lost(file: ReadableFile) -> ResponseReturnValue:
    return render_template("documents/file_lost.html", file=file), 404


def _is_script() -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _back(number: str) -> ResponseReturnValue:
    return redirect(url_for("documents.edit", number=number, _anchor="files"), 303)
