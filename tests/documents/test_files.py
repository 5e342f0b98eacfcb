"""Attachments: what is taken and refused, who may have a file, how it is sent, what is made from it."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.base.files import specimens
from tests.browse import Browser
from tests.make import PASSWORD, Make, version_row
from webapp.base.actor import VISITOR, Actor
from webapp.base.files.sniff import sniff
from webapp.base.jobs import Job, Worker
from webapp.base.journal import JournalEntry
from webapp.base.markdown import RENDERER_VERSION
from webapp.documents import actions, policy
from webapp.documents.actions import SaveDraft, StartVersion, VersionKey, Withdraw
from webapp.documents.actions.files import AddAttachment, add_attachment, remove_attachment
from webapp.documents.content import Step
from webapp.documents.models import Attachment, AttachmentPassage, Document, Version, VersionAttachment, Visibility
from webapp.web.site import Site

PDF = specimens.pdf(["first page", "second page about damping"])
PICTURE = specimens.picture()
VIDEO = specimens.mp4()


@pytest.fixture
def writer(make: Make) -> Actor:
    organisation_id = make.organisation()
    return make.account("schreiber", studio_id=make.studio(organisation_id), organisation_id=organisation_id)


@pytest.fixture
def desk(app: Flask, writer: Actor) -> Browser:
    assert writer.is_signed_in
    return Browser(app).sign_in("schreiber", PASSWORD)


def put(
    site: Site,
    make: Make,
    actor: Actor,
    key: VersionKey,
    name: str = "图纸.pdf",
    content: bytes = PDF,
    *,
    previews: bool = False,
) -> str:
    """Attach a file by the action people's uploads go through; ``previews`` has the waiting jobs run."""
    staged = site.files.stage(io.BytesIO(content), 1 << 30)
    with make.writing() as session:
        command = AddAttachment(staged, sniff(staged.path, name), name)
        attachment_key = add_attachment(session, actor, site.files, key, command).key
    if previews:
        Worker(site.database, site.jobs).drain()
    return attachment_key


def upload(
    desk: Browser, number: str, *files: tuple[str, bytes], status: int = 303, script: bool = False
) -> TestResponse:
    headers = {"X-Requested-With": "XMLHttpRequest"} if script else {}
    token = desk.token(f"/d/{number}/edit")
    data = {"csrf_token": token, "file": [(io.BytesIO(content), name) for name, content in files]}
    response = desk.client.post(f"/d/{number}/attachments", data=data, headers=headers)
    assert response.status_code == status, response.get_data(as_text=True)[:2000]
    return response


def rows(site: Site) -> list[Attachment]:
    with site.database.reading() as session:
        return list(session.scalars(select(Attachment).order_by(Attachment.id)))


