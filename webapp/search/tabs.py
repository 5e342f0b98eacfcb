"""The tabs of the result page: the kinds of things that are searched, and who finds, counts and shows each.

Documents and what stands in the directory are in the index. A part above this one adds a tab of its own when the
application is made; then the part itself counts and finds its things for the actor who asks, and answers for what
this actor may see. Its count stands on the tab for every search, so it takes one statement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.directory.vocabularies import Vocabularies

DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Line:
    """What the page shows of a thing below its name: the address it opens at, and facts as (icon, text)."""

    url: str
    meta: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """Something a part found by itself; ``row`` is handed to the tab's ``line``."""

    id: int
    title: str
    text: str = ""
    row: Any = None


@dataclass(frozen=True, slots=True)
class Listed:
    """How many things a part found in all, and those of the page."""

    total: int
    things: Sequence[Thing] = ()


class Finder(Protocol):
    """Finds the things of a part for a text; all of them, newest first, for none."""

    def __call__(self, session: Session, actor: Actor, text: str, first: int, limit: int, /) -> Listed:
        """Those this actor may see, ``limit`` of them beginning with number ``first``."""


class Counter(Protocol):
    """Counts what the finder would find."""

    def __call__(self, session: Session, actor: Actor, text: str, /) -> int:
        """How many of them this actor may see."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One kind of thing. Without ``find`` and ``count`` it is in the index, and ``facets`` are what narrows it."""

    kind: str
    label: Any
    order: int
    line: Callable[[Any, Vocabularies], Line] | None = None
    facets: tuple[str, ...] = ()
    find: Finder | None = None
    count: Counter | None = None

    def __post_init__(self) -> None:
        if (self.find is None) != (self.count is None) or (self.find and self.facets):
            raise ValueError(self.kind)


Tabs = Mapping[str, Tab]


def in_order(tabs: Sequence[Tab]) -> Tabs:
    """The tabs by the kind of thing, in the order they are shown; of two for a kind the later one counts."""
    return {tab.kind: tab for tab in sorted({tab.kind: tab for tab in tabs}.values(), key=lambda tab: tab.order)}
