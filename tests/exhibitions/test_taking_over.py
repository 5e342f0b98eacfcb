"""Exhibitions whose curators have all lost that right are given a new one, by whom it concerns."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, update

from tests.browse import Browser
from tests.exhibitions.making import Curating
from tests.make import PASSWORD, Make
from webapp.accounts.models import Account, AccountState, RoleGrant
from webapp.base.actor import Actor, Role
from webapp.base.errors import Invalid, NotFound
from webapp.exhibitions.actions.curators import take_over
from webapp.exhibitions.models import Exhibition
from webapp.exhibitions.queries.curators import left_exhibitions


@pytest.fixture
def key(curating: Curating) -> str:
    return curating.prepare()


def disable_both(curating: Curating) -> None:
    """One loses the right, the account of the other is disabled."""
    with curating.make.writing() as session:
        session.execute(delete(RoleGrant).where(RoleGrant.account_id == curating.actor.account_id))
        session.execute(
            update(Account).where(Account.id == curating.second.account_id).values(state=AccountState.DISABLED)
        )


def name(make: Make, actor: Actor, key: str, account_id: int | None) -> None:
    with make.writing() as session:
        take_over(session, actor, key, account_id or 0)


def left(make: Make, actor: Actor) -> list[str]:
    with make.site.database.reading() as session:
        return [each.key for each in left_exhibitions(session, actor)]


def test_nobody_takes_one_over_that_somebody_curates(curating: Curating, make: Make, key: str) -> None:
    administrator, other = make.account(roles=[Role.ADMINISTRATOR]), make.account(roles=[Role.CURATOR])
    with curating.make.writing() as session:
        session.execute(delete(RoleGrant).where(RoleGrant.account_id == curating.actor.account_id))
    for actor in (administrator, other):
        assert left(make, actor) == []
        with pytest.raises(NotFound):
            name(make, actor, key, other.account_id)


def test_one_that_is_left_goes_to_a_curator(app: Flask, curating: Curating, make: Make, key: str) -> None:
    disable_both(curating)
    make.account("admin-a", roles=[Role.ADMINISTRATOR])
    other = make.account("new-curator", roles=[Role.CURATOR])
    administrator, curator = (Browser(app).sign_in(each, PASSWORD) for each in ("admin-a", "new-curator"))
    curator.get(f"/exhibitions/{key}/arrange", 404)
    assert "有 1 个展览没有策展人了。" in administrator.get("/exhibitions").get_data(as_text=True)
    sent = {"account_id": str(other.account_id)}
    administrator.submit("/exhibitions/without-curator", {"account_id": ""}, 422, action="/take-over")
    administrator.submit("/exhibitions/without-curator", sent, action="/take-over")
    assert "每个展览都有策展人" in administrator.get("/exhibitions/without-curator").get_data(as_text=True)
    curator.get(f"/exhibitions/{key}/arrange")
    administrator.get(f"/exhibitions/{key}/arrange", 404)


def test_only_curators_of_its_organisation_and_only_able_ones(curating: Curating, make: Make, key: str) -> None:
    own, foreign = make.organisation(), make.organisation()
    with curating.make.writing() as session:
        session.execute(update(Exhibition).where(Exhibition.key == key).values(organisation_id=own))
    disable_both(curating)
    ours = make.account(roles=[Role.CURATOR], organisation_id=own)
    theirs = make.account(roles=[Role.CURATOR], organisation_id=foreign)
    assert (left(make, ours), left(make, theirs)) == ([key], [])
    with pytest.raises(NotFound):
        name(make, theirs, key, theirs.account_id)
    for unable in (curating.second.account_id, make.account().account_id):
        with pytest.raises(Invalid):
            name(make, ours, key, unable)
    name(make, ours, key, ours.account_id)
    assert left(make, ours) == []
