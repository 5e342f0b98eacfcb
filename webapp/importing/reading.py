"""What was read from one file: its blocks in order, its pictures, and a line for everything that could not be carried.

Pictures and formulas stand in the text as tokens (:func:`picture_token`) until a draft is made. Plain data, so that it
crosses from the child process and is kept with the import.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

PICTURE_ADDRESS = "import:"
PICTURE = re.compile(r"import:([0-9]{1,4})")


class BlockKind(StrEnum):
    """What a block is."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    LIST = "list"
    TABLE = "table"
    PICTURE = "picture"


class Carried(StrEnum):
    """How much of something arrived: all in another form, only its words, or nothing."""

    CHANGED = "changed"
    TEXT_ONLY = "text_only"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Block:
    """One block. ``text`` is plain, ``markdown`` is what a section gets.

    A list has its top-level ``items`` as pairs (markdown of the item's own line, markdown of what is below it); a table
    has its ``rows`` as plain cells ('' where a merged cell goes on), the same as Markdown in ``cells``, ``header``
    when the first row is one, and a ``caption``.
    """

    kind: BlockKind
    text: str
    markdown: str
    level: int = 0
    ordered: bool = False
    bold: bool = False
    header: bool = False
    caption: str = ""
    items: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report: what it is about (``code``), how it fared, the words concerned, and how many there were."""

    code: str
    carried: Carried
    text: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class FoundPicture:
    """A picture by its number in the tokens: the file it was written to ('' when it cannot be kept) and its words."""

    number: int
    file: str
    name: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read from one file. ``title`` is what the file's own properties say; ``notes`` are footnotes."""

    blocks: tuple[Block, ...]
    pictures: tuple[FoundPicture, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    report: tuple[Line, ...] = ()
    title: str = ""


def picture_token(number: int) -> str:
    """The address a picture has in the Markdown until it is an attachment."""
    return f"{PICTURE_ADDRESS}{number}"


def pictures_in(texts: Iterable[str]) -> tuple[int, ...]:
    """The numbers of the pictures these texts show, each once, in order."""
    found = (int(number) for text in texts for number in PICTURE.findall(text))
    return tuple(dict.fromkeys(found))


def to_data(reading: Reading) -> dict[str, Any]:
    """The reading as plain lists, dicts and texts."""
    return asdict(reading)


def from_data(data: dict[str, Any]) -> Reading:
    """The reading back from :func:`to_data`, also after JSON."""
    return Reading(
        blocks=tuple(_block(each) for each in data["blocks"]),
        pictures=tuple(FoundPicture(**each) for each in data["pictures"]),
        notes=tuple((str(key), str(text)) for key, text in data["notes"]),
        report=tuple(Line(**{**each, "carried": Carried(each["carried"])}) for each in data["report"]),
        title=str(data["title"]),
    )


def _block(data: dict[str, Any]) -> Block:
    return Block(
        **{
            **data,
            "kind": BlockKind(data["kind"]),
            "items": tuple((head, below) for head, below in data["items"]),
            "rows": tuple(tuple(row) for row in data["rows"]),
            "cells": tuple(tuple(row) for row in data["cells"]),
        }
    )