class TestUploading:
    def test_files_go_through_the_editors_form(self, make: Make, site: Site, desk: Browser, writer: Actor) -> None:
        number = make.draft(writer).number
        upload(desk, number, ("减振刀杆 装配图.pdf", PDF), ("照片.png", PICTURE))
        text = desk.get(f"/d/{number}/edit").get_data(as_text=True)
        assert "减振刀杆 装配图.pdf" in text
        assert "已上传 2 个附件" in text
        picture = next(row for row in rows(site) if row.group == "image")
        assert f"/attachments/{picture.key}/picture" in text
        with site.database.reading() as session:
            kinds = [row.action for row in session.scalars(select(JournalEntry).order_by(JournalEntry.id))]
        assert kinds.count("documents.attach") == 2

    def test_what_was_sent_comes_back_byte_for_byte(self, make: Make, site: Site, desk: Browser, writer: Actor) -> None:
        number = make.draft(writer).number
        big = specimens.pdf(["x"], extra=b"%" + bytes(range(256)) * 1500)
        upload(desk, number, ("大.pdf", big))
        assert desk.get(f"/attachments/{rows(site)[0].key}").get_data() == big

    def test_the_text_of_an_open_editor_is_not_made_stale(self, make: Make, site: Site, writer: Actor) -> None:
        key = make.draft(writer)
        with site.database.reading() as session:
            before = version_row(session, key).revision
        put(site, make, writer, key)
        with make.writing() as session:
            content = make.content(title="改过的题名")
            command = SaveDraft(before, content, Visibility.ORGANISATION, "", {}, RENDERER_VERSION)
            actions.save_draft(session, writer, key, command)

    @pytest.mark.parametrize(
        ("name", "content", "status", "words"),
        [
            ("空.pdf", b"", 415, "空的"),
            ("病毒.pdf", b"MZ" + bytes(200), 415, "不收 EXE"),
            ("手机.jpg", b"\0\0\0\x18ftypheic" + bytes(200), 415, "JPG 或 PNG"),
            ("图.pdf", PICTURE, 415, ".png"),
            ("宏.docx", specimens.docx_with(("word/vbaProject.bin", b"x")), 415, "宏"),
            ("网页.pdf", b"<html><script>alert(1)</script></html>", 415, "脚本"),
            ("半个.png", PICTURE[:-20], 415, "不完整"),
        ],
    )
    def test_refusals_say_what_to_do(
        self, make: Make, site: Site, desk: Browser, writer: Actor, name: str, content: bytes, status: int, words: str
    ) -> None:
        number = make.draft(writer).number
        answer = upload(desk, number, (name, content), status=status, script=True)
        assert words in answer.json["error"]  # type: ignore[index]
        assert rows(site) == []
        assert list(site.files.stored()) == []
        upload(desk, number, (name, content))
        assert words in desk.get(f"/d/{number}/edit").get_data(as_text=True)

    def test_good_files_are_kept_beside_refused_ones(
        self, make: Make, site: Site, desk: Browser, writer: Actor
    ) -> None:
        number = make.draft(writer).number
        upload(desk, number, ("好.pdf", PDF), ("坏.pdf", b"MZ" + bytes(99)))
        assert [row.name for row in rows(site)] == ["好.pdf"]
        text = desk.get(f"/d/{number}/edit").get_data(as_text=True)
        assert "坏.pdf：" in text
        assert "已上传 1 个附件" in text

    def test_nothing_chosen(self, make: Make, site: Site, desk: Browser, writer: Actor) -> None:
        upload(desk, make.draft(writer).number)
        assert rows(site) == []

    @pytest.mark.parametrize(
        "raw",
        ["../../etc/passwd.pdf", "a/b\\c.pdf", "x\u202egpj.pdf", "\0.pdf", "CON.pdf", ".pdf", "长" * 300 + ".pdf"],
    )
    def test_hostile_names_become_plain_ones(
        self, make: Make, site: Site, browser: Browser, writer: Actor, raw: str
    ) -> None:
        key = make.draft(writer, visibility=Visibility.PUBLIC)
        put(site, make, writer, key, raw)
        make.submit(writer, key)
        make.publish(make.reviewer(), key)
        row = rows(site)[0]
        assert 0 < len(row.name) <= 150
        assert not set(row.name) & set("/\\\0\u202e")
        header = browser.get(f"/attachments/{row.key}").headers["Content-Disposition"]
        assert header.startswith("attachment; ")
        assert header.isascii()
        browser.get(f"/d/{key.number}")

    def test_the_same_file_twice_stays_one(self, make: Make, site: Site, writer: Actor) -> None:
        key = make.draft(writer)
        assert put(site, make, writer, key) == put(site, make, writer, key, "另一个名字.pdf")
        assert len(rows(site)) == 1

    def test_nobody_changes_files_of_what_is_in_review(
        self, make: Make, site: Site, desk: Browser, writer: Actor
    ) -> None:
        key = make.draft(writer)
        attachment_key = put(site, make, writer, key)
        token = desk.token(f"/d/{key.number}/edit")
        make.submit(writer, key)
        data = {"csrf_token": token, "file": [(io.BytesIO(PICTURE), "后加.png")]}
        headers = {"X-Requested-With": "XMLHttpRequest"}
        late = desk.client.post(f"/d/{key.number}/attachments", data=data, headers=headers)
        assert late.status_code == 409
        assert "审核" in late.json["error"]  # type: ignore[index]
        change = desk.client.post(
            f"/d/{key.number}/attachments/{attachment_key}", data={"csrf_token": token, "do": "remove"}
        )
        assert change.status_code == 409
        assert [row.key for row in rows(site)] == [attachment_key]

    def test_others_may_not_add_files(self, app: Flask, make: Make, site: Site, writer: Actor) -> None:
        key = make.published(writer, visibility=Visibility.PUBLIC)
        draft = make.draft(writer)
        stranger = make.account("fremd", studio_id=make.studio())
        assert stranger.studio_ids
        other = Browser(app).sign_in("fremd", PASSWORD)
        token = other.token(f"/d/{key.number}")
        for number, status in ((key.number, 403), (draft.number, 404)):
            data = {"csrf_token": token, "file": [(io.BytesIO(PDF), "x.pdf")]}
            assert other.client.post(f"/d/{number}/attachments", data=data).status_code == status
        assert rows(site) == []


