"""The public summary of a guarded document: proposing it, accepting it, taking it back, reading it."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.base.errors import Fault, Invalid
from webapp.documents import policy, summary_policy
from webapp.documents.actions.summaries import (
    AnswerSummary,
    ProposeSummary,
    accept_summary,
    propose_summary,
    take_back_summary,
)
from webapp.documents.forms.editor import clean_line, clean_text
from webapp.documents.labels import kind_label
from webapp.documents.queries.summaries import ShownSummary
from webapp.documents.routes.disclosure import carry_out
from webapp.documents.routes.part import blueprint
from webapp.documents.routes.surroundings import sent_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _


@blueprint.post("/d/<number>/summary")
@allow(Audience.SIGNED_IN, policy.owns, policy.owned_by)
def propose(number: str) -> ResponseReturnValue:
    """Hand in a title and a few sentences that everybody may read once a reviewer has accepted them."""
    typed = {
        "summary_title": clean_line(request.form.get("summary_title", "")),
        "summary_text": clean_text(request.form.get("summary_text", "")),
    }
    command = ProposeSummary(typed["summary_title"], typed["summary_text"], sent_number("revision"))

    def deed(session: Session) -> None:
        propose_summary(session, current_actor(), number, command)

    return carry_out(number, typed, deed, _("公开简介已提交。审核员接受之前，别人看不到。"))


@blueprint.post("/d/<number>/summary/answer")
@allow(
    Audience.SIGNED_IN,
    *(summary_policy.can_accept_summary, summary_policy.summaries_accepted_by),
    *(summary_policy.can_take_back_summary, summary_policy.summaries_taken_back_by),
)
def answer_summary(number: str) -> ResponseReturnValue:
    """Accept the summary, or take it back (``do`` is accept or take_back)."""
    deeds = {
        "accept": (accept_summary, _("已接受。打开这个编号的人现在能看到公开简介。")),
        "take_back": (take_back_summary, _("公开简介已收回，外面立即看不到了。")),
    }
    wanted = request.form.get("do", "")
    if wanted not in deeds:
        raise Invalid(Fault("do", "required"))
    answer, done = deeds[wanted]
    typed = {"summary_note": clean_text(request.form.get("summary_note", ""))}
    command = AnswerSummary(sent_number("revision"), typed["summary_note"])

    def deed(session: Session) -> None:
        answer(session, current_actor(), number, command)

    return carry_out(number, typed, deed, done)


def summary_page(shown: ShownSummary) -> str:
    """What stands in place of the document for those who may not read it."""
    return render_template("documents/public_summary.html", shown=shown, kind=kind_label(shown.kind))
