"""Giving and taking rights. They take effect with the holder's next request."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.accounts import policy
from webapp.accounts.actions.administrators import keep_an_administrator, lock_administrators
from webapp.accounts.holders import Holder, Right, holder_of
from webapp.accounts.models import Account, AccountState, RoleGrant
from webapp.accounts.names import normal_username
from webapp.accounts.places import ORGANISATION, STUDIO
from webapp.base.actor import Actor, Role
from webapp.base.errors import Fault, Invalid, NotAllowed, NotFound
from webapp.base.journal import record


def grant(session: Session, actor: Actor, account_id: int, right: Right) -> RoleGrant:
    """Give an account a right. Raises NotFound for accounts not seen, Invalid('right') for rights not the actor's to
    give, Invalid('held') when the account has it."""
    account, holder = _seen_account(session, actor, account_id)
    owner = _owner(session, right)
    if not _stands(session, right) or not policy.can_grant(actor, holder, right, owner):
        raise Invalid(Fault("right", "right"))
    if session.scalar(select(RoleGrant.id).where(*_same(account.id, right))) is not None:
        raise Invalid(Fault("right", "held"))
    return _add(session, actor, account, right)


def add_member(session: Session, actor: Actor, studio_id: int, username: str) -> RoleGrant:
    """Add an account of the studio's organisation, known by its name, to a studio. Whatever is wrong with the account
    is answered the same."""
    right = Right(Role.STUDIO_MEMBER, studio_id)
    owner = _owner(session, right)
    if not policy.can_give_in_studio(actor, studio_id, owner) or not _stands(session, right):
        raise NotFound
    account = session.scalar(select(Account).where(Account.username == normal_username(username)).with_for_update())
    if account is None or account.state != AccountState.ACTIVE:
        raise Invalid(Fault("username", "member"))
    if not policy.can_grant(actor, holder_of(session, account), right, owner):
        raise Invalid(Fault("username", "member"))
    if session.scalar(select(RoleGrant.id).where(*_same(account.id, right))) is not None:
        raise Invalid(Fault("username", "held"))
    return _add(session, actor, account, right)


def revoke(session: Session, actor: Actor, account_id: int, grant_id: int) -> None:
    """Take a right away. Raises NotFound, NotAllowed for rights not the actor's to take, and
    Conflict('last_administrator')."""
    lock_administrators(session)
    account, holder = _seen_account(session, actor, account_id)
    row = session.scalar(
        select(RoleGrant).where(RoleGrant.id == grant_id, RoleGrant.account_id == account.id).with_for_update()
    )
    if row is None:
        raise NotFound
    right = Right(Role(row.role), row.studio_id, row.organisation_id)
    if not policy.can_revoke(actor, holder, right, _owner(session, right)):
        raise NotAllowed
    if right.role == Role.ADMINISTRATOR:
        keep_an_administrator(session, without_account=account.id)
    before = {"right": told(session, right)}
    session.delete(row)
    session.flush()
    record(session, actor, "accounts.revoke", _subject(account), before, None)


def drop_rights_elsewhere(session: Session, holder: Holder, organisation_id: int | None) -> list[str]:
    """Take away the rights in studios and organisations that are not the new organisation's; what they were."""
    rows = session.execute(
        select(RoleGrant, STUDIO.c.organisation_id)
        .outerjoin(STUDIO, STUDIO.c.id == RoleGrant.studio_id)
        .where(RoleGrant.account_id == holder.id)
        .order_by(RoleGrant.id)
    ).all()
    lost = []
    for row, owner in rows:
        in_studio, managed = row.studio_id is not None, row.organisation_id is not None
        if (in_studio and owner != organisation_id) or (managed and row.organisation_id != organisation_id):
            lost.append((row.id, told(session, Right(Role(row.role), row.studio_id, row.organisation_id))))
    session.execute(
        delete(RoleGrant).where(RoleGrant.id.in_([grant_id for grant_id, _told in lost])),
        execution_options={"synchronize_session": "fetch"},
    )
    return [told_right for _grant_id, told_right in lost]


def told(session: Session, right: Right) -> str:
    """A right as the journal keeps it: role, and the place's name with its id."""
    if right.studio_id is not None:
        name = session.scalar(select(STUDIO.c.name).where(STUDIO.c.id == right.studio_id))
        return f"{right.role}: {name} #{right.studio_id}"
    if right.organisation_id is not None:
        name = session.scalar(select(ORGANISATION.c.name).where(ORGANISATION.c.id == right.organisation_id))
        return f"{right.role}: {name} #{right.organisation_id}"
    return str(right.role)


def _add(session: Session, actor: Actor, account: Account, right: Right) -> RoleGrant:
    row = RoleGrant(
        account_id=account.id,
        role=right.role,
        studio_id=right.studio_id,
        organisation_id=right.organisation_id,
        granted_by_id=actor.account_id,
    )
    session.add(row)
    session.flush()
    record(session, actor, "accounts.grant", _subject(account), None, {"right": told(session, right)})
    return row


def _seen_account(session: Session, actor: Actor, account_id: int) -> tuple[Account, Holder]:
    account = session.scalar(select(Account).where(Account.id == account_id).with_for_update())
    if account is None:
        raise NotFound
    holder = holder_of(session, account)
    if not policy.can_see_account(actor, holder):
        raise NotFound
    return account, holder


def _owner(session: Session, right: Right) -> int | None:
    if right.studio_id is None:
        return None
    return session.scalar(select(STUDIO.c.organisation_id).where(STUDIO.c.id == right.studio_id))


def _stands(session: Session, right: Right) -> bool:
    """Whether the place exists and was not merged into another."""
    if right.studio_id is not None:
        place, place_id = STUDIO, right.studio_id
    elif right.organisation_id is not None:
        place, place_id = ORGANISATION, right.organisation_id
    else:
        return True
    return (
        session.scalar(select(place.c.id).where(place.c.id == place_id, place.c.merged_into_id.is_(None))) is not None
    )


def _same(account_id: int, right: Right) -> tuple[Any, ...]:
    return (
        RoleGrant.account_id == account_id,
        RoleGrant.role == right.role,
        RoleGrant.studio_id.is_not_distinct_from(right.studio_id),
        RoleGrant.organisation_id.is_not_distinct_from(right.organisation_id),
    )


def _subject(account: Account) -> tuple[str, int, str]:
    return ("account", account.id, f"{account.name}（{account.username}）")
