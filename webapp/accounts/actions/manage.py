"""Making and keeping accounts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.accounts import policy
from webapp.accounts.actions.administrators import keep_an_administrator, lock_administrators
from webapp.accounts.actions.rights import drop_rights_elsewhere
from webapp.accounts.actions.sign_in import end_all_sessions
from webapp.accounts.holders import Holder, holder_of
from webapp.accounts.lockout import forgive_name
from webapp.accounts.models import Account, AccountState
from webapp.accounts.names import normal_username, username_fault
from webapp.accounts.passwords import hash_one_time, one_time_password
from webapp.accounts.places import ORGANISATION, PERSON
from webapp.base.actor import Actor
from webapp.base.errors import Conflict, Fault, Invalid, NotFound
from webapp.base.journal import record

EMAIL = re.compile(r"[^@\s<>\"',;:()\[\]\\]+@[^@\s<>\"',;:()\[\]\\]+\.[^@\s.<>\"',;:()\[\]\\]{2,}")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to make."""

    username: str
    name: str
    email: str = ""
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What an account should say; ``revision`` is the one the person saw."""

    name: str
    email: str
    organisation_id: int | None
    person_id: int | None
    revision: int


@dataclass(frozen=True, slots=True)
class Issued:
    """A one-time password just made, to be shown once and kept nowhere."""

    account_id: int
    username: str
    name: str
    password: str


def create_account(session: Session, actor: Actor, command: NewAccount, action: str = "accounts.create") -> Issued:
    """Make an active account with a one-time password. Raises Invalid, naming the fields."""
    username = normal_username(command.username)
    faults = faults_of(command.name, command.email)
    if fault := username_fault(username):
        faults.append(Fault("username", fault))
    if not policy.can_place_account(actor, command.organisation_id) or not is_organisation(
        session, command.organisation_id
    ):
        faults.append(Fault("organisation_id", "place"))
    if faults:
        raise Invalid(*faults)
    password = one_time_password()
    account = Account(
        username=username,
        name=command.name,
        email=command.email,
        password_hash=hash_one_time(password),
        organisation_id=command.organisation_id,
        created_by_id=actor.account_id,
    )
    add_account(session, account)
    record(session, actor, action, subject_of(account), None, said(account))
    return Issued(account.id, account.username, account.name, password)


def add_account(session: Session, account: Account) -> None:
    """Put a new account into the database. Raises Invalid when its name is taken."""
    if session.scalar(select(Account.id).where(Account.username == account.username)) is not None:
        raise Invalid(Fault("username", "taken"))
    session.add(account)
    try:
        session.flush()
    except IntegrityError as error:  # somebody took it a moment ago
        raise Invalid(Fault("username", "taken")) from error


def correct_account(session: Session, actor: Actor, account_id: int, command: Correction) -> Account:
    """Correct what an account says; in another organisation it loses the rights it held elsewhere.

    Raises Invalid, or Conflict('stale') with the present revision.
    """
    account, holder = managed_account(session, actor, account_id)
    if account.revision != command.revision:
        raise Conflict("stale", present=account.revision)
    faults = faults_of(command.name, command.email)
    moved = command.organisation_id != account.organisation_id
    if moved and not (
        policy.can_place_account(actor, command.organisation_id) and is_organisation(session, command.organisation_id)
    ):
        faults.append(Fault("organisation_id", "place"))
    if command.person_id not in (None, account.person_id) and not _is_free_person(session, command):
        faults.append(Fault("person_id", "person"))
    if faults:
        raise Invalid(*faults)
    before = said(account)
    lost = drop_rights_elsewhere(session, holder, command.organisation_id) if moved else []
    account.name, account.email = command.name, command.email
    account.organisation_id, account.person_id = command.organisation_id, command.person_id
    changed_before, changed_after = differences(before, said(account))
    if not changed_after:
        return account
    session.flush()
    if lost:
        changed_before["rights"] = lost
    record(session, actor, "accounts.correct", subject_of(account), changed_before, changed_after)
    return account


def disable_account(session: Session, actor: Actor, account_id: int) -> None:
    """Stop an account from signing in, and end its sessions. The last administrator cannot be disabled."""
    lock_administrators(session)
    account, _holder = managed_account(session, actor, account_id)
    if account.state != AccountState.ACTIVE:
        raise Conflict("state", present=account.state)
    keep_an_administrator(session, without_account=account.id)
    account.state = AccountState.DISABLED
    end_all_sessions(session, account.id)
    session.flush()
    _record_state(session, actor, "accounts.disable", account, AccountState.ACTIVE)


def enable_account(session: Session, actor: Actor, account_id: int) -> None:
    """Let a disabled account sign in again."""
    account, _holder = managed_account(session, actor, account_id)
    if account.state != AccountState.DISABLED:
        raise Conflict("state", present=account.state)
    account.state = AccountState.ACTIVE
    session.flush()
    _record_state(session, actor, "accounts.enable", account, AccountState.DISABLED)


def reset_password(session: Session, actor: Actor, account_id: int) -> Issued:
    """Give an account a one-time password, end its sessions and lift its lockout."""
    account, _holder = managed_account(session, actor, account_id)
    if account.state == AccountState.PENDING:
        raise Conflict("state", present=account.state)
    password = one_time_password()
    account.password_hash = hash_one_time(password)
    account.must_change_password = True
    end_all_sessions(session, account.id)
    forgive_name(session, account.username)
    session.flush()
    record(session, actor, "accounts.reset_password", subject_of(account))
    return Issued(account.id, account.username, account.name, password)


def managed_account(session: Session, actor: Actor, account_id: int) -> tuple[Account, Holder]:
    """The account, locked for change, if the actor may manage it. Raises NotFound."""
    account = session.scalar(select(Account).where(Account.id == account_id).with_for_update())
    if account is None:
        raise NotFound
    holder = holder_of(session, account)
    if not policy.can_manage_account(actor, holder):
        raise NotFound
    return account, holder


def subject_of(account: Account) -> tuple[str, int, str]:
    """The account as the subject of a journal row."""
    return ("account", account.id, f"{account.name}（{account.username}）")


def said(account: Account) -> dict[str, Any]:
    """What the journal tells of an account."""
    return {
        "username": account.username,
        "name": account.name,
        "email": account.email,
        "organisation_id": account.organisation_id,
        "person_id": account.person_id,
    }


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what changed, as it was and as it is."""
    changed = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in changed}, {key: after[key] for key in changed}


