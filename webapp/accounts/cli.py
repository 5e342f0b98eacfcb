"""Commands of the part: `accounts create`, `accounts reset-password`, `accounts list`."""

from __future__ import annotations

import argparse
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from webapp.base.commands import (
    Command,
    CommandProblem,
    Context,
    Finding,
    Part,
    Subparsers,
    Text,
    add_command,
    add_group,
    columns,
)
from webapp.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ROLES = ("reviewer", "curator", "administrator", "auditor")


def add_commands(subparsers: Subparsers, context: Context[Settings]) -> None:
    """Add the commands."""
    group = add_group(subparsers, "accounts", Text("账号", "accounts"))
    create = add_command(
        group,
        "create",
        Text("新建账号，显示一次性密码", "make an account and show its one-time password"),
        _run(create_one, context),
    )
    create.add_argument("username", help=str(Text("用户名", "user name")))
    create.add_argument("--name", default="", help=str(Text("姓名，默认同用户名", "full name, else the user name")))
    create.add_argument("--email", default="", help=str(Text("邮箱", "e-mail address")))
    create.add_argument(
        "--role",
        action="append",
        choices=ROLES,
        default=[],
        help=str(Text("全站权限，可写多次", "a right for the site")),
    )
    create.add_argument("--organisation", default="", help=str(Text("单位名称", "name of the organisation")))
    renew = add_command(
        group,
        "reset-password",
        Text("重置密码并解除锁定", "give a new one-time password and lift the lock"),
        _run(reset, context),
    )
    renew.add_argument("username", help=str(Text("用户名", "user name")))
    add_command(group, "list", Text("列出全部账号", "list all accounts"), _run(show_all, context))


def create_one(given: argparse.Namespace, context: Context[Settings]) -> int:
    """Make one account."""
    from webapp.accounts.actions.manage import NewAccount, create_account
    from webapp.accounts.actions.rights import grant
    from webapp.accounts.holders import Right
    from webapp.base.actor import SYSTEM, Role
    from webapp.base.errors import Invalid

    with _writing(context) as session:
        organisation_id = _organisation(session, given.organisation) if given.organisation else None
        command = NewAccount(given.username, given.name or given.username, given.email, organisation_id)
        try:
            issued = create_account(session, SYSTEM, command)
        except Invalid as refusal:
            raise CommandProblem(_refused(refusal.faults[0].field, refusal.faults[0].code)) from refusal
        for role in dict.fromkeys(given.role):
            grant(session, SYSTEM, issued.account_id, Right(Role(role)))
    context.say(Text(f"账号 {issued.username} 已建好。", f"Made the account {issued.username}."))
    _say_password(context, issued.password)
    return 0


def reset(given: argparse.Namespace, context: Context[Settings]) -> int:
    """Give one account a one-time password."""
    from sqlalchemy import select

    from webapp.accounts.actions.manage import reset_password
    from webapp.accounts.models import Account
    from webapp.accounts.names import normal_username
    from webapp.base.actor import SYSTEM
    from webapp.base.errors import Conflict

    with _writing(context) as session:
        account_id = session.scalar(select(Account.id).where(Account.username == normal_username(given.username)))
        if account_id is None:
            raise CommandProblem(Text(f"没有账号 {given.username}", f"there is no account {given.username}"))
        try:
            issued = reset_password(session, SYSTEM, account_id)
        except Conflict as refusal:
            raise CommandProblem(
                Text("这个账号还在等待审批", "this account is still waiting for approval")
            ) from refusal
    _say_password(context, issued.password)
    return 0


def show_all(_given: argparse.Namespace, context: Context[Settings]) -> int:
    """List all accounts."""
    from sqlalchemy import select

    from webapp.accounts.models import Account
    from webapp.accounts.queries.accounts import rights_of
    from webapp.base.actor import SYSTEM

    with _writing(context) as session:
        rows = session.scalars(select(Account).order_by(Account.username)).all()
        held = rights_of(session, SYSTEM, [account.id for account in rows])
        for account in rows:
            rights = ", ".join(
                f"{one.role}({one.place})" if one.place else one.role for one in held.get(account.id, [])
            )
            context.say(
                f"{_padded(account.username, 24)}{_padded(account.name, 20)}{_padded(account.state, 10)}{rights}"
            )
    return 0


def prepare(context: Context[Settings]) -> None:
    """Make the first administrator where there never was one, and say the password once."""
    from webapp.accounts.actions.administrators import FIRST_USERNAME, ensure_administrator

    with _writing(context) as session:
        password = ensure_administrator(session)
    if password is not None:
        context.say(
            Text(
                f"已建立管理员账号，用户名：{FIRST_USERNAME}",
                f"Made the administrator's account, user name: {FIRST_USERNAME}",
            )
        )
        _say_password(context, password)


def examine(context: Context[Settings]) -> Iterable[Finding]:
    """Say whether somebody can administer the site."""
    from sqlalchemy import func, select

    from webapp.accounts.models import Account, AccountState, RoleGrant
    from webapp.base.actor import Role

    with _writing(context) as session:
        count = session.scalar(
            select(func.count())
            .select_from(RoleGrant)
            .join(Account, Account.id == RoleGrant.account_id)
            .where(RoleGrant.role == Role.ADMINISTRATOR, Account.state == AccountState.ACTIVE)
        )
    mend = (
        None
        if count
        else Text("运行 accounts create 用户名 --role administrator", "run accounts create NAME --role administrator")
    )
    yield Finding(Text("系统管理员", "administrators"), Text(f"{count} 位在用", f"{count} active"), mend)


PART: Part[Settings] = Part(add_commands, prepare=prepare, examine=examine)


def _run(act: Callable[[argparse.Namespace, Context[Settings]], int], context: Context[Settings]) -> Command:
    return lambda given: act(given, context)


@contextmanager
def _writing(context: Context[Settings]) -> Iterator[Session]:
    from webapp.base.database import Database

    database = Database(context.settings.database_url)
    try:
        with database.writing() as session:
            yield session
    finally:
        database.dispose()


def _organisation(session: Session, name: str) -> int:
    from sqlalchemy import select

    from webapp.accounts.places import ORGANISATION

    found = session.scalars(
        select(ORGANISATION.c.id).where(ORGANISATION.c.name == name, ORGANISATION.c.merged_into_id.is_(None))
    ).all()
    if len(found) != 1:
        raise CommandProblem(
            Text(
                f"没有名为“{name}”的单位，或有几个同名的", f"there is no organisation {name!r}, or several of that name"
            )
        )
    return int(found[0])


def _refused(field: str, code: str) -> Text:
    return {
        "taken": Text("这个用户名已有人使用", "this user name is taken"),
        "letters": Text(
            "用户名只能用文字、数字、点、横线和下划线", "user names hold letters, digits, dots, dashes, underscores"
        ),
        "too_short": Text("用户名至少 2 个字符", "user names have at least 2 characters"),
        "email": Text("邮箱格式不对", "this is no e-mail address"),
    }.get(code, Text(f"{field} 不对：{code}", f"{field} is not right: {code}"))


def _say_password(context: Context[Settings], password: str) -> None:
    context.say(
        Text(
            f"一次性密码：{password}  （只显示这一次，首次登录时须修改）",
            f"One-time password: {password}  (shown only now, to be changed at first sign-in)",
        )
    )


def _padded(text: str, width: int) -> str:
    shown = "".join(sign for sign in text if unicodedata.category(sign) != "Cc")
    return shown + " " * max(1, width - columns(shown))
