"""What following up gives to other parts: words, panels and marks, notices, a daily task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Flask, url_for
from sqlalchemy.orm import Session

from webapp.base.actor import Actor, Role
from webapp.documents.cards import readable_ids
from webapp.documents.policy import owns
from webapp.documents.queries.reading import Head
from webapp.documents.workflow import VersionState
from webapp.exhibitions import following_labels as labels
from webapp.exhibitions.actions import following_up, nominating, recommending
from webapp.exhibitions.queries.following_up import intents_known_to
from webapp.exhibitions.queries.nominating import nominations_known_to, open_call_count
from webapp.exhibitions.queries.recommending import marks_of
from webapp.exhibitions.routes.bar import show_address
from webapp.exhibitions.routes.collecting import result_action
from webapp.exhibitions.summary import period_of
from webapp.notices.kinds import MayKnow, NoticeKind, register
from webapp.web.i18n import _, lazy, show_moment
from webapp.web.panels import Panel, PanelAction, Place, add_card_marks, add_panel, add_result_action
from webapp.web.site import Site

ORDER = 70


def install(app: Flask, made: Site) -> None:
    """Register everything."""
    add_panel(made, Place.DOCUMENT, ORDER, document_panel)
    add_panel(made, Place.PERSON, ORDER, lambda session, actor, person: _entry_panel(actor, person=person.id))
    add_panel(made, Place.STUDIO, ORDER, lambda session, actor, studio: _entry_panel(actor, studio=studio.id))
    add_card_marks(made, card_marks)
    add_result_action(made, result_action)
    register(made.parts, *_nomination_kinds(), *_intent_kinds(), *_document_kinds())
    made.parts.setdefault("daily", {})["exhibitions.forget_contacts"] = lambda today: _forget(made, today)
    app.jinja_env.filters["iso_moment"] = _iso_moment
    app.jinja_env.globals.update(
        following_tone=labels.tone,
        nomination_states=labels.NOMINATION_STATES,
        intent_kinds=labels.INTENT_KINDS,
        intent_states=labels.INTENT_STATES,
        entry_states=labels.ENTRY_STATES,
        recommendation_states=labels.RECOMMENDATION_STATES,
        levels=labels.LEVELS,
        item_kinds=labels.ITEM_KINDS,
        exhibition_period=period_of,
    )


def document_panel(session: Session, actor: Actor, head: Head) -> Panel | None:
    """Which exhibition recommended it upward; for its side the way to nominate it, for curators to collect it."""
    if head.state != VersionState.PUBLISHED:
        return None
    marks = marks_of(session, actor, [head.document_id]).get(head.document_id, [])
    told = [
        (
            show_address(mark.exhibition_key),
            labels.mark_words(mark.exhibition_title, mark.level, is_taken=mark.is_taken),
        )
        for mark in marks
    ]
    facts = ((_("展览推荐"), told),) if told else ()
    actions = _actions(session, actor, head)
    return Panel("exhibitions-after", facts=facts, actions=actions) if facts or actions else None


def _entry_panel(actor: Actor, **named: Any) -> Panel | None:
    """For curators the way to put a person or a studio on show."""
    if not actor.has(Role.CURATOR):
        return None
    action = PanelAction(_("加入展览"), url_for("exhibitions.collect", **named), "easel", "quiet")
    return Panel("exhibitions-entry", actions=(action,))


def card_marks(session: Session, actor: Actor, document_ids: Sequence[int]) -> Mapping[int, list[tuple[str, str]]]:
    """The marks on cards in lists."""
    found = marks_of(session, actor, document_ids)
    return {
        document_id: [(labels.short_mark(each.level, is_taken=each.is_taken), "good") for each in marks]
        for document_id, marks in found.items()
    }


def _actions(session: Session, actor: Actor, head: Any) -> tuple[PanelAction, ...]:
    actions = []
    if actor.has(Role.CURATOR):
        actions.append(PanelAction(_("加入展览"), url_for("exhibitions.collect", number=head.number), "easel", "quiet"))
    if actor.is_signed_in and owns(actor, head) and open_call_count(session, actor):
        address = url_for("exhibitions.calls", document=head.number)
        actions.append(PanelAction(_("提名参展"), address, "megaphone", "quiet"))
    return tuple(actions)


def _nomination_kinds() -> Sequence[NoticeKind]:
    def kind(name: str, icon: str, words: Any, label: object, *, urgent: bool = False) -> NoticeKind:
        return _kind(name, icon, words, label, "exhibitions.nomination", nominations_known_to, urgent=urgent)

    return (
        kind(nominating.NOMINATED, "megaphone", _NOMINATED, lazy("展览收到提名")),
        kind(nominating.NOMINATION_ASKED, "chat-left-text", _ASKED, lazy("提名需要补充"), urgent=True),
        kind(nominating.NOMINATION_ANSWERED, "chat-left-text", _ANSWERED, lazy("提名方已补充")),
        kind(nominating.NOMINATION_ACCEPTED, "check2-circle", _ACCEPTED, lazy("提名入选展览"), urgent=True),
        kind(nominating.NOMINATION_DECLINED, "x-circle", _DECLINED, lazy("提名未入选展览")),
        kind(nominating.NOMINATION_WITHDRAWN, "arrow-counterclockwise", _WITHDRAWN, lazy("提名被撤回")),
    )


def _intent_kinds() -> Sequence[NoticeKind]:
    address = "exhibitions.followed_intent"
    return (
        _kind(following_up.INTENT_LEFT, "people", _LEFT, lazy("展览观众留下意向"), address, intents_known_to),
        _kind(
            *(following_up.INTENT_ASSIGNED, "person-check", _ASSIGNED, lazy("请我跟进观众意向"), address),
            intents_known_to,
            urgent=True,
        ),
    )


def _document_kinds() -> Sequence[NoticeKind]:
    def kind(name: str, icon: str, words: Any, label: object, address: Any) -> NoticeKind:
        return NoticeKind(
            name=name,
            icon=icon,
            wording=lambda _id, params: str(words) % _filled(params),
            url=lambda _id, params: address(params),
            may_know=documents_known_to,
            label=label,
        )

    def adopt(params: Mapping[str, Any]) -> str:
        return url_for("adoptions.adopt", number=params["number"], side="owner")

    def adoption(params: Mapping[str, Any]) -> str:
        return url_for("adoptions.adoption", key=params["key"])

    def document(params: Mapping[str, Any]) -> str:
        return url_for("documents.read", number=params["number"])

    return (
        kind(following_up.WANTED, "hand-thumbs-up", _WANTED, lazy("展览观众想应用我们的成果"), adopt),
        kind(following_up.ADOPTED, "graph-up-arrow", _ADOPTED, lazy("展览促成了应用"), adoption),
        kind(recommending.RECOMMENDED, "award", _RECOMMENDED, lazy("成果被展览推荐到上一级"), document),
    )


def documents_known_to(session: Session, actor: Actor, ids: Sequence[int]) -> frozenset[int]:
    """Those of the documents that the actor may read."""
    return frozenset(readable_ids(session, actor, list(ids)))


def _kind(
    name: str, icon: str, words: Any, label: object, endpoint: str, may_know: MayKnow, *, urgent: bool = False
) -> NoticeKind:
    return NoticeKind(
        name=name,
        icon=icon,
        wording=lambda _id, params: str(words) % _filled(params),
        url=lambda _id, params: url_for(endpoint, key=params["key"]),
        may_know=may_know,
        is_urgent=urgent,
        label=label,
    )


def _filled(params: Mapping[str, Any]) -> dict[str, str]:
    level = str(labels.LEVELS.get(params.get("level", ""), ""))
    return {"title": params.get("title", ""), "number": params.get("number", ""), "level": level}


def _iso_moment(text: str) -> str:
    from datetime import datetime

    return show_moment(datetime.fromisoformat(text))


def _forget(made: Site, today: date) -> None:
    with made.database.writing() as session:
        following_up.forget_old_contacts(session, today)


_NOMINATED = lazy("展览“%(title)s”收到一项提名")
_ASKED = lazy("展览“%(title)s”的策展人请您补充提名")
_ANSWERED = lazy("展览“%(title)s”的一项提名有了补充")
_ACCEPTED = lazy("您提名的成果入选展览“%(title)s”")
_DECLINED = lazy("展览“%(title)s”对您的提名已有答复")
_WITHDRAWN = lazy("展览“%(title)s”的一项提名已撤回")
_LEFT = lazy("展览“%(title)s”有观众留下意向")
_ASSIGNED = lazy("请您跟进展览“%(title)s”的一位观众")
_WANTED = lazy("展览“%(title)s”有观众想应用成果 %(number)s")
_ADOPTED = lazy("展览“%(title)s”促成了成果 %(number)s 的应用")
_RECOMMENDED = lazy("成果 %(number)s 由展览“%(title)s”推荐至%(level)s")
