"""Every rule about documents and its twin as a filter give the same answer, for all actors and states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from typing import Any

import pytest
from sqlalchemy import ColumnElement, select, text
from sqlalchemy.orm import Session, selectinload

from tests.make import Make
from webapp.base.actor import SYSTEM, VISITOR, Actor, Role
from webapp.base.clock import now
from webapp.base.database import Database
from webapp.documents import policy
from webapp.documents.disclosure import GUARDED, Disclosure
from webapp.documents.models import Document, Version, VersionEditor, VersionPerson, Visibility
from webapp.documents.number import make_number
from webapp.documents.workflow import VersionState

ALONE = (VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.RETURNED, VersionState.WITHDRAWN)


def somebody(account_id: int, *roles: Role, **rights: Any) -> Actor:
    """A signed-in actor with these rights."""
    return Actor(account_id=account_id, roles=frozenset(roles), **rights)


class World:
    """Documents in every state and visibility, of two organisations, and everybody who may come."""

    def __init__(self, make: Make) -> None:
        self.home, self.elsewhere = make.organisation(), make.organisation()
        self.studio, self.sister = make.studio(self.home), make.studio(self.home)
        self.person = make.person("当事人", self.home)
        self.editor_id = 14
        self.actors = dict(self._actors())
        with make.writing() as session:
            self._documents(session)

    def _actors(self) -> Iterable[tuple[str, Actor]]:
        home, studio = self.home, frozenset({self.studio})
        yield "visitor", VISITOR
        yield "system", SYSTEM
        yield "worker", somebody(1, organisation_id=home)
        yield "stranger", somebody(2, organisation_id=self.elsewhere)
        yield "without organisation", somebody(3)
        yield "member", somebody(4, Role.STUDIO_MEMBER, organisation_id=home, studio_ids=studio)
        yield "member from elsewhere", somebody(5, Role.STUDIO_MEMBER, studio_ids=studio)
        yield "leader", somebody(6, Role.STUDIO_LEADER, studio_ids=studio, led_studio_ids=studio)
        yield "sister", somebody(7, Role.STUDIO_MEMBER, organisation_id=home, studio_ids=frozenset({self.sister}))
        yield "manager", somebody(8, Role.ORGANISATION_MANAGER, managed_organisation_ids=frozenset({home}))
        elsewhere = frozenset({self.elsewhere})
        yield "other manager", somebody(9, Role.ORGANISATION_MANAGER, managed_organisation_ids=elsewhere)
        yield "reviewer", somebody(10, Role.REVIEWER)
        yield "own reviewer", somebody(11, Role.REVIEWER, Role.STUDIO_MEMBER, studio_ids=studio)
        yield "managing reviewer", somebody(12, Role.REVIEWER, managed_organisation_ids=frozenset({home}))
        yield "contributing reviewer", somebody(13, Role.REVIEWER, person_id=self.person)
        yield "writing reviewer", somebody(self.editor_id, Role.REVIEWER)
        for count, role in enumerate((Role.CURATOR, Role.ADMINISTRATOR, Role.AUDITOR)):
            yield role.value, somebody(20 + count, role, organisation_id=self.elsewhere)

    def _documents(self, session: Session) -> None:
        """Everything there could be, also what the database would refuse: the rule has to hold without it."""
        _drop_rules(session)
        serial = 1
        places = ((self.home, self.studio), (self.home, None), (self.elsewhere, None))
        for (organisation, studio), hand in product(places, (False, True)):
            for visibility, state in product(Visibility, ALONE):
                serial = self._document(session, serial, organisation, studio, [(state, visibility)], hand=hand)
            for present, before in product(Visibility, Visibility):
                chain = [
                    (VersionState.SUPERSEDED, before),
                    (VersionState.PUBLISHED, present),
                    (VersionState.IN_REVIEW, before),
                ]
                serial = self._document(session, serial, organisation, studio, chain, hand=hand)
        for disclosure, present in product(sorted(GUARDED), Visibility):
            for organisation, studio in places:
                chain = [(VersionState.SUPERSEDED, Visibility.PUBLIC), (VersionState.PUBLISHED, present)]
                serial = self._document(session, serial, organisation, studio, chain, hand=False, disclosure=disclosure)

    def _document(
        self,
        session: Session,
        serial: int,
        organisation: int,
        studio: int | None,
        chain: list[tuple[VersionState, Visibility]],
        *,
        hand: bool,
        disclosure: Disclosure = Disclosure.NOTHING,
    ) -> int:
        document = Document(
            number=make_number(2026, serial),
            kind="innovation",
            organisation_id=organisation,
            studio_id=studio,
            disclosure=disclosure,
        )
        session.add(document)
        session.flush()
        for ordinal, (state, visibility) in enumerate(chain, start=1):
            version = Version(
                document_id=document.id,
                ordinal=ordinal,
                state=state,
                visibility=visibility,
                title="题",
                content="{}",
                content_hash="",
                published_at=now(),
                editors=[VersionEditor(account_id=self.editor_id)] if hand else [],
                people=[VersionPerson(position=0, person_id=self.person)] if hand else [],
            )
            session.add(version)
        session.flush()
        return serial + 1


def _drop_rules(session: Session) -> None:
    """Take away the database's own rules of the guard, so that the policy alone is tried."""
    tables = {"guard_new_version": "version", "guard_version": "version", "guard_document": "document"}
    is_postgres = session.get_bind().dialect.name == "postgresql"
    for name, table in tables.items():
        session.execute(text(f"DROP TRIGGER {name} ON {table}" if is_postgres else f"DROP TRIGGER {name}"))


