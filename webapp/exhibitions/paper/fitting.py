"""Finds for every zone the first level that fits, by laying the sheets out and measuring the boxes.

All items are laid out at once; only those with a zone that does not fit are laid out again. A few rounds are enough,
because the levels are searched by halves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.exhibitions.paper.levels import Level, Levels, zones_of

SLACK = 0.6
"""Pixels by which a box may be larger than its room before anybody could see it."""
Chosen = dict[str, dict[str, Level]]
Lay = Callable[[Sequence[Mapping[str, Any]], Chosen], Any]


class DoesNotFit(Exception):
    """Even the shortest form is too large for its place."""


@dataclass(slots=True)
class _Zone:
    levels: Levels
    low: int = 0
    high: int = -1  # -1 until level 0 turned out too large

    @property
    def tried(self) -> int:
        return self.low if self.high < 0 else (self.low + self.high) // 2

    @property
    def is_open(self) -> bool:
        return self.high >= 0 and self.low < self.high

    def answer(self, fits: bool) -> None:
        """Take note of what measuring said about the level that was tried."""
        tried = self.tried
        if self.high < 0:
            self.low, self.high = (0, 0) if fits else (min(1, len(self.levels) - 1), len(self.levels) - 1)
        elif fits:
            self.high = tried
        else:
            self.low = tried + 1


def fit(kind: str, items: Sequence[Mapping[str, Any]], lay: Lay) -> Chosen:
    """The level of every zone of every item. ``lay`` lays items out with chosen levels and gives the document."""
    zones = {item["key"]: {name: _Zone(levels) for name, levels in zones_of(kind, item).items()} for item in items}
    waiting = list(items)
    while waiting:
        document = lay(waiting, _chosen(zones))
        too_large = overflowing(document)
        for item in waiting:
            for name, zone in zones[item["key"]].items():
                if zone.high < 0 or zone.is_open:
                    zone.answer(fits=f"{item['key']}/{name}" not in too_large)
        waiting = [item for item in waiting if any(zone.is_open for zone in zones[item["key"]].values())]
    return _chosen(zones)


def report_of(chosen: Chosen) -> list[tuple[str, str, str]]:
    """What was shortened or left out: (code, key of the item, name of the text)."""
    return [
        (code, key, name)
        for key, zones in chosen.items()
        for level in zones.values()
        for code, names in (("shortened", level.shortened), ("left_out", level.left_out))
        for name in sorted(names)
    ]


def check(document: Any) -> None:
    """Raises DoesNotFit when anything of a finished document leaves its place."""
    found = overflowing(document)
    if found:
        raise DoesNotFit(", ".join(sorted(found)[:5]))


def overflowing(document: Any) -> set[str]:
    """The marks (``data-fit``) of all boxes whose content is larger than they are."""
    found: set[str] = set()
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):
            mark = box.element.get("data-fit") if box.element is not None else None
            if mark and not box.element_tag.endswith(("::before", "::after")) and _is_too_small(box):
                found.add(mark)
    return found


def _is_too_small(box: Any) -> bool:
    bottom, right = box.content_box_y() + box.height, box.content_box_x() + box.width
    return any(
        inner.position_y + inner.margin_height() > bottom + SLACK
        or inner.position_x + inner.margin_width() > right + SLACK
        for inner in _inside(box)
    )


def _inside(box: Any) -> Iterable[Any]:
    return (
        inner
        for inner in box.descendants()
        if inner is not box and hasattr(inner, "position_y") and inner.is_in_normal_flow()
    )


def _chosen(zones: Mapping[str, Mapping[str, _Zone]]) -> Chosen:
    return {key: {name: zone.levels[zone.tried] for name, zone in of_item.items()} for key, of_item in zones.items()}
