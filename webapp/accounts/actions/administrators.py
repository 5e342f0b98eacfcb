"""There is always somebody who can mend rights: the first administrator, and the last."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account, AccountState, RoleGrant
from webapp.accounts.passwords import hash_one_time, one_time_password
from webapp.base.actor import SYSTEM, Role
from webapp.base.errors import Conflict
from webapp.base.journal import record

FIRST_USERNAME = "admin"


def ensure_administrator(session: Session) -> str | None:
    """Make the account ``admin`` with a one-time password, which is returned, if nobody was ever made administrator."""
    if session.scalar(select(RoleGrant.id).where(RoleGrant.role == Role.ADMINISTRATOR).limit(1)) is not None:
        return None
    account = session.scalar(select(Account).where(Account.username == FIRST_USERNAME))
    if account is None:
        account = Account(username=FIRST_USERNAME, name="系统管理员", created_by_id=SYSTEM.account_id)
        session.add(account)
    password = one_time_password()
    account.password_hash = hash_one_time(password)
    account.must_change_password = True
    account.state = AccountState.ACTIVE
    session.flush()
    session.add(RoleGrant(account_id=account.id, role=Role.ADMINISTRATOR, granted_by_id=SYSTEM.account_id))
    subject = ("account", account.id, f"{account.name}（{account.username}）")
    record(session, SYSTEM, "accounts.first_administrator", subject, None, {"role": str(Role.ADMINISTRATOR)})
    return password


def lock_administrators(session: Session) -> None:
    """Hold the rights of all administrators until the transaction ends, so that two cannot remove one another.

    Taken before anything else is locked, and always in the same order, so that nobody waits in a circle.
    """
    session.execute(
        select(RoleGrant.id).where(RoleGrant.role == Role.ADMINISTRATOR).order_by(RoleGrant.id).with_for_update()
    ).all()


def keep_an_administrator(session: Session, *, without_account: int) -> None:
    """Raises Conflict('last_administrator') when no active administrator were left without this account's right;
    :func:`lock_administrators` must have been called."""
    holders = set(
        session.scalars(
            select(RoleGrant.account_id)
            .join(Account, Account.id == RoleGrant.account_id)
            .where(RoleGrant.role == Role.ADMINISTRATOR, Account.state == AccountState.ACTIVE)
        )
    )
    if holders == {without_account}:
        raise Conflict("last_administrator")
