"""Two archives that differ only in what a reader may not see, and the questions asked of both.

The first holds published documents. The second is a copy to which hidden ones were added: drafts and returned texts,
versions in review, documents for other organisations and studios, withdrawn ones, next versions of the public ones,
files of all of these, and more accounts. They share words, people, studios and years with the public ones, and have
words of their own.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.engine import make_url
from werkzeug.test import TestResponse

from tests.conftest import new_database
from tests.make import Make, version_row
from tests.rights.conftest import make_app
from tests.rights.sent import cookie_of
from tests.rights.twins_adoptions import Uses, addresses_of, hide_uses, lists_of_uses, show_uses
from tests.rights.twins_collected import Shows, addresses_of_collected, call_for, hide_collected
from tests.rights.twins_guarded import (
    TITLES,
    Elsewhere,
    Guarded,
    addresses_of_guarded,
    hide_guarded,
    lists_of_guarded,
    writer_elsewhere,
)
from tests.rights.twins_shows import addresses_of_shows, hide_shows, show_shows
from tests.rights.world import attach, sign_in
from webapp.base.actor import SYSTEM, Actor
from webapp.base.vocabulary import load_vocabularies
from webapp.directory.vocabularies import load_terms
from webapp.documents import actions
from webapp.documents.actions import Halt, ReturnVersion, SaveDraft, StartVersion, VersionKey, Withdraw
from webapp.documents.actions.patents import link_patent
from webapp.documents.actions.trash import Discard, discard
from webapp.documents.actions.typing import KeepTyping, be_at_work, keep_typing
from webapp.documents.content import Content, Contributor, Kind, Measure, Participant, Step, from_json
from webapp.documents.models import Document, Visibility
from webapp.patents.actions.calendars import renew_calendar
from webapp.patents.actions.commands import FirstDates, PatentTold, RecordEvent, RecordPatent, RecordPayment
from webapp.patents.actions.events import record_event
from webapp.patents.actions.importing import Place, SheetRow, import_patents
from webapp.patents.actions.payments import record_payment
from webapp.patents.actions.recording import record_patent
from webapp.patents.actions.removing import remove_patent
from webapp.patents.models import Patent
from webapp.web.site import Site

READERS = {"visitor": 1, "worker_b": 1, "worker_alone": 3, "writer_b": 3}
"""Who asks, and whether all addresses or only every so many."""
VARYING_HEADERS = {"date", "expires", "set-cookie"}
_TOKEN = re.compile(rb'(csrf[-_]token"[^>]*(?:value|content)=")[^"]*')
_MADE = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:(created|modified)>")
PEOPLE = ("卜伟伟", "韩明明", "汪建国")
TEXTS = (
    ("箱体钻模快换装置", "用快换钻模一次装夹完成箱体两面孔系", "machinery", 2021, Kind.INNOVATION),
    ("齿轮倒角去毛刺工装", "以仿形倒角代替手工去毛刺", "machinery", 2022, Kind.PROCESS_IMPROVEMENT),
    ("焊接机器人快速校准法", "三点校准缩短焊接停机时间", "automotive", 2023, Kind.OPERATION_METHOD),
    ("带电作业绝缘斗臂车手册", "带电作业的斗臂车检查与操作", "power", 2024, Kind.HANDBOOK),
    ("深孔镗削排屑改进", "深孔镗削的排屑与刀具冷却", "machinery", 2023, Kind.INNOVATION),
    ("桥吊钢丝绳更换工艺", "桥吊钢丝绳一次更换到位", "port", 2024, Kind.PROCESS_IMPROVEMENT),
)
SECRET_TEXTS = (
    ("箱体钻模玄铁夹具", "玄铁夹具与快换钻模配合", "machinery", 2021, Kind.INNOVATION),
    ("齿轮鎏金倒角术", "鎏金倒角，齿轮去毛刺不留痕", "aerospace", 2031, Kind.PROCESS_IMPROVEMENT),
    ("焊接焊接焊接密档", "焊接机器人的密档参数 zhqqv", "automotive", 2023, Kind.OPERATION_METHOD),
    ("带电作业秘本", "带电作业的秘本 xenotime", "power", 2032, Kind.HANDBOOK),
)
WORDS = (
    *("钻模", "焊接", "齿轮倒角", "桥吊 钢丝绳", "带电作业"),
    *("玄铁", "鎏金", "玄铁夹具", "密档", "zhqqv", "xenotime", "秘本"),
    *("玄钻模", "zuanmo", "xuantie", "卜伟伟", "附件密语", "miben", "鎏斤", "夹俱"),
)
PREFIXES = ("玄", "钻", "鎏金", "齿", "xe", "箱体", "焊", "密")


@dataclass(frozen=True)
class Twins:
    """Both applications, the addresses asked, and the cookie of each reader."""

    without: Flask
    with_hidden: Flask
    addresses: tuple[str, ...]
    telling: tuple[str, ...]
    cookies: dict[str, str]


@contextmanager
def twins(template: str, folder: Path, config: pytest.Config) -> Iterator[Twins]:
    """Make both."""
    with ExitStack() as stack:
        first_folder, second_folder = folder / "first", folder / "second"
        first_folder.mkdir()
        url = stack.enter_context(new_database(template, first_folder, config))
        first = make_app(first_folder, url)
        public = _public(first.extensions["archive"])
        readers, elsewhere = _readers(first.extensions["archive"])
        _let_go(first)
        shutil.copytree(first_folder, second_folder)
        copy = make_url(url).database or ""
        second_url = stack.enter_context(new_database(copy, second_folder, config))
        second = make_app(second_folder, second_url)
        hidden = _hidden(second.extensions["archive"], public)
        for app in (first, second):
            app.extensions["archive"].parts["search"].rebuild()
        cookies = {"visitor": "", **{name: cookie_of(first, token) for name, token in readers.items()}}
        yield Twins(first, second, _addresses(public, hidden, elsewhere), _telling(public, hidden), cookies)
        for app in (first, second):
            app.extensions["archive"].renderer.close()
            _let_go(app)


def answer(app: Flask, address: str, cookie: str) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    """Everything a reader receives, without what differs between any two requests."""
    client = app.test_client(use_cookies=False)
    response: TestResponse = client.get(address, headers={"Cookie": cookie} if cookie else {})
    headers = sorted((name, value) for name, value in response.headers if name.lower() not in VARYING_HEADERS)
    body = _TOKEN.sub(rb"\1", response.get_data())
    response.close()
    if (response.mimetype or "").endswith("spreadsheetml.sheet"):
        body = _sheet(body)
        headers = [each for each in headers if each[0].lower() != "content-length"]
    return response.status_code, tuple(headers), body


def _sheet(body: bytes) -> bytes:
    """Everything in a workbook but the moment it was made."""
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        parts = [name.encode() + b"\n" + book.read(name) for name in book.namelist()]
    return _MADE.sub(b"", b"\n".join(parts))


@dataclass(frozen=True)
class Public:
    """What everybody may know of: numbers, files, the author and the judge."""

    numbers: tuple[str, ...]
    files: tuple[str, ...]
    author: Actor
    judge: Actor
    organisation_id: int
    uses: Uses
    shows: Shows


@dataclass(frozen=True)
class Hidden:
    """What nobody may learn of: numbers, files, adoptions and demonstration days, what curators keep."""

    numbers: tuple[str, ...]
    files: tuple[str, ...]
    uses: Uses
    guarded: Guarded
    shows: Shows


def _let_go(app: Flask) -> None:
    site: Site = app.extensions["archive"]
    site.database.dispose()


def _content(make: Make, text: tuple[str, str, str, int, Kind], industries: set[str], extra: str = "") -> Content:
    title, summary, industry, year, _kind = text
    return Content(
        title=title,
        summary=f"{summary}。{extra}",
        year=year,
        industry=industry if industry in industries else "",
        contributors=(Contributor(PEOPLE[year % 3], role="技师"), Contributor(PEOPLE[(year + 1) % 3])),
        organisations=(Participant("甲厂"),),
        keywords=(title[:2], title[-2:]),
        steps=(Step(f"先看{title}", key_point=summary),),
        measures=(Measure("用时", before="40", after="12", unit="分钟"),),
        sections={"problem": f"{summary}之前费时。{extra}", "method": f"{title}的做法。", "syllabus": "三课时。"},
    )


def _public(site: Site) -> Public:
    make = Make(site)
    vocabularies = load_vocabularies(site.settings.content_dir / "vocabularies")
    with site.database.writing() as session:
        load_terms(session, SYSTEM, vocabularies)
    organisation_id = make.organisation("甲厂")
    author = make.account("author", organisation_id=organisation_id, studio_id=make.studio(organisation_id, "甲室"))
    judge = make.reviewer()
    industries = {term.key for term in vocabularies["industries"]}
    numbers, files = [], []
    for place, text in enumerate(TEXTS):
        content = _content(make, text, industries)
        key = make.draft(author, kind=text[4], content=content, visibility=Visibility.PUBLIC)
        files.append(attach(make, author, key, "pdf", f"%PDF-1.4 {place}".encode(), f"{text[0]}附件文字"))
        make.submit(author, key)
        make.publish(judge, key)
        numbers.append(key.number)
    second = _next(make, author, numbers[1], "第二版")
    make.submit(author, second)
    make.publish(judge, second)
    with make.writing() as session:
        actions.withdraw(session, make.account("leader", studio_id=min(author.studio_ids), leads=True), numbers[5],
                         Withdraw(1, "数据有误"))  # fmt: skip
    _public_patents(make, author, numbers[0], make.person("韩明明", organisation_id))
    uses = show_uses(make, author, organisation_id, tuple(numbers))
    show_shows(make, numbers)
    return Public(tuple(numbers), tuple(files), author, judge, organisation_id, uses, call_for(make))


def _readers(site: Site) -> tuple[dict[str, str], Elsewhere]:
    make = Make(site)
    place = make.organisation("乙厂")
    elsewhere = writer_elsewhere(make, place)
    readers = {
        "worker_b": make.account("worker-b", organisation_id=place),
        "worker_alone": make.account("worker-alone"),
        "writer_b": elsewhere.writer,
    }
    with make.writing() as session:
        return {name: sign_in(session, actor.account_id or 0)[0] for name, actor in readers.items()}, elsewhere


def _next(make: Make, author: Actor, number: str, extra: str) -> VersionKey:
    """The next version, as a draft with more text."""
    with make.writing() as session:
        key = VersionKey(number, actions.start_version(session, author, number, StartVersion(1)).ordinal)
        row = version_row(session, key)
        was = from_json(row.content)
        sections = {**was.sections, "effect": f"{extra}：效果更好。"}
        content = Content(**{**{name: getattr(was, name) for name in was.__dataclass_fields__}, "sections": sections})
        visibility = Visibility(row.visibility)
        command = SaveDraft(row.revision, content, visibility, extra, row.rendered, row.renderer_version)
        actions.save_draft(session, author, key, command)
    return key


def _hidden(site: Site, public: Public) -> Hidden:
    make = Make(site)
    make._count = 1000
    author, judge = public.author, public.judge
    industries = {term.key for term in load_vocabularies(site.settings.content_dir / "vocabularies")["industries"]}
    numbers, files = [], []

    def draft(place: int, visibility: Visibility) -> VersionKey:
        text = SECRET_TEXTS[place % len(SECRET_TEXTS)]
        content = _content(make, text, industries, f"附件密语 zhqqv {place}")
        key = make.draft(author, kind=text[4], content=content, visibility=visibility)
        files.append(attach(make, author, key, "pdf", f"%PDF-1.4 secret {place}".encode(), "附件密语 玄铁 钻模 zhqqv"))
        numbers.append(key.number)
        return key

    for place in range(2):
        draft(place, Visibility.PUBLIC)
        make.submit(author, draft(place, Visibility.PUBLIC))
    with make.writing() as session:  # and what somebody is typing
        row = version_row(session, VersionKey(numbers[0], 1))
        be_at_work(session, author, row.id)
        keep_typing(session, author, row.id, KeepTyping(1, row.content, {"title": "玄铁 xenotime 还没有保存"}))
    returned = draft(2, Visibility.PUBLIC)
    make.submit(author, returned)
    with make.writing() as session:
        revision = version_row(session, returned).revision
        actions.return_version(session, judge, returned, ReturnVersion(revision, {"": "请补充玄铁数据。"}))
    for place in range(8):
        key = draft(place, Visibility.ORGANISATION if place % 2 else Visibility.STUDIO)
        make.submit(author, key)
        make.publish(judge, key)
        if place >= 6:
            with make.writing() as session:
                reviewer_reason = Withdraw(1, "玄铁有误")
                actions.withdraw(session, judge, key.number, reviewer_reason)
    thrown = draft(3, Visibility.PUBLIC)
    with make.writing() as session:
        discard(session, author, thrown, Discard(version_row(session, thrown).revision))
    numbers.insert(6, numbers.pop())
    with make.writing() as session:
        actions.halt(session, judge, numbers[5], Halt(1, "玄铁夹具会松脱"))
    _next_versions(make, public, files)
    _hidden_patents(make, public)
    for _ in range(3):
        make.account(organisation_id=public.organisation_id, studio_id=min(author.studio_ids))
    inner = (numbers[5], numbers[7])
    hide_shows(make, public.numbers, (*inner, numbers[0]))
    uses = hide_uses(make, author, public.organisation_id, public.uses, public.numbers[0], inner)
    guarded = hide_guarded(make, author, judge, public.organisation_id, public.uses)
    shows = hide_collected(make, author, public.shows, public.numbers, inner[0])
    return Hidden(tuple(numbers), tuple(files), uses, guarded, shows)


def _public_patents(make: Make, author: Actor, number: str, person_id: int) -> None:
    """A granted patent with a note, linked to a public document and naming a person."""
    with make.writing() as session:
        organisation_id = session.scalars(select(Document.organisation_id).where(Document.number == number)).one()
        told = PatentTold("快换钻模", "invention", "201310699744.2", inventors=(f"某人 #{person_id}",), note="内部备注")
        dates = FirstDates(date(2013, 12, 17), date(2014, 3, 12), date(2016, 1, 20))
        command = RecordPatent(organisation_id, min(author.studio_ids), told, dates)
        row = record_patent(session, author, command)
        link_patent(session, author, number, row.id, "protects")


def _hidden_patents(make: Make, public: Public) -> None:
    """Unpublished and removed patents of public documents and people, and what is inside of the public one."""
    author, numbers = public.author, public.numbers
    studio_id = min(author.studio_ids)
    with make.writing() as session:

        def recorded(title: str, dates: FirstDates, kind: str = "invention") -> int:
            told = PatentTold(title, kind, inventors=("卜伟伟", "某人 #1"), right_holder="玄铁")
            return record_patent(session, author, RecordPatent(public.organisation_id, studio_id, told, dates)).id

        filed = recorded("玄铁夹具专利", FirstDates(date(2025, 2, 3)))
        planned = recorded("鎏金倒角专利", FirstDates(), kind="design")
        removed = recorded("玄铁重复", FirstDates(date(2012, 2, 3), None, date(2014, 1, 1)))
        for patent_id in (filed, planned, removed):
            link_patent(session, author, numbers[0], patent_id, "protects")
        link_patent(session, author, numbers[2], filed, "cites")
        remove_patent(session, author, removed, "玄铁")
        shown = session.scalars(select(Patent).where(Patent.number == "201310699744.2")).one().id
        for kind, party in (("licensed", "玄铁厂"), ("transferred", "玄铁集团"), ("pledged", "玄铁银行")):
            record_event(session, author, shown, RecordEvent(kind, date(2024, 1, 8), party=party, note="玄铁"))
        record_payment(session, author, shown, RecordPayment(12, date(2024, 11, 1)))
        rows = [SheetRow(2, {"title": "玄铁表中专利", "type": "外观设计"})]
        import_patents(session, author, Place(public.organisation_id, studio_id), rows, "玄铁.xlsx", ["玄铁列"])
        renew_calendar(session, author)


def _next_versions(make: Make, public: Public, files: list[str]) -> None:
    """Of two public documents the next version is being written, or waits for review, with a file of its own."""
    author = public.author
    for place, number in enumerate(public.numbers[2:4]):
        key = _next(make, author, number, "玄铁附言 xenotime")
        files.append(attach(make, author, key, "pdf", f"%PDF-1.4 next {place}".encode(), "附件密语 玄铁 焊接"))
        if place:
            make.submit(author, key)


def _about(number: str) -> Iterator[str]:
    """Every address of one document, known or guessed."""
    for tail in ("", "/versions/1", "/versions/2", "/history", "/compare", "/qr.svg", "/bibtex", "?steps=1"):
        yield f"/d/{number}{tail}"
    for tail in ("/edit", "/review", "/withdraw", "/verify", "/halt", "/patents"):
        yield f"/d/{number}{tail}"
    yield f"/api/v1/documents/{number}"


def _files(key: str) -> Iterator[str]:
    for tail in ("", "/view", "/picture", "/thumbnail/320", "/pages/1", "/video"):
        yield f"/attachments/{key}{tail}"


def _searches(word: str) -> Iterator[str]:
    asked = quote(word)
    for tail in ("", "&exact=1", "&sort=newest", "&sort=oldest", "&page=2", "&tab=person", "&tab=studio"):
        yield f"/search?q={asked}{tail}"
    for tail in ("&kind=innovation", "&industry=machinery", "&year=2031", "&tab=organisation"):
        yield f"/search?q={asked}{tail}"
    for tail in ("&in_title=模", "&in_people=卜", "&patent=granted", "&honour=great_craftsman", "&verified=yes"):
        yield f"/search?q={asked}{tail}"
    yield f"/search?q={quote('“' + word + '” -焊')}"
    yield f"/search/advanced?q={asked}"
    yield f"/help-requests/new?q={asked}"
    yield f"/search/suggestions?q={asked}"
    yield f"/search/completions?q={asked}"
    yield f"/api/v1/search?q={asked}"
    yield f"/api/v1/search?q={asked}&limit=1&offset=1"
    yield f"/api/v1/search?q={asked}&year=2021&year=2031&sort=newest&exact=1&in_title=模"
    yield f"/people?q={asked}"
    yield f"/studios?q={asked}"
    yield f"/organisations?q={asked}"


def _lists() -> Iterator[str]:
    yield from (
        "/",
        "/me",
        "/search",
        "/people",
        "/studios",
        "/organisations",
        "/desk",
        "/desk/trash",
        "/review",
        "/new",
        "/accounts",
    )
    yield from ("/statistics", "/statistics?by=document", "/statistics?by=organisation", "/statistics?by=year")
    yield from (
        "/statistics/rows?figure=adoptions",
        "/statistics/rows?figure=reports",
        "/statistics/rows?figure=estimated",
    )
    yield from ("/statistics/export?by=owner", "/statistics/rows/export?figure=reported")
    yield from ("/lexicon", "/lexicon/history", "/lexicon/searches", "/lexicon/rule?kind=synonyms")
    yield from ("/searches", "/searches/1", "/help-requests", "/help-requests/1")
    yield from ("/imports", "/imports/template.xlsx")
    yield from ("/journal", "/opensearch.xml", "/healthz", "/register", "/api/v1/", "/api/v1/openapi.json")
    yield from ("/keeping", "/settings/kinds", "/review?held=mine", "/review?industry=machinery")
    yield from ("/me/notices", "/me/notices?show=all", "/me/notices?show=all&page=2", "/me/notices/settings")
    yield from ("/vocabularies", "/vocabularies/industries", "/merge/person/1", "/language/en", "/theme/dark")
    for kind in ("people", "studios", "organisations"):
        yield from (f"/{kind}/{number}" for number in range(1, 5))
        yield from (f"/{kind}/{number}/edit" for number in range(1, 3))
        yield from (f"/api/v1/{kind}", f"/api/v1/{kind}/1", f"/api/v1/{kind}?limit=1&offset=1", f"/{kind}?sort=newest")
    yield from ("/people/1?page=2", "/studios/1/members", "/people/1/portrait")
    for query in ({"sort": "newest"}, {"sort": "adopted"}, {"page": "2"}, {"industry": "machinery"}, {"year": "2032"}):
        yield f"/search?{urlencode(query)}"
    for query in ({"kind": "innovation"}, {"industry": "machinery"}, {"limit": "2", "offset": "2"}, {"limit": "50"}):
        yield f"/api/v1/documents?{urlencode(query)}"


def _patents() -> Iterator[str]:
    """Every address of patents, known or guessed."""
    yield from (
        "/patents",
        "/patents/new",
        "/patents/import",
        "/patents/calendar",
        "/patents/fees",
        "/patents/import/1",
    )
    for query in (
        {"q": "玄铁"},
        {"q": "钻模"},
        {"status": "filed"},
        {"type": "design"},
        {"year": "2025"},
        {"due": "over"},
    ):
        yield f"/patents?{urlencode(query)}"
        yield f"/patents?{urlencode(query)}&mine=1&removed=1"
    yield from ("/patents?sort=due", "/patents?sort=title&organisation=1", "/patents?studio=1", "/patents?page=2")
    for patent_id in range(1, 11):
        yield f"/patents/{patent_id}"
        yield from (f"/patents/{patent_id}/{tail}" for tail in ("edit", "events/new", "payments/new", "certificate"))


def _addresses(public: Public, hidden: Hidden, elsewhere: Elsewhere) -> tuple[str, ...]:
    found = [*_lists(), *_patents(), *lists_of_uses(), *addresses_of(public.uses), *addresses_of(hidden.uses)]
    found += addresses_of_collected(hidden.shows)
    found += [*lists_of_guarded(elsewhere), *addresses_of_guarded(hidden.guarded), *addresses_of(hidden.guarded.uses)]
    found += addresses_of_shows()
    for number in (*public.numbers, *hidden.numbers, *hidden.guarded.numbers):
        found += _about(number)
    for key in (*public.files[:2], *hidden.files[:3], *hidden.files[-5:], *hidden.guarded.files):
        found += _files(key)
    for word in (*WORDS, *hidden.numbers[:1], TITLES[1]):
        found += _searches(word)
    found += [f"/search/suggestions?q={quote(beginning)}" for beginning in PREFIXES]
    return tuple(dict.fromkeys(found))


def _telling(public: Public, hidden: Hidden) -> tuple[str, ...]:
    """A few addresses that between them show every kind of leak."""
    internal, gone = hidden.numbers[5], hidden.numbers[-1]
    found = ["/", "/search", "/search?year=2031", "/people", "/people/1", "/studios/1", "/organisations/1"]
    found += [f"/search?q={quote(word)}" for word in ("钻模", "玄铁", "miben", "鎏斤", "焊接")]
    found += [f"/search/suggestions?q={quote(word)}" for word in ("玄", "鎏金", "密")]
    found += [f"/d/{number}{tail}" for number in (internal, gone) for tail in ("", "/history", "/versions/1")]
    found += [f"/d/{public.numbers[2]}{tail}" for tail in ("", "/history", "/versions/2")]
    found += ["/statistics?by=industry", "/statistics/rows/export?figure=adoptions", "/adoptions"]
    found += [f"/demonstrations/{public.uses.days[0]}"]
    found += ["/patents", "/patents?status=filed", "/patents/1", "/patents/2", "/patents/4"]
    found += ["/api/v1/documents", f"/api/v1/documents/{internal}", f"/api/v1/search?q={quote('钻模')}"]
    return (*found, f"/attachments/{hidden.files[5]}", f"/d/{public.numbers[0]}", "/studios", "/organisations")
