"""The two ways into the database, and the change feed that rides on the writing one."""

from __future__ import annotations

import threading
from itertools import pairwise

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.make import Make
from webapp.base.database import Database
from webapp.base.feed import Change, changes_after, feed_state, newest, renew_epoch
from webapp.directory.models import Honour, Organisation, Person


def add_organisation(database: Database, name: str) -> int:
    with database.writing() as session:
        row = Organisation(name=name)
        session.add(row)
        session.flush()
        return row.id


def test_a_reading_connection_refuses_to_write(database: Database) -> None:
    with pytest.raises(DBAPIError), database.reading() as session:
        session.execute(text("INSERT INTO organisation (name) VALUES ('x')"))
    with pytest.raises(RuntimeError), database.reading() as session:
        session.add(Organisation(name="x"))
        session.flush()


def test_writing_inside_reading_is_refused_at_once(database: Database) -> None:
    with database.reading(), pytest.raises(RuntimeError, match="inside a reading"), database.writing():
        pass
    add_organisation(database, "之后又可以写")


def test_reading_inside_reading_is_the_same_session(database: Database) -> None:
    """Two would wait for a writer in another thread that waits for the first of them."""
    with database.reading() as outer:
        with database.reading() as inner:
            assert inner is outer
        with database.reading() as again:
            assert again is outer
        with pytest.raises(RuntimeError, match="inside a reading"), database.writing():
            pass
    with database.reading() as later:
        assert later is not outer
    with database.writing():
        pass


def test_an_exception_takes_everything_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        session.add(Organisation(name="半途"))
        session.flush()
        _ = 1 / 0
    with database.reading() as session:
        assert session.scalars(select(Organisation)).all() == []
        assert feed_state(session).last == 0


def test_every_change_gets_the_next_number(database: Database) -> None:
    first, second = add_organisation(database, "甲厂"), add_organisation(database, "乙厂")
    with database.writing() as session:
        session.get_one(Organisation, first).name = "甲机械厂"
    with database.reading() as session:
        assert changes_after(session, 0) == [(2, ("organisation", second)), (3, ("organisation", first))]
        assert changes_after(session, 2) == [(3, ("organisation", first))]
        assert newest(session, "organisation") == 3
        assert newest(session, "person") == 0


def test_a_part_of_a_thing_makes_the_thing_stale(database: Database) -> None:
    with database.writing() as session:
        person = Person(name="王工", honours=[Honour(title="全国技术能手")])
        session.add(person)
    with database.reading() as session:
        before = newest(session, "person")
    with database.writing() as session:
        session.delete(session.scalars(select(Honour)).one())
    with database.reading() as session:
        assert newest(session, "person") > before


def test_writing_the_same_value_changes_nothing(database: Database) -> None:
    organisation = add_organisation(database, "甲厂")
    with database.writing() as session:
        session.get_one(Organisation, organisation).name = "甲厂"
    with database.reading() as session:
        assert feed_state(session).last == 1


def test_a_new_epoch_says_so(database: Database) -> None:
    with database.reading() as session:
        before = feed_state(session)
    with database.writing() as session:
        renew_epoch(session)
    with database.reading() as session:
        assert feed_state(session).epoch != before.epoch


def test_numbers_are_visible_in_their_order(database: Database) -> None:
    """Many writers at once: whoever reads up to a number will never later see a lower one that is new."""
    seen: list[set[int]] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            with database.reading() as session:
                seen.append(set(session.scalars(select(Change.number))))

    def write(name: str) -> None:
        for count in range(10):
            add_organisation(database, f"{name}{count}")

    watcher = threading.Thread(target=watch)
    writers = [threading.Thread(target=write, args=(name,)) for name in "甲乙丙丁"]
    watcher.start()
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    watcher.join()
    for before, after in pairwise(seen):
        assert not {number for number in after - before if before and number < max(before)}
    with database.reading() as session:
        assert sorted(session.scalars(select(Change.number))) == list(range(1, 41))


def test_few_documents_are_found_by_their_numbers_however_many_are_published(make: Make, database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL keeps its statistics by itself")
    for _ in range(3):
        make.published()
    database.refresh_statistics()
    statement = (
        "EXPLAIN QUERY PLAN SELECT version.id FROM version JOIN document ON document.id = version.document_id"
        " WHERE version.state = :state AND document.id IN (1, 2)"
    )
    with database.reading() as session:
        plan = " ".join(row.detail for row in session.execute(text(statement), {"state": "published"}))
    assert "state=" not in plan.replace(" ", "")
