"""What adoptions do at the start of the site, and after the library was loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.base.commands import Context, Subparsers, Text
from webapp.documents.cli import opened
from webapp.settings import Settings

if TYPE_CHECKING:
    from webapp.base.database import Database


def add_commands(subparsers: Subparsers, context: Context[Settings]) -> None:
    """None of its own."""


def prepare(context: Context[Settings]) -> None:
    """Keep a record of every adoption that the library's documents report."""
    with opened(context) as database:
        after_loading(context, database)


def after_loading(context: Context[Settings], database: Database) -> None:
    """The same for a database that is open; says what was done, if anything was."""
    from webapp.adoptions.actions.reporting import follow_reports

    with database.writing() as session:
        done = follow_reports(session)
    if done.made or done.withdrawn:
        context.say(
            Text(
                f"公开报道的应用：新增 {done.made} 条，撤下 {done.withdrawn} 条。",
                f"Adoptions from public reports: {done.made} added, {done.withdrawn} withdrawn.",
            )
        )
