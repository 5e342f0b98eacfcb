"""The page of a document: who reads what, what it shows, how it is cited, what stays after withdrawal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import html5lib
import pytest
from flask import Flask
from sqlalchemy import event, select, update

from tests.browse import Browser
from tests.make import PASSWORD, Make, version_row
from webapp.base.actor import Actor
from webapp.base.markdown import RENDERER_VERSION, render, section_prefix
from webapp.documents import actions
from webapp.documents.actions import NarrowVisibility, SaveDraft, StartVersion, VersionKey, Withdraw
from webapp.documents.actions.marks import mark_favourite
from webapp.documents.content import (
    Award,
    Benefit,
    Contributor,
    Kind,
    Measure,
    Participant,
    ReportedAdoption,
    ReportedPatent,
    Source,
    Step,
)
from webapp.documents.models import Document, Favourite, Opened, Version, Visibility
from webapp.documents.number import make_number
from webapp.web.site import Site

STEPS = (
    Step("找正工件", key_point="先粗后精", parameters="≤ 0.02 mm", time="15 分钟", criterion="跳动不超过 2 格"),
    Step("装减振刀杆", warning="停机挂牌后才能伸手"),
    Step("精镗到尺寸"),
)


def page_of(browser: Browser, number: str, status: int = 200) -> str:
    return browser.get(f"/d/{number}", status).get_data(as_text=True)


def signed_in(app: Flask, make: Make, **keywords: Any) -> tuple[Browser, Actor]:
    username = f"leser{make.next()}"
    actor = make.account(username, **keywords)
    return Browser(app).sign_in(username, PASSWORD), actor


def next_version(make: Make, writer: Actor, key: VersionKey, visibility: Visibility, **changes: Any) -> VersionKey:
    """Start the next version as a copy and put this text into it."""
    with make.writing() as session:
        version = actions.start_version(session, writer, key.number, StartVersion(key.ordinal))
        found = VersionKey(key.number, version.ordinal)
        content = replace(make.content(), **changes)
        html = {name: render(text, id_prefix=section_prefix(name)) for name, text in content.sections.items()}
        command = SaveDraft(version.revision, content, visibility, "第二版说明", html, RENDERER_VERSION)
        actions.save_draft(session, writer, found, command)
    return found


@contextmanager
def counted(site: Site) -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    engines = (site.database.engine, site.database.read_engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


class TestAddress:
    @pytest.mark.parametrize("typed", ["{low}", "{bare}", " {number}", "{wide}"])
    def test_a_number_typed_carelessly_leads_to_the_page(self, make: Make, browser: Browser, typed: str) -> None:
        number = make.published(visibility=Visibility.PUBLIC).number
        wide = "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() else sign for sign in number)
        path = typed.format(low=number.lower(), bare=number.replace("-", ""), number=number, wide=wide)
        response = browser.get(f"/d/{path}?steps=1", 301)
        assert response.headers["Location"] == f"/d/{number}?steps=1"

    @pytest.mark.parametrize("path", ["/d/x", "/d/GJ-2026-0000000", "/d/%00", "/d/GJ-2026-0000017/anything", "/d/-"])
    def test_what_is_no_number_is_not_found(self, browser: Browser, path: str) -> None:
        browser.get(path, 404)

    def test_hidden_and_missing_look_the_same(self, make: Make, browser: Browser) -> None:
        hidden = make.published(visibility=Visibility.ORGANISATION).number
        seen = page_of(browser, hidden, 404).replace(hidden, "N")
        missing = make_number(2019, 424_242)
        assert seen == page_of(browser, missing, 404).replace(missing, "N")

    @pytest.mark.parametrize("ordinal", ["0", "7", "2147483648", "99999999999999999999"])
    def test_versions_that_do_not_exist_are_not_found(self, make: Make, browser: Browser, ordinal: str) -> None:
        number = make.published(visibility=Visibility.PUBLIC).number
        browser.get(f"/d/{number}/versions/{ordinal}", 404)


class TestWhatIsShown:
    def test_everything_a_content_says(self, make: Make, browser: Browser) -> None:
        content = make.content(
            innovation_points=("刀杆内置减振块",),
            sections={"problem": "**让刀**明显", "method": "公式 $a=b$", "effect": "省工", "promotion": "已推广"},
            contributors=(Contributor("刘文喜", "镗工", "某厂", "设计", ("技能大师",)), Contributor("张建国")),
            organisations=(Participant("某机床厂"),),
            steps=STEPS,
            equipment=("镗床",),
            measures=(Measure("工时", "6.5", "4.5", "小时"), Measure("速度", "11—12", "35", "箱/小时")),
            benefits=(Benefit(2024, "386000.50", "saved", "工时"), Benefit(2025, "520000", "gained", "同上")),
            patents=(ReportedPatent("减振镗杆", "ZL 1"),),
            adoptions=(ReportedAdoption("某重工", 2025, "返工少", "210000"),),
            awards=(Award("二等奖", 2024),),
            sources=(Source("无网址的通报"), Source("有网址的报道", "https://example.org/a?b=1&c=2", "2024-01-02")),
            keywords=("深孔",),
            period_from="2023-04",
            period_to="2024-10",
        )
        text = page_of(browser, make.published(content=content, visibility=Visibility.PUBLIC).number)
        shown = (
            *("刀杆内置减振块", "<strong>让刀</strong>", "某机床厂", "技能大师", "停机挂牌后才能伸手", "先粗后精"),
            *("镗床", "−31%", "11—12", "38.60005 万元", "合计 90.60005 万元", "ZL 1", "某重工", "21 万元", "二等奖"),
            *("2023-04 至 2024-10", "katex", "无网址的通报", 'href="https://example.org/a?b=1&amp;c=2"'),
        )
        for words in shown:
            assert words in text, words
        assert text.count("bar-before") == 1, "only figures that are numbers on both sides are drawn"
        assert 'id="section-problem"' in text
        assert "公开报道" not in text

    def test_parts_without_content_are_not_shown(self, make: Make, browser: Browser) -> None:
        text = page_of(browser, make.published(visibility=Visibility.PUBLIC).number)
        for place in ("points", "patents", "awards", "files", "sources", "preparation", "related", "section-effect"):
            assert f'id="{place}"' not in text, place
        assert "katex" not in text

    def test_library_documents_say_where_they_come_from(self, make: Make, browser: Browser) -> None:
        number = make.published(visibility=Visibility.PUBLIC).number
        with make.writing() as session:
            document = session.scalars(select(Document).where(Document.number == number)).one()
            document.loaded_hash = "0" * 64
        assert "内容整理自公开报道" in page_of(browser, number)

    def test_the_contents_lead_to_parts_that_are_there(self, make: Make, browser: Browser) -> None:
        content = make.content(steps=STEPS, awards=(Award("二等奖"),), materials=("45 钢",))
        text = page_of(browser, make.published(content=content, visibility=Visibility.PUBLIC).number)
        root = html5lib.parse(text)
        ids = {node.get("id") for node in root.iter() if isinstance(node.tag, str)}
        anchors = {node.get("href")[1:] for node in root.iter() if str(node.get("href") or "").startswith("#")}
        assert anchors <= ids

    def test_a_new_renderer_is_used_without_writing(self, make: Make, browser: Browser, site: Site) -> None:
        key = make.published(
            visibility=Visibility.PUBLIC, content=make.content(sections={"problem": "**新**", "method": "同上"})
        )
        with make.writing() as session:
            row = version_row(session, key)
            session.execute(
                update(Version)
                .where(Version.id == row.id)
                .values(renderer_version="old", rendered={"problem": "<p>旧的</p>"})
            )
        text = page_of(browser, key.number)
        assert "<strong>新</strong>" in text
        assert "旧的" not in text
        with site.database.reading() as session:
            assert version_row(session, key).renderer_version == "old"

    def test_hostile_text_stays_text(self, make: Make, browser: Browser) -> None:
        bad = "</script><script>alert(1)</script>'\"><img src=x onerror=alert(1)>"
        content = make.content(
            summary=bad,
            contributors=(Contributor(bad[:60], bad, bad, bad, (bad,)),),
            keywords=(bad,),
            steps=(Step(bad, bad, bad, bad, bad, bad, bad),),
            measures=(Measure(bad, bad, bad, bad),),
            awards=(Award(bad),),
            innovation_points=(bad,),
            sections={"problem": bad, "method": bad},
            sources=(Source(bad, "https://example.org/" + bad.replace(" ", "")),),
        )
        number = make.published(content=content, visibility=Visibility.PUBLIC).number
        for path in (f"/d/{number}", f"/d/{number}?steps=1"):
            root = html5lib.parse(browser.get(path).get_data(as_text=True))
            for node in root.iter():
                if isinstance(node.tag, str):
                    assert not any(str(name).startswith("on") for name in node.attrib)
                    assert not (node.tag.endswith("}img") and node.get("src") == "x")

    def test_changes_are_seen_at_once(self, make: Make, browser: Browser) -> None:
        writer = make.writer()
        key = make.published(writer, visibility=Visibility.PUBLIC, content=make.content(title="旧题名"))
        assert "旧题名" in page_of(browser, key.number)
        second = next_version(make, writer, key, Visibility.PUBLIC, title="新题名")
        assert "旧题名" in page_of(browser, key.number)
        make.submit(writer, second)
        make.publish(make.reviewer(), second)
        text = page_of(browser, key.number)
        assert "新题名" in text
        assert "旧题名" not in text
        with make.writing() as session:
            actions.narrow_visibility(session, writer_leader(make, writer), key.number, narrowed(second))
        browser.get(f"/d/{key.number}", 404)

    def test_a_constant_number_of_statements(self, make: Make, browser: Browser, site: Site) -> None:
        few = make.published(visibility=Visibility.PUBLIC).number
        people = tuple(Contributor(f"工匠{n}") for n in range(12))
        places = tuple(Participant(f"单位{n}") for n in range(12))
        content = make.content(contributors=people, organisations=places, steps=STEPS)
        many = make.published(visibility=Visibility.PUBLIC, content=content).number
        page_of(browser, make.published(visibility=Visibility.PUBLIC).number)  # reads the vocabularies
        counts = []
        for number in (few, many, many):
            with counted(site) as statements:
                browser.get(f"/d/{number}")
            counts.append(len([each for each in statements if "SELECT" in each]))
        assert counts[0] == counts[1]
        assert counts[1] <= 12  # text, people, places, files, versions; keeping, sign-off, patents, adoptions, shows
        assert counts[2] == 1, "a page that did not change needs one statement"


def narrowed(key: VersionKey) -> NarrowVisibility:
    return NarrowVisibility(key.ordinal, Visibility.STUDIO)


def writer_leader(make: Make, writer: Actor) -> Actor:
    return make.account(studio_id=min(writer.studio_ids), leads=True, organisation_id=writer.organisation_id)


class TestSteps:
    def test_one_step_a_screen_works_by_links(self, make: Make, browser: Browser) -> None:
        number = make.published(
            visibility=Visibility.PUBLIC,
            content=make.content(steps=STEPS, equipment=("镗床",)),
            kind=Kind.OPERATION_METHOD,
        ).number
        first = browser.get(f"/d/{number}?steps=1").get_data(as_text=True)
        assert "找正工件" in first
        assert "镗床" in first, "what must be at hand comes first"
        assert "装减振刀杆" not in first
        assert f'href="/d/{number}?steps=2"' in first
        last = browser.get(f"/d/{number}?steps=3").get_data(as_text=True)
        assert f'href="/d/{number}?steps=2"' in last
        assert "?steps=4" not in last
        for odd, words in (("99", "精镗到尺寸"), ("0", "找正工件"), ("x", "找正工件"), ("-1", "找正工件")):
            assert words in browser.get(f"/d/{number}?steps={odd}").get_data(as_text=True)

    def test_without_steps_there_is_no_such_page(self, make: Make, browser: Browser) -> None:
        browser.get(f"/d/{make.published(visibility=Visibility.PUBLIC).number}?steps=1", 404)


class TestVersions:
    def test_an_older_version_carries_a_banner(self, make: Make, browser: Browser) -> None:
        writer = make.writer()
        key = make.published(writer, visibility=Visibility.PUBLIC, content=make.content(title="第一版题名"))
        second = next_version(make, writer, key, Visibility.PUBLIC, title="第二版题名")
        make.submit(writer, second)
        make.publish(make.reviewer(), second)
        old = browser.get(f"/d/{key.number}/versions/1").get_data(as_text=True)
        assert "第一版题名" in old
        assert "这是旧版本" in old
        assert f'href="/d/{key.number}"' in old
        assert 'name="robots" content="noindex"' in old
        assert "application/ld+json" not in old
        now = page_of(browser, key.number)
        assert f"/d/{key.number}/versions/1" in now
        assert "第二版说明" in now

    def test_an_internal_version_stays_internal_when_a_later_one_is_public(
        self, app: Flask, make: Make, browser: Browser
    ) -> None:
        writer = make.writer()
        key = make.published(writer, visibility=Visibility.ORGANISATION)
        second = next_version(make, writer, key, Visibility.PUBLIC)
        make.submit(writer, second)
        make.publish(make.reviewer(), second)
        browser.get(f"/d/{key.number}/versions/1", 404)
        assert f"/d/{key.number}/versions/1" not in page_of(browser, key.number)
        colleague, _actor = signed_in(app, make, organisation_id=writer.organisation_id)
        colleague.get(f"/d/{key.number}/versions/1")
        assert f"/d/{key.number}/versions/1" in page_of(colleague, key.number)

    def test_a_draft_is_for_its_writers(self, app: Flask, make: Make, browser: Browser) -> None:
        leser, actor = signed_in(app, make, organisation_id=(home := make.organisation()), studio_id=make.studio(home))
        key = make.draft(actor)
        response = leser.get(f"/d/{key.number}", 303)
        assert "未发布的版本" in leser.follow(response).get_data(as_text=True)
        browser.get(f"/d/{key.number}", 404)
        browser.get(f"/d/{key.number}/versions/1", 404)


class TestWithdrawn:
    @pytest.fixture
    def gone(self, make: Make) -> tuple[VersionKey, Actor]:
        writer = make.writer()
        key = make.published(writer, visibility=Visibility.ORGANISATION, content=make.content(title="撤回的题名"))
        with make.writing() as session:
            actions.withdraw(session, make.reviewer(), key.number, Withdraw(key.ordinal, "数据有误，重新测定"))
        return key, writer

    def test_those_who_could_read_it_learn_why(self, app: Flask, make: Make, gone: tuple[VersionKey, Actor]) -> None:
        key, writer = gone
        colleague, _actor = signed_in(app, make, organisation_id=writer.organisation_id)
        text = page_of(colleague, key.number, 410)
        assert key.number in text
        assert "数据有误，重新测定" in text
        assert "撤回的题名" not in text
        assert "/versions/" not in text
        colleague.get(f"/d/{key.number}/versions/1", 404)
        colleague.get(f"/d/{key.number}/qr.svg", 410)

    def test_its_own_side_still_reads_it(self, app: Flask, make: Make, gone: tuple[VersionKey, Actor]) -> None:
        key, writer = gone
        member, _actor = signed_in(app, make, studio_id=min(writer.studio_ids), organisation_id=writer.organisation_id)
        assert f"/d/{key.number}/versions/1" in page_of(member, key.number, 410)
        assert "此版本已撤回" in member.get(f"/d/{key.number}/versions/1").get_data(as_text=True)

    def test_others_learn_nothing(self, make: Make, browser: Browser, gone: tuple[VersionKey, Actor]) -> None:
        browser.get(f"/d/{gone[0].number}", 404)


class TestTelling:
    def test_public_documents_tell_search_engines_and_reference_managers(self, make: Make, browser: Browser) -> None:
        content = make.content(title="题名</script>", contributors=(Contributor("甲"), Contributor("乙")), steps=STEPS)
        number = make.published(visibility=Visibility.PUBLIC, content=content).number
        text = page_of(browser, number)
        assert f'<link rel="canonical" href="http://localhost/d/{number}">' in text
        assert text.count('name="citation_author"') == 2
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        assert found is not None
        data = json.loads(found.group(1))
        assert data["name"] == "题名</script>"
        assert data["@type"] == "HowTo"
        assert len(data["step"]) == 3

    def test_internal_documents_tell_nothing(self, app: Flask, make: Make) -> None:
        writer = make.writer()
        number = make.published(writer, visibility=Visibility.ORGANISATION).number
        colleague, _actor = signed_in(app, make, organisation_id=writer.organisation_id)
        text = page_of(colleague, number)
        assert "ld+json" not in text
        assert "citation_title" not in text
        assert colleague.page is not None
        assert "no-store" in colleague.page.headers["Cache-Control"]

    def test_bibtex_and_qr_code(self, make: Make, browser: Browser) -> None:
        number = make.published(visibility=Visibility.PUBLIC).number
        bibtex = browser.get(f"/d/{number}/bibtex")
        assert bibtex.get_data(as_text=True).startswith(f"@misc{{{number},")
        code = browser.get(f"/d/{number}/qr.svg")
        assert code.mimetype == "image/svg+xml"
        assert "sandbox" in code.headers["Content-Security-Policy"]
        hidden = make.published().number
        browser.get(f"/d/{hidden}/bibtex", 404)
        browser.get(f"/d/{hidden}/qr.svg", 404)


class TestMarks:
    def test_a_favourite_comes_and_goes(self, app: Flask, make: Make, site: Site) -> None:
        number = make.published(visibility=Visibility.PUBLIC).number
        leser, actor = signed_in(app, make)
        for pressed in ("true", "false", "true"):
            leser.submit(f"/d/{number}", {}, action="/favourite")
            assert f'aria-pressed="{pressed}"' in page_of(leser, number)
        with site.database.reading() as session:
            rows = session.scalars(select(Favourite)).all()
        assert [row.account_id for row in rows] == [actor.account_id]

    def test_the_list_is_paged_and_what_is_taken_out_can_be_put_back(self, app: Flask, make: Make, site: Site) -> None:
        writer, reviewer = make.writer(), make.reviewer()
        leser, actor = signed_in(app, make)
        keys = [make.draft(writer, visibility=Visibility.PUBLIC) for _ in range(21)]
        for key in keys:
            make.submit(writer, key)
            make.publish(reviewer, key)
            with site.database.writing() as session:
                mark_favourite(session, actor, key.number)
        assert leser.get("/me").get_data(as_text=True).count("/favourite") == 20
        oldest = keys[0].number
        page = leser.get("/me?page=2").get_data(as_text=True)
        assert page.count("/favourite") == 1
        taken = leser.submit("/me?page=2", {}, action=f"/d/{oldest}/favourite")
        assert taken.headers["Location"] == f"/me?page=2&removed={oldest}#favourites"
        page = leser.follow(taken).get_data(as_text=True)
        assert "已取消收藏" in page
        assert page.count('name="mark" value="off"') == 20
        leser.follow(leser.submit(f"/me?removed={oldest}", {"mark": "on"}, action=f"/d/{oldest}/favourite"))
        with site.database.reading() as session:
            assert len(session.scalars(select(Favourite)).all()) == 21
        assert "已取消收藏" not in leser.get(f"/me?removed={oldest}").get_data(as_text=True)

    def test_after_marking_nobody_is_sent_elsewhere(self, app: Flask, make: Make) -> None:
        number = make.published(visibility=Visibility.PUBLIC).number
        leser, _actor = signed_in(app, make)
        for address in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"):
            data = {"mark": "on", "next": address}
            sent = leser.post(f"/d/{number}/favourite", data, page=f"/d/{number}")
            assert sent.headers["Location"] == f"/d/{number}"

    def test_marking_twice_leaves_one(self, app: Flask, make: Make, site: Site) -> None:
        number = make.published(visibility=Visibility.PUBLIC).number
        leser, _actor = signed_in(app, make)
        for _ in range(2):
            leser.post(f"/d/{number}/favourite", {"mark": "on"}, page=f"/d/{number}")
            leser.post(f"/d/{number}/opened", {}, 204, page=f"/d/{number}")
        with site.database.reading() as session:
            assert len(session.scalars(select(Favourite)).all()) == 1
            assert len(session.scalars(select(Opened)).all()) == 1

    def test_what_one_may_not_read_cannot_be_marked(self, app: Flask, make: Make, site: Site) -> None:
        hidden, seen = make.published().number, make.published(visibility=Visibility.PUBLIC).number
        leser, _actor = signed_in(app, make)
        for mark in ("favourite", "opened"):
            leser.post(f"/d/{hidden}/{mark}", {"mark": "on"}, 404, page=f"/d/{seen}")
        with site.database.reading() as session:
            assert session.scalars(select(Favourite)).all() == []
            assert session.scalars(select(Opened)).all() == []

    def test_visitors_have_no_marks(self, make: Make, browser: Browser) -> None:
        text = page_of(browser, make.published(visibility=Visibility.PUBLIC).number)
        assert "/favourite" not in text
        assert "opened.js" not in text

    def test_one_readers_page_is_not_shown_to_another(self, app: Flask, make: Make, browser: Browser) -> None:
        writer = make.writer()
        number = make.published(writer, visibility=Visibility.PUBLIC).number
        member, _actor = signed_in(app, make, studio_id=min(writer.studio_ids), organisation_id=writer.organisation_id)
        assert f"/d/{number}/edit" in page_of(member, number)
        leser, _other = signed_in(app, make)
        for each in (leser, browser):
            assert f"/d/{number}/edit" not in page_of(each, number)


def test_the_page_is_complete_in_english(app: Flask, make: Make) -> None:
    content = make.content(steps=STEPS, measures=(Measure("x", "1", "2"),), benefits=(Benefit(2024, "1234567.5"),))
    number = make.published(visibility=Visibility.PUBLIC, content=content).number
    english = Browser(app, "en")
    text = page_of(english, number)
    assert "CNY 1,234,567.5" in text
    for words in ("引用与分享", "版本", "复制链接", "概况", "编号", "逐步操作", "首次发布", "完成人", "关键词"):
        assert words not in text, words
