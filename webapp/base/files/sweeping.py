"""Removing files nobody refers to any more, without ever removing one somebody does.

A file is referred to by any column whose name ends in ``sha256``, in whatever table, and by any SHA-256 written in a
JSON column (work still to be done, lists of things to bring in). Two tables hold no files in JSON and are large.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

from sqlalchemy import JSON, Column, Text, cast, select
from sqlalchemy.orm import Session

from webapp.base.database import Database
from webapp.base.files.store import FileStore, Swept
from webapp.base.model import Model

WITHOUT_FILES = frozenset({"journal", "version"})
_SHA256 = re.compile(r"[0-9a-f]{64}")
log = logging.getLogger(__name__)


def sweep_files(database: Database, store: FileStore) -> Swept | None:
    """Remove what nothing refers to and has been old for a week; None while a copy is being made.

    Files are looked through beforehand, so that writers wait only when there is something to remove.
    """
    if store.is_held:
        log.info("files are not swept: a copy is being made")
        return None
    stored = set(store.stored())
    with database.reading() as session:
        left_over = stored - referenced_files(session)
    if not left_over:
        return store.sweep(stored)  # temporary files only
    with database.writing() as session:
        swept = store.sweep(referenced_files(session))
    log.info("files swept: %s", swept)
    return swept


def referenced_files(session: Session) -> set[str]:
    """The SHA-256 of every file any row refers to."""
    found: set[str] = set()
    for column in file_columns():
        if isinstance(column.type, JSON):
            for text in session.scalars(select(cast(column, Text)).where(column.is_not(None))):
                found.update(_SHA256.findall(text or ""))
        else:
            found.update(session.scalars(select(column).where(column.is_not(None)).distinct()))
    return found


def file_columns() -> Iterator[Column[object]]:
    """The columns that can refer to a file."""
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            in_json = isinstance(column.type, JSON) and table.name not in WITHOUT_FILES
            if in_json or column.name.endswith("sha256"):
                yield column
