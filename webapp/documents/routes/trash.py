"""The trash of those who write: putting a draft there, looking through it, taking things out, emptying it in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp.base.clock import now
from webapp.base.errors import Conflict
from webapp.base.paging import page_number
from webapp.documents import policy, wording
from webapp.documents.actions import VersionKey
from webapp.documents.actions.trash import Discard, discard, overdue, purge, revive
from webapp.documents.models import DISCARDED_FOR
from webapp.documents.queries import trash as queries
from webapp.documents.routes.part import blueprint
from webapp.documents.routes.surroundings import sent_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import Site, reading, writing

PURGE = "documents.purge"


@blueprint.get("/desk/trash")
@allow(Audience.WRITER, policy.revivable_by)
def trash() -> ResponseReturnValue:
    """What was put into the trash and can still be taken out."""
    with reading() as session:
        page = queries.trash(session, current_actor(), page_number(request.args.get("page")))
    return render_template("documents/trash.html", page=page, kinds=wording.KINDS, days=DISCARDED_FOR.days)


@blueprint.post("/d/<number>/discard")
@allow(Audience.WRITER, policy.can_write)
def discard_draft(number: str) -> ResponseReturnValue:
    """Put the draft into the trash, with a way back at once."""
    key = VersionKey(number, sent_number("ordinal"))
    with writing() as session:
        version = discard(session, current_actor(), key, Discard(sent_number("revision")))
    flash(_undo(number, version.id, version.title), "success")
    return redirect(url_for("documents.desk"), 303)


@blueprint.post("/d/<number>/revive")
@allow(Audience.WRITER, policy.can_revive, policy.revivable_by)
def revive_draft(number: str) -> ResponseReturnValue:
    """Take a draft out of the trash and go on writing."""
    try:
        with writing() as session:
            revive(session, current_actor(), number, sent_number("version"))
    except Conflict as refused:
        if refused.reason != "open":
            raise
        flash(_("这个成果已经有另一份草稿在写，要恢复请先处理那一份。"), "warning")
        return redirect(url_for("documents.trash"), 303)
    flash(_("已从回收站恢复，可以接着写。"), "success")
    return redirect(url_for("documents.edit", number=number), 303)


def purge_task(site: Site) -> Callable[[date], None]:
    """Deletes for good what has been in the trash for too long; safe to repeat, one transaction for each version."""

    def run(_today: date) -> None:
        with site.database.reading() as session:
            found = overdue(session, now())
        for version_id in found:
            with site.database.writing() as session:
                purge(session, version_id)

    return run


def _undo(number: str, version_id: int, title: str) -> Markup:
    """Words with a small form that takes the draft out again."""
    return Markup(render_template("documents/_undo.html", number=number, version_id=version_id, title=title))  # noqa: S704
