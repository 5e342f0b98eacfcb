"""How texts give way when the sheet is too small: for each zone of a panel, label or card, ever shorter forms.

The first level is the whole text. The next ones take smaller letters where the zone has them, then leave out whole
sentences from the end of the least important text, and cut a sentence only when nothing else is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from webapp.exhibitions.paper.texts import joined, shorter

PANELS = ("panels_a1", "panels_a3")
FITTED = (*PANELS, "labels", "cards")
BODY_ORDER = ("note", "problem", "effect", "text", "points")
"""What gives way first in the body of a panel."""
BODY_SIZES = 4
FIGURES = 3
LACKING = frozenset({"measures"})


@dataclass(frozen=True, slots=True)
class Level:
    """One form of a zone: what is printed, at which size (0 is the largest), and which texts it shortens or lacks."""

    values: Mapping[str, Any]
    size: int = 0
    shortened: frozenset[str] = field(default_factory=frozenset)
    left_out: frozenset[str] = field(default_factory=frozenset)


Levels = tuple[Level, ...]


def zones_of(kind: str, item: Mapping[str, Any]) -> dict[str, Levels]:
    """The levels of every zone of an item on this kind of print."""
    line = "\u00a0· ".join(each for each in (item["organisation"], item["studio"]) if each)
    zones = {"title": line_levels("title", item["title"], sizes=4 if kind in PANELS else 3)}
    if kind == "cards":
        return {**zones, "line": line_levels("organisation", line, sizes=1)}
    zones["caption"] = line_levels("caption", item["caption"], sizes=2)
    if kind == "labels":
        return {**zones, "line": line_levels("people", _people(item, line), sizes=1)}
    zones["caption"] = line_levels("caption", item["caption"], sizes=4)
    zones["body"] = body_levels(item)
    if item["figures"]:
        zones["figures"] = figure_levels(item["figures"] if item["pictures"] else item["figures"][1:])
        zones["plate"] = tuple(Level({"measure": item["figures"][0]}, size) for size in range(4))
        zones["plate"] += (Level({"measure": None}, left_out=LACKING),)
    return {**zones, "facts": line_levels("people", _people(item, line), sizes=2)}


def line_levels(name: str, text: str, sizes: int) -> Levels:
    """A single text: smaller letters first, then shorter forms in the smallest."""
    whole = tuple(Level({"text": text}, size) for size in range(sizes))
    smallest, cuts = sizes - 1, frozenset({name})
    return (*whole, *(Level({"text": form}, smallest, cuts) for form in shorter(text)))


def body_levels(item: Mapping[str, Any]) -> Levels:
    """What a panel tells, in letters as large as there is room for.

    The text is the item's own, or what was done, or the summary. What was wrong and what came of it stand beside it
    where no picture takes their room.
    """
    sections = dict(item["sections"])
    method = [sections[name] for name in ("method", "effect", "problem") if name in sections][:1]
    told = list(item["text"]) or method or ([item["summary"]] if item["summary"] != item["caption"] else [])
    is_roomy = not item["pictures"] and not item["text"] and "method" in sections
    values: dict[str, Any] = {
        "points": list(item["points"]),
        "text": joined(told),
        "note": joined(item["note"]),
        "problem": sections.get("problem", "") if is_roomy else "",
        "effect": sections.get("effect", "") if is_roomy else "",
    }
    return (*(Level(values, size) for size in range(BODY_SIZES)), *_giving_way(values))


def figure_levels(measures: Sequence[Mapping[str, Any]]) -> Levels:
    """Up to three figures, in smaller letters before one is left out."""
    shown = list(measures[:FIGURES])
    fewer = [Level({"measures": shown[:count]}, 1, left_out=LACKING) for count in range(len(shown) - 1, -1, -1)]
    return (Level({"measures": shown}), Level({"measures": shown}, 1), *fewer)


def _giving_way(values: Mapping[str, Any]) -> Iterator[Level]:
    """The note gives way first, the points from the last one on as the last; something always stays."""
    smallest = BODY_SIZES - 1
    present = {name: values[name] for name in BODY_ORDER if values[name]}
    gone: set[str] = set()
    now = dict(values)
    for name in present:
        is_last = all(each == name or each in gone for each in present)
        if name == "points":
            for kept in _shorter_points(values["points"]):
                now = {**now, "points": kept}
                yield Level(now, smallest, frozenset({"points"}), frozenset(gone))
            continue
        for form in shorter(values[name]):
            now = {**now, name: form}
            yield Level(now, smallest, frozenset({name}), frozenset(gone))
        if not is_last:
            now = {**now, name: ""}
            gone.add(name)
            yield Level(now, smallest, frozenset(), frozenset(gone))


def _shorter_points(points: Sequence[str]) -> Iterator[list[str]]:
    for count in range(len(points) - 1, 0, -1):
        yield list(points[:count])
    for form in shorter(points[0]):
        yield [form]


def _people(item: Mapping[str, Any], line: str) -> str:
    people = "、".join(item["people"])
    return "　".join(each for each in (people, line) if each)
