"""Where a hit is: the words for the place of a passage, and the address it opens at."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for

from webapp.documents import wording
from webapp.web.i18n import _, lazy

_ANCHORS = {
    "innovation-points": "points",
    "equipment": "preparation",
    "measures": "section-effect",
    "adoptions": "section-promotion",
    "patents": "patents",
    "awards": "awards",
    "people": "people",
}


_PLACES = {
    "summary": lazy("简介"),
    "innovation-points": lazy("创新点"),
    "measures": lazy("效果指标"),
    "equipment": lazy("设备与材料"),
    "adoptions": lazy("推广应用"),
    "patents": lazy("专利"),
    "awards": lazy("获奖"),
    "keywords": lazy("关键词"),
    "people": lazy("人员与单位"),
    "story": lazy("工匠故事"),
    "post": lazy("岗位"),
    "description": lazy("介绍"),
}
_FIELDS = {
    "title": lazy("名称"),
    "keywords": lazy("关键词"),
    "people": lazy("人员与单位"),
    "method": lazy("方法"),
    "steps": lazy("步骤"),
    "body": lazy("正文"),
    "attachments": lazy("附件"),
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
    return str(_PLACES.get(place, ""))


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
    found = set(fields)
    return [str(word) for name, word in _FIELDS.items() if name in found]
