"""The page about a document's secrecy: what is declared, who can see it, declaring anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.base.errors import Conflict, Fault, Invalid
from webapp.documents import actions, disclosure_words, policy, wording
from webapp.documents.actions import AnswerOpening, AskOpening, Declare, opening
from webapp.documents.disclosure import DECLARED, DECLARED_GUARDED, Disclosure, is_guarded
from webapp.documents.forms.disclosure import read_day
from webapp.documents.forms.editor import clean_line, clean_text
from webapp.documents.queries import disclosure as queries
from webapp.documents.queries.files import files_kept_inside
from webapp.documents.routes.part import blueprint
from webapp.documents.routes.surroundings import sent_number
from webapp.patents.numbers import shown_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import Site, reading, writing

FIELDS = ("disclosure", "filing_number", "filed_on", "reason", "target", "opening_reason", "approval", "summary_note")
ID_LIMIT = 2**31 - 1


def install(made: Site) -> None:
    """Tell both sides once a day of openings whose wait is over."""

    def tell(_today: date) -> None:
        with made.database.writing() as session:
            opening.tell_ready(session)

    made.parts.setdefault("daily", {})["documents.openings"] = tell


@blueprint.get("/d/<number>/disclosure")
@allow(Audience.SIGNED_IN, policy.can_read_version, policy.versions_readable_by)
def disclosure(number: str) -> ResponseReturnValue:
    """What is declared, who can see it and why."""
    return show_page(number, {}, ())


@blueprint.post("/d/<number>/disclosure")
@allow(Audience.SIGNED_IN, policy.can_guard, policy.can_declare)
def declare(number: str) -> ResponseReturnValue:
    """Put another declaration in force."""
    typed = {name: clean_text(request.form.get(name, "")) for name in FIELDS[:4]}
    filed_on, faults = read_day("filed_on", typed["filed_on"])
    if typed["disclosure"] not in DECLARED:
        return show_page(number, typed, (Fault("disclosure", "required"),), 422)
    if faults and typed["disclosure"] == Disclosure.FILED:
        return show_page(number, typed, faults, 422)
    command = Declare(
        disclosure=Disclosure(typed["disclosure"]),
        basis=sent_number("basis"),
        filing_number=clean_line(typed["filing_number"]),
        filed_on=filed_on,
        reason=typed["reason"],
    )
    try:
        with writing() as session:
            actions.declare(session, current_actor(), number, command)
    except Invalid as refused:
        return show_page(number, typed, refused.faults, 422)
    except Conflict as refused:
        return show_page(number, typed, (), 409, _conflict_words(refused.reason))
    flash(_("声明已生效：%(label)s。", label=str(disclosure_words.DISCLOSURES[command.disclosure])), "success")
    return redirect(url_for("documents.disclosure", number=number), 303)


@blueprint.post("/d/<number>/opening")
@allow(Audience.SIGNED_IN, policy.can_declare)
def ask_opening(number: str) -> ResponseReturnValue:
    """Ask that the protection be lifted: a second person of another role has to agree, then a day has to pass."""
    typed = {name: clean_text(request.form.get(name, "")) for name in ("target", "opening_reason")}
    if typed["target"] not in opening.TARGETS:
        return show_page(number, typed, (Fault("target", "required"),), 422)
    command = AskOpening(Disclosure(typed["target"]), typed["opening_reason"])

    def ask(session: Session) -> None:
        actions.ask_opening(session, current_actor(), number, command)

    return carry_out(number, typed, ask, _("已提出。需要另一种身份的第二人同意，再等 24 小时。"))


@blueprint.post("/d/<number>/opening/<int:opening_id>")
@allow(Audience.SIGNED_IN, policy.can_approve_opening, policy.openings_approved_by, policy.can_end_opening)
def answer_opening(number: str, opening_id: int) -> ResponseReturnValue:
    """Agree, call it off, or let it take effect after the wait (``do`` is approve, cancel or confirm)."""
    wanted = request.form.get("do", "")
    typed = {"approval": clean_text(request.form.get("approval", ""))}
    command = AnswerOpening(min(opening_id, ID_LIMIT), typed["approval"])
    words = {
        "approve": _("已同意。24 小时后可以确认解除，在此之前双方都可以取消。"),
        "cancel": _("已取消，成果继续受保护。"),
        "confirm": _("保护已解除。公开范围没有变：要对外公开，请修订后重新送审。"),
    }
    if wanted not in words:
        raise Invalid(Fault("do", "required"))

    def answer(session: Session) -> None:
        actor = current_actor()
        if wanted == "approve":
            actions.approve_opening(session, actor, number, command)
        elif wanted == "cancel":
            actions.cancel_opening(session, actor, number, command)
        else:
            actions.confirm_opening(session, actor, number, command.opening_id)

    return carry_out(number, typed, answer, words[wanted])


def carry_out(number: str, typed: Mapping[str, str], deed: Callable[[Session], None], done: str) -> ResponseReturnValue:
    """Do it and lead back to the page; a refusal shows the page with what was typed."""
    try:
        with writing() as session:
            deed(session)
    except Invalid as refused:
        return show_page(number, typed, refused.faults, 422)
    except Conflict as refused:
        return show_page(number, typed, (), 409, _conflict_words(refused.reason))
    flash(done, "success")
    return redirect(url_for("documents.disclosure", number=number), 303)


def _conflict_words(reason: str) -> str:
    words = {
        "stale": _("您打开页面之后，别人改过声明。下面是现在的情况，您写的还在，请重新确认。"),
        "stale_summary": _("您打开页面之后，公开简介有了变化。下面是现在的情况，您写的还在，请重新确认。"),
        "open": _("已经有一项解除申请在进行中，请看下面。"),
        "waiting": _("等待时间还没有到，到时间后再确认。"),
        "lapsed": _("同意已经过期（到时间后两周内没有确认），需要重新申请。"),
        "opening": _(
            "已声明需要保护的成果，不能直接改成可以公开：请填写已受理的申请号，或申请由第二人同意后解除保护。"
        ),
    }
    return words.get(reason, _("现在不能这样做，请看下面的情况。"))


def show_page(
    number: str, typed: Mapping[str, str], faults: tuple[Fault, ...], status: int = 200, warning: str = ""
) -> ResponseReturnValue:
    """The page with what was typed and what is wrong with it."""
    with reading() as session:
        found = queries.disclosure_page(session, current_actor(), number)
        kept_inside = files_kept_inside(session, current_actor(), found.document.id)
    present = found.document.disclosure
    summary = found.summary.row if found.summary is not None else None
    page = render_template(
        "documents/disclosure.html",
        found=found,
        kept_inside=kept_inside,
        number=number,
        typed={name: typed.get(name, "") for name in FIELDS},
        warning=warning,
        errors={fault.field: [wording.fault_words(fault)] for fault in faults},
        error_list=[(fault.field, wording.fault_sentence(fault)) for fault in faults],
        label=disclosure_words.DISCLOSURES[present],
        labels=disclosure_words.DISCLOSURES,
        rule=disclosure_words.rule_sentence(present),
        is_guarded=is_guarded(present),
        choices=_choices(found, present),
        targets=[each for each in disclosure_words.choices() if each[0] in opening.TARGETS],
        roles=disclosure_words.ROLES,
        filed=[(each, shown_number(each.office, each.number, is_granted=False)) for each in found.filed],
        summary_states=disclosure_words.SUMMARY_STATES,
        summary_title=typed.get("summary_title", summary.title if summary is not None else ""),
        summary_text=typed.get("summary_text", summary.text if summary is not None else ""),
        readers=[(disclosure_words.group_words(each.group, found.document), each) for each in found.readers],
    )
    return page, status


def _choices(found: queries.DisclosurePage, present: str) -> list[Any]:
    """What this actor may declare now: all, without what needs a second person; reviewers may only close."""
    allowed = disclosure_words.choices()
    if not found.may_declare:
        return [each for each in allowed if is_guarded(each[0])]
    if present in DECLARED_GUARDED:
        return [each for each in allowed if each[0] in (*DECLARED_GUARDED, Disclosure.FILED)]
    return allowed
