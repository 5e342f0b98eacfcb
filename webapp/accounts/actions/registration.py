"""People asking for an account themselves, where the settings allow it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from webapp.accounts.actions.manage import add_account, faults_of, is_organisation, managed_account, said, subject_of
from webapp.accounts.models import Account, AccountState
from webapp.accounts.names import normal_username, username_fault
from webapp.base.actor import Actor
from webapp.base.errors import Conflict, Fault, Invalid
from webapp.base.journal import record

MOST_PENDING = 500


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody asking for an account gives; the password is hashed already."""

    username: str
    name: str
    email: str
    organisation_id: int
    password_hash: str


def register(session: Session, visitor: Actor, command: Registration) -> Account:
    """Make an account that waits for approval. Raises Invalid, naming the fields."""
    username = normal_username(command.username)
    faults = faults_of(command.name, command.email)
    if fault := username_fault(username):
        faults.append(Fault("username", fault))
    if not is_organisation(session, command.organisation_id):
        faults.append(Fault("organisation_id", "place"))
    waiting = session.scalar(select(func.count()).select_from(Account).where(Account.state == AccountState.PENDING))
    if (waiting or 0) >= MOST_PENDING:
        faults.append(Fault("", "full"))
    if faults:
        raise Invalid(*faults)
    account = Account(
        username=username,
        name=command.name,
        email=command.email,
        password_hash=command.password_hash,
        must_change_password=False,
        state=AccountState.PENDING,
        organisation_id=command.organisation_id,
    )
    add_account(session, account)
    record(session, visitor, "accounts.register", subject_of(account), None, said(account))
    return account


def approve(session: Session, actor: Actor, account_id: int) -> None:
    """Let a registered person sign in."""
    account = _pending(session, actor, account_id)
    account.state = AccountState.ACTIVE
    session.flush()
    before, after = {"state": str(AccountState.PENDING)}, {"state": str(AccountState.ACTIVE)}
    record(session, actor, "accounts.approve", subject_of(account), before, after)


def refuse(session: Session, actor: Actor, account_id: int) -> None:
    """Remove a registration; its user name is free again."""
    account = _pending(session, actor, account_id)
    before = {**said(account), "state": str(AccountState.PENDING)}
    record(session, actor, "accounts.refuse", subject_of(account), before, None)
    session.execute(delete(Account).where(Account.id == account.id))


def _pending(session: Session, actor: Actor, account_id: int) -> Account:
    account, _holder = managed_account(session, actor, account_id)
    if account.state != AccountState.PENDING:
        raise Conflict("state", present=account.state)
    return account
