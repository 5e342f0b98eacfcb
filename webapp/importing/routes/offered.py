"""What importing adds to the running site: its background task, a daily task, a kind of notice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, url_for

from webapp.importing.queries import imports_known
from webapp.importing.work import NOTICE, Work, forget_imports
from webapp.notices.kinds import NoticeKind, register
from webapp.web.i18n import lazy, ngettext
from webapp.web.site import Site

WORK = "importing.work"


def install(_app: Flask, site: Site) -> None:
    """Register everything."""
    site.parts.setdefault("background", {})[WORK] = Work(site).run
    site.parts.setdefault("daily", {})["importing.forget"] = lambda today: forget_imports(site, today)
    kind = NoticeKind(NOTICE, "inbox", _wording, _url, imports_known, label=lazy("导入完成"))
    register(site.parts, kind)


def _wording(_subject: int | None, params: Mapping[str, Any]) -> str:
    if failed := int(params.get("failed", 0)):
        return ngettext(
            "“%(name)s”没有导入：%(num)s 份建不成，已全部撤回。",
            "“%(name)s”没有导入：%(num)s 份建不成，已全部撤回。",
            failed,
            name=str(params.get("name", "")),
        )
    count, name = int(params.get("count", 0)), str(params.get("name", ""))
    return ngettext(
        "“%(name)s”导入完成，建好 %(num)s 份草稿。", "“%(name)s”导入完成，建好 %(num)s 份草稿。", count, name=name
    )


def _url(_subject: int | None, params: Mapping[str, Any]) -> str:
    return url_for("importing.batch", key=str(params.get("key", "")))
