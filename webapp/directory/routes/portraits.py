"""Portraits: drawn anew on upload, square, small and without metadata; the file sent is not kept."""

from __future__ import annotations

from typing import IO

from flask import Response, flash, jsonify, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from webapp.base.errors import NotAllowed, NotFound
from webapp.base.files.pictures import draw_portrait
from webapp.base.files.refusals import FileRefused, NoSpace, Reason
from webapp.base.files.refusals import NotAllowed as WrongFile
from webapp.base.files.sniff import sniff
from webapp.base.files.store import Staged
from webapp.directory.actions.people import set_portrait
from webapp.directory.models import Person
from webapp.directory.policy import can_edit_person
from webapp.directory.queries.entries import standing_entry
from webapp.directory.routes.part import ID, blueprint
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.headers import FILE_POLICY
from webapp.web.i18n import _
from webapp.web.site import reading, site, writing

PORTRAIT_LIMIT = 20 * 1024 * 1024
YEAR_SECONDS = 365 * 86400


@blueprint.get(f"/people/<{ID}:person_id>/portrait")
@allow(Audience.EVERYONE)
def portrait(person_id: int) -> ResponseReturnValue:
    """The picture. Its address names the content, so it may be kept for a year."""
    with reading() as session:
        sha256 = session.scalar(
            select(Person.portrait_sha256).where(Person.id == person_id, Person.merged_into_id.is_(None))
        )
    if not sha256 or not site().files.exists(sha256):
        raise NotFound
    response: Response = send_file(site().files.path(sha256), mimetype="image/webp", conditional=True, etag=sha256)
    named = request.args.get("v", "") == sha256[:12]
    response.headers["Cache-Control"] = f"private, max-age={YEAR_SECONDS}, immutable" if named else "private, no-cache"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Content-Disposition"] = "inline; filename=portrait.webp"
    return response


@blueprint.post(f"/people/<{ID}:person_id>/portrait")
@allow(Audience.SIGNED_IN, can_edit_person)
def upload_portrait(person_id: int) -> ResponseReturnValue:
    """Take a new picture."""
    _refuse_strangers(person_id)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _back(person_id, _("请先选择一张图片。"))
    try:
        staged = _drawn(sent.stream, sent.filename)
    except NoSpace:
        raise
    except FileRefused:
        return _back(person_id, _("这个文件不能用作照片。请选择 20 MB 以内的 JPEG、PNG 或 WebP 图片。"))
    try:
        with writing() as session:
            set_portrait(session, current_actor(), person_id, staged.sha256)
            site().files.keep(staged)
    finally:
        site().files.discard(staged)
    return _back(person_id)


@blueprint.post(f"/people/<{ID}:person_id>/portrait/remove")
@allow(Audience.SIGNED_IN, can_edit_person)
def remove_portrait(person_id: int) -> ResponseReturnValue:
    """Show no picture any more."""
    with writing() as session:
        set_portrait(session, current_actor(), person_id, "")
    return _back(person_id)


def _refuse_strangers(person_id: int) -> None:
    """Before the work of drawing: is this person theirs to change at all?"""
    with reading() as session:
        person = standing_entry(session, Person, person_id)
    if not can_edit_person(current_actor(), person):
        raise NotAllowed


def _drawn(stream: IO[bytes], name: str) -> Staged:
    files = site().files
    source = files.stage(stream, PORTRAIT_LIMIT)
    try:
        if sniff(source.path, name).group != "image":
            raise WrongFile(Reason.UNKNOWN_TYPE)
        with files.scratch() as room, draw_portrait(source.path, room).path.open("rb") as picture:
            return files.stage(picture, PORTRAIT_LIMIT)
    finally:
        files.discard(source)


def _back(person_id: int, fault: str = "") -> ResponseReturnValue:
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return (jsonify({"error": fault}), 422) if fault else ("", 204)
    flash(fault or _("照片已更新。"), "error" if fault else "success")
    return redirect(url_for("directory.edit_person_form", person_id=person_id), 303)
