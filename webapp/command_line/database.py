"""`db upgrade` and `db check`."""

from __future__ import annotations

from webapp.base.commands import Context, Subparsers, Text, add_command, add_group
from webapp.command_line.words import open_data_dir
from webapp.settings import Settings


def add_commands(subparsers: Subparsers, context: Context[Settings]) -> None:
    """Add the commands of the database."""
    group = add_group(subparsers, "db", Text("数据库结构", "the structure of the database"))
    add_command(
        group,
        "upgrade",
        Text("升级到最新结构", "bring it to the newest revision"),
        lambda _given: upgrade_and_say(context),
    )
    add_command(
        group, "check", Text("核对结构是否与程序一致", "compare it with the program"), lambda _given: check(context)
    )


def upgrade(context: Context[Settings]) -> None:
    """Bring the database of the settings to the newest revision."""
    from webapp import migrations
    from webapp.base.database import Database

    database = Database(context.settings.database_url)
    try:
        migrations.upgrade(database)
        database.refresh_statistics()
    finally:
        database.dispose()


def problems(context: Context[Settings]) -> list[str]:
    """How the database differs from what the program needs; empty when it does not."""
    from webapp import migrations
    from webapp.base.database import Database

    database = Database(context.settings.database_url)
    try:
        return migrations.check(database)
    finally:
        database.dispose()


def upgrade_and_say(context: Context[Settings]) -> int:
    """The command `db upgrade`."""
    open_data_dir(context.settings)
    upgrade(context)
    context.say(Text("数据库已是最新结构。", "The database is at the newest revision."))
    return 0


def check(context: Context[Settings]) -> int:
    """The command `db check`; exit code 1 when something differs."""
    found = problems(context)
    for line in found:
        context.say(line)
    if found:
        context.say(Text("解决办法：python3 -m webapp db upgrade", "Mend it: python3 -m webapp db upgrade"))
        return 1
    context.say(Text("数据库结构与程序一致。", "The database is as the program needs it."))
    return 0
