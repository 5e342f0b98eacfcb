"""Taking out of a file of a draft what it tells beside its content."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from webapp.base.errors import Conflict, Invalid, NotFound
from webapp.base.files.findings import write_clean
from webapp.base.files.refusals import FileRefused
from webapp.base.files.sniff import TYPES, sniff
from webapp.base.files.store import Staged
from webapp.documents import policy
from webapp.documents.actions.cleaning import replace_file
from webapp.documents.actions.commands import VersionKey
from webapp.documents.actions.files import PREVIEW_JOB
from webapp.documents.models import Attachment
from webapp.documents.queries.writing import draft
from webapp.documents.routes.files import open_key
from webapp.documents.routes.finding_words import finding_words
from webapp.documents.routes.part import blueprint
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, site, writing


@blueprint.post("/d/<number>/attachments/<key>/clean")
@allow(Audience.WRITER, policy.can_write, policy.writable_by)
def clean_file(number: str, key: str) -> ResponseReturnValue:
    """Replace a file of the open version by a copy without names, place and device."""
    version_key = open_key(number)
    file = _file(number, key)
    try:
        if not any(each.by_button for each in finding_words(file)):
            flash(_("“%(name)s”里没有可以自动去除的信息。", name=file.name), "warning")
        else:
            _replace(version_key, file)
            flash(_("已去除“%(name)s”附带的信息并替换，内容没有变。", name=file.name), "success")
    except (Conflict, Invalid, FileRefused) as refusal:
        flash(_("%(name)s：%(why)s", name=file.name, why=_why(refusal)), "error")
    return redirect(url_for("documents.edit", number=number, _anchor="files"), 303)


def _file(number: str, key: str) -> Attachment:
    with reading() as session:
        found = draft(session, current_actor(), number)
        links = found.attachments if found else ()
        file = next((link.attachment for link in links if link.attachment.key == key), None)
    if found and not found.is_editable:
        raise Conflict("state")
    if file is None:
        raise NotFound
    return file


def _replace(version_key: VersionKey, file: Attachment) -> None:
    store = site().files
    staged = _clean_copy(file)
    try:
        if sniff(staged.path, file.name).key != file.type_key:
            raise Conflict("stale")
        with writing() as session:
            row = replace_file(session, current_actor(), store, version_key, file.key, file.sha256, staged)
            made = row.id
    finally:
        store.discard(staged)
    if file.group == "image":
        site().jobs[PREVIEW_JOB]({"attachment_id": made})  # at once: the page shows it


def _clean_copy(file: Attachment) -> Staged:
    store = site().files
    store.size(file.sha256)
    with store.scratch() as room:
        copy = write_clean(store.path(file.sha256), TYPES[file.type_key], room)
        with copy.open("rb") as content:
            return store.stage(content, site().settings.upload_limit_bytes)


def _why(refusal: Conflict | Invalid | FileRefused) -> str:
    if isinstance(refusal, Invalid):
        return _("正文里插着这张图，而以前的版本也在用它。请上传去除信息后的图片，在正文里换成新的，再移除旧的。")
    if isinstance(refusal, Conflict):
        return _("附件或版本刚被别人改过，没有替换。请看过最新内容再试。")
    return _("没能自动去除，附件没有变。请用原来的软件去除后重新上传。")
