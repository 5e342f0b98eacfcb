"""Files made of an exhibition: asking for one, its progress, taking it home, removing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, flash, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp.base.errors import Conflict, NotFound
from webapp.base.files.names import content_disposition
from webapp.base.files.refusals import FileLost
from webapp.base.paging import page_number
from webapp.documents.routes.file_entries import size_words
from webapp.exhibitions import made_words, policy
from webapp.exhibitions.actions.making import remove_made, request_made, take_made
from webapp.exhibitions.makers import makers_of
from webapp.exhibitions.paper import makers as prints
from webapp.exhibitions.paper.pages import TEMPLATES, guessed, items_of, page_values, styles_of
from webapp.exhibitions.paper.press import can_print
from webapp.exhibitions.queries.made import files_known, made_page, shown_for_making
from webapp.exhibitions.routes.part import blueprint
from webapp.exhibitions.work import NOTICE, Making
from webapp.notices.kinds import NoticeKind, register
from webapp.search.routes.part import INDEX
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.headers import FILE_POLICY
from webapp.web.i18n import _, language, lazy
from webapp.web.pages import asset
from webapp.web.site import Site, reading, site, writing

WORK = "exhibitions.make"


def install(app: Flask, made: Site) -> None:
    """Have files made in the background, and tell whoever asked for one."""
    making = Making(made)

    def words(title: str) -> list[str]:
        found: list[str] = app.extensions[INDEX].analyser.pieces(title)
        return found

    prints.install(made, words)

    def run() -> int:
        with app.app_context():
            return making.run()

    made.parts.setdefault("background", {})[WORK] = run
    kind = NoticeKind(
        NOTICE, "printer", made_words.wording, made_words.address, files_known, label=lazy("展览文件做好了")
    )
    register(made.parts, kind)


@blueprint.get("/exhibitions/<key>/made")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def made(key: str) -> ResponseReturnValue:
    """What was made, and what can be."""
    with reading() as session:
        found = made_page(session, current_actor(), key, page_number(request.args.get("page")))
    return render_template("exhibitions/made.html", found=found, language=language(), **_words())


@blueprint.get("/exhibitions/<key>/made/progress")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def made_progress(key: str) -> ResponseReturnValue:
    """The bars alone, asked for again and again; once the work is done the whole page is fetched anew."""
    with reading() as session:
        found = made_page(session, current_actor(), key, 1)
    response: Response = make_response(render_template("exhibitions/_made_progress.html", found=found, **_words()))
    if not found.is_at_work:
        response.headers["HX-Refresh"] = "true"
    return response


@blueprint.get("/exhibitions/<key>/made/print/<kind>")
@allow(Audience.CURATOR, policy.can_curate, policy.exhibitions_curated_by)
def print_view(key: str, kind: str) -> ResponseReturnValue:
    """The same sheets as a page for the browser's own printing, with every text in full."""
    if kind not in TEMPLATES:
        raise NotFound
    with reading() as session:
        exhibition, shown = shown_for_making(session, current_actor(), key)
    data = prints.data_of(site(), shown, exhibition, kind, language())
    styles = [asset(f"css/paper/{name}.css") for name in (*styles_of(kind), "view")]

    def picture_src(picture: Mapping[str, Any]) -> str:
        if picture["is_own"]:
            return url_for("exhibitions.picture", key=key, picture=picture["key"])
        return url_for("documents.picture", key=picture["key"])

    values = page_values(data, items_of(data), guessed(data))
    return render_template(
        TEMPLATES[kind], **values, css=styles, back=url_for("exhibitions.made", key=key), picture_src=picture_src
    )


@blueprint.post("/exhibitions/<key>/made")
@allow(Audience.CURATOR, policy.can_curate)
def make(key: str) -> ResponseReturnValue:
    """Have a file made."""
    kind, chosen = request.form.get("kind", ""), request.form.get("language", "zh")
    try:
        with writing() as session:
            request_made(session, current_actor(), key, kind, chosen)
    except Conflict:
        flash(_("留着的文件太多了，请先删除不再需要的。"), "warning")
    return redirect(url_for("exhibitions.made", key=key), 303)


@blueprint.post("/exhibitions/<key>/made/<made_key>/download")
@allow(Audience.CURATOR, policy.can_curate)
def download_made(key: str, made_key: str) -> ResponseReturnValue:
    """The file, to be saved. It is written down who took it, so that they can be told when it says too much."""
    with writing() as session:
        row = take_made(session, current_actor(), key, made_key)
        sha256, size, name, mime = row.sha256 or "", row.size, row.name, row.mime
    try:
        whole = site().files.size(sha256) == size
    except FileLost:
        whole = False
    if not whole:
        flash(_("文件已丢失，请删除后再做一次。"), "error")
        return redirect(url_for("exhibitions.made", key=key), 303)
    response = send_file(site().files.path(sha256), mimetype=mime, etag=False, conditional=False)
    response.headers["Content-Disposition"] = content_disposition(name)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/exhibitions/<key>/made/<made_key>/remove")
@allow(Audience.CURATOR, policy.can_curate)
def remove(key: str, made_key: str) -> ResponseReturnValue:
    """Remove a file, or stop its making."""
    with writing() as session:
        remove_made(session, current_actor(), key, made_key)
    flash(_("已删除。"), "success")
    return redirect(url_for("exhibitions.made", key=key), 303)


def _words() -> dict[str, object]:
    makers = {kind for kind in makers_of(site().parts) if can_print() or kind not in TEMPLATES}
    return {
        "choices": [
            (kind, label, made_words.ABOUT[kind]) for kind, label in made_words.KINDS.items() if kind in makers
        ],
        "views": [(kind, made_words.KINDS[kind]) for kind in TEMPLATES],
        "can_print": can_print(),
        "all_kinds": made_words.KINDS,
        "languages": made_words.LANGUAGES,
        "states": made_words.STATES,
        "tones": made_words.TONES,
        "fault_of": made_words.fault_of,
        "report_of": made_words.report_of,
        "size_words": size_words,
        "site_url": site().settings.site_url,
        "address": site().settings.public_address,
    }
