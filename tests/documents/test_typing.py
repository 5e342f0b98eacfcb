"""While somebody types: kept for them alone, brought together with what others saved, and never a change by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from tests.browse import Browser, form_of
from tests.make import PASSWORD, Make, version_row
from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.database import Database
from webapp.base.journal import JournalEntry
from webapp.documents.actions import VersionKey
from webapp.documents.content import from_json
from webapp.documents.models import AtWork, KeptTyping, Version

SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


class Desk:
    """One writer with the editor of a draft open."""

    def __init__(self, app: Flask, actor: Actor, key: VersionKey) -> None:
        self.browser = Browser(app).sign_in(actor.name.removeprefix("姓名"), PASSWORD)
        self.address = f"/d/{key.number}/edit"
        self.key = key
        self.open()

    def open(self) -> str:
        page = self.browser.get(self.address).get_data(as_text=True)
        _target, self.fields = form_of(page, "/edit", self.address)
        return page

    def keep(self, deed: str = "keep", **typed: str) -> dict[str, Any]:
        self.fields |= {name.replace("__", "-"): text for name, text in typed.items()}
        sent = {name: text for name, text in self.fields.items() if name != "base"} | {"do": deed}
        answer = self.browser.client.post(f"/d/{self.key.number}/typing", data=sent, headers=SCRIPT)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        found: dict[str, Any] = answer.get_json()
        return found

    def save(self, status: int = 303, **typed: str) -> str:
        self.fields |= {name.replace("__", "-"): text for name, text in typed.items()}
        answer = self.browser.client.post(self.address, data={**self.fields, "do": "save"})
        assert answer.status_code == status
        return answer.get_data(as_text=True)


def two(app: Flask, make: Make) -> tuple[Desk, Desk]:
    writer = make.writer()
    other = make.account(studio_id=min(writer.studio_ids), organisation_id=writer.organisation_id)
    key = make.draft(writer)
    return Desk(app, writer, key), Desk(app, other, key)


def count(database: Database, model: type[object]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_what_is_typed_is_there_again_for_its_writer_only(app: Flask, make: Make, database: Database) -> None:
    mine, other = two(app, make)
    rows = count(database, JournalEntry)
    for text in ("第一句。", "第一句。\n第二句没写完"):
        mine.keep(sections__method=text, year="去年")
    assert count(database, JournalEntry) == rows, "keeping is no change of the document"
    page = mine.open()
    assert "自动保存" in page
    assert (mine.fields["sections-method"], mine.fields["year"]) == ("第一句。\n第二句没写完", "去年")
    assert "第二句没写完" not in other.open()
    mine.save(year="2024")
    assert count(database, KeptTyping) == 0
    assert "自动保存" not in mine.open().split("data-text-kept")[0]


def test_typing_that_ends_where_it_began_is_not_kept(app: Flask, make: Make, database: Database) -> None:
    mine, _other = two(app, make)
    summary = mine.fields["summary"]
    mine.keep(summary="别的话")
    assert count(database, KeptTyping) == 1
    mine.keep(summary=summary)
    assert count(database, KeptTyping) == 0


def test_kept_text_meets_what_another_saved_meanwhile(app: Flask, make: Make, database: Database) -> None:
    mine, other = two(app, make)
    mine.keep(summary="我写的简介", sections__method="我写的方法")
    other.save(sections__method="别人写的方法", title="别人改的名称")
    assert mine.keep("here")["stale"] is True
    mine.keep(sections__problem="我后来写的问题")
    page = mine.open()
    assert "别人写的方法" in page, "both changed it: theirs is shown beside mine"
    assert (mine.fields["sections-method"], mine.fields["summary"]) == ("我写的方法", "我写的简介")
    assert mine.fields["title"] == "别人改的名称"
    mine.save()
    with database.reading() as session:
        content = from_json(version_row(session, mine.key).content)
    assert (content.sections["method"], content.title) == ("我写的方法", "别人改的名称")
    assert content.sections["problem"] == "我后来写的问题"


def test_what_is_kept_can_be_dropped(app: Flask, make: Make, database: Database) -> None:
    mine, _other = two(app, make)
    mine.keep(summary="写坏了")
    mine.browser.client.post(mine.address, data={"csrf_token": mine.fields["csrf_token"], "do": "forget"})
    assert count(database, KeptTyping) == 0
    mine.open()
    assert mine.fields["summary"] != "写坏了"


def test_two_people_are_told_of_each_other(app: Flask, make: Make, database: Database) -> None:
    mine, other = two(app, make)
    assert mine.keep("here")["others"] == []
    (name,) = other.keep("here")["others"]
    assert name in other.open()
    assert len(mine.keep("here")["others"]) == 1
    other.keep("leave")
    assert mine.keep("here")["others"] == []
    other.keep("here")
    with make.writing() as session:
        for row in session.scalars(select(AtWork)):
            row.at = now() - timedelta(minutes=5)
    assert mine.keep("here")["others"] == [], "who was not heard of for long is gone"


def test_what_is_missing_is_told_while_typing(app: Flask, make: Make) -> None:
    writer = make.writer()
    desk = Desk(app, writer, make.draft(writer, content=make.content(summary="", title="有名称")))
    fields = {one["field"] for one in desk.keep("check")["missing"]}
    assert "summary" in fields
    assert "title" not in fields
    now_missing = {one["field"] for one in desk.keep("check", summary="写了简介", title="")["missing"]}
    assert "summary" not in now_missing
    assert "title" in now_missing


def test_saving_by_script_answers_with_the_new_revision(app: Flask, make: Make, database: Database) -> None:
    mine, other = two(app, make)
    sent = {**mine.fields, "summary": "直接保存", "do": "save"}
    answer = mine.browser.client.post(mine.address, data=sent, headers=SCRIPT)
    told = answer.get_json()
    with database.reading() as session:
        row = version_row(session, mine.key)
    assert (told["revision"], told["base"]) == (row.revision, row.content)
    assert from_json(row.content).summary == "直接保存"
    assert (
        other.browser.client.post(
            other.address, data={**other.fields, "do": "save", "summary": "晚了"}, headers=SCRIPT
        ).status_code
        == 409
    )


def test_a_section_is_shown_as_readers_get_it(app: Flask, make: Make) -> None:
    mine, _other = two(app, make)
    address, token = f"/d/{mine.key.number}/preview", mine.fields["csrf_token"]
    text = "**“加粗”**后文<script>alert(1)</script>"
    answer = mine.browser.client.post(address, data={"csrf_token": token, "section": "method", "text": text})
    html = answer.get_json()["html"]
    assert "<strong>“加粗”</strong>后文" in html
    assert "<script" not in html
    slow = mine.browser.client.post(address, data={"csrf_token": token, "section": "method", "text": "x" * 1_100_000})
    assert slow.status_code == 422
    assert "error" in slow.get_json()


def test_the_whole_text_is_shown_as_a_page_before_it_is_saved(app: Flask, make: Make, database: Database) -> None:
    mine, _other = two(app, make)
    sent = {**mine.fields, "title": "还没保存的名称", "sections-method": "**新写的**方法", "do": "read"}
    answer = mine.browser.client.post(mine.address, data=sent)
    page = answer.get_data(as_text=True)
    assert "还没保存的名称" in page
    assert "<strong>新写的</strong>方法" in page
    assert count(database, Version) == 1
    with database.reading() as session:
        assert version_row(session, mine.key).revision == 1


def test_line_ends_and_blanks_stay_as_they_were(app: Flask, make: Make, database: Database) -> None:
    writer = make.writer()
    text = "第一行  \r\n\t第二行\r\n\r\n末行"
    desk = Desk(app, writer, make.draft(writer, content=make.content(sections={"problem": text, "method": "法"})))
    desk.save(sections__problem=text + "\r\n新的一行 \t")
    with database.reading() as session:
        kept = from_json(version_row(session, desk.key).content).sections["problem"]
    assert kept == text + "\r\n新的一行 \t"
