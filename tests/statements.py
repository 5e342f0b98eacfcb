"""Counting SQL statements, so that a list costs the same however long it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from webapp.base.database import Database


@contextmanager
def count_statements(database: Database) -> Iterator[list[str]]:
    """The statements sent to the database inside the block, BEGIN and COMMIT left out."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    engines = (database.engine, database.read_engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