class TestTheList:
    def test_captions_order_and_taking_out(self, make: Make, site: Site, desk: Browser, writer: Actor) -> None:
        key = make.draft(writer)
        first = put(site, make, writer, key, "一.pdf")
        second = put(site, make, writer, key, "二.png", PICTURE)
        page = f"/d/{key.number}/edit"
        desk.submit(page, {"caption": "装配图", "do": "save"}, action=first)
        desk.submit(page, {"do": "up"}, action=second)
        assert self.order(site, key) == [("二.png", ""), ("一.pdf", "装配图")]
        desk.submit(page, {"do": "up"}, action=second)
        assert self.order(site, key) == [("二.png", ""), ("一.pdf", "装配图")]
        desk.submit(page, {"do": "remove"}, action=second)
        assert self.order(site, key) == [("一.pdf", "装配图")]
        assert [row.name for row in rows(site)] == ["一.pdf"]
        desk.get(f"/attachments/{second}", 404)

    def test_an_older_version_keeps_what_a_draft_loses(
        self, make: Make, site: Site, browser: Browser, writer: Actor
    ) -> None:
        key = make.draft(writer, visibility=Visibility.PUBLIC)
        attachment_key = put(site, make, writer, key)
        make.submit(writer, key)
        make.publish(make.reviewer(), key)
        with make.writing() as session:
            version = actions.start_version(session, writer, key.number, StartVersion(1))
            remove_attachment(session, writer, VersionKey(key.number, version.ordinal), attachment_key)
        browser.get(f"/attachments/{attachment_key}")
        assert self.order(site, key) == [("图纸.pdf", "")]

    @staticmethod
    def order(site: Site, key: VersionKey) -> list[tuple[str, str]]:
        with site.database.reading() as session:
            found = session.execute(
                select(Attachment.name, VersionAttachment.caption)
                .join(VersionAttachment, VersionAttachment.attachment_id == Attachment.id)
                .where(VersionAttachment.version_id == version_row(session, key).id)
                .order_by(VersionAttachment.position)
            )
            return [(row.name, row.caption) for row in found]


