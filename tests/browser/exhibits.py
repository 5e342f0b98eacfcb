"""What the demonstration does not have: a document with everything, two versions and files; one taken down."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from PIL import Image, ImageDraw
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.base.files import specimens
from tests.browser.exhibits_adoptions import show_adoptions
from tests.browser.exhibits_collected import show_collected
from tests.browser.exhibits_desk import show_desk
from tests.browser.exhibits_exhibitions import show_exhibitions
from tests.browser.exhibits_shows import show_shows
from tests.browser.patent_exhibits import NO_PATENTS, PatentExhibits, furnish_patents
from tests.browser.serving import Serving
from tests.make import version_row
from webapp.accounts.actors import actor_of
from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.base.files.sniff import sniff
from webapp.base.jobs import Worker
from webapp.base.markdown import RENDERER_VERSION, render, section_prefix
from webapp.directory.models import Organisation, Person, Studio
from webapp.documents import actions
from webapp.documents.actions import (
    CreateDocument,
    Declare,
    Halt,
    Publish,
    SaveDraft,
    StartVersion,
    Submit,
    VersionKey,
    Withdraw,
)
from webapp.documents.actions.files import AddAttachment, add_attachment
from webapp.documents.actions.summaries import AnswerSummary, ProposeSummary, accept_summary, propose_summary
from webapp.documents.content import Award, Benefit, Content, Contributor, Kind, Measure, Participant, Source, Step
from webapp.documents.disclosure import Disclosure
from webapp.documents.disclosure_models import Declaration, FirstPublic
from webapp.documents.models import Attachment, Document, Version, Visibility
from webapp.importing.actions.beginning import BeginImport, Brought, MakeDrafts, begin_import, make_drafts
from webapp.importing.models import ImportBatch
from webapp.importing.work import Work
from webapp.patents.actions.importing import Place
from webapp.portal.demo import ORGANISATION
from webapp.search.actions.keeping import Draft, draft_request, pause_search, remember_search, save_search
from webapp.search.actions.lexicon import add_rule
from webapp.search.models import SavedHit, SearchTally
from webapp.search.site_lexicon import Rule

METHOD = """
把减振块装进刀杆前端的空腔，用粘滞阻尼吸收颤振。刀杆一阶固有频率按

$$f_1 = \\frac{1}{2\\pi}\\sqrt{\\frac{3EI}{mL^3}}$$

估算，其中 $L$ 为悬伸长度。

!!! warning "装夹前"
    刀杆悬伸超过 $6d$ 时，必须先用百分表检查径向跳动。

| 悬伸 L/d | 转速 r/min | 进给 mm/r | 表面粗糙度 Ra |
|---|---:|---:|---:|
| 4 | 620 | 0.18 | 1.6 |
| 6 | 480 | 0.15 | 1.6 |
| 8 | 360 | 0.12 | 3.2 |

- [x] 刀杆已清洁
- [x] 减振块预紧力矩 12 N·m
- [ ] 试切 20 mm 后复测

