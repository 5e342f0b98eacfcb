"""Pages of reviewers: the queue, the version to judge, publishing it or giving it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp.base.errors import Conflict, Invalid
from webapp.base.paging import page_number
from webapp.documents import actions, policy, wording
from webapp.documents.actions import Publish, ReturnVersion, VersionKey
from webapp.documents.checks import advice, filled
from webapp.documents.compare import compare, part_names
from webapp.documents.content import Content, Kind
from webapp.documents.forms.editor import clean_text
from webapp.documents.forms.shape import ROWS
from webapp.documents.queries import review as queries
from webapp.documents.queries.review import InReview
from webapp.documents.routes.editor_page import differences_shown
from webapp.documents.routes.part import blueprint
from webapp.documents.routes.surroundings import present_rules, sent_number, term_word
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, writing

NOTE = "note-"


@blueprint.get("/review")
@allow(Audience.REVIEWER, policy.reviewable_by)
def review_queue() -> ResponseReturnValue:
    """What waits for me, oldest first."""
    kind = request.args.get("kind", "")
    kind = kind if kind in set(Kind) else ""
    with reading() as session:
        queue = queries.review_queue(session, current_actor(), page_number(request.args.get("page")), kind=kind)
    return render_template(
        "documents/review_queue.html", queue=queue, kind=kind, kinds=wording.KINDS, term_word=term_word
    )


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
    try:
        if request.form.get("do") == "publish":
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
        actions.publish(session, current_actor(), key, command)
    flash(_("已发布 %(number)s。", number=key.number), "success")


def _give_back(key: VersionKey, notes: Mapping[str, str]) -> None:
    with writing() as session:
        actions.return_version(session, current_actor(), key, ReturnVersion(sent_number("revision"), notes))
    flash(_("已退回 %(number)s，作者会看到您的意见。", number=key.number), "success")


def _show(
    number: str, notes: Mapping[str, str], publication_note: str, faults: Any, status: int = 200, warning: str = ""
) -> ResponseReturnValue:
    with reading() as session:
        found = queries.version_in_review(session, current_actor(), number)
    differences = compare(found.published_content, found.content, term_word) if found.published_content else ()
    page = render_template(
        "documents/review.html",
        found=found,
        number=number,
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
        earlier={note.section: note for note in found.notes},
        field_label=wording.field_label,
    )
    return page, status


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
