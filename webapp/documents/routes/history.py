"""Pages of a document's past: its versions, the difference between two, taking it down."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.errors import Fault, Invalid, NotFound
from webapp.documents import actions, disclosure_words, policy, wording
from webapp.documents.actions import NarrowVisibility, Withdraw
from webapp.documents.compare import compare as compared
from webapp.documents.forms.editor import clean_text
from webapp.documents.models import Visibility
from webapp.documents.queries import history as queries
from webapp.documents.queries.history import History
from webapp.documents.routes.editor_page import differences_shown
from webapp.documents.routes.part import blueprint
from webapp.documents.routes.surroundings import sent_number, term_word
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, writing

WIDEST_FIRST = tuple(Visibility)


@blueprint.get("/d/<number>/history")
@allow(Audience.EVERYONE, policy.versions_readable_by)
def history(number: str) -> ResponseReturnValue:
    """The versions one may read, newest first."""
    with reading() as session:
        found = queries.history(session, current_actor(), number)
    return render_template(
        "documents/history.html",
        found=found,
        number=number,
        states=wording.STATES,
        visibilities=wording.VISIBILITIES,
        narrower=_narrower(found),
        audience=_audience(found),
        guarded=disclosure_words.guarded_label(found.document),
    )


@blueprint.get("/d/<number>/compare")
@allow(Audience.EVERYONE, policy.versions_readable_by)
def compare(number: str) -> ResponseReturnValue:
    """The difference between two versions, by character."""
    with reading() as session:
        pair = queries.pair(session, current_actor(), number, _ordinal("from"), _ordinal("to"))
    differences = compared(pair.before_content, pair.after_content, term_word)
    return render_template(
        "documents/compare.html",
        pair=pair,
        number=number,
        sections=differences_shown(differences),
        choices=[
            (str(each.ordinal), _("第 %(n)s 版（%(state)s）", n=each.ordinal, state=str(wording.STATES[each.state])))
            for each in pair.choices
        ],
    )


@blueprint.get("/d/<number>/withdraw")
@allow(Audience.SIGNED_IN, policy.can_withdraw)
def withdraw(number: str) -> ResponseReturnValue:
    """Say why it is taken down, and confirm."""
    return _show_withdraw(number, "", ())


@blueprint.post("/d/<number>/withdraw")
@allow(Audience.SIGNED_IN, policy.can_withdraw)
def withdraw_now(number: str) -> ResponseReturnValue:
    """Take it down; the tombstone says why."""
    reason = clean_text(request.form.get("reason", ""))
    if request.form.get("confirm") != "1":
        return _show_withdraw(number, reason, (Fault("confirm", "unconfirmed"),), 422)
    try:
        with writing() as session:
            actions.withdraw(session, current_actor(), number, Withdraw(sent_number("ordinal"), reason))
    except Invalid as refused:
        return _show_withdraw(number, reason, refused.faults, 422)
    flash(_("已撤回 %(number)s。编号保留，页面会说明已撤回。", number=number), "success")
    return redirect(url_for("documents.history", number=number), 303)


@blueprint.post("/d/<number>/visibility")
@allow(Audience.SIGNED_IN, policy.can_withdraw)
def narrow(number: str) -> ResponseReturnValue:
    """Let fewer people read it, at once."""
    wanted = request.form.get("visibility", "")
    if wanted not in set(Visibility):
        raise Invalid(Fault("visibility", "required"))
    with writing() as session:
        command = NarrowVisibility(sent_number("ordinal"), Visibility(wanted))
        actions.narrow_visibility(session, current_actor(), number, command)
    flash(_("公开范围已缩小，立即生效。"), "success")
    return redirect(url_for("documents.history", number=number), 303)


def _show_withdraw(number: str, reason: str, faults: tuple[Fault, ...], status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        found = queries.history(session, current_actor(), number)
    if not found.may_withdraw or found.published is None:
        raise NotFound
    words = {"unconfirmed": _("请勾选确认")}
    page = render_template(
        "documents/withdraw.html",
        found=found,
        number=number,
        reason=reason,
        errors={fault.field: [words.get(fault.code) or wording.fault_words(fault)] for fault in faults},
    )
    return page, status


def _audience(found: History) -> str:
    """Who can see what is in force, or the newest version while nothing is."""
    shown = found.published or found.rows[0].version
    return disclosure_words.audience_of(found.document, shown, found.published)


def _narrower(found: History) -> list[tuple[str, str]]:
    if not found.may_withdraw or found.published is None:
        return []
    present = WIDEST_FIRST.index(Visibility(found.published.visibility))
    allowed = WIDEST_FIRST[present + 1 :] if found.document.studio_id else WIDEST_FIRST[present + 1 : -1]
    return [(each.value, str(wording.VISIBILITIES[each])) for each in allowed]


def _ordinal(name: str) -> int | None:
    """A version's ordinal from the address; None when it makes no sense."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
