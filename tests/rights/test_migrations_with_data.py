"""A full SQLite database goes down to every earlier revision and up again: what both know stays, rules too.

SQLite alone makes tables anew to change them, which with foreign keys enforced empties or refuses what refers to them.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect

from tests.rights.world import World
from webapp import migrations
from webapp.base.database import Database

Rows = Mapping[str, frozenset[tuple[object, ...]]]
REVISIONS = sorted(path.name.split("_")[0] for path in migrations.VERSIONS.glob("[0-9]*.py"))
TEARING = """
revision, down_revision, branch_labels, depends_on = "9999", "{newest}", None, None


def upgrade():
    from alembic import op

    op.execute("INSERT INTO term (vocabulary, key, zh, en, parent, aliases, position, retired, loaded_hash, revision) "
               "VALUES ('torn', 'torn', '', '', '', '[]', 0, 0, '', 1)")
    op.execute("DELETE FROM organisation")
"""


@pytest.fixture
def full(world: World, tmp_path: Path) -> Iterator[Database]:
    """A copy of the world's database."""
    if not world.site.database.is_sqlite:
        pytest.skip("PostgreSQL changes tables where they are")
    path = tmp_path / "full.sqlite3"
    with (
        closing(sqlite3.connect(str(world.site.database.url.database))) as live,
        closing(sqlite3.connect(path)) as copy,
    ):
        live.backup(copy)
    database = Database(f"sqlite:///{path}")
    yield database
    database.dispose()


def rows_of(database: Database) -> Rows:
    """What every table holds, by the keys of its rows."""
    found = {}
    with database.engine.connect() as connection:
        known = inspect(connection)
        for table in set(known.get_table_names()) - {"alembic_version"}:
            keys = ", ".join(known.get_pk_constraint(table)["constrained_columns"])
            found[table] = frozenset(map(tuple, connection.exec_driver_sql(f"SELECT {keys} FROM {table}")))
    return found


def made_of(database: Database) -> frozenset[tuple[str, str]]:
    """Tables, indexes and triggers there are."""
    with database.engine.connect() as connection:
        return frozenset(map(tuple, connection.exec_driver_sql("SELECT type, name FROM sqlite_master")))


def test_a_full_database_goes_down_step_by_step_and_up_again(full: Database) -> None:
    before, made, kept = rows_of(full), made_of(full), rows_of(full)
    for revision in reversed(REVISIONS[:-1]):
        command.downgrade(migrations.configuration(full), revision)
        assert migrations.current(full) == revision
        kept = rows_of(full)
        assert kept == {table: before[table] for table in kept}
    assert kept["version"]
    assert kept["journal"]
    migrations.upgrade(full)
    after = rows_of(full)
    assert {table: rows for table, rows in kept.items() if after[table] != rows} == {}
    assert made_of(full) == made
    assert migrations.check(full) == []


def test_a_revision_that_tears_rows_apart_is_not_kept(full: Database, tmp_path: Path) -> None:
    newest, before = migrations.newest_revision(), rows_of(full)
    (tmp_path / "9999_tearing.py").write_text(TEARING.format(newest=newest), encoding="utf-8")
    config = migrations.configuration(full)
    config.set_main_option("version_locations", os.pathsep.join([str(migrations.VERSIONS), str(tmp_path)]))
    with pytest.raises(RuntimeError, match="organisation"):
        command.upgrade(config, "9999")
    assert migrations.current(full) == newest
    assert rows_of(full) == before
    with full.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
