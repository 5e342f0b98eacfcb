"""The trash: what goes in comes out whole, nobody reads it meanwhile, and after thirty days it is gone for good."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.browse import Browser
from tests.make import PASSWORD, Make, version_row
from webapp.base.actor import Actor
from webapp.base.clock import now, today
from webapp.base.database import Database
from webapp.base.errors import Conflict, NotFound
from webapp.base.files.sniff import TYPES
from webapp.base.journal import JournalEntry
from webapp.documents import actions
from webapp.documents.actions import StartVersion, VersionKey
from webapp.documents.actions.files import AddAttachment, add_attachment
from webapp.documents.actions.marks import mark_favourite
from webapp.documents.actions.trash import Discard, discard, overdue, purge, revive
from webapp.documents.disclosure import Disclosure
from webapp.documents.models import DISCARDED_FOR, Attachment, Document, Version, Visibility
from webapp.documents.queries.desk import desk
from webapp.documents.queries.trash import trash
from webapp.documents.routes.trash import PURGE


def throw(make: Make, actor: Actor, key: VersionKey) -> int:
    with make.writing() as session:
        return discard(session, actor, key, Discard(version_row(session, key).revision)).id


def take_out(make: Make, actor: Actor, number: str, version_id: int) -> VersionKey:
    with make.writing() as session:
        return VersionKey(number, revive(session, actor, number, version_id).ordinal)


def attach(make: Make, actor: Actor, key: VersionKey) -> None:
    store = make.site.files
    staged = store.stage(io.BytesIO(b"%PDF-1.4 " + key.number.encode()), 1 << 20)
    with make.writing() as session:
        add_attachment(session, actor, store, key, AddAttachment(staged, TYPES["pdf"], "图.pdf"))


def count(database: Database, model: type[object]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_draft_goes_into_the_trash_and_comes_back_as_it_was(make: Make, database: Database) -> None:
    writer = make.writer()
    key = make.draft(writer)
    attach(make, writer, key)
    with database.reading() as session:
        before = version_row(session, key)
    stranger = make_stranger(make)
    version_id = throw(make, writer, key)
    with database.reading() as session:
        assert [row.title for row in trash(session, writer).items] == [before.title]
        assert desk(session, writer).page.total == 0
        assert trash(session, stranger).total == 0
    back = take_out(make, writer, key.number, version_id)
    with database.reading() as session:
        row = version_row(session, back)
        assert (row.ordinal, row.state, row.content, row.discarded_at) == (1, "draft", before.content, None)
        assert trash(session, writer).total == 0
        actions_done = session.scalars(select(JournalEntry.action).order_by(JournalEntry.id.desc()).limit(2)).all()
    assert list(actions_done) == ["documents.revive", "documents.discard"]


def make_stranger(make: Make) -> Actor:
    return make.writer()


def test_the_numbering_closes_over_what_was_thrown_away(make: Make, database: Database) -> None:
    writer = make.writer()
    key = make.published(writer)
    with make.writing() as session:
        second = VersionKey(key.number, actions.start_version(session, writer, key.number, StartVersion(1)).ordinal)
    thrown = throw(make, writer, second)
    with make.writing() as session:
        again = actions.start_version(session, writer, key.number, StartVersion(1))
        assert again.ordinal == 2
    with pytest.raises(Conflict, match="open"):
        take_out(make, writer, key.number, thrown)
    make.submit(writer, second)
    make.publish(make.reviewer(), second)
    assert take_out(make, writer, key.number, thrown).ordinal == 3


def test_what_may_not_be_thrown_away(make: Make) -> None:
    writer = make.writer()
    waiting, published = make.in_review(writer), make.published(writer)
    for key in (waiting, published):
        with pytest.raises(Conflict, match="state"):
            throw(make, writer, key)
    draft = make.draft(writer)
    with pytest.raises(NotFound):
        throw(make, make_stranger(make), draft)
    with make.writing() as session, pytest.raises(Conflict, match="stale"):
        discard(session, writer, draft, Discard(99))


def test_nobody_reads_what_lies_in_the_trash(app: Flask, make: Make) -> None:
    writer = make.writer()
    key = make.draft(writer, visibility=Visibility.PUBLIC)
    version_id = throw(make, writer, key)
    browser = Browser(app).sign_in(writer.name.removeprefix("姓名"), PASSWORD)
    for path in ("", "/versions/1", f"/versions/{version_id}", "/history", "/compare"):
        browser.get(f"/d/{key.number}{path}", status=404)
    browser.get("/desk/trash")
    answer = browser.submit("/desk/trash", {}, action="/revive")
    assert answer.headers["Location"].endswith("/edit")


def test_deleting_in_the_editor_offers_a_way_back_at_once(app: Flask, make: Make) -> None:
    writer = make.writer()
    key = make.draft(writer, content=make.content(title="不要的草稿"))
    browser = Browser(app).sign_in(writer.name.removeprefix("姓名"), PASSWORD)
    browser.submit(f"/d/{key.number}/edit", {}, action="/discard")
    answer = browser.submit("/desk", {}, action="/revive")
    assert "/edit" in answer.headers["Location"]
    assert "不要的草稿" in browser.follow(answer).get_data(as_text=True)


def test_after_thirty_days_it_is_gone_with_its_files(make: Make, database: Database) -> None:
    writer = make.writer()
    key = make.draft(writer, disclosure=Disclosure.UNDECLARED)
    attach(make, writer, key)
    version_id = throw(make, writer, key)
    make.site.parts["daily"][PURGE](today())
    assert count(database, Version) == 1
    with make.writing() as session:
        session.get_one(Version, version_id).discarded_at = now() - DISCARDED_FOR - timedelta(hours=1)
    for _ in range(2):  # safe to repeat
        make.site.parts["daily"][PURGE](today())
    assert (count(database, Version), count(database, Document), count(database, Attachment)) == (0, 0, 0)
    with database.reading() as session:
        purged = session.scalars(select(JournalEntry).where(JournalEntry.action == "documents.purge")).all()
    assert [entry.subject_label.split()[0] for entry in purged] == [key.number]


def test_files_and_numbers_others_need_stay(make: Make, database: Database) -> None:
    writer = make.writer()
    first = make.draft(writer)
    attach(make, writer, first)
    make.submit(writer, first)
    make.publish(make.reviewer(), first)
    with make.writing() as session:
        second = VersionKey(first.number, actions.start_version(session, writer, first.number, StartVersion(1)).ordinal)
    marked = make.draft(writer, disclosure=Disclosure.UNDECLARED)
    declared = make.draft(writer)
    thrown = [throw(make, writer, each) for each in (second, marked, declared)]
    with make.writing() as session:
        mark = session.scalars(select(Document).where(Document.number == first.number)).one()
        mark_favourite(session, writer, mark.number)
        assert overdue(session, now()) == []
        assert overdue(session, now() + DISCARDED_FOR + timedelta(minutes=1)) == sorted(thrown)
    for version_id in thrown:
        with make.writing() as session:
            purge(session, version_id)
    assert (count(database, Document), count(database, Attachment), count(database, Version)) == (2, 1, 1)
    with database.reading() as session:  # what was declared of a number stays declared
        assert set(session.scalars(select(Document.number))) == {first.number, declared.number}
