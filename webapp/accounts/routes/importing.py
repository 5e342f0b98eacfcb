"""Making accounts from an Excel sheet: template, upload, check, create all or none."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from typing import Any

from flask import Response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp.accounts import policy, sheet
from webapp.accounts.actions.importing import Problem, SheetRefused, SheetRow, import_accounts, plan
from webapp.accounts.actions.manage import Issued
from webapp.accounts.queries import accounts as queries
from webapp.accounts.routes import blueprint
from webapp.accounts.words import ROLES, problem_lines
from webapp.base.errors import Conflict
from webapp.web.forms import tidy
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, ngettext
from webapp.web.site import reading, writing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/accounts/import")
@allow(Audience.MANAGER, policy.can_place_account)
def import_sheet() -> ResponseReturnValue:
    """Where to get the template and send it back."""
    return _page([])


@blueprint.get("/accounts/import/template.xlsx")
@allow(Audience.MANAGER, policy.can_place_account)
def import_template() -> ResponseReturnValue:
    """The empty sheet, with the actor's own organisations and studios to choose from."""
    actor = current_actor()
    with reading() as session:
        organisations = [place.name for place in queries.organisations_open(session, actor)]
        studios = [name for _id, name, _owner in queries.studios_given(session, actor)]
    return workbook(sheet.template(organisations, studios), _("账号导入模板") + ".xlsx")


@blueprint.post("/accounts/import")
@allow(Audience.MANAGER, policy.can_place_account)
def check_sheet() -> ResponseReturnValue:
    """Check a filled sheet: its problems row by row, or what would be made, to confirm."""
    file = request.files.get("sheet")
    try:
        if file is None or not file.filename:
            raise SheetRefused([Problem(0, "", "file_unreadable")])
        with closing(file.stream):
            rows = sheet.read_rows(file.stream)
        with reading() as session:
            planned = plan(session, current_actor(), rows)
    except SheetRefused as refusal:
        return _page(refusal.problems), 422
    carried = json.dumps([asdict(row) for row in rows], ensure_ascii=False)
    return render_template("accounts/import_check.html", planned=planned, carried=carried, roles=ROLES)


@blueprint.post("/accounts/import/create")
@allow(Audience.MANAGER, policy.can_place_account, policy.can_grant)
def import_create() -> ResponseReturnValue:
    """Make all accounts of the sheet just checked; it is checked again. The passwords are shown once."""
    try:
        rows = _carried(request.form.get("rows", ""))
        with writing() as session:
            issued = import_accounts(session, current_actor(), rows)
    except SheetRefused as refusal:
        return _page(refusal.problems), 422
    except Conflict:
        return _page([Problem(0, "username", "taken")]), 409
    title = ngettext("已建好 %(num)s 个账号", "已建好 %(num)s 个账号", len(issued))
    return render_template("accounts/issued.html", issued=issued, title=title, carried=_issued_text(issued))


@blueprint.post("/accounts/import/passwords.xlsx")
@allow(Audience.MANAGER, policy.can_place_account)
def import_passwords() -> ResponseReturnValue:
    """The passwords just shown as a sheet. They come from the page itself: the site keeps none."""
    address = url_for("accounts.sign_in", _external=True)
    return workbook(sheet.passwords_sheet(_issued(request.form.get("issued", "")), address), _("一次性密码") + ".xlsx")


def workbook(content: bytes, name: str) -> Response:
    """A workbook as a download, of which no browser and no proxy keeps a copy."""
    response: Response = send_file(
        io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name, max_age=0
    )
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _carried(text: str) -> list[SheetRow]:
    """The rows a preview page carried; everything in them is checked again, so they need not be trusted."""
    fields = sheet.FIELDS
    try:
        given = json.loads(text)
        rows = [
            SheetRow(int(one["number"]), **{field: tidy(str(one.get(field, "")))[:300] for field in fields})
            for one in given
        ]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SheetRefused([Problem(0, "", "file_unreadable")]) from error
    if not rows or len(rows) > sheet.ROW_LIMIT:
        raise SheetRefused([Problem(0, "", "rows_many", {"limit": sheet.ROW_LIMIT, "count": len(rows)})])
    return rows


def _issued_text(issued: Sequence[Issued]) -> str:
    return json.dumps([[one.name, one.username, one.password] for one in issued], ensure_ascii=False)


def _issued(text: str) -> list[Issued]:
    try:
        given: Any = json.loads(text)
        return [
            Issued(0, tidy(str(username))[:64], tidy(str(name))[:64], tidy(str(password))[:64])
            for name, username, password in given[: sheet.ROW_LIMIT]
        ]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []


def _page(problems: Sequence[Problem]) -> str:
    shown = problem_lines(problems[:500])
    return render_template(
        "accounts/import.html",
        problems=shown,
        count=len(problems),
        limit=sheet.ROW_LIMIT,
        megabytes=sheet.BYTE_LIMIT >> 20,
    )
