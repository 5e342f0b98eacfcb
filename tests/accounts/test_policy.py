"""Rules face against face: what ``can_…`` says of each account is what ``…_by`` finds in the database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.make import Make
from webapp.accounts import policy
from webapp.accounts.actors import actor_of
from webapp.accounts.holders import Holder, Right, holder_of
from webapp.accounts.models import Account, RoleGrant
from webapp.accounts.places import ORGANISATION, STUDIO
from webapp.base.actor import ORGANISATION_ROLES, SITE_ROLES, STUDIO_ROLES, VISITOR, Actor, Role
from webapp.base.database import Database


class World:
    """Two organisations with two studios each, one studio of none, and accounts with all kinds of rights."""

    def __init__(self, make: Make, database: Database) -> None:
        self.organisations = [make.organisation(), make.organisation()]
        self.studios = [make.studio(place) for place in self.organisations for _each in range(2)]
        with database.writing() as session:
            for one in self._accounts():
                session.add(one)

    def _accounts(self) -> Iterator[Account]:
        first, second = self.organisations
        sets: list[list[RoleGrant]] = [[]]
        sets += [[RoleGrant(role=role)] for role in sorted(SITE_ROLES)]
        sets += [[RoleGrant(role=role, studio_id=one)] for role in sorted(STUDIO_ROLES) for one in self.studios[1:3]]
        sets += [[RoleGrant(role=Role.ORGANISATION_MANAGER, organisation_id=one)] for one in (first, second)]
        sets.append([RoleGrant(role=Role.ORGANISATION_MANAGER, organisation_id=one) for one in (first, second)])
        sets.append([RoleGrant(role=Role.STUDIO_LEADER, studio_id=self.studios[0]), RoleGrant(role=Role.REVIEWER)])
        for number, given in enumerate(sets):
            for place in (None, first, second):
                grants = [
                    RoleGrant(role=one.role, studio_id=one.studio_id, organisation_id=one.organisation_id)
                    for one in given
                ]
                yield Account(
                    username=f"u{number}-{place}", name="某", password_hash="x", organisation_id=place, grants=grants
                )


@pytest.fixture
def world(make: Make, database: Database) -> World:
    return World(make, database)


def _all(session: Session) -> tuple[list[Actor], list[tuple[Account, Holder]]]:
    accounts = session.scalars(select(Account).order_by(Account.id)).all()
    actors = [VISITOR, *(actor_of(session, one) for one in accounts)]
    return actors, [(one, holder_of(session, one)) for one in accounts]


def test_seen_and_managed_accounts(world: World, database: Database) -> None:
    cells = 0
    with database.reading() as session:
        actors, holders = _all(session)
        for actor in actors:
            seen = set(session.scalars(select(Account.id).where(policy.accounts_seen_by(actor))))
            managed = set(session.scalars(select(Account.id).where(policy.accounts_managed_by(actor))))
            for _account, holder in holders:
                assert policy.can_see_account(actor, holder) == (holder.id in seen), (actor, holder)
                assert policy.can_manage_account(actor, holder) == (holder.id in managed), (actor, holder)
                cells += 1
            assert managed <= seen | {actor.account_id or 0}, "what can be managed can be seen"
    assert cells > 1500


def test_places_open(world: World, database: Database) -> None:
    with database.reading() as session:
        actors, _holders = _all(session)
        studios = session.execute(select(STUDIO.c.id, STUDIO.c.organisation_id)).all()
        for actor in actors:
            open_places = set(session.scalars(select(ORGANISATION.c.id).where(policy.organisations_open_to(actor))))
            assert open_places == {one for one in world.organisations if policy.can_place_account(actor, one)}
            given = set(session.scalars(select(STUDIO.c.id).where(policy.studios_given_by(actor))))
            assert given == {one for one, owner in studios if policy.can_give_in_studio(actor, one, owner)}


def test_revocable_rights(world: World, database: Database) -> None:
    with database.reading() as session:
        actors, holders = _all(session)
        by_id = {holder.id: holder for _account, holder in holders}
        rows = session.execute(
            select(RoleGrant, STUDIO.c.organisation_id).outerjoin(STUDIO, STUDIO.c.id == RoleGrant.studio_id)
        ).all()
        for actor in actors:
            found = set(
                session.scalars(
                    select(RoleGrant.id)
                    .outerjoin(STUDIO, STUDIO.c.id == RoleGrant.studio_id)
                    .where(policy.grants_revocable_by(actor))
                )
            )
            for row, owner in rows:
                right = Right(Role(row.role), row.studio_id, row.organisation_id)
                said = policy.can_revoke(actor, by_id[row.account_id], right, owner)
                assert said == (row.id in found), (actor, right)


def test_nobody_gives_more_than_they_may(world: World, database: Database) -> None:
    first, second = world.organisations
    with database.reading() as session:
        actors, holders = _all(session)
        owners = {row.id: row.organisation_id for row in session.execute(select(STUDIO.c.id, STUDIO.c.organisation_id))}
    rights = [Right(role) for role in SITE_ROLES]
    rights += [Right(role, studio) for role in STUDIO_ROLES for studio in world.studios]
    rights += [Right(role, organisation_id=one) for role in ORGANISATION_ROLES for one in (first, second)]
    given = 0
    for actor in actors:
        for _account, holder in holders:
            for right in rights:
                owner = owners.get(right.studio_id or 0)
                if not policy.can_grant(actor, holder, right, owner):
                    continue
                given += 1
                assert holder.id != actor.account_id, "nobody raises themselves"
                if actor.has(Role.ADMINISTRATOR):
                    continue
                assert right.role not in SITE_ROLES
                place = owner if right.studio_id else right.organisation_id
                assert holder.organisation_id == place
                if place not in actor.managed_organisation_ids:
                    assert right.role == Role.STUDIO_MEMBER
                    assert right.studio_id in actor.led_studio_ids
    assert given > 500


def test_resetting_a_password_never_gains_a_right(world: World, database: Database) -> None:
    """Whoever can take over an account by a new password could have held or given all its rights anyway."""
    with database.reading() as session:
        actors, holders = _all(session)
    for actor in actors:
        if actor.has(Role.ADMINISTRATOR):
            continue
        for _account, holder in holders:
            if policy.can_manage_account(actor, holder):
                assert not holder.site_roles
                assert holder.managed_organisation_ids <= actor.managed_organisation_ids
                assert holder.studio_organisation_ids <= actor.managed_organisation_ids


@pytest.mark.parametrize("role", list(Role))
def test_a_right_names_exactly_the_place_it_needs(role: Role) -> None:
    whole = [
        right for right in (Right(role), Right(role, 1), Right(role, None, 1), Right(role, 1, 1)) if right.is_whole
    ]
    assert len(whole) == 1


def test_only_auditors_read_the_journal() -> None:
    for role in Role:
        assert policy.can_read_journal(Actor(1, roles=frozenset({role}))) == (role == Role.AUDITOR)
