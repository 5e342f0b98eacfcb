"""A studio's ledger, its yearly self-check, and what it is measured against."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.browse import Browser
from tests.make import PASSWORD, Make
from webapp.base.actor import Actor, Role
from webapp.base.database import Database
from webapp.base.errors import Conflict, Invalid
from webapp.base.journal import JournalEntry
from webapp.directory.actions.ledger import AddRecord, add_record, remove_record, set_thresholds
from webapp.directory.queries.self_check import USUAL, measured, records, thresholds

LINE = AddRecord("training", date(2026, 3, 1), "数控镗削培训", 12)


def a_leader(make: Make, name: str = "leader") -> tuple[Actor, int]:
    organisation_id = make.organisation("甲厂")
    studio_id = make.studio(organisation_id, "钻模创新工作室")
    return make.account(name, organisation_id=organisation_id, studio_id=studio_id, leads=True), studio_id


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (AddRecord("party", date(2026, 3, 1), "聚餐"), "kind:choice"),
        (AddRecord("training", None, "培训"), "on:day"),
        (AddRecord("training", date(2999, 1, 1), "培训"), "on:future"),
        (AddRecord("training", date(2026, 3, 1), " "), "title:required"),
        (AddRecord("training", date(2026, 3, 1), "长" * 121), "title:long"),
        (AddRecord("training", date(2026, 3, 1), "培训", -1), "people:people"),
        (AddRecord("promotion", date(2026, 3, 1), "晋级", 0), "people:promoted"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(make: Make, line: AddRecord, fault: str) -> None:
    leader, studio_id = a_leader(make)
    with pytest.raises(Invalid, match=fault), make.writing() as session:
        add_record(session, leader, studio_id, line)


def test_the_year_is_measured_by_number_and_by_people(make: Make, database: Database) -> None:
    leader, studio_id = a_leader(make)
    with make.writing() as session:
        add_record(session, leader, studio_id, LINE)
        add_record(session, leader, studio_id, AddRecord("exchange", date(2026, 5, 1), "与乙厂交流"))
        add_record(session, leader, studio_id, AddRecord("promotion", date(2026, 6, 1), "晋升高级技师", 2))
        add_record(session, leader, studio_id, AddRecord("training", date(2025, 12, 31), "去年的培训", 9))
    with database.reading() as session:
        found = {line.key: (line.found, line.at_least, line.holds) for line in measured(session, studio_id, 2026, 3)}
    assert found == {"results": (3, 3, True), "trainings": (2, 2, True), "promotions": (2, 3, False)}


def test_a_line_taken_back_counts_no_more_and_can_be_put_in_again(make: Make, database: Database) -> None:
    leader, studio_id = a_leader(make)
    with make.writing() as session:
        record_id = add_record(session, leader, studio_id, LINE)
    for removed in (True, False):
        with make.writing() as session:
            remove_record(session, leader, studio_id, record_id, removed=removed)
        with pytest.raises(Conflict), make.writing() as session:
            remove_record(session, leader, studio_id, record_id, removed=removed)
        with database.reading() as session:
            assert len(records(session, studio_id, 2026)) == (0 if removed else 1)
    with database.reading() as session:
        actions = session.scalars(select(JournalEntry.action).where(JournalEntry.action.like("%_record"))).all()
    assert actions == ["directory.add_record", "directory.remove_record", "directory.restore_record"]


def test_thresholds_are_set_by_administrators_over_what_they_saw(make: Make, database: Database) -> None:
    administrator = make.account(roles=[Role.ADMINISTRATOR])
    with make.writing() as session:
        assert set_thresholds(session, administrator, USUAL, {**USUAL, "results": 5})
    with pytest.raises(Conflict), make.writing() as session:
        set_thresholds(session, administrator, USUAL, {**USUAL, "results": 1})
    with database.reading() as session:
        assert thresholds(session) == {**USUAL, "results": 5}


def test_a_leader_keeps_the_ledger_and_everybody_sees_it_on_the_studio_page(
    app: Flask, browser: Browser, make: Make
) -> None:
    leader, studio_id = a_leader(make)
    make.published(leader)
    address = f"/studios/{studio_id}/ledger"
    browser.sign_in("leader", PASSWORD)
    page = browser.get(address).get_data(as_text=True)
    assert "还差 2 项" in page  # one of three results
    kept = {"kind": "honour", "on": "2026-02-01", "title": "市级示范工作室", "note": "写好的备注"}
    browser.post(address, kept)
    bad = browser.post(address, {**kept, "on": "明天"}, 422).get_data(as_text=True)
    assert "请选择日期" in bad
    assert "写好的备注" in bad
    browser.post(address, {"kind": "training", "on": "2026-03-01", "title": "镗削培训", "people": "8"})
    seen = Browser(app).get(f"/studios/{studio_id}").get_data(as_text=True)
    assert "市级示范工作室" in seen
    assert "镗削培训" in seen
    assert "8 人" in seen


def test_an_administrator_sets_the_marks_in_the_page(browser: Browser, make: Make, database: Database) -> None:
    make.account("keeper", roles=[Role.ADMINISTRATOR])
    browser.sign_in("keeper", PASSWORD)
    browser.submit("/studios/thresholds", {"trainings": "4"}, action="/studios/thresholds")
    page = browser.submit("/studios/thresholds", {"trainings": "许多"}, 422, action="/studios/thresholds")
    assert "请填 0 到 1000 的整数" in page.get_data(as_text=True)
    with database.reading() as session:
        assert thresholds(session)["trainings"] == 4
