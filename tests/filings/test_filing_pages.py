"""Filling and filing through the real pages; keeping the forms as an administrator."""

from __future__ import annotations

import zipfile
from io import BytesIO

from flask import Flask
from sqlalchemy import func, select

from tests.adoptions.making import Adopting
from tests.browse import Browser
from tests.filings.test_forms import SMALL, words_of
from tests.make import PASSWORD, Make
from webapp.base.actor import Role
from webapp.base.database import Database
from webapp.base.journal import JournalEntry
from webapp.documents.models import Visibility
from webapp.filings.form_file import read_form
from webapp.filings.models import Filing
from webapp.filings.word import first_template

FORM = "/d/{}/forms/result_application"


def signed_in(browser: Browser, make: Make) -> str:
    """A member signed in, and the number of their draft."""
    organisation_id = make.organisation("甲厂")
    actor = make.account("member", studio_id=make.studio(organisation_id), organisation_id=organisation_id)
    browser.sign_in("member", PASSWORD)
    return make.draft(actor).number


def test_the_overview_says_what_is_missing_for_each_form(browser: Browser, make: Make) -> None:
    number = signed_in(browser, make)
    page = browser.get(f"/d/{number}/forms").get_data(as_text=True)
    assert "工匠创新成果申报表" in page
    assert "先进操作法命名申报表" not in page  # another kind
    assert "还差" in page
    browser.get(f"/d/{number}/forms/operation_method_naming", 404)


def test_an_answer_is_asked_once_and_used_by_every_form(browser: Browser, make: Make) -> None:
    number = signed_in(browser, make)
    browser.submit(
        FORM.format(number), {"contact_phone": "0731-5551234", "is_secret": "no"}, action="result_application"
    )
    assert "0731-5551234" in browser.get(f"/d/{number}/forms/five_small").get_data(as_text=True)
    assert "0731-5551234" in words_of(browser.get(FORM.format(number) + "/word").get_data())
    assert "0731-5551234" in browser.get(FORM.format(number) + "/print").get_data(as_text=True)


def test_a_stale_answer_is_refused_with_both_texts(browser: Browser, make: Make) -> None:
    number = signed_in(browser, make)
    browser.submit(FORM.format(number), {"contact_name": "甲"}, action="result_application")
    browser.post(FORM.format(number), {"revision": "9" * 5000, "contact_name": "乙"}, 409)
    page = browser.post(FORM.format(number), {"revision": "0", "contact_name": "乙"}, 409).get_data(as_text=True)
    assert "甲" in page
    assert "乙" in page
    assert "甲" in browser.get(FORM.format(number)).get_data(as_text=True)


def test_what_was_filed_is_remembered_with_the_very_file(browser: Browser, make: Make, database: Database) -> None:
    number = signed_in(browser, make)
    sent = {"recipient": "市总工会", "filed_on": "2026-01-05", "note": "一式两份"}
    browser.submit(FORM.format(number), sent, action="/filed")
    page = browser.get("/filings").get_data(as_text=True)
    assert "市总工会" in page
    with database.reading() as session:
        row = session.scalars(select(Filing)).one()
    kept = browser.get(f"/filings/{row.id}/word").get_data()
    browser.submit(FORM.format(number), {"contact_name": "后来的人"}, action="result_application")
    assert browser.get(f"/filings/{row.id}/word").get_data() == kept
    assert "后来的人" not in words_of(kept)
    changed = {"state": "accepted", "revision": str(row.revision), "note": "获二等奖"}
    browser.post(f"/filings/{row.id}", changed, page="/filings")
    browser.post(f"/filings/{row.id}", {**changed, "state": "declined"}, page="/filings")  # stale: nothing happens
    with database.reading() as session:
        assert session.get_one(Filing, row.id).state == "accepted"
        actions = session.scalars(select(JournalEntry.action).where(JournalEntry.action.like("filings.%"))).all()
    assert sorted(actions) == ["filings.answer", "filings.decide", "filings.file"]


def test_a_filing_without_recipient_or_in_the_future_is_refused_and_what_was_typed_stays(
    browser: Browser, make: Make, database: Database
) -> None:
    number = signed_in(browser, make)
    for sent, words in (
        ({"recipient": "", "filed_on": "2026-01-05", "note": "写好的备注"}, "请填写"),
        ({"recipient": "市总工会", "filed_on": "2999-01-01", "note": "写好的备注"}, "不能晚于今天"),
        ({"recipient": "市总工会", "filed_on": "昨天", "note": "写好的备注"}, "请选择日期"),
    ):
        page = browser.submit(FORM.format(number), sent, 422, action="/filed").get_data(as_text=True)
        assert words in page
        assert "写好的备注" in page
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Filing)) == 0


