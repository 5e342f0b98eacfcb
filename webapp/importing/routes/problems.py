"""What was wrong in an import, as an Excel sheet."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response
from flask.typing import ResponseReturnValue

from webapp.base.files.names import content_disposition
from webapp.importing import policy, queries, words
from webapp.importing.models import ImportItem
from webapp.importing.routes.part import blueprint
from webapp.importing.routes.start import XLSX
from webapp.importing.sheet.problems import write_problems
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading


@blueprint.get("/imports/<key>/problems.xlsx")
@allow(Audience.WRITER, policy.can_see_import, policy.imports_seen_by)
def problems(key: str) -> ResponseReturnValue:
    """Row, column and message of everything that was not taken, to mend the list with it."""
    with reading() as session:
        batch = queries.import_of(session, current_actor(), key)
        rows = queries.problems_of(session, batch)
    headings = (_("行") if batch.is_sheet else _("文件"), _("列"), _("栏目"), _("名称"), _("问题"))
    made = write_problems(_("问题清单"), headings, (line for row in rows for line in _lines(row)))
    response = Response(made, mimetype=XLSX)
    response.headers["Content-Disposition"] = content_disposition(f"{_('问题清单')}-{batch.name}.xlsx")
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _lines(row: ImportItem) -> Iterator[tuple[str | int, str, str, str, str]]:
    where: str | int = row.name or row.position
    for problem in row.problems:
        letter, name, what = words.problem_parts(problem)
        yield where, letter, name, row.title, what
    if row.reason:
        yield where, "", "", row.title, words.reason_of(row.reason, row.detail)