def faults_of(name: str, email: str) -> list[Fault]:
    """What is wrong with a person's name and e-mail address."""
    faults = []
    if not name:
        faults.append(Fault("name", "required"))
    elif len(name) > 64:
        faults.append(Fault("name", "too_long"))
    elif not name.isprintable():
        faults.append(Fault("name", "signs"))
    if email and (len(email) > 254 or not EMAIL.fullmatch(email)):
        faults.append(Fault("email", "email"))
    return faults


def is_organisation(session: Session, organisation_id: int | None) -> bool:
    """Whether accounts may belong to this organisation: to none, or to one that was not merged into another."""
    if organisation_id is None:
        return True
    standing = select(ORGANISATION.c.id).where(
        ORGANISATION.c.id == organisation_id, ORGANISATION.c.merged_into_id.is_(None)
    )
    return session.scalar(standing) is not None


def _record_state(session: Session, actor: Actor, action: str, account: Account, former: AccountState) -> None:
    record(session, actor, action, subject_of(account), {"state": str(former)}, {"state": str(account.state)})


def _is_free_person(session: Session, command: Correction) -> bool:
    standing = select(PERSON.c.id).where(
        PERSON.c.id == command.person_id,
        PERSON.c.merged_into_id.is_(None),
        PERSON.c.organisation_id.is_not_distinct_from(command.organisation_id),
        ~select(Account.id).where(Account.person_id == PERSON.c.id).exists(),
    )
    return session.scalar(standing) is not None
