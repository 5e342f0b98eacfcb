"""Pages of reviewers: the queue, the version to judge, publishing it or giving it back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp.base.errors import Conflict, Invalid
from webapp.base.paging import page_number
from webapp.documents import actions, disclosure_words, policy, wording
from webapp.documents.actions import AddRemark, Publish, ReturnVersion, VersionKey
from webapp.documents.checks import advice, filled
from webapp.documents.compare import Difference, compare, part_names
from webapp.documents.content import Content, Kind
from webapp.documents.forms.editor import clean_text
from webapp.documents.forms.shape import ROWS
from webapp.documents.queries import review as queries
from webapp.documents.queries.discussion import by_place
from webapp.documents.queries.keeping import kept_of
from webapp.documents.queries.review import Holding, InReview, Sorting, Wanted
from webapp.documents.queries.summaries import waiting_summaries
from webapp.documents.routes.discussing import answered_here
from webapp.documents.routes.editor_page import differences_shown
from webapp.documents.routes.keeping import halt_notice
from webapp.documents.routes.part import blueprint
from webapp.documents.routes.surroundings import present_rules, sent_number, term_word
from webapp.documents.workflow import VersionState
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.pages import safe_next
from webapp.web.site import reading, writing

NOTE = "note-"
_TAG = re.compile(r"<(?!input)[a-z][^<>]*>")
_NAMED = re.compile(r' (?:id|role|aria-label|aria-labelledby)="[^"]*"')
"""What may stand only once on a page: taken from the older of two texts beside each other; boxes keep their names."""


@blueprint.get("/review")
@allow(Audience.REVIEWER, policy.reviewable_by)
def review_queue() -> ResponseReturnValue:
    """What waits for me, oldest first unless asked otherwise."""
    wanted = _wanted()
    with reading() as session:
        queue = queries.review_queue(session, current_actor(), page_number(request.args.get("page")), wanted=wanted)
        summaries = waiting_summaries(session, current_actor())
    return render_template(
        "documents/review_queue.html",
        queue=queue,
        summaries=summaries,
        wanted=wanted,
        kinds=wording.KINDS,
        sortings=[
            (Sorting.OLDEST, _("等得最久的在前")),
            (Sorting.NEWEST, _("最近提交的在前")),
            (Sorting.ROUNDS, _("轮次多的在前")),
        ],
        holdings=[(Holding.ANYBODY, _("不限")), (Holding.MINE, _("我负责的")), (Holding.NOBODY, _("还没人负责的"))],
        industries=[("", _("不限")), *((key, term_word("industry", key)) for key in queue.industries)],
        term_word=term_word,
    )


def _wanted() -> Wanted:
    """What the address asks for; whatever makes no sense is left out."""
    asked = request.args
    kind, held, sorting = (asked.get(name, "") for name in ("kind", "held", "sort"))
    return Wanted(
        kind=kind if kind in set(Kind) else "",
        industry=asked.get("industry", "")[:64],
        held=Holding(held) if held in set(Holding) else Holding.ANYBODY,
        sorting=Sorting(sorting) if sorting in set(Sorting) else Sorting.OLDEST,
    )


@blueprint.post("/d/<number>/assign")
@allow(Audience.REVIEWER, policy.can_review)
def assign(number: str) -> ResponseReturnValue:
    """Take a version in hand (``to`` is 'me'), hand it to another reviewer, or lay it down ('')."""
    to = request.form.get("to", "")
    account_id = current_actor().account_id if to == "me" else sent_number("to") or None
    with writing() as session:
        actions.assign(session, current_actor(), VersionKey(number, sent_number("ordinal")), account_id)
    flash(_("已更改由谁审核。"), "success")
    back = url_for("documents.review", number=number)
    return redirect(safe_next(request.form.get("next"), back), 303)


@blueprint.get("/d/<number>/review")
@allow(Audience.REVIEWER, policy.can_read_version, policy.can_review)
def review(number: str) -> ResponseReturnValue:
    """The version in review beside what is in force, and the judgement on it."""
    return _show(number, {}, "", ())


@blueprint.post("/d/<number>/review")
@allow(Audience.REVIEWER, policy.can_review)
def judge(number: str) -> ResponseReturnValue:
    """Publish exactly what was read, or give it back with reasons."""
    key = VersionKey(number, sent_number("ordinal"))
    notes = {name.removeprefix(NOTE): clean_text(text) for name, text in request.form.items() if name.startswith(NOTE)}
    publication_note = clean_text(request.form.get("publication_note", ""))
    deed, _colon, place = request.form.get("do", "").partition(":")
    if answered_here(number):
        return _show(number, notes, publication_note, ())
    try:
        if deed == "remark":
            _remark(key, place, notes.pop(place, ""))
            return _show(number, notes, publication_note, ())
        if deed == "publish":
            _publish(key, publication_note)
        else:
            _give_back(key, notes)
    except Invalid as refused:
        return _show(number, notes, publication_note, refused.faults, 422)
    except Conflict as refused:
        if refused.reason != "stale":
            raise
        words = _("您打开页面之后作者改过这一版。下面是最新内容，请重新看过再决定；您写的意见还在。")
        return _show(number, notes, publication_note, (), 409, words)
    return redirect(url_for("documents.review_queue"), 303)


def _publish(key: VersionKey, note: str) -> None:
    command = Publish(sent_number("revision"), request.form.get("content_hash", ""), note)
    with writing() as session:
        version = actions.publish(session, current_actor(), key, command)
    if version.state == VersionState.IN_REVIEW:
        flash(_("您的通过意见已记下。还要另一位审核员通过后才会发布。"), "success")
    else:
        flash(_("已发布 %(number)s。", number=key.number), "success")


def _give_back(key: VersionKey, notes: Mapping[str, str]) -> None:
    placed = {_place(name): text for name, text in notes.items()}
    command = ReturnVersion(sent_number("revision"), placed, _quotes(key.number))
    with writing() as session:
        actions.return_version(session, current_actor(), key, command)
    flash(_("已退回 %(number)s，作者会看到您的意见。", number=key.number), "success")


def _remark(key: VersionKey, name: str, text: str) -> None:
    place = _place(name)
    command = AddRemark(place, text, _quotes(key.number).get(place, ""))
    try:
        with writing() as session:
            actions.add_remark(session, current_actor(), key, command)
    except Invalid:
        flash(_("请先写下意见，最多 4000 字。"), "warning")
    else:
        flash(_("批注已发出，作者能看到。"), "success")


def _place(name: str) -> str:
    """The place of what was typed below a part: one step where one was chosen."""
    step = request.form.get("step", "")
    chosen = name == "steps" and step.isascii() and step.isdigit() and len(step) < 4
    return f"steps.{int(step)}" if chosen else name


def _quotes(number: str) -> dict[str, str]:
    """How each step of the version in review begins."""
    with reading() as session:
        steps = queries.version_in_review(session, current_actor(), number).content.steps
    return {f"steps.{at}": step.action[:60] for at, step in enumerate(steps)}


def _without_names(tag: re.Match[str]) -> str:
    return _NAMED.sub("", tag[0])


def _show(
    number: str, notes: Mapping[str, str], publication_note: str, faults: Any, status: int = 200, warning: str = ""
) -> ResponseReturnValue:
    with reading() as session:
        found = queries.version_in_review(session, current_actor(), number)
        kept = kept_of(session, [found.document.id]).get(found.document.id)
    differences = compare(found.published_content, found.content, term_word) if found.published_content else ()
    page = render_template(
        "documents/review.html",
        found=found,
        audience=disclosure_words.audience_of(found.document, found.version, found.published),
        guarded=disclosure_words.guarded_label(found.document),
        disclosure_label=disclosure_words.DISCLOSURES[found.document.disclosure],
        disclosure_rule=disclosure_words.rule_sentence(found.document.disclosure),
        number=number,
        halted=halt_notice(kept) if kept is not None and kept.halted_at is not None else "",
        kind_label=wording.KINDS[found.kind],
        parts=_parts(found),
        missing=_missing(found),
        facts=facts_of(found.content),
        sections=differences_shown(differences),
        advice=[wording.fault_sentence(fault) for fault in advice(found.kind, found.content, present_rules())],
        visibilities=wording.VISIBILITIES,
        notes=notes,
        publication_note=publication_note,
        warning=warning,
        errors=[("note-", wording.fault_words(fault)) for fault in faults],
        remarks=by_place(found.notes),
        steps=_step_choices(found.content),
        step=request.form.get("step", ""),
        pairs=_pairs(found, differences) if found.published_content else [],
        has_approved=any(each.account_id == current_actor().account_id for each in found.approvals),
        field_label=wording.field_label,
    )
    return page, status


def _step_choices(content: Content) -> list[tuple[str, str]]:
    named = [(str(at), f"{at + 1}. {step.action[:24]}") for at, step in enumerate(content.steps)]
    return [("", _("全部步骤")), *named]


def _pairs(found: InReview, differences: Sequence[Difference]) -> list[dict[str, Any]]:
    """Every larger part as it is published beside the same as it is proposed, with what changed in it."""
    old_content, published = found.published_content, found.published
    assert old_content is not None
    assert published is not None
    changed = {each.name: each for each in differences}
    html = {name: _TAG.sub(_without_names, text) for name, text in published.rendered.items()}
    old = {part["name"]: part for part in shown_parts(old_content, html)}
    new = {part["name"]: part for part in shown_parts(found.content, found.version.rendered)}
    names = [name for name in part_names(old_content, found.content) if name in old or name in new]
    return [
        {
            "name": name,
            "old": old.get(name),
            "new": new.get(name),
            "lines": changed[name].lines if name in changed else (),
        }
        for name in names
    ]


def facts_of(content: Content) -> list[tuple[str, str]]:
    """The one-line fields of a content with their words; empty ones are left out."""
    period = " — ".join(month for month in (content.period_from, content.period_to) if month)
    rows = [
        ("year", str(content.year or "")),
        ("period", period),
        ("naming_level", term_word("naming_level", content.naming_level) if content.naming_level else ""),
        *((name, _with_label(content, name)) for name in ("industry", "trade", "region")),
        ("keywords", "、".join(content.keywords)),
        ("equipment", "、".join(content.equipment)),
        ("materials", "、".join(content.materials)),
    ]
    return [(wording.field_label(name), value) for name, value in rows if value]


def shown_parts(content: Content, rendered: Mapping[str, str]) -> list[dict[str, Any]]:
    """The larger parts of a content in reading order, each with what its template needs to show it."""
    parts: list[dict[str, Any]] = []
    for name in part_names(content):
        if not filled(content, name):
            continue
        if name.startswith("sections."):
            html = rendered.get(name.removeprefix("sections."))
            text = content.sections[name.removeprefix("sections.")]
            markup = None if html is None else Markup(html)  # noqa: S704 - sanitised when it was rendered
            parts.append({"name": name, "html": markup, "text": text})
        elif name == "innovation_points":
            parts.append({"name": name, "points": content.innovation_points})
        elif name in ROWS:
            parts.append({"name": name, "columns": _columns(content, name), "rows": _rows(content, name)})
    return parts


def _parts(found: InReview) -> list[dict[str, Any]]:
    return shown_parts(found.content, found.version.rendered)


def _missing(found: InReview) -> list[str]:
    wanted = present_rules().expected.get(found.kind, ())
    return [wording.field_label(name) for name in wanted if not filled(found.content, name)]


def _columns(content: Content, name: str) -> list[tuple[str, str]]:
    used = [cell.name for cell in ROWS[name].cells if any(getattr(row, cell.name) for row in getattr(content, name))]
    return [(str(wording.CELLS[f"{name}.{cell}"]), "left") for cell in used]


def _rows(content: Content, name: str) -> list[list[str]]:
    rows = getattr(content, name)
    used = [cell.name for cell in ROWS[name].cells if any(getattr(row, cell.name) for row in rows)]
    return [[_cell(name, cell, getattr(row, cell)) for cell in used] for row in rows]


def _cell(name: str, cell: str, value: Any) -> str:
    if (name, cell) == ("benefits", "kind"):
        return str(wording.BENEFIT_KINDS.get(value, value))
    return "、".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def _with_label(content: Content, name: str) -> str:
    key, label = getattr(content, name), getattr(content, f"{name}_label")
    word = term_word(name, key) if key else ""
    return f"{word}（{label}）" if word and label and label != word else word or label
