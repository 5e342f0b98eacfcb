"""One small world with every kind of person and a document in every state, made by the actions people use."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.base.files import specimens
from tests.make import Make, version_row
from tests.rights.world_adoptions import fill
from tests.rights.world_collected import fill_collected
from tests.rights.world_exhibitions import fill_exhibitions
from tests.rights.world_made import fill_made
from tests.rights.world_shows import fill_shows
from webapp.accounts.actions.manage import disable_account
from webapp.accounts.actions.registration import Registration, register
from webapp.accounts.actions.sign_in import Browser, begin_session
from webapp.accounts.actors import actor_of
from webapp.accounts.models import Account, RoleGrant, SignInSession
from webapp.accounts.passwords import hash_password
from webapp.base.actor import SYSTEM, VISITOR, Actor, Role
from webapp.base.files.extract import Extracted
from webapp.base.files.previews import Preview
from webapp.base.files.sniff import TYPES
from webapp.base.journal import JournalEntry
from webapp.base.vocabulary import load_vocabularies
from webapp.directory.actions.ledger import AddRecord, add_record
from webapp.directory.actions.merging import Merge, merge
from webapp.directory.actions.people import set_portrait
from webapp.directory.actions.studios import add_member
from webapp.directory.models import Organisation, Person, Studio, StudioMember
from webapp.directory.vocabularies import load_terms
from webapp.documents import actions
from webapp.documents.actions import (
    AddRemark,
    AnswerOpening,
    AskOpening,
    Halt,
    ReturnVersion,
    SaveDraft,
    StartVersion,
    VersionKey,
    Withdraw,
)
from webapp.documents.actions.files import AddAttachment, add_attachment, keep_preview, remove_attachment
from webapp.documents.actions.patents import link_patent
from webapp.documents.actions.summaries import AnswerSummary, ProposeSummary, accept_summary, propose_summary
from webapp.documents.actions.trash import Discard, discard
from webapp.documents.content import Contributor, Kind, from_json
from webapp.documents.disclosure import Disclosure
from webapp.documents.disclosure_models import Declaration, FirstPublic
from webapp.documents.models import Document, ReviewNote, Version, Visibility
from webapp.filings.actions import PutForm, RecordFiling, put_form, record_filing
from webapp.filings.form_file import read_form
from webapp.filings.word import first_template
from webapp.importing.actions.beginning import BeginImport, Brought, MakeDrafts, begin_import, make_drafts
from webapp.importing.models import ImportBatch, ImportItem
from webapp.importing.work import Work
from webapp.notices.actions import notify
from webapp.notices.models import Notice
from webapp.patents.actions.calendars import renew_calendar
from webapp.patents.actions.certificates import set_certificate
from webapp.patents.actions.commands import FirstDates, PatentTold, RecordPatent, RecordPayment
from webapp.patents.actions.fees import FeeTold, add_fee
from webapp.patents.actions.importing import Place, SheetRow, import_patents
from webapp.patents.actions.payments import record_payment
from webapp.patents.actions.recording import record_patent
from webapp.patents.actions.removing import remove_patent
from webapp.patents.models import Patent
from webapp.search.actions.keeping import Draft, draft_request, remember_search, save_search
from webapp.search.actions.lexicon import add_rule
from webapp.search.site_lexicon import Rule
from webapp.web.site import Site

TERM_SAMPLE = 6
OFFICIAL_FORM = """key: matrix_form
zh: 一张表
en: A form
kinds: [innovation]
items:
- {field: title, source: title}
"""
LIFETIME = timedelta(hours=12)


@dataclass
class World:
    """What there is, by names: actors and their session tokens, documents, versions, files, entries, accounts."""

    site: Site
    make: Make
    actors: dict[str, Actor] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    versions: dict[str, tuple[int, str]] = field(default_factory=dict)
    newest: dict[str, int] = field(default_factory=dict)
    files: dict[str, dict[str, str]] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    imports: dict[str, tuple[str, int]] = field(default_factory=dict)
    declarations: dict[str, int] = field(default_factory=dict)
    openings: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    seals: dict[str, str] = field(default_factory=dict)
    summaries: dict[str, int] = field(default_factory=dict)


def build(site: Site) -> World:
    """The world, in the site's empty database."""
    world = World(site, Make(site))
    _terms(world)
    _places(world)
    _people(world)
    _accounts(world)
    _documents(world)
    _remarks(world)
    _notices(world)
    _filings(world)
    _searches(world)
    _imports(world)
    _patents(world)
    fill(world)
    fill_made(world)
    fill_exhibitions(world)
    fill_shows(world)
    fill_collected(world)
    _ledger(world)
    _look_up(world)
    return world


