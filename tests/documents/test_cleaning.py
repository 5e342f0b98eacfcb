"""What attachments tell beside their content: shown to writers and reviewers, taken out where that is safe."""

from __future__ import annotations

import io
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.base.files import specimens
from tests.base.files.test_findings import ARTIST, NAME, photograph, sheets, word_file
from tests.browse import Browser
from tests.documents.test_files import put, rows
from tests.make import PASSWORD, Make, version_row
from webapp.base.actor import VISITOR, Actor
from webapp.base.errors import Conflict, NotFound
from webapp.base.jobs import Worker
from webapp.base.journal import JournalEntry
from webapp.base.markdown import RENDERER_VERSION
from webapp.documents import actions
from webapp.documents.actions import SaveDraft, StartVersion, VersionKey
from webapp.documents.actions.cleaning import replace_file
from webapp.documents.actions.files import ChangeAttachment, change_attachment
from webapp.documents.models import Attachment, Version, VersionAttachment, Visibility
from webapp.web.site import Site

WARNING, BUTTON = "公开前请处理", "去除并替换"


@pytest.fixture
def writer(make: Make) -> Actor:
    return make.writer()


@pytest.fixture
def desk(app: Flask, writer: Actor) -> Browser:
    return Browser(app).sign_in(writer.name.removeprefix("姓名"), PASSWORD)


def clean(desk: Browser, number: str, key: str, status: int = 303) -> str:
    token = desk.token(f"/d/{number}/edit")
    answer = desk.client.post(f"/d/{number}/attachments/{key}/clean", data={"csrf_token": token})
    assert answer.status_code == status
    return desk.get(f"/d/{number}/edit").get_data(as_text=True)


def journal(site: Site) -> list[str]:
    with site.database.reading() as session:
        return list(session.scalars(select(JournalEntry.action).order_by(JournalEntry.id)))


def test_a_photograph_is_cleaned_in_its_place(make: Make, site: Site, desk: Browser, writer: Actor) -> None:
    key = make.draft(writer)
    file = put(site, make, writer, key, "现场.jpg", photograph(), previews=True)
    with make.writing() as session:
        change_attachment(session, writer, key, file, ChangeAttachment("安装好以后"))
    page = desk.get(f"/d/{key.number}/edit").get_data(as_text=True)
    for words in (WARNING, BUTTON, "拍摄地点（经纬度）", "Camera X1", ARTIST):
        assert words in page
    before = rows(site)[0]
    page = clean(desk, key.number, file)
    (after,) = rows(site)
    assert WARNING not in page
    assert "安装好以后" in page
    assert (after.key, after.findings, after.extraction) == (file, [], "none")
    assert after.sha256 != before.sha256
    sent = desk.get(f"/attachments/{file}").get_data()
    assert ARTIST.encode() not in sent
    assert b"Camera" not in sent
    assert len(sent) == after.size
    assert desk.get(f"/attachments/{file}/picture").status_code == 200
    assert journal(site).count("documents.clean_file") == 1
    assert "没有可以自动去除的信息" in clean(desk, key.number, file)
    assert journal(site).count("documents.clean_file") == 1


def test_names_go_from_sheets_and_hidden_ones_are_for_their_writer(
    make: Make, site: Site, desk: Browser, writer: Actor
) -> None:
    key = make.draft(writer)
    file = put(site, make, writer, key, "台账.xlsx", sheets(), previews=True)
    page = clean(desk, key.number, file)
    assert "预览正在生成" in page
    Worker(site.database, site.jobs).drain()
    page = desk.get(f"/d/{key.number}/edit").get_data(as_text=True)
    assert "隐藏的工作表：成本、底价" in page
    assert "取消隐藏" in page
    assert BUTTON not in page
    assert "某厂" not in page


def test_a_pdf_is_left_to_its_writer(make: Make, site: Site, desk: Browser, writer: Actor) -> None:
    key = make.draft(writer)
    file = put(site, make, writer, key, "图.pdf", specimens.pdf(["one"]), previews=True)
    assert "没有可以自动去除的信息" in clean(desk, key.number, file)
    clean(desk, key.number, "0" * 24, status=404)


def test_what_other_versions_carry_stays(make: Make, site: Site, desk: Browser, writer: Actor) -> None:
    key = make.draft(writer)
    shared = put(site, make, writer, key, "报告.docx", word_file(), previews=True)
    second = start(make, writer, key)
    (old,) = rows(site)
    clean(desk, key.number, shared)
    kept, made = rows(site)
    assert (kept.key, kept.sha256) == (shared, old.sha256)
    assert made.key != shared
    assert made.sha256 != old.sha256
    with site.database.reading() as session:
        carried = select(Version.ordinal, VersionAttachment.attachment_id).join(Version).order_by(Version.ordinal)
        assert [tuple(row) for row in session.execute(carried)] == [
            (key.ordinal, kept.id),
            (second.ordinal, made.id),
        ]


