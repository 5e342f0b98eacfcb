"""Where a hit is: the words for the place of a passage, and the address it opens at."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for

from webapp.documents import wording
from webapp.web.i18n import _

_ANCHORS = {
    "innovation-points": "points",
    "equipment": "preparation",
    "measures": "section-effect",
    "adoptions": "section-promotion",
    "patents": "patents",
    "awards": "awards",
    "people": "people",
}


def place_words(place: str) -> str:
    """The words for a place: 第 3 步, 附件第 5 页, 方法要点; '' where the whole thing is the place."""
    kind, _sign, rest = place.partition("-")
    if kind == "step" and rest:
        return _("第 %(n)s 步", n=rest)
    if kind == "section" and rest:
        return wording.field_label(f"sections.{rest}")
    if kind == "figure" and rest:
        return _("图片的说明")
    if place.startswith("file:"):
        return _file_words(place.split(":", 2)[-1])
    return {
        "summary": _("简介"),
        "innovation-points": _("创新点"),
        "measures": _("效果指标"),
        "equipment": _("设备与材料"),
        "adoptions": _("推广应用"),
        "patents": _("专利"),
        "awards": _("获奖"),
        "keywords": _("关键词"),
        "people": _("人员与单位"),
        "story": _("工匠故事"),
        "post": _("岗位"),
        "description": _("介绍"),
    }.get(place, "")


def _file_words(inside: str) -> str:
    kind, _sign, name = inside.partition(" ")
    words = {
        "page": _("附件第 %(n)s 页", n=name),
        "slide": _("附件第 %(n)s 张幻灯片", n=name),
        "sheet": _("附件工作表 %(n)s", n=name),
    }
    return words.get(kind, _("附件")) if name else _("附件名称") if not inside else _("附件")


def anchor(place: str) -> str:
    """The anchor of the reading page for a place; '' for its top."""
    if place.startswith("file:"):
        return "file-" + place.split(":")[1]
    if place.startswith("figure-"):
        return "file-" + place.removeprefix("figure-")
    return place if place.startswith(("section-", "step-")) else _ANCHORS.get(place, "")


def file_address(place: str) -> str:
    """The page that shows the page of an attachment a hit is on; '' for other places."""
    if not place.startswith("file:"):
        return ""
    _kind, key, inside = place.split(":", 2)
    page = inside.removeprefix("page ")
    return url_for("documents.view_attachment", key=key, page=page if page.isdigit() else None) if inside else ""


def field_words(fields: Iterable[str]) -> list[str]:
    """The words for the fields a hit was found in, in the order of their weight."""
    words = {
        "title": _("名称"),
        "keywords": _("关键词"),
        "people": _("人员与单位"),
        "method": _("方法"),
        "steps": _("步骤"),
        "body": _("正文"),
        "attachments": _("附件"),
    }
    found = set(fields)
    return [word for name, word in words.items() if name in found]
