"""Filling forms for a document: which there are, what is missing, the answers, the Word file, the print view."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from webapp.base.clock import today
from webapp.base.errors import Conflict, Fault, Invalid, NotFound
from webapp.base.files.refusals import ExtractionFailed
from webapp.directory.routes.showing import term
from webapp.documents.content import Kind
from webapp.documents.library_fields import TERM_FIELDS
from webapp.documents.routes.document_page import html_of
from webapp.documents.wording import KINDS, NAMING_LEVELS
from webapp.filings import actions, policy, wording
from webapp.filings.catalogue import ROWS
from webapp.filings.filling import Filled, fill
from webapp.filings.form_file import Item
from webapp.filings.known import Known
from webapp.filings.paper import DOCX, template_of, word_file
from webapp.filings.queries import Desk, PresentForm, desk_of, filings_of, known_of, present_forms
from webapp.filings.routes.part import blueprint
from webapp.filings.routes.records import known_adoptions, known_patents
from webapp.web.both_sides import both_sides
from webapp.web.forms import tidy, tidy_lines, whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, site, writing

FOLDER = "forms"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form on somebody's desk: what it is filled from, and how it stands."""

    desk: Desk
    present: PresentForm
    filled: Filled

    @property
    def file_name(self) -> str:
        """What the Word file is called."""
        return f"{self.present.form.zh}-{self.desk.document.number}.docx"


def forms_folder() -> Path:
    """Where the forms that come with the program are."""
    return site().settings.content_dir / FOLDER


@blueprint.get("/d/<number>/forms")
@allow(Audience.WRITER, policy.can_file)
def overview(number: str) -> ResponseReturnValue:
    """Every form that fits the document: whether it may be put forward, what is missing, what was filed."""
    with reading() as session:
        desk = desk_of(session, current_actor(), number)
        forms = [each for each in present_forms(session, forms_folder()).values() if _fits(each, desk)]
        filed = filings_of(session, current_actor(), desk.document.id)
        known = _known(session, desk)
    sheets = [Sheet(desk, each, fill(each.form, known, today())) for each in forms]
    sheets.sort(key=lambda sheet: (sheet.filled.is_barred, len(sheet.filled.gaps)))
    return render_template("filings/overview.html", desk=desk, sheets=sheets, filed=filed, words=wording)


@blueprint.get("/d/<number>/forms/<key>")
@allow(Audience.WRITER, policy.can_file)
def form(number: str, key: str) -> ResponseReturnValue:
    """One form: its conditions, its gaps, what is asked, what it will say."""
    with reading() as session:
        sheet = _sheet(session, number, key)
        filed = filings_of(session, current_actor(), sheet.desk.document.id)
    return _show(sheet, filed, dict(sheet.desk.answers), {})


@blueprint.post("/d/<number>/forms/<key>")
@allow(Audience.WRITER, policy.can_file)
def answer(number: str, key: str) -> ResponseReturnValue:
    """Keep the answers; every form that asks the same has them too."""
    with reading() as session:
        sheet = _sheet(session, number, key)
        filed = filings_of(session, current_actor(), sheet.desk.document.id)
    typed = {item.key: _typed(item) for item in sheet.present.form.asked if item.key in request.form}
    revision = request.form.get("revision", "")
    command = actions.SaveAnswers(whole_number(revision, -1), typed)
    try:
        with writing() as session:
            changed = actions.save_answers(session, current_actor(), number, command)
    except Invalid as refused:
        faults = {fault.field: [wording.fault_sentence(fault)] for fault in refused.faults}
        return _show(sheet, filed, {**sheet.desk.answers, **typed}, faults, 422)
    except Conflict as refused:
        return _clash(sheet, typed, refused.present)
    flash(_("已保存，其他表格也会用上。") if changed else _("没有改动。"), "success")
    return redirect(url_for("filings.form", number=number, key=key), 303)


@blueprint.get("/d/<number>/forms/<key>/word")
@allow(Audience.WRITER, policy.can_file)
def word(number: str, key: str) -> ResponseReturnValue:
    """The filled form as a Word file."""
    with reading() as session:
        sheet = _sheet(session, number, key)
    try:
        made = paper_of(sheet)
    except ExtractionFailed:
        flash(_("这张表的 Word 模板无法填写，请告诉管理员更换模板；可以先用打印版。"), "error")
        return redirect(url_for("filings.form", number=number, key=key), 303)
    return docx_answer(io.BytesIO(made), sheet.file_name)


@blueprint.get("/d/<number>/forms/<key>/print")
@allow(Audience.WRITER, policy.can_file)
def print_view(number: str, key: str) -> ResponseReturnValue:
    """The filled form as a page to print."""
    with reading() as session:
        sheet = _sheet(session, number, key)
    return render_template("filings/print.html", sheet=sheet, rows=ROWS, words=wording)