def attach(make: Make, actor: Actor, key: VersionKey, type_key: str, content: bytes, text: str = "") -> str:
    """Add a file to a draft with everything that would be made from it; its key."""
    store = make.site.files
    staged = store.stage(io.BytesIO(content), 1 << 20)
    kind = TYPES[type_key]
    with make.writing() as session:
        command = AddAttachment(staged, kind, f"附件{make.next()}.{kind.extension}")
        row = add_attachment(session, actor, store, key, command)
        attachment_id, public_key, sha256 = row.id, row.key, row.sha256
    for name in ("shown.webp", "w320.webp", "page-001.webp"):
        store.put_derived(sha256, name, picture("WEBP"))
    with make.writing() as session:
        passages = (("page 1", text),) if text else ()
        found = (("remarks", ""),) if type_key == "jpeg" else ()
        keep_preview(session, attachment_id, Preview((), 1 if type_key == "pdf" else 0, Extracted(passages), (), found))
    return public_key


def picture(form: str = "PNG", colour: int = 0) -> bytes:
    """A small picture."""
    file = io.BytesIO()
    Image.new("RGB", (24, 16), (colour % 256, colour // 256 % 256, 90)).save(file, form)
    return file.getvalue()


def sign_in(session: Session, account_id: int) -> tuple[str, int]:
    """A session of an account: the token and the row's id."""
    account = session.get_one(Account, account_id)
    token = begin_session(session, account, Browser("127.0.0.0/24", "test", LIFETIME)).token
    newest = select(SignInSession.id).where(SignInSession.account_id == account_id).order_by(SignInSession.id.desc())
    return token, session.scalars(newest.limit(1)).one()


def _terms(world: World) -> None:
    files = load_vocabularies(world.site.settings.content_dir / "vocabularies")
    sample = {
        name: [each for each in terms if not each.parent][: TERM_SAMPLE if name != "kinds" else None]
        for name, terms in files.items()
    }
    world.names["term"] = sample["trades"][0].key
    with world.site.database.writing() as session:
        load_terms(session, SYSTEM, sample)


def _places(world: World) -> None:
    make, entries = world.make, world.entries
    world.names |= {"organisation_a": "甲厂", "organisation_b": "乙厂", "studio_a1": "甲一创新工作室"}
    entries["organisation_a"] = make.organisation("甲厂")
    entries["organisation_b"] = make.organisation("乙厂")
    entries["studio_a1"] = make.studio(entries["organisation_a"], "甲一创新工作室")
    entries["studio_a2"] = make.studio(entries["organisation_a"], "甲二创新工作室")
    entries["studio_b1"] = make.studio(entries["organisation_b"], "乙一创新工作室")


def _people(world: World) -> None:
    make, entries = world.make, world.entries
    for name, place in (("person_a", "a"), ("person_free", "a"), ("person_b", "b"), ("person_own", "a")):
        world.names[name] = f"工匠{name.replace('_', '')}"
        entries[name] = make.person(world.names[name], entries[f"organisation_{place}"])
    entries["person_double"] = make.person("工匠重复", entries["organisation_a"])


def _accounts(world: World) -> None:
    make, of = world.make, world.entries
    a, b = of["organisation_a"], of["organisation_b"]
    a1, a2, b1 = (of[f"studio_{each}"] for each in ("a1", "a2", "b1"))
    make_account = make.account
    world.actors |= {
        "visitor": VISITOR,
        "worker_a": make_account("worker-a", organisation_id=a),
        "worker_b": make_account("worker-b", organisation_id=b),
        "worker_alone": make_account("worker-alone"),
        "member_a1": make_account("member-a1", organisation_id=a, studio_id=a1),
        "member_a2": make_account("member-a2", organisation_id=a, studio_id=a2),
        "leader_a1": make_account("leader-a1", organisation_id=a, studio_id=a1, leads=True),
        "leader_b1": make_account("leader-b1", organisation_id=b, studio_id=b1, leads=True),
        "manager_a": make_account("manager-a", organisation_id=a, manages=a),
        "manager_b": make_account("manager-b", organisation_id=b, manages=b),
        "reviewer": make_account("reviewer", roles=[Role.REVIEWER]),
        "contributor": make_account("contributor", roles=[Role.REVIEWER], person_id=of["person_own"]),
        "curator": make_account("curator", roles=[Role.CURATOR]),
        "administrator": make_account("administrator", roles=[Role.ADMINISTRATOR]),
        "auditor": make_account("auditor", roles=[Role.AUDITOR]),
        "disabled": make_account("disabled", organisation_id=a, studio_id=a1, leads=True),
        "newcomer": make_account("newcomer", organisation_id=a),
    }
    targets = {
        "target_worker": make_account("target-worker", organisation_id=a),
        "target_member": make_account("target-member", organisation_id=a, studio_id=a1),
        "target_reviewer": make_account("target-reviewer", organisation_id=a, roles=[Role.REVIEWER]),
        "target_disabled": make_account("target-disabled", organisation_id=a),
        "target_sign_in": make_account("target-sign-in", organisation_id=a),
    }
    ids = {name: actor.account_id for name, actor in {**world.actors, **targets}.items()}
    world.accounts |= {name: account_id for name, account_id in ids.items() if account_id is not None}
    with make.writing() as session:
        for name in ("disabled", "target_disabled"):
            disable_account(session, SYSTEM, world.accounts[name])
        session.get_one(Account, world.accounts["newcomer"]).must_change_password = True
        request = Registration("target-pending", "待批", "", a, hash_password("还没有批准的-Passw0rd"))
        register(session, VISITOR, request)
        for name, account_id in world.accounts.items():
            sign_in(session, account_id)
            world.tokens[name], world.sessions[name] = sign_in(session, account_id)
    with make.writing() as session:
        pending = session.scalars(select(Account).where(Account.username == "target-pending")).one()
        world.accounts["target_pending"] = pending.id


def _remarks(world: World) -> None:
    """Something said of the version in review, besides the reason of the one returned."""
    key = VersionKey(world.numbers["in_review"], 1)
    with world.make.writing() as session:
        actions.add_remark(session, _judge(world), key, AddRemark("problem", "请写明时间。"))
        for name in ("returned", "in_review"):
            said = select(ReviewNote.id).join(Version, Version.id == ReviewNote.version_id)
            there = said.join(Document, Document.id == Version.document_id).where(
                Document.number == world.numbers[name]
            )
            world.entries[f"remark_{name}"] = session.scalars(there).one()


def _notices(world: World) -> None:
    """One for every account, about nothing that anybody could read."""
    with world.make.writing() as session:
        for name, account_id in world.accounts.items():
            notify(session, "tests.any", ("nothing", None), [account_id])
            mine = select(Notice.id).where(Notice.account_id == account_id).order_by(Notice.id.desc()).limit(1)
            world.entries[f"notice_{name}"] = session.scalars(mine).one()


def _imports(world: World) -> None:
    """Imports of a member: one that waits for their word, one that is made."""
    site, of, mine = world.site, world.entries, world.actors["member_a1"]
    work = Work(site)
    for name in ("ready", "done"):
        text = f"# 导入的{name}\n\n## 背景\n\n正文。\n\n![](图.png)\n".encode()
        files = {f"{name}.md": text, "图.png": specimens.picture()}
        brought = [Brought(site.files.stage(io.BytesIO(data), 1 << 20), each) for each, data in files.items()]
        with world.make.writing() as session:
            command = BeginImport(of["organisation_a"], of["studio_a1"], Kind.INNOVATION, brought)
            key = begin_import(session, mine, site.files, command).key
        work.run()
        with world.make.writing() as session:
            batch = session.scalars(select(ImportBatch).where(ImportBatch.key == key)).one()
            if name == "done":
                make_drafts(session, mine, key, MakeDrafts(batch.revision, {}))
        work.run()
        with world.make.writing() as session:
            batch = session.scalars(select(ImportBatch).where(ImportBatch.key == key)).one()
            world.imports[name] = (key, batch.revision)
            mine_only = (ImportItem.batch_id == batch.id, ImportItem.position == 1)
            number = session.scalars(select(ImportItem.number).where(*mine_only)).one()
        if number:
            world.numbers["imported"] = number


def _documents(world: World) -> None:
    visibilities = {each.value: each for each in Visibility}
    for name, visibility in visibilities.items():
        world.numbers[name] = _published(world, visibility)
    world.numbers["draft"] = _draft(world).number
    world.numbers["in_review"] = _submitted(world, _draft(world)).number
    world.numbers["returned"] = _returned(world)
    world.numbers["became_public"] = _twice(world, Visibility.ORGANISATION, Visibility.PUBLIC)
    world.numbers["became_internal"] = _twice(world, Visibility.PUBLIC, Visibility.ORGANISATION)
    world.numbers["next_draft"] = _published(world, Visibility.PUBLIC)
    _next(world, world.numbers["next_draft"], Visibility.PUBLIC)
    world.numbers["next_review"] = _published(world, Visibility.ORGANISATION)
    _submitted(world, _next(world, world.numbers["next_review"], Visibility.PUBLIC))
    for name, visibility in (("gone_public", Visibility.PUBLIC), ("gone_internal", Visibility.ORGANISATION)):
        world.numbers[name] = _published(world, visibility)
        with world.make.writing() as session:
            actions.withdraw(session, world.actors["leader_a1"], world.numbers[name], Withdraw(1, "数据有误"))
    manager = world.actors["manager_a"]
    world.numbers["managed_draft"] = _draft(world, Visibility.ORGANISATION, manager).number
    world.numbers["managed"] = _published(world, Visibility.ORGANISATION, manager)
    world.numbers["discarded"] = _discarded(world)
    world.numbers["halted"] = _published(world, Visibility.PUBLIC)
    with world.make.writing() as session:
        actions.halt(session, _judge(world), world.numbers["halted"], Halt(1, "夹具会松脱"))
    _guarded(world)
    world.numbers["none"] = "GJ-2019-0000017"


def _searches(world: World) -> None:
    worker = world.actors["worker_a"]
    with world.make.writing() as session:
        world.entries["search_kept"] = save_search(session, worker, "快换", {"q": ["快换"]})
        world.entries["request_kept"] = draft_request(session, worker, Draft("薄壁套怎么车", "变形", "薄壁套"))
        remember_search(session, worker, "快换")
        rule = Rule("synonyms", "快换 = 速换")
        world.entries["rule_kept"] = add_rule(session, world.actors["administrator"], {}, rule)
        session.flush()
        newest = select(JournalEntry.id).where(JournalEntry.subject_kind == "lexicon_rule")
        world.entries["rule_change_kept"] = session.scalars(newest).one()


def _guarded(world: World) -> None:
    """Documents to be kept from the public, and a public one that carries a file of one of them."""
    make, author = world.make, world.actors["member_a1"]
    numbers = world.numbers
    numbers["undeclared"] = _draft(world, Visibility.PUBLIC, disclosure=Disclosure.UNDECLARED).number
    numbers["guarded_draft"] = _draft(world, Visibility.PUBLIC, disclosure=Disclosure.TO_BE_FILED).number
    secret = _draft(world, Visibility.ORGANISATION, disclosure=Disclosure.SECRET)
    shared = b"%PDF-1.4 shared " + secret.number.encode()
    attach(make, author, secret, "pdf", shared, f"附件文字 {secret.number}")
    make.publish(_judge(world), _submitted(world, secret))
    numbers["guarded"] = secret.number
    numbers["formerly_public"] = _published(world, Visibility.PUBLIC)
    with make.writing() as session:
        make.declare(session, author, numbers["formerly_public"], Disclosure.TO_BE_FILED)
    _openings(world)
    _summaries(world)
    sharing = _draft(world, Visibility.PUBLIC)
    world.files[f"{sharing.number}:1"]["held"] = attach(make, author, sharing, "pdf", shared, "附件文字 held")
    make.publish(_judge(world), _submitted(world, sharing))
    numbers["sharing"] = sharing.number


def _summaries(world: World) -> None:
    """A public summary that waits for a reviewer, and one of another guarded document that was accepted."""
    author = world.actors["member_a1"]
    shown = _submitted(world, _draft(world, disclosure=Disclosure.SECRET))
    world.make.publish(_judge(world), shown)
    world.numbers["summarised"] = shown.number
    with world.make.writing() as session:
        for name in ("guarded", "summarised"):
            command = ProposeSummary("一种省力的办法", "让重活变轻，适合维修班组。", 0)
            world.summaries[name] = propose_summary(session, author, world.numbers[name], command).revision
    with world.make.writing() as session:
        accepted = accept_summary(session, _judge(world), shown.number, AnswerSummary(world.summaries["summarised"]))
        world.summaries["summarised"] = accepted.revision


def _openings(world: World) -> None:
    """One opening that waits for a second person, one that was agreed to and waits for its day."""
    ask = AskOpening(Disclosure.NOTHING, "评估后决定不申请专利。")
    agreed = world.numbers["formerly_public"]
    with world.make.writing() as session:
        first = actions.ask_opening(session, world.actors["member_a1"], world.numbers["guarded"], ask)
        second = actions.ask_opening(session, world.actors["member_a1"], agreed, ask)
        world.openings = {"guarded": first.id, "formerly_public": second.id}
    with world.make.writing() as session:
        answer = AnswerOpening(world.openings["formerly_public"], "已核对，没有专利计划。")
        actions.approve_opening(session, world.actors["manager_a"], agreed, answer)


def _draft(
    world: World,
    visibility: Visibility = Visibility.ORGANISATION,
    author: Actor | None = None,
    disclosure: Disclosure = Disclosure.NOTHING,
) -> VersionKey:
    author = author or world.actors["member_a1"]
    people = (Contributor("卜伟伟"), Contributor(world.names["person_own"], person_id=world.entries["person_own"]))
    content = world.make.content(contributors=people)
    key = world.make.draft(author, visibility=visibility, content=content, disclosure=disclosure)
    _files(world, author, key)
    return key


def _files(world: World, author: Actor, key: VersionKey) -> None:
    mark = f"{key.number} {key.ordinal}".encode()
    world.files[f"{key.number}:{key.ordinal}"] = {
        "pdf": attach(world.make, author, key, "pdf", b"%PDF-1.4 " + mark, f"附件文字 {key.number}"),
        "mp4": attach(world.make, author, key, "mp4", b"film " + mark),
        "photo": attach(world.make, author, key, "jpeg", specimens.picture("JPEG", comment=mark)),
    }


def _submitted(world: World, key: VersionKey, author: Actor | None = None) -> VersionKey:
    world.make.submit(author or world.actors["member_a1"], key)
    return key


def _published(world: World, visibility: Visibility, author: Actor | None = None) -> str:
    key = _submitted(world, _draft(world, visibility, author), author)
    world.make.publish(_judge(world), key)
    return key.number


def _judge(world: World) -> Actor:
    return world.actors["reviewer"]


def _returned(world: World) -> str:
    key = _submitted(world, _draft(world))
    with world.make.writing() as session:
        row = version_row(session, key)
        actions.return_version(session, _judge(world), key, ReturnVersion(row.revision, {"problem": "请补充数据。"}))
    return key.number


def _discarded(world: World) -> str:
    key = _draft(world)
    with world.make.writing() as session:
        row = version_row(session, key)
        world.entries["discarded"] = discard(session, world.actors["member_a1"], key, Discard(row.revision)).id
    return key.number


def _next(world: World, number: str, visibility: Visibility) -> VersionKey:
    """The next version as a draft, with files of its own in place of the former ones."""
    author = world.actors["member_a1"]
    with world.make.writing() as session:
        key = VersionKey(number, actions.start_version(session, author, number, StartVersion(1)).ordinal)
        row = version_row(session, key)
        content = from_json(row.content)
        command = SaveDraft(row.revision, content, visibility, "改了一处", row.rendered, row.renderer_version)
        actions.save_draft(session, author, key, command)
        for old in world.files[f"{number}:1"].values():
            remove_attachment(session, author, key, old)
    _files(world, author, key)
    return key


def _twice(world: World, first: Visibility, second: Visibility) -> str:
    number = _published(world, first)
    world.make.publish(_judge(world), _submitted(world, _next(world, number, second)))
    return number


def _filings(world: World) -> None:
    """A form an administrator added, and one that was filed."""
    store, make = world.site.files, world.make
    form = read_form(OFFICIAL_FORM)
    with make.writing() as session:
        staged = store.stage(io.BytesIO(first_template(form)), 1 << 20)
        put_form(session, world.actors["administrator"], store, PutForm(OFFICIAL_FORM, staged, 0))
    with make.writing() as session:
        staged = store.stage(io.BytesIO(b"paper"), 1 << 20)
        command = RecordFiling(form, "市总工会", date(2026, 1, 5), "", staged)
        author = world.actors["member_a1"]
        world.entries["filing"] = record_filing(session, author, world.numbers["public"], store, command).id


def _patents(world: World) -> None:
    """A granted one with everything, one not yet published, one of the organisation itself, one taken away; a batch."""
    member, manager, of = world.actors["member_a1"], world.actors["manager_a"], world.entries
    a, a1 = of["organisation_a"], of["studio_a1"]
    granted = FirstDates(date(2013, 12, 17), date(2014, 3, 12), date(2016, 1, 20))
    with world.make.writing() as session:

        def recorded(name: str, actor: Actor, dates: FirstDates, number: str = "", studio: int | None = a1) -> int:
            told = PatentTold(f"专利{name.replace('_', '')}", "invention", number)
            of[name] = record_patent(session, actor, RecordPatent(a, studio, told, dates)).id
            return of[name]

        public = recorded("patent_public", member, granted, "201310699744.2")
        recorded("patent_hidden", member, FirstDates(date(2025, 1, 6)))
        recorded("patent_managed", manager, FirstDates(date(2025, 1, 6)), studio=None)
        removed = recorded("patent_removed", member, granted, "201710601862.3")
        remove_patent(session, member, removed, "重复登记")
        staged = world.site.files.stage(io.BytesIO(picture(colour=9)), 1 << 20)
        set_certificate(session, member, world.site.files, public, (staged, TYPES["png"], "证书.png"))
        of["payment"] = record_payment(session, member, public, RecordPayment(4, date(2016, 11, 1))).id
        link_patent(session, member, world.numbers["public"], public, "protects")
        link_patent(session, member, world.numbers["public"], of["patent_hidden"], "protects")
        rows = [SheetRow(2, {"title": "表中专利", "type": "实用新型"})]
        of["batch"] = import_patents(session, member, Place(a, a1), rows, "专利.xlsx", []).id
        fee = FeeTold("invention", 1, 3, Decimal(100), date(2001, 1, 1))
        of["fee"] = add_fee(session, world.actors["administrator"], fee)
        world.names["calendar"] = renew_calendar(session, _actor_of(session, world.accounts["target_member"]))
        for name in ("patent_public", "patent_hidden", "patent_managed", "patent_removed"):
            world.revisions[name] = session.get_one(Patent, of[name]).revision


def _actor_of(session: Session, account_id: int) -> Actor:
    return actor_of(session, session.get_one(Account, account_id))


def _ledger(world: World) -> None:
    """A line in the ledger of a studio."""
    command = AddRecord("training", date(2026, 1, 5), "镗削培训", 12)
    with world.make.writing() as session:
        studio_id = world.entries["studio_a1"]
        world.entries["studio_record"] = add_record(session, world.actors["leader_a1"], studio_id, command)


def _look_up(world: World) -> None:
    """What tests need to know of the rows: ids, revisions, hashes; and the last entries made by actions."""
    make, of = world.make, world.entries
    administrator = world.actors["administrator"]
    with make.writing() as session:
        staged = world.site.files.stage(io.BytesIO(picture("WEBP", 7)), 1 << 20)
        set_portrait(session, administrator, of["person_a"], staged.sha256)
        world.site.files.keep(staged)
        add_member(session, administrator, of["studio_a1"], of["person_a"])
        double, kept = session.get_one(Person, of["person_double"]), session.get_one(Person, of["person_a"])
        merge(session, administrator, Merge("person", double.id, kept.id, double.revision, kept.revision), [])
    with make.writing() as session:
        of["member"] = session.scalars(select(StudioMember.id).where(StudioMember.person_id == of["person_a"])).one()
        grant = select(RoleGrant.id).where(RoleGrant.account_id == world.accounts["target_member"])
        of["grant"] = session.scalars(grant).one()
        _revisions(session, world)
        names = {number: name for name, number in world.numbers.items()}
        rows = session.execute(select(Version, Document.number).join(Document, Document.id == Version.document_id))
        for row, number in rows:
            name = names[number]
            world.versions[f"{name}:{row.ordinal}"] = (row.revision, row.content_hash)
            world.newest[name] = max(row.ordinal, world.newest.get(name, 0))
        newest = select(Document.number, func.max(Declaration.id)).join(Document).group_by(Document.number)
        moments = select(Document.number, Version.ordinal, FirstPublic.seal).join(
            Version, Version.id == FirstPublic.version_id
        )
        for number, ordinal, seal in session.execute(moments.join(Document, Document.id == Version.document_id)):
            world.seals[f"{names[number]}:{ordinal}"] = seal
        world.declarations = {names[number]: newest_id for number, newest_id in session.execute(newest)}
        world.files = {_named(names, place): keys for place, keys in world.files.items()}


def _named(names: Mapping[str, str], place: str) -> str:
    number, _, ordinal = place.partition(":")
    return f"{names[number]}:{ordinal}"


def _revisions(session: Session, world: World) -> None:
    models: Mapping[str, Any] = {"person": Person, "studio": Studio, "organisation": Organisation}
    for name, entry_id in world.entries.items():
        model = models.get(name.partition("_")[0])
        if model is not None:
            world.revisions[name] = session.get_one(model, entry_id).revision
    for name, account_id in world.accounts.items():
        world.revisions[name] = session.get_one(Account, account_id).revision
