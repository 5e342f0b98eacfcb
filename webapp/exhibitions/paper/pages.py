"""The pages of prints as HTML: the same templates for the PDF and for the print view of the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import segno

from webapp.exhibitions.paper.breaking import end_of, phrases_of
from webapp.exhibitions.paper.levels import FITTED, PANELS, Level, Levels, zones_of
from webapp.exhibitions.paper.settling import guessed_setting

TEMPLATES = {
    "catalogue": "exhibitions/paper/catalogue.html",
    "panels_a1": "exhibitions/paper/panels.html",
    "panels_a3": "exhibitions/paper/panels.html",
    "labels": "exhibitions/paper/labels.html",
    "cards": "exhibitions/paper/cards.html",
    "floor_list": "exhibitions/paper/floor_list.html",
}
TEN = ("labels", "cards")
"""Ten to a sheet."""

ROOMS: Mapping[str, Mapping[str, Sequence[int]]] = {
    "panels": {"title": (9, 13, 34), "caption": (50, 90, 110), "body": (110, 150, 200)},
    "labels": {"title": (14, 34), "caption": (66,)},
    "cards": {"title": (28, 38)},
}
"""How many characters a zone has room for in its largest letters, in the next ones and so on."""
PER_SHEET = 10
HALL_ITEMS = 24
"""More items do not stand on the page that opens a hall; the contents name all of them."""


def items_of(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """All items, in the order of the tour."""
    return [item for hall in data["halls"] for item in hall["items"]]


def page_values(
    data: Mapping[str, Any], items: Sequence[Mapping[str, Any]], fit: Mapping[str, Mapping[str, Level]]
) -> dict[str, Any]:
    """What the template of a print is given."""
    kind = data["kind"]
    return {
        **data,
        "items": items,
        "fit": fit,
        "sheets": [items[start : start + PER_SHEET] for start in range(0, len(items), PER_SHEET)],
        "code": code_of,
        "size": "a1" if kind == "panels_a1" else "a3",
        "is_panel": kind in PANELS,
        "pieces": lambda title: data["pieces"].get(title, [title]),
        "phrases": phrases_of,
        "end_of": end_of,
        "HALL_ITEMS": HALL_ITEMS,
        "settings": {item["key"]: guessed_setting(item) for item in items_of(data)},
        "numbers": {item["key"]: item["number"] for item in items_of(data)},
    }


def guessed(data: Mapping[str, Any]) -> dict[str, dict[str, Level]]:
    """Every text in full, in letters guessed from its length: for the print view, where nobody measures."""
    kind = data["kind"]
    if kind not in FITTED:
        return {}
    rooms = ROOMS[_design_of(kind)]
    return {
        item["key"]: {name: _guess(levels, rooms.get(name, ())) for name, levels in zones_of(kind, item).items()}
        for item in items_of(data)
    }


def _guess(levels: Levels, rooms: Sequence[int]) -> Level:
    if not rooms:
        return levels[0]
    length = sum(len("".join(text)) for text in levels[0].values.values())
    return levels[min(sum(length > room for room in rooms), len(levels) - 1)]


def code_of(address: str) -> str:
    """The address as a QR code, as a picture inside the page."""
    return segno.make_qr(address, error="m").svg_data_uri(scale=4, border=0, light=None)


def styles_of(kind: str) -> tuple[str, ...]:
    """The names of the style sheets of a kind of print."""
    return ("sheet", *(("ten",) if kind in TEN else ()), _design_of(kind))


def _design_of(kind: str) -> str:
    """Panels of both sizes are one design."""
    return "panels" if kind in PANELS else kind
