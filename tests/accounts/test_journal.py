"""The journal: append-only, readable by auditors only, searchable, exported."""

from __future__ import annotations

import ast
import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import delete, event, text, update
from sqlalchemy.exc import DBAPIError

from tests.browse import Browser
from tests.make import PASSWORD, Make
from webapp.accounts.journal_queries import Sought, journal_page, journal_rows
from webapp.accounts.journal_words import ACTIONS, changes
from webapp.base.actor import Actor, Role
from webapp.base.database import Database
from webapp.base.errors import NotFound
from webapp.base.journal import JournalEntry, record

AUDITOR = Actor(1, "审计", frozenset({Role.AUDITOR}))
ZHANG = Actor(7, "张三", network="192.0.2.0/24")
MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def write(database: Database, count: int = 1, label: str = "减振刀杆", action: str = "documents.submit") -> None:
    with database.writing() as session:
        for number in range(count):
            record(
                session, ZHANG, action, ("document", number + 1, f"{label}{number}"), {"state": "draft"}, {"state": "x"}
            )


@pytest.fixture
def auditor(app: Flask, make: Make) -> Browser:
    make.account("audit", roles=[Role.AUDITOR])
    return Browser(app).sign_in("audit", PASSWORD)


@pytest.mark.parametrize("how", ["orm update", "orm delete", "sql update", "sql delete"])
def test_the_database_refuses_to_change_a_row(database: Database, how: str) -> None:
    write(database)
    statements: dict[str, Any] = {
        "orm update": update(JournalEntry).values(actor_name="x"),
        "orm delete": delete(JournalEntry),
        "sql update": text("UPDATE journal SET action = 'x'"),
        "sql delete": text("DELETE FROM journal"),
    }
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
        session.execute(statements[how])
    with database.reading() as session:
        assert len(list(journal_rows(session, AUDITOR, Sought()))) == 1


@pytest.mark.parametrize("role", [None, *(role for role in Role if role != Role.AUDITOR)])
def test_only_auditors_read_it(app: Flask, make: Make, database: Database, role: Role | None) -> None:
    studio = make.studio()
    rights = {
        Role.STUDIO_MEMBER: {"studio_id": studio},
        Role.STUDIO_LEADER: {"studio_id": studio, "leads": True},
        Role.ORGANISATION_MANAGER: {"manages": make.organisation()},
    }
    given: Any = {} if role is None else rights.get(role, {"roles": [role]})
    actor = make.account("other", **given)
    browser = Browser(app).sign_in("other", PASSWORD)
    browser.get("/journal", 404)
    browser.get("/journal/export.xlsx", 404)
    Browser(app).get("/journal", 303)
    with pytest.raises(NotFound), database.reading() as session:
        journal_page(session, actor, Sought())


def test_it_shows_who_did_what(auditor: Browser, database: Database) -> None:
    with database.writing() as session:
        record(
            session, ZHANG, "accounts.grant", ("account", 3, "李四（li）"), None, {"right": "studio_leader: 某室 #4"}
        )
        record(
            session, ZHANG, "x.unheard_of", ("thing", None, "<script>"), {"n": [1, "a"]}, {"n": None, "deep": {"a": 1}}
        )
    page = auditor.get("/journal").get_data(as_text=True)
    for words in ("张三", "192.0.2.0/24", "给予权限", "李四（li）", "工作室负责人（某室 #4）", "x.unheard_of", "1、a"):
        assert words in page, words
    assert "<script>" not in page


FILTERS = [
    ("who=张", ["乙0", "甲1", "甲0"]),
    ("who=李", []),
    ("action=documents.publish", ["乙0"]),
    ("kind=document&subject=甲", ["甲1", "甲0"]),
    ("subject=%232", ["甲1"]),
    ("kind=studio", []),
    ("subject=%25", []),
    ("from=2026-11-21", ["乙0"]),
    ("to=2026-11-20", ["甲1", "甲0"]),
    ("from=2026-11-20&to=2026-11-20&who=张", ["甲1", "甲0"]),
    ("from=nonsense&to=9999-99-99&before=x&who=张", ["乙0", "甲1", "甲0"]),
]


def test_filters(app: Flask, make: Make, database: Database) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        write(database, 2, "甲")
        clock.shift(timedelta(hours=15))  # half past midnight is the next day in Shanghai
        write(database, 1, "乙", "documents.publish")
        make.account("audit", roles=[Role.AUDITOR])
        clock.shift(timedelta(days=-3))
        auditor = Browser(app).sign_in("audit", PASSWORD)
        for query, labels in FILTERS:
            page = auditor.get(f"/journal?{query}").get_data(as_text=True)
            places = [page.index(label) for label in labels]
            assert places == sorted(places), "newest first"
            assert [label for label in ("乙0", "甲1", "甲0") if label in page] == labels, query
            content = auditor.get(f"/journal/export.xlsx?{query}").data
            table = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
            assert [row[6] for row in table[1:] if row[5] == "成果"] == labels, query


def test_pages_stay_in_place_while_rows_are_added(database: Database) -> None:
    write(database, 120)
    with database.reading() as session:
        first = journal_page(session, AUDITOR, Sought())
    write(database, 30)
    with database.reading() as session:
        second = journal_page(session, AUDITOR, Sought(), before=first.older)
        third = journal_page(session, AUDITOR, Sought(), before=second.older)
        back = journal_page(session, AUDITOR, Sought(), after=second.newer)
        newest = journal_page(session, AUDITOR, Sought(), after=back.newer)
    ids = [one.id for page in (first, second, third) for one in page.entries]
    assert ids == list(range(120, 0, -1))
    assert third.older is None
    assert [one.id for one in back.entries] == list(range(120, 70, -1))
    assert [one.id for one in newest.entries] == list(range(150, 120, -1))
    assert newest.newer is None


def test_a_constant_number_of_statements(auditor: Browser, database: Database) -> None:
    seen: list[str] = []

    @event.listens_for(database.read_engine, "before_cursor_execute")
    def remember(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    counts = []
    for _each in range(2):
        write(database, 40)
        seen.clear()
        auditor.get("/journal")
        counts.append(len(seen))
    assert counts[0] == counts[1] < 10


def test_nothing_in_the_export_is_calculated(auditor: Browser, database: Database) -> None:
    with database.writing() as session:
        for payload in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "https://evil.example", "{=1}"):
            record(
                session, Actor(1, payload), payload[:60], ("document", 1, payload), {payload: payload}, {payload: "x"}
            )
    content = auditor.get("/journal/export.xlsx").data
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        names = archive.namelist()
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    assert not [name for name in names if "externalLink" in name]


def test_long_exports_are_read_in_steps(database: Database) -> None:
    write(database, 4500)
    with database.reading() as session:
        ids = [row.id for row in journal_rows(session, AUDITOR, Sought(last_on=date(9000, 1, 1)))]
    assert ids == list(range(4500, 0, -1))


def test_changes_in_words() -> None:
    entry = JournalEntry(before={"state": "active", "email": ""}, after={"state": "disabled", "email": "a@b.cn"})
    assert changes(entry) == [("状态", "在用", "已停用"), ("邮箱", "—", "a@b.cn")]


def test_every_recorded_action_has_words() -> None:
    """Actions are named by a text constant beginning with the part's name and written by ``record``."""
    recorded: set[str] = set()
    for path in (Path(__file__).resolve().parents[2] / "webapp").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record":
                recorded |= {
                    each.value
                    for each in node.args[2:3]
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                }
    assert len(recorded) > 20
    assert not recorded - set(ACTIONS)
