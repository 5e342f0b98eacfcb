"""The journal, for auditors."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.accounts import journal_words, policy
from webapp.accounts.journal_queries import Sought, journal_actions, journal_kinds, journal_page, journal_rows
from webapp.accounts.journal_sheet import write_journal
from webapp.accounts.routes import blueprint
from webapp.accounts.routes.importing import workbook
from webapp.base.clock import today
from webapp.web.forms import tidy
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _
from webapp.web.site import reading


@blueprint.get("/journal")
@allow(Audience.AUDITOR, policy.can_read_journal)
def journal() -> ResponseReturnValue:
    """What was done, newest first."""
    actor, sought = current_actor(), sought_of(request.args)
    with reading() as session:
        rows = journal_page(
            session, actor, sought, before=_id(request.args.get("before")), after=_id(request.args.get("after"))
        )
        actions, kinds = journal_actions(session, actor), journal_kinds(session, actor)
    filters = _filters(sought)
    return render_template(
        "accounts/journal.html",
        rows=rows,
        sought=sought,
        words=journal_words,
        actions=[("", _("全部操作"))] + [(code, journal_words.action_words(code)) for code in actions],
        kinds=[("", _("全部对象"))] + [(code, journal_words.kind_words(code)) for code in kinds],
        older=url_for("accounts.journal", **filters, before=rows.older) if rows.older else "",
        newer=url_for("accounts.journal", **filters, after=rows.newer) if rows.newer else "",
        export=url_for("accounts.journal_export", **filters),
        filtered=bool(filters),
    )


@blueprint.get("/journal/export.xlsx")
@allow(Audience.AUDITOR, policy.can_read_journal)
def journal_export() -> ResponseReturnValue:
    """The filtered rows as an Excel sheet, at most 100,000."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.xlsx"
        with reading() as session:
            write_journal(path, journal_rows(session, current_actor(), sought_of(request.args)))
        content = path.read_bytes()
    return workbook(content, f"{_('操作日志')}-{today().isoformat()}.xlsx")


def sought_of(arguments: Mapping[str, str]) -> Sought:
    """The filters in an address; what makes no sense is left out."""
    return Sought(
        who=tidy(arguments.get("who", ""))[:100],
        action=tidy(arguments.get("action", ""))[:64],
        kind=tidy(arguments.get("kind", ""))[:32],
        subject=tidy(arguments.get("subject", ""))[:100],
        first_on=_day(arguments.get("from")),
        last_on=_day(arguments.get("to")),
    )


def _filters(sought: Sought) -> dict[str, Any]:
    values = {
        "who": sought.who,
        "action": sought.action,
        "kind": sought.kind,
        "subject": sought.subject,
        "from": sought.first_on.isoformat() if sought.first_on else "",
        "to": sought.last_on.isoformat() if sought.last_on else "",
    }
    return {key: value for key, value in values.items() if value}


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 2000 <= day.year <= 9998 else None


def _id(text: str | None) -> int | None:
    if not text or not text.isascii() or not text.isdigit() or len(text) > 15:
        return None
    return int(text)
