"""Demonstration days: who may be shown what, places and the waiting list, the door, calendars."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from icalendar import Calendar
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from tests.adoptions.conftest import Cast
from tests.adoptions.making import Adopting
from tests.adoptions.test_pages import decoded, signed_in, text_of
from tests.browse import Browser
from tests.make import Make
from webapp.adoptions.actions.commands import Answer, PlanDay, SignUp
from webapp.adoptions.actions.days import announce, cancel_day, edit_day
from webapp.adoptions.actions.guests import forget_phones, leave, mark_attendance, sign_up
from webapp.adoptions.actions.reminding import remind_guests, remind_waiting
from webapp.adoptions.models import Demonstration, DemonstrationGuest
from webapp.adoptions.workflow import GuestState
from webapp.base.actor import VISITOR, Actor, Role
from webapp.base.clock import local, now, today
from webapp.base.errors import Conflict, Invalid, NotAllowed, NotFound
from webapp.documents.models import Visibility
from webapp.notices.models import Notice


def plan(cast: Cast, **changes: Any) -> PlanDay:
    start = now() + timedelta(days=3)
    values: dict[str, Any] = {
        "title": "钻模快换观摩会",
        "organisation_id": cast.owner.organisation_id,
        "place": "一号厂房",
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "description": "现场演示。",
        "audience": "public",
        "capacity": 2,
        "numbers": (cast.number,),
    }
    return PlanDay(**{**values, **changes})


def held(make: Make, cast: Cast, **changes: Any) -> str:
    with make.writing() as session:
        return announce(session, cast.owner_manager, plan(cast, **changes)).key


def join(make: Make, actor: Actor, key: str, **fields: Any) -> DemonstrationGuest:
    with make.writing() as session:
        return sign_up(session, actor, key, SignUp(**fields))


def states(make: Make) -> list[str]:
    with make.site.database.reading() as session:
        return list(session.scalars(select(DemonstrationGuest.state).order_by(DemonstrationGuest.id)))


def test_only_what_everybody_who_may_come_can_read_is_shown(make: Make, cast: Cast) -> None:
    numbers = {each: make.published(cast.owner, visibility=each).number for each in Visibility}
    readable = {
        "public": {"public"},
        "members": {"public", "members"},
        "organisation": {"public", "members", "organisation"},
    }
    for audience, allowed in readable.items():
        for visibility, number in numbers.items():
            if visibility in allowed:
                held(make, cast, audience=audience, numbers=(number,))
            else:
                with pytest.raises(Invalid, match="numbers:document"):
                    held(make, cast, audience=audience, numbers=(number,))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": ""}, "title:required"),
        ({"audience": "studio"}, "audience:choice"),
        ({"ends_at": None}, "starts_at:times"),
        ({"starts_at": now() - timedelta(days=2), "ends_at": now()}, "starts_at:past"),
        ({"capacity": 0}, "capacity:capacity"),
        ({"organisation_id": 10_000}, "host:host"),
        ({"numbers": ("GJ-2019-0000017",)}, "numbers:document"),
    ],
)
def test_what_does_not_hold_is_refused(make: Make, cast: Cast, changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(Invalid, match=fault):
        held(make, cast, **changes)


def test_hosts_are_managers_leaders_and_curators(make: Make, cast: Cast) -> None:
    curator = make.account(roles=[Role.CURATOR])
    studio_id = min(cast.owner.studio_ids)
    for actor, studio in ((cast.owner, studio_id), (curator, None), (cast.owner_manager, None)):
        with make.writing() as session:
            announce(session, actor, plan(cast, studio_id=studio))
    for stranger in (cast.worker, cast.manager, cast.reviewer, cast.owner):
        with make.writing() as session, pytest.raises(Invalid, match="host:host"):
            announce(session, stranger, plan(cast))


def test_whoever_keeps_a_day_learns_no_number_they_may_not_read(app: Flask, make: Make, cast: Cast) -> None:
    inner = make.published(cast.owner, visibility=Visibility.ORGANISATION).number
    key = held(make, cast, audience="organisation", numbers=(cast.number, inner))
    curator = make.account("keeper", roles=[Role.CURATOR])
    page = text_of(signed_in(app, "keeper"), f"/demonstrations/{key}/edit")
    assert cast.number in page
    assert inner not in page
    with make.writing() as session:
        edit_day(session, curator, key, plan(cast, audience="organisation", place="二号厂房", revision=1))
    owner = text_of(signed_in(app, "owner-manager"), f"/demonstrations/{key}")
    assert "二号厂房" in owner
    assert inner in owner  # what was out of sight stayed


def test_places_waiting_and_moving_up(make: Make, cast: Cast) -> None:
    key = held(make, cast)
    join(make, cast.worker, key)
    join(make, cast.worker, key)
    guest = join(make, VISITOR, key, name="来宾", phone="13800001234", consent=True)
    join(make, cast.stranger, key)
    join(make, cast.manager, key)
    assert states(make) == ["signed_up", "signed_up", "waiting", "waiting"]
    with make.writing() as session:
        leave(session, VISITOR, key, guest.key)
    assert states(make) == ["signed_up", "cancelled", "signed_up", "waiting"]
    with make.writing() as session:
        leave(session, cast.worker, key)
    assert states(make) == ["cancelled", "cancelled", "signed_up", "signed_up"]
    join(make, cast.worker, key)
    assert states(make).count("waiting") == 1, "who comes back stands at the end of the queue"
    with make.site.database.reading() as session:
        told = list(session.scalars(select(Notice.account_id).where(Notice.kind == "demonstrations.moved_up")))
    assert told == [cast.stranger.account_id, cast.manager.account_id]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"consent": True}, "name:required"),
        ({"name": "来宾"}, "consent:consent"),
        ({"name": "来宾", "consent": True, "phone": "不是电话"}, "phone:phone"),
    ],
)
def test_guests_without_an_account_consent(make: Make, cast: Cast, fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(Invalid, match=fault):
        join(make, VISITOR, held(make, cast), **fields)


def test_days_within_an_organisation_are_hidden_from_others(app: Flask, make: Make, cast: Cast) -> None:
    key = held(make, cast, audience="organisation", title="内部观摩")
    for browser in (Browser(app), signed_in(app, "worker")):
        browser.get(f"/demonstrations/{key}", 404)
        assert "内部观摩" not in text_of(browser, "/demonstrations")
        assert "内部观摩" not in text_of(browser, f"/d/{cast.number}")
    assert "内部观摩" in text_of(signed_in(app, "owner"), f"/d/{cast.number}")
    with pytest.raises(NotFound):
        join(make, cast.worker, key)


def test_a_changed_and_a_cancelled_day_are_told(make: Make, cast: Cast) -> None:
    key = held(make, cast)
    join(make, cast.worker, key)
    with make.writing() as session:
        with pytest.raises(NotAllowed):
            edit_day(session, cast.worker, key, plan(cast))
        with pytest.raises(Conflict):
            edit_day(session, cast.owner_manager, key, plan(cast, revision=99))
    with make.writing() as session:
        edit_day(session, cast.owner_manager, key, plan(cast, place="二号厂房", revision=1))
    with make.writing() as session:
        cancel_day(session, cast.owner_manager, key, Answer(2, "设备检修"))
    with pytest.raises(Conflict):
        join(make, cast.stranger, key)
    with make.site.database.reading() as session:
        kinds = list(session.scalars(select(Notice.kind).where(Notice.account_id == cast.worker.account_id)))
    assert kinds == ["demonstrations.changed", "demonstrations.cancelled"]


def test_the_door_opens_two_hours_before(app: Flask, make: Make, cast: Cast) -> None:
    key = held(make, cast)
    join(make, cast.worker, key)
    manager = signed_in(app, "owner-manager")
    path = decoded(text_of(manager, f"/demonstrations/{key}/list")).removeprefix("http://localhost")
    signed_in(app, "worker").get(f"/demonstrations/{key}/list", 404)
    worker, visitor = signed_in(app, "worker"), Browser(app)
    assert "现在不能签到" in text_of(worker, path)
    visitor.get(path[:-1] + ("0" if path[-1] != "0" else "1"), 404)
    with time_machine.travel(now() + timedelta(days=3, minutes=-30), tick=False):
        worker = signed_in(app, "worker")
        for browser, fields in ((worker, {}), (visitor, {"name": "路过的", "consent": "y"})):
            page = browser.post(path, fields, 200).get_data(as_text=True)
            assert "签到成功" in page
    with make.site.database.reading() as session:
        rows = session.scalars(select(DemonstrationGuest).order_by(DemonstrationGuest.id)).all()
    assert [(row.name, row.attended_at is not None) for row in rows] == [("姓名worker", True), ("路过的", True)]
    with make.writing() as session:
        mark_attendance(session, cast.owner_manager, key, rows[1].id, attended=False)
        with pytest.raises(NotAllowed):
            mark_attendance(session, cast.worker, key, rows[1].id, attended=True)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(manager.get(f"/demonstrations/{key}/list/export").data))
    table = sheet.get_sheet_by_index(0).to_python()
    assert [row[0] for row in table] == ["姓名", "姓名worker", "路过的"]
    assert [bool(row[3]) for row in table[1:]] == [True, False]


def test_the_calendar_entry_is_read_by_a_calendar(app: Flask, make: Make, cast: Cast) -> None:
    key = held(make, cast, title="观摩会；含，标点")
    read = Calendar.from_ical(Browser(app).get(f"/demonstrations/{key}/calendar.ics").data)
    event: Any = read.walk("VEVENT")[0]
    with make.site.database.reading() as session:
        day = session.scalars(select(Demonstration)).one()
    assert str(event["summary"]) == "观摩会；含，标点"
    assert str(event["location"]) == "一号厂房"
    assert event["dtstart"].dt == day.starts_at.replace(microsecond=0)
    assert event["dtend"].dt == day.ends_at.replace(microsecond=0)
    assert str(event["status"]) == "CONFIRMED"
    assert int(event["sequence"]) == day.revision


def test_visitors_sign_up_and_cancel_through_the_pages(app: Flask, make: Make, cast: Cast) -> None:
    key = held(make, cast)
    visitor = Browser(app)
    assert "钻模快换观摩会" in text_of(visitor, "/demonstrations")
    assert "钻模快换观摩会" in text_of(visitor, f"/d/{cast.number}")
    page = visitor.submit(f"/demonstrations/{key}", {"name": "来宾"}, 422, action="/sign-up").get_data(as_text=True)
    assert "请先勾选同意" in page
    assert 'value="来宾"' in page
    fields = {"name": "来宾", "organisation": "兄弟厂", "consent": "y"}
    own = visitor.submit(f"/demonstrations/{key}", fields, action="/sign-up").headers["Location"]
    assert "报名成功" in text_of(visitor, own)
    assert "来宾" not in text_of(Browser(app), f"/demonstrations/{key}")
    visitor.submit(own, {}, action="/guests/")
    assert states(make) == [GuestState.CANCELLED]


def test_a_manager_announces_and_changes_through_the_pages(app: Flask, make: Make, cast: Cast) -> None:
    manager = signed_in(app, "owner-manager")
    start = local(now() + timedelta(days=5))
    fields = {
        "title": "新的观摩会",
        "place": "三号厂房",
        "starts_at": start.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (start + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        "numbers": cast.number,
    }
    page = manager.submit("/demonstrations/new", {**fields, "numbers": "GJ-1"}, 422, action="/new").get_data(
        as_text=True
    )
    assert "成果 GJ-1 不存在" in page
    assert "新的观摩会" in page
    path = manager.submit("/demonstrations/new", fields, action="/new").headers["Location"]
    assert cast.number in text_of(Browser(app), path)
    manager.submit(f"{path}/edit", {"capacity": "1"}, action="/edit")
    stale = manager.submit(f"{path}/edit", {"capacity": "9", "revision": "1"}, 409, action="/edit").get_data(
        as_text=True
    )
    assert "别人刚刚改过" in stale
    assert 'value="9"' in stale
    manager.submit(path, {"reason": "停电"}, action="/cancel")
    assert "停电" in text_of(Browser(app), path)


def test_an_adoption_names_the_day_it_came_of(app: Flask, make: Make, cast: Cast, adopting: Adopting) -> None:
    key = held(make, cast)
    worker = signed_in(app, "worker")
    assert "在哪次观摩会上看到的" not in text_of(worker, f"/d/{cast.number}/adopt"), "it has not begun"
    with time_machine.travel(now() + timedelta(days=4), tick=False):
        worker = signed_in(app, "worker")
        fields = {"started": "2024-05", "demonstration": key}
        sent = worker.submit(f"/d/{cast.number}/adopt", fields, action="/adopt")
        adopting.confirm(cast.owner, sent.headers["Location"].rsplit("/", 1)[1])
        page = text_of(Browser(app), f"/demonstrations/{key}")
        assert "由此促成的应用" in page
        assert "乙机械厂" in text_of(Browser(app), f"/adoptions?day={key}")
        assert "没有符合条件" in text_of(Browser(app), f"/adoptions?day={'0' * 24}")


def test_reminders_are_sent_once_and_telephone_numbers_forgotten(make: Make, cast: Cast, adopting: Adopting) -> None:
    with time_machine.travel(now(), tick=False):  # one day, even at its end
        key = held(make, cast, starts_at=now() + timedelta(days=1), ends_at=now() + timedelta(days=1, hours=1))
        join(make, cast.worker, key)
        join(make, VISITOR, key, name="来宾", phone="13800001234", consent=True)
        adopting.recorded(cast.worker, cast.number)
        with make.writing() as session:
            tomorrow = today() + timedelta(days=1)
            assert remind_guests(session, tomorrow) == 1
        with make.writing() as session:
            assert remind_guests(session, tomorrow) == 0
            assert remind_waiting(session, today()) == 0
            assert remind_waiting(session, today() + timedelta(days=8)) == 2
        with make.writing() as session:
            assert remind_waiting(session, today() + timedelta(days=9)) == 0
            assert forget_phones(session, today() + timedelta(days=80)) == 0
            assert forget_phones(session, today() + timedelta(days=100)) == 1
