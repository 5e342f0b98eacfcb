"""What exhibitions give to other parts: words for templates, jobs, background tasks, notices, what follows merges."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.database import Database
from webapp.directory.actions.merging import MERGE_HOOKS
from webapp.exhibitions import policy
from webapp.exhibitions.actions import telling
from webapp.exhibitions.actions.merged import follow_merge
from webapp.exhibitions.actions.pictures import PICTURE_JOB, drawing
from webapp.exhibitions.actions.scheduling import act_on_time
from webapp.exhibitions.models import Exhibition
from webapp.exhibitions.routes.bar import curating_tabs, show_address, state_of
from webapp.notices.kinds import NoticeKind, register
from webapp.web.i18n import lazy
from webapp.web.site import Site

ON_TIME = "exhibitions.on_time"
LOOK_SECONDS = 20.0


def install(app: Flask, made: Site) -> None:
    """Make exhibitions known to the other parts."""
    app.jinja_env.globals.update(curating_tabs=curating_tabs, exhibition_state=state_of, show_address=show_address)
    made.jobs[PICTURE_JOB] = drawing(made.files)
    made.parts.setdefault("background", {})[ON_TIME] = now_and_then(made.database)
    made.parts.setdefault(MERGE_HOOKS, []).append(follow_merge)
    register(made.parts, *_kinds())


def now_and_then(database: Database) -> Callable[[], None]:
    """Opening and closing on time, looked after every few seconds only, so that it can be called all the time."""
    next_look = 0.0

    def look() -> None:
        nonlocal next_look
        if time.monotonic() >= next_look:
            next_look = time.monotonic() + LOOK_SECONDS
            act_on_time(database)

    return look


def curated_by(session: Session, actor: Actor, ids: Sequence[int]) -> frozenset[int]:
    """Those of the exhibitions that the actor curates."""
    rows = session.scalars(select(Exhibition.id).where(Exhibition.id.in_(ids), policy.exhibitions_curated_by(actor)))
    return frozenset(rows)


def _kinds() -> Sequence[NoticeKind]:
    def kind(name: str, icon: str, words: Any, label: object, *, urgent: bool = False) -> NoticeKind:
        return NoticeKind(
            name=name,
            icon=icon,
            wording=lambda _id, params: str(words) % {"title": params.get("title", "")},
            url=lambda _id, params: url_for("exhibitions.check", key=params["key"]),
            may_know=curated_by,
            is_urgent=urgent,
            label=label,
        )

    return (
        kind(telling.SUBMITTED, "send", _SUBMITTED, lazy("展览等我审看")),
        kind(telling.NOT_OPENED, "exclamation-circle", _NOT_OPENED, lazy("到时没有开展"), urgent=True),
        kind(telling.OPENED, "easel", _OPENED, lazy("展览按时开展")),
        kind(telling.NAMED, "person-plus", _NAMED, lazy("我成为策展人")),
    )


_SUBMITTED = lazy("展览“%(title)s”已提交审看，请看过后开展")
_NOT_OPENED = lazy("展览“%(title)s”没有按时开展：还没提交审看，有必须解决的问题，或已经过了闭展时间")
_OPENED = lazy("展览“%(title)s”已按时开展")
_NAMED = lazy("您现在是展览“%(title)s”的策展人")