@pytest.fixture
def world(make: Make) -> World:
    return World(make)


def rows(session: Session) -> list[tuple[Document, Version, Version | None]]:
    found = session.execute(
        select(Document, Version)
        .join(Version, Version.document_id == Document.id)
        .options(selectinload(Version.editors), selectinload(Version.people))
        .order_by(Version.id)
    ).all()
    published = {version.document_id: version for _, version in found if version.state == VersionState.PUBLISHED}
    return [(document, version, published.get(document.id)) for document, version in found]


Check = Callable[[Actor, Document, Version, "Version | None"], bool]


TWINS: Mapping[str, tuple[Check, Callable[[Actor], ColumnElement[bool]]]] = {
    "read the published": (
        lambda actor, document, version, published: (
            version is published and policy.can_read_document(actor, document, version)
        ),
        policy.readable_by,
    ),
    "read a version": (policy.can_read_version, policy.versions_readable_by),
    "own": (lambda actor, document, _version, _published: policy.owns(actor, document), policy.owned_by),
    "write": (lambda actor, document, _version, _published: policy.can_write(actor, document), policy.writable_by),
    "review": (
        lambda actor, document, version, _published: policy.can_review(actor, document, version),
        policy.reviewable_by,
    ),
}


def test_checks_and_filters_agree(world: World, database: Database) -> None:
    with database.reading() as session:
        everything = rows(session)
        assert len(everything) == 6 * (16 + 48) + 3 * len(GUARDED) * 4 * 2
        for (name, (check, filtered)), (who, actor) in product(TWINS.items(), world.actors.items()):
            by_check = {
                version.id for document, version, published in everything if check(actor, document, version, published)
            }
            statement = select(Version.id).join(Document, Version.document_id == Document.id).where(filtered(actor))
            assert set(session.scalars(statement)) == by_check, f"{who}: {name}"


def test_audience_words_say_the_same_as_the_rule(world: World) -> None:
    places = ((world.home, world.studio), (world.home, None), (world.elsewhere, None))
    everything = product(world.actors.items(), Visibility, places, Disclosure)
    for (who, actor), visibility, (organisation, studio), disclosure in everything:
        document = Document(organisation_id=organisation, studio_id=studio, disclosure=disclosure)
        word = policy.audience(visibility, document)
        assert policy.sees_audience(actor, word) == policy.sees(actor, visibility, document), who


def test_who_reads_what(world: World) -> None:
    """The table of the decision on visibility, told once more by hand."""
    everybody = set(world.actors)
    signed_in = everybody - {"visitor"}
    reviewers = {name for name in everybody if "reviewer" in name} | {"system"}
    of_studio = reviewers | {"member", "member from elsewhere", "leader", "manager"}
    expected = {
        Visibility.PUBLIC: everybody,
        Visibility.MEMBERS: signed_in,
        Visibility.ORGANISATION: of_studio | {"worker", "sister"},
        Visibility.STUDIO: of_studio,
    }
    for (visibility, readers), disclosure in product(expected.items(), Disclosure):
        document = Document(organisation_id=world.home, studio_id=world.studio, disclosure=disclosure)
        found = {who for who, actor in world.actors.items() if policy.sees(actor, visibility, document)}
        allowed = expected[Visibility.ORGANISATION] if disclosure in GUARDED else everybody
        assert found == readers & allowed, visibility


def test_a_hand_in_the_text_forbids_judging(world: World, database: Database) -> None:
    with database.reading() as session:
        judges = {
            who
            for who, actor in world.actors.items()
            for document, version, _published in rows(session)
            if document.studio_id == world.studio and version.editors and policy.can_review(actor, document, version)
        }
    assert judges == {"reviewer"}


def test_who_may_withdraw(world: World, database: Database) -> None:
    with database.reading() as session:
        document = session.scalars(select(Document).where(Document.studio_id == world.studio)).first()
    assert document is not None
    found = {who for who, actor in world.actors.items() if policy.can_withdraw(actor, document)}
    assert found == {name for name in world.actors if "reviewer" in name} | {"leader", "manager", "system"}
