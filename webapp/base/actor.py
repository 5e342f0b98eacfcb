"""Who is asking: a value made anew for every request from present membership."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """Rights an account can hold. The first group is held for a studio or an organisation, the second for the site."""

    STUDIO_MEMBER = "studio_member"
    STUDIO_LEADER = "studio_leader"
    ORGANISATION_MANAGER = "organisation_manager"
    REVIEWER = "reviewer"
    CURATOR = "curator"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


STUDIO_ROLES = frozenset({Role.STUDIO_MEMBER, Role.STUDIO_LEADER})
ORGANISATION_ROLES = frozenset({Role.ORGANISATION_MANAGER})
SITE_ROLES = frozenset(Role) - STUDIO_ROLES - ORGANISATION_ROLES


@dataclass(frozen=True, slots=True)
class Actor:
    """One person asking, or a visitor when ``account_id`` is None; ``must_change_password`` limits them to that."""

    account_id: int | None = None
    name: str = ""
    roles: frozenset[Role] = frozenset()
    organisation_id: int | None = None
    managed_organisation_ids: frozenset[int] = frozenset()
    studio_ids: frozenset[int] = frozenset()
    led_studio_ids: frozenset[int] = frozenset()
    person_id: int | None = None
    must_change_password: bool = False
    network: str = field(default="", compare=False)

    @property
    def is_signed_in(self) -> bool:
        """Whether this is a person with an account."""
        return self.account_id is not None

    def has(self, role: Role) -> bool:
        """Whether the actor holds this right anywhere."""
        return role in self.roles

    @property
    def is_system(self) -> bool:
        """Whether the program itself is acting (loading the library, first start)."""
        return self.account_id == SYSTEM_ID


SYSTEM_ID = 0
VISITOR = Actor()
SYSTEM = Actor(account_id=SYSTEM_ID, name="系统", roles=SITE_ROLES)
