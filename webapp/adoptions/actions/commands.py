"""What is asked of actions on adoptions, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.adoptions.content import Claim
from webapp.adoptions.workflow import Side
from webapp.base.files.sniff import FileType
from webapp.base.files.store import Staged


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A complete upload with its type by content; ``kind`` is finance, report, photo or other."""

    staged: Staged
    file_type: FileType
    name: str
    kind: str = "other"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask at the adopter; given with that person's consent, else empty."""

    name: str = ""
    phone: str = ""
    consent: bool = False


@dataclass(frozen=True, slots=True)
class RecordAdoption:
    """A new adoption of a document. ``organisation`` is an id from the adopter's side, else what was typed."""

    number: str
    side: Side
    organisation: int | str
    claim: Claim
    contact: Contact = Contact()
    evidence: tuple[NewEvidence, ...] = ()
    demonstration_key: str = ""


@dataclass(frozen=True, slots=True)
class EditAdoption:
    """A further revision. ``revision`` is the row's counter as the form showed it."""

    revision: int
    claim: Claim
    note: str = ""
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A confirmation, objection, ending or withdrawal, of the state the page showed."""

    revision: int
    reason: str = ""
    ended: str = ""


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """What an adopter without an account said through a private link."""

    name: str
    agrees: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PlanDay:
    """A demonstration day as it should be. ``numbers`` are those of the documents shown, in order."""

    title: str
    organisation_id: int
    place: str
    starts_at: datetime | None
    ends_at: datetime | None
    description: str
    audience: str
    capacity: int | None
    numbers: tuple[str, ...] = ()
    studio_id: int | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class SignUp:
    """Who wants to come. Without an account, name and consent are needed."""

    name: str = ""
    organisation: str = ""
    phone: str = ""
    consent: bool = False
