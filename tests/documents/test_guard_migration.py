"""The migration of the publication guard goes down and up again, with its rules."""

from __future__ import annotations

from alembic import command
from sqlalchemy import inspect, text

from tests.documents.test_review_migration import old
from webapp import migrations
from webapp.base.database import Database

__all__ = ["old"]
BEFORE, AFTER = "0012", "0013"


def test_down_and_up_again(old: Database) -> None:
    rules = []
    for revision in (AFTER, BEFORE, AFTER):
        is_up = revision == AFTER
        (command.upgrade if is_up else command.downgrade)(migrations.configuration(old), revision)
        columns = {each["name"] for each in inspect(old.engine).get_columns("document")}
        assert ("disclosure" in columns) == is_up
        rules.append(_rules(old))
    assert rules[0] == rules[2] > rules[1]


def _rules(database: Database) -> int:
    tables = ("sqlite_master", "type = 'trigger'") if database.is_sqlite else ("pg_trigger", "NOT tgisinternal")
    with database.engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {tables[0]} WHERE {tables[1]}")).scalar_one())
