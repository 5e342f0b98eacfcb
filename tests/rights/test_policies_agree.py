"""Every rule has two faces, a check of one thing and a filter of rows: they agree for all actors and all things."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from tests.rights.world import World
from webapp.accounts import policy as accounts
from webapp.accounts.holders import Holder, Right, holder_of
from webapp.accounts.models import Account, RoleGrant
from webapp.accounts.places import ORGANISATION, STUDIO
from webapp.adoptions import policy as adoptions
from webapp.adoptions.models import Adoption, Demonstration
from webapp.base.actor import ORGANISATION_ROLES, STUDIO_ROLES, SYSTEM, Actor, Role
from webapp.directory import policy as directory
from webapp.directory.models import Organisation, Person, Studio
from webapp.documents import policy as documents
from webapp.documents import summary_policy as summaries_policy
from webapp.documents.disclosure import is_guarded
from webapp.documents.disclosure_models import FirstPublic, Opening, PublicSummary
from webapp.documents.models import Attachment, Document, Version, VersionAttachment
from webapp.documents.review_models import Keeping
from webapp.documents.workflow import VersionState
from webapp.exhibitions import following_policy as following
from webapp.exhibitions import policy as exhibitions
from webapp.exhibitions.models import Exhibition, Intent, Nomination
from webapp.importing import policy as importing
from webapp.importing.models import ImportBatch
from webapp.notices import policy as notices
from webapp.notices.models import Notice
from webapp.patents import policy as patents
from webapp.patents.models import Patent, PatentEvent
from webapp.search import policy as search
from webapp.search.models import HelpRequest, SavedSearch

RANDOM_ACTORS = 160
LEAST_PAIRS = 20_000


@dataclass(frozen=True)
class Twins:
    """One rule: how it is asked of one thing, and the statement that filters the things' ids."""

    name: str
    things: dict[int, Any]
    check: Callable[[Actor, Any], bool]
    statement: Callable[[Actor], Select[Any]]

    def differences(self, session: Session, actor: Actor) -> Iterator[str]:
        """Things on which the two faces do not agree."""
        found = set(session.scalars(self.statement(actor)))
        for thing_id, thing in self.things.items():
            if self.check(actor, thing) != (thing_id in found):
                yield f"{self.name} {thing_id} for {actor}: filter says {thing_id in found}"


@dataclass(frozen=True)
class Writing:
    """A version as the checks want it: its document, and the one in force."""

    document: Document
    version: Version
    published: Version | None


