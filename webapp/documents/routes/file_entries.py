"""Files as lists of them show: addresses, sizes in words, previews that exist."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from webapp.documents.models import Attachment, VersionAttachment
from webapp.web.i18n import _, ngettext
from webapp.web.site import site

PAGES_SHOWN = 6
VIEWABLE = frozenset({"pdf", "word", "sheet", "slides"})
_KINDS = {"sheet": "excel"}
_STEP = 1024


def size_words(size: int) -> str:
    """A number of bytes as people read it: '340 KB', '1.2 MB'."""
    if size < _STEP:
        return f"{size} B"
    amount, units = size / _STEP, ["KB", "MB", "GB"]
    while amount >= _STEP and len(units) > 1:
        amount /= _STEP
        units.pop(0)
    return f"{amount:.0f} {units[0]}" if amount >= 100 or units[0] == "KB" else f"{amount:.1f} {units[0]}"


def file_entries(links: Sequence[VersionAttachment]) -> list[dict[str, Any]]:
    """The files of a version as the macro for attachments takes them."""
    return [_entry(link) for link in links]


def picture_entry(link: VersionAttachment) -> dict[str, Any]:
    """A picture beside a step."""
    key = link.attachment.key
    return {
        "url": url_for("documents.picture", key=key),
        "thumbnail": url_for("documents.thumbnail", key=key, width=960),
        "alt": link.caption or link.attachment.name,
    }


def _entry(link: VersionAttachment) -> dict[str, Any]:
    file = link.attachment
    names = set(site().files.derived_names(file.sha256))
    entry: dict[str, Any] = {
        "key": file.key,
        "name": file.name,
        "url": url_for("documents.attachment", key=file.key),
        "kind": _KINDS.get(file.group, file.group),
        "size": size_words(file.size),
        "note": " · ".join(_notes(link)),
        "previews": _previews(link, names),
    }
    if file.group in VIEWABLE and (file.page_count or file.extraction == "done"):
        entry["view"] = url_for("documents.view_attachment", key=file.key)
    if file.group == "video":
        entry["stream"] = url_for("documents.video", key=file.key)
    return entry


def _notes(link: VersionAttachment) -> list[str]:
    file, notes = link.attachment, []
    if link.caption:
        notes.append(link.caption)
    notes.append(file.type_key.upper())
    if file.page_count:
        notes.append(ngettext("%(num)s 页", "%(num)s 页", file.page_count))
    if file.extraction == "waiting":
        notes.append(_("预览正在生成"))
    return notes


def _previews(link: VersionAttachment, names: set[str]) -> list[dict[str, Any]]:
    file: Attachment = link.attachment
    if file.group == "image" and "w320.webp" in names:
        small = url_for("documents.thumbnail", key=file.key, width=320)
        url = url_for("documents.picture", key=file.key)
        return [{"url": url, "thumbnail": small, "alt": link.caption or file.name}]
    pages = [page for page in range(1, min(file.page_count, PAGES_SHOWN) + 1) if f"page-{page:03d}.webp" in names]
    return [
        {
            "url": url_for("documents.page_image", key=file.key, page=page),
            "thumbnail": url_for("documents.page_image", key=file.key, page=page),
            "alt": _("%(name)s 第 %(n)s 页", name=file.name, n=page),
        }
        for page in pages
    ]
