"""Keeping true: dates by kind, verifying, reminding, calling in and letting be used again, the three signatures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from tests.browse import Browser
from tests.documents.test_review_rounds import publish, signed_in, told, two_reviewers
from tests.make import Make
from tests.statements import count_statements
from webapp.base.actor import Role
from webapp.base.clock import now, today
from webapp.base.errors import Conflict, Invalid, NotAllowed
from webapp.base.jobs import Worker
from webapp.documents import actions
from webapp.documents.actions import Halt, Lift, SetRule, VersionKey
from webapp.documents.actions.marks import mark_favourite, mark_opened
from webapp.documents.content import Kind, Step
from webapp.documents.kind_rules import months_after
from webapp.documents.models import Document, Visibility
from webapp.documents.queries.keeping import Due, Standing, due_list, kept_of
from webapp.documents.review_models import Keeping
from webapp.documents.routes.keeping import CONCERNED


def kept(make: Make, key: VersionKey) -> Keeping:
    with make.site.database.reading() as session:
        document_id = session.scalars(select(Document.id).where(Document.number == key.number)).one()
        return session.get_one(Keeping, document_id)


def method(make: Make, **more: Any) -> VersionKey:
    """A published operation method, which is verified yearly."""
    content = make.content(steps=(Step("先停机挂牌"),), sections={"problem": "慢。", "procedure": "先停机。"})
    return make.published(kind=Kind.OPERATION_METHOD, content=content, **more)


def overdue(make: Make, *keys: VersionKey) -> None:
    ids = select(Document.id).where(Document.number.in_([key.number for key in keys]))
    with make.writing() as session:
        session.execute(
            update(Keeping).where(Keeping.document_id.in_(ids)).values(verify_by=today() - timedelta(days=1))
        )


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_months_are_added_by_the_calendar(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_operation_methods_are_verified_yearly_and_others_when_set(make: Make) -> None:
    yearly, other = method(make), make.published()
    assert kept(make, yearly).verify_by == months_after(today(), 12)
    assert kept(make, other).verify_by is None
    administrator = make.account(roles=[Role.ADMINISTRATOR])
    with make.writing() as session:
        actions.set_rule(session, administrator, SetRule(Kind.INNOVATION, False, 6))
    make.site.jobs["documents.renew_dates"]({"kind": Kind.INNOVATION})
    assert kept(make, other).verify_by == months_after(today(), 6)
    with make.writing() as session, pytest.raises(Conflict, match="stale"):
        actions.set_rule(session, administrator, SetRule(Kind.INNOVATION, True, 6))


def test_an_administrator_sets_it_in_a_form(make: Make, browser: Browser) -> None:
    other = make.published()
    page = signed_in(make, browser, make.account(roles=[Role.ADMINISTRATOR]))
    fields = {"kind": "innovation", "verify_months": "3", "needs_second": "1", "revision": "0"}
    page.post("/settings/kinds", {**fields, "verify_months": "121"}, 422)
    page.post("/settings/kinds", fields)
    Worker(make.site.database, make.site.jobs).drain()
    assert kept(make, other).verify_by == months_after(today(), 3)
    assert 'value="3"' in page.get("/settings/kinds").get_data(as_text=True)


def test_the_studio_is_reminded_before_and_after_each_once(make: Make) -> None:
    writer = make.writer()
    key = method(make, actor=writer)
    remind = make.site.parts["daily"]["documents.remind"]
    remind(today())
    assert told(make, writer) == ["published"]
    for days, wanted in ((350, ["due"]), (351, ["due"]), (370, ["overdue", "due"]), (371, ["overdue", "due"])):
        with time_machine.travel(now() + timedelta(days=days), tick=False):
            remind(today())
            assert told(make, writer)[: len(wanted)] == wanted
            assert told(make, writer).count("due") == 1
    assert kept(make, key).verify_by == months_after(today(), 12)


def test_verifying_starts_the_year_anew_and_is_shown(make: Make, browser: Browser) -> None:
    writer = make.writer()
    key = method(make, actor=writer, visibility=Visibility.PUBLIC)
    overdue(make, key)
    visitor = browser.get(f"/d/{key.number}").get_data(as_text=True)
    assert "已过核对日期" in visitor
    member = signed_in(make, browser, writer)
    assert key.number in member.get("/keeping").get_data(as_text=True)
    member.submit(f"/d/{key.number}/verify", {"result": ""}, 422, action="/verify")
    member.submit(f"/d/{key.number}/verify", {"result": "correct", "note": "现场核对过"}, action="/verify")
    assert kept(make, key).verify_by == months_after(today(), 12)
    page = member.get(f"/d/{key.number}").get_data(as_text=True)
    assert "已过核对日期" not in page
    assert "最近核对" in page
    assert key.number not in member.get("/keeping").get_data(as_text=True)
    assert "现场核对过" in member.get(f"/d/{key.number}/verify").get_data(as_text=True)


def test_what_needs_a_new_version_does_not_count_as_verified(make: Make, browser: Browser) -> None:
    writer = make.writer()
    key = method(make, actor=writer)
    overdue(make, key)
    member = signed_in(make, browser, writer)
    member.submit(f"/d/{key.number}/verify", {"result": "revise"}, 422, action="/verify")
    sent = member.submit(f"/d/{key.number}/verify", {"result": "revise", "note": "扭矩变了"}, action="/verify")
    assert sent.headers["Location"] == f"/d/{key.number}/history"
    assert kept(make, key).verify_by == today() - timedelta(days=1)


def test_the_list_is_of_ones_own_side_longest_overdue_first(make: Make) -> None:
    writer = make.writer()
    manager = make.account(manages=writer.organisation_id)
    keys = [method(make, actor=writer) for _ in range(2)]
    method(make)
    overdue(make, *keys)
    with make.writing() as session:
        actions.halt(session, manager, keys[0].number, Halt(1, "会松脱"))
    with make.site.database.reading() as session:
        for actor in (writer, manager):
            assert [row.number for row in due_list(session, actor).items] == [key.number for key in keys]
            assert [row.kept.standing for row in due_list(session, actor, Due.HALTED).items] == [Standing.HALTED]
        with count_statements(make.site.database) as sent:
            due_list(session, writer)
        assert len(sent) == 2


def test_calling_in_warns_everybody_and_covers_the_steps(make: Make, browser: Browser) -> None:
    writer = make.writer()
    key = method(make, actor=writer, visibility=Visibility.PUBLIC)
    leader = make.account(studio_id=min(writer.studio_ids), leads=True)
    fan, reader, adopter = make.account(), make.account(), make.account()
    with make.writing() as session:
        mark_favourite(session, fan, key.number)
        mark_opened(session, reader, key.number)
    make.site.parts.setdefault(CONCERNED, []).append(lambda _session, _document_id: {adopter.account_id})
    page = signed_in(make, browser, leader)
    fields = {"reason": "锁紧螺栓会松脱", "confirm": "1"}
    page.submit(f"/d/{key.number}/halt", {**fields, "confirm": ""}, 422, action="/halt")
    page.submit(f"/d/{key.number}/halt", fields, action="/halt")
    for actor in (fan, reader, adopter, writer):
        assert told(make, actor)[0] == "halted"
    visitor = Browser(make_app(browser))
    shown = visitor.get(f"/d/{key.number}").get_data(as_text=True)
    assert shown.index("锁紧螺栓会松脱") < shown.index("先停机挂牌")
    assert 'class="disclosure halted-body"' in shown
    assert "?steps=1" not in shown
    step = visitor.get(f"/d/{key.number}?steps=1").get_data(as_text=True)
    assert "锁紧螺栓会松脱" in step
    assert "先停机挂牌" not in step
    api = visitor.get(f"/api/v1/documents/{key.number}").get_json()
    assert (api["is_halted"], api["halt_reason"]) == (True, "锁紧螺栓会松脱")
    assert "已召回" in visitor.get("/").get_data(as_text=True)
    with make.writing() as session, pytest.raises(NotAllowed):
        actions.lift(session, leader, key.number, Lift(1, "好了"))
    reviewer = make.reviewer()
    with make.writing() as session, pytest.raises(Invalid):
        actions.lift(session, reviewer, key.number, Lift(1, " "))
    judge = signed_in(make, Browser(make_app(browser)), reviewer)
    judge.submit(f"/d/{key.number}/halt", {"reason": "已换防松螺母"}, action="/lift")
    assert "锁紧螺栓会松脱" not in visitor.get(f"/d/{key.number}").get_data(as_text=True)
    assert told(make, fan)[0] == "lifted"


def make_app(browser: Browser) -> Flask:
    return browser.client.application


def test_a_new_version_does_not_lift_it(make: Make, browser: Browser) -> None:
    writer, reviewer = make.writer(), make.reviewer()
    key = method(make, actor=writer)
    with make.writing() as session:
        actions.halt(session, reviewer, key.number, Halt(1, "会松脱"))
        actions.start_version(session, writer, key.number, actions.StartVersion(1))
    second = VersionKey(key.number, 2)
    make.submit(writer, second)
    judge = signed_in(make, browser, reviewer)
    assert 'class="halted-notice"' in judge.get(f"/d/{key.number}/review").get_data(as_text=True)
    make.publish(reviewer, second)
    assert kept(make, key).halted_at is not None


def test_nobody_is_told_of_a_call_in_they_may_not_know(make: Make) -> None:
    key, stranger = method(make), make.account()
    make.site.parts.setdefault(CONCERNED, []).append(lambda _session, _document_id: {stranger.account_id})
    with make.writing() as session:
        also = frozenset({stranger.account_id or 0})
        actions.halt(session, make.reviewer(), key.number, Halt(1, "会松脱", also))
    assert told(make, stranger) == []


def test_what_is_kept_of_many_takes_one_statement(make: Make) -> None:
    method(make), method(make)
    with make.site.database.reading() as session, count_statements(make.site.database) as sent:
        assert len(kept_of(session, list(range(1, 50)))) == 2
    assert len([each for each in sent if each.startswith("SELECT")]) == 1


def test_the_page_carries_who_prepared_reviewed_and_approved(make: Make, browser: Browser) -> None:
    two_reviewers(make)
    writer, one, two = make.writer(), make.reviewer(), make.reviewer()
    key = make.in_review(writer, visibility=Visibility.PUBLIC)
    publish(make, one, key)
    publish(make, two, key)
    visitor = browser.get(f"/d/{key.number}").get_data(as_text=True)
    assert 'class="sign-off print-only"' in visitor
    assert not any(actor.name in visitor for actor in (writer, one, two)), "visitors see when, not who"
    page = signed_in(make, browser, make.account()).get(f"/d/{key.number}").get_data(as_text=True)
    block = page.partition('class="sign-off print-only"')[2].partition("</table>")[0]
    assert [actor.name for actor in (writer, one, two) if actor.name in block] == [writer.name, one.name, two.name]
