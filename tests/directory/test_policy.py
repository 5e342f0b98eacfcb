"""Each rule and its filter, face against face over many actors and entries."""

from __future__ import annotations

from itertools import product
from typing import Any

from sqlalchemy import select

from tests.make import Make
from webapp.base.actor import VISITOR, Actor, Role
from webapp.directory import policy
from webapp.directory.models import Organisation, Person, Studio
from webapp.web.site import Site


def actors(organisations: list[int], studios: list[int], people: list[int]) -> list[Actor]:
    made = [VISITOR, Actor(account_id=1, roles=frozenset({Role.ADMINISTRATOR}))]
    made += [Actor(account_id=2, roles=frozenset({role})) for role in (Role.REVIEWER, Role.CURATOR, Role.AUDITOR)]
    for managed, led, own in product(
        [(), organisations[:1], organisations], [(), studios[:1]], [None, people[0], people[2]]
    ):
        made.append(
            Actor(
                account_id=3,
                roles=frozenset({Role.ORGANISATION_MANAGER} if managed else ()),
                managed_organisation_ids=frozenset(managed),
                led_studio_ids=frozenset(led),
                studio_ids=frozenset(led),
                person_id=own,
                organisation_id=organisations[1],
            )
        )
    return made


def test_rules_and_filters_agree(make: Make, site: Site) -> None:
    organisations = [make.organisation(), make.organisation()]
    studios = [make.studio(organisations[0]), make.studio(organisations[1])]
    people = [
        make.person(),
        make.person(organisation_id=organisations[0]),
        make.person(organisation_id=organisations[1]),
    ]
    pairs: list[tuple[Any, Any, Any]] = [
        (Organisation, policy.can_edit_organisation, policy.organisations_edited_by),
        (Person, policy.can_edit_person, policy.people_edited_by),
        (Person, policy.can_keep_person, policy.people_kept_by),
        (Studio, policy.can_edit_studio, policy.studios_edited_by),
        (Studio, policy.can_keep_studio, policy.studios_kept_by),
    ]
    seen = set()
    with site.database.reading() as session:
        for actor in actors(organisations, studios, people):
            for model, can, by in pairs:
                rows = session.scalars(select(model)).all()
                allowed = {row.id for row in rows if can(actor, row)}
                assert allowed == set(session.scalars(select(model.id).where(by(actor)))), (actor, can)
                seen.add((can, len(allowed)))
    assert all(len({count for rule, count in seen if rule is can}) > 1 for _model, can, _by in pairs)


def test_being_named_in_a_studio_gives_no_right(make: Make) -> None:
    studio = Studio(id=7, organisation_id=1, leader_id=5)
    assert not policy.can_edit_studio(Actor(account_id=1, person_id=5, studio_ids=frozenset({7})), studio)
    assert policy.can_edit_studio(Actor(account_id=1, led_studio_ids=frozenset({7})), studio)


def test_only_administrators_keep_what_belongs_to_no_organisation() -> None:
    manager = Actor(account_id=1, managed_organisation_ids=frozenset({1}))
    assert not policy.keeps_organisation(manager, None)
    assert policy.keeps_organisation(Actor(account_id=1, roles=frozenset({Role.ADMINISTRATOR})), None)
