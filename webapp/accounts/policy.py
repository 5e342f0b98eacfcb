"""Who may see and change accounts and rights, and who reads the journal.

Administrators see and manage all accounts and give every right. Managers see the accounts of their organisations and
everybody with a right in one of its studios; they manage those accounts of their organisations that hold no right
beyond what they could give themselves, so that resetting a password never gains anything. Leaders see the people of
their studios and add or remove members. Nobody changes their own account or their own rights, administrators
included: a second pair of eyes is always needed to become a reviewer, a curator or an auditor.

Each ``can_…`` has a twin ``…_by`` that filters rows the same way.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from webapp.accounts.holders import Holder, Right
from webapp.accounts.models import Account, RoleGrant
from webapp.accounts.places import ORGANISATION, STUDIO
from webapp.base.actor import ORGANISATION_ROLES, SITE_ROLES, Actor, Role


def can_see_account(actor: Actor, holder: Holder) -> bool:
    """Whether the actor may know of the account."""
    if actor.has(Role.ADMINISTRATOR):
        return True
    managed = actor.managed_organisation_ids
    if holder.organisation_id in managed or holder.studio_organisation_ids & managed:
        return True
    return any(studio in actor.led_studio_ids for studio, _organisation in holder.studios)


def accounts_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Account."""
    if actor.has(Role.ADMINISTRATOR):
        return true()
    managed, led = sorted(actor.managed_organisation_ids), sorted(actor.led_studio_ids)
    if not managed and not led:
        return false()
    allowed: list[ColumnElement[bool]] = []
    if managed:
        allowed.append(Account.organisation_id.in_(managed))
    in_studios = select(RoleGrant.id).join(STUDIO, STUDIO.c.id == RoleGrant.studio_id)
    allowed.append(
        in_studios.where(
            RoleGrant.account_id == Account.id,
            or_(STUDIO.c.organisation_id.in_(managed), RoleGrant.studio_id.in_(led)),
        ).exists()
    )
    return or_(*allowed)


def can_manage_account(actor: Actor, holder: Holder) -> bool:
    """Whether the actor may correct, approve, disable and enable the account and reset its password."""
    if holder.id == actor.account_id:
        return False
    if actor.has(Role.ADMINISTRATOR):
        return True
    managed = actor.managed_organisation_ids
    return (
        holder.organisation_id in managed
        and not holder.site_roles
        and holder.managed_organisation_ids <= managed
        and holder.studio_organisation_ids <= managed
    )


def accounts_managed_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Account."""
    not_self = Account.id != (actor.account_id if actor.account_id is not None else -1)
    if actor.has(Role.ADMINISTRATOR):
        return not_self
    managed = sorted(actor.managed_organisation_ids)
    if not managed:
        return false()
    beyond = (
        select(RoleGrant.id)
        .outerjoin(STUDIO, STUDIO.c.id == RoleGrant.studio_id)
        .where(
            RoleGrant.account_id == Account.id,
            or_(
                RoleGrant.role.in_(sorted(SITE_ROLES)),
                and_(RoleGrant.organisation_id.is_not(None), RoleGrant.organisation_id.not_in(managed)),
                and_(
                    RoleGrant.studio_id.is_not(None),
                    or_(STUDIO.c.organisation_id.is_(None), STUDIO.c.organisation_id.not_in(managed)),
                ),
            ),
        )
        .exists()
    )
    return and_(not_self, Account.organisation_id.in_(managed), ~beyond)


def can_place_account(actor: Actor, organisation_id: int | None) -> bool:
    """Whether the actor may make accounts in this organisation (None: in none) or move accounts there."""
    return actor.has(Role.ADMINISTRATOR) or organisation_id in actor.managed_organisation_ids


def organisations_open_to(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over the table of organisations."""
    if actor.has(Role.ADMINISTRATOR):
        return true()
    return ORGANISATION.c.id.in_(sorted(actor.managed_organisation_ids))


def can_grant(actor: Actor, holder: Holder, right: Right, studio_organisation_id: int | None = None) -> bool:
    """Whether the actor may give this right to the account; for a studio's right name the studio's organisation.

    Managers and leaders give rights to accounts of the same organisation only.
    """
    if not right.is_whole or holder.id == actor.account_id:
        return False
    if actor.has(Role.ADMINISTRATOR):
        return True
    place = studio_organisation_id if right.studio_id is not None else right.organisation_id
    if place is None or holder.organisation_id != place:
        return False
    return can_give_in(actor, right, studio_organisation_id)


def can_revoke(actor: Actor, holder: Holder, right: Right, studio_organisation_id: int | None = None) -> bool:
    """Whether the actor may take this right away, from whichever organisation its holder is."""
    if holder.id == actor.account_id:
        return False
    return actor.has(Role.ADMINISTRATOR) or can_give_in(actor, right, studio_organisation_id)


def can_give_in(actor: Actor, right: Right, studio_organisation_id: int | None) -> bool:
    """Whether rights of this kind in this place are the actor's to give at all."""
    if actor.has(Role.ADMINISTRATOR):
        return True
    if right.role in SITE_ROLES:
        return False
    if right.role in ORGANISATION_ROLES:
        return right.organisation_id in actor.managed_organisation_ids
    if studio_organisation_id in actor.managed_organisation_ids:
        return True
    return right.role == Role.STUDIO_MEMBER and right.studio_id in actor.led_studio_ids


def grants_revocable_by(actor: Actor) -> ColumnElement[bool]:
    """The same as ``can_revoke``, as a filter over RoleGrant joined (outer) with the table of studios."""
    not_self = RoleGrant.account_id != (actor.account_id if actor.account_id is not None else -1)
    if actor.has(Role.ADMINISTRATOR):
        return not_self
    managed, led = sorted(actor.managed_organisation_ids), sorted(actor.led_studio_ids)
    allowed = or_(
        RoleGrant.organisation_id.in_(managed),
        and_(RoleGrant.studio_id.is_not(None), STUDIO.c.organisation_id.in_(managed)),
        and_(RoleGrant.role == Role.STUDIO_MEMBER, RoleGrant.studio_id.in_(led)),
    )
    return and_(not_self, allowed)


def studios_given_by(actor: Actor) -> ColumnElement[bool]:
    """The studios in which the actor may give some right, as a filter over the table of studios."""
    if actor.has(Role.ADMINISTRATOR):
        return true()
    return or_(
        STUDIO.c.organisation_id.in_(sorted(actor.managed_organisation_ids)),
        STUDIO.c.id.in_(sorted(actor.led_studio_ids)),
    )


def can_give_in_studio(actor: Actor, studio_id: int, studio_organisation_id: int | None) -> bool:
    """The same for one studio."""
    return can_give_in(actor, Right(Role.STUDIO_MEMBER, studio_id), studio_organisation_id)


def can_read_journal(actor: Actor) -> bool:
    """Whether the actor may read the journal: auditors only, whatever else others may do."""
    return actor.has(Role.AUDITOR)
