"""Making many accounts from the rows of a sheet: all of them, or none with every problem named."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.accounts import policy
from webapp.accounts.actions.manage import Issued, NewAccount, faults_of, said, subject_of
from webapp.accounts.holders import Right
from webapp.accounts.models import Account, RoleGrant
from webapp.accounts.names import normal_username, username_fault
from webapp.accounts.passwords import hash_one_time, one_time_password
from webapp.accounts.queries.accounts import organisations_open, studios_given
from webapp.base.actor import Actor, Role
from webapp.base.errors import Conflict, Refusal
from webapp.base.journal import record

ROLE_NAMES = {
    "": Role.STUDIO_MEMBER,
    "成员": Role.STUDIO_MEMBER,
    "member": Role.STUDIO_MEMBER,
    "负责人": Role.STUDIO_LEADER,
    "leader": Role.STUDIO_LEADER,
}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The texts of one row; ``number`` is the row's number as Excel shows it."""

    number: int
    username: str = ""
    name: str = ""
    email: str = ""
    organisation: str = ""
    studio: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the sheet: where (row 0: the sheet as a whole), and a code with figures for the message."""

    row: int
    field: str
    code: str
    figures: Mapping[str, Any] | None = None


class SheetRefused(Refusal):
    """Nothing was made; ``problems`` names everything that is wrong."""

    status = 422

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Planned:
    """An account that will be made, with its right in a studio if any, and the names to show."""

    account: NewAccount
    right: Right | None
    organisation: str
    studio: str


class _Known:
    """What the rows are checked against, read with a fixed number of statements."""

    def __init__(self, session: Session, actor: Actor, rows: Sequence[SheetRow]) -> None:
        self.actor = actor
        names = [normal_username(row.username) for row in rows]
        self.times = Counter(names)
        self.taken = set(session.scalars(select(Account.username).where(Account.username.in_(sorted(set(names))))))
        self.organisations: dict[str, list[int]] = defaultdict(list)
        places = organisations_open(session, actor)
        for place in places:
            self.organisations[place.name].append(place.id)
        self.only = places[0] if len(places) == 1 and not actor.has(Role.ADMINISTRATOR) else None
        self.studios: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
        for studio_id, name, owner in studios_given(session, actor):
            self.studios[name].append((studio_id, owner))


def plan(session: Session, actor: Actor, rows: Sequence[SheetRow]) -> list[Planned]:
    """What the rows would make. Raises SheetRefused with every problem of every row."""
    known = _Known(session, actor, rows)
    problems: list[Problem] = []
    planned: list[Planned] = []
    for row in rows:
        found, made = _planned(known, row)
        problems += found
        planned.append(made)
    if problems:
        raise SheetRefused(problems)
    return planned


def import_accounts(session: Session, actor: Actor, rows: Sequence[SheetRow]) -> list[Issued]:
    """Make all accounts of the rows, each with a one-time password and a journal row of its own, or none."""
    planned = plan(session, actor, rows)
    made = [(_account(actor, one.account), one) for one in planned]
    issued = []
    for account, _one in made:
        password = one_time_password()
        account.password_hash = hash_one_time(password)
        issued.append((account, password))
    session.add_all([account for account, _one in made])
    try:
        session.flush()
    except IntegrityError as error:  # a name was taken a moment ago
        raise Conflict("state") from error
    for account, one in made:
        after = said(account)
        if one.right is not None:
            session.add(
                RoleGrant(
                    account_id=account.id,
                    role=one.right.role,
                    studio_id=one.right.studio_id,
                    granted_by_id=actor.account_id,
                )
            )
            after["right"] = f"{one.right.role}: {one.studio} #{one.right.studio_id}"
        record(session, actor, "accounts.import", subject_of(account), None, after)
    return [Issued(account.id, account.username, account.name, password) for account, password in issued]


def _account(actor: Actor, command: NewAccount) -> Account:
    return Account(
        username=command.username,
        name=command.name,
        email=command.email,
        organisation_id=command.organisation_id,
        created_by_id=actor.account_id,
        must_change_password=True,
    )


def _planned(known: _Known, row: SheetRow) -> tuple[list[Problem], Planned]:
    username = normal_username(row.username)
    problems = [Problem(row.number, fault.field, fault.code) for fault in faults_of(row.name, row.email)]
    if fault := username_fault(username):
        problems.append(Problem(row.number, "username", fault))
    elif known.times[username] > 1:
        problems.append(Problem(row.number, "username", "twice"))
    elif username in known.taken:
        problems.append(Problem(row.number, "username", "taken"))
    organisation_id, code = _organisation(known, row)
    if code:
        problems.append(Problem(row.number, "organisation", code))
    right, studio_problems = _right(known, row, organisation_id, organisation_known=not code)
    account = NewAccount(username, row.name, row.email, organisation_id)
    shown = row.organisation or (known.only.name if known.only else "")
    return problems + studio_problems, Planned(account, right, shown, row.studio)


def _organisation(known: _Known, row: SheetRow) -> tuple[int | None, str]:
    if not row.organisation:
        if known.only is not None:
            return known.only.id, ""
        return None, "" if policy.can_place_account(known.actor, None) else "organisation_required"
    found = known.organisations.get(row.organisation, [])
    if len(found) == 1:
        return found[0], ""
    return None, "several" if found else "organisation_unknown"


def _right(
    known: _Known, row: SheetRow, organisation_id: int | None, *, organisation_known: bool
) -> tuple[Right | None, list[Problem]]:
    role = ROLE_NAMES.get(row.role.casefold())
    problems = []
    if role is None:
        problems.append(Problem(row.number, "role", "role_unknown"))
    if not row.studio:
        if row.role:
            problems.append(Problem(row.number, "studio", "studio_required"))
        return None, problems
    found = known.studios.get(row.studio, [])
    own = [studio_id for studio_id, owner in found if owner == organisation_id and owner is not None]
    if not found:
        problems.append(Problem(row.number, "studio", "studio_unknown"))
    elif organisation_known and not own:
        problems.append(Problem(row.number, "studio", "studio_elsewhere"))
    elif len(own) > 1:
        problems.append(Problem(row.number, "studio", "several"))
    if problems or role is None or not own:
        return None, problems
    return Right(role, own[0]), problems
