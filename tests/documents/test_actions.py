"""Writing, reviewing and publishing through the actions, on a real database."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.make import Make, version_row
from webapp.base.actor import Actor, Role
from webapp.base.database import Database
from webapp.base.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from webapp.base.journal import JournalEntry
from webapp.base.markdown import RENDERER_VERSION
from webapp.directory.models import Organisation, Person
from webapp.documents import actions
from webapp.documents.actions import (
    CreateDocument,
    NarrowVisibility,
    Publish,
    Recall,
    ReturnVersion,
    SaveDraft,
    StartVersion,
    Submit,
    VersionKey,
    Withdraw,
)
from webapp.documents.content import Contributor, Kind, Participant, content_hash, from_json, to_json
from webapp.documents.models import Document, Version, VersionEditor, VersionPerson, Visibility
from webapp.documents.number import parse_number


def journal_count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(JournalEntry)) or 0


def state_of(database: Database, key: VersionKey) -> str:
    with database.reading() as session:
        return version_row(session, key).state


def save(make: Make, actor: Actor, key: VersionKey, revision: int = 0, **changes: object) -> Version:
    with make.writing() as session:
        row = version_row(session, key)
        content = replace(from_json(row.content), **changes)  # type: ignore[arg-type]
        command = SaveDraft(
            revision or row.revision, content, Visibility(row.visibility), "", row.rendered, RENDERER_VERSION
        )
        return actions.save_draft(session, actor, key, command)


def send_back(make: Make, reviewer: Actor, key: VersionKey, **notes: str) -> None:
    with make.writing() as session:
        row = version_row(session, key)
        actions.return_version(session, reviewer, key, ReturnVersion(row.revision, notes or {"": "请补充"}))


def start_next(make: Make, actor: Actor, key: VersionKey) -> VersionKey:
    with make.writing() as session:
        row = actions.start_version(session, actor, key.number, StartVersion(key.ordinal))
        return VersionKey(key.number, row.ordinal)


def test_a_document_goes_from_draft_to_published_with_one_journal_row_a_step(make: Make, database: Database) -> None:
    writer, reviewer = make.writer(), make.reviewer()
    steps = []
    key = make.draft(writer)
    assert parse_number(key.number) == key.number
    for step in (
        lambda: save(make, writer, key, title="快换钻模"),
        lambda: make.submit(writer, key),
        lambda: send_back(make, reviewer, key),
        lambda: save(make, writer, key, summary="改过的简介"),
        lambda: make.submit(writer, key),
        lambda: make.publish(reviewer, key),
    ):
        before = journal_count(database)
        step()
        steps.append((journal_count(database) - before, state_of(database, key)))
    assert steps == [
        (1, "draft"),
        (1, "in_review"),
        (1, "returned"),
        (1, "draft"),
        (1, "in_review"),
        (1, "published"),
    ]
    with database.reading() as session:
        row = version_row(session, key)
        assert (row.title, row.summary, row.round) == ("快换钻模", "改过的简介", 2)
        assert row.content_hash == content_hash(from_json(row.content))
        assert row.reviewed_by_id == reviewer.account_id
        document = session.get_one(Document, row.document_id)
        assert document.first_published_at == row.published_at
        names = session.scalars(select(JournalEntry.action).where(JournalEntry.subject_kind == "document")).all()
    expected = {"create": 1, "declare": 1, "save": 2, "submit": 2, "return": 1, "publish": 1}
    assert Counter(names) == {f"documents.{name}": count for name, count in expected.items()}


def test_what_is_published_is_what_was_reviewed(make: Make, database: Database) -> None:
    writer, reviewer = make.writer(), make.reviewer()
    key = make.in_review(writer)
    with database.reading() as session:
        read = version_row(session, key)
    with make.writing() as session:
        actions.recall(session, writer, key, Recall(read.revision))
    save(make, writer, key, summary="审核之后改的")
    make.submit(writer, key)
    for command in (
        Publish(read.revision, read.content_hash),
        Publish(read.revision + 3, read.content_hash),
    ):
        with pytest.raises(Conflict) as refused, make.writing() as session:
            actions.publish(session, reviewer, key, command)
        assert refused.value.reason == "stale"
        assert refused.value.present.content.summary == "审核之后改的"
    assert state_of(database, key) == "in_review"


def test_the_next_version_supersedes_the_one_before(make: Make, database: Database) -> None:
    writer, reviewer = make.writer(), make.reviewer()
    first = make.published(writer)
    second = start_next(make, writer, first)
    assert second.ordinal == 2
    save(make, writer, second, summary="第二版")
    make.submit(writer, second)
    assert state_of(database, first) == "published"
    with database.reading() as session:
        moment = session.scalar(select(Document.first_published_at).where(Document.number == first.number))
    make.publish(reviewer, second)
    assert (state_of(database, first), state_of(database, second)) == ("superseded", "published")
    third = start_next(make, writer, first)
    with database.reading() as session:
        assert version_row(session, third).content == version_row(session, first).content
        assert session.scalar(select(Document.first_published_at).where(Document.number == first.number)) == moment
    with pytest.raises(Conflict, match="open"):
        start_next(make, writer, first)


def test_nobody_publishes_a_text_they_had_a_hand_in(make: Make, database: Database) -> None:
    writer = make.writer()
    studio = min(writer.studio_ids)
    both = make.account(roles=[Role.REVIEWER], studio_id=studio, organisation_id=writer.organisation_id)
    key = make.draft(writer)
    save(make, both, key, summary="审核员也写了一笔")
    make.submit(writer, key)
    moved_away = replace(both, studio_ids=frozenset(), organisation_id=None)
    for actor in (both, moved_away):
        with pytest.raises(NotAllowed) as refused:
            make.publish(actor, key)
        assert refused.value.reason == "own_text"
        with pytest.raises(NotAllowed):
            send_back(make, actor, key)
    make.publish(make.reviewer(), key)
    restored = start_next(make, writer, key)
    with database.reading() as session:
        version_id = version_row(session, restored).id
        editors = session.scalars(select(VersionEditor.account_id).where(VersionEditor.version_id == version_id)).all()
    assert set(editors) == {writer.account_id, both.account_id}


def test_a_contributor_may_not_judge(make: Make) -> None:
    writer = make.writer()
    person = make.person("赵师傅", writer.organisation_id)
    with make.writing() as session:
        name = session.get_one(Organisation, writer.organisation_id).name
    contributor = Contributor("赵师傅", organisation=name)
    key = make.in_review(writer, content=make.content(contributors=(contributor,)))
    reviewer = make.account(roles=[Role.REVIEWER], person_id=person)
    with pytest.raises(NotAllowed):
        make.publish(reviewer, key)


def test_those_who_may_not_know_are_told_nothing(make: Make) -> None:
    writer, stranger = make.writer(), make.writer()
    draft, public = make.draft(writer), make.published(writer, visibility=Visibility.PUBLIC)
    for key, expected in ((draft, NotFound), (public, NotAllowed)):
        for attempt in (
            lambda key=key: save(make, stranger, key, title="改"),
            lambda key=key: make.submit(stranger, key),
            lambda key=key: start_next(make, stranger, key),
            lambda key=key: withdraw(make, stranger, key),
        ):
            with pytest.raises(Refusal) as refused:
                attempt()
            assert type(refused.value) is expected
    with pytest.raises(NotFound):
        make.publish(make.reviewer(), draft)
    with pytest.raises(NotFound):
        withdraw(make, writer, VersionKey("GJ-2026-0000000", 1))


def test_a_place_must_be_ones_own(make: Make) -> None:
    writer, other = make.writer(), make.organisation()
    studio = min(writer.studio_ids)
    content = make.content()
    with pytest.raises(NotFound), make.writing() as session:
        actions.create_document(session, writer, CreateDocument(Kind.INNOVATION, other, None, content))
    with pytest.raises(Invalid, match="not_of_studio"), make.writing() as session:
        actions.create_document(session, writer, CreateDocument(Kind.INNOVATION, other, studio, content))


def withdraw(make: Make, actor: Actor, key: VersionKey, reason: str = "数据有误") -> None:
    with make.writing() as session:
        actions.withdraw(session, actor, key.number, Withdraw(key.ordinal, reason))


def test_withdrawing_leaves_a_tombstone_and_stops_everything(make: Make, database: Database) -> None:
    writer, reviewer = make.writer(), make.reviewer()
    key = make.published(writer)
    following = start_next(make, writer, key)
    make.submit(writer, following)
    with pytest.raises(Invalid, match="reason"):
        withdraw(make, reviewer, key, "  ")
    with pytest.raises(NotAllowed):
        withdraw(make, writer, key)
    withdraw(make, reviewer, key)
    with database.reading() as session:
        document = session.scalars(select(Document).where(Document.number == key.number)).one()
        assert (document.withdrawal_reason, document.withdrawn_at is not None) == ("数据有误", True)
    for attempt in (
        lambda: make.publish(reviewer, following),
        lambda: start_next(make, writer, key),
        lambda: withdraw(make, reviewer, key),
    ):
        with pytest.raises(Conflict) as refused:
            attempt()
        assert refused.value.reason == "withdrawn"


def test_visibility_is_narrowed_at_once_and_never_widened(make: Make, database: Database) -> None:
    key = make.published(visibility=Visibility.PUBLIC)
    reviewer = make.reviewer()

    def narrow(visibility: Visibility) -> None:
        with make.writing() as session:
            actions.narrow_visibility(session, reviewer, key.number, NarrowVisibility(key.ordinal, visibility))

    narrow(Visibility.ORGANISATION)
    for wider in (Visibility.PUBLIC, Visibility.MEMBERS, Visibility.ORGANISATION):
        with pytest.raises(Invalid, match="not_narrower"):
            narrow(wider)
    narrow(Visibility.STUDIO)
    with database.reading() as session:
        assert version_row(session, key).visibility == "studio"


def test_only_public_documents_add_directory_entries(make: Make, database: Database) -> None:
    content = make.content(
        contributors=(Contributor("新来的师傅", organisation="某新厂"),), organisations=(Participant("某新厂"),)
    )

    def counts() -> tuple[int, int]:
        with database.reading() as session:
            people = session.scalar(select(func.count()).select_from(Person).where(Person.name == "新来的师傅")) or 0
            found = select(func.count()).select_from(Organisation).where(Organisation.name == "某新厂")
            return people, session.scalar(found) or 0

    make.published(content=content, visibility=Visibility.MEMBERS)
    assert counts() == (0, 0)
    first = make.published(content=content, visibility=Visibility.PUBLIC)
    second = make.published(content=content, visibility=Visibility.PUBLIC)
    assert counts() == (1, 1)
    with database.reading() as session:
        linked = [
            session.scalars(
                select(VersionPerson.person_id).where(VersionPerson.version_id == version_row(session, key).id)
            ).all()
            for key in (first, second)
        ]
    assert linked[0] == linked[1]
    assert len(linked[0]) == 1


def test_a_draft_cannot_be_handed_in_with_faults_but_is_kept(make: Make, database: Database) -> None:
    writer = make.writer()
    key = make.draft(writer)
    save(make, writer, key, title="", period_from="2024年3月", industry="nowhere", sections={"problem": "有"})
    with pytest.raises(Invalid) as refused:
        make.submit(writer, key)
    found = {(fault.field, fault.code) for fault in refused.value.faults}
    assert found >= {
        ("title", "required"),
        ("period_from", "not_a_month"),
        ("industry", "unknown_term"),
        ("sections.method", "required"),
    }
    with database.reading() as session:
        assert from_json(version_row(session, key).content).period_from == "2024年3月"


def test_a_text_that_could_not_be_rendered_is_kept_and_not_handed_in(make: Make) -> None:
    writer = make.writer()
    key = make.draft(writer)
    with make.writing() as session:
        row = version_row(session, key)
        content = replace(from_json(row.content), sections={"problem": "甲", "method": "*" * 50})
        actions.save_draft(session, writer, key, SaveDraft(row.revision, content, Visibility.ORGANISATION))
    with pytest.raises(Invalid, match="too_complex"):
        make.submit(writer, key)


def test_saving_unchanged_changes_nothing(make: Make, database: Database) -> None:
    writer = make.writer()
    key = make.draft(writer)
    before = journal_count(database)
    row = save(make, writer, key)
    assert (row.revision, journal_count(database)) == (1, before)


def test_what_no_database_can_hold_is_refused(make: Make) -> None:
    writer = make.writer()
    key = make.draft(writer)
    for changes in ({"title": "甲\x00"}, {"sections": {"problem": "\ud800"}}, {"year": 10**9}):
        with pytest.raises(Invalid):
            save(make, writer, key, **changes)


def test_numbers_are_random_and_never_given_twice(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from webapp.documents.actions import texts

    serials = iter([7, 7, 8])
    monkeypatch.setattr(texts, "random_serial", lambda: next(serials))
    numbers = [make.draft().number for _ in range(2)]
    assert [number[8:14] for number in numbers] == ["000007", "000008"]


def test_a_stale_save_tells_what_stands_there(make: Make) -> None:
    writer = make.writer()
    key = make.draft(writer)
    save(make, writer, key, revision=1, title="先存的")
    with pytest.raises(Conflict) as refused:
        save(make, writer, key, revision=1, title="后存的")
    present = refused.value.present
    assert (refused.value.reason, present.content.title, present.ordinal) == ("stale", "先存的", 1)


def test_submit_and_recall_hold_the_revision(make: Make, database: Database) -> None:
    writer = make.writer()
    key = make.draft(writer)
    with pytest.raises(Conflict, match="stale"), make.writing() as session:
        actions.submit(session, writer, key, Submit(99))
    make.submit(writer, key)
    with pytest.raises(Conflict, match="state"):
        save(make, writer, key, title="审核中改")
    with make.writing() as session:
        actions.recall(session, writer, key, Recall(version_row(session, key).revision))
    assert state_of(database, key) == "draft"


def test_library_like_contents_survive_a_draft_byte_for_byte(make: Make, database: Database) -> None:
    content = make.content(sections={"problem": "  首尾空白 \n\n", "method": "甲\n"}, keywords=("钻 模", ""))
    key = make.draft(content=content)
    with database.reading() as session:
        assert version_row(session, key).content == to_json(content)
