"""Recording, correcting, paying, removing: what is derived, what is refused, what the database itself refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from tests.make import Make
from tests.patents.world import GRANTED, Side, number_of, side
from tests.statements import count_statements
from webapp.base.actor import VISITOR, Role
from webapp.base.clock import today
from webapp.base.errors import Conflict, Invalid, NotAllowed, NotFound
from webapp.base.feed import newest
from webapp.base.journal import JournalEntry
from webapp.documents.actions.patents import link_patent
from webapp.documents.models import Document, Visibility
from webapp.documents.queries.patents import public_patent_status
from webapp.notices.models import Notice
from webapp.patents.actions.commands import EditPatent, FirstDates, PatentTold, RecordPatent, RecordPayment
from webapp.patents.actions.fees import FeeTold, add_fee, edit_fee
from webapp.patents.actions.payments import cancel_payment, record_payment
from webapp.patents.actions.recording import edit_patent, record_patent
from webapp.patents.actions.reminding import note_expiries, remind
from webapp.patents.actions.removing import put_back_patent, remove_patent
from webapp.patents.deadlines import years_after
from webapp.patents.models import FeePayment, Patent, PatentEvent
from webapp.patents.queries.fees import owed_now
from webapp.patents.queries.reading import patent_page
from webapp.patents.queries.status import PublicStatus
from webapp.web.site import Site


@pytest.fixture
def own(make: Make) -> Side:
    return side(make)


def row_of(site: Site, patent_id: int) -> Patent:
    with site.database.reading() as session:
        return session.get_one(Patent, patent_id)


def codes(refusal: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return {f"{fault.field}:{fault.code}" for fault in refusal.value.faults}


def test_dates_known_at_first_become_events_and_a_status(own: Side, site: Site) -> None:
    row = row_of(site, own.patent(number="ZL 2013 1 0699744.2"))
    assert (row.number, row.typed_number, row.office) == ("201310699744.2", "ZL 2013 1 0699744.2", "CN")
    assert (row.status, row.is_public, row.year, row.expires_on) == ("granted", True, 2013, date(2033, 12, 17))
    assert (row.fee_year, row.fee_due_on) == (4, date(2016, 12, 17))


def test_the_database_refuses_to_alter_or_delete_what_happened(own: Side, site: Site) -> None:
    patent_id = own.patent()
    with site.database.writing() as session:
        record_payment(session, own.member, patent_id, RecordPayment(4, date(2016, 11, 1)))
    for statement in (
        update(PatentEvent).values(note="x"),
        delete(PatentEvent),
        update(FeePayment).values(note="x"),
        delete(FeePayment),
    ):
        with pytest.raises(DBAPIError, match="append-only"), site.database.writing() as session:
            session.execute(statement)


def test_a_wrong_event_is_struck_by_a_new_one_and_stays_readable(own: Side, site: Site) -> None:
    patent_id = own.patent()
    wrong = own.event(patent_id, "lapsed", date(2017, 8, 1), effective_on=date(2016, 12, 17))
    assert (row_of(site, patent_id).status, row_of(site, patent_id).ended_on) == ("lapsed", date(2016, 12, 17))
    own.event(patent_id, "struck", date(2018, 1, 1), corrects_id=wrong)
    assert row_of(site, patent_id).status == "granted"
    with site.database.reading() as session:
        assert wrong in patent_page(session, own.member, patent_id, today()).void
        kinds = [row.kind for row in patent_page(session, VISITOR, patent_id, today()).events]
    assert kinds == ["filed", "published", "granted"]
    with pytest.raises(Invalid) as refusal:
        own.event(patent_id, "struck", date(2018, 1, 2), corrects_id=wrong)
    assert codes(refusal) == {"corrects:corrected_already"}


@pytest.mark.parametrize(
    ("kind", "on", "fault"),
    [
        ("filed", date(2020, 1, 1), "kind:not_now"),
        ("restored", date(2020, 1, 1), "kind:not_now"),
        ("pledge_released", date(2020, 1, 1), "kind:not_now"),
        ("lapsed", date(2015, 1, 1), "kind:not_now"),
        ("expired", date(2020, 1, 1), "kind:not_now"),
        ("lapsed", None, "on:future"),
        ("lapsed", date(1980, 1, 1), "on:too_early"),
        ("nonsense", date(2020, 1, 1), "kind:choice"),
        ("struck", date(2020, 1, 1), "corrects:corrects_required"),
    ],
)
def test_what_cannot_have_happened_is_refused(own: Side, site: Site, kind: str, on: date | None, fault: str) -> None:
    patent_id = own.patent()
    with pytest.raises(Invalid) as refusal:
        own.event(patent_id, kind, on or today() + timedelta(days=1))
    assert codes(refusal) == {fault}
    assert row_of(site, patent_id).status == "granted"


@pytest.mark.parametrize(
    ("told", "dates", "faults"),
    [
        ({"title": ""}, GRANTED, {"title:required"}),
        ({"number": "201310699744.7"}, GRANTED, {"number:check"}),
        ({"number": "ZL201420439462.9"}, GRANTED, {"type:type_differs"}),
        ({}, FirstDates(None, None, date(2016, 1, 1)), {"filed_on:filed_first"}),
        ({}, FirstDates(date(2016, 1, 2), None, date(2016, 1, 1)), {"granted_on:before_filing"}),
        ({"kind": "design"}, GRANTED, {"published_on:invention_only"}),
        ({"number": "201310699744.2"}, FirstDates(date(2014, 1, 1)), {"filed_on:after_number"}),
        ({}, FirstDates(date(2013, 12, 17), paid_year=3), {"paid_year:not_granted"}),
        ({}, FirstDates(date(2013, 12, 17), None, date(2016, 1, 20), 2), {"paid_year:fee_year"}),
        ({"inventors": ("某人 #99999",)}, GRANTED, {"inventors:unknown"}),
        ({"responsible_id": 99_999}, GRANTED, {"responsible:choice"}),
        ({"fee_percent": 101}, GRANTED, {"fee_percent:percent"}),
    ],
)
def test_a_wrong_record_says_everything_that_is_wrong(
    own: Side, told: dict[str, Any], dates: FirstDates, faults: set[str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        own.patent(dates, **told)
    assert codes(refusal) == faults


def test_an_organisation_records_a_number_once_and_learns_nothing_of_others(make: Make, own: Side) -> None:
    own.patent(FirstDates(date(2013, 12, 17)), number="201310699744.2")
    with pytest.raises(Invalid, match="number:known"):
        own.patent(FirstDates(date(2013, 12, 17)), number="ＺＬ２０１３１０６９９７４４．２")
    side(make, "无锡第二机床厂", "other").patent(FirstDates(date(2013, 12, 17)), number="201310699744.2")


def test_only_its_own_side_changes_a_patent(make: Make, own: Side, site: Site) -> None:
    hidden = own.patent(FirstDates(date(2025, 1, 6)))
    public = own.patent()
    other = side(make, "无锡第二机床厂", "other").member
    administrator = make.account(roles=[Role.ADMINISTRATOR])
    with site.database.writing() as session:
        for actor in (other, administrator, VISITOR):
            with pytest.raises(NotFound):
                remove_patent(session, actor, hidden, "x")
            with pytest.raises(NotAllowed):
                remove_patent(session, actor, public, "x")
        with pytest.raises(NotAllowed):
            place = RecordPatent(own.place.organisation_id, own.place.studio_id, PatentTold("名", "design"))
            record_patent(session, other, place)
        remove_patent(session, own.manager, hidden, "重复登记")


def test_a_stale_edit_is_refused_with_what_stands_there(own: Side, site: Site) -> None:
    patent_id = own.patent()
    seen = row_of(site, patent_id).revision
    told = PatentTold("新的名称", "invention", inventors=("卜伟伟", "汪建国"))
    with site.database.writing() as session:
        assert edit_patent(session, own.member, patent_id, EditPatent(seen, told))
    with site.database.writing() as session, pytest.raises(Conflict) as refusal:
        edit_patent(session, own.manager, patent_id, EditPatent(seen, told))
    assert refusal.value.present.values["title"] == "新的名称"
    assert refusal.value.present.values["inventors"] == "卜伟伟\n汪建国"
    with site.database.writing() as session:
        fresh = session.get_one(Patent, patent_id).revision
        assert not edit_patent(session, own.member, patent_id, EditPatent(fresh, told))


def test_inventors_are_linked_to_people_of_the_organisation(make: Make, own: Side, site: Site) -> None:
    person_id = make.person("卜伟伟", own.place.organisation_id)
    patent_id = own.patent(inventors=("卜伟伟", "陌生人"))
    with site.database.reading() as session:
        rows = patent_page(session, own.member, patent_id, today()).patent.inventors
        assert [(row.name, row.person_id) for row in rows] == [("卜伟伟", person_id), ("陌生人", None)]


def test_payments_move_the_clock_and_a_cancelled_one_moves_it_back(own: Side, site: Site) -> None:
    patent_id = own.patent()
    with site.database.writing() as session:
        payment = record_payment(session, own.member, patent_id, RecordPayment(6, date(2018, 11, 1), Decimal("900.50")))
    assert (row_of(site, patent_id).fee_year, row_of(site, patent_id).fee_due_on) == (7, date(2019, 12, 17))
    with site.database.writing() as session:
        record_payment(session, own.member, patent_id, RecordPayment(7, date(2019, 12, 1), Decimal(5), settles=False))
        cancel_payment(session, own.member, patent_id, payment.id)
        with pytest.raises(Invalid):
            cancel_payment(session, own.member, patent_id, payment.id)
    assert row_of(site, patent_id).fee_year == 4
    with site.database.writing() as session:
        for wrong in (RecordPayment(2, date(2018, 1, 1)), RecordPayment(21, date(2018, 1, 1))):
            with pytest.raises(Invalid, match="year:fee_year"):
                record_payment(session, own.member, patent_id, wrong)


def test_amounts_come_from_the_table_alone(make: Make, own: Side, site: Site) -> None:
    keeper = make.account(roles=[Role.ADMINISTRATOR])
    patent_id = own.patent(FirstDates(date(2009, 4, 10), None, date(2012, 9, 1), 5))
    day = date(2014, 6, 15)
    with site.database.reading() as session:
        patent = patent_page(session, own.member, patent_id, day).patent
        assert owed_now(session, patent, day) is None
    old = FeeTold("invention", 4, 6, Decimal(900), date(2001, 1, 1), date(2018, 1, 1), "公告甲")
    with site.database.writing() as session:
        fee_id = add_fee(session, keeper, old)
        add_fee(session, keeper, FeeTold("invention", 4, 6, Decimal(1200), date(2018, 1, 2)))
        with pytest.raises(Invalid, match="valid_from:overlap"):
            add_fee(session, keeper, FeeTold("invention", 6, 9, Decimal(1), date(2017, 1, 1)))
        with pytest.raises(NotAllowed):
            add_fee(session, own.manager, FeeTold("design", 1, 3, Decimal(1), date(2017, 1, 1)))
        part = RecordPayment(6, date(2014, 6, 8), Decimal(925), settles=False)
        record_payment(session, own.member, patent_id, part)
    with site.database.reading() as session:
        patent = patent_page(session, own.member, patent_id, day).patent
        owed = owed_now(session, patent, day)
        assert owed is not None
        assert (owed.full_fee, owed.left) == (Decimal(900), Decimal(65))
    with site.database.writing() as session:
        assert edit_fee(session, keeper, fee_id, 1, replace(old, amount=Decimal(901)))
    with site.database.writing() as session, pytest.raises(Conflict):
        edit_fee(session, keeper, fee_id, 1, old)
    with site.database.reading() as session:
        row = session.scalars(select(JournalEntry).where(JournalEntry.action == "patents.edit_fee")).one()
        assert (row.before or {})["amount"] == "900.00"
        assert (row.after or {})["amount"] == "901.00"


def test_a_removed_patent_can_be_put_back_unless_recorded_anew(own: Side, site: Site) -> None:
    first = own.patent(number="201310699744.2")
    with site.database.writing() as session:
        with pytest.raises(Invalid, match="reason:required"):
            remove_patent(session, own.member, first, "")
        remove_patent(session, own.member, first, "登记有误")
    with site.database.reading() as session, pytest.raises(NotFound):
        patent_page(session, VISITOR, first, today())
    second = own.patent(number="201310699744.2")
    with site.database.writing() as session:
        with pytest.raises(Invalid, match="number:known"):
            put_back_patent(session, own.member, first)
        remove_patent(session, own.member, second, "登记有误")
        put_back_patent(session, own.member, first)
    assert row_of(site, first).removed_at is None


def reminders(site: Site, day: date) -> list[tuple[int, str]]:
    with site.database.writing() as session:
        remind(session, day)
    with site.database.reading() as session:
        rows = session.scalars(select(Notice).where(Notice.kind == "patents.fee").order_by(Notice.id))
        return [(row.account_id, row.params["mark"]) for row in rows]


def test_reminders_come_once_for_each_mark_and_go_to_the_person_responsible(make: Make, own: Side, site: Site) -> None:
    due = date(2026, 3, 10)
    filed_on = years_after(due, -6)
    dates = FirstDates(filed_on, None, date(2022, 1, 5), 6)
    own.patent(dates, responsible_id=own.manager.account_id)
    manager = own.manager.account_id
    assert reminders(site, due - timedelta(days=91)) == []
    for day in (90, 89, 31):
        assert reminders(site, due - timedelta(days=day)) == [(manager, "90")]
    assert reminders(site, due - timedelta(days=30))[1:] == [(manager, "30")]
    for day in (7, 1, 0):
        assert reminders(site, due - timedelta(days=day))[2:] == [(manager, "7")]
    marks = [mark for _account, mark in reminders(site, due + timedelta(days=1))]
    assert marks == ["90", "30", "7", "grace1"]
    marks = [mark for _account, mark in reminders(site, date(2026, 9, 10))]
    assert marks[4:] == ["grace6"]
    assert len(reminders(site, date(2026, 9, 11))) == 5


def test_without_a_person_responsible_the_leaders_are_told_else_the_managers(make: Make, site: Site) -> None:
    own = side(make)
    due = date(2026, 3, 10)
    own.patent(FirstDates(years_after(due, -6), None, date(2022, 1, 5), 6))
    assert {account for account, _mark in reminders(site, due)} == {own.manager.account_id}
    leader = make.account(studio_id=own.place.studio_id, leads=True)
    assert {account for account, _mark in reminders(site, due + timedelta(days=1))} >= {leader.account_id}


def test_restoration_is_reminded_of_while_it_is_open(own: Side, site: Site) -> None:
    patent_id = own.patent(FirstDates(date(2020, 3, 10), None, date(2022, 1, 5), 5))
    own.event(patent_id, "lapsed", date(2025, 10, 1))
    assert [mark for _account, mark in reminders(site, date(2025, 10, 2))] == ["restore"]
    assert [mark for _account, mark in reminders(site, date(2025, 11, 20))] == ["restore", "restore14"]
    assert len(reminders(site, date(2025, 12, 2))) == 2


def test_a_term_that_has_run_out_is_noted_once_as_an_event(own: Side, site: Site) -> None:
    patent_id = own.patent(FirstDates(date(2010, 5, 5), None, date(2011, 5, 5), 10), kind="utility_model")
    with site.database.writing() as session:
        session.execute(update(Patent).where(Patent.id == patent_id).values(status="granted"))
    with site.database.writing() as session:
        assert note_expiries(session, date(2020, 5, 4)) == 0
        assert note_expiries(session, date(2020, 5, 5)) == 1
    with site.database.writing() as session:
        assert note_expiries(session, date(2020, 5, 6)) == 0
    row = row_of(site, patent_id)
    assert (row.status, row.ended_on, row.fee_due_on) == ("expired", date(2020, 5, 5), None)


def test_documents_follow_their_patents(make: Make, own: Side, site: Site) -> None:
    keys = [make.published(own.member, visibility=Visibility.PUBLIC) for _ in range(3)]
    granted, hidden = own.patent(), own.patent(FirstDates(date(2025, 1, 6)))
    with site.database.writing() as session:
        ids = {row.number: row.id for row in session.scalars(select(Document))}
        link_patent(session, own.member, keys[0].number, granted, "protects")
        link_patent(session, own.member, keys[1].number, hidden, "protects")
        link_patent(session, own.member, keys[2].number, granted, "cites")
    with site.database.reading() as session:
        found = public_patent_status(session, ids.values())
        before = newest(session, "document")
    words = [found[ids[key.number]] for key in keys]
    assert words == [PublicStatus.GRANTED, PublicStatus.NONE, PublicStatus.NONE]
    own.event(granted, "lapsed", date(2017, 8, 1))
    with site.database.reading() as session:
        assert public_patent_status(session, ids.values())[ids[keys[0].number]] == PublicStatus.OVER
        assert newest(session, "document") > before


def test_the_word_for_search_takes_one_statement_for_500_documents(make: Make, own: Side, site: Site) -> None:
    with site.database.reading() as session, count_statements(site.database) as sent:
        public_patent_status(session, range(1, 501))
    assert len([each for each in sent if each.startswith("SELECT")]) == 1


def test_numbers_made_for_tests_hold() -> None:
    assert number_of(2013, 699744) == "201310699744.2"
