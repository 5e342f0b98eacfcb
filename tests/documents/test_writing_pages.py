"""Writing, reviewing and publishing through the real forms."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.browse import Browser, form_of
from tests.make import PASSWORD, Make, version_row
from webapp.base.actor import Actor, Role
from webapp.base.database import Database
from webapp.documents import actions, library_file
from webapp.documents.actions import SaveDraft, VersionKey
from webapp.documents.content import Benefit, Step, from_json, to_json
from webapp.documents.forms.editor import decode, encode, typed
from webapp.documents.models import Document, Version, Visibility

LIBRARY = Path(__file__).parents[2] / "content" / "library"


def signed_in(app: Flask, actor: Actor) -> Browser:
    return Browser(app).sign_in(actor.name.removeprefix("姓名"), PASSWORD)


def text_of(browser: Browser) -> str:
    assert browser.page is not None
    return browser.page.get_data(as_text=True)


def edit(key: VersionKey) -> str:
    return f"/d/{key.number}/edit"


def stored(database: Database, key: VersionKey) -> Version:
    with database.reading() as session:
        return version_row(session, key)


def load_terms(make: Make) -> None:
    from webapp.base.actor import SYSTEM
    from webapp.base.vocabulary import load_vocabularies
    from webapp.directory import vocabularies

    folder = make.site.settings.content_dir / "vocabularies"
    with make.writing() as session:
        vocabularies.load_terms(session, SYSTEM, load_vocabularies(folder))


def test_from_the_first_word_to_publication(app: Flask, make: Make, database: Database) -> None:
    load_terms(make)
    writer, reviewer = make.writer(), make.reviewer()
    desk, judge = signed_in(app, writer), signed_in(app, reviewer)
    desk.submit("/new", {"title": "少了类别"}, status=422, action="/new")
    answer = desk.submit("/new", {"kind": "innovation", "title": "箱体快换钻模"}, action="/new")
    number = re.search(r"GJ-\d{4}-\d{7}", answer.headers["Location"]).group()  # type: ignore[union-attr]
    key = VersionKey(number, 1)
    desk.submit(edit(key), {"do": "submit"}, status=422, action="/edit")
    assert "简介：请填写" in text_of(desk)
    filled = {
        "summary": "一次装夹完成两面孔系。",
        "industry": first_term(make, "industries"),
        "trade": first_term(make, "trades"),
        "region": first_term(make, "regions"),
        "keywords": "钻模、箱体\r\n工装",
        "innovation_points": "一次装夹\r\n免二次找正",
        "contributors-0-name": "卜伟伟",
        "contributors-0-honours": "市劳动模范；首席技师",
        "organisations-0-name": "江麓厂",
        "measures-0-name": "找正时间",
        "measures-0-before": "72.6",
        "measures-0-after": "5",
        "measures-0-unit": "分钟",
        "sections-problem": "二次找正费时。",
        "sections-method": "**快换**钻模。",
        "sections-effect": "省时。",
        "sections-scope": "箱体类零件。",
    }
    desk.submit(edit(key), {**filled, "do": "submit"}, status=422, action="/edit")
    assert "保护声明：请先声明" in text_of(desk)
    answer = desk.submit(edit(key), {"disclosure": "nothing", "do": "submit"}, action="/edit")
    assert answer.headers["Location"].endswith("/desk")
    desk.get("/desk")
    assert "审核中" in text_of(desk)
    judge.get("/review")
    assert "箱体快换钻模" in text_of(judge)
    judge.submit(f"/d/{number}/review", {"do": "return"}, status=422, action="/review")
    judge.submit(f"/d/{number}/review", {"do": "return", "note-sections.problem": "写明每天几件"}, action="/review")
    desk.get("/desk")
    assert "已退回" in text_of(desk)
    desk.get(edit(key))
    assert "写明每天几件" in text_of(desk)
    desk.submit(edit(key), {"sections-problem": "每天三十件，二次找正费时。", "do": "submit"}, action="/edit")
    judge.submit(f"/d/{number}/review", {"do": "publish"}, action="/review")
    row = stored(database, key)
    content = from_json(row.content)
    assert row.state == "published"
    assert content.keywords == ("钻模", "箱体", "工装")
    assert content.contributors[0].honours == ("市劳动模范", "首席技师")
    assert content.sections["problem"].startswith("每天三十件")
    assert "<strong>快换</strong>" in row.rendered["method"]


def first_term(make: Make, vocabulary: str) -> str:
    from webapp.directory.models import Term

    with make.site.database.reading() as session:
        return session.scalars(select(Term.key).where(Term.vocabulary == vocabulary).order_by(Term.id)).first() or ""


def test_opening_and_saving_changes_nothing(app: Flask, make: Make, database: Database) -> None:
    writer = make.writer()
    content = make.content(
        summary="\n首行空，尾部有空白  \n",
        sections={"problem": "\n\n  缩进\n\n| a | b |\n|---|---|\n", "method": "</textarea><b>&amp;\t制表"},
        keywords=("带、顿号", "空 格"),
        steps=(Step(action="第一\n第二", time="5 min"), Step(action="", warning="只有警示")),
        benefits=(Benefit(2024, "125000.50", "saved", "按工时"), Benefit(None, "1")),
    )
    key = make.draft(writer, content=content)
    answer = signed_in(app, writer).submit(edit(key), {"do": "save"}, action="/edit")
    assert answer.status_code == 303
    row = stored(database, key)
    assert (row.content, row.revision) == (to_json(content), 1)


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*/*.md")), ids=lambda path: path.stem[:3])
def test_every_library_document_survives_the_editor(path: Path) -> None:
    content = library_file.parse(path.read_text(encoding="utf-8"), path.name).content
    values = encode(content)
    sent = {f"{name}-present": "1" for name in values.rows}
    sent |= values.texts | {f"sections-{name}": text for name, text in values.sections.items()}
    for name, rows in values.rows.items():
        for index, row in enumerate(rows):
            sent |= {f"{name}-{index}-{cell}": text for cell, text in row.items()}
    sent = {name: text.replace("\n", "\r\n") for name, text in sent.items()}
    back, faults = decode(typed(sent, content), content)
    assert (to_json(back), faults) == (to_json(content), ())


def test_an_innovation_of_the_library_survives_the_real_form(app: Flask, make: Make, database: Database) -> None:
    path = sorted(LIBRARY.glob("operation_method/*.md"))[0]
    content = library_file.parse(path.read_text(encoding="utf-8"), path.name).content
    writer = make.writer()
    key = make.draft(writer, content=content)
    signed_in(app, writer).submit(edit(key), {"do": "save"}, action="/edit")
    assert stored(database, key).content == to_json(content)


def test_rows_can_be_added_changed_and_removed_without_a_script(app: Flask, make: Make, database: Database) -> None:
    writer = make.writer()
    key = make.draft(writer, content=make.content(steps=(Step("装夹"), Step("钻孔"))))
    browser = signed_in(app, writer)
    browser.submit(edit(key), {"steps-add": "1", "steps-1-action": "粗钻"}, status=200, action="/edit")
    _target, fields = form_of(text_of(browser), "/edit", edit(key))
    assert (fields["steps-1-action"], fields["steps-2-action"]) == ("粗钻", "")
    browser.post(edit(key), {**fields, "steps-0-action": "", "steps-2-action": "精镗", "do": "save"})
    assert [step.action for step in from_json(stored(database, key).content).steps] == ["粗钻", "精镗"]


def test_a_preview_shows_the_text_and_saves_nothing(app: Flask, make: Make, database: Database) -> None:
    writer = make.writer()
    key = make.draft(writer)
    browser = signed_in(app, writer)
    browser.submit(edit(key), {"sections-method": "**粗体**", "do": "preview"}, status=200, action="/edit")
    assert "<strong>粗体</strong>" in text_of(browser)
    _target, fields = form_of(text_of(browser), "/edit", edit(key))
    assert fields["sections-method"] == "**粗体**"
    assert stored(database, key).revision == 1


def test_two_people_editing_lose_nothing(app: Flask, make: Make, database: Database) -> None:
    writer = make.writer()
    other = make.account(studio_id=min(writer.studio_ids), organisation_id=writer.organisation_id)
    key = make.draft(writer)
    one, two = signed_in(app, writer), signed_in(app, other)
    two.get(edit(key))
    _target, fields = form_of(text_of(two), "/edit", edit(key))
    one.submit(edit(key), {"sections-problem": "甲写的问题", "summary": "甲写的简介", "do": "save"}, action="/edit")
    two.post(edit(key), {**fields, "sections-problem": "乙写的问题", "title": "乙写的名称", "do": "save"}, status=409)
    page = text_of(two)
    assert "甲写的问题" in page
    _target, fields = form_of(page, "/edit", edit(key))
    assert (fields["sections-problem"], fields["title"]) == ("乙写的问题", "乙写的名称")
    assert fields["summary"] == "甲写的简介"  # only the other changed it
    two.post(edit(key), {**fields, "do": "save"})
    content = from_json(stored(database, key).content)
    assert (content.sections["problem"], content.summary) == ("乙写的问题", "甲写的简介")


def test_a_text_typed_while_the_version_went_into_review_comes_back(app: Flask, make: Make) -> None:
    writer = make.writer()
    key = make.draft(writer)
    browser = signed_in(app, writer)
    browser.get(edit(key))
    _target, fields = form_of(text_of(browser), "/edit", edit(key))
    make.submit(writer, key)
    browser.client.get("/desk")
    for turn in range(2):
        answer = browser.client.post(edit(key), data={**fields, "summary": "来不及保存的话", "do": "save"})
        assert answer.status_code == 409
        assert "来不及保存的话" in answer.get_data(as_text=True)
        if turn == 0:
            make.publish(make.reviewer(), key)


def test_a_text_typed_beyond_the_end_of_a_session_comes_back(app: Flask, make: Make, database: Database) -> None:
    writer = make.writer()
    key = make.draft(writer)
    browser = signed_in(app, writer)
    browser.get(edit(key))
    _target, fields = form_of(text_of(browser), "/edit", edit(key))
    visitor = Browser(app)
    answer = visitor.client.post(edit(key), data={**fields, "summary": "超时前写的", "do": "save"})
    assert answer.status_code == 401
    _target, kept = form_of(answer.get_data(as_text=True), "/edit", edit(key))
    answer = browser.client.post(edit(key), data={**kept, "csrf_token": "old"})
    assert answer.status_code == 400
    _target, fields = form_of(answer.get_data(as_text=True), "/edit", edit(key))
    assert fields["summary"] == "超时前写的"
    assert stored(database, key).revision == 1
    assert browser.client.post(edit(key), data={**fields, "do": "save"}).status_code == 303
    assert from_json(stored(database, key).content).summary == "超时前写的"


def test_a_year_that_is_none_is_shown_again_as_typed(app: Flask, make: Make) -> None:
    writer = make.writer()
    key = make.draft(writer)
    browser = signed_in(app, writer)
    browser.submit(edit(key), {"year": "去年", "summary": "别的字", "do": "save"}, status=422, action="/edit")
    _target, fields = form_of(text_of(browser), "/edit", edit(key))
    assert (fields["year"], fields["summary"]) == ("去年", "别的字")


def test_a_version_in_review_can_be_taken_back(app: Flask, make: Make, database: Database) -> None:
    writer = make.writer()
    key = make.in_review(writer)
    browser = signed_in(app, writer)
    browser.submit(edit(key), {}, action="/recall")
    assert stored(database, key).state == "draft"


def test_a_reviewer_is_told_when_the_text_moved_on(app: Flask, make: Make, database: Database) -> None:
    writer, reviewer = make.writer(), make.reviewer()
    key = make.in_review(writer)
    browser = signed_in(app, reviewer)
    browser.get(f"/d/{key.number}/review")
    _target, fields = form_of(text_of(browser), "/review", "")
    signed_in(app, writer).submit(edit(key), {}, action="/recall")
    with make.writing() as session:
        row = version_row(session, key)
        content = replace(from_json(row.content), summary="收回后改的")
        command = SaveDraft(row.revision, content, Visibility.PUBLIC, "", row.rendered, row.renderer_version)
        actions.save_draft(session, writer, key, command)
    make.submit(writer, key)
    answer = browser.client.post(f"/d/{key.number}/review", data={**fields, "note-": "我的意见", "do": "publish"})
    assert answer.status_code == 409
    assert "收回后改的" in answer.get_data(as_text=True)
    assert "我的意见" in answer.get_data(as_text=True)
    assert stored(database, key).state == "in_review"


def test_reviewers_do_not_see_their_own_text_in_the_queue(app: Flask, make: Make) -> None:
    writer = make.writer()
    own = make.account(roles=[Role.REVIEWER], studio_id=min(writer.studio_ids))
    key = make.in_review(writer, content=make.content(title="我们工作室的成果"))
    browser = signed_in(app, own)
    browser.get("/review")
    assert "我们工作室的成果" not in text_of(browser)
    assert "另有 1 项" in text_of(browser)
    browser.get(f"/d/{key.number}/review")
    assert "只能由其他审核员处理" in text_of(browser)


def test_history_compare_restore_narrow_and_withdraw(app: Flask, make: Make, database: Database) -> None:
    writer, reviewer = make.writer(), make.reviewer()
    first = make.published(writer, visibility=Visibility.PUBLIC, content=make.content(summary="旧的简介写法"))
    browser, judge = signed_in(app, writer), signed_in(app, reviewer)
    browser.submit(f"/d/{first.number}/history", {"ordinal": "1"}, action="/versions")
    second = VersionKey(first.number, 2)
    browser.submit(edit(second), {"summary": "新的简介写法", "change_note": "改简介", "do": "save"}, action="/edit")
    visitor = Browser(app)
    visitor.get(f"/d/{first.number}/history")
    assert "第 2 版" not in text_of(visitor)
    assert writer.name not in text_of(visitor)
    visitor.get(f"/d/{first.number}/compare?from=1&to=2", status=404)
    browser.get(f"/d/{first.number}/compare?from=1&to=2")
    assert "<del>旧</del>的简介写法" in text_of(browser)
    assert "<ins>新</ins>的简介写法" in text_of(browser)
    make.submit(writer, second)
    make.publish(reviewer, second)
    judge.submit(f"/d/{first.number}/history", {"visibility": "organisation"}, action="/visibility")
    visitor.get(f"/d/{first.number}/history", status=404)
    judge.submit(f"/d/{first.number}/withdraw", {"reason": "数据有误"}, 422, action="/withdraw")
    judge.submit(f"/d/{first.number}/withdraw", {"reason": "数据有误", "confirm": "1"}, action="/withdraw")
    with database.reading() as session:
        document = session.scalars(select(Document).where(Document.number == first.number)).one()
        assert document.withdrawal_reason == "数据有误"
    browser.get(f"/d/{first.number}/history")
    assert "数据有误" in text_of(browser)


def test_strangers_are_told_nothing(app: Flask, make: Make) -> None:
    draft = make.draft()
    stranger = signed_in(app, make.writer())
    for path in ("edit", "history", "compare", "review", "withdraw"):
        stranger.get(f"/d/{draft.number}/{path}", status=404)
        stranger.get(f"/d/GJ-2026-0000000/{path}", status=404)
        stranger.get(f"/d/%00/{path}", status=404)
    assert stranger.client.post(edit(draft), data={"csrf_token": stranger.token("/new")}).status_code == 404


def test_the_pages_speak_english(app: Flask, make: Make) -> None:
    writer = make.writer()
    key = make.draft(writer, content=make.content(title="Quick-change jig", summary="A jig"))
    browser = Browser(app, language="en").sign_in(writer.name.removeprefix("姓名"), PASSWORD)
    for path in ("/new", "/desk", f"/d/{key.number}/history"):
        browser.get(path)
        main = text_of(browser).split("<main")[1].split("</main>")[0]
        own = main.replace(writer.name, "")
        assert not re.findall(r">[^<]*[\u4e00-\u9fff][^<]*</(?:h1|h2|legend|th|button)", own), path