class Agreement:
    """All rules over everything in one world, read once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.compared = 0
        self.rules = [
            *_document_rules(session),
            *_account_rules(session),
            *_directory_rules(session),
            *_notice_rules(session),
            *_adoption_rules(session),
            *_search_rules(session),
            *_import_rules(session),
            *_patent_rules(session),
            *_exhibition_rules(session),
        ]

    def check(self, actor: Actor) -> None:
        """Compare the two faces of every rule for this actor."""
        wrong = [line for rule in self.rules for line in rule.differences(self.session, actor)]
        self.compared += sum(len(rule.things) for rule in self.rules)
        assert not wrong, "\n".join(wrong)


@pytest.fixture
def agreement(world: World) -> Iterator[Agreement]:
    with world.site.database.reading() as session:
        yield Agreement(session)


def test_both_faces_of_every_rule_agree_for_everybody(agreement: Agreement, world: World) -> None:
    for actor in (*world.actors.values(), SYSTEM):
        agreement.check(actor)


def test_both_faces_of_every_rule_agree_for_random_actors(agreement: Agreement, world: World) -> None:
    studios = st.frozensets(st.sampled_from([*_ids(world, "studio"), 99]), max_size=2)

    @settings(
        max_examples=RANDOM_ACTORS,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        account=st.sampled_from([None, 10_000, *world.accounts.values()]),
        roles=st.frozensets(st.sampled_from(sorted(set(Role) - STUDIO_ROLES - ORGANISATION_ROLES)), max_size=3),
        organisation=st.sampled_from([None, 99, *_ids(world, "organisation")]),
        managed=st.frozensets(st.sampled_from([*_ids(world, "organisation"), 99]), max_size=2),
        member=studios,
        led=studios,
        person=st.sampled_from([None, 99, *_ids(world, "person")]),
    )
    def compare(
        account: int | None,
        roles: frozenset[Role],
        organisation: int | None,
        managed: frozenset[int],
        member: frozenset[int],
        led: frozenset[int],
        person: int | None,
    ) -> None:
        if account is None:
            agreement.check(Actor())
            return
        held = set(roles)
        held |= {Role.STUDIO_MEMBER} if member else set()
        held |= {Role.STUDIO_LEADER} if led else set()
        held |= {Role.ORGANISATION_MANAGER} if managed else set()
        agreement.check(
            Actor(
                account_id=account,
                roles=frozenset(held),
                organisation_id=organisation,
                managed_organisation_ids=managed,
                studio_ids=member | led,
                led_studio_ids=led,
                person_id=person,
            )
        )

    compare()
    assert agreement.compared >= LEAST_PAIRS


def test_no_filter_is_left_out(agreement: Agreement) -> None:
    named = {rule.name.partition("/")[2] for rule in agreement.rules}
    modules: Sequence[ModuleType] = (
        documents,
        summaries_policy,
        accounts,
        directory,
        notices,
        search,
        importing,
        patents,
        adoptions,
        exhibitions,
        following,
    )
    filters = {
        name
        for module in modules
        for name, one in inspect.getmembers(module, inspect.isfunction)
        if one.__module__ == module.__name__ and name.endswith(("_by", "_open_to")) and name != "seen_by"
    }
    assert filters == named


def test_a_word_for_an_audience_means_the_same_as_the_document_itself(agreement: Agreement, world: World) -> None:
    rows = [row for row in agreement.session.scalars(select(Version)) if row.state == VersionState.PUBLISHED]
    for actor in (*world.actors.values(), SYSTEM):
        for row in rows:
            document = agreement.session.get_one(Document, row.document_id)
            word = documents.audience(row.visibility, document)
            assert documents.sees_audience(actor, word) == documents.can_read_document(actor, document, row)
            assert documents.audiences_of(actor, [word]) == ({word} if documents.sees_audience(actor, word) else set())


def _ids(world: World, kind: str) -> list[int]:
    return [entry_id for name, entry_id in world.entries.items() if name.startswith(f"{kind}_")]


def _document_rules(session: Session) -> Iterator[Twins]:
    rows = session.scalars(select(Version).options(selectinload(Version.editors), selectinload(Version.people))).all()
    files = {row.id: row for row in session.scalars(select(Attachment))}
    by_document = {row.id: row for row in session.scalars(select(Document))}
    in_force = {row.document_id: row for row in rows if row.state == VersionState.PUBLISHED}
    writings = {row.id: Writing(by_document[row.document_id], row, in_force.get(row.document_id)) for row in rows}
    published = {key: each for key, each in writings.items() if each.published is each.version}
    held = _held_back(session, files.values(), by_document)
    links = session.execute(select(VersionAttachment.attachment_id, VersionAttachment.version_id)).all()
    carried = {
        key: (key in held, [writings[link.version_id] for link in links if link.attachment_id == key]) for key in files
    }
    joined = select(Version.id).join(Document, Document.id == Version.document_id)
    whole = select(Document.id)
    yield from _opening_rules(session, by_document)
    yield from _summary_rules(session, by_document, rows)
    yield Twins(
        "can_read_document/readable_by",
        published,
        lambda actor, each: documents.can_read_document(actor, each.document, each.version),
        lambda actor: joined.where(documents.readable_by(actor)),
    )
    yield Twins("owns/owned_by", by_document, documents.owns, lambda actor: whole.where(documents.owned_by(actor)))
    yield Twins(
        "can_write/writable_by",
        by_document,
        documents.can_write,
        lambda actor: whole.where(documents.writable_by(actor)),
    )
    yield Twins(
        "can_read_version/versions_readable_by",
        writings,
        lambda actor, each: documents.can_read_version(actor, each.document, each.version, each.published),
        lambda actor: joined.where(documents.versions_readable_by(actor)),
    )
    yield Twins(
        "can_review/reviewable_by",
        writings,
        lambda actor, each: documents.can_review(actor, each.document, each.version),
        lambda actor: joined.where(documents.reviewable_by(actor)),
    )
    any_version = rows[0]
    yield Twins(
        "can_verify/verifiable_by",
        by_document,
        lambda actor, each: documents.can_verify(actor, each, any_version),
        lambda actor: whole.where(documents.verifiable_by(actor)),
    )
    yield Twins(
        "can_halt/haltable_by",
        by_document,
        lambda actor, each: documents.can_halt(actor, each, any_version),
        lambda actor: whole.where(documents.haltable_by(actor)),
    )
    yield Twins(
        "can_revive/revivable_by",
        writings,
        lambda actor, each: documents.can_revive(actor, each.document, each.version),
        lambda actor: joined.where(documents.revivable_by(actor)),
    )
    yield Twins(
        "can_answer/answerable_by",
        writings,
        lambda actor, each: documents.can_answer(actor, each.document, each.version),
        lambda actor: joined.where(documents.answerable_by(actor)),
    )
    yield Twins(
        "can_read_attachment/attachments_readable_by",
        carried,
        lambda actor, each: documents.can_read_attachment(
            actor,
            each[1][0].document,
            [one.version for one in each[1]],
            each[1][0].published,
            is_held=each[0],
        ),
        lambda actor: select(Attachment.id).where(documents.attachments_readable_by(actor)),
    )


def _opening_rules(session: Session, by_document: Mapping[int, Document]) -> Iterator[Twins]:
    openings = {row.id: (by_document[row.document_id], row) for row in session.scalars(select(Opening))}
    yield Twins(
        "can_approve_opening/openings_approved_by",
        openings,
        lambda actor, each: documents.can_approve_opening(actor, *each),
        lambda actor: (
            select(Opening.id)
            .join(Document, Document.id == Opening.document_id)
            .where(documents.openings_approved_by(actor))
        ),
    )


def _summary_rules(
    session: Session, by_document: Mapping[int, Document], versions: Iterable[Version]
) -> Iterator[Twins]:
    of: dict[int, list[Version]] = {}
    for each in versions:
        of.setdefault(each.document_id, []).append(each)
    halted = set(session.scalars(select(Keeping.document_id).where(Keeping.halted_at.is_not(None))))
    summaries = {row.id: (by_document[row.document_id], row) for row in session.scalars(select(PublicSummary))}
    joined = select(PublicSummary.id).join(Document, Document.id == PublicSummary.document_id)

    def readable(actor: Actor, each: tuple[Document, PublicSummary]) -> bool:
        document, row = each
        published = next((one for one in of[document.id] if one.state == VersionState.PUBLISHED), None)
        return summaries_policy.can_read_summary(actor, document, row, published, is_halted=document.id in halted)

    yield Twins(
        "can_read_summary/summaries_readable_by",
        summaries,
        readable,
        lambda actor: joined.where(summaries_policy.summaries_readable_by(actor)),
    )
    yield Twins(
        "can_accept_summary/summaries_accepted_by",
        summaries,
        lambda actor, each: summaries_policy.can_accept_summary(actor, each[0], each[1], of[each[0].id]),
        lambda actor: joined.where(summaries_policy.summaries_accepted_by(actor)),
    )
    yield Twins(
        "can_take_back_summary/summaries_taken_back_by",
        summaries,
        lambda actor, each: summaries_policy.can_take_back_summary(actor, each[0]),
        lambda actor: joined.where(summaries_policy.summaries_taken_back_by(actor)),
    )


def _held_back(session: Session, files: Iterable[Attachment], documents_: Mapping[int, Document]) -> set[int]:
    """Files of which a guarded document has the same bytes, had before everybody could read them."""
    rows = list(files)
    seen: dict[str, list[datetime]] = {}
    for moment in session.scalars(select(FirstPublic)):
        for sha256, _name in moment.files:
            seen.setdefault(sha256, []).append(moment.at)
    found = set()
    for row in rows:
        others = [each for each in rows if each.sha256 == row.sha256 and each.document_id != row.document_id]
        guarded = [each for each in others if is_guarded(documents_[each.document_id].disclosure)]
        if any(all(at > each.created_at for at in seen.get(each.sha256, ())) for each in guarded):
            found.add(row.id)
    return found


def _account_rules(session: Session) -> Iterator[Twins]:
    holders: dict[int, Holder] = {row.id: holder_of(session, row) for row in session.scalars(select(Account))}
    owners: dict[int, int | None] = {row.id: row.organisation_id for row in session.execute(select(STUDIO))}
    grants = {row.id: row for row in session.scalars(select(RoleGrant))}
    organisations = {row.id: row.id for row in session.execute(select(ORGANISATION))}

    def revocable(actor: Actor, row: RoleGrant) -> bool:
        right = Right(Role(row.role), row.studio_id, row.organisation_id)
        return accounts.can_revoke(actor, holders[row.account_id], right, owners.get(row.studio_id or 0))

    yield Twins(
        "can_see_account/accounts_seen_by",
        holders,
        accounts.can_see_account,
        lambda actor: select(Account.id).where(accounts.accounts_seen_by(actor)),
    )
    yield Twins(
        "can_manage_account/accounts_managed_by",
        holders,
        accounts.can_manage_account,
        lambda actor: select(Account.id).where(accounts.accounts_managed_by(actor)),
    )
    yield Twins(
        "can_place_account/organisations_open_to",
        organisations,
        accounts.can_place_account,
        lambda actor: select(ORGANISATION.c.id).where(accounts.organisations_open_to(actor)),
    )
    yield Twins(
        "can_revoke/grants_revocable_by",
        grants,
        revocable,
        lambda actor: (
            select(RoleGrant.id)
            .outerjoin(STUDIO, STUDIO.c.id == RoleGrant.studio_id)
            .where(accounts.grants_revocable_by(actor))
        ),
    )
    yield Twins(
        "can_give_in_studio/studios_given_by",
        {key: (key, owner) for key, owner in owners.items()},
        lambda actor, each: accounts.can_give_in_studio(actor, *each),
        lambda actor: select(STUDIO.c.id).where(accounts.studios_given_by(actor)),
    )


def _directory_rules(session: Session) -> Iterator[Twins]:
    rules: Sequence[tuple[str, Any, Callable[[Actor, Any], bool], Callable[[Actor], Any]]] = (
        (
            "can_edit_organisation/organisations_edited_by",
            Organisation,
            directory.can_edit_organisation,
            directory.organisations_edited_by,
        ),
        ("can_edit_person/people_edited_by", Person, directory.can_edit_person, directory.people_edited_by),
        ("can_keep_person/people_kept_by", Person, directory.can_keep_person, directory.people_kept_by),
        ("can_edit_studio/studios_edited_by", Studio, directory.can_edit_studio, directory.studios_edited_by),
        ("can_keep_studio/studios_kept_by", Studio, directory.can_keep_studio, directory.studios_kept_by),
    )
    for name, model, check, narrow in rules:
        things = {row.id: row for row in session.scalars(select(model))}
        yield Twins(name, things, check, _filtering(model, narrow))


def _notice_rules(session: Session) -> Iterator[Twins]:
    yield Twins(
        "can_read_notice/notices_read_by",
        {row.id: row for row in session.scalars(select(Notice))},
        notices.can_read_notice,
        _filtering(Notice, notices.notices_read_by),
    )


def _search_rules(session: Session) -> Iterator[Twins]:
    rules: Sequence[tuple[str, Any, Callable[[Actor, Any], bool], Callable[[Actor], Any]]] = (
        ("can_keep_search/searches_kept_by", SavedSearch, search.can_keep_search, search.searches_kept_by),
        ("can_draft_request/requests_drafted_by", HelpRequest, search.can_draft_request, search.requests_drafted_by),
    )
    for name, model, check, narrow in rules:
        yield Twins(name, {row.id: row for row in session.scalars(select(model))}, check, _filtering(model, narrow))


def _import_rules(session: Session) -> Iterator[Twins]:
    yield Twins(
        "can_see_import/imports_seen_by",
        {row.id: row for row in session.scalars(select(ImportBatch))},
        importing.can_see_import,
        _filtering(ImportBatch, importing.imports_seen_by),
    )


def _patent_rules(session: Session) -> Iterator[Twins]:
    rows = {row.id: row for row in session.scalars(select(Patent))}
    events = {row.id: (rows[row.patent_id], row) for row in session.scalars(select(PatentEvent))}
    joined = select(PatentEvent.id).join(Patent, Patent.id == PatentEvent.patent_id)
    yield Twins(
        "can_read_patent/patents_readable_by",
        rows,
        patents.can_read_patent,
        lambda actor: select(Patent.id).where(patents.patents_readable_by(actor)),
    )
    yield Twins(
        "can_keep_patent/patents_kept_by",
        rows,
        patents.can_keep_patent,
        lambda actor: select(Patent.id).where(patents.patents_kept_by(actor)),
    )
    yield Twins(
        "can_read_event/patent_events_readable_by",
        events,
        lambda actor, each: patents.can_read_event(actor, *each),
        lambda actor: joined.where(patents.patent_events_readable_by(actor)),
    )


def _filtering(model: Any, narrow: Callable[[Actor], Any]) -> Callable[[Actor], Select[Any]]:
    def statement(actor: Actor) -> Select[Any]:
        return select(model.id).where(narrow(actor))

    return statement


def _adoption_rules(session: Session) -> Iterator[Twins]:
    documents_by = {row.id: row for row in session.scalars(select(Document))}
    in_force = {
        row.document_id: row for row in session.scalars(select(Version).where(Version.state == VersionState.PUBLISHED))
    }
    things = {
        row.id: (row, documents_by[row.document_id], in_force.get(row.document_id))
        for row in session.scalars(select(Adoption))
    }
    joined = (
        select(Adoption.id)
        .join(Document, Document.id == Adoption.document_id)
        .outerjoin(Version, (Version.document_id == Document.id) & (Version.state == VersionState.PUBLISHED))
    )
    rules: Sequence[tuple[str, Callable[..., bool], Callable[[Actor], Any]]] = (
        ("can_see_adoption/adoptions_seen_by", adoptions.can_see_adoption, adoptions.adoptions_seen_by),
        ("can_see_details/details_seen_by", adoptions.can_see_details, adoptions.details_seen_by),
        ("can_edit_adoption/adoptions_edited_by", adoptions.can_edit_adoption, adoptions.adoptions_edited_by),
        ("can_answer/answered_by", adoptions.can_answer, adoptions.answered_by),
        ("can_withdraw/adoptions_withdrawn_by", adoptions.can_withdraw, adoptions.adoptions_withdrawn_by),
    )
    for name, check, narrow in rules:
        yield Twins(name, things, _spread(check), _where(joined, narrow))
    readable = select(Document.id).join(Version, Version.document_id == Document.id)
    pairs = {key: (row, in_force.get(key)) for key, row in documents_by.items()}
    whole: Sequence[tuple[str, Callable[..., bool], Callable[[Actor], Any]]] = (
        ("can_adopt/adoptable_by", adoptions.can_adopt, adoptions.adoptable_by),
        (
            "can_record_for_adopter/recorded_for_adopter_by",
            adoptions.can_record_for_adopter,
            adoptions.recorded_for_adopter_by,
        ),
    )
    for name, check, narrow in whole:
        yield Twins(name, pairs, _spread(check), _where(readable, narrow))
    days = {row.id: row for row in session.scalars(select(Demonstration))}
    yield Twins(
        "can_keep_day/days_kept_by", days, adoptions.can_keep_day, _filtering(Demonstration, adoptions.days_kept_by)
    )
    yield Twins(
        "can_see_day/days_seen_by", days, adoptions.can_see_day, _filtering(Demonstration, adoptions.days_seen_by)
    )


def _exhibition_rules(session: Session) -> Iterator[Twins]:
    shows = {
        row.id: row for row in session.scalars(select(Exhibition).options(selectinload(Exhibition.curators))).all()
    }
    by_document = {row.id: row for row in session.scalars(select(Document))}
    rules: Sequence[tuple[str, Callable[..., bool], Callable[[Actor], Any]]] = (
        ("can_see_exhibition/exhibitions_seen_by", exhibitions.can_see_exhibition, exhibitions.exhibitions_seen_by),
        ("can_curate/exhibitions_curated_by", exhibitions.can_curate, exhibitions.exhibitions_curated_by),
        ("can_change/exhibitions_changed_by", exhibitions.can_change, exhibitions.exhibitions_changed_by),
        ("can_see_call/calls_seen_by", following.can_see_call, following.calls_seen_by),
    )
    for name, check, narrow in rules:
        yield Twins(name, shows, check, _filtering(Exhibition, narrow))
    able = frozenset(session.scalars(exhibitions.able_curators()))
    yield Twins(
        "can_take_over/exhibitions_taken_over_by",
        shows,
        lambda actor, show: exhibitions.can_take_over(actor, show, able),
        _filtering(Exhibition, exhibitions.exhibitions_taken_over_by),
    )
    nominations = {
        row.id: (row, shows[row.exhibition_id], by_document[row.document_id])
        for row in session.scalars(select(Nomination))
    }
    joined = (
        select(Nomination.id)
        .join(Exhibition, Exhibition.id == Nomination.exhibition_id)
        .join(Document, Document.id == Nomination.document_id)
    )
    yield Twins(
        "can_see_nomination/nominations_seen_by",
        nominations,
        _spread(following.can_see_nomination),
        _where(joined, following.nominations_seen_by),
    )
    intents = {row.id: (row, shows[row.exhibition_id]) for row in session.scalars(select(Intent))}
    left = select(Intent.id).join(Exhibition, Exhibition.id == Intent.exhibition_id)
    yield Twins(
        "can_follow_intent/intents_followed_by",
        intents,
        _spread(following.can_follow_intent),
        _where(left, following.intents_followed_by),
    )


def _spread(check: Callable[..., bool]) -> Callable[[Actor, Any], bool]:
    return lambda actor, thing: check(actor, *thing)


def _where(statement: Select[Any], narrow: Callable[[Actor], Any]) -> Callable[[Actor], Select[Any]]:
    return lambda actor: statement.where(narrow(actor))
