"""How Alembic runs here: on the application's own engine, one transaction for each revision."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

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


def run() -> None:
    """Run the revisions asked for."""
    with context.config.attributes["engine"].connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=True,
            transaction_per_migration=True,
            compare_type=True,
            render_item=_plain_types,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
