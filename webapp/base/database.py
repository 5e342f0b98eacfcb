"""One database: how it is opened, read and written. The only place where a transaction ends.

SQLite: foreign keys on, full sync, WAL only where the SQLite version is safe (3.51.3 or later; earlier ones can lose
committed pages when a WAL is reset), ``BEGIN IMMEDIATE`` for writers, and reading connections refuse writes.
PostgreSQL: readers run in READ ONLY transactions, writers in READ COMMITTED with compare-and-set updates.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool, QueuePool

from webapp.base import feed

SAFE_WAL_VERSION = (3, 51, 3)
BUSY_SECONDS = 30.0
SAMPLED_ROWS = 400


class ReadSession(Session):
    """A session that only reads: flushing a change raises."""

    def flush(self, objects: Any = None) -> None:
        """Refuse to write."""
        if self.new or self.dirty or self.deleted:
            raise RuntimeError("a reading session was asked to write")


class Database:
    """An engine for writing, one for reading, and the two ways in."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._held = threading.local()
        self.engine = self._engine(writes=True)
        self.read_engine = self._engine(writes=False)
        self._write = sessionmaker(self.engine, expire_on_commit=False)
        feed.watch(self._write)
        self._read = sessionmaker(self.read_engine, class_=ReadSession, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session in which nothing can be changed. Keep it short: SQLite's writers wait for it before they commit.

        Within another reading session of the same thread it is that one: a writer that waits for the outer one to end
        lets nobody begin, so a second would wait for a writer that waits for the first.
        """
        outer: Session | None = getattr(self._held, "session", None)
        if outer is not None:
            yield outer
            return
        with self._read() as session:
            self._held.session = session
            try:
                yield session
            finally:
                self._held.session = None

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in one transaction: committed at the end, rolled back on any exception.

        Inside a reading session of the same thread it would wait for that one for ever, so that is refused.
        """
        if getattr(self._held, "session", None) is not None:
            raise RuntimeError("a writing session was begun inside a reading one")
        with self._write() as session, session.begin():
            yield session

    def refresh_statistics(self) -> None:
        """Let SQLite sample what its indexes hold, in a moment even when there is much; PostgreSQL does it by itself.

        Without it finding twenty among 100,000 documents goes through all that are published: seconds for a page.
        """
        if self.is_sqlite:
            with suppress(OperationalError), self.engine.begin() as connection:  # too busy: another time will do
                connection.exec_driver_sql(f"PRAGMA analysis_limit={SAMPLED_ROWS}")
                connection.exec_driver_sql("ANALYZE")

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()
        self.read_engine.dispose()

    def _engine(self, *, writes: bool) -> Engine:
        if not self.is_sqlite:
            return self._postgresql(writes=writes)
        engine = create_engine(
            self.url,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
            poolclass=QueuePool if self.url.database else NullPool,
            pool_size=16,
            max_overflow=32,
        )
        _prepare_sqlite(engine, writes=writes)
        return engine

    def _postgresql(self, *, writes: bool) -> Engine:
        url = self.url.set(drivername="postgresql+psycopg")
        engine = create_engine(url, pool_size=8, max_overflow=24, pool_pre_ping=True)
        if writes:
            return engine
        return engine.execution_options(postgresql_readonly=True)


def wal_is_safe() -> bool:
    """Whether this Python's SQLite may use a write-ahead log."""
    return sqlite3.sqlite_version_info >= SAFE_WAL_VERSION


def _prepare_sqlite(engine: Engine, *, writes: bool) -> None:
    @event.listens_for(engine, "connect")
    def connect(dbapi: Any, _record: object) -> None:
        dbapi.isolation_level = None  # SQLAlchemy says BEGIN itself
        pragmas = [f"journal_mode={'WAL' if wal_is_safe() else 'DELETE'}"] if writes else []
        pragmas += ["synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF", "cache_size=-16000"]
        if not writes:
            pragmas.append("query_only=ON")
        for pragma in pragmas:
            dbapi.execute("PRAGMA " + pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
