"""What the front door shows: counts and newest documents, only of what this reader may see."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.adoptions.queries.listing import waiting_count
from webapp.base.actor import Actor
from webapp.base.paging import Page
from webapp.directory.models import Organisation, Person, Studio
from webapp.documents.cards import DocumentCard, counts_by, favourites_page, newest_cards, opened_cards
from webapp.documents.models import Document, Version
from webapp.documents.policy import may_write_somewhere
from webapp.documents.queries.review import reviews_waiting
from webapp.documents.queries.writing import drafts_waiting


@dataclass(frozen=True, slots=True)
class Home:
    """The figures and lists of the front door."""

    kinds: dict[str, int]
    industries: dict[str, int]
    newest: list[DocumentCard]
    people: int
    studios: int
    organisations: int

    @property
    def documents(self) -> int:
        """How many documents this reader may see."""
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class Mine:
    """What waits for somebody, and what they marked or read."""

    drafts: int
    reviews: int
    adoptions: int
    opened: list[DocumentCard]
    favourites: Page[DocumentCard]


def home(session: Session, actor: Actor) -> Home:
    """The front door for this reader."""
    return Home(
        kinds=counts_by(session, actor, Document.kind),
        industries=counts_by(session, actor, Version.industry),
        newest=newest_cards(session, actor, 6),
        people=_count(session, Person),
        studios=_count(session, Studio),
        organisations=_count(session, Organisation),
    )


def mine(session: Session, actor: Actor, number: int = 1) -> Mine | None:
    """What is this person's own, with one page of the favourites; None for visitors."""
    if not actor.is_signed_in:
        return None
    return Mine(
        drafts=drafts_waiting(session, actor) if may_write_somewhere(actor) else 0,
        reviews=reviews_waiting(session, actor),
        adoptions=waiting_count(session, actor),
        opened=opened_cards(session, actor, 6),
        favourites=favourites_page(session, actor, number),
    )


def _count(session: Session, model: type[Person] | type[Studio] | type[Organisation]) -> int:
    return session.scalar(select(func.count()).select_from(model).where(model.merged_into_id.is_(None))) or 0
