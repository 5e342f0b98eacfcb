"""Reads of files made of an exhibition, for its curators: the list, one file, who holds copies that say too much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.base.errors import NotFound
from webapp.base.journal import JournalEntry
from webapp.base.paging import PAGE_SIZE, Page
from webapp.documents.models import Document, Version
from webapp.exhibitions import policy
from webapp.exhibitions.models import Exhibition, Made
from webapp.exhibitions.queries.showing import Shown, exhibition_curated, previewed, visited


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who made or took a file, and when."""

    name: str
    at: datetime
    took: bool


@dataclass(frozen=True, slots=True)
class MadeRow:
    """A file with who asked for it. ``hidden`` counts documents in it that may not be shown any more."""

    made: Made
    by: str
    hidden: int
    holders: tuple[Holder, ...]

    @property
    def is_to_be_had(self) -> bool:
        """Whether it can be downloaded."""
        return self.made.sha256 is not None and not self.hidden


@dataclass(frozen=True, slots=True)
class MadePage:
    """What the page of made files shows. ``shown`` names the items of reports."""

    exhibition: Exhibition
    shown: Shown
    page: Page[MadeRow]

    @property
    def is_at_work(self) -> bool:
        """Whether anything on the page is waiting or being made."""
        return any(row.made.state in ("waiting", "running") for row in self.page.items)


def made_page(session: Session, actor: Actor, key: str, number: int) -> MadePage:
    """The files of an exhibition, newest first; a constant number of statements. Raises NotFound."""
    exhibition, shown = shown_for_making(session, actor, key)
    statement = select(Made).where(Made.exhibition_id == exhibition.id).order_by(Made.id.desc())
    rows = session.scalars(statement.offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
    total = session.scalar(select(func.count()).select_from(Made).where(Made.exhibition_id == exhibition.id)) or 0
    return MadePage(exhibition, shown, Page(_rows(session, exhibition, rows), total, number))


def shown_for_making(session: Session, actor: Actor, key: str) -> tuple[Exhibition, Shown]:
    """What a file made now would carry: the newest snapshot, or what is arranged while it was never open."""
    exhibition = exhibition_curated(session, actor, key)
    return visited(session, actor, key) if exhibition.snapshot else previewed(session, actor, key)


def made_of(session: Session, actor: Actor, key: str, made_key: str) -> tuple[Exhibition, Made]:
    """One file for the curators of its exhibition; raises NotFound."""
    exhibition = exhibition_curated(session, actor, key)
    made = session.scalars(select(Made).where(Made.exhibition_id == exhibition.id, Made.key == made_key)).one_or_none()
    if made is None:
        raise NotFound
    return exhibition, made


def downloadable(session: Session, actor: Actor, key: str, made_key: str) -> tuple[Exhibition, Made]:
    """A finished file in which everything may still be shown; raises NotFound."""
    exhibition, made = made_of(session, actor, key, made_key)
    if made.sha256 is None or hidden_since(session, exhibition.audience, made.versions):
        raise NotFound
    return exhibition, made


def hidden_since(session: Session, audience: str, version_ids: Iterable[int]) -> frozenset[int]:
    """Those of the versions that this audience may not read any more."""
    wanted = frozenset(version_ids)
    readable = session.scalars(
        select(Version.id)
        .join(Document, Document.id == Version.document_id)
        .where(Version.id.in_(sorted(wanted)), policy.shown_to(audience))
    )
    return wanted - frozenset(readable)


def files_known(session: Session, actor: Actor, ids: Sequence[int]) -> frozenset[int]:
    """Those of these files whose exhibition the actor curates: what notices may speak of."""
    statement = select(Made.id).join(Exhibition, Exhibition.id == Made.exhibition_id)
    return frozenset(session.scalars(statement.where(Made.id.in_(ids), policy.exhibitions_curated_by(actor))))


def _rows(session: Session, exhibition: Exhibition, rows: Sequence[Made]) -> tuple[MadeRow, ...]:
    hidden = hidden_since(session, exhibition.audience, {each for row in rows for each in row.versions})
    makers = _names(session, [row.by_id for row in rows if row.by_id is not None])
    holders = _holders(session, [row.id for row in rows if hidden.intersection(row.versions)])
    return tuple(
        MadeRow(row, makers.get(row.by_id or 0, ""), len(hidden.intersection(row.versions)), holders.get(row.id, ()))
        for row in rows
    )


def _names(session: Session, account_ids: Sequence[int]) -> Mapping[int, str]:
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(account_ids)))
    return {row[0]: row[1] for row in rows}


def _holders(session: Session, made_ids: Sequence[int]) -> Mapping[int, tuple[Holder, ...]]:
    """Who asked for each of the files and who took it, from the journal."""
    entries = session.scalars(
        select(JournalEntry)
        .where(JournalEntry.subject_kind == "exhibition_made", JournalEntry.subject_id.in_(made_ids))
        .where(JournalEntry.action.in_(("exhibitions.make", "exhibitions.take_made")))
        .order_by(JournalEntry.id)
    )
    found: dict[int, tuple[Holder, ...]] = {}
    for entry in entries:
        holder = Holder(entry.actor_name, entry.at, entry.action.endswith("take_made"))
        found[entry.subject_id or 0] = (*found.get(entry.subject_id or 0, ()), holder)
    return found
