"""The state a test starts from again and again: noticing that a database changed, and putting it back."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from webapp.base.database import Database


class Kept(Protocol):
    """A database as it was when it was kept."""

    def changed(self) -> bool:
        """Whether anything was committed since the last time it was put back."""
        ...

    def restore(self) -> None:
        """Put everything back."""
        ...

    def actions(self) -> list[str]:
        """The actions of the journal's rows added since."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


def keep(database: Database) -> Kept:
    """Keep the present state."""
    return KeptFile(database) if database.is_sqlite else KeptSchema(database)


class KeptFile:
    """An SQLite file, kept in memory."""

    def __init__(self, database: Database) -> None:
        assert database.url.database is not None
        self._live = sqlite3.connect(database.url.database)
        self._live.execute("PRAGMA synchronous=OFF")
        self._copy = sqlite3.connect(":memory:")
        self._live.backup(self._copy)
        self._rows = self._journal()
        self._seen = self._version()

    def changed(self) -> bool:
        return self._version() != self._seen

    def restore(self) -> None:
        self._copy.backup(self._live)
        self._seen = self._version()

    def actions(self) -> list[str]:
        rows = self._live.execute("SELECT action FROM journal WHERE id > ? ORDER BY id", (self._rows,))
        return [row[0] for row in rows]

    def close(self) -> None:
        self._copy.close()
        self._live.close()

    def _version(self) -> int:
        return int(self._live.execute("PRAGMA data_version").fetchone()[0])

    def _journal(self) -> int:
        return int(self._live.execute("SELECT coalesce(max(id), 0) FROM journal").fetchone()[0])


class KeptSchema:
    """A PostgreSQL database, kept as copies of its tables in a schema of its own."""

    def __init__(self, database: Database) -> None:
        url = database.url.set(drivername="postgresql+psycopg")
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self._writer = create_engine(url, poolclass=NullPool)
        self._connection = self._engine.connect()
        self._tables: Sequence[str] = inspect(self._connection).get_table_names(schema="public")
        self._run("CREATE SCHEMA kept")
        for table in self._tables:
            self._run(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"')
        self._rows = int(self._one("SELECT coalesce(max(id), 0) FROM public.journal"))
        self._prints = self._fingerprints()
        self._seen = self._horizon()

    def changed(self) -> bool:
        if self._horizon() == self._seen:  # nobody on the whole server wrote anything
            return False
        return self._fingerprints() != self._prints

    def restore(self) -> None:
        present = self._fingerprints()
        with self._writer.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in self._tables:
                if present[table] != self._prints[table]:
                    self._put_back(connection, table)
        self._seen = self._horizon()

    def actions(self) -> list[str]:
        statement = text("SELECT action FROM public.journal WHERE id > :rows ORDER BY id")
        return list(self._connection.execute(statement, {"rows": self._rows}).scalars())

    def close(self) -> None:
        self._connection.close()
        self._writer.dispose()
        self._engine.dispose()

    def _put_back(self, connection: Connection, table: str) -> None:
        connection.execute(text(f'DELETE FROM public."{table}"'))
        connection.execute(text(f'INSERT INTO public."{table}" SELECT * FROM kept."{table}"'))

    def _fingerprints(self) -> dict[str, str]:
        parts = [
            f"SELECT '{table}', coalesce(md5(string_agg(one::text, '|' ORDER BY one::text)), '') "
            f'FROM public."{table}" one'
            for table in self._tables
        ]
        return {row[0]: row[1] for row in self._connection.execute(text(" UNION ALL ".join(parts)))}

    def _horizon(self) -> int:
        return int(self._one("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))

    def _one(self, statement: str) -> str:
        return str(self._connection.execute(text(statement)).scalar_one())

    def _run(self, statement: str) -> None:
        self._connection.execute(text(statement))
