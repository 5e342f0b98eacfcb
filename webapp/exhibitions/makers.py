"""What can be made of an exhibition: a part of the program registers a maker for each kind of file.

``site.parts["exhibition_makers"]`` maps a :class:`MadeKind` to a maker. It gets what may be shown now and hands back a
file of its own in a temporary place; the caller takes it from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from webapp.base.files.store import FileStore
from webapp.exhibitions.models import Exhibition
from webapp.exhibitions.queries.showing import Shown

MAKERS = "exhibition_makers"
Progress = Callable[[int, int], None]
ReportRow = tuple[str, str, str]
"""A code, the key of the item it is about or '', and a detail such as the name of a field."""


class CannotMake(Exception):
    """It cannot be made, and trying again would not help; the text is a code of ``wording.FAULTS``."""


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A finished file at ``path``, to be moved away; the name it is saved under; what was shortened or left out."""

    path: Path
    name: str
    mime: str
    report: tuple[ReportRow, ...] = ()


class Maker(Protocol):
    """Makes one kind of file. It tells ``progress`` how far it is, at least every few seconds."""

    def __call__(
        self, shown: Shown, exhibition: Exhibition, language: str, files: FileStore, progress: Progress, /
    ) -> MadeFile:
        """The file. Raises CannotMake when it can never be made; anything else is tried again."""


def register(parts: dict[str, Any], kind: str, maker: Maker) -> None:
    """Have this kind of file made by ``maker``."""
    parts.setdefault(MAKERS, {})[kind] = maker


def makers_of(parts: Mapping[str, Any]) -> Mapping[str, Maker]:
    """The makers of a site by kind."""
    known: Mapping[str, Maker] = parts.get(MAKERS, {})
    return known
