"""What adoptions give to other parts: panels, notices, words for templates, daily tasks, what follows merges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import Flask, url_for
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from webapp.adoptions import labels, policy
from webapp.adoptions.actions import days, guests, reminding, telling
from webapp.adoptions.actions.merged import follow_merge
from webapp.adoptions.models import Adoption
from webapp.adoptions.queries.days import days_known_to
from webapp.adoptions.routes.days import when_words
from webapp.adoptions.routes.panels import document_panel, organisation_panel, studio_panel
from webapp.adoptions.routes.part import demonstrations
from webapp.base.actor import Actor
from webapp.directory.actions.merging import MERGE_HOOKS
from webapp.documents.models import Document, Version
from webapp.documents.routes.keeping import CONCERNED
from webapp.documents.workflow import VersionState
from webapp.notices.kinds import NoticeKind, register
from webapp.web.i18n import lazy
from webapp.web.panels import Place, add_panel
from webapp.web.site import Site

ORDER = 60


def install(app: Flask, made: Site) -> None:
    """Register everything."""
    app.register_blueprint(demonstrations)
    for place, panel in (
        (Place.DOCUMENT, document_panel),
        (Place.ORGANISATION, organisation_panel),
        (Place.STUDIO, studio_panel),
    ):
        add_panel(made, place, ORDER, panel)
    register(made.parts, *_adoption_kinds(), *_day_kinds())
    made.parts.setdefault(MERGE_HOOKS, []).append(follow_merge)
    made.parts.setdefault(CONCERNED, []).append(telling.adopters_of)
    daily = made.parts.setdefault("daily", {})
    daily["adoptions.remind"] = lambda today: _remind(made, today)
    daily["demonstrations.remind"] = lambda today: _remind_guests(made, today)
    daily["demonstrations.forget"] = lambda today: _forget(made, today)
    app.jinja_env.filters.update(
        money=labels.money,
        money_text=labels.money_text,
        money_exact=labels.money_exact,
        adoption_state=labels.state_word,
        adoption_tone=labels.state_tone,
        adoption_icon=labels.state_icon,
        adoption_side=labels.side_word,
        gain=labels.gain_word,
        grade=labels.grade_word,
        lines=labels.lines_of,
        day_audience=lambda audience: str(labels.AUDIENCES[audience]),
        evidence_kind=lambda kind: str(labels.EVIDENCE[kind]),
    )
    app.jinja_env.globals.update(adoption_period=labels.period, when_words=when_words)


def _adoption_kinds() -> Sequence[NoticeKind]:
    def kind(name: str, icon: str, words: Any, label: object, *, urgent: bool = False) -> NoticeKind:
        return NoticeKind(
            name=name,
            icon=icon,
            wording=lambda _id, params: str(words) % _named(params),
            url=lambda _id, params: url_for("adoptions.adoption", key=params["key"]),
            may_know=adoptions_known_to,
            is_urgent=urgent,
            label=label,
        )

    return (
        kind(telling.TO_CONFIRM, "hourglass-split", _TO_CONFIRM, lazy("应用记录等我确认"), urgent=True),
        kind(telling.WAITING, "hourglass-split", _WAITING, lazy("应用记录久未确认")),
        kind(telling.CONFIRMED, "check2-circle", _CONFIRMED, lazy("应用记录得到确认")),
        kind(telling.DISPUTED, "exclamation-circle", _DISPUTED, lazy("应用记录被提出异议"), urgent=True),
        kind(telling.ENDED, "clock-history", _ENDED, lazy("应用结束")),
        kind(telling.WITHDRAWN, "eye-slash", _WITHDRAWN, lazy("应用记录被撤下")),
    )


def _day_kinds() -> Sequence[NoticeKind]:
    def kind(name: str, icon: str, words: Any, label: object, *, urgent: bool = False) -> NoticeKind:
        return NoticeKind(
            name=name,
            icon=icon,
            wording=lambda _id, params: str(words) % {"title": params.get("title", "")},
            url=lambda _id, params: url_for("demonstrations.day", key=params["key"]),
            may_know=days_known_to,
            is_urgent=urgent,
            label=label,
        )

    return (
        kind(days.DAY_CHANGED, "calendar3", _DAY_CHANGED, lazy("观摩会有变动"), urgent=True),
        kind(days.DAY_CANCELLED, "exclamation-circle", _DAY_CANCELLED, lazy("观摩会取消"), urgent=True),
        kind(guests.MOVED_UP, "check2-circle", _MOVED_UP, lazy("观摩会候补转为参加"), urgent=True),
        kind(reminding.DAY_SOON, "calendar3", _DAY_SOON, lazy("观摩会快到了")),
    )


def adoptions_known_to(session: Session, actor: Actor, ids: Sequence[int]) -> frozenset[int]:
    """Those of the adoptions whose details the actor may see."""
    rows = session.scalars(
        select(Adoption.id)
        .join(Document, Document.id == Adoption.document_id)
        .outerjoin(Version, and_(Version.document_id == Document.id, Version.state == VersionState.PUBLISHED))
        .where(Adoption.id.in_(ids), policy.details_seen_by(actor))
    )
    return frozenset(rows)


def _named(params: Mapping[str, Any]) -> dict[str, str]:
    return {"organisation": params.get("organisation", ""), "number": params.get("number", "")}


def _remind(made: Site, today: date) -> None:
    with made.database.writing() as session:
        reminding.remind_waiting(session, today)


def _remind_guests(made: Site, today: date) -> None:
    with made.database.writing() as session:
        reminding.remind_guests(session, today + timedelta(days=1))


def _forget(made: Site, today: date) -> None:
    with made.database.writing() as session:
        guests.forget_phones(session, today)


_TO_CONFIRM = lazy("%(organisation)s 应用成果 %(number)s，请确认")
_WAITING = lazy("%(organisation)s 应用成果 %(number)s 的记录还在等您确认")
_CONFIRMED = lazy("%(organisation)s 应用成果 %(number)s 已经双方确认")
_DISPUTED = lazy("%(organisation)s 应用成果 %(number)s 的记录有异议")
_ENDED = lazy("%(organisation)s 已停用成果 %(number)s")
_WITHDRAWN = lazy("%(organisation)s 应用成果 %(number)s 的记录已撤销")
_DAY_CHANGED = lazy("观摩会“%(title)s”的时间或地点有变")
_DAY_CANCELLED = lazy("观摩会“%(title)s”已取消")
_MOVED_UP = lazy("您已从候补转为正式报名：观摩会“%(title)s”")
_DAY_SOON = lazy("明天有您报名的观摩会“%(title)s”")