```
G76 X120.02 Z-860. R0.01 F0.15
```
"""
LONG_TITLE = "大型风电增速箱行星架深孔镗削减振刀杆与快换定位夹具的设计、验证以及在三条生产线上的推广应用研究"


@dataclass(frozen=True, slots=True)
class Exhibits:
    """Addresses of things to look at."""

    draft: str
    waiting: str
    returned: str
    internal: str
    rich: str
    long: str
    withdrawn: str
    pdf: str
    picture: str
    person: int
    other_person: int
    studio: int
    other_studio: int
    organisation: int
    other_organisation: int
    account: int
    search: int = 0
    request: int = 0
    halted: str = "-"
    summarised: str = "-"
    seal: str = "0" * 64
    import_ready: str = "-"
    import_done: str = "-"
    patents: PatentExhibits = NO_PATENTS
    keys: Mapping[str, str] = field(default_factory=lambda: defaultdict(lambda: "-"))


NOTHING = Exhibits("-", "-", "-", "-", "-", "-", "-", "-", "-", 0, 0, 0, 0, 0, 0, 0)


def furnish(serving: Serving) -> Exhibits:
    """Put them into the site."""
    rich = _rich(serving)
    long = _published(serving, replace(_content(), title=LONG_TITLE, keywords=("深孔镗削减振刀杆装配与调试规程",) * 1))
    withdrawn = _published(serving, replace(_content(), title="旧版钻模定位销（演示撤回）"))
    with serving.site.database.writing() as session:
        actions.withdraw(session, _actor(serving, "leader"), withdrawn, Withdraw(1, "定位销规格有误，请改用新版。"))
    halted = _halted(serving)
    summarised = _summarised(serving)
    Worker(serving.site.database, serving.site.jobs).drain()
    _enough_people(serving)
    search, request = _kept(serving, rich)
    ready, done = _imports(serving)
    found = replace(_found(serving, rich, long, withdrawn), search=search, request=request, halted=halted)
    found = replace(found, summarised=summarised)
    found = replace(found, import_ready=ready, import_done=done, patents=_patents(serving, rich))
    people = [_actor(serving, role) for role in ("leader", "manager", "worker")]
    keys = show_adoptions(serving.site, people[0], people[1], people[2], rich, long)
    keys |= show_shows(serving.site, _actor(serving, "curator"), rich)
    beside = _published(serving, replace(_content(), title="整体式减振块刀杆（演示对照）"))
    keys |= show_desk(serving.site, _actor(serving, "member"), _actor(serving, "reviewer"), found.studio, beside)
    keys |= show_exhibitions(serving.site)
    keys |= show_collected(serving.site, rich, long)
    return replace(found, keys=keys)


def _kept(serving: Serving, rich: str) -> tuple[int, int]:
    """A saved search with something new, one that is paused, a draft of a request, and recent searches."""
    member = _actor(serving, "member")
    with serving.site.database.writing() as session:
        search = save_search(session, member, "钻模 · 机械加工", {"q": ["钻模"]})
        paused = save_search(session, member, "焊接机器人校准", {"q": ["焊接机器人"], "kind": ["operation_method"]})
        pause_search(session, member, paused, paused=True)
        document_id = session.scalars(select(Document.id).where(Document.number == rich)).one()
        session.add(SavedHit(saved_search_id=search, document_id=document_id))
        text = "设备：CAK6140，45 钢薄壁套，内孔椭圆 0.06。试过软爪，仍超差。希望控制在 0.02 以内。"
        request = draft_request(session, member, Draft("数控车床加工薄壁套变形", text, "薄壁套 变形"))
        administrator = _actor(serving, "administrator")
        add_rule(session, administrator, {}, Rule("synonyms", "铰刀 = 铰削刀 = 绞刀"))
        for word in ("量子钻模", "磁力台虎钳"):
            session.add(SearchTally(day=today(), text=word, count=7, empty_count=7, click_count=0))
        for words in ("减振刀杆", "深孔镗削排屑", "桥吊钢丝绳"):
            remember_search(session, member, words)
    return search, request


def _halted(serving: Serving) -> str:
    """Something called in, and an operation method that is overdue for verification."""
    number = _published(serving, replace(_content(), title="快换夹具锁紧法（演示召回）"))
    with serving.site.database.writing() as session:
        reason = "夹具锁紧螺栓发生过松脱，有甩件危险。请停用并改回压板夹紧。"
        row = actions.halt(session, _actor(serving, "reviewer"), number, Halt(1, reason))
        row.verify_by = date(2026, 1, 5)
    return number


def _summarised(serving: Serving) -> str:
    """A guarded document in whose place everybody reads a public summary."""
    number = _published(serving, replace(_content(), title="深孔刀杆减振结构（演示保密）"))
    member, reviewer = _actor(serving, "member"), _actor(serving, "reviewer")
    told = ProposeSummary("深孔加工更稳的办法", "让长杆加工少振动、少返工。\n适合加工大型箱体和行星架的车间。", 0)
    with serving.site.database.writing() as session:
        basis = select(func.max(Declaration.id)).join(Document).where(Document.number == number)
        actions.declare(session, member, number, Declare(Disclosure.SECRET, session.scalar(basis) or 0))
        revision = propose_summary(session, member, number, told).revision
        accept_summary(session, reviewer, number, AnswerSummary(revision))
    return number


def _imports(serving: Serving) -> tuple[str, str]:
    """Two imports of the member: one waits for their word and has something refused in it, one is made."""
    site, member = serving.site, _actor(serving, "member")
    work, keys = Work(site), []
    for name in ("ready", "done"):
        text = f"# 导入的成果 {name}\n\n## 背景\n\n找正费时。\n\n## 步骤\n\n1. 装夹\n2. 找正\n\n## 附记\n\n无。\n"
        files = {
            "一份.md": text.encode(),
            "旧的.doc": b"\xd0\xcf\x11\xe0",
            "改进/二.md": text.replace("成果", "手册").encode(),
        }
        brought = [Brought(site.files.stage(io.BytesIO(data), 1 << 20), each) for each, data in files.items()]
        with site.database.writing() as session:
            studio = session.get_one(Studio, min(member.studio_ids))
            command = BeginImport(studio.organisation_id or 0, studio.id, Kind.INNOVATION, brought)
            batch = begin_import(session, member, site.files, command)
        work.run()
        keys.append(batch.key)
        if name == "done":
            with site.database.writing() as session:
                revision = session.scalars(select(ImportBatch.revision).where(ImportBatch.key == batch.key)).one()
                make_drafts(session, member, batch.key, MakeDrafts(revision, {}))
            work.run()
    return keys[0], keys[1]


def _patents(serving: Serving, number: str) -> PatentExhibits:
    member, keeper = _actor(serving, "member"), _actor(serving, "administrator")
    with serving.site.database.writing() as session:
        studio = session.get_one(Studio, min(member.studio_ids))
        place = Place(studio.organisation_id or 0, studio.id)
        return furnish_patents(session, member, keeper, place, number)


def _enough_people(serving: Serving) -> None:
    """Someone whose contact is shown, with a long name of the post."""
    with serving.site.database.writing() as session:
        person = session.scalars(select(Person).where(Person.name == "张师傅（演示）")).one()
        person.specialties = ["深孔镗削", "减振刀具", "箱体孔系"]


def _found(serving: Serving, rich: str, long: str, withdrawn: str) -> Exhibits:
    with serving.site.database.reading() as session:

        def number(title: str) -> str:
            statement = select(Document.number).join(Version, Version.document_id == Document.id)
            return session.scalars(statement.where(Version.title == title)).one()

        def key(group: str) -> str:
            return session.scalars(select(Attachment.key).where(Attachment.group == group)).first() or ""

        people = session.scalars(select(Person.id).order_by(Person.id.desc())).all()
        studios = session.scalars(select(Studio.id).order_by(Studio.id.desc())).all()
        organisations = session.scalars(select(Organisation.id).order_by(Organisation.id.desc())).all()
        return Exhibits(
            number("深孔镗削排屑改进（演示草稿）"),
            number("箱体端面铣削夹具快换（演示待审）"),
            number("齿轮倒角去毛刺工装（演示退回）"),
            number("车间内部试用的攻丝润滑方法（演示内部）"),
            rich,
            long,
            withdrawn,
            key("document") or key("pdf"),
            key("image"),
            people[0],
            people[1],
            studios[0],
            studios[1],
            organisations[0],
            organisations[1],
            session.scalars(select(Account.id).where(Account.username == "demo-worker")).one(),
            seal=_seal_of(session, rich),
        )


def _seal_of(session: Session, number: str) -> str:
    """The seal of the first version of a document that is public."""
    joined = select(FirstPublic.seal).join(Document, Document.id == FirstPublic.document_id)
    return session.scalars(joined.where(Document.number == number).order_by(FirstPublic.version_id)).first() or ""


def _rich(serving: Serving) -> str:
    """A published document with every kind of part, files, and a second version in force."""
    member = _actor(serving, "member")
    key = _begin(serving, member, _content())
    files = [
        ("减振刀杆装配图（A2，含公差与技术要求）.pdf", specimens.pdf(["Assembly drawing", "Parts list", "Tolerances"])),
        ("现场照片.png", photograph()),
        ("试切记录.xlsx", specimens.xlsx({"试切": [["转速", "进给"], [480, 0.15]]})),
        ("夹具.dxf", specimens.DXF),
        ("操作演示.mp4", specimens.mp4()),
    ]
    keys = [_attach(serving, member, key, name, content) for name, content in files]
    _hand_in_and_publish(serving, member, key)
    with serving.site.database.writing() as session:
        version = actions.start_version(session, member, key.number, StartVersion(key.ordinal))
        second = VersionKey(key.number, version.ordinal)
        content = _content(picture=keys[1])
        changed = replace(
            content,
            summary=content.summary + "第二版补充了悬伸 8 倍径时的参数。",
            sections={**content.sections, "scope": "适用于孔径 80—160 mm、深径比不大于 8 的箱体孔。薄壁件另议。"},
        )
        command = SaveDraft(
            version.revision,
            changed,
            Visibility.PUBLIC,
            "补充 8 倍径参数，改写适用范围",
            _rendered(changed),
            RENDERER_VERSION,
        )
        actions.save_draft(session, member, second, command)
    _hand_in_and_publish(serving, member, second)
    return key.number


def _published(serving: Serving, content: Content) -> str:
    member = _actor(serving, "member")
    key = _begin(serving, member, content)
    _hand_in_and_publish(serving, member, key)
    return key.number


def _begin(serving: Serving, member: Actor, content: Content) -> VersionKey:
    with serving.site.database.writing() as session:
        organisation_id = session.scalars(select(Organisation.id).where(Organisation.name == ORGANISATION)).one()
        command = CreateDocument(
            Kind.INNOVATION,
            organisation_id,
            min(member.studio_ids),
            content,
            Visibility.PUBLIC,
            _rendered(content),
            RENDERER_VERSION,
        )
        version = actions.create_document(session, member, command)
        key = VersionKey(session.get_one(Document, version.document_id).number, version.ordinal)
        actions.declare(session, member, key.number, Declare(Disclosure.NOTHING))
        return key


def _hand_in_and_publish(serving: Serving, member: Actor, key: VersionKey) -> None:
    reviewer = _actor(serving, "reviewer")
    with serving.site.database.writing() as session:
        actions.submit(session, member, key, Submit(version_row(session, key).revision))
        row = version_row(session, key)
        actions.publish(session, reviewer, key, Publish(row.revision, row.content_hash, "同意发布"))


def _attach(serving: Serving, member: Actor, key: VersionKey, name: str, content: bytes) -> str:
    site = serving.site
    staged = site.files.stage(io.BytesIO(content), 1 << 30)
    with site.database.writing() as session:
        command = AddAttachment(staged, sniff(staged.path, name), name, caption="")
        return add_attachment(session, member, site.files, key, command).key


def _actor(serving: Serving, role: str) -> Actor:
    with serving.site.database.reading() as session:
        username = serving.accounts[role].username
        return actor_of(session, session.scalars(select(Account).where(Account.username == username)).one())


def _rendered(content: Content) -> dict[str, str]:
    return {name: render(text, id_prefix=section_prefix(name)) for name, text in content.sections.items()}


def photograph() -> bytes:
    """A drawing that stands for a photograph of a boring bar."""
    image = Image.new("RGB", (960, 600), "#dfe6ea")
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 420, 900, 560), fill="#8d99a3")
    draw.rectangle((120, 240, 330, 420), fill="#5b6a76")
    draw.rectangle((330, 300, 760, 350), fill="#39454f")
    draw.polygon(((760, 296), (830, 318), (830, 334), (760, 356)), fill="#b0802a")
    draw.ellipse((170, 275, 280, 385), outline="#dfe6ea", width=6)
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True)
    return target.getvalue()


def _content(picture: str = "") -> Content:
    return Content(
        title="深孔镗削减振刀杆",
        summary="针对箱体深孔镗削颤振大、表面粗糙度不稳定的问题，设计内置减振块的刀杆，一次走刀达到图纸要求。",
        year=2026,
        industry="machinery",
        contributors=(
            Contributor("李工（演示）", role="工艺员", organisation=ORGANISATION, contribution="方案与试切"),
            Contributor("欧阳淑敏", role="高级技师", contribution="刀杆制造", honours=("全国技术能手",)),
        ),
        organisations=(Participant(ORGANISATION),),
        keywords=("深孔镗削", "减振刀杆", "颤振"),
        period_from="2024-03",
        period_to="2025-06",
        equipment=("TK6111 数控卧式镗床", "百分表 0—10 mm"),
        materials=("42CrMo 刀杆毛坯", "钨合金减振块"),
        innovation_points=("刀杆内置可调预紧的减振块", "悬伸与转速对照表贴在机床旁"),
        sections={
            "problem": "深孔镗削时刀杆悬伸大，**颤振**使表面出现振纹，需要返工或人工研磨，每件多用约 2 小时。",
            "method": METHOD,
            "effect": "试用 15 个月，返工率由 12% 降到 1.5%。",
            "scope": "适用于孔径 80—160 mm 的箱体孔。",
            "promotion": "已在三条生产线使用。",
        },
        steps=(
            Step(
                "找正工件",
                key_point="先粗后精，以端面和侧面为基准",
                parameters="≤ 0.02 mm",
                time="15 分钟",
                criterion="百分表跳动不超过 2 格",
            ),
            Step("装上减振刀杆并预紧", parameters="12 N·m", warning="停机挂牌后才能伸手", picture=picture),
            Step("按对照表选择转速和进给，试切 20 mm 后复测", criterion="无振纹，Ra ≤ 1.6"),
        ),
        measures=(
            Measure("单件工时", "6.5", "4.5", "小时"),
            Measure("返工率", "12", "1.5", "%"),
            Measure("刀具寿命", "11—12", "35", "件"),
        ),
        benefits=(
            Benefit(2024, "386000", "saved", "节约工时与研磨费用"),
            Benefit(2025, "520000", "saved", "同上，三条线合计"),
        ),
        awards=(Award("集团技术革新二等奖", 2025),),
        sources=(Source("演示数据，不是真实成果"),),
    )
