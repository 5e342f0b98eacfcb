"""Who is of a patent's own side: who may be made responsible, and who is told when nobody is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account, AccountState, RoleGrant
from webapp.base.actor import STUDIO_ROLES, Role


@dataclass(frozen=True, slots=True)
class Keeper:
    """An account of the own side and its strongest right there."""

    account_id: int
    name: str
    role: str


_RANK = {Role.STUDIO_LEADER: 0, Role.ORGANISATION_MANAGER: 1, Role.STUDIO_MEMBER: 2}


def keepers(session: Session, organisation_id: int, studio_id: int | None) -> list[Keeper]:
    """Active accounts of the own side: leaders and members of the studio, managers of the organisation."""
    managers = (RoleGrant.role == Role.ORGANISATION_MANAGER) & (RoleGrant.organisation_id == organisation_id)
    places = [managers]
    if studio_id is not None:
        places.append(RoleGrant.role.in_(sorted(STUDIO_ROLES)) & (RoleGrant.studio_id == studio_id))
    rows = session.execute(
        select(Account.id, Account.name, RoleGrant.role)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(Account.state == AccountState.ACTIVE, or_(*places))
        .order_by(Account.name, Account.id)
    )
    best: dict[int, Keeper] = {}
    for account_id, name, role in rows:
        present = best.get(account_id)
        if present is None or _RANK[Role(role)] < _RANK[Role(present.role)]:
            best[account_id] = Keeper(account_id, name, role)
    return sorted(best.values(), key=lambda each: (_RANK[Role(each.role)], each.name, each.account_id))


def keeper_ids(session: Session, organisation_id: int, studio_id: int | None) -> set[int]:
    """Their accounts."""
    return {each.account_id for each in keepers(session, organisation_id, studio_id)}


def told_ids(session: Session, organisation_id: int, studio_id: int | None, responsible_id: int | None) -> list[int]:
    """Whom to remind: the person responsible; without one the leaders of the studio, else the managers."""
    present = keepers(session, organisation_id, studio_id)
    if responsible_id in {each.account_id for each in present}:
        return [responsible_id] if responsible_id is not None else []
    for role in (Role.STUDIO_LEADER, Role.ORGANISATION_MANAGER, Role.STUDIO_MEMBER):
        found = [each.account_id for each in present if each.role == role]
        if found:
            return found
    return []
