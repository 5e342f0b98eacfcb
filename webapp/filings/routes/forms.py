"""Keeping the forms: administrators add and change them, checked when they are sent."""

from __future__ import annotations

import io
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.base.errors import Conflict, Invalid, NotFound, Refusal
from webapp.base.files.refusals import ExtractionFailed, FileRefused, Reason
from webapp.base.files.sniff import sniff
from webapp.base.files.store import Staged
from webapp.documents.routes.file_words import refusal_words
from webapp.filings import policy, wording
from webapp.filings.actions import PutForm, put_form, retire_form
from webapp.filings.catalogue import ROWS, TEXTS
from webapp.filings.eligibility import RULES
from webapp.filings.form_file import ASKS, FormProblem, OfficialForm, read_form
from webapp.filings.paper import check_template, template_of
from webapp.filings.queries import PresentForm, added_form, present_forms
from webapp.filings.routes.filling import docx_answer, forms_folder
from webapp.filings.routes.part import blueprint
from webapp.filings.word import first_template
from webapp.web.forms import tidy_lines, whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, site, writing

TEMPLATE_LIMIT = 4 << 20


@blueprint.get("/forms")
@allow(Audience.ADMINISTRATOR, policy.keeps_forms)
def forms() -> ResponseReturnValue:
    """All official forms, those no longer offered too."""
    with reading() as session:
        present = present_forms(session, forms_folder(), with_retired=True)
    return render_template("filings/forms.html", forms=list(present.values()), words=wording)


@blueprint.get("/forms/new")
@allow(Audience.ADMINISTRATOR, policy.keeps_forms)
def new_form() -> ResponseReturnValue:
    """Describe a form and send its template; begin with the text of an existing one if asked."""
    like = request.args.get("like", "")
    path = next(forms_folder().glob(f"*-{like}.yaml"), None) if like.isidentifier() else None
    return _page("", path.read_text("utf-8") if path else "", 0)


@blueprint.post("/forms/new")
@allow(Audience.ADMINISTRATOR, policy.keeps_forms)
def add_form() -> ResponseReturnValue:
    """Check and keep a new form; or hand out a first template for what is described (``do`` is first)."""
    return _put("")


@blueprint.get("/forms/<key>")
@allow(Audience.ADMINISTRATOR, policy.keeps_forms)
def edit_form(key: str) -> ResponseReturnValue:
    """The text of a form; one that comes with the program is copied when it is changed."""
    with reading() as session:
        row = added_form(session, key)
    if row is not None:
        return _page(key, row.definition, row.revision)
    path = next(forms_folder().glob(f"*-{key}.yaml"), None) if key.isidentifier() else None
    if path is None:
        raise NotFound
    return _page(key, path.read_text("utf-8"), 0)


@blueprint.post("/forms/<key>")
@allow(Audience.ADMINISTRATOR, policy.keeps_forms)
def change_form(key: str) -> ResponseReturnValue:
    """Check and keep a changed form."""
    return _put(key)


@blueprint.get("/forms/<key>/template")
@allow(Audience.ADMINISTRATOR, policy.keeps_forms)
def template(key: str) -> ResponseReturnValue:
    """The Word template in use, to be changed in Word."""
    with reading() as session:
        present = present_forms(session, forms_folder(), with_retired=True).get(key)
    if present is None:
        raise NotFound
    return docx_answer(_template_file(present), f"{present.form.zh}.docx")


@blueprint.post("/forms/<key>/<any(retire,restore):change>")
@allow(Audience.ADMINISTRATOR, policy.keeps_forms)
def retire(key: str, change: str) -> ResponseReturnValue:
    """Offer an added form no longer, or again."""
    revision = request.form.get("revision", "")
    number = whole_number(revision, -1)
    with writing() as session:
        retire_form(session, current_actor(), key, number, retired=change == "retire")
    flash(_("已停用，已申报的记录不受影响。") if change == "retire" else _("已恢复使用。"), "success")
    return redirect(url_for("filings.forms"), 303)


def _put(key: str) -> ResponseReturnValue:
    definition = tidy_lines(request.form.get("definition", ""))
    revision = request.form.get("revision", "")
    seen = whole_number(revision, -1)
    try:
        form = read_form(definition)
        if request.form.get("do") == "first":
            return docx_answer(io.BytesIO(first_template(form)), f"{form.zh}.docx")
        _keep(key, form, definition, seen)
    except FormProblem as problem:
        return _page(key, definition, seen, problems=problem.problems, status=422)
    except FileRefused as refused:
        return _page(key, definition, seen, problems=(refusal_words(refused),), status=422)
    except Conflict as refused:
        words = _("别人刚刚改过这张表。下面是您写的内容；现在的内容在下方，请合并后再保存。")
        return _page(key, definition, _revision(form.key), problems=(words,), theirs=str(refused.present), status=409)
    flash(_("已保存表格。"), "success")
    return redirect(url_for("filings.forms"), 303)


def _keep(key: str, form: OfficialForm, definition: str, seen: int) -> None:
    if key and form.key != key:
        raise FormProblem([_("代码不能更改，应为 %(key)s。", key=key)])
    staged = _staged()
    problems = _template_problems(staged, form)
    if problems:
        raise FormProblem(problems)
    try:
        with writing() as session:
            put_form(session, current_actor(), site().files, PutForm(definition, staged, seen))
    except Invalid:
        raise FormProblem([_("请选择 Word 模板。")]) from None


def _revision(key: str) -> int:
    with reading() as session:
        row = added_form(session, key)
    return row.revision if row is not None else 0


def _staged() -> Staged | None:
    """The template that was sent, if it is a Word file."""
    upload = request.files.get("template")
    if upload is None or not upload.filename:
        return None
    staged = site().files.stage(upload.stream, TEMPLATE_LIMIT)
    try:
        kind = sniff(staged.path, upload.filename)
        if kind.key != "docx":
            raise FileRefused(Reason.UNKNOWN_TYPE, kind.key)
    except Refusal:
        site().files.discard(staged)
        raise
    return staged


def _template_problems(staged: Staged | None, form: OfficialForm) -> list[str]:
    """What keeps a template from showing the form; one that stays is checked against the new text too."""
    with reading() as session:
        row = added_form(session, form.key)
    kept = site().files.path(row.template_sha256) if row is not None else None
    path = staged.path if staged is not None else kept
    if path is None:
        return []
    try:
        check = check_template(path, form)
    except ExtractionFailed:
        return [_("Word 模板里的占位符写错了，无法读取。写法见下方说明，最好从“生成起始模板”得到的文件改起。")]
    problems = []
    if check.unknown:
        problems.append(_("模板里有这张表没有的占位符：%(names)s", names="、".join(check.unknown)))
    if check.unused:
        problems.append(_("模板没有用到这些栏目：%(names)s", names="、".join(check.unused)))
    return problems


def _template_file(present: PresentForm) -> io.BufferedReader:
    if present.template_sha256:
        return site().files.open(present.template_sha256)
    path = template_of(present.form, forms_folder())
    if path is None:
        raise NotFound
    return path.open("rb")


def _page(
    key: str, definition: str, revision: int, problems: tuple[str, ...] = (), theirs: str = "", status: int = 200
) -> ResponseReturnValue:
    values: dict[str, Any] = {
        "key": key,
        "definition": definition,
        "revision": revision,
        "problems": problems,
        "theirs": theirs,
        "texts": TEXTS,
        "rows": ROWS,
        "rules": [(rule, wording.rule_words(rule)) for rule in RULES],
        "asks": ASKS,
    }
    return render_template("filings/form_edit.html", **values), status
