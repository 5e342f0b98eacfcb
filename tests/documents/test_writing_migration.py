"""The trash comes to a database with data in it: nothing is lost, the new state is known, unknown ones are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError

from webapp import migrations
from webapp.base.database import Database

BEFORE = "0007"
MOMENT = "2026-01-02 03:04:05.000000"


def insert(connection: Connection, table: str, **given: object) -> None:
    """A row, with something in every column that has to have something."""
    fillers = {"INTEGER": 0, "BOOLEAN": 0, "DATETIME": MOMENT, "JSON": "{}"}
    for column in inspect(connection).get_columns(table):
        if not column["nullable"] and column["name"] not in given and column["default"] is None:
            given[column["name"]] = fillers.get(str(column["type"]).partition("(")[0], "")
    names = ", ".join(given)
    values = ", ".join(f":{name}" for name in given)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), given)


def fill(database: Database) -> None:
    """One draft with an editor, as the revision before knew it."""
    with database.engine.begin() as connection:
        insert(connection, "organisation", id=1, name="甲厂", kind="enterprise")
        insert(connection, "document", id=1, number="GJ-2026-0000001", kind="innovation", organisation_id=1)
        version = {"id": 1, "document_id": 1, "ordinal": 1, "state": "draft", "visibility": "organisation"}
        insert(connection, "version", **version, revision=3, title="名称", content="{}")
        insert(connection, "version_editor", version_id=1, account_id=7)


def test_a_database_with_drafts_is_brought_up(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    migrations.upgrade(database, BEFORE)
    fill(database)
    migrations.upgrade(database)
    with database.engine.begin() as connection:
        row = connection.execute(text("SELECT title, revision, discarded_at FROM version")).one()
        assert tuple(row) == ("名称", 3, None)
        assert connection.execute(text("SELECT account_id FROM version_editor")).scalars().all() == [7]
        connection.execute(text("UPDATE version SET state = 'discarded', ordinal = -1"))
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    with pytest.raises(IntegrityError), database.engine.begin() as connection:
        connection.execute(text("UPDATE version SET state = 'nonsense'"))
    database.dispose()