class TestRights:
    PLACES = ("", "/view", "/thumbnail/320", "/thumbnail/960", "/pages/1")

    def test_a_file_follows_the_versions_that_carry_it(
        self, app: Flask, make: Make, site: Site, browser: Browser, writer: Actor, desk: Browser
    ) -> None:
        key = make.draft(writer, visibility=Visibility.ORGANISATION)
        attachment_key = put(site, make, writer, key, previews=True)
        colleague_account = make.account("kollege", organisation_id=writer.organisation_id)
        assert colleague_account.organisation_id
        colleague = Browser(app).sign_in("kollege", PASSWORD)
        self.seen(attachment_key, [(desk, 200), (colleague, 404), (browser, 404)])
        make.submit(writer, key)
        make.publish(make.reviewer(), key)
        self.seen(attachment_key, [(desk, 200), (colleague, 200), (browser, 404)])
        with make.writing() as session:
            version = actions.start_version(session, writer, key.number, StartVersion(1))
            second = VersionKey(key.number, version.ordinal)
            remove_attachment(session, writer, second, attachment_key)
            command = SaveDraft(version.revision, make.content(), Visibility.PUBLIC, "", {}, RENDERER_VERSION)
            actions.save_draft(session, writer, second, command)
        make.submit(writer, second)
        make.publish(make.reviewer(), second)
        browser.get(f"/d/{key.number}")
        self.seen(attachment_key, [(desk, 200), (colleague, 200), (browser, 404)])
        with make.writing() as session:
            actions.withdraw(session, make.reviewer(), key.number, Withdraw(2, "停用"))
        self.seen(attachment_key, [(desk, 200), (colleague, 404), (browser, 404)])

    def seen(self, attachment_key: str, expected: list[tuple[Browser, int]]) -> None:
        for reader, status in expected:
            for place in self.PLACES:
                assert reader.client.get(f"/attachments/{attachment_key}{place}").status_code == status, place

    def test_face_against_face(self, make: Make, site: Site, writer: Actor) -> None:
        """The filter and the rule agree for every actor and every state of the version that carries the file."""
        keys = []
        for visibility in Visibility:
            for finish in (self.leave, self.submit, self.publish, self.replace_by_public, self.take_down):
                key = make.draft(writer, visibility=visibility)
                put(site, make, writer, key, content=specimens.pdf([f"{key.number}"]))
                finish(make, writer, key)
                keys.append(key)
        actors = [
            VISITOR,
            writer,
            make.reviewer(),
            make.account(organisation_id=writer.organisation_id),
            make.account(manages=writer.organisation_id),
            make.account(studio_id=make.studio()),
        ]
        with site.database.reading() as session:
            everything = session.scalars(select(Attachment)).all()
            assert len(everything) == len(keys)
            for actor in actors:
                filtered = set(session.scalars(select(Attachment.id).where(policy.attachments_readable_by(actor))))
                ruled = {each.id for each in everything if self.allowed(session, actor, each)}
                assert filtered == ruled, actor

    @staticmethod
    def allowed(session: Any, actor: Actor, attachment: Attachment) -> bool:
        document = session.get(Document, attachment.document_id)
        versions = session.scalars(select(Version).where(Version.document_id == document.id)).all()
        published = next((each for each in versions if each.state == "published"), None)
        links = select(VersionAttachment.version_id).where(VersionAttachment.attachment_id == attachment.id)
        ids = set(session.scalars(links))
        carrying = [each for each in versions if each.id in ids]
        return policy.can_read_attachment(actor, document, carrying, published, is_held=False)

    @staticmethod
    def leave(make: Make, writer: Actor, key: VersionKey) -> None:
        """Stay a draft."""

    @staticmethod
    def submit(make: Make, writer: Actor, key: VersionKey) -> None:
        make.submit(writer, key)

    @classmethod
    def publish(cls, make: Make, writer: Actor, key: VersionKey) -> None:
        cls.submit(make, writer, key)
        make.publish(make.reviewer(), key)

    @classmethod
    def replace_by_public(cls, make: Make, writer: Actor, key: VersionKey) -> None:
        cls.publish(make, writer, key)
        with make.writing() as session:
            version = actions.start_version(session, writer, key.number, StartVersion(1))
            second = VersionKey(key.number, version.ordinal)
            for link in session.scalars(select(VersionAttachment).where(VersionAttachment.version_id == version.id)):
                session.delete(link)
            content = replace(make.content(), title="公开的新版")
            command = SaveDraft(version.revision, content, Visibility.PUBLIC, "", {}, RENDERER_VERSION)
            actions.save_draft(session, writer, second, command)
        make.submit(writer, second)
        make.publish(make.reviewer(), second)

    @classmethod
    def take_down(cls, make: Make, writer: Actor, key: VersionKey) -> None:
        cls.publish(make, writer, key)
        with make.writing() as session:
            actions.withdraw(session, make.reviewer(), key.number, Withdraw(1, "停用"))

    @pytest.mark.parametrize("key", ["x", "a" * 24, "..", "%00", "a" * 500])
    def test_unknown_keys_are_not_found(self, browser: Browser, key: str) -> None:
        browser.get(f"/attachments/{key}", 404)


