"""Words for nominations, intents, the guest book and recommendations, in the language of the request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.exhibitions.workflow import (
    EntryState,
    IntentKind,
    IntentState,
    Level,
    NominationState,
    RecommendationState,
)
from webapp.web.i18n import _, lazy

NOMINATION_STATES: Mapping[str, Any] = {
    NominationState.PROPOSED: lazy("待策展人答复"),
    NominationState.ASKED: lazy("待提名方补充"),
    NominationState.ACCEPTED: lazy("已入选"),
    NominationState.DECLINED: lazy("未入选"),
    NominationState.WITHDRAWN: lazy("已撤回提名"),
}
INTENT_KINDS: Mapping[str, Any] = {
    IntentKind.USE: lazy("想应用"),
    IntentKind.LEARN: lazy("想学习"),
    IntentKind.TALK: lazy("想交流"),
}
INTENT_STATES: Mapping[str, Any] = {
    IntentState.NEW: lazy("未跟进"),
    IntentState.IN_TOUCH: lazy("跟进中"),
    IntentState.DONE: lazy("已办结"),
    IntentState.DROPPED: lazy("未成"),
}
ENTRY_STATES: Mapping[str, Any] = {
    EntryState.WAITING: lazy("待处理"),
    EntryState.SHOWN: lazy("已展示"),
    EntryState.HIDDEN: lazy("不展示"),
}
LEVELS: Mapping[str, Any] = {
    Level.ORGANISATION: lazy("单位级"),
    Level.DISTRICT: lazy("区县级"),
    Level.CITY: lazy("市级"),
    Level.PROVINCE: lazy("省级"),
    Level.NATIONAL: lazy("国家级"),
}
RECOMMENDATION_STATES: Mapping[str, Any] = {
    RecommendationState.DRAFT: lazy("未报送"),
    RecommendationState.SENT: lazy("已报送"),
    RecommendationState.TAKEN: lazy("已采纳"),
    RecommendationState.NOT_TAKEN: lazy("未采纳"),
}
ITEM_KINDS: Mapping[str, Any] = {
    "document": lazy("成果"),
    "product": lazy("产品"),
    "person": lazy("工匠"),
    "studio": lazy("工作室"),
    "panel": lazy("活动或展板"),
}
TONES: Mapping[str, str] = {
    NominationState.PROPOSED: "busy",
    NominationState.ASKED: "warn",
    NominationState.ACCEPTED: "good",
    IntentState.NEW: "busy",
    IntentState.IN_TOUCH: "warn",
    IntentState.DONE: "good",
    EntryState.WAITING: "busy",
    EntryState.SHOWN: "good",
    RecommendationState.SENT: "busy",
    RecommendationState.TAKEN: "good",
}


def tone(state: str) -> str:
    """The tone of a state's badge."""
    return TONES.get(state, "plain")


def mark_words(title: str, level: str, *, is_taken: bool) -> str:
    """What a recommended document carries."""
    words = {"exhibition": title, "level": LEVELS[level]}
    if is_taken:
        return _("由展览“%(exhibition)s”推荐至%(level)s，已采纳", **words)
    return _("由展览“%(exhibition)s”推荐至%(level)s", **words)


def short_mark(level: str, *, is_taken: bool) -> str:
    """The same on a card."""
    words = LEVELS[level]
    return _("展览推荐至%(level)s，已采纳", level=words) if is_taken else _("展览推荐至%(level)s", level=words)


def fault_words() -> dict[str, str]:
    """The sentence for each kind of fault."""
    return {
        "required": _("请填写这一项。"),
        "long": _("太长，最多 %(limit)s 字。"),
        "many": _("太多，最多 %(limit)s 项。"),
        "choice": _("请从列出的选项中选择。"),
        "document": _("没有找到这项成果，或者它不属于您所在的一方。"),
        "not_shown": _("这项成果没有向展览的全部观众开放，不能参展。可在成果页“谁能看到”查看。"),
        "not_for_all": _("成果 %(number)s 没有找到，或者没有向展览的全部观众开放，不能加入。"),
        "already": _("成果 %(number)s 已经在展览里。"),
        "nominated": _("这项成果已经提名过。"),
        "late": _("征集已于 %(day)s 截止，谢谢您的关注；可以联系策展人。"),
        "missing": _("请先写推荐理由：%(numbers)s"),
        "no_person": _("没有找到这位工匠。"),
        "no_studio": _("没有找到这个工作室。"),
    }
