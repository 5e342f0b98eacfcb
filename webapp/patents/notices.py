"""What people are told about patents: how it is worded, where it leads, who may know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.notices.kinds import NoticeKind
from webapp.patents.actions.reminding import NOTICE
from webapp.patents.models import Patent
from webapp.patents.policy import patents_kept_by
from webapp.web.i18n import _, lazy


def fee_notice() -> NoticeKind:
    """The reminder of a fee, of grace and of restoration."""
    return NoticeKind(NOTICE, "calendar3", fee_words, _url, _may_know, True, lazy("专利年费和期限到期"))


def fee_words(_subject_id: int | None, params: Mapping[str, Any]) -> str:
    """The sentence of a reminder."""
    mark, title = str(params.get("mark", "")), str(params.get("title", ""))
    year, on, percent = params.get("year", 0), str(params.get("on", "")), params.get("percent", 0)
    if mark.startswith("restore"):
        return _("专利《%(title)s》已因未缴年费终止，最迟 %(on)s 可以请求恢复。", title=title, on=on)
    if mark.startswith("grace"):
        if not percent:
            return _(
                "专利《%(title)s》第 %(year)s 年度年费已过期，%(on)s 前补缴不加收滞纳金。",
                title=title,
                year=year,
                on=on,
            )
        return _(
            "专利《%(title)s》第 %(year)s 年度年费已过期，%(on)s 前补缴须加收 %(percent)s%% 滞纳金。",
            title=title,
            year=year,
            on=on,
            percent=percent,
        )
    return _("专利《%(title)s》第 %(year)s 年度年费应在 %(on)s 前缴纳。", title=title, year=year, on=on)


def _url(subject_id: int | None, _params: Mapping[str, Any]) -> str:
    return url_for("patents.patent", patent_id=subject_id, _anchor="fees")


def _may_know(session: Session, actor: Actor, subject_ids: Sequence[int]) -> frozenset[int]:
    statement = select(Patent.id).where(Patent.id.in_(subject_ids), patents_kept_by(actor), Patent.removed_at.is_(None))
    return frozenset(session.scalars(statement))