class TestSending:
    @pytest.fixture
    def public(self, make: Make, site: Site, writer: Actor) -> dict[str, str]:
        key = make.draft(writer, visibility=Visibility.PUBLIC)
        keys = {
            "pdf": put(site, make, writer, key, "减振刀杆 100%.pdf"),
            "mp4": put(site, make, writer, key, "演示.mp4", VIDEO),
            "png": put(site, make, writer, key, "照片.png", PICTURE),
            "docx": put(site, make, writer, key, "说明.docx", specimens.docx(), previews=True),
            "number": key.number,
        }
        make.submit(writer, key)
        make.publish(make.reviewer(), key)
        return keys

    def test_a_file_is_only_ever_a_file(self, browser: Browser, public: dict[str, str]) -> None:
        response = browser.get(f"/attachments/{public['pdf']}")
        disposition = response.headers["Content-Disposition"]
        assert disposition.startswith("attachment; ")
        assert unquote(disposition.split("filename*=UTF-8''")[1]) == "减振刀杆 100%.pdf"
        assert response.mimetype == "application/pdf"
        for place in ("", "/pages/1", "/thumbnail/320", "/thumbnail/960"):
            headers = browser.get(f"/attachments/{public['pdf']}{place}").headers
            assert headers["Content-Security-Policy"].startswith("sandbox"), place
            assert headers["X-Content-Type-Options"] == "nosniff", place
            assert headers["Cache-Control"] == "no-cache", place

    def test_what_is_not_public_is_not_kept_by_browsers(
        self, make: Make, site: Site, desk: Browser, writer: Actor
    ) -> None:
        attachment_key = put(site, make, writer, make.draft(writer))
        assert desk.get(f"/attachments/{attachment_key}").headers["Cache-Control"] == "no-store, private"

    def test_an_unchanged_file_is_not_sent_again(self, browser: Browser, public: dict[str, str]) -> None:
        address = f"/attachments/{public['pdf']}"
        etag = browser.get(address).headers["ETag"]
        again = browser.client.get(address, headers={"If-None-Match": etag})
        assert again.status_code == 304
        assert again.get_data() == b""

    @pytest.mark.parametrize(
        ("asked", "start", "end"), [("bytes=0-9", 0, 9), ("bytes=10-", 10, None), ("bytes=-5", -5, None)]
    )
    def test_films_are_sent_in_ranges(
        self, browser: Browser, public: dict[str, str], asked: str, start: int, end: int | None
    ) -> None:
        response = browser.client.get(f"/attachments/{public['mp4']}/video", headers={"Range": asked})
        assert response.status_code == 206
        wanted = VIDEO[start:] if end is None else VIDEO[start : end + 1]
        assert response.get_data() == wanted
        assert response.headers["Content-Range"].endswith(f"/{len(VIDEO)}")
        assert response.mimetype == "video/mp4"
        assert response.headers["Content-Disposition"].startswith("inline")

    def test_impossible_ranges_are_refused(self, browser: Browser, public: dict[str, str]) -> None:
        response = browser.client.get(f"/attachments/{public['mp4']}/video", headers={"Range": "bytes=999999-"})
        assert response.status_code == 416

    def test_only_films_are_played(self, browser: Browser, public: dict[str, str]) -> None:
        browser.get(f"/attachments/{public['pdf']}/video", 404)

    @pytest.mark.parametrize(
        "place", ["pages/0", "pages/3", "pages/99999999999", "thumbnail/321", "picture", "pages/x"]
    )
    def test_pictures_that_are_not_there(self, browser: Browser, public: dict[str, str], place: str) -> None:
        browser.get(f"/attachments/{public['pdf']}/{place}", 404)

    def test_files_are_looked_at_in_the_page(self, browser: Browser, public: dict[str, str]) -> None:
        address = f"/attachments/{public['pdf']}/view"
        second = browser.get(f"{address}?page=2").get_data(as_text=True)
        assert f"/attachments/{public['pdf']}/pages/2" in second
        assert "second page about damping" in second
        assert f'{address}?page=1"' in second
        for odd in ("0", "-1", "x", "99", ""):
            browser.get(f"{address}?page={odd}")
        assert "减振刀杆" in browser.get(f"/attachments/{public['docx']}/view").get_data(as_text=True)
        assert "<video" in browser.get(f"/attachments/{public['mp4']}/view").get_data(as_text=True)
        assert "/picture" in browser.get(f"/attachments/{public['png']}/view").get_data(as_text=True)

    def test_the_documents_page_shows_previews(self, browser: Browser, public: dict[str, str]) -> None:
        text = browser.get(f"/d/{public['number']}").get_data(as_text=True)
        assert text.count(f"/attachments/{public['pdf']}/pages/") == 4, "two pages, each a picture and a link"
        assert f'<source src="/attachments/{public["mp4"]}/video">' in text
        assert f"/attachments/{public['png']}/thumbnail/320" in text
        assert browser.get(f"/attachments/{public['png']}/picture").mimetype == "image/webp"

    def test_steps_show_pictures_of_their_own_version_only(self, make: Make, site: Site, browser: Browser) -> None:
        writer = make.writer()
        foreign = put(site, make, writer, make.draft(writer), "别处.png", PICTURE)
        key = make.draft(writer, visibility=Visibility.PUBLIC)
        own = put(site, make, writer, key, "自己.png", PICTURE)
        with make.writing() as session:
            steps = (Step("一", picture=own), Step("二", picture=foreign), Step("三", picture="../x"))
            revision = version_row(session, key).revision
            content = make.content(steps=steps)
            command = SaveDraft(revision, content, Visibility.PUBLIC, "", {}, RENDERER_VERSION)
            actions.save_draft(session, writer, key, command)
        make.submit(writer, key)
        make.publish(make.reviewer(), key)
        text = browser.get(f"/d/{key.number}").get_data(as_text=True)
        assert f"/attachments/{own}/picture" in text
        assert foreign not in text
        assert "../x" not in text

    @pytest.mark.parametrize("damage", ["missing", "cut off"])
    def test_a_damaged_file_has_a_clear_page(
        self, make: Make, site: Site, browser: Browser, public: dict[str, str], damage: str
    ) -> None:
        sha256 = next(row.sha256 for row in rows(site) if row.key == public["pdf"])
        path = site.files.path(sha256)
        if damage == "missing":
            path.unlink()
        else:
            path.write_bytes(PDF[:100])
        text = browser.get(f"/attachments/{public['pdf']}", 404).get_data(as_text=True)
        assert "文件缺失" in text
        assert public["number"] in text
        browser.get(f"/d/{public['number']}")
        browser.get(f"/attachments/{public['pdf']}/view")


