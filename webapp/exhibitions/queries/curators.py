"""Who curates an exhibition, and who could."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account, AccountState, RoleGrant
from webapp.base.actor import Role
from webapp.exhibitions.models import Exhibition, ExhibitionCurator

CHOICE_LIMIT = 200


def curators_of(session: Session, exhibition: Exhibition) -> Sequence[tuple[int, str]]:
    """Account and name of each, by name."""
    rows = session.execute(
        select(Account.id, Account.name)
        .join(ExhibitionCurator, ExhibitionCurator.account_id == Account.id)
        .where(ExhibitionCurator.exhibition_id == exhibition.id)
        .order_by(Account.name, Account.id)
    )
    return [(row[0], row[1]) for row in rows]


def possible_curators(session: Session, exhibition: Exhibition) -> Sequence[tuple[int, str]]:
    """Curators of the site who are not named on it yet."""
    named = select(ExhibitionCurator.account_id).where(ExhibitionCurator.exhibition_id == exhibition.id)
    rows = session.execute(
        select(Account.id, Account.name)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.role == Role.CURATOR, Account.state == AccountState.ACTIVE, Account.id.not_in(named))
        .order_by(Account.name, Account.id)
        .limit(CHOICE_LIMIT)
    )
    return [(row[0], row[1]) for row in rows]
