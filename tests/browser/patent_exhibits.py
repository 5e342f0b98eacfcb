"""Patents to look at: one with all there is, one in grace, one lapsed, one planned; a batch; a fee."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.documents.actions.patents import link_patent
from webapp.patents.actions.commands import FirstDates, PatentTold, RecordEvent, RecordPatent, RecordPayment
from webapp.patents.actions.events import record_event
from webapp.patents.actions.fees import FeeTold, add_fee
from webapp.patents.actions.importing import Place, SheetRow, import_patents
from webapp.patents.actions.payments import record_payment
from webapp.patents.actions.recording import record_patent
from webapp.patents.deadlines import months_after, years_after


@dataclass(frozen=True, slots=True)
class PatentExhibits:
    """Their ids."""

    granted: int = 0
    grace: int = 0
    lapsed: int = 0
    planned: int = 0
    batch: int = 0
    fee: int = 0


NO_PATENTS = PatentExhibits()


def furnish_patents(session: Session, member: Actor, keeper: Actor, place: Place, number: str) -> PatentExhibits:
    """Put them into the site; the first protects the document of this number."""
    day = today()
    told = PatentTold(
        title="一种深孔镗削减振刀杆",
        type="invention",
        applicants=("演示重型机床有限公司",),
        inventors=("张师傅（演示）", "欧阳淑敏"),
        ipc_classes=("B23B 29/02", "B23B 27/00"),
        publication_number="CN101234567A",
        grant_number="CN101234567B",
        certificate_number="第 1234567 号",
        responsible_id=member.account_id,
        fee_percent=30,
        reduced_until_year=10,
        note="与二车间共同申请，合同在档案室。",
    )
    filed_on = years_after(day + timedelta(days=20), -6)
    dates = FirstDates(filed_on, months_after(filed_on, 18), months_after(filed_on, 30), 6)
    fee = FeeTold("invention", 4, 20, Decimal(1200), date(2010, 10, 1), source="演示用，不是实际标准")
    fee_id = add_fee(session, keeper, fee)
    granted = _recorded(session, member, place, told, dates)
    record_event(session, member, granted, RecordEvent("licensed", day - timedelta(days=300), party="演示精密制造厂"))
    pledged = RecordEvent("pledged", day - timedelta(days=200), party="演示银行", amount=Decimal(2_000_000))
    wrong = record_event(session, member, granted, pledged)
    record_event(session, member, granted, RecordEvent("struck", day, note="登记错了专利", corrects_id=wrong.id))
    link_patent(session, member, number, granted, "protects")
    grace_filed = years_after(day - timedelta(days=40), -4)
    grace_told = PatentTold("一种钻模快换定位销", "utility_model", inventors=("欧阳淑敏",))
    grace = _recorded(
        session, member, place, grace_told, FirstDates(grace_filed, None, months_after(grace_filed, 8), 4)
    )
    part = RecordPayment(5, day - timedelta(days=3), Decimal(100), settles=False, note="先缴一部分")
    record_payment(session, member, grace, part)
    lapsed_filed = years_after(day - timedelta(days=220), -5)
    lapsed_told = PatentTold("箱体孔系找正样块", "utility_model")
    lapsed_dates = FirstDates(lapsed_filed, None, months_after(lapsed_filed, 9), 5)
    lapsed = _recorded(session, member, place, lapsed_told, lapsed_dates)
    record_event(session, member, lapsed, RecordEvent("lapsed", day - timedelta(days=20), source="终止通知书"))
    planned = _recorded(session, member, place, PatentTold("刀杆预紧力在线监测方法", "invention"), FirstDates())
    rows = [SheetRow(2, {"title": "一种排屑器", "type": "实用新型", "filed_on": "2022-05-06"})]
    batch = import_patents(session, member, place, rows, "2022 年专利清单.xlsx", ["代理机构", "优先权"])
    return PatentExhibits(granted, grace, lapsed, planned, batch.id, fee_id)


def _recorded(session: Session, member: Actor, place: Place, told: PatentTold, dates: FirstDates) -> int:
    return record_patent(session, member, RecordPatent(place.organisation_id, place.studio_id, told, dates)).id