def test_a_picture_shown_in_the_text_of_other_versions_is_not_torn_out(
    make: Make, site: Site, desk: Browser, writer: Actor
) -> None:
    key = make.draft(writer)
    shared = put(site, make, writer, key, "现场.png", photograph("PNG"), previews=True)
    second = start(make, writer, key)
    with make.writing() as session:
        content = make.content(summary=f"见 /attachments/{shared}/picture")
        row = version_row(session, second)
        command = SaveDraft(row.revision, content, Visibility.ORGANISATION, "换图", {}, RENDERER_VERSION)
        actions.save_draft(session, writer, second, command)
    (before,) = rows(site)
    assert "在正文里换成新的" in clean(desk, key.number, shared)
    assert [row.sha256 for row in rows(site)] == [before.sha256]


def test_reviewers_are_told_and_readers_are_not(app: Flask, make: Make, site: Site, writer: Actor) -> None:
    key = make.draft(writer)
    put(site, make, writer, key, "报告.docx", word_file(), previews=True)
    make.submit(writer, key)
    reviewer = make.reviewer()
    judge = Browser(app).sign_in(reviewer.name.removeprefix("姓名"), PASSWORD)
    page = judge.get(f"/d/{key.number}/review").get_data(as_text=True)
    assert WARNING in page
    assert NAME in page
    assert "/clean" not in page
    make.publish(reviewer, key)
    for reader in (judge, Browser(app).sign_in(writer.name.removeprefix("姓名"), PASSWORD)):
        page = reader.get(f"/d/{key.number}").get_data(as_text=True)
        assert "报告.docx" in page
        assert WARNING not in page


def test_only_writers_of_an_open_version_and_the_file_they_saw(make: Make, site: Site, writer: Actor) -> None:
    key = make.draft(writer)
    file = put(site, make, writer, key, "现场.jpg", photograph())
    (row,) = rows(site)

    def replace(actor: Actor, made_from: str = row.sha256) -> None:
        staged = site.files.stage(io.BytesIO(specimens.picture("JPEG")), 1 << 20)
        with make.writing() as session:
            replace_file(session, actor, site.files, key, file, made_from, staged)

    for actor in (make.writer(), VISITOR):
        with pytest.raises(NotFound):
            replace(actor)
    with pytest.raises(Conflict):
        replace(writer, made_from="0" * 64)
    make.submit(writer, key)
    with pytest.raises(Conflict):
        replace(writer)
    assert [each.sha256 for each in rows(site)] == [row.sha256]
    assert "documents.clean_file" not in journal(site)


def start(make: Make, writer: Actor, key: VersionKey) -> VersionKey:
    """Publish the version and begin the next."""
    make.submit(writer, key)
    make.publish(make.reviewer(), key)
    with make.writing() as session:
        return VersionKey(key.number, actions.start_version(session, writer, key.number, StartVersion(1)).ordinal)


def test_names_beside_changes_go_and_the_changes_are_still_told_of(
    make: Make, site: Site, desk: Browser, writer: Actor
) -> None:
    key = make.draft(writer)
    body = '<w:p><w:ins w:author="周工"><w:r><w:t>补</w:t></w:r></w:ins></w:p>'
    file = put(site, make, writer, key, "方案.docx", specimens.docx(body), previews=True)
    page = desk.get(f"/d/{key.number}/edit").get_data(as_text=True)
    assert "留有姓名：周工" in page
    clean(desk, key.number, file)
    Worker(site.database, site.jobs).drain()
    page = desk.get(f"/d/{key.number}/edit").get_data(as_text=True)
    assert "周工" not in page
    assert "修订记录" in page
    assert BUTTON not in page


def test_files_nobody_looked_at_are_looked_at_once_a_day(make: Make, site: Site, writer: Actor) -> None:
    key = make.draft(writer)
    put(site, make, writer, key, "方案.docx", word_file(), previews=True)
    with site.database.writing() as session:
        row = session.scalars(select(Attachment)).one()
        was, row.findings = row.findings, None
    assert was
    for _twice in range(2):
        site.parts["daily"]["documents.examine_files"](date(2026, 1, 5))
    with site.database.reading() as session:
        assert session.scalars(select(Attachment.findings)).one() == was
