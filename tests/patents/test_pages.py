"""Journeys through the pages of patents, with real forms."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.browse import Browser
from tests.make import PASSWORD, Make
from tests.patents.world import side
from tests.statements import count_statements
from webapp.base.actor import Role
from webapp.base.clock import today
from webapp.patents.models import Patent
from webapp.web.site import Site

pytestmark = pytest.mark.usefixtures("site")


def member(app: Flask, make: Make) -> tuple[Browser, int, int]:
    organisation_id = make.organisation("苏州第一机床厂")
    studio_id = make.studio(organisation_id, "镗工创新工作室")
    make.account("member", studio_id=studio_id, organisation_id=organisation_id)
    return Browser(app).sign_in("member", PASSWORD), organisation_id, studio_id


def send(browser: Browser, path: str, fields: dict[str, str], status: int = 303) -> TestResponse:
    """Fill in the form of the page that is sent to the page itself."""
    return browser.submit(path, fields, status, action=path)


def text_of(browser: Browser, path: str, status: int = 200) -> str:
    return browser.get(path, status).get_data(as_text=True)


def test_a_member_records_a_patent_and_files_it(app: Flask, make: Make, browser: Browser) -> None:
    mine, _organisation, _studio = member(app, make)
    answer = send(mine, "/patents/new", {"title": "减振镗刀杆", "type": "utility_model", "inventors": "卜伟伟\n汪建国"})
    address = answer.headers["Location"]
    assert "拟申请专利，尚未提出：内容请勿公开" in text_of(mine, address)
    browser.get(address, 404)
    wrong = send(mine, address + "/edit", {"number": "ZL 2024 2 0123456.0"}, 422)
    assert "最后一位应是" in wrong.get_data(as_text=True)
    send(mine, f"{address}/events/new", {"kind": "filed", "on": "2024-01-22", "source": "受理通知书"})
    assert "专利申请中（已受理）" in text_of(mine, address)
    browser.get(address, 404)
    send(mine, f"{address}/events/new", {"kind": "granted", "on": "2024-08-02"})
    page = text_of(browser, address)
    assert "按期缴费可维持至 2034-01-21" in page
    assert "年费" not in page.replace("年费、负责人", "")
    inside = text_of(mine, address)
    assert "第 " in inside
    assert "还没有登记这一年度的收费标准" in inside


def test_every_page_opens(app: Flask, make: Make, site: Site) -> None:
    mine, organisation_id, studio_id = member(app, make)
    address = send(
        mine,
        "/patents/new",
        {
            "title": "减振镗刀杆",
            "type": "invention",
            "number": "ZL 2013 1 0699744.2",
            "filed_on": "2013-12-17",
            "published_on": "2014-03-12",
            "granted_on": "2016-01-20",
        },
    ).headers["Location"]
    for path in (address, "/patents", "/patents?mine=1&due=over", "/patents/new", f"{address}/edit",
                 f"{address}/events/new",
                 f"{address}/payments/new", "/patents/calendar", "/patents/import", f"/studios/{studio_id}",
                 f"/organisations/{organisation_id}"):  # fmt: skip
        mine.get(path)
    make.account("keeper", roles=[Role.ADMINISTRATOR])
    keeper = Browser(app).sign_in("keeper", PASSWORD)
    keeper.get("/patents/fees")
    send(mine, f"{address}/payments/new", {"year": "13", "paid_on": today().isoformat(), "amount": "900"})
    with site.database.reading() as session:
        row = session.get_one(Patent, 1)
        assert (row.status, row.paid_year, row.fee_year) == ("granted", 13, 14)


def test_the_list_takes_as_many_statements_for_thirty_as_for_three(app: Flask, make: Make, site: Site) -> None:
    own = side(make, username="lister")
    mine = Browser(app).sign_in("lister", PASSWORD)
    counts = []
    for several in (3, 30):
        for _ in range(several):
            own.patent(inventors=("卜伟伟",))
        with count_statements(site.database) as sent:
            mine.get("/patents")
        counts.append(len(sent))
    assert counts[0] == counts[1]
