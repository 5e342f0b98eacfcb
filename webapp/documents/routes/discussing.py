"""Answers to what reviewers said: from the editor, from the review page, from the page of a version in review."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.errors import Fault, Invalid
from webapp.documents import actions, policy
from webapp.documents.forms.editor import clean_text
from webapp.documents.routes.part import blueprint
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.pages import safe_next
from webapp.web.site import writing

DEEDS = frozenset({"answer", "settle", "reopen"})


@blueprint.post("/d/<number>/remarks/<int(max=2147483647):note_id>")
@allow(Audience.SIGNED_IN, policy.can_answer, policy.answerable_by)
def answer_note(number: str, note_id: int) -> ResponseReturnValue:
    """Answer what was said, or take it as settled; the button says which (``do``)."""
    deed, _colon, _id = request.form.get("do", "").partition(":")
    if deed not in DEEDS:
        raise Invalid(Fault("do", "required"))
    flash(_done(number, deed, note_id), "success")
    back = url_for("documents.read", number=number)
    return redirect(safe_next(request.form.get("next"), back), 303)


def answered_here(number: str) -> bool:
    """Do what a button of ``documents/_remarks.html`` inside another form asks; False when none was pressed.

    The form's own route then shows its page again with everything typed; a message says what was done.
    """
    deed, _colon, text = request.form.get("do", "").partition(":")
    if deed not in DEEDS or not (text.isascii() and text.isdigit() and len(text) < 10):
        return False
    try:
        flash(_done(number, deed, int(text)), "success")
    except Invalid:
        flash(_("请先写下回复，最多 4000 字。"), "warning")
    return True


def _done(number: str, deed: str, note_id: int) -> str:
    text = clean_text(request.form.get(f"answer-{note_id}", ""))
    with writing() as session:
        if deed == "answer":
            actions.answer(session, current_actor(), number, note_id, text)
        else:
            actions.settle(session, current_actor(), number, note_id, settled=deed == "settle")
    words = {"answer": _("回复已发出。"), "settle": _("已标为已处理。"), "reopen": _("已重新打开。")}
    return words[deed]
