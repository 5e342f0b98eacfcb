"""What was shown since when, and what changed each time, with names everybody of the audience may know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.base.paging import Page
from webapp.exhibitions.differing import differences
from webapp.exhibitions.models import Exhibition, Hall, Item, Snapshot
from webapp.exhibitions.queries.showing import arranged, exhibition_curated, shown
from webapp.exhibitions.show import Show, ShowHall, ShowItem, from_json, only, show_hash

SIZE = 20


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it is, of which thing by name ('' where it may not be named), and where."""

    what: str
    name: str
    where: str


@dataclass(frozen=True, slots=True)
class Shot:
    """One snapshot in the history."""

    ordinal: int
    at: datetime
    by: str
    note: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Pending:
    """What curators arranged that visitors do not see yet; ``seen`` names that state."""

    seen: str
    changes: tuple[Change, ...]


def history(session: Session, actor: Actor, key: str, number: int = 1) -> tuple[Exhibition, Page[Shot]]:
    """The snapshots, newest first; raises NotFound for everybody but curators."""
    exhibition = exhibition_curated(session, actor, key)
    rows = session.execute(
        select(Snapshot.ordinal, Snapshot.at, Account.name, Snapshot.note, Snapshot.changes)
        .outerjoin(Account, Account.id == Snapshot.by_id)
        .where(Snapshot.exhibition_id == exhibition.id)
        .order_by(Snapshot.ordinal.desc())
        .limit(SIZE)
        .offset((number - 1) * SIZE)
    ).all()
    names = names_of(session, exhibition)
    shots = [Shot(row.ordinal, row.at, row.name or "", row.note, tuple(_named(row.changes, names))) for row in rows]
    return exhibition, Page(shots, exhibition.snapshot, number, SIZE)


def pending(session: Session, exhibition: Exhibition) -> Pending:
    """What differs between what is on show and what is arranged."""
    show = arranged(session, exhibition)
    now_shown = shown(session, exhibition, show)
    content = session.scalar(
        select(Snapshot.content).where(Snapshot.exhibition_id == exhibition.id, Snapshot.ordinal == exhibition.snapshot)
    )
    seen = show_hash(show)
    if content is None:
        return Pending(seen, ())
    found = differences(from_json(content), only(show, frozenset(now_shown.by_key)))
    return Pending(seen, tuple(_named(found, names_of(session, exhibition))))


def names_of(session: Session, exhibition: Exhibition) -> dict[str, str]:
    """Names of all halls and items there ever were, as far as everybody of the audience may know them."""
    halls = session.execute(select(Hall.key, Hall.title).where(Hall.exhibition_id == exhibition.id))
    names = {row.key: row.title for row in halls}
    items = session.scalars(select(Item).where(Item.exhibition_id == exhibition.id)).all()
    everything = Show("", halls=(ShowHall("", "", items=tuple(_item(each) for each in items)),))
    found = shown(session, exhibition, everything)
    return names | {key: exhibit.title for key, exhibit in found.by_key.items()}


def _item(row: Item) -> ShowItem:
    return ShowItem(
        key=row.key,
        kind=row.kind,
        document_id=row.document_id,
        version_id=row.version_id,
        person_id=row.person_id,
        studio_id=row.studio_id,
        title=row.title,
    )


def _named(changes: Iterable[Sequence[str]], names: dict[str, str]) -> Iterable[Change]:
    for what, key, where in changes:
        if what == "text":
            yield Change(what, key, "")
        elif what == "changed":
            yield Change(what, names.get(key, ""), where)
        else:
            yield Change(what, names.get(key, ""), names.get(where, ""))
