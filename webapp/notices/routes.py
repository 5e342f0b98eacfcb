"""The bell, the page of one's notices, and when one wants to be mailed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import and_, delete, or_
from sqlalchemy.exc import SQLAlchemyError

from webapp.base.clock import now
from webapp.base.paging import Page, page_number
from webapp.notices import actions, policy, queries
from webapp.notices.forms import MODE, sent_choices
from webapp.notices.kinds import NoticeKind, kinds_of
from webapp.notices.mailing import Mailing
from webapp.notices.models import MailMode, Notice
from webapp.web.forms import whole_number
from webapp.web.guard import Audience, allow, current_actor
from webapp.web.i18n import _, language
from webapp.web.pages import safe_next
from webapp.web.site import Site, reading, site, writing

READ_KEPT = timedelta(days=180)
UNREAD_KEPT = timedelta(days=365)
log = logging.getLogger(__name__)
blueprint = Blueprint("notices", "webapp.notices", template_folder="templates")


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice in words."""

    id: int
    icon: str
    sentence: str
    url: str
    at: datetime
    is_read: bool


def install(app: Flask, made: Site) -> None:
    """Give every page the bell; send mails in the background, digests and sweeping once a day."""
    mailing = Mailing(app, made)
    made.parts["mailing"] = mailing
    made.parts.setdefault("background", {})["mail"] = mailing.worker.drain
    daily = made.parts.setdefault("daily", {})
    daily["notices.digest"] = mailing.plan_digests
    daily["notices.forget"] = lambda _today: _forget(made)

    @app.context_processor
    def bell() -> dict[str, Any]:
        return {"unread_notices": _unread}


@blueprint.get("/me/notices")
@allow(Audience.SIGNED_IN, policy.can_read_notice, policy.notices_read_by)
def index() -> ResponseReturnValue:
    """My notices, unread ones unless all are asked for."""
    show_all = request.args.get("show") == "all"
    number = page_number(request.args.get("page"))
    kinds = kinds_of(site().parts)
    with reading() as session:
        found = queries.notices(session, current_actor(), kinds, number, only_unread=not show_all)
    return render_template(
        "notices/index.html",
        page=Page(_shown(found.items, kinds), found.total, found.number, found.size),
        show_all=show_all,
        newest_id=max((notice.id for notice in found.items), default=0),
    )


@blueprint.post("/me/notices/<int(max=2147483647):notice_id>/read")
@allow(Audience.SIGNED_IN, policy.can_read_notice)
def read_one(notice_id: int) -> ResponseReturnValue:
    """Take it as read, and go to what it is about unless one stays on the list (``next``)."""
    with writing() as session:
        notice = actions.mark_read(session, current_actor(), notice_id)
    kind = kinds_of(site().parts).get(notice.kind)
    leads = kind.url(notice.subject_id, notice.params) if kind else url_for("notices.index")
    return redirect(safe_next(request.form.get("next"), leads), 303)


@blueprint.post("/me/notices/read")
@allow(Audience.SIGNED_IN, policy.notices_read_by)
def read_all() -> ResponseReturnValue:
    """Take all up to the newest one shown as read."""
    text = request.form.get("up_to", "")
    up_to = whole_number(text)
    with writing() as session:
        actions.mark_all_read(session, current_actor(), up_to)
    flash(_("已全部标为已读。"), "success")
    return redirect(url_for("notices.index"), 303)


@blueprint.get("/me/notices/settings")
@allow(Audience.SIGNED_IN)
def settings() -> ResponseReturnValue:
    """When and in which language I am mailed."""
    kinds = kinds_of(site().parts)
    with reading() as session:
        mail = queries.own_mail(session, current_actor(), kinds, language())
    labelled = [kind for kind in kinds.values() if kind.label]
    return render_template(
        "notices/settings.html",
        mail=mail,
        kinds=sorted(labelled, key=lambda kind: kind.name),
        prefix=MODE,
        modes=_modes(),
        sends_mail=site().settings.sends_mail,
        languages_offered=[("zh", "中文"), ("en", "English")],
    )


@blueprint.post("/me/notices/settings")
@allow(Audience.SIGNED_IN)
def save_settings() -> ResponseReturnValue:
    """Keep it."""
    chosen, modes = sent_choices(request.form, kinds_of(site().parts))
    with writing() as session:
        actions.choose_mail(session, current_actor(), chosen, modes)
    flash(_("已保存邮件设置。"), "success")
    return redirect(url_for("notices.settings"), 303)


def _modes() -> list[tuple[str, str]]:
    return [
        (MailMode.AT_ONCE, _("立即发邮件")),
        (MailMode.DIGEST, _("每天汇总一封")),
        (MailMode.NONE, _("不发邮件")),
    ]


def _shown(rows: Sequence[Notice], kinds: queries.Kinds) -> list[Shown]:
    return [_one(row, kinds[row.kind]) for row in rows]


def _one(row: Notice, kind: NoticeKind) -> Shown:
    sentence, url = kind.wording(row.subject_id, row.params), kind.url(row.subject_id, row.params)
    return Shown(row.id, kind.icon, sentence, url, row.at, row.read_at is not None)


def _unread() -> int:
    """The number on the bell. A page must not fail for it: the page of a failing database has a bell too."""
    actor = current_actor()
    if not actor.is_signed_in or actor.must_change_password:
        return 0
    try:
        with reading() as session:
            return queries.unread_count(session, actor, kinds_of(site().parts))
    except SQLAlchemyError:
        log.exception("the notices cannot be counted")
        return 0


def _forget(made: Site) -> None:
    """Remove read notices after half a year and all after a year."""
    moment = now()
    old_read = and_(Notice.read_at.is_not(None), Notice.at < moment - READ_KEPT)
    with made.database.writing() as session:
        session.execute(delete(Notice).where(or_(old_read, Notice.at < moment - UNREAD_KEPT)))
