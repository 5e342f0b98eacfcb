"""What was filed: the list of a studio, the very file, what became of it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.errors import Conflict, Invalid
from webapp.base.paging import page_number
from webapp.filings import policy, wording
from webapp.filings.actions import decide_filing
from webapp.filings.models import FilingState
from webapp.filings.queries import filing, my_filings, present_forms
from webapp.filings.routes.filling import docx_answer, forms_folder
from webapp.filings.routes.part import blueprint
from webapp.web.forms import tidy_lines, whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, site, writing


@blueprint.get("/filings")
@allow(Audience.WRITER, policy.fileable_by)
def index() -> ResponseReturnValue:
    """What I and my studios filed, newest first."""
    key, state = request.args.get("form", ""), request.args.get("state", "")
    state = state if state in set(FilingState) else ""
    with reading() as session:
        page = my_filings(session, current_actor(), page_number(request.args.get("page")), key, state)
        forms = present_forms(session, forms_folder(), with_retired=True)
    return render_template("filings/index.html", page=page, forms=forms, key=key, state=state, words=wording)


@blueprint.get("/filings/<int(max=2147483647):filing_id>/word")
@allow(Audience.WRITER, policy.fileable_by)
def filed_word(filing_id: int) -> ResponseReturnValue:
    """The form exactly as it was filed."""
    with reading() as session:
        row = filing(session, current_actor(), filing_id)
    name = f"{row.form_name}-{row.document.number}-{row.filed_on.isoformat()}.docx"
    return docx_answer(site().files.open(row.sha256), name)


@blueprint.post("/filings/<int(max=2147483647):filing_id>")
@allow(Audience.WRITER, policy.fileable_by)
def decide(filing_id: int) -> ResponseReturnValue:
    """Note what became of it."""
    state, revision = request.form.get("state", ""), request.form.get("revision", "")
    note = tidy_lines(request.form.get("note", ""))
    try:
        with writing() as session:
            row = decide_filing(
                session,
                current_actor(),
                filing_id,
                whole_number(revision, -1),
                FilingState(state) if state in set(FilingState) else FilingState.FILED,
                note,
            )
            number = row.document.number
    except Invalid as refused:
        flash("；".join(wording.fault_sentence(fault) for fault in refused.faults), "error")
        return redirect(url_for("filings.index"), 303)
    except Conflict:
        flash(_("别人刚刚改过这条记录，您的修改没有保存。请看过现在的内容再改。"), "warning")
        return redirect(url_for("filings.index"), 303)
    flash(_("已记下。"), "success")
    return redirect(url_for("filings.overview", number=number) + "#filed", 303)
