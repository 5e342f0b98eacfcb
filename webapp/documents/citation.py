"""How to cite a document: GB/T 7714-2025 for papers and reports, BibTeX for reference managers. Pure.

The form is that of an electronic resource on the web: creators. title: number[EB/OL]. edition. publisher,
(date of this version)[date of access]. address. The first edition is not named, as the standard says; of more than
three creators the first three are named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

NAMED_CREATORS = 3
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\^{}",
    "~": r"\~{}",
}


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation is made of. ``published_on`` is the day of this version, ``accessed_on`` the reader's day."""

    number: str
    title: str
    creators: Sequence[str]
    publisher: str
    edition: int
    published_on: date | None
    accessed_on: date
    address: str


def gbt7714(cited: Cited) -> str:
    """One line after GB/T 7714-2025."""
    creators = ", ".join([*cited.creators[:NAMED_CREATORS], *(["等"] if len(cited.creators) > NAMED_CREATORS else [])])
    head = f"{_sentence(creators)}{cited.title}: {cited.number}[EB/OL]. "
    edition = f"第{cited.edition}版. " if cited.edition > 1 else ""
    day = f"({cited.published_on.isoformat()})" if cited.published_on else ""
    publisher = f"{cited.publisher}, " if cited.publisher else ""
    return f"{head}{edition}{publisher}{day}[{cited.accessed_on.isoformat()}]. {cited.address}."


def bibtex(cited: Cited) -> str:
    """An entry of a BibTeX file."""
    day = cited.published_on or cited.accessed_on
    rows = {
        "title": f"{{{_tex(cited.title)}}}",
        "author": " and ".join(f"{{{_tex(name)}}}" for name in cited.creators),
        "organization": f"{{{_tex(cited.publisher)}}}" if cited.publisher else "",
        "number": cited.number,
        "edition": str(cited.edition),
        "year": str(day.year),
        "month": str(day.month),
        "url": cited.address,
        "urldate": cited.accessed_on.isoformat(),
        "langid": "chinese",
    }
    lines = [f"  {name} = {{{value}}}" for name, value in rows.items() if value]
    return "@misc{" + cited.number + ",\n" + ",\n".join(lines) + "\n}\n"


def _sentence(text: str) -> str:
    return f"{text}. " if text else ""


def _tex(text: str) -> str:
    plain = re.sub(r"\s+", " ", text)
    return "".join(_SPECIAL.get(sign, sign) for sign in plain)
