"""Whether something much alike is there already: a warning to those who write, never a refusal.

The search registers a finder under ``SIMILAR``; beside it the drafts the actor may write are held against the title.
Only what the actor may read or write is ever named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.documents import policy
from webapp.documents.models import Document, Version
from webapp.documents.workflow import OPEN

SIMILAR = "similar"
SHOWN = 3
LOOKED_AT = 500
ALIKE = 0.6
LEAST_TITLE = 4
LEAST_PAIRS = 12
REPEATED = 0.8


@dataclass(frozen=True, slots=True)
class Similar:
    """A document much alike; ``is_draft`` when it is one that is being written."""

    number: str
    title: str
    is_draft: bool = False


class SimilarFinder(Protocol):
    """Finds published documents by title and text."""

    def __call__(self, session: Session, actor: Actor, title: str, text: str, /) -> Sequence[Similar]:
        """Those the actor may read, most alike first; takes a constant number of statements and does not write."""


def similar_to(
    session: Session, actor: Actor, finder: SimilarFinder | None, title: str, text: str, besides: str
) -> list[Similar]:
    """Up to three documents much alike that the actor may read or write, without the one of the number ``besides``."""
    if len(title.strip()) < LEAST_TITLE:
        return []
    found = [*_drafts(session, actor, title), *(finder(session, actor, title, text) if finder else ())]
    by_number = {each.number: each for each in reversed(found) if each.number != besides}
    return [each for each in dict.fromkeys(found) if by_number.get(each.number) is each][:SHOWN]


def is_alike(its_title: str, its_summary: str, title: str, text: str) -> bool:
    """Whether a published document is much alike: by its title, or because the text says what its summary says."""
    said = _pairs(its_summary)
    repeated = len(said & _pairs(text)) / len(said) if len(said) >= LEAST_PAIRS else 0.0
    return likeness(its_title, title) >= ALIKE or repeated >= REPEATED


def likeness(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 1: the share of pairs of neighbouring characters they have in common."""
    first, second = _pairs(one), _pairs(other)
    together = len(first) + len(second)
    return 2 * len(first & second) / together if together else 0.0


def _pairs(title: str) -> frozenset[str]:
    plain = "".join(sign for sign in title.casefold() if sign.isalnum())
    return frozenset(plain[place : place + 2] for place in range(len(plain) - 1))


def _drafts(session: Session, actor: Actor, title: str) -> list[Similar]:
    rows = session.execute(
        select(Document.number, Version.title)
        .join(Version, Version.document_id == Document.id)
        .where(policy.writable_by(actor), Version.state.in_(sorted(OPEN)))
        .order_by(Version.edited_at.desc(), Version.id.desc())
        .limit(LOOKED_AT)
    )
    alike = [(likeness(title, row.title), Similar(row.number, row.title, is_draft=True)) for row in rows]
    return [each for share, each in sorted(alike, key=lambda pair: -pair[0]) if share >= ALIKE]
