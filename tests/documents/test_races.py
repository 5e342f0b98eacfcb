"""Several people at once: exactly one wins, and nobody's text disappears."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.make import Make, version_row
from webapp.base.database import Database
from webapp.base.errors import Conflict, Refusal
from webapp.base.journal import JournalEntry
from webapp.base.markdown import RENDERER_VERSION
from webapp.directory.models import Person
from webapp.documents import actions
from webapp.documents.actions import Publish, Recall, ReturnVersion, SaveDraft, StartVersion, VersionKey, Withdraw
from webapp.documents.content import Contributor, Participant, from_json
from webapp.documents.models import Document, Version, Visibility
from webapp.documents.three_way import merge

ROUNDS = 8
EDIT_ROUNDS = 200


def at_once(database: Database, moves: Sequence[Callable[[Session], object]]) -> list[str]:
    """Make all moves at the same moment, each in its own transaction; 'done' or the reason of the refusal."""
    gate = threading.Barrier(len(moves))
    results = [""] * len(moves)

    def run(index: int) -> None:
        gate.wait()
        try:
            with database.writing() as session:
                moves[index](session)
            results[index] = "done"
        except Refusal as refused:
            results[index] = str(refused) or type(refused).__name__
        except Exception as failed:  # told by the assertion of the test
            results[index] = repr(failed)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(moves))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_publish_return_recall_and_edit_at_once_have_one_winner(make: Make, database: Database, turn: int) -> None:
    writer, one, two = make.writer(), make.reviewer(), make.reviewer()
    key = make.in_review(writer)
    with database.reading() as session:
        row = version_row(session, key)
    publish = Publish(row.revision, row.content_hash)
    save = SaveDraft(row.revision, make.content(), Visibility.PUBLIC, "", row.rendered, RENDERER_VERSION)
    moves: list[Callable[[Session], object]] = [
        lambda session: actions.publish(session, one, key, publish),
        lambda session: actions.publish(session, two, key, publish),
        lambda session: actions.return_version(session, two, key, ReturnVersion(row.revision, {"": "补充"})),
        lambda session: actions.recall(session, writer, key, Recall(row.revision)),
        lambda session: actions.save_draft(session, writer, key, save),
    ]
    with database.reading() as session:
        journal_before = session.scalar(select(func.count()).select_from(JournalEntry))
    results = at_once(database, moves[turn % 5 :] + moves[: turn % 5])
    assert results.count("done") == 1, results
    # what is a draft again is hidden from reviewers
    assert set(results) <= {"done", "state", "stale", "NotFound"}, results
    with database.reading() as session:
        after = version_row(session, key)
        assert after.content == row.content
        assert session.scalar(select(func.count()).select_from(JournalEntry)) == (journal_before or 0) + 1


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_approving_the_next_version_and_withdrawing_have_one_winner(make: Make, database: Database, turn: int) -> None:
    writer, reviewer, other = make.writer(), make.reviewer(), make.reviewer()
    first = make.published(writer)
    with make.writing() as session:
        version = actions.start_version(session, writer, first.number, StartVersion(1))
        second = VersionKey(first.number, version.ordinal)
    make.submit(writer, second)
    with database.reading() as session:
        row = version_row(session, second)
    publish, withdraw = Publish(row.revision, row.content_hash), Withdraw(1, "有误")
    moves: list[Callable[[Session], object]] = [
        lambda session: actions.publish(session, reviewer, second, publish),
        lambda session: actions.withdraw(session, other, first.number, withdraw),
    ]
    results = at_once(database, moves[:: 1 if turn % 2 else -1])
    assert sorted(results) in (["done", "state"], ["done", "withdrawn"]), results
    with database.reading() as session:
        states = session.scalars(select(Version.state).join(Document).where(Document.number == first.number)).all()
    assert sorted(states) in (["published", "superseded"], ["in_review", "withdrawn"])


def test_only_one_next_version_is_begun(make: Make, database: Database) -> None:
    writer = make.writer()
    first = make.published(writer)
    start = StartVersion(1)
    results = at_once(database, [lambda session: actions.start_version(session, writer, first.number, start)] * 4)
    assert sorted(results) == ["done", "open", "open", "open"]


def test_two_publications_add_a_person_once(make: Make, database: Database) -> None:
    content = make.content(
        contributors=(Contributor("同名师傅", organisation="同厂"),), organisations=(Participant("同厂"),)
    )
    keys = [make.in_review(content=content, visibility=Visibility.PUBLIC) for _ in range(4)]
    reviewer = make.reviewer()
    with database.reading() as session:
        found = [version_row(session, key) for key in keys]
    commands = [Publish(row.revision, row.content_hash) for row in found]
    moves = [
        lambda session, key=key, command=command: actions.publish(session, reviewer, key, command)
        for key, command in zip(keys, commands, strict=True)
    ]
    assert at_once(database, moves) == ["done"] * 4
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person).where(Person.name == "同名师傅")) == 1


def test_two_editors_two_hundred_times(make: Make, database: Database) -> None:
    """The second of two always learns of the first, with both texts, and merging loses neither."""
    writer = make.writer()
    key = make.draft(writer)
    for turn in range(EDIT_ROUNDS):
        with make.writing() as session:
            row = version_row(session, key)
            base = from_json(row.content)
            mine = replace(base, title=f"甲 {turn}", sections={**base.sections, "problem": f"甲的问题 {turn}"})
            theirs = replace(base, summary=f"乙 {turn}", sections={**base.sections, "problem": f"乙的问题 {turn}"})
            revision = row.revision
            actions.save_draft(session, writer, key, SaveDraft(revision, mine, Visibility.ORGANISATION))
        with pytest.raises(Conflict) as refused, make.writing() as session:
            actions.save_draft(session, writer, key, SaveDraft(revision, theirs, Visibility.ORGANISATION))
        present = refused.value.present
        assert (refused.value.reason, present.content) == ("stale", mine)
        merged = merge(base, theirs, present.content)
        assert merged.conflicts == ("sections.problem",)
        assert (merged.content.title, merged.content.summary) == (f"甲 {turn}", f"乙 {turn}")
    with make.writing() as session:
        command = SaveDraft(present.revision, merged.content, Visibility.ORGANISATION)
        assert actions.save_draft(session, writer, key, command).title == f"甲 {EDIT_ROUNDS - 1}"
