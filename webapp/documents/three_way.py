"""Bringing together two people's edits of one text: pure, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from webapp.documents.compare import part, part_names
from webapp.documents.content import Content


@dataclass(frozen=True, slots=True)
class Merge:
    """``content`` holds mine, with theirs where only they changed something.

    ``conflicts`` names the parts both changed differently (mine is kept), ``taken`` those that are theirs alone.
    """

    content: Content
    conflicts: tuple[str, ...]
    taken: tuple[str, ...]


def merge(base: Content | None, mine: Content, theirs: Content) -> Merge:
    """The three-way comparison of two edits of ``base``; without it every difference is a conflict."""
    conflicts: list[str] = []
    taken: list[str] = []
    for name in part_names(mine, theirs, *([base] if base else [])):
        my_part, their_part = part(mine, name), part(theirs, name)
        if my_part == their_part:
            continue
        if base is None or part(base, name) not in (my_part, their_part):
            conflicts.append(name)
        elif part(base, name) == my_part:
            taken.append(name)
    return Merge(with_parts(mine, {name: part(theirs, name) for name in taken}), tuple(conflicts), tuple(taken))


def with_parts(content: Content, parts: Mapping[str, object]) -> Content:
    """The content with these parts in place of its own; a section set to '' goes."""
    fields: dict[str, Any] = {name: value for name, value in parts.items() if not name.startswith("sections.")}
    sections = dict(content.sections)
    for name, value in parts.items():
        if name.startswith("sections."):
            key = name.removeprefix("sections.")
            if value:
                sections[key] = str(value)
            else:
                sections.pop(key, None)
    return replace(content, sections=sections, **fields)
