"""What is asked of actions on exhibitions, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from webapp.exhibitions.workflow import ItemKind, Level


@dataclass(frozen=True, slots=True)
class Texts:
    """Everything curators say of an exhibition as a whole. ``audience`` is public or members."""

    title: str
    theme: str = ""
    level: str = Level.CITY
    organisation_id: int | None = None
    organisers: str = ""
    place: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    opening_hours: str = ""
    introduction: str = ""
    audience: str = "public"
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    call_text: str = ""
    call_until: date | None = None
    has_guest_book: bool = True
    kiosk_seconds: int = 90


@dataclass(frozen=True, slots=True)
class NewItem:
    """Something to put on show: a document by number, a person or studio by id, or own words with a title.

    ``pictures`` are keys of the exhibition's own pictures or of files of the document's published version; without
    any, the first pictures of that version are taken.
    """

    kind: str = ItemKind.DOCUMENT
    document_number: str = ""
    person_id: int | None = None
    studio_id: int | None = None
    title: str = ""
    caption: str = ""
    note: str = ""
    text: str = ""
    pictures: tuple[str, ...] = ()
    video_key: str = ""
    demonstrations: str = ""
    booth: str = ""


@dataclass(frozen=True, slots=True)
class EditItem:
    """The words and pictures of an item anew; ``revision`` is the row's counter as the form showed it."""

    revision: int
    title: str = ""
    caption: str = ""
    note: str = ""
    text: str = ""
    pictures: tuple[str, ...] = ()
    video_key: str = ""
    demonstrations: str = ""
    booth: str = ""


@dataclass(frozen=True, slots=True)
class EditHall:
    """The title and wall text of a hall anew; ``revision`` is the row's counter as the form showed it."""

    revision: int
    title: str
    text: str = ""
