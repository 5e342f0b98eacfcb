"""What people ask to be done with patents, as the forms give it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PatentTold:
    """What a record says. ``inventors`` and ``responsible`` as typed; ``studio`` is chosen when it is recorded."""

    title: str
    type: str
    number: str = ""
    applicants: tuple[str, ...] = ()
    inventors: tuple[str, ...] = ()
    right_holder: str = ""
    ipc_classes: tuple[str, ...] = ()
    publication_number: str = ""
    grant_number: str = ""
    certificate_number: str = ""
    responsible_id: int | None = None
    fee_percent: int = 100
    reduced_until_year: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FirstDates:
    """Days known when a patent is recorded; each becomes an event."""

    filed_on: date | None = None
    published_on: date | None = None
    granted_on: date | None = None
    paid_year: int | None = None


@dataclass(frozen=True, slots=True)
class RecordPatent:
    """A new record for a studio, or for an organisation (``studio_id`` None)."""

    organisation_id: int
    studio_id: int | None
    told: PatentTold
    dates: FirstDates = FirstDates()


@dataclass(frozen=True, slots=True)
class EditPatent:
    """A changed record; ``revision`` is the one that was seen."""

    revision: int
    told: PatentTold


@dataclass(frozen=True, slots=True)
class RecordEvent:
    """Something that happened. ``corrects_id`` names the event this one replaces."""

    kind: str
    on: date
    effective_on: date | None = None
    party: str = ""
    amount: Decimal | None = None
    is_announced: bool = False
    source: str = ""
    note: str = ""
    corrects_id: int | None = None


@dataclass(frozen=True, slots=True)
class RecordPayment:
    """A fee that was paid for a year of the patent. ``settles``: the year is paid in full."""

    year: int
    paid_on: date
    amount: Decimal | None = None
    settles: bool = True
    note: str = ""
