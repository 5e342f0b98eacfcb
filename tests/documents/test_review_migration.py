"""The migration to keeping documents true takes along what was there before it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, create_engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from webapp import migrations
from webapp.base.database import Database
from webapp.documents.review_models import Keeping

BEFORE = "0006"
MOMENT = datetime(2025, 3, 31, 20, 0, tzinfo=UTC)  # the first of April in Shanghai


@pytest.fixture
def old(tmp_path: Path, pytestconfig: pytest.Config) -> Any:
    """A database at the revision before, made from nothing."""
    server = pytestconfig.getoption("--database-url")
    name = f"old_{tmp_path.name}".lower().replace("-", "_")[:60]
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    if server:
        _run(server, f'CREATE DATABASE "{name}"')
        url = make_url(server).set(database=name).render_as_string(hide_password=False)
    database = Database(url)
    migrations.upgrade(database, BEFORE)
    yield database
    database.dispose()
    if server:
        _run(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _run(server: str, statement: str) -> None:
    engine = create_engine(
        make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_what_was_published_before_counts_as_verified_when_it_was(old: Database) -> None:
    tables = MetaData()
    tables.reflect(old.engine)
    with old.engine.begin() as connection:

        def put(table: str, **values: Any) -> int:
            row: Table = tables.tables[table]
            return int(connection.execute(row.insert().values(**values).returning(row.c.id)).scalar_one())

        place = put("organisation", **_filled(tables.tables["organisation"], name="甲厂"))
        for at, (kind, state) in enumerate(
            [("operation_method", "published"), ("innovation", "published"), ("innovation", "returned")]
        ):
            known = {"number": f"GJ-2025-000000{at}", "kind": kind, "organisation_id": place}
            document = put("document", **_filled(tables.tables["document"], **known))
            values = {"document_id": document, "ordinal": 1, "state": state, "visibility": "public"}
            values |= {"title": "旧成果", "content": "{}", "content_hash": "0" * 64, "published_at": MOMENT}
            version = put("version", **_filled(tables.tables["version"], **values))
        said = {"version_id": version, "section": "problem", "text": "请补充。", "round": 1}
        put("review_note", **_filled(tables.tables["review_note"], **said))
    migrations.upgrade(old)
    assert migrations.check(old) == []
    with old.reading() as session:
        rows = session.scalars(select(Keeping).order_by(Keeping.document_id)).all()
        assert [row.verify_by for row in rows] == [date(2026, 4, 1), None]
        assert {row.verified_at for row in rows} == {MOMENT}
        note = session.execute(text("SELECT is_reason, parent_id, quote FROM review_note")).one()
        assert (bool(note.is_reason), note.parent_id, note.quote) == (True, None, "")


def _filled(table: Table, **known: Any) -> dict[str, Any]:
    """A row with something in every column that wants something."""
    blank = {"VARCHAR": "", "TEXT": "", "INTEGER": 1, "BIGINT": 1, "BOOLEAN": False, "JSON": {}}
    found = dict(known)
    for column in table.columns:
        if column.name in found or column.nullable or column.primary_key or column.server_default is not None:
            continue
        kind = str(column.type).partition("(")[0]
        found[column.name] = MOMENT if kind in ("DATETIME", "TIMESTAMP") else blank[kind]
    return found
