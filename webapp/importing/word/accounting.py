"""Whether everything that can be read in the file arrived, in a block or in a line of the report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from webapp.importing.word.names import Element, all_of, local

_BLANK = re.compile(r"[\s\u3000\u00a0\u200b\u00ad\ufdd0-\ufdef]+")


def pieces_of(root: Element) -> list[list[str]]:
    """The words of each paragraph of a part as it came, piece by piece; fall-back copies are left out."""
    found: dict[Element, list[str]] = {}
    for text in all_of(root, "w:t", "m:t"):
        above = list(text.iterancestors())
        if text.text and not any(local(up) == "Fallback" for up in above):
            paragraph = next((up for up in above if local(up) == "p"), root)
            found.setdefault(paragraph, []).append(text.text)
    return list(found.values())


def missing(paragraphs: Iterable[list[str]], arrived: Iterable[str]) -> Iterator[str]:
    """The words of those paragraphs of which a piece arrived nowhere."""
    told = [squeezed(text) for text in arrived]
    whole, everything = set(told), "".join(told)
    for pieces in paragraphs:
        if squeezed("".join(pieces)) not in whole and any(squeezed(piece) not in everything for piece in pieces):
            yield "".join(pieces)


def squeezed(text: str) -> str:
    """The text without anything that cannot be seen."""
    return _BLANK.sub("", text)