def test_uses_on_record_stand_in_the_form(browser: Browser, make: Make) -> None:
    organisation_id = make.organisation("甲厂")
    owner = make.account("member", studio_id=make.studio(organisation_id), organisation_id=organisation_id)
    number = make.published(owner, visibility=Visibility.PUBLIC).number
    adopting = Adopting(make)
    adopting.confirmed(make.account(organisation_id=make.organisation("乙用户厂")), owner, number)
    adopting.recorded(make.account(organisation_id=make.organisation("丙待确认厂")), number)
    browser.sign_in("member", PASSWORD)
    words = words_of(browser.get(FORM.format(number) + "/word").get_data())
    assert "乙用户厂" in words
    assert "装夹时间明显缩短" in words
    assert "12.845679" in words  # 123,456.78 + 5,000.01 yuan, in 万元
    assert "丙待确认厂" not in words


def test_strangers_find_neither_forms_nor_filings(app: Flask, browser: Browser, make: Make, database: Database) -> None:
    number = signed_in(browser, make)
    browser.submit(FORM.format(number), {"recipient": "市总工会", "filed_on": "2026-01-05"}, action="/filed")
    with database.reading() as session:
        filing_id = session.scalars(select(Filing.id)).one()
    make.writer()
    other = Browser(app)
    make.account("other", studio_id=make.studio())
    other.sign_in("other", PASSWORD)
    other.get(f"/d/{number}/forms", 404)
    other.get(f"/filings/{filing_id}/word", 404)
    assert "市总工会" not in other.get("/filings").get_data(as_text=True)


def template(definition: str = SMALL) -> tuple[BytesIO, str]:
    return BytesIO(first_template(read_form(definition))), "小表.docx"


def test_an_administrator_adds_changes_and_retires_a_form(app: Flask, browser: Browser, make: Make) -> None:
    number = signed_in(browser, make)
    make.account("keeper", roles=[Role.ADMINISTRATOR])
    keeper = Browser(app).sign_in("keeper", PASSWORD)
    first = keeper.submit("/forms/new", {"definition": SMALL, "do": "first"}, 200, action="/forms/new")
    assert zipfile.is_zipfile(BytesIO(first.get_data()))
    keeper.submit("/forms/new", {"definition": SMALL, "template": template(), "do": "save"}, action="/forms/new")
    assert "小表" in browser.get(f"/d/{number}/forms").get_data(as_text=True)
    assert browser.get(f"/d/{number}/forms/small/word").status_code == 200
    keeper.submit(
        "/forms/small", {"definition": SMALL.replace("zh: 小表", "zh: 改过的表"), "do": "save"}, action="/forms/small"
    )
    assert "改过的表" in browser.get(f"/d/{number}/forms").get_data(as_text=True)
    keeper.submit("/forms", {}, action="/forms/small/retire")
    assert "改过的表" not in browser.get(f"/d/{number}/forms").get_data(as_text=True)
    browser.get(f"/d/{number}/forms/small", 404)
    keeper.submit("/forms", {}, action="/forms/small/restore")
    assert "改过的表" in browser.get(f"/d/{number}/forms").get_data(as_text=True)


def test_a_template_that_does_not_fit_is_refused_in_words(browser: Browser, make: Make) -> None:
    make.account("keeper", roles=[Role.ADMINISTRATOR])
    browser.sign_in("keeper", PASSWORD)
    more = SMALL + "- {field: fax, zh: 传真, en: Fax, ask: line}\n"
    page = browser.submit(
        "/forms/new", {"definition": more, "template": template(), "do": "save"}, 422, action="/forms/new"
    )
    assert "模板没有用到这些栏目：fax" in page.get_data(as_text=True)
    page = browser.submit(
        "/forms/new", {"definition": SMALL, "template": template(more), "do": "save"}, 422, action="/forms/new"
    )
    assert "模板里有这张表没有的占位符：fax" in page.get_data(as_text=True)
    page = browser.submit("/forms/new", {"definition": SMALL, "do": "save"}, 422, action="/forms/new")
    assert "请选择 Word 模板" in page.get_data(as_text=True)
    fake = (BytesIO(b"not a word file"), "x.docx")
    browser.submit("/forms/new", {"definition": SMALL, "template": fake, "do": "save"}, 422, action="/forms/new")
    page = browser.submit(
        "/forms/new", {"definition": "key: [", "template": template(), "do": "save"}, 422, action="/forms/new"
    )
    assert "line" in page.get_data(as_text=True)


def test_two_administrators_do_not_overwrite_each_other(app: Flask, browser: Browser, make: Make) -> None:
    for name in ("keeper", "other"):
        make.account(name, roles=[Role.ADMINISTRATOR])
    browser.sign_in("keeper", PASSWORD)
    browser.submit("/forms/new", {"definition": SMALL, "template": template(), "do": "save"}, action="/forms/new")
    late = {"definition": SMALL.replace("小表", "后写的"), "revision": "0", "do": "save"}
    page = browser.post("/forms/small", late, 409).get_data(as_text=True)
    assert "后写的" in page
    assert "小表" in page