class TestPreviews:
    def test_text_goes_to_passages(self, make: Make, site: Site, writer: Actor) -> None:
        put(site, make, writer, make.draft(writer), previews=True)
        with site.database.reading() as session:
            row = session.scalars(select(Attachment)).one()
            passages = session.scalars(select(AttachmentPassage).order_by(AttachmentPassage.position)).all()
        assert (row.extraction, row.page_count) == ("done", 2)
        assert [(each.place, "damping" in each.text) for each in passages] == [("page 1", False), ("page 2", True)]

    def test_running_twice_changes_nothing(self, make: Make, site: Site, writer: Actor) -> None:
        put(site, make, writer, make.draft(writer), previews=True)
        attachment_id = rows(site)[0].id
        site.jobs["documents.preview"]({"attachment_id": attachment_id})
        with site.database.reading() as session:
            assert len(session.scalars(select(AttachmentPassage)).all()) == 2

    def test_what_is_gone_is_let_go(self, make: Make, site: Site, writer: Actor) -> None:
        key = make.draft(writer)
        put(site, make, writer, key, previews=True)
        row = rows(site)[0]
        site.files.path(row.sha256).unlink()
        site.jobs["documents.preview"]({"attachment_id": row.id})
        assert [(each.extraction, each.extraction_note) for each in rows(site)] == [("failed", "lost")]
        with make.writing() as session:
            remove_attachment(session, writer, key, row.key)
        site.jobs["documents.preview"]({"attachment_id": row.id})
        assert rows(site) == []

    def test_the_work_commits_with_its_cause(self, make: Make, site: Site, writer: Actor) -> None:
        key = make.draft(writer)
        staged = site.files.stage(io.BytesIO(PDF), 1 << 20)
        command = AddAttachment(staged, sniff(staged.path, "x.pdf"), "x.pdf")
        with pytest.raises(ZeroDivisionError), make.writing() as session:
            add_attachment(session, writer, site.files, key, command)
            raise ZeroDivisionError
        with site.database.reading() as session:
            assert session.scalars(select(Job).where(Job.kind == "documents.preview")).all() == []
            assert session.scalars(select(Attachment)).all() == []

    def test_a_file_that_cannot_be_read_is_still_a_file(
        self, make: Make, site: Site, desk: Browser, writer: Actor
    ) -> None:
        key = make.draft(writer)
        broken = specimens.pdf(["x"]).replace(b"/Pages", b"/Pagez")
        attachment_key = put(site, make, writer, key, "坏.pdf", broken, previews=True)
        assert rows(site)[0].extraction == "failed"
        desk.get(f"/d/{key.number}/edit")
        desk.get(f"/attachments/{attachment_key}/view")
        assert desk.get(f"/attachments/{attachment_key}").get_data() == broken

    def test_why_there_is_no_preview_is_said_in_the_editor(
        self, make: Make, site: Site, desk: Browser, writer: Actor
    ) -> None:
        key = make.draft(writer)
        put(site, make, writer, key, "锁.pdf", specimens.locked_pdf(), previews=True)
        assert "密码" in desk.get(f"/d/{key.number}/edit").get_data(as_text=True)
