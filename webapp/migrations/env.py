"""How Alembic runs here: on the application's own engine, one transaction for each revision.

SQLite changes most things of a table by making it anew, and to drop the old one empties or refuses whatever refers to
it while foreign keys are enforced. So they are not enforced meanwhile, and a revision that leaves a row without the one
it refers to is not kept (https://www.sqlite.org/lang_altertable.html, section 7).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

import webapp.accounts.models
import webapp.adoptions.models
import webapp.base.daily
import webapp.base.feed
import webapp.base.jobs
import webapp.base.journal
import webapp.directory.models
import webapp.documents.disclosure_models
import webapp.documents.models
import webapp.documents.review_models
import webapp.exhibitions.models
import webapp.filings.models
import webapp.importing.models
import webapp.notices.models
import webapp.patents.models
import webapp.search.models  # noqa: F401 - imported so that all tables are known
from webapp.base.model import Model, Moment


def _plain_types(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write moments as plain columns, so that a revision does not change with the models."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


@contextmanager
def _loose(sqlite: Any) -> Iterator[None]:
    """SQLite without foreign keys, which can be asked for outside a transaction alone."""
    sqlite.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        sqlite.rollback()
        sqlite.execute("PRAGMA foreign_keys=ON")


def _torn(sqlite: Any) -> Counter[tuple[str, str]]:
    """How many rows of a table refer to a row of another one that is not there."""
    return Counter((table, parent) for table, _row, parent, _key in sqlite.execute("PRAGMA foreign_key_check"))


def run() -> None:
    """Run the revisions asked for."""
    with context.config.attributes["engine"].connect() as connection:
        if connection.dialect.name != "sqlite":
            _run(connection)
            return
        sqlite = connection.connection.driver_connection
        with _loose(sqlite):
            before = _torn(sqlite)

            def refuse_torn(**_given: Any) -> None:
                if torn := _torn(sqlite) - before:
                    raise RuntimeError(f"this revision would leave rows that refer to nothing: {dict(torn)}")

            _run(connection, refuse_torn)


def _run(connection: Connection, after_each: Callable[..., None] | None = None) -> None:
    """Run them, and this in the transaction of each."""
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=True,
        transaction_per_migration=True,
        compare_type=True,
        render_item=_plain_types,
        on_version_apply=after_each,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
