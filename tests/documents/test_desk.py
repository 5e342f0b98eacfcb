"""The desk: piles, filters, who is waited for, quick actions, and always the same number of statements."""

from __future__ import annotations

from flask import Flask

from tests.browse import Browser
from tests.make import PASSWORD, Make
from tests.statements import count_statements
from webapp.base.database import Database
from webapp.documents.content import Kind
from webapp.documents.models import KeptTyping
from webapp.documents.queries.desk import DeskWanted, Pile, desk


def test_piles_filters_and_pages(make: Make, database: Database) -> None:
    writer = make.writer()
    make.draft(writer, content=make.content(title="甲钻模"))
    make.draft(writer, content=make.content(title="乙手册"), kind=Kind.HANDBOOK)
    make.in_review(writer, content=make.content(title="丙等审核"))
    number = make.published(writer, content=make.content(title="丁已发布")).number
    make.published(content=make.content(title="别人的"))
    with database.reading() as session:
        everything = desk(session, writer)
        assert everything.counts == {Pile.TODO: 2, Pile.WAITING: 1, Pile.PUBLISHED: 1, Pile.WITHDRAWN: 0}
        assert everything.page.total == 4
        assert [row.title for row in everything.page.items][-1] == "丁已发布"

        def titles(wanted: DeskWanted) -> list[str]:
            return [row.title for row in desk(session, writer, wanted).page.items]

        assert set(titles(DeskWanted(pile="todo"))) == {"甲钻模", "乙手册"}
        assert titles(DeskWanted(kind="handbook")) == ["乙手册"]
        assert titles(DeskWanted(words=number[3:])) == ["丁已发布"]
        assert titles(DeskWanted(words="钻")) == ["甲钻模"]
        assert titles(DeskWanted(words="%")) == []
        assert titles(DeskWanted(studio_id=999_999)) == []
        second = desk(session, writer, DeskWanted(), 2, 3)
        assert (len(second.page.items), second.page.total) == (1, 4)


def test_the_page_says_what_is_waited_for_and_offers_the_next_step(app: Flask, make: Make) -> None:
    writer = make.writer()
    make.draft(writer, content=make.content(title="还差一些", summary=""))
    waiting = make.in_review(writer)
    published = make.published(writer)
    browser = Browser(app).sign_in(writer.name.removeprefix("姓名"), PASSWORD)
    page = browser.get("/desk").get_data(as_text=True)
    assert "还差" in page
    assert "等审核员" in page
    browser.submit("/desk", {}, action=f"{waiting.number}/recall")
    answer = browser.submit("/desk", {}, action=f"{published.number}/versions")
    assert answer.headers["Location"].endswith("/edit")
    page = browser.get("/desk?pile=todo&kind=innovation&q=&page=1").get_data(as_text=True)
    assert "第 1 版已发布" in page
    browser.get("/desk?pile=nonsense&kind=x&studio=%00&page=0")
    assert "没有符合条件的成果" in browser.get("/desk?q=zzzz").get_data(as_text=True)


def test_the_number_of_statements_is_always_the_same(app: Flask, make: Make, database: Database) -> None:
    writer = make.writer()
    make.draft(writer)
    browser = Browser(app).sign_in(writer.name.removeprefix("姓名"), PASSWORD)
    browser.get("/desk")
    with count_statements(database) as few:
        browser.get("/desk")
    for _ in range(6):
        key = make.draft(writer)
    with make.writing() as session:
        session.add(KeptTyping(version_id=1, account_id=writer.account_id, revision=1, base="", fields={}))
    make.in_review(writer)
    assert key
    with count_statements(database) as many:
        browser.get("/desk")
    assert len(many) == len(few)
