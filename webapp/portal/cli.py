"""The demonstration: accounts and documents to try every role with."""

from __future__ import annotations

from contextlib import closing

from webapp.base.commands import Context, Part, Subparsers, Text
from webapp.settings import Settings


def add_commands(_subparsers: Subparsers, _context: Context[Settings]) -> None:
    """The demonstration is an option of the start, not a command."""


def demonstrate(context: Context[Settings]) -> None:
    """Make the demonstration's accounts and documents, once, and show the passwords."""
    from webapp.base.database import Database
    from webapp.base.markdown import Renderer
    from webapp.portal.demo import make_demo

    database = Database(context.settings.database_url)
    try:
        with closing(Renderer()) as renderer:
            accounts = make_demo(database, renderer)
    finally:
        database.dispose()
    if not accounts:
        again = "python3 -m webapp accounts reset-password demo-worker"
        context.say(
            Text(f"演示账号已存在；忘记密码可运行：{again}", f"The demo accounts exist; for a new password: {again}")
        )
        return
    context.say(Text("演示账号（密码只显示这一次）：", "Demonstration accounts (shown this once):"))
    for account in accounts:
        context.say(f"  {account.username:<20} {account.password:<24} {account.name}")


PART: Part[Settings] = Part(add_commands, demonstrate=demonstrate)
