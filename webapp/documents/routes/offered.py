"""What documents offer other parts: lists for directory pages, the job that draws previews, words for files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask

from webapp.base.files.previews import make_preview
from webapp.base.files.refusals import FileLost, Reason
from webapp.base.files.sniff import TYPES
from webapp.directory.actions.merging import MERGE_HOOKS
from webapp.directory.queries.terms import TERM_USES
from webapp.directory.shown_documents import DOCUMENT_COUNTS_OF, DOCUMENT_TOTALS_OF, DOCUMENTS_OF, RESULTS_IN_YEAR
from webapp.documents.actions.files import PREVIEW_JOB, fail_preview, keep_preview
from webapp.documents.actions.merged_entries import follow_merge
from webapp.documents.cards import documents_of
from webapp.documents.kept_pages import KeptPages
from webapp.documents.models import Attachment
from webapp.documents.queries.entries import document_counts_of, document_totals_of, results_in_year
from webapp.documents.queries.term_uses import term_uses
from webapp.documents.routes.document_page import KEPT
from webapp.documents.routes.examining import EXAMINE, examine_task
from webapp.documents.routes.file_entries import size_words
from webapp.documents.routes.file_words import reason_words
from webapp.documents.routes.finding_words import finding_words
from webapp.documents.routes.trash import PURGE, purge_task
from webapp.web.i18n import _
from webapp.web.site import Site

_PLACE = re.compile(r"(page|slide) ([0-9]+)|sheet (.+)", re.DOTALL)


def install(app: Flask, site: Site) -> None:
    """Register everything."""
    site.parts[KEPT] = KeptPages()
    site.parts[DOCUMENTS_OF] = documents_of
    site.parts[DOCUMENT_COUNTS_OF] = document_counts_of
    site.parts[DOCUMENT_TOTALS_OF] = document_totals_of
    site.parts[RESULTS_IN_YEAR] = results_in_year
    site.parts.setdefault(MERGE_HOOKS, []).append(follow_merge)
    site.parts.setdefault(TERM_USES, []).append(term_uses)
    site.jobs[PREVIEW_JOB] = preview_handler(site)
    site.parts.setdefault("daily", {}).update({PURGE: purge_task(site), EXAMINE: examine_task(site)})
    app.jinja_env.globals.update(accepted_files=accepted_files, upload_limit=lambda: site.settings.upload_limit_bytes)
    app.jinja_env.filters.update(file_size=size_words, file_place=place_words, file_failure=failure_words)
    app.jinja_env.filters["file_findings"] = finding_words


def preview_handler(site: Site) -> Callable[[Mapping[str, Any]], None]:
    """Draws the pictures and reads the text of one attachment; safe to run twice. A full disk is tried again."""

    def make(payload: Mapping[str, Any]) -> None:
        attachment_id = int(payload["attachment_id"])
        with site.database.reading() as session:
            row = session.get(Attachment, attachment_id)
        if row is None:
            return
        try:
            preview = make_preview(site.files, row.sha256, TYPES[row.type_key])
        except FileLost:
            with site.database.writing() as session:
                fail_preview(session, attachment_id, Reason.LOST)
            return
        with site.database.writing() as session:
            keep_preview(session, attachment_id, preview)

    return make


def accepted_files() -> str:
    """The endings a file field offers."""
    return ",".join(f".{ending}" for one in TYPES.values() for ending in (one.extension, *one.aliases))


def place_words(place: str) -> str:
    """Where a passage stands in a file: 'page 5', 'sheet 名' or 'slide 3' in words."""
    found = _PLACE.fullmatch(place)
    if found is None:
        return place
    if found[1] == "page":
        return _("第 %(n)s 页", n=found[2])
    if found[1] == "slide":
        return _("第 %(n)s 张幻灯片", n=found[2])
    return _("工作表：%(name)s", name=found[3])


def failure_words(note: str) -> str:
    """Why a preview could not be made, from the codes kept with the file."""
    codes = [code for code in note.split(",") if code in set(Reason)]
    return reason_words(Reason(codes[0])) if codes else _("没有预览")
