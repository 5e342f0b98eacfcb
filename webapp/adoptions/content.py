"""What one revision of an adoption says, as one frozen value; stored as canonical JSON and never altered."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from webapp.documents.content import Measure


class Grade(StrEnum):
    """How sure an amount is: verified by a finance certificate, estimated by the sides, or only reported."""

    VERIFIED = "verified"
    ESTIMATED = "estimated"
    REPORTED = "reported"


class Gain(StrEnum):
    """What an amount is: costs saved, or income gained."""

    SAVED = "saved"
    GAINED = "gained"


@dataclass(frozen=True, slots=True)
class YearBenefit:
    """Economic benefit of one calendar year, in whole fen. ``basis`` says how it was reckoned."""

    year: int | None
    fen: int
    gain: str = Gain.SAVED
    grade: str = Grade.ESTIMATED
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """All that a revision claims. Months are 'YYYY-MM'; an open end is ''. ``ordinal`` is the document's version.

    ``is_named`` allows readers of the document to see the organisation's name and the effect; without it they see
    only that there is one more, its region and its industry, and the sums.
    """

    started: str
    ended: str = ""
    ordinal: int = 1
    workshop: str = ""
    region: str = ""
    industry: str = ""
    machines: int | None = None
    lines: int | None = None
    people: int | None = None
    effect: str = ""
    changes: str = ""
    measures: tuple[Measure, ...] = ()
    benefits: tuple[YearBenefit, ...] = ()
    social: str = ""
    is_named: bool = True


def to_json(claim: Claim) -> str:
    """The canonical form: what is stored and compared."""
    return json.dumps(asdict(claim), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Claim:
    """The claim back from its canonical form; what is missing takes its default."""
    data: dict[str, Any] = json.loads(text)
    data["measures"] = tuple(Measure(**row) for row in data.get("measures", ()))
    data["benefits"] = tuple(YearBenefit(**row) for row in data.get("benefits", ()))
    return Claim(**data)
