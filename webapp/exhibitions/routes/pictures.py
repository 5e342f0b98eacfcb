"""Pictures and videos of an exhibition: bringing in, describing, sending."""

from __future__ import annotations

import io

from flask import Response, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from webapp.base.errors import Conflict, Fault, Invalid, NotFound, Refusal
from webapp.base.files.names import content_disposition, display_name
from webapp.base.files.picture_notes import without_notes
from webapp.base.files.pictures import THUMBNAIL_WIDTHS
from webapp.base.files.sniff import sniff
from webapp.documents.routes.file_words import refusal_words
from webapp.exhibitions import policy
from webapp.exhibitions.actions.editing import use_picture
from webapp.exhibitions.actions.pictures import (
    PICTURE_JOB,
    PICTURE_LIMIT,
    NewPicture,
    add_picture,
    describe_picture,
    remove_picture,
    set_cover,
)
from webapp.exhibitions.models import ExhibitionPicture
from webapp.exhibitions.queries.pictures import ServedPicture, pictures_of, served_picture
from webapp.exhibitions.queries.showing import exhibition_curated
from webapp.exhibitions.routes.part import blueprint
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.headers import FILE_POLICY
from webapp.web.i18n import _
from webapp.web.site import reading, site, writing

WEBP = "image/webp"


@blueprint.get("/exhibitions/<key>/pictures/<picture>")
@allow(Audience.EVERYONE, policy.can_see_exhibition, policy.exhibitions_seen_by)
def picture(key: str, picture: str) -> ResponseReturnValue:
    """A picture about ``width`` pixels wide (320 or 960; else the largest clean copy), or a video in ranges."""
    with reading() as session:
        found = served_picture(session, current_actor(), key, picture)
    store = site().files
    if found.group == "video":
        response = _sent(found, str(store.path(found.sha256)), found.mime, found.sha256)
        response.headers["Content-Disposition"] = content_disposition(found.name, inline=True)
        return response
    width = request.args.get("width", "")
    name = f"w{width}.webp" if width in {str(each) for each in THUMBNAIL_WIDTHS} else "shown.webp"
    path = store.derived_path(found.sha256, name)
    if not path.is_file():
        raise NotFound
    return _sent(found, str(path), WEBP, f"{found.sha256[:32]}-{name}")


@blueprint.get("/exhibitions/<key>/pictures")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def pictures(key: str) -> str:
    """All pictures and videos that were brought in."""
    with reading() as session:
        exhibition = exhibition_curated(session, current_actor(), key)
        rows = pictures_of(session, exhibition)
    return render_template(
        "exhibitions/pictures.html",
        exhibition=exhibition,
        rows=rows,
        may_change=policy.can_change(current_actor(), exhibition),
        limit=site().settings.upload_limit_bytes,
    )


@blueprint.post("/exhibitions/<key>/pictures")
@allow(Audience.CURATOR, policy.can_change, policy.exhibitions_changed_by)
def add_pictures(key: str) -> ResponseReturnValue:
    """Take in one or several; with ``item`` they are shown there at once, with ``cover`` the last is the cover."""
    with reading() as session:
        exhibition_curated(session, current_actor(), key)
    faults: list[tuple[str, str]] = []
    status, kept = 201, 0
    for upload in request.files.getlist("file"):
        if not upload.filename:
            continue
        try:
            _use(key, _take(key, upload))
            kept += 1
        except Refusal as refusal:
            status = refusal.status
            faults.append((display_name(upload.filename), _words(refusal)))
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return jsonify({"error": " ".join(why for _name, why in faults)} if faults else {}), status
    for name, why in faults:
        flash(_("%(name)s：%(why)s", name=name, why=why), "error")
    if faults:
        return pictures(key), status
    flash(_("已上传。") if kept else _("请先选择文件。"), "success" if kept else "warning")
    return _back(key)


@blueprint.post("/exhibitions/<key>/pictures/<picture>")
@allow(Audience.CURATOR, policy.can_change, policy.exhibitions_changed_by)
def change_picture(key: str, picture: str) -> ResponseReturnValue:
    """Say what it shows, make it the cover or not, or take it out (``do`` is save, cover, no_cover or remove)."""
    wanted = request.form.get("do", "save")
    try:
        with writing() as session:
            if wanted == "remove":
                remove_picture(session, current_actor(), key, picture)
            elif wanted in ("cover", "no_cover"):
                set_cover(session, current_actor(), key, picture if wanted == "cover" else "")
            else:
                describe_picture(session, current_actor(), key, picture, request.form.get("alt", ""))
    except Conflict as refusal:
        if refusal.reason != "in_use":
            raise
        flash(_("还有展品、封面或正在展出的内容用着它，不能移除；请先换掉。"), "error")
        return pictures(key), 409
    except Invalid:
        flash(_("封面要用图片。"), "error")
        return pictures(key), 422
    flash(_("已保存。"), "success")
    return redirect(url_for("exhibitions.pictures", key=key), 303)


def _take(key: str, upload: FileStorage) -> ExhibitionPicture:
    """Stream one in, without what the camera noted in it, and draw it at once: its curator wants to see it."""
    store, name = site().files, upload.filename or ""
    limit = site().settings.upload_limit_bytes
    staged = store.stage(upload.stream, limit)
    try:
        file_type = sniff(staged.path, name)
        if file_type.group == "image":
            clean = without_notes(file_type.key, staged.path.read_bytes())
            store.discard(staged)
            staged = store.stage(io.BytesIO(clean), limit)
            file_type = sniff(staged.path, name)
        with writing() as session:
            row = add_picture(session, current_actor(), store, key, NewPicture(staged, file_type, name))
    finally:
        store.discard(staged)
    site().jobs[PICTURE_JOB]({"sha256": row.sha256, "type_key": row.type_key})
    return row


def _use(key: str, row: ExhibitionPicture) -> None:
    item = request.form.get("item", "")
    with writing() as session:
        if item:
            use_picture(session, current_actor(), key, item, row.key)
        elif request.form.get("cover"):
            set_cover(session, current_actor(), key, row.key)


def _words(refusal: Refusal) -> str:
    if isinstance(refusal, Invalid):
        fault: Fault = refusal.faults[0]
        if fault.code == "many":
            return _("图片和视频太多，最多 %(limit)s 个。", limit=PICTURE_LIMIT)
        return _("这里只收图片（JPG、PNG、WebP、GIF）和 MP4 视频。")
    if isinstance(refusal, Conflict):
        return _("展览已经闭展，不能再改。")
    return refusal_words(refusal)


def _sent(found: ServedPicture, path: str, mime: str, etag: str) -> Response:
    """Bytes nobody's browser will run; public ones may be kept if asked for again, others are not kept at all."""
    response = send_file(path, mimetype=mime, conditional=True, etag=etag, max_age=0)
    response.headers.pop("Expires", None)
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-cache" if found.is_public else "no-store, private"
    return response


def _back(key: str) -> ResponseReturnValue:
    item = request.form.get("item", "")
    if item:
        return redirect(url_for("exhibitions.item_editor", key=key, item=item, _anchor="pictures"), 303)
    return redirect(url_for("exhibitions.pictures", key=key), 303)
