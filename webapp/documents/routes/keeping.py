"""Pages of keeping true: verifying, calling in, the list of what is due, what each kind asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import SYSTEM, Actor
from webapp.base.clock import local
from webapp.base.errors import Conflict, Fault, Invalid, NotFound
from webapp.base.jobs import enqueue
from webapp.base.paging import page_number
from webapp.documents import actions, kind_rules, policy, wording
from webapp.documents.actions import Halt, Lift, SetRule, Verify
from webapp.documents.actions.keeping import remind, renew_dates
from webapp.documents.content import Kind
from webapp.documents.forms.editor import clean_text
from webapp.documents.models import Document
from webapp.documents.queries import keeping as queries
from webapp.documents.queries.keeping import Due, Standing, Verifying
from webapp.documents.queries.reading import Head
from webapp.documents.queries.signing_off import sign_off
from webapp.documents.routes.part import blueprint
from webapp.documents.routes.surroundings import sent_number
from webapp.documents.workflow import VersionState
from webapp.web.forms import whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, lazy, show_date
from webapp.web.panels import Panel, PanelAction, Place, add_panel
from webapp.web.site import Site, reading, site, writing

CONCERNED = "concerned_by_halt"
RENEW_JOB = "documents.renew_dates"
CHUNK = 200
STANDINGS = {
    Standing.HALTED: (lazy("已召回"), "bad"),
    Standing.OVERDUE: (lazy("已过核对日期"), "bad"),
    Standing.DUE: (lazy("快到核对日期"), "warn"),
    Standing.VERIFIED: (lazy("核对有效"), "good"),
}


def install(_app: Flask, made: Site) -> None:
    """Show on every document whether it is still true; remind its side once a day."""
    add_panel(made, Place.DOCUMENT, 5, _panel)
    add_panel(made, Place.DOCUMENT, 8, _signatures)
    made.jobs[RENEW_JOB] = lambda payload: _renew(made, Kind(payload["kind"]))
    made.parts.setdefault("daily", {})["documents.remind"] = lambda _today: _remind(made)


@blueprint.get("/keeping")
@allow(Audience.WRITER, policy.can_verify, policy.verifiable_by)
def keeping() -> ResponseReturnValue:
    """What I and mine have to verify, longest overdue first."""
    asked = request.args.get("show", "")
    wanted = Due(asked) if asked in set(Due) else Due.WAITING
    with reading() as session:
        page = queries.due_list(session, current_actor(), wanted, page_number(request.args.get("page")))
    return render_template("documents/keeping.html", page=page, wanted=wanted, kinds=wording.KINDS, standings=STANDINGS)


@blueprint.get("/d/<number>/verify")
@allow(Audience.WRITER, policy.can_verify)
def verify(number: str) -> ResponseReturnValue:
    """Say whether it is still correct."""
    return _show_verify(number, {}, ())


@blueprint.post("/d/<number>/verify")
@allow(Audience.WRITER, policy.can_verify)
def verify_now(number: str) -> ResponseReturnValue:
    """Write it down; from a new version needed one goes straight on to writing it."""
    said = {"result": request.form.get("result", ""), "note": clean_text(request.form.get("note", ""))}
    if said["result"] not in ("correct", "revise"):
        return _show_verify(number, said, (Fault("result", "required"),), 422)
    command = Verify(sent_number("ordinal"), said["result"] == "correct", said["note"])
    try:
        with writing() as session:
            actions.verify(session, current_actor(), number, command)
    except Invalid as refused:
        return _show_verify(number, said, refused.faults, 422)
    if command.is_correct:
        flash(_("已记下：%(number)s 仍然正确。", number=number), "success")
        return redirect(url_for("documents.read", number=number), 303)
    flash(_("已记下需要修订。请在这里开始新版本。"), "success")
    return redirect(url_for("documents.history", number=number), 303)


@blueprint.get("/d/<number>/halt")
@allow(Audience.SIGNED_IN, policy.can_halt, policy.haltable_by)
def halt(number: str) -> ResponseReturnValue:
    """Say why it is called in, or why it may be used again."""
    return _show_halt(number, "", ())


@blueprint.post("/d/<number>/halt")
@allow(Audience.SIGNED_IN, policy.can_halt, policy.haltable_by)
def halt_now(number: str) -> ResponseReturnValue:
    """Call it in at once; its readers are told."""
    reason = clean_text(request.form.get("reason", ""))
    if request.form.get("confirm") != "1":
        return _show_halt(number, reason, (Fault("confirm", "unconfirmed"),), 422)
    try:
        with writing() as session:
            also = _concerned(session, number)
            actions.halt(session, current_actor(), number, Halt(sent_number("ordinal"), reason, also))
    except Invalid as refused:
        return _show_halt(number, reason, refused.faults, 422)
    flash(_("已召回 %(number)s。打开、打印或扫码的人都会先看到警告。", number=number), "success")
    return redirect(url_for("documents.read", number=number), 303)


@blueprint.post("/d/<number>/lift")
@allow(Audience.REVIEWER, policy.can_lift)
def lift(number: str) -> ResponseReturnValue:
    """Let it be used again."""
    reason = clean_text(request.form.get("reason", ""))
    try:
        with writing() as session:
            also = _concerned(session, number)
            actions.lift(session, current_actor(), number, Lift(sent_number("ordinal"), reason, also))
    except Invalid as refused:
        return _show_halt(number, reason, refused.faults, 422)
    flash(_("已解除召回，%(number)s 可以使用了。", number=number), "success")
    return redirect(url_for("documents.read", number=number), 303)


@blueprint.get("/settings/kinds")
@allow(Audience.ADMINISTRATOR, policy.can_set_rules)
def rules() -> ResponseReturnValue:
    """What each kind asks of review and of keeping true."""
    return _show_rules({}, ())


@blueprint.post("/settings/kinds")
@allow(Audience.ADMINISTRATOR, policy.can_set_rules)
def set_rules() -> ResponseReturnValue:
    """Set what one kind asks; the dates of its documents are reckoned anew in the background."""
    kind, months = request.form.get("kind", ""), request.form.get("verify_months", "").strip()
    if kind not in set(Kind):
        raise NotFound
    number = whole_number(months, -1, digits=4)
    command = SetRule(Kind(kind), request.form.get("needs_second") == "1", number, sent_number("revision"))
    try:
        with writing() as session:
            if actions.set_rule(session, current_actor(), command):
                enqueue(session, RENEW_JOB, {"kind": kind})
    except Invalid as refused:
        return _show_rules({kind: months}, [(kind, fault) for fault in refused.faults], 422)
    except Conflict:
        flash(_("别人刚刚改过这一类的设置。下面是最新内容，请重新填写。"), "warning")
        return _show_rules({kind: months}, (), 409)
    flash(_("“%(kind)s”的要求已保存。", kind=str(wording.KINDS[kind])), "success")
    return redirect(url_for("documents.rules"), 303)


def is_halted(session: Session, head: Head) -> bool:
    """Whether what a page shows was called in; drafts of its own side are not hidden from those who mend it."""
    if head.state not in (VersionState.PUBLISHED, VersionState.SUPERSEDED):
        return False
    kept = _kept(session, head)
    return kept is not None and kept.halted_at is not None


def _kept(session: Session, head: Head) -> queries.Kept | None:
    """What is kept of the document of a page, asked for once a request."""
    known: dict[int, queries.Kept | None] = g.setdefault("kept_documents", {})
    if head.document_id not in known:
        known[head.document_id] = queries.kept_of(session, [head.document_id]).get(head.document_id)
    return known[head.document_id]


def halt_notice(kept: queries.Kept) -> Markup:
    """The warning that stands wherever a document that was called in is opened."""
    return Markup(render_template("documents/_halted.html", kept=kept))  # noqa: S704 - a template of ours


def _panel(session: Session, actor: Actor, head: Any) -> Panel | None:
    kept = _kept(session, head)
    if kept is None:
        return None
    html = Markup()
    if kept.halted_at is not None:
        html = halt_notice(kept)
    elif kept.is_overdue and head.state == VersionState.PUBLISHED:
        html = Markup(render_template("documents/_overdue.html", kept=kept))  # noqa: S704 - a template of ours
    return Panel("keeping", html=html, facts=_facts(kept), actions=_deeds(actor, head, kept))


def _signatures(session: Session, actor: Actor, head: Any) -> Panel | None:
    """Prepared, reviewed, approved: among the facts, and as a block on paper."""
    found = sign_off(session, actor, head.version_id)
    if found is None:
        return None
    roles = ((_("编制"), found.prepared), (_("审核"), found.reviewed), (_("批准"), found.approved))
    signed = [(role, each.name, show_date(local(each.at).date()) if each.at else "") for role, each in roles]
    facts = tuple((role, " ".join(part for part in (name, day) if part)) for role, name, day in signed)
    html = render_template("documents/_sign_off.html", signatures=signed)
    return Panel("sign-off", html=Markup(html), facts=facts)  # noqa: S704 - a template of ours


def _facts(kept: queries.Kept) -> tuple[tuple[str, Any], ...]:
    if kept.verify_by is None:
        return ()
    until = show_date(kept.verify_by)
    return (
        (_("最近核对"), show_date(local(kept.verified_at).date())),
        (_("下次核对"), _("%(day)s（已过期）", day=until) if kept.is_overdue else until),
    )


def _deeds(actor: Actor, head: Any, kept: queries.Kept) -> tuple[PanelAction, ...]:
    """The head knows the organisation and the studio, which is all these rules ask of a document."""
    if not actor.is_signed_in or head.state != VersionState.PUBLISHED:
        return ()
    found = []
    if policy.can_verify(actor, head, head) and kept.verify_by is not None:
        found.append(PanelAction(_("核对"), url_for("documents.verify", number=head.number), "clipboard-check"))
    if policy.can_halt(actor, head, head):
        label = _("解除召回") if kept.halted_at else _("召回")
        page = url_for("documents.halt", number=head.number)
        found.append(PanelAction(label, page, "exclamation-octagon", "quiet"))
    return tuple(found)


def _show_verify(number: str, said: dict[str, str], faults: Sequence[Fault], status: int = 200) -> ResponseReturnValue:
    found = _found(number)
    if not found.may_verify:
        raise NotFound
    errors = {fault.field: [wording.fault_words(fault)] for fault in faults}
    return render_template("documents/verify.html", found=found, number=number, said=said, errors=errors), status


def _show_halt(number: str, reason: str, faults: Sequence[Fault], status: int = 200) -> ResponseReturnValue:
    found = _found(number)
    if not found.may_halt:
        raise NotFound
    words = {"unconfirmed": _("请勾选确认")}
    errors = {fault.field: [words.get(fault.code) or wording.fault_words(fault)] for fault in faults}
    is_halted_now = found.kept is not None and found.kept.halted_at is not None
    page = render_template(
        "documents/halt.html", found=found, number=number, reason=reason, errors=errors, is_halted=is_halted_now
    )
    return page, status


def _found(number: str) -> Verifying:
    with reading() as session:
        return queries.verifying(session, current_actor(), number)


def _show_rules(typed: dict[str, str], faults: Sequence[tuple[str, Fault]], status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        found = kind_rules.rules(session)
    errors = {kind: [wording.fault_words(fault)] for kind, fault in faults}
    page = render_template(
        "documents/kind_rules.html", rules=found.values(), kinds=wording.KINDS, typed=typed, errors=errors
    )
    return page, status


def _concerned(session: Session, number: str) -> frozenset[int]:
    """The accounts other parts know to be concerned, such as the sides that adopted it."""
    document_id = session.scalar(select(Document.id).where(Document.number == number))
    sources = site().parts.get(CONCERNED, ()) if document_id is not None else ()
    return frozenset(each for source in sources for each in source(session, document_id))


def _renew(made: Site, kind: Kind) -> None:
    last = 0
    while True:
        with made.database.writing() as session:
            last = renew_dates(session, kind, last, CHUNK)
        if not last:
            return


def _remind(made: Site) -> None:
    last = 0
    while True:
        with made.database.writing() as session:
            last = remind(session, SYSTEM, last, CHUNK)
        if not last:
            return