@blueprint.post("/d/<number>/forms/<key>/filed")
@allow(Audience.WRITER, policy.can_file)
def file_now(number: str, key: str) -> ResponseReturnValue:
    """Remember that the form was handed in, with the very file."""
    with reading() as session:
        sheet = _sheet(session, number, key)
        filed = filings_of(session, current_actor(), sheet.desk.document.id)
    given = {name: tidy_lines(request.form.get(name, "")) for name in ("recipient", "filed_on", "note")}
    try:
        day = date.fromisoformat(given["filed_on"])
        made = paper_of(sheet)
        staged = site().files.stage(io.BytesIO(made), len(made))
        command = actions.RecordFiling(sheet.present.form, tidy(given["recipient"]), day, given["note"], staged)
        with writing() as session:
            actions.record_filing(session, current_actor(), number, site().files, command)
    except ValueError:
        return _refused(sheet, filed, given, (Fault("filed_on", "not_a_date"),))
    except Invalid as refused:
        return _refused(sheet, filed, given, refused.faults)
    flash(_("已记下这次申报，表格原件一并保存。"), "success")
    return redirect(url_for("filings.overview", number=number), 303)


def paper_of(sheet: Sheet) -> bytes:
    """The Word file of a filled form. Raises ExtractionFailed."""
    store = site().files
    sha256 = sheet.present.template_sha256
    template = store.path(sha256) if sha256 else template_of(sheet.present.form, forms_folder())
    if template is None:
        raise NotFound
    return word_file(store, template, sheet.filled)


def docx_answer(made: BinaryIO, name: str) -> Response:
    """A Word file to be saved under this name, and kept by nobody on the way."""
    response = send_file(made, DOCX, as_attachment=True, download_name=name, max_age=0)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _sheet(session: Session, number: str, key: str) -> Sheet:
    desk = desk_of(session, current_actor(), number)
    present = present_forms(session, forms_folder()).get(key)
    if present is None or not _fits(present, desk):
        raise NotFound
    return Sheet(desk, present, fill(present.form, _known(session, desk), today()))


def _fits(present: PresentForm, desk: Desk) -> bool:
    return Kind(desk.document.kind) in present.form.kinds


def _known(session: Session, desk: Desk) -> Known:
    content = desk.content
    words = {name: term(getattr(content, name), vocabulary) for name, vocabulary in TERM_FIELDS.items()}
    words = {name: word or getattr(content, f"{name}_label") for name, word in words.items()}
    words["kind"] = str(KINDS[desk.document.kind])
    words["naming_level"] = str(NAMING_LEVELS.get(content.naming_level, ""))
    patents = known_patents(session, current_actor(), desk.document.id)
    adoptions = known_adoptions(session, current_actor(), desk.document.id)
    return known_of(desk, words, html_of(desk.version, content.sections), patents, adoptions)


def _typed(item: Item) -> str:
    text = request.form[item.key]
    cleaned = tidy_lines(text).strip() if item.ask == "text" else tidy(text)
    return str(cleaned) if item.ask != "yes_no" or cleaned in ("yes", "no", "") else ""


def _show(
    sheet: Sheet,
    filed: Sequence[Any],
    answers: Mapping[str, str],
    faults: Mapping[str, Any],
    status: int = 200,
    **more: Any,
) -> ResponseReturnValue:
    given = {"recipient": "", "filed_on": today().isoformat(), "note": "", **more.pop("given", {})}
    mine = [each for each in filed if each.form_key == sheet.present.form.key]
    page = render_template(
        "filings/form.html",
        sheet=sheet,
        filed=mine,
        answers=answers,
        faults=faults,
        given=given,
        rows=ROWS,
        words=wording,
        **more,
    )
    return page, status


def _refused(
    sheet: Sheet, filed: Sequence[Any], given: Mapping[str, str], faults: Sequence[Fault]
) -> ResponseReturnValue:
    found = {fault.field: [wording.fault_sentence(fault)] for fault in faults}
    return _show(sheet, filed, sheet.desk.answers, found, 422, given=given)


def _clash(sheet: Sheet, typed: Mapping[str, str], theirs: Mapping[str, str]) -> ResponseReturnValue:
    """Somebody else answered meanwhile: both texts side by side, and nothing typed is lost."""
    texts = [
        (wording.item_label(item), theirs.get(item.key, ""), typed[item.key])
        for item in sheet.present.form.asked
        if item.key in typed
    ]
    with reading() as session:
        revision = desk_of(session, current_actor(), sheet.desk.document.number).revision
    address = url_for("filings.form", number=sheet.desk.document.number, key=sheet.present.form.key)
    return both_sides(wording.form_name(sheet.present.form), address, revision, texts)
