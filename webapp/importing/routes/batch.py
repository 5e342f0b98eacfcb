"""One import: its progress, its preview, what became of it; making and undoing."""

from __future__ import annotations

import re

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.errors import Invalid
from webapp.base.paging import page_number
from webapp.documents import wording
from webapp.documents.routes.surroundings import sent_number
from webapp.importing import policy, queries, words
from webapp.importing.actions.beginning import MakeDrafts, drop_import, make_drafts, undo_import
from webapp.importing.models import Decision
from webapp.importing.queries import Standing
from webapp.importing.routes.part import blueprint
from webapp.importing.workflow import BatchState, ItemState
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, ngettext
from webapp.web.site import reading, writing

SHOWN = ("all", "problems", "alike", "ready")


@blueprint.get("/imports/<key>")
@allow(Audience.WRITER, policy.can_see_import, policy.imports_seen_by)
def batch(key: str) -> ResponseReturnValue:
    """Progress while it is at work; then what can be made, or what was. A single file leads to its own preview."""
    show = request.args.get("show", "")
    with reading() as session:
        standing = queries.standing_of(session, current_actor(), key)
        only = queries.only_item(session, standing.batch) if standing.batch.state == BatchState.READY else None
        if only is not None and only.state == ItemState.READ and not standing.batch.is_sheet and not show:
            return redirect(url_for("importing.item", key=key, position=only.position), 303)
        show = show if show in SHOWN else _usual(standing)
        page = queries.items_of(session, standing.batch, show, page_number(request.args.get("page")))
    return render_template("importing/batch.html", standing=standing, page=page, show=show, **_words())


@blueprint.get("/imports/<key>/progress")
@allow(Audience.WRITER, policy.can_see_import, policy.imports_seen_by)
def progress(key: str) -> ResponseReturnValue:
    """The bar alone, asked for again and again; once the work is done the whole page is fetched anew."""
    with reading() as session:
        standing = queries.standing_of(session, current_actor(), key)
    response: Response = make_response(render_template("importing/_progress.html", standing=standing, **_words()))
    if not standing.is_at_work:
        response.headers["HX-Refresh"] = "true"
    return response


@blueprint.post("/imports/<key>/make")
@allow(Audience.WRITER, policy.can_see_import)
def make(key: str) -> ResponseReturnValue:
    """Set the making going, with the decisions of the page."""
    try:
        with writing() as session:
            is_whole = request.form.get("whole") == "all"
            make_drafts(session, current_actor(), key, MakeDrafts(sent_number("revision"), _decisions(), is_whole))
    except Invalid as refused:
        flash(_refused(refused), "warning")
        return redirect(url_for("importing.batch", key=key, show="all"), 303)
    return redirect(url_for("importing.batch", key=key), 303)


@blueprint.post("/imports/<key>/undo")
@allow(Audience.WRITER, policy.can_see_import)
def undo(key: str) -> ResponseReturnValue:
    """Set the undoing going."""
    with writing() as session:
        undo_import(session, current_actor(), key, sent_number("revision"))
    return redirect(url_for("importing.batch", key=key), 303)


@blueprint.post("/imports/<key>/drop")
@allow(Audience.WRITER, policy.can_see_import)
def drop(key: str) -> ResponseReturnValue:
    """Forget what was read and not made."""
    with writing() as session:
        drop_import(session, current_actor(), key, sent_number("revision"))
    flash(_("已放弃，没有导入任何内容。"), "success")
    return redirect(url_for("importing.index"), 303)


def _refused(refused: Invalid) -> str:
    fault = refused.faults[0]
    if fault.code != "not_whole":
        return _("没有可以导入的：都选了“不导入”，或都有问题。")
    return ngettext(
        "有 %(num)s 份有问题，按“全部或都不”一份也没有导入。改好后重新上传，或改选“没有问题的先导入”。",
        "有 %(num)s 份有问题，按“全部或都不”一份也没有导入。改好后重新上传，或改选“没有问题的先导入”。",
        int(dict(fault.figures or {}).get("count", 0)),
    )


def _decisions() -> dict[int, Decision]:
    """What was chosen for single files or rows, by their position."""
    chosen = {name.removeprefix("decision-"): value for name, value in request.form.items() if "decision-" in name}
    return {
        int(position): Decision(value)
        for position, value in chosen.items()
        if re.fullmatch("[0-9]{1,7}", position) and value in set(Decision)
    }


def _usual(standing: Standing) -> str:
    """Of a list only what needs a look is shown first."""
    if standing.batch.is_sheet and standing.batch.state == BatchState.READY and standing.counts["refused"]:
        return "problems"
    return "all"


def _words() -> dict[str, object]:
    return {
        "states": words.BATCH_STATES,
        "tones": words.BATCH_TONES,
        "item_states": words.ITEM_STATES,
        "item_tones": words.ITEM_TONES,
        "decisions": words.DECISIONS,
        "kinds": wording.KINDS,
        "reason_of": words.reason_of,
        "problem_words": words.problem_words,
    }
