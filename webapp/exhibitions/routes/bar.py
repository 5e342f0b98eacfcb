"""The ways around the pages on which an exhibition is curated."""

from __future__ import annotations

from typing import Any

from flask import current_app, request, url_for

from webapp.exhibitions.labels import ICONS, STATES, TONES
from webapp.exhibitions.models import Exhibition
from webapp.web.i18n import lazy

TABS: tuple[tuple[str, Any], ...] = (
    ("arrange", lazy("布展")),
    ("edit", lazy("展览资料")),
    ("pictures", lazy("图片和视频")),
    ("check", lazy("检查与开展")),
    ("preview", lazy("预览")),
    ("queries", lazy("自动推荐")),
    ("nominations", lazy("推荐与征集")),
    ("made", lazy("印刷与打包")),
    ("visitors", lazy("观众")),
    ("figures", lazy("数据")),
    ("shown_before", lazy("历次展出")),
)
"""Names of endpoints; those of pages that are not there are left out."""
_WITHIN = dict.fromkeys(
    ("item_editor", "change_item", "pin", "hall_editor", "change_hall", "add_form", "add", "arrange_items"), "arrange"
) | {"move": "check", "edit_now": "edit", "change_curators": "edit", "change_picture": "pictures"}
_WITHIN |= {"query": "queries", "presets": "queries", "guest_entries": "visitors"}
_WITHIN |= {"recommendations": "figures", "report": "figures"}


def curating_tabs(key: str) -> list[dict[str, Any]]:
    """The pages of curators of one exhibition, for the macro ``tabs``."""
    asked = (request.endpoint or "").removeprefix("exhibitions.")
    here = _WITHIN.get(asked, asked)
    return [
        {"label": label, "url": url_for(f"exhibitions.{name}", key=key), "current": name == here}
        for name, label in TABS
        if f"exhibitions.{name}" in current_app.view_functions
    ]


def state_of(exhibition: Exhibition) -> tuple[str, str, str]:
    """Its state in words, the tone of the badge, its drawing."""
    return str(STATES[exhibition.state]), TONES[exhibition.state], ICONS[exhibition.state]


def show_address(key: str) -> str:
    """Where visitors see it."""
    return f"{url_for('exhibitions.index')}/{key}"
