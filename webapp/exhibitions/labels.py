"""The words for states, levels and kinds of exhibitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.exhibitions.workflow import ExhibitionState, ItemKind, Level
from webapp.web.i18n import lazy

STATES: Mapping[str, Any] = {
    ExhibitionState.PREPARATION: lazy("筹备中"),
    ExhibitionState.REVIEW: lazy("待审看"),
    ExhibitionState.OPEN: lazy("展出中"),
    ExhibitionState.CLOSED: lazy("已闭展"),
    ExhibitionState.ARCHIVED: lazy("已归档"),
}
TONES: Mapping[str, str] = {
    ExhibitionState.PREPARATION: "plain",
    ExhibitionState.REVIEW: "busy",
    ExhibitionState.OPEN: "good",
    ExhibitionState.CLOSED: "plain",
    ExhibitionState.ARCHIVED: "plain",
}
ICONS: Mapping[str, str] = {
    ExhibitionState.PREPARATION: "pencil-square",
    ExhibitionState.REVIEW: "hourglass-split",
    ExhibitionState.OPEN: "check2-circle",
    ExhibitionState.CLOSED: "clock-history",
    ExhibitionState.ARCHIVED: "inbox",
}
LEVELS: Mapping[str, Any] = {
    Level.ORGANISATION: lazy("单位"),
    Level.DISTRICT: lazy("区县"),
    Level.CITY: lazy("市级"),
    Level.PROVINCE: lazy("省级"),
    Level.NATIONAL: lazy("全国"),
}
AUDIENCES: Mapping[str, Any] = {"public": lazy("所有人"), "members": lazy("登录用户")}
KINDS: Mapping[str, Any] = {
    ItemKind.DOCUMENT: lazy("成果"),
    ItemKind.PRODUCT: lazy("产品"),
    ItemKind.PERSON: lazy("工匠"),
    ItemKind.STUDIO: lazy("工作室"),
    ItemKind.PANEL: lazy("活动或说明板"),
}
CHANGES: Mapping[str, Any] = {
    "add_hall": lazy("增加展厅"),
    "edit_hall": lazy("修改展厅"),
    "move_hall": lazy("移动展厅"),
    "remove_hall": lazy("移除展厅"),
    "make_halls": lazy("自动分展厅"),
    "add_items": lazy("加入展品"),
    "move_items": lazy("移动展品"),
    "remove_items": lazy("移除展品"),
    "edit_item": lazy("修改展品"),
    "pin_version": lazy("展品换用新版本"),
}
"""Changes of the arrangement that can be taken back."""
