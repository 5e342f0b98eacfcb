"""The front door and a person's own page; the demonstration."""

from __future__ import annotations

from sqlalchemy import func, select

from tests.browse import Browser
from tests.make import PASSWORD, Make
from tests.statements import count_statements
from webapp.base.actor import SYSTEM
from webapp.base.database import Database
from webapp.base.vocabulary import load_vocabularies
from webapp.directory.vocabularies import load_terms
from webapp.documents.models import Document, Version, Visibility
from webapp.portal.demo import PEOPLE, make_demo
from webapp.settings import HOME
from webapp.web.site import Site


def test_an_empty_archive_says_what_to_do(browser: Browser) -> None:
    assert "还没有已发布的成果" in browser.get("/").get_data(as_text=True)


def test_home_shows_what_this_reader_may_see(browser: Browser, make: Make) -> None:
    make.published(content=make.content(title="公开的钻模"), visibility=Visibility.PUBLIC)
    make.published(content=make.content(title="登录可见的钻模"), visibility=Visibility.MEMBERS)
    page = browser.get("/").get_data(as_text=True)
    assert "公开的钻模" in page
    assert "登录可见的钻模" not in page
    make.account("reader")
    assert "登录可见的钻模" in browser.sign_in("reader", PASSWORD).get("/").get_data(as_text=True)


def test_home_takes_the_same_statements_however_much_there_is(browser: Browser, make: Make, database: Database) -> None:
    make.published(visibility=Visibility.PUBLIC)
    browser.get("/")
    with count_statements(database) as few:
        browser.get("/")
    for _ in range(4):
        make.published(visibility=Visibility.PUBLIC)
    with count_statements(database) as many:
        browser.get("/")
    assert len(few) == len(many) <= 12


def test_my_page_is_for_those_signed_in(browser: Browser, make: Make) -> None:
    assert "/sign-in?next=/me" in browser.get("/me", 303).headers["Location"]
    make.account("reader")
    page = browser.sign_in("reader", PASSWORD).get("/me").get_data(as_text=True)
    assert "还没有收藏" in page


def test_browsers_can_search_the_site(browser: Browser) -> None:
    text = browser.get("/opensearch.xml").get_data(as_text=True)
    assert 'template="http://localhost/search?q={searchTerms}"' in text


def test_the_demonstration_has_every_role_and_state_and_is_made_once(
    browser: Browser, site: Site, database: Database
) -> None:
    with database.writing() as session:
        load_terms(session, SYSTEM, load_vocabularies(HOME / "content" / "vocabularies"))
    accounts = make_demo(database, site.renderer)
    assert {account.username for account in accounts} == {f"demo-{role}" for role in PEOPLE}
    with database.reading() as session:
        states = set(session.scalars(select(Version.state)))
        count = session.scalar(select(func.count()).select_from(Document))
    assert states == {"draft", "in_review", "returned", "published"}
    assert make_demo(database, site.renderer) == []
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Document)) == count
    reviewer = next(account for account in accounts if account.username == "demo-reviewer")
    browser.sign_in(reviewer.username, reviewer.password)
    assert "演示待审" in browser.get("/review").get_data(as_text=True)
