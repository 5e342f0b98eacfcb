"""What an exhibition shows, as one frozen value: previewed, frozen at opening, and the source of every channel.

A snapshot is stored and hashed as this value and nothing else. The texts of documents are not in it: an item pins a
version, and whether that may be shown is asked anew each time (:mod:`webapp.exhibitions.queries.showing`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class ShowItem:
    """One thing on show. Texts '' mean: those of what it shows. ``pictures`` are keys, in order."""

    key: str
    kind: str
    document_id: int | None = None
    version_id: int | None = None
    person_id: int | None = None
    studio_id: int | None = None
    title: str = ""
    caption: str = ""
    note: str = ""
    text: str = ""
    pictures: tuple[str, ...] = ()
    video_key: str = ""
    demonstrations: str = ""
    booth: str = ""


@dataclass(frozen=True, slots=True)
class ShowHall:
    """A section with the text on its wall and its items in order."""

    key: str
    title: str
    text: str = ""
    items: tuple[ShowItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Show:
    """The whole exhibition. Dates are ISO dates or ''; ``introduction`` and texts are Markdown."""

    title: str
    theme: str = ""
    level: str = ""
    organisers: str = ""
    place: str = ""
    starts_on: str = ""
    ends_on: str = ""
    opening_hours: str = ""
    introduction: str = ""
    cover_key: str = ""
    halls: tuple[ShowHall, ...] = ()

    def items(self) -> Iterator[ShowItem]:
        """All items, in the order of the tour."""
        for hall in self.halls:
            yield from hall.items


def to_json(show: Show) -> str:
    """The canonical form: what is stored and hashed."""
    return json.dumps(asdict(show), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Show:
    """The show back from its canonical form. Unknown keys raise TypeError; missing ones take their default."""
    data: dict[str, Any] = json.loads(text)
    halls = tuple(_hall(row) for row in data.pop("halls", ()))
    return Show(**data, halls=halls)


def show_hash(show: Show) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(to_json(show).encode()).hexdigest()


def only(show: Show, keys: frozenset[str]) -> Show:
    """The show with the items of these keys and no others; halls stay, even empty ones."""
    halls = tuple(replace(hall, items=tuple(item for item in hall.items if item.key in keys)) for hall in show.halls)
    return replace(show, halls=halls)


def _hall(row: dict[str, Any]) -> ShowHall:
    return ShowHall(**{**row, "items": tuple(_item(each) for each in row.get("items", ()))})


def _item(row: dict[str, Any]) -> ShowItem:
    return ShowItem(**{**row, "pictures": tuple(row.get("pictures", ()))})
