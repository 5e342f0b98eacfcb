"""The subscribed calendar: read by a calendar library, private by its address alone, with the rights of now."""

from __future__ import annotations

import re
from datetime import date, timedelta

from flask import Flask
from icalendar import Calendar
from sqlalchemy import update

from tests.browse import Browser
from tests.make import PASSWORD, Make
from tests.patents.world import Side, side
from webapp.accounts.models import Account, RoleGrant
from webapp.base.clock import today
from webapp.patents.actions.commands import FirstDates
from webapp.patents.deadlines import months_after, years_after
from webapp.patents.models import PatentCalendar
from webapp.web.site import Site


def subscribed(app: Flask, own: Side) -> tuple[Browser, str]:
    mine = Browser(app).sign_in("member", PASSWORD)
    page = mine.submit("/patents/calendar", {}, 200, action="/patents/calendar").get_data(as_text=True)
    found = re.search(r"/patents/calendar/[\w-]{32}\.ics", page)
    assert found is not None
    return mine, found.group(0)


def events_of(app: Flask, address: str) -> dict[str, date]:
    answer = Browser(app).get(address)
    assert answer.mimetype == "text/calendar"
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.headers.getlist("Set-Cookie")
    parsed = Calendar.from_ical(answer.get_data())
    assert parsed.errors == []
    uids = [str(event["uid"]) for event in parsed.walk("VEVENT")]
    assert len(uids) == len(set(uids))
    return {str(event["summary"]): event.decoded("dtstart") for event in parsed.walk("VEVENT")}


def test_a_calendar_holds_the_days_that_count(app: Flask, make: Make) -> None:
    own = side(make)
    due = today() + timedelta(days=40)
    filed_on = years_after(due, -6)
    due = years_after(filed_on, 6)
    own.patent(FirstDates(filed_on, None, months_after(filed_on, 30), 6), title="甲，乙；丙\\丁")
    lapsed = own.patent(
        FirstDates(years_after(due, -9), None, months_after(years_after(due, -9), 30), 9), title="失效的"
    )
    own.event(lapsed, "lapsed", today() - timedelta(days=5))
    own.patent(title="别人负责的", responsible_id=own.manager.account_id)
    _mine, address = subscribed(app, own)
    events = events_of(app, address)
    assert events == {
        "缴第 7 年度专利年费：甲，乙；丙\\丁": due,
        "缴第 8 年度专利年费：甲，乙；丙\\丁": years_after(filed_on, 7),
        "专利年费宽限期最后一天：甲，乙；丙\\丁": months_after(due, 6),
        "专利期限届满：甲，乙；丙\\丁": years_after(filed_on, 20),
        "请求恢复专利权最后一天：失效的": months_after(today() - timedelta(days=5), 2),
    }
    text = Browser(app).get(address).get_data(as_text=True)
    assert "BEGIN:VALARM" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_the_address_is_renewed_and_ended_and_kept_only_as_a_hash(app: Flask, make: Make, site: Site) -> None:
    own = side(make)
    mine, first = subscribed(app, own)
    with site.database.reading() as session:
        row = session.get_one(PatentCalendar, own.member.account_id)
        assert first[18:50] not in (row.secret_hash or "")
    again = mine.submit("/patents/calendar", {}, 200, action="/patents/calendar").get_data(as_text=True)
    assert first not in again
    Browser(app).get(first, 404)
    mine.post("/patents/calendar", {"do": "end"}, page="/patents/calendar")
    assert "还没有地址" in mine.get("/patents/calendar").get_data(as_text=True)


def test_the_address_ends_with_the_rights_and_with_the_account(app: Flask, make: Make, site: Site) -> None:
    own = side(make)
    own.patent(FirstDates(years_after(today(), -3), None, years_after(today(), -1)))
    _mine, address = subscribed(app, own)
    assert events_of(app, address)
    with site.database.writing() as session:
        session.query(RoleGrant).filter_by(account_id=own.member.account_id).delete()
    assert events_of(app, address) == {}
    with site.database.writing() as session:
        session.execute(update(Account).where(Account.id == own.member.account_id).values(state="disabled"))
    Browser(app).get(address, 404)
    Browser(app).get("/patents/calendar/" + "x" * 32 + ".ics", 404)
    Browser(app).get("/patents/calendar/x.ics", 404)
