"""What ``--demo`` adds: an account for every role and documents in every state, made by the actions people use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.actions.manage import NewAccount, create_account
from webapp.accounts.actions.rights import grant
from webapp.accounts.actors import actor_of
from webapp.accounts.holders import Right
from webapp.accounts.models import Account
from webapp.base.actor import ORGANISATION_ROLES, STUDIO_ROLES, SYSTEM, Actor, Role
from webapp.base.database import Database
from webapp.base.journal import record
from webapp.base.markdown import RENDERER_VERSION, Renderer
from webapp.directory.models import Organisation, Person, Studio, StudioMember
from webapp.documents.actions.commands import CreateDocument, Declare, Publish, ReturnVersion, Submit, VersionKey
from webapp.documents.actions.declaring import declare
from webapp.documents.actions.publishing import publish
from webapp.documents.actions.reviewing import return_version, submit
from webapp.documents.actions.writing import create_document
from webapp.documents.content import Content, Contributor, Kind, Measure, Participant, Source, Step
from webapp.documents.disclosure import Disclosure
from webapp.documents.models import Document, Version, Visibility

ORGANISATION = "示范机械集团（演示）"
STUDIO = "示范创新工作室（演示）"
PEOPLE = {
    "worker": ("王工（演示职工）", ()),
    "member": ("李工（演示工作室成员）", (Role.STUDIO_MEMBER,)),
    "leader": ("张师傅（演示工作室领衔人）", (Role.STUDIO_LEADER,)),
    "manager": ("赵主任（演示单位管理员）", (Role.ORGANISATION_MANAGER,)),
    "reviewer": ("陈审核（演示审核员）", (Role.REVIEWER,)),
    "curator": ("孙策展（演示策展人）", (Role.CURATOR,)),
    "administrator": ("周管理（演示系统管理员）", (Role.ADMINISTRATOR,)),
    "auditor": ("吴审计（演示审计员）", (Role.AUDITOR,)),
}


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account made, with its password, which is shown once."""

    username: str
    name: str
    password: str


def make_demo(database: Database, renderer: Renderer) -> list[DemoAccount]:
    """Make everything in one transaction; nothing, and an empty list, when it is there already."""
    rendered = {each.title: renderer.render_all(each.sections) for each in _texts()}
    with database.writing() as session:
        if session.scalar(select(Organisation.id).where(Organisation.name == ORGANISATION)) is not None:
            return []
        organisation_id, studio_id = _directory(session)
        made = {role: _account(session, role, organisation_id, studio_id) for role in PEOPLE}
        actors = {role: _actor(session, account.username) for role, account in made.items()}
        _documents(session, actors, organisation_id, studio_id, rendered)
    return list(made.values())


def _directory(session: Session) -> tuple[int, int]:
    organisation = Organisation(name=ORGANISATION, kind="enterprise", industry="machinery")
    session.add(organisation)
    session.flush()
    leader = Person(name="张师傅（演示）", organisation_id=organisation.id, industry="machinery", post="高级技师")
    session.add(leader)
    session.flush()
    studio = Studio(
        name=STUDIO,
        level="city",
        organisation_id=organisation.id,
        leader_id=leader.id,
        industry="machinery",
        members=[StudioMember(person_id=leader.id)],
    )
    session.add(studio)
    session.flush()
    record(
        session, SYSTEM, "directory.load_entries", ("directory", None, ORGANISATION), None, {"added": [ORGANISATION]}
    )
    return organisation.id, studio.id


def _account(session: Session, role: str, organisation_id: int, studio_id: int) -> DemoAccount:
    name, roles = PEOPLE[role]
    issued = create_account(session, SYSTEM, NewAccount(f"demo-{role}", name, organisation_id=organisation_id))
    account = session.get_one(Account, issued.account_id)
    account.must_change_password = False
    session.flush()
    for each in roles:
        studio = studio_id if each in STUDIO_ROLES else None
        managed = organisation_id if each in ORGANISATION_ROLES else None
        grant(session, SYSTEM, account.id, Right(each, studio_id=studio, organisation_id=managed))
    return DemoAccount(issued.username, name, issued.password)


