"""What people keep: saved searches with alerts, recent searches, drafts of requests for help."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from tests.browse import Browser
from tests.make import PASSWORD, Make
from webapp.base.clock import now
from webapp.base.database import Database
from webapp.base.journal import JournalEntry
from webapp.documents.models import Document, Version, Visibility
from webapp.notices.models import Notice
from webapp.search.alerting import NOTICE, alert_all
from webapp.search.following import Follower
from webapp.search.models import RecentSearch, SavedHit, SavedSearch, SearchTally
from webapp.search.queries.keeping import searches_with_news
from webapp.search.tallying import LEAST, count_search, forget_tallies, found_nothing, nothing_clicked, tallied

Drain = Callable[[], int]


@pytest.fixture
def worker(make: Make, browser: Browser) -> Browser:
    make.account("worker", organisation_id=make.organisation("甲厂"))
    return browser.sign_in("worker", PASSWORD)


def keep(worker: Browser, query: str, name: str = "我的搜索词") -> None:
    worker.submit(f"/search?{query}", {"name": name}, action="/searches")


def told(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Notice).where(Notice.kind == NOTICE)) or 0


def publish(make: Make, drain: Drain, title: str, visibility: Visibility = Visibility.PUBLIC) -> None:
    make.published(content=make.content(title=title), visibility=visibility)
    drain()


def test_a_search_is_saved_renamed_paused_and_deleted(
    make: Make, worker: Browser, drain: Drain, database: Database
) -> None:
    publish(make, drain, "深孔镗削排屑")
    keep(worker, "q=" + quote("深孔") + "&year=2024&kind=innovation", "深孔的活")
    page = worker.get("/searches").get_data(as_text=True)
    assert "深孔的活" in page
    assert re.search(r"/search\?kind=innovation&amp;q=", page)
    with database.reading() as session:
        saved = session.scalars(select(SavedSearch)).one()
    worker.submit(f"/searches/{saved.id}", {"name": "新名称"}, action=f"/searches/{saved.id}")
    worker.submit("/searches", {}, action=f"/searches/{saved.id}/pause")
    worker.submit(
        f"/searches/{saved.id}", {"name": "更新", "revision": "1"}, status=409, action=f"/searches/{saved.id}"
    )
    worker.submit("/searches", {}, action=f"/searches/{saved.id}/resume")
    worker.submit("/searches", {}, action=f"/searches/{saved.id}/delete")
    assert "新名称" not in worker.get("/searches").get_data(as_text=True).partition("<main")[2].partition("toast")[0]
    with database.reading() as session:
        statement = select(JournalEntry.action).where(JournalEntry.action.startswith("search."))
        done = session.scalars(statement.order_by(JournalEntry.id)).all()
    assert done == ["search.save", "search.rename", "search.pause", "search.resume", "search.delete"]


def test_the_same_search_is_kept_once(make: Make, worker: Browser, drain: Drain, database: Database) -> None:
    publish(make, drain, "深孔镗削排屑")
    for name in ("一", "二"):
        keep(worker, "q=" + quote("深孔"), name)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SavedSearch)) == 1


def test_new_hits_are_told_once_and_only_new_ones(
    make: Make, worker: Browser, drain: Drain, database: Database, follower: Follower
) -> None:
    publish(make, drain, "深孔镗削排屑")
    keep(worker, "q=" + quote("深孔 排屑"))
    assert alert_all(database, follower.index) == 0, "what was there before is not new"
    publish(make, drain, "齿轮去毛刺")
    assert alert_all(database, follower.index) == 0, "an alert is never empty"
    publish(make, drain, "深孔钻削排屑新法")
    assert alert_all(database, follower.index) == 1
    assert alert_all(database, follower.index) == 0, "told once"
    page = worker.get("/me/notices").get_data(as_text=True)
    assert "您保存的搜索“我的搜索词”有新成果" in page
    found = worker.get("/searches/1").get_data(as_text=True)
    assert "深孔钻削排屑新法" in found
    assert "深孔镗削排屑<" not in found


def test_hidden_documents_are_not_told_and_what_is_hidden_later_is_silent(
    make: Make, worker: Browser, drain: Drain, database: Database, follower: Follower
) -> None:
    drain()
    keep(worker, "q=" + quote("深孔"))
    publish(make, drain, "深孔内部图集", Visibility.ORGANISATION)
    assert alert_all(database, follower.index) == 0
    publish(make, drain, "深孔公开方法")
    assert alert_all(database, follower.index) == 1
    with database.writing() as session:
        session.query(Version).filter(Version.title == "深孔公开方法").one().visibility = Visibility.STUDIO
    assert "”有新成果" not in worker.get("/me/notices").get_data(as_text=True).partition("<main")[2]
    assert "深孔公开方法" not in worker.get("/searches/1").get_data(as_text=True)
    assert "保存以来还没有新成果" in worker.get("/searches").get_data(as_text=True)
    assert told(database) == 1


def test_a_paused_search_tells_nothing_and_begins_anew(
    make: Make, worker: Browser, drain: Drain, database: Database, follower: Follower
) -> None:
    drain()
    keep(worker, "q=" + quote("深孔"))
    with database.writing() as session:
        row = session.scalars(select(SavedSearch)).one()
        row.created_at = row.checked_at = now() - timedelta(days=3)
        row.is_paused = True
    publish(make, drain, "深孔公开方法")
    assert alert_all(database, follower.index) == 0


def test_nobody_else_knows_of_it(make: Make, worker: Browser, drain: Drain, database: Database) -> None:
    drain()
    keep(worker, "q=" + quote("深孔"))
    other = make.account("other")
    with database.reading() as session:
        assert searches_with_news(session, other, [1]) == frozenset()
    fresh = Browser(worker.client.application).sign_in("other", PASSWORD)
    fresh.get("/searches/1", status=404)


def test_recent_searches_are_suggested_and_forgotten(
    make: Make, worker: Browser, drain: Drain, database: Database
) -> None:
    drain()
    page = "/search?q=" + quote("深孔 排屑")
    worker.submit(page, {}, status=204, action="/searches/recent")
    worker.submit("/search?q=" + quote("齿轮"), {}, status=204, action="/searches/recent")
    lines = worker.get("/search/suggestions?q=").get_json()
    assert [(each["text"], each["kind"]) for each in lines] == [("齿轮", "recent"), ("深孔 排屑", "recent")]
    worker.submit("/searches", {"text": "齿轮"}, action="/searches/recent/forget")
    assert "齿轮" not in worker.get("/searches").get_data(as_text=True)
    with database.reading() as session:
        assert session.scalars(select(RecentSearch.text)).all() == ["深孔 排屑"]
        assert session.scalars(select(JournalEntry.action).where(JournalEntry.action.startswith("search."))).all() == []


def test_a_request_is_drafted_from_a_search_in_vain(make: Make, worker: Browser, drain: Drain) -> None:
    drain()
    page = worker.get("/search?q=" + quote("薄壁套变形")).get_data(as_text=True)
    address = re.search(r'href="(/help-requests/new\?q=[^"]+)"', page)
    assert address
    form = worker.get(address[1]).get_data(as_text=True)
    assert "在成果库中搜索过“薄壁套变形”" in form
    worker.submit(address[1], {"title": "薄壁套怎么车"}, action="/help-requests")
    draft = "/help-requests/1"
    worker.submit(draft, {"title": "薄壁套怎么车圆"}, action=draft)
    worker.submit(draft, {"title": "别的", "revision": "1"}, status=409, action=draft)
    worker.submit(draft, {"title": ""}, status=422, action=draft)
    assert "薄壁套怎么车圆" in worker.get("/help-requests").get_data(as_text=True)
    worker.submit("/help-requests", {}, action="/help-requests/1/delete")
    assert "还没有草稿" in worker.get("/help-requests").get_data(as_text=True)


def test_tallies_know_what_is_missing_and_nobody(
    database: Database, follower: Follower, make: Make, drain: Drain
) -> None:
    publish(make, drain, "深孔镗削排屑")
    publish(make, drain, "激光熔覆密方", Visibility.ORGANISATION)
    with database.writing() as session:
        for text in ("激光熔覆密方", "深孔", "深孔镗削") * LEAST:
            count_search(session, follower.index, text, is_click=False)
        count_search(session, follower.index, "深孔镗削", is_click=True)
        count_search(session, follower.index, "只搜过一次", is_click=False)
    with database.reading() as session:
        assert [each.text for each in found_nothing(session)] == ["激光熔覆密方"], "judged by what everybody may read"
        assert [each.text for each in nothing_clicked(session)] == ["深孔"]
    with database.writing() as session:
        later = now().date() + timedelta(days=20)
        forget_tallies(session, later)
        assert "只搜过一次" not in session.scalars(select(SearchTally.text)).all()
        assert {column.name for column in SearchTally.__table__.columns} == {
            "day", "text", "count", "empty_count", "click_count",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  深孔  排屑 ", "深孔 排屑"),
        ("王师傅 13812345678", ""),
        ("a@b.cn", ""),
        ("很长" * 30, ""),
        ("M12×1.5", "m12×1.5"),
    ],
)
def test_what_looks_like_a_person_is_not_counted(text: str, kept: str) -> None:
    assert tallied(text) == kept


def test_hits_of_documents_that_are_gone_do_not_break_the_page(
    make: Make, worker: Browser, drain: Drain, database: Database
) -> None:
    publish(make, drain, "深孔公开方法")
    keep(worker, "q=" + quote("深孔"))
    with database.writing() as session:
        session.add(SavedHit(saved_search_id=1, document_id=session.scalars(select(Document.id)).one()))
    assert "1 项新成果" in worker.get("/searches").get_data(as_text=True)
