"""Rights follow membership: after any history they are what the rows say, from the very next request on."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

import pytest
from flask import Flask
from sqlalchemy import select

from tests.rights.conftest import hasten
from tests.rights.sent import cookie_of
from tests.rights.world import sign_in
from webapp.accounts.actions import manage, rights
from webapp.accounts.actions.manage import Correction
from webapp.accounts.actors import actor_of_token
from webapp.accounts.holders import Right
from webapp.accounts.models import Account, AccountState, RoleGrant
from webapp.base.actor import ORGANISATION_ROLES, SITE_ROLES, STUDIO_ROLES, Actor, Role
from webapp.base.errors import Conflict, Invalid
from webapp.documents.models import Visibility
from webapp.web.site import Site

HISTORIES = 60
STEPS = 12
ASKED_STEPS = 1


@dataclass
class Places:
    """Where rights are held: organisations, studios with their organisation, and a document only one studio reads."""

    organisations: tuple[int, ...]
    studios: dict[int, int]
    number: str
    owner: int


@dataclass(frozen=True)
class Believed:
    """What an account should be, worked out step by step from what was done to it."""

    organisation: int | None
    state: str = AccountState.ACTIVE
    held: frozenset[Right] = field(default=frozenset())

    def actor(self, account_id: int, name: str) -> Actor | None:
        """The actor this is; None for one who may not sign in."""
        if self.state != AccountState.ACTIVE:
            return None
        studios = {each.studio_id for each in self.held if each.studio_id is not None}
        led = {each.studio_id for each in self.held if each.role == Role.STUDIO_LEADER and each.studio_id is not None}
        managed = {each.organisation_id for each in self.held if each.organisation_id is not None}
        return Actor(
            account_id=account_id,
            name=name,
            roles=frozenset(each.role for each in self.held),
            organisation_id=self.organisation,
            managed_organisation_ids=frozenset(managed),
            studio_ids=frozenset(studios),
            led_studio_ids=frozenset(led),
        )


class History:
    """One account, everything done to it, and what it should therefore be."""

    def __init__(self, app: Flask, places: Places, administrator: Actor, seed: int) -> None:
        self.app, self.places, self.administrator = app, places, administrator
        self.site: Site = app.extensions["archive"]
        self.random = random.Random(seed)
        organisation = self.random.choice([None, *places.organisations])
        with self.site.database.writing() as session:
            row = Account(username=f"history{seed}", name="某人", password_hash="x", must_change_password=False)
            row.organisation_id = organisation
            session.add(row)
            session.flush()
            self.id = row.id
            self.token = sign_in(session, row.id)[0]
        self.believed = Believed(organisation)

    def step(self) -> None:
        """Do one thing of those that could happen."""
        self.random.choice([self.grant, self.grant, self.grant, self.revoke, self.move, self.disable, self.enable])()

    def grant(self) -> None:
        role = self.random.choice(sorted(set(Role) - {Role.ADMINISTRATOR}))
        right = Right(role)
        if role in STUDIO_ROLES:
            right = Right(role, studio_id=self.random.choice(sorted(self.places.studios)))
        elif role in ORGANISATION_ROLES:
            right = Right(role, organisation_id=self.random.choice(self.places.organisations))
        try:
            with self.site.database.writing() as session:
                rights.grant(session, self.administrator, self.id, right)
        except Invalid:
            assert right in self.believed.held
        self.believed = replace(self.believed, held=self.believed.held | {right})

    def revoke(self) -> None:
        with self.site.database.writing() as session:
            rows = session.scalars(select(RoleGrant).where(RoleGrant.account_id == self.id)).all()
            if not rows:
                return
            row = self.random.choice(rows)
            right = Right(Role(row.role), row.studio_id, row.organisation_id)
            rights.revoke(session, self.administrator, self.id, row.id)
        self.believed = replace(self.believed, held=self.believed.held - {right})

    def move(self) -> None:
        """In another organisation whatever was held elsewhere ends; rights for the site stay."""
        target = self.random.choice([None, *self.places.organisations])
        with self.site.database.writing() as session:
            revision = session.get_one(Account, self.id).revision
            command = Correction("某人", "", target, None, revision)
            manage.correct_account(session, self.administrator, self.id, command)
        if target == self.believed.organisation:
            return
        kept = frozenset(right for right in self.believed.held if self._stays(right, target))
        self.believed = replace(self.believed, organisation=target, held=kept)

    def disable(self) -> None:
        self._switch(AccountState.DISABLED)

    def enable(self) -> None:
        self._switch(AccountState.ACTIVE)

    def check(self) -> None:
        """The actor behind the session is exactly what the history makes them."""
        with self.site.database.reading() as session:
            found = actor_of_token(session, self.token)
        assert found == self.believed.actor(self.id, "某人")

    def ask(self) -> None:
        """The next request is answered by present rights."""
        actor = self.believed.actor(self.id, "某人") or Actor()
        in_it = self.places.owner in actor.studio_ids
        manages = self.places.organisations[0] in actor.managed_organisation_ids
        expected = {
            f"/d/{self.places.number}": in_it or manages or actor.has(Role.REVIEWER),
            "/desk": bool(actor.studio_ids or actor.managed_organisation_ids),
            "/review": actor.has(Role.REVIEWER),
            "/journal": actor.has(Role.AUDITOR),
            "/accounts": bool(actor.led_studio_ids or actor.managed_organisation_ids),
        }
        client = self.app.test_client(use_cookies=False)
        headers = {"Cookie": cookie_of(self.app, self.token)}
        found = {address: client.get(address, headers=headers).status_code == 200 for address in expected}
        assert found == expected, actor

    def _stays(self, right: Right, target: int | None) -> bool:
        if right.role in SITE_ROLES:
            return True
        place = right.organisation_id if right.studio_id is None else self.places.studios[right.studio_id]
        return place == target

    def _switch(self, state: AccountState) -> None:
        act = manage.disable_account if state == AccountState.DISABLED else manage.enable_account
        try:
            with self.site.database.writing() as session:
                act(session, self.administrator, self.id)
        except Conflict:
            assert self.believed.state == state
            return
        self.believed = replace(self.believed, state=state)
        if state == AccountState.ACTIVE:  # disabling ended every session: the old one stays dead
            with self.site.database.reading() as session:
                assert actor_of_token(session, self.token) is None
            with self.site.database.writing() as session:
                self.token = sign_in(session, self.id)[0]


@pytest.fixture
def places(app: Flask) -> tuple[Places, Actor]:
    from tests.make import Make

    hasten(app.extensions["archive"])
    make = Make(app.extensions["archive"])
    organisations = tuple(make.organisation(name) for name in ("甲厂", "乙厂", "丙厂"))
    studios = {make.studio(place): place for place in organisations for _ in range(2)}
    owner = min(studios)
    author = make.account(organisation_id=organisations[0], studio_id=owner)
    number = make.published(author, visibility=Visibility.STUDIO).number
    return Places(organisations, studios, number, owner), make.account(roles=[Role.ADMINISTRATOR])


def test_rights_are_what_the_history_made_them(app: Flask, places: tuple[Places, Actor]) -> None:
    for seed in range(HISTORIES):
        history = History(app, *places, seed)
        for step in range(STEPS):
            history.step()
            history.check()
            if step >= STEPS - ASKED_STEPS:
                history.ask()


def test_a_role_given_or_taken_counts_with_the_next_request(app: Flask, places: tuple[Places, Actor]) -> None:
    where, administrator = places
    history = History(app, where, administrator, 10_000)
    for right in (Right(Role.REVIEWER), Right(Role.STUDIO_MEMBER, where.owner), Right(Role.AUDITOR)):
        with history.site.database.writing() as session:
            row = rights.grant(session, administrator, history.id, right)
        history.believed = replace(history.believed, held=history.believed.held | {right})
        history.ask()
        with history.site.database.writing() as session:
            rights.revoke(session, administrator, history.id, row.id)
        history.believed = replace(history.believed, held=history.believed.held - {right})
        history.ask()