def _actor(session: Session, username: str) -> Actor:
    return actor_of(session, session.scalars(select(Account).where(Account.username == username)).one())


def _documents(
    session: Session,
    actors: Mapping[str, Actor],
    organisation_id: int,
    studio_id: int,
    rendered: Mapping[str, Mapping[str, str]],
) -> None:
    """A draft, one in review, one returned, one published inside the organisation."""
    draft, waiting, returned, published = _texts()

    def begin(
        content: Content,
        visibility: Visibility = Visibility.ORGANISATION,
        disclosure: Disclosure = Disclosure.NOTHING,
    ) -> Version:
        command = CreateDocument(
            Kind.PROCESS_IMPROVEMENT,
            organisation_id,
            studio_id,
            content,
            visibility,
            rendered[content.title],
            RENDERER_VERSION,
        )
        version = create_document(session, actors["member"], command)
        number = session.get_one(Document, version.document_id).number
        declare(session, actors["member"], number, Declare(disclosure))
        return version

    def hand_in(
        content: Content,
        visibility: Visibility = Visibility.ORGANISATION,
        disclosure: Disclosure = Disclosure.NOTHING,
    ) -> tuple[VersionKey, Version]:
        version = begin(content, visibility, disclosure)
        number = session.get_one(Document, version.document_id).number
        key = VersionKey(number, version.ordinal)
        return key, submit(session, actors["member"], key, Submit(version.revision))

    begin(draft)
    hand_in(waiting, Visibility.PUBLIC)
    key, version = hand_in(returned)
    notes = {"effect": "请补充改进前后的实测数据和统计期间。", "": "整体写得清楚，补充数据后即可发布。"}
    return_version(session, actors["reviewer"], key, ReturnVersion(version.revision, notes))
    key, version = hand_in(published, disclosure=Disclosure.SECRET)
    publish(session, actors["reviewer"], key, Publish(version.revision, version.content_hash, "同意发布"))


def _texts() -> tuple[Content, Content, Content, Content]:
    return (
        _text("深孔镗削排屑改进（演示草稿）", "深孔镗削时铁屑缠绕刀杆，需要频繁停机清理。"),
        _text("箱体端面铣削夹具快换（演示待审）", "换型时重新找正用时长，影响交付。"),
        _text("齿轮倒角去毛刺工装（演示退回）", "手工去毛刺一致性差，容易划伤齿面。"),
        _text("车间内部试用的攻丝润滑方法（演示内部）", "不锈钢攻丝容易断丝锥，需要合适的润滑。"),
    )


def _text(title: str, problem: str) -> Content:
    return Content(
        title=title,
        summary=problem + "本页是演示内容，用来试用各种角色。",
        year=2026,
        industry="machinery",
        contributors=(Contributor("李工（演示）", role="工艺员", organisation=ORGANISATION),),
        organisations=(Participant(ORGANISATION),),
        keywords=("演示", "工装"),
        innovation_points=("用快换定位代替逐件找正",),
        sections={
            "problem": problem,
            "method": "- 先测出影响节拍的**关键动作**\n- 再用定位件固定下来",
            "effect": "换型时间由 40 分钟降到 12 分钟。",
            "scope": "适用于同类箱体；首件必须全检。",
        },
        steps=(
            Step("清理定位面", key_point="无铁屑、无毛刺", warning="主轴停稳后再伸手"),
            Step("装上快换板并拧紧", parameters="力矩 45 N·m", criterion="塞尺 0.02 mm 不入"),
        ),
        measures=(Measure("换型时间", before="40", after="12", unit="分钟"),),
        sources=(Source("演示数据，不是真实成果"),),
    )
