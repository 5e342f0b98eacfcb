"""Rights, and who holds which: the plain values the rules of this part decide about."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account, RoleGrant
from webapp.accounts.places import STUDIO
from webapp.base.actor import ORGANISATION_ROLES, SITE_ROLES, STUDIO_ROLES, Role


@dataclass(frozen=True, slots=True)
class Right:
    """One right: for the site, for a studio or for an organisation."""

    role: Role
    studio_id: int | None = None
    organisation_id: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it names exactly the place its role needs."""
        in_studio, in_organisation = self.studio_id is not None, self.organisation_id is not None
        return (in_studio, in_organisation) == (self.role in STUDIO_ROLES, self.role in ORGANISATION_ROLES)


@dataclass(frozen=True, slots=True)
class Holder:
    """An account as the rules see it. ``studios`` holds pairs of studio id and the id of its organisation."""

    id: int
    organisation_id: int | None = None
    site_roles: frozenset[Role] = frozenset()
    managed_organisation_ids: frozenset[int] = frozenset()
    studios: frozenset[tuple[int, int | None]] = field(default=frozenset())

    @property
    def studio_organisation_ids(self) -> frozenset[int | None]:
        """The organisations whose studios they hold a right in."""
        return frozenset(organisation for _studio, organisation in self.studios)


def holder_of(session: Session, account: Account) -> Holder:
    """The account with the rights it holds at this moment."""
    rows = session.execute(
        select(RoleGrant.role, RoleGrant.studio_id, RoleGrant.organisation_id, STUDIO.c.organisation_id)
        .outerjoin(STUDIO, STUDIO.c.id == RoleGrant.studio_id)
        .where(RoleGrant.account_id == account.id)
    ).all()
    return Holder(
        id=account.id,
        organisation_id=account.organisation_id,
        site_roles=frozenset(Role(role) for role, *_place in rows if role in SITE_ROLES),
        managed_organisation_ids=frozenset(managed for _role, _studio, managed, _of in rows if managed is not None),
        studios=frozenset((studio, owner) for _role, studio, _managed, owner in rows if studio is not None),
    )
