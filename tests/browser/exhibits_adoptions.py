"""Adoptions and demonstration days to look at, made by the actions people use; their keys by name."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

from itsdangerous import Signer
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.adoptions.actions.answering import confirm
from webapp.adoptions.actions.certificates import issue_certificate
from webapp.adoptions.actions.commands import (
    Answer,
    Contact,
    EditAdoption,
    NewEvidence,
    PlanDay,
    RecordAdoption,
    SignUp,
)
from webapp.adoptions.actions.days import announce
from webapp.adoptions.actions.guests import sign_up
from webapp.adoptions.actions.links import make_link
from webapp.adoptions.actions.recording import edit_adoption, record_adoption
from webapp.adoptions.content import Claim, YearBenefit
from webapp.adoptions.models import Adoption, Demonstration
from webapp.adoptions.workflow import Side
from webapp.base.actor import VISITOR, Actor
from webapp.base.clock import now
from webapp.base.files.sniff import TYPES
from webapp.directory.models import Organisation
from webapp.documents.content import Measure
from webapp.web.site import Site

CLAIM = Claim(
    started="2023-04",
    workshop="传动分厂二车间",
    region="xiangtan",
    industry="machinery",
    machines=6,
    people=24,
    effect="单件装夹时间从 40 分钟降到 12 分钟，二次找正取消，箱体孔系同轴度稳定在 0.02 毫米以内。",
    changes="把定位销由 12 毫米加粗到 16 毫米，适应本厂较重的毛坯；压板改为液压，一个人就能操作。",
    measures=(Measure("单件装夹时间", "40", "12", "分钟"), Measure("废品率", "2.4", "0.6", "%")),
    benefits=(
        YearBenefit(2023, 86_500_000, "saved", "estimated", "月产 800 件 × 每件省 28 分钟 × 工时费"),
        YearBenefit(2024, 1_234_567_890, "saved", "verified", "财务部按工时和废品核算"),
        YearBenefit(2025, 30_000_000, "gained", "estimated", "释放产能承接外协"),
    ),
    social="减轻搬运和敲打的劳动强度。",
)


def show_adoptions(site: Site, owner: Actor, manager: Actor, worker: Actor, rich: str, long: str) -> dict[str, str]:
    """Put them into the site."""
    keys: dict[str, str] = {}
    with site.database.writing() as session:
        _organisations(session)
    finance = NewEvidence(site.files.stage(_picture(), 1 << 20), TYPES["png"], "财务部效益证明.png", "finance")
    contact = Contact("刘工", "13800001234", consent=True)
    keys["agreed"] = _record(
        site, worker, RecordAdoption(rich, Side.ADOPTER, worker.organisation_id or 0, CLAIM, contact, (finance,))
    )
    _confirm(site, owner, keys["agreed"])
    with site.database.writing() as session:
        row = session.scalars(select(Adoption).where(Adoption.key == keys["agreed"])).one()
        keys["certificate"] = issue_certificate(session, owner, row.key, Answer(row.revision)).key
    small = replace(CLAIM, workshop="", measures=(), benefits=(YearBenefit(2025, 8_888_800),), region="yantai")
    keys["waiting"] = _record(site, worker, RecordAdoption(long, Side.ADOPTER, worker.organisation_id or 0, small))
    keys["offered"] = _record(site, owner, RecordAdoption(rich, Side.OWNER, "烟台海工装备公司（演示）", small))
    with site.database.writing() as session:
        token = make_link(session, owner, keys["offered"], "孙主任")
    keys["token"] = Signer(site.settings.secret_key, salt="adoption-link").sign(token).decode()
    keys["changed"] = _record(
        site, worker, RecordAdoption(rich, Side.ADOPTER, worker.organisation_id or 0, replace(small, workshop="三车间"))
    )
    _confirm(site, owner, keys["changed"])
    with site.database.writing() as session:
        revision = session.scalars(select(Adoption.revision).where(Adoption.key == keys["changed"])).one()
        edit_adoption(
            session, owner, keys["changed"], EditAdoption(revision, replace(small, workshop="三车间", machines=9))
        )
    keys |= _days(site, manager, rich, worker)
    return keys


def _organisations(session: Session) -> None:
    session.add(Organisation(name="烟台海工装备公司（演示）", kind="enterprise", region="yantai", industry="machinery"))


def _record(site: Site, actor: Actor, command: RecordAdoption) -> str:
    with site.database.writing() as session:
        return record_adoption(session, actor, site.files, command).key


def _confirm(site: Site, actor: Actor, key: str) -> None:
    with site.database.writing() as session:
        revision = session.scalars(select(Adoption.revision).where(Adoption.key == key)).one()
        confirm(session, actor, key, Answer(revision))


def _days(site: Site, manager: Actor, rich: str, worker: Actor) -> dict[str, str]:
    start = now() + timedelta(minutes=40)
    plan = PlanDay(
        title="箱体钻模快换现场观摩会",
        organisation_id=min(manager.managed_organisation_ids),
        place="传动分厂二车间，3 号加工单元",
        starts_at=start,
        ends_at=start + timedelta(hours=3),
        description="现场演示快换、对刀和首件检测，可以带图纸来问。\n请穿劳保鞋，在东门换证进厂。",
        audience="public",
        capacity=30,
        numbers=(rich,),
    )
    with site.database.writing() as session:
        day = announce(session, manager, plan)
        sign_up(session, worker, day.key, SignUp())
        guest = sign_up(session, VISITOR, day.key, SignUp("赵来宾", "兄弟厂", "13900005678", consent=True))
        keys = {"day": day.key, "guest": guest.key, "door": day.check_in_key}
    with site.database.writing() as session:
        past = announce(session, manager, replace(plan, title="齿轮倒角工装观摩会", numbers=()))
        row = session.get_one(Demonstration, past.id)
        row.starts_at, row.ends_at = now() - timedelta(days=40, hours=3), now() - timedelta(days=40)
    return keys


def _picture() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (30, 20), (120, 90, 200)).save(file, "PNG")
    file.seek(0)
    return file
