"""Where imports begin: choose a place and files; the list of one's own imports; the template of the list."""

from __future__ import annotations

import io
from contextlib import closing

from flask import Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from webapp.base.errors import Fault, Invalid, Refusal
from webapp.base.paging import page_number
from webapp.directory.routes.showing import present_vocabularies, vocabulary_choices
from webapp.documents import wording
from webapp.documents.content import Kind
from webapp.documents.library_fields import NAMING_LEVELS
from webapp.documents.queries.writing import Place, places_to_write
from webapp.documents.routes.file_words import refusal_words
from webapp.importing import policy, queries, words
from webapp.importing.actions.beginning import BeginImport, Brought, begin_import
from webapp.importing.limits import FILE_LIMIT, ROW_LIMIT
from webapp.importing.routes.part import blueprint
from webapp.importing.sheet.columns import COLUMNS
from webapp.importing.sheet.template import make_template
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading, site, writing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/imports")
@allow(Audience.WRITER, policy.can_import, policy.imports_seen_by)
def index() -> ResponseReturnValue:
    """Choose what to bring in, and go back to what was."""
    return _show(())


@blueprint.post("/imports")
@allow(Audience.WRITER, policy.can_create)
def begin() -> ResponseReturnValue:
    """Take the files in, all or none, and have them read."""
    kind, key = request.form.get("kind", ""), request.form.get("place", "")
    with reading() as session:
        place = next((each for each in places_to_write(session, current_actor()) if each.key == key), None)
    uploads = [each for each in (*request.files.getlist("files"), *request.files.getlist("folder")) if each.filename]
    faults = [
        Fault(name, "required")
        for name, is_missing in (("place", place is None), ("kind", kind not in set(Kind)), ("files", not uploads))
        if is_missing
    ]
    if faults or place is None:
        return _show(faults), 422
    try:
        return redirect(url_for("importing.batch", key=_taken(place, Kind(kind), uploads)), 303)
    except Invalid as refused:
        return _show(refused.faults), refused.status
    except Refusal as refused:
        if refused.status == 404:
            raise
        return _show((Fault("files", "refused", {"why": refusal_words(refused)}),)), refused.status


@blueprint.get("/imports/template.xlsx")
@allow(Audience.WRITER, policy.can_import)
def template() -> ResponseReturnValue:
    """The empty list, with the words of the vocabularies to choose from."""
    present = present_vocabularies()
    choices = {name: [word.rpartition(" / ")[2] for _key, word in vocabulary_choices(name)] for name in _LISTS}
    choices |= {
        "kind": [str(wording.KINDS[kind]) for kind in Kind],
        "naming_levels": [str(wording.NAMING_LEVELS[level]) for level in NAMING_LEVELS],
    }
    assert present is not None
    names = (_("成果"), _("可选项"), _("填写说明"))
    content = make_template(names, words.column_words, _notes(), choices, _lines())
    response: Response = send_file(
        io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=_("成果导入模板") + ".xlsx", max_age=0
    )
    response.headers["Cache-Control"] = "no-store, private"
    return response


_LISTS = ("industries", "trades", "regions")


def _taken(place: Place, kind: Kind, uploads: list[FileStorage]) -> str:
    """Stage every file, then keep them all in one transaction; the key of the import."""
    store, limit = site().files, site().settings.upload_limit_bytes
    brought: list[Brought] = []
    try:
        for upload in uploads:
            with closing(upload.stream):
                brought.append(Brought(store.stage(upload.stream, limit), upload.filename or ""))
        command = BeginImport(place.organisation_id, place.studio_id, kind, brought)
        with writing() as session:
            return begin_import(session, current_actor(), store, command).key
    finally:
        for each in brought:
            store.discard(each.staged)


def _show(faults: tuple[Fault, ...] | list[Fault]) -> str:
    with reading() as session:
        places = places_to_write(session, current_actor())
        page = queries.own_imports(session, current_actor(), page_number(request.args.get("page")))
    kind = request.form.get("kind", Kind.INNOVATION.value)
    return render_template(
        "importing/index.html",
        places=[(each.key, _place_label(each)) for each in places],
        place=request.form.get("place", places[0].key if places else ""),
        kinds=[(each.value, str(wording.KINDS[each])) for each in Kind],
        kind=kind if kind in set(Kind) else "",
        errors={fault.field: [_fault(fault)] for fault in faults},
        page=page,
        states=words.BATCH_STATES,
        tones=words.BATCH_TONES,
        file_limit=FILE_LIMIT,
        row_limit=ROW_LIMIT,
        limit=site().settings.upload_limit_bytes,
    )


def _fault(fault: Fault) -> str:
    figures = dict(fault.figures or {})
    if fault.code == "refused":
        return str(figures.get("why", ""))
    if fault.code == "too_many":
        return _("一次最多 %(limit)s 个文件，请分几次导入。", limit=figures.get("limit", ""))
    return {
        "place": _("请选择导入到哪个工作室（单位）。"),
        "kind": _("请选择类别。"),
        "files": _("请先选择文件或文件夹。"),
    }[fault.field]


def _place_label(place: Place) -> str:
    return f"{place.studio_name}（{place.organisation_name}）" if place.studio_id else place.organisation_name


def _notes() -> dict[str, str]:
    lines, joined = _("一行一项。"), _("多项之间用顿号或分号分开。")
    known = {
        "kind": _("必填。从下拉列表选择。"),
        "title": _("必填。不超过 30 字为好。"),
        "summary": _("不超过 500 字为好，最多 1200 字。"),
        "year": _("4 位数字，如 2024。"),
        "period_from": _("写成 2023-05。"),
        "period_to": _("写成 2024-06。"),
        "naming_level": _("从下拉列表选择；没有命名的不填。"),
        "keywords": joined,
        "contributors": _("按贡献排序，用顿号分开；别的单位的人写成“姓名（单位）”。"),
        "organisations": joined,
        "innovation_points": _("最多 3 条，一行一条。"),
        "steps": _("一行一步；要点写在竖线后面：动作|要点。"),
        "equipment": joined,
        "materials": joined,
        "measures": _("一行一项：项目：改进前→改进后 单位。如“换型时间：40→10 分钟”。"),
        "benefits": _("一行一年：2024：节约 12.5万元（依据）。"),
        "patents": _("一行一项：专利号|名称|类型|状态。"),
        "awards": _("一行一项，写明年份。"),
    }
    chosen = _("从下拉列表选择。")
    texts = _("可以写多行；支持 Markdown。")
    return {
        column.field: known.get(column.field, chosen if column.choices else texts if column.width > 28 else lines)
        for column in COLUMNS
    }


def _lines() -> list[str]:
    notes = _notes()
    return [
        _("一行一份成果，第一行是标题，请不要改动；最多 %(limit)s 行。", limit=ROW_LIMIT),
        _("带 * 的列必填。列的顺序可以调整，用不到的列可以删去。"),
        _("上传后先核对：有问题的行会写明是哪一行哪一列；没有问题的可以先导入，改好的再导入一次，已导入的不会重复。"),
        _("导入的都是草稿，只有本单位（工作室）看得到，审核通过后才会发布。"),
        *(f"{words.column_words(column)}：{notes[column.field]}" for column in COLUMNS),
    ]
