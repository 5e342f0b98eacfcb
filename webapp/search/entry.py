"""What is indexed of one thing: a document, a person, a studio or an organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

PUBLIC = "public"
"""The audience of what everybody may read. Every other audience lives in the internal index."""


class Key(NamedTuple):
    """Names one thing, for instance ``Key("document", 12)``."""

    kind: str
    id: int


class Passage(NamedTuple):
    """A piece of text and the place a hit in it opens, for instance ``Passage("step-3", "…")``."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """The present state of one thing as the index needs it.

    ``people`` are names (craftspeople; for a document also its studio and organisations); ``method`` and ``steps``
    weigh more than ``body``, ``attachments`` less. ``facets`` hold vocabulary keys or names, one or more values each.
    ``date_ordinal`` is a proleptic Gregorian ordinal (0 = unknown). ``adoptions`` and ``verified`` give small boosts.
    """

    kind_of_thing: str
    id: int
    audience: str
    title: str
    keywords: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    method: tuple[Passage, ...] = ()
    steps: tuple[Passage, ...] = ()
    body: tuple[Passage, ...] = ()
    attachments: tuple[Passage, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date_ordinal: int = 0
    adoptions: int = 0
    verified: bool = False

    @property
    def key(self) -> Key:
        """The key of the thing."""
        return Key(self.kind_of_thing, self.id)
