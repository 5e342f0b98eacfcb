"""Imports from files to drafts: duplicates, decisions, undoing, being killed in the middle, nobody else's affairs."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.importing.conftest import Bring
from tests.importing.word_files import picture, zipped
from tests.make import Make, version_row
from webapp.base.actor import Actor
from webapp.base.errors import Conflict, Invalid, NotFound
from webapp.base.files.sniff import TYPES
from webapp.base.journal import JournalEntry
from webapp.documents.actions import SaveDraft, VersionKey, save_draft
from webapp.documents.actions.files import AddAttachment, add_attachment
from webapp.documents.content import from_json
from webapp.documents.models import Attachment, Document, Version, VersionAttachment, Visibility
from webapp.importing.actions.beginning import (
    DecideItem,
    MakeDrafts,
    decide_item,
    drop_import,
    make_drafts,
    undo_import,
)
from webapp.importing.models import Decision, ImportBatch, ImportItem
from webapp.importing.work import Work
from webapp.notices.models import Notice
from webapp.web.site import Site

TEXT = "# 快换钻模\n\n## 背景\n\n找正费时。\n\n![照片](图/一.png)\n"


def items(site: Site, key: str) -> list[ImportItem]:
    with site.database.reading() as session:
        statement = select(ImportItem).join(ImportBatch).where(ImportBatch.key == key).order_by(ImportItem.position)
        return list(session.scalars(statement))


def batch(site: Site, key: str) -> ImportBatch:
    with site.database.reading() as session:
        return session.scalars(select(ImportBatch).where(ImportBatch.key == key)).one()


def make_all(site: Site, make: Make, actor: Actor, key: str, work: Work) -> None:
    with make.writing() as session:
        make_drafts(session, actor, key, MakeDrafts(batch(site, key).revision, {}))
    work.run()


def count(site: Site, model: type) -> int:
    with site.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_word_file_becomes_a_draft_with_its_pictures_and_itself(
    site: Site, make: Make, writer: Actor, work: Work, bring: Bring, word_folder: Path
) -> None:
    name = "深孔加工减振刀杆.docx"
    key = bring(writer, {name: (word_folder / name).read_bytes()})
    work.run()
    assert count(site, Document) == 0, "nothing is made before the word is given"
    make_all(site, make, writer, key, work)
    with site.database.reading() as session:
        version = session.scalars(select(Version)).one()
        links = session.scalars(select(VersionAttachment).order_by(VersionAttachment.position)).all()
        files = {row.id: row for row in session.scalars(select(Attachment))}
    content = from_json(version.content)
    keys = [files[link.attachment_id].key for link in links]
    assert f"/attachments/{keys[0]}/picture" in content.sections["problem"]
    assert f"/attachments/{keys[1]}/picture" in content.sections["method"]
    assert f'src="/attachments/{keys[0]}/picture"' in version.rendered["problem"]
    assert files[links[-1].attachment_id].name == name
    assert version.visibility == Visibility.ORGANISATION
    assert all(site.files.exists(row.sha256) for row in files.values())
    assert (batch(site, key).state, items(site, key)[0].state) == ("done", "made")
    assert count(site, Notice) == 1


def test_a_folder_of_markdown_finds_its_pictures(
    site: Site, make: Make, writer: Actor, work: Work, bring: Bring
) -> None:
    files = {"成果/说明.md": TEXT.encode(), "成果/图/一.png": picture("one").read(), "成果/笔记.tmp": b"x"}
    key = bring(writer, files)
    work.run()
    assert [row.state for row in items(site, key)] == ["read", "skipped", "refused"]
    make_all(site, make, writer, key, work)
    with site.database.reading() as session:
        content = from_json(session.scalars(select(Version.content)).one())
        attached = session.scalars(select(Attachment)).one()
    assert content.sections["problem"] == f"找正费时。\n\n![照片](/attachments/{attached.key}/picture)\n"


def test_a_zip_with_names_in_gbk(site: Site, writer: Actor, work: Work, bring: Bring) -> None:
    key = bring(writer, {"一批.zip": zipped({"钻模/快换.md": TEXT.encode(), "焊接.md": b"# A\n\nb\n"}, "gbk")})
    work.run()
    assert [row.name for row in items(site, key)[1:]] == ["钻模/快换.md", "焊接.md"]
    assert {row.state for row in items(site, key)[1:]} == {"read"}


def hostile() -> dict[str, tuple[bytes, str]]:
    """Zips and files made to hurt, with the reason they are refused for."""
    link = io.BytesIO()
    with zipfile.ZipFile(link, "w") as archive:
        entry = zipfile.ZipInfo("a.md")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    bomb = zipped({"a.md": b"0" * (64 << 20)})
    locked = bytearray(zipped({"a.md": b"text"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[bytes(locked).index(mark) + place] |= 1
    twice = zipped({"a.md": b"# A", "A.md": b"# B"})
    return {
        "上跳.zip": (zipped({"../../a.md": b"# A"}), "archive_unsafe"),
        "链接.zip": (link.getvalue(), "archive_unsafe"),
        "重名.zip": (twice, "archive_unsafe"),
        "炸弹.zip": (bomb, "archive_bomb"),
        "加密.zip": (bytes(locked), "encrypted"),
        "套娃.zip": (zipped({"里面.zip": zipped({"a.md": b"x"})}), "unknown_type"),
        "坏的.zip": (b"PK\x03\x04" + b"x" * 100, "damaged"),
        "假的.docx": (picture("not word").read(), "wrong_extension"),
        "旧的.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is_doc"),
        "实体.docx": (xml_bomb(), "unsafe_xml"),
        "乱码.md": (b"\x00\xff\xfe\x00\x81", "not_text"),
    }


def xml_bomb() -> bytes:
    """A Word file that declares entities."""
    import docx

    plain, made = io.BytesIO(), io.BytesIO()
    docx.Document().save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                start = data.index(b"<w:document")
                data = data[:start] + b'<!DOCTYPE w:document [<!ENTITY a "ha">]>' + data[start:]
            target.writestr(name, data)
    return made.getvalue()


def test_what_is_made_to_hurt_is_refused_for_the_right_reason(
    site: Site, writer: Actor, work: Work, bring: Bring
) -> None:
    cases = hostile()
    key = bring(writer, {name: data for name, (data, _reason) in cases.items()})
    work.run()
    found = {row.name: row for row in items(site, key)}
    inner = {row.name: row.reason for row in items(site, key) if row.position > len(cases)}
    for name, (_data, reason) in cases.items():
        refused = found[name].reason if found[name].state == "refused" else ""
        assert refused == reason or reason in inner.values(), f"{name}: {refused or inner}"
    assert not [row for row in found.values() if row.state == "waiting"]


def test_what_was_imported_before_is_left_out_unless_asked_for(
    site: Site, make: Make, writer: Actor, work: Work, bring: Bring
) -> None:
    first = bring(writer, {"a.md": TEXT.encode()})
    work.run()
    make_all(site, make, writer, first, work)
    second = bring(writer, {"a.md": TEXT.encode()})
    work.run()
    row = items(site, second)[0]
    assert (row.same_as, row.decision) == (items(site, first)[0].number, "skip")
    with make.writing() as session, pytest.raises(Exception, match="nothing"):
        make_drafts(session, writer, second, MakeDrafts(batch(site, second).revision, {}))
    with make.writing() as session:
        make_drafts(session, writer, second, MakeDrafts(batch(site, second).revision, {1: Decision.VERSION}))
    work.run()
    assert (items(site, second)[0].state, items(site, second)[0].reason) == ("failed", "open")
    assert count(site, Document) == 1


def test_a_new_version_of_ones_own_keeps_the_number_and_is_not_public(
    site: Site, make: Make, writer: Actor, work: Work, bring: Bring
) -> None:
    content = make.content(title="快换钻模")
    number = make.published(writer, content=content, visibility=Visibility.PUBLIC).number
    key = bring(writer, {"a.md": TEXT.encode()})
    work.run()
    assert items(site, key)[0].same_as == number
    with make.writing() as session:
        make_drafts(session, writer, key, MakeDrafts(batch(site, key).revision, {1: Decision.VERSION}))
    work.run()
    with site.database.reading() as session:
        versions = session.scalars(select(Version).order_by(Version.ordinal)).all()
    assert [(row.state, row.visibility) for row in versions] == [("published", "public"), ("draft", "organisation")]


def test_nobody_elses_documents_are_compared(site: Site, make: Make, writer: Actor, work: Work, bring: Bring) -> None:
    other = make.writer()
    theirs = bring(other, {"a.md": TEXT.encode()})
    work.run()
    make_all(site, make, other, theirs, work)
    make.published(other, content=make.content(title="快换钻模"), visibility=Visibility.STUDIO)
    mine = bring(writer, {"a.md": TEXT.encode()})
    work.run()
    assert items(site, mine)[0].same_as == ""
    for deed in (
        lambda session: make_drafts(session, writer, theirs, MakeDrafts(1, {})),
        lambda session: drop_import(session, writer, theirs, 1),
    ):
        with make.writing() as session, pytest.raises(NotFound):
            deed(session)


def test_decisions_are_kept_and_stale_ones_refused(
    site: Site, make: Make, writer: Actor, work: Work, bring: Bring
) -> None:
    key = bring(writer, {"a.md": TEXT.encode()})
    work.run()
    revision = batch(site, key).revision
    choices = {"kind": "handbook", "title": "新名称", "targets": {"1": "scope"}}
    with make.writing() as session:
        decide_item(session, writer, key, 1, DecideItem(revision, Decision.DRAFT, choices))
    with make.writing() as session, pytest.raises(Conflict):
        decide_item(session, writer, key, 1, DecideItem(revision, Decision.DRAFT, {}))
    make_all(site, make, writer, key, work)
    with site.database.reading() as session:
        document, version = session.execute(select(Document, Version).join(Version)).one()
        entries = session.scalars(select(JournalEntry.action).where(JournalEntry.subject_kind == "import")).all()
    assert (document.kind, version.title) == ("handbook", "新名称")
    assert "找正费时。" in from_json(version.content).sections["scope"]
    assert list(entries) == ["importing.begin", "importing.decide", "importing.make"]


def test_killed_in_the_middle_it_goes_on_where_it_was(
    site: Site, make: Make, writer: Actor, work: Work, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = bring(writer, {f"{number}.md": TEXT.replace("快换钻模", f"钻模{number}").encode() for number in range(6)})
    work.run()
    made = 0
    real = work._make_items

    def dies(*given: object) -> None:
        nonlocal made
        if made == 3:
            raise KeyboardInterrupt
        made += 1
        real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "_make_items", dies)
    with make.writing() as session:
        make_drafts(session, writer, key, MakeDrafts(batch(site, key).revision, {}))
    with pytest.raises(KeyboardInterrupt):
        work.run()
    assert (count(site, Document), batch(site, key).done) == (3, 3)
    another = Work(site)
    assert not another.step(), "the claim of the dead one has to be over first"
    with make.writing() as session:
        session.scalars(select(ImportBatch)).one().claimed_until = None
    another.run()
    assert (count(site, Document), batch(site, key).state) == (6, "done")
    assert {row.state for row in items(site, key)} == {"made"}


def test_all_or_none_is_refused_where_something_is_wrong_already(
    site: Site, make: Make, writer: Actor, work: Work, bring: Bring
) -> None:
    key = bring(writer, {"a.md": TEXT.encode(), "b.exe": b"MZ"})
    work.run()
    with pytest.raises(Invalid), make.writing() as session:
        make_drafts(session, writer, key, MakeDrafts(batch(site, key).revision, {}, is_whole=True))
    work.run()
    assert (batch(site, key).state, count(site, Document)) == ("ready", 0)


def test_all_or_none_leaves_nothing_when_one_cannot_be_made(
    site: Site, make: Make, writer: Actor, work: Work, bring: Bring
) -> None:
    key = bring(writer, {f"{name}.md": TEXT.replace("快换钻模", name).encode() for name in ("一", "二", "三", "四")})
    work.run()
    with make.writing() as session:
        make_drafts(session, writer, key, MakeDrafts(batch(site, key).revision, {}, is_whole=True))
        third = session.scalars(select(ImportItem).where(ImportItem.position == 3)).one()
        third.decision, third.same_as = Decision.VERSION, "GJ-2026-9999999"  # gone in the meantime
    work.run()
    assert batch(site, key).state == "undone"
    assert [row.state for row in items(site, key)] == ["undone", "undone", "failed", "skipped"]
    with site.database.reading() as session:
        assert all(session.scalars(select(Version.discarded_at)))
        assert session.scalars(select(Notice.params)).one()["failed"] == 1


def test_all_or_none_makes_all(site: Site, make: Make, writer: Actor, work: Work, bring: Bring) -> None:
    key = bring(writer, {f"{name}.md": TEXT.replace("快换钻模", name).encode() for name in ("一", "二")})
    work.run()
    with make.writing() as session:
        make_drafts(session, writer, key, MakeDrafts(batch(site, key).revision, {}, is_whole=True))
    work.run()
    assert (batch(site, key).state, count(site, Document)) == ("done", 2)


def test_somebody_without_the_right_any_more_makes_nothing(
    site: Site, make: Make, writer: Actor, work: Work, bring: Bring
) -> None:
    from webapp.accounts.models import RoleGrant

    key = bring(writer, {"a.md": TEXT.encode()})
    work.run()
    with make.writing() as session:
        make_drafts(session, writer, key, MakeDrafts(batch(site, key).revision, {}))
        for grant in session.scalars(select(RoleGrant).where(RoleGrant.account_id == writer.account_id)):
            session.delete(grant)
    work.run()
    assert (items(site, key)[0].state, items(site, key)[0].reason) == ("failed", "no_right")
    assert count(site, Document) == 0


def test_dropping_forgets_everything(site: Site, make: Make, writer: Actor, work: Work, bring: Bring) -> None:
    key = bring(writer, {"a.md": TEXT.encode()})
    work.run()
    with make.writing() as session:
        drop_import(session, writer, key, batch(site, key).revision)
    assert (count(site, ImportBatch), count(site, ImportItem), count(site, Document)) == (0, 0, 0)


def test_undoing_puts_away_what_nobody_touched_and_says_what_stays(
    site: Site, make: Make, writer: Actor, work: Work, bring: Bring
) -> None:
    names = ("不动", "改过", "提交", "加图")
    key = bring(writer, {f"{name}.md": TEXT.replace("快换钻模", name).encode() for name in names})
    work.run()
    make_all(site, make, writer, key, work)
    numbers = {row.title: row.number for row in items(site, key)}
    with make.writing() as session:
        row = version_row(session, VersionKey(numbers["改过"], 1))
        content = replace(from_json(row.content), summary="改了")
        save_draft(session, writer, VersionKey(numbers["改过"], 1), SaveDraft(1, content, Visibility.ORGANISATION))
        staged = site.files.stage(picture("added"), 1 << 20)
        added = AddAttachment(staged, TYPES["png"], "新.png")
        add_attachment(session, writer, site.files, VersionKey(numbers["加图"], 1), added)
        version_row(session, VersionKey(numbers["提交"], 1)).state = "in_review"
    with make.writing() as session:
        undo_import(session, writer, key, batch(site, key).revision)
    work.run()
    found = {row.title: (row.state, row.reason) for row in items(site, key)}
    assert found == {
        "不动": ("undone", ""),
        "改过": ("kept", "changed"),
        "提交": ("kept", "sent"),
        "加图": ("kept", "changed"),
    }
    assert batch(site, key).state == "undone"
    with site.database.reading() as session:
        states = dict(session.execute(select(Version.title, Version.state)).all())
    assert states == {"不动": "discarded", "改过": "draft", "提交": "in_review", "加图": "draft"}
    again = bring(writer, {"不动.md": TEXT.replace("快换钻模", "不动").encode()})
    work.run()
    assert items(site, again)[0].same_as == "", "what is in the trash is no duplicate"
