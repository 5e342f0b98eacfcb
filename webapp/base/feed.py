"""The change feed: what became stale, numbered in the transaction that changed it.

A model that others follow implements ``feed_keys()`` and returns the things it belongs to, such as ``("document", 7)``.
At flush every changed, new or deleted row is asked, and each thing named gets the next number, so nobody can forget.
Only the newest number of each thing is kept. The single counter row is locked until commit, so numbers become
visible in their own order on every database. Followers keep their position on their own side, with the epoch.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import BigInteger, Integer, String, bindparam, delete, event, insert, select, tuple_, update
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from webapp.base.model import Model

FeedKey = tuple[str, int]
MANY = 10
"""More things than this are numbered with few statements instead of two for each."""
KEYS_AT_ONCE = 200


@runtime_checkable
class Followed(Protocol):
    """A row whose change makes things stale."""

    def feed_keys(self) -> Iterable[FeedKey]:
        """The things that are stale once this row has changed."""
        ...


class FeedCounter(Model):
    """One row: the last number given, and the epoch, renewed whenever a database is restored."""

    __tablename__ = "feed_counter"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(BigInteger, default=0)
    epoch: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))


class Change(Model):
    """The newest number of one thing."""

    __tablename__ = "change"

    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    thing_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger, unique=True)


@dataclass(frozen=True, slots=True)
class FeedState:
    """Where the feed stands."""

    epoch: str
    last: int


_STATE = select(FeedCounter.epoch, FeedCounter.last)
_NEWEST = select(Change.number).where(Change.kind == bindparam("kind")).order_by(Change.number.desc()).limit(1)
"""Statements asked at nearly every request: made once."""


def feed_state(session: Session) -> FeedState:
    """The epoch and the last number given."""
    row = session.execute(_STATE).one()
    return FeedState(row.epoch, row.last)


def changes_after(session: Session, position: int, limit: int = 200) -> list[tuple[int, FeedKey]]:
    """Up to ``limit`` things with a number above ``position``, oldest first, as (number, key)."""
    rows = session.execute(
        select(Change.number, Change.kind, Change.thing_id)
        .where(Change.number > position)
        .order_by(Change.number)
        .limit(limit)
    )
    return [(row.number, (row.kind, row.thing_id)) for row in rows]


def newest(session: Session, kind: str) -> int:
    """The newest number given to any thing of this kind, 0 if none: a stamp for caches."""
    return session.scalar(_NEWEST, {"kind": kind}) or 0


def renew_epoch(session: Session) -> None:
    """Make every follower start afresh, as after a restore."""
    session.execute(update(FeedCounter).values(epoch=secrets.token_hex(16)))


def watch(session_class: Any) -> None:
    """Have sessions of this class (or maker) number what they change."""
    event.listen(session_class, "before_flush", _collect)
    event.listen(session_class, "after_flush", _number)


def mark(session: Session, key: FeedKey) -> None:
    """Name a thing as stale by hand, for changes made by bulk statements."""
    session.info.setdefault("feed", set()).add(key)
    _write_numbers(session)


def _collect(session: Session, _context: UOWTransaction, _instances: object) -> None:
    touched = session.info.setdefault("feed_rows", [])
    touched.extend(row for row in session.new if isinstance(row, Followed))
    touched.extend(row for row in session.dirty if isinstance(row, Followed) and session.is_modified(row))
    keys = session.info.setdefault("feed", set())
    for row in session.deleted:  # their keys must be read before they go
        if isinstance(row, Followed):
            keys.update(row.feed_keys())


def _number(session: Session, _context: UOWTransaction) -> None:
    keys = session.info.setdefault("feed", set())
    for row in session.info.pop("feed_rows", []):
        keys.update(row.feed_keys())
    _write_numbers(session)


def _write_numbers(session: Session) -> None:
    keys: set[FeedKey] = session.info.pop("feed", set())
    if not keys:
        return
    connection = session.connection()
    if len(keys) > MANY:
        _write_many(session, sorted(keys))
        return
    for kind, thing_id in sorted(keys):
        number = connection.execute(
            update(FeedCounter).values(last=FeedCounter.last + 1).returning(FeedCounter.last)
        ).scalar_one()
        found = connection.execute(
            update(Change).where(Change.kind == kind, Change.thing_id == thing_id).values(number=number)
        )
        if found.rowcount == 0:
            connection.execute(Change.__table__.insert().values(kind=kind, thing_id=thing_id, number=number))  # type: ignore[attr-defined]


def _write_many(session: Session, keys: list[FeedKey]) -> None:
    connection = session.connection()
    last = connection.execute(
        update(FeedCounter).values(last=FeedCounter.last + len(keys)).returning(FeedCounter.last)
    ).scalar_one()
    rows = [
        {"kind": kind, "thing_id": thing_id, "number": number}
        for number, (kind, thing_id) in enumerate(keys, last - len(keys) + 1)
    ]
    for start in range(0, len(keys), KEYS_AT_ONCE):
        some = keys[start : start + KEYS_AT_ONCE]
        connection.execute(delete(Change).where(tuple_(Change.kind, Change.thing_id).in_(some)))
    connection.execute(insert(Change), rows)
