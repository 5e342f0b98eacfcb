"""What a document says about its own secrecy, and the ways from one declaration to another.

Publishing a method before its patent is filed destroys the novelty of the invention (Patent Law of China, article 22;
the grace of article 24 does not cover an archive like this one), so what is not declared counts as not yet filed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class Disclosure(StrEnum):
    """Whether and why a document has to be kept from the public."""

    UNDECLARED = "undeclared"
    TO_BE_FILED = "to_be_filed"
    SECRET = "secret"  # noqa: S105 - know-how, no password
    FILED = "filed"
    PUBLIC = "public"
    NOTHING = "nothing"


class Way(StrEnum):
    """What a change of the declaration takes: nothing, a filing number with its date, or a second person and a wait."""

    FREE = "free"
    FILING = "filing"
    OPENING = "opening"


GUARDED = frozenset({Disclosure.UNDECLARED, Disclosure.TO_BE_FILED, Disclosure.SECRET})
OPEN_TO_ALL = frozenset(Disclosure) - GUARDED
DECLARED = frozenset(Disclosure) - {Disclosure.UNDECLARED}
DECLARED_GUARDED = GUARDED & DECLARED
OPENING_WAIT = timedelta(hours=24)
OPENING_LAPSES = timedelta(days=14)
LEAST_REASON = 10


def is_guarded(disclosure: str) -> bool:
    """Whether a document with this declaration must not be readable outside its own organisation."""
    return disclosure not in OPEN_TO_ALL


def has_lapsed(ready_at: datetime | None, moment: datetime) -> bool:
    """Whether an opening that was ready at ``ready_at`` may no longer take effect."""
    return ready_at is not None and moment >= ready_at + OPENING_LAPSES


def way_to(present: str, wanted: str) -> Way:
    """What it takes to declare ``wanted`` in place of ``present``; closing is always free."""
    if wanted in GUARDED:
        return Way.FREE
    if wanted == Disclosure.FILED:
        return Way.FILING
    return Way.OPENING if present in DECLARED_GUARDED else Way.FREE
