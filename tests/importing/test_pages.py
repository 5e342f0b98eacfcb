"""Importing through real forms: choose, preview, adjust, import, and the list."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from tests.browse import Browser
from tests.importing.test_batches import TEXT, batch, items
from tests.importing.word_files import zipped
from tests.make import PASSWORD, Make
from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.documents.models import Document, Version
from webapp.importing.models import ImportBatch
from webapp.importing.sheet.columns import COLUMNS
from webapp.importing.work import Work
from webapp.web.site import Site


@pytest.fixture
def signed_in(app: Flask, make: Make, site: Site, writer: Actor, browser: Browser) -> Browser:
    """The writer's browser."""
    with site.database.reading() as session:
        username = session.get_one(Account, writer.account_id).username
    browser.submit("/sign-in", {"username": username, "password": PASSWORD})
    return browser


def text_of(browser: Browser, path: str) -> str:
    return browser.get(path).get_data(as_text=True)


def send(browser: Browser, *files: tuple[str, bytes], status: int = 303) -> str:
    """Send files through the form; the address of what comes next."""
    place = text_of(browser, "/imports").partition('name="place" value="')[2].partition('"')[0]
    data: dict[str, Any] = {"place": place, "kind": "innovation"}
    data["files"] = [(io.BytesIO(content), name) for name, content in files]
    response = browser.post("/imports", data, status=status, content_type="multipart/form-data")
    return str(response.headers.get("Location", ""))


def workbook(*rows: list[Any]) -> bytes:
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("成果")
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, place, cell)
    return made.getvalue()


HEAD = ["类别*", "名称*", "年份", "产业链", "改进前后", "年度效益"]


def test_one_word_file_from_choosing_to_the_editor(
    signed_in: Browser, site: Site, work: Work, word_folder: Path
) -> None:
    assert "导入 Word 或 Excel" in text_of(signed_in, "/desk")
    name = "深孔加工减振刀杆.docx"
    address = send(signed_in, (name, (word_folder / name).read_bytes()))
    assert "正在读取" in text_of(signed_in, address)
    work.run()
    preview = signed_in.get(address, status=303).headers["Location"]
    shown = text_of(signed_in, preview)
    assert "二、主要内容" in shown
    assert "颤振严重" in shown
    pictures = re.findall(rf'<img src="({preview}/pictures/[0-9]+)" alt="([^"]*)"', shown)
    assert [words for _address, words in pictures] == ["图1 改进前的普通刀杆", "图2 减振刀杆结构"]
    drawn = [signed_in.client.get(each).get_data() for each, _words in pictures]
    assert [Image.open(io.BytesIO(each)).size for each in drawn] == [(320, 200), (320, 200)]
    assert drawn[0] != drawn[1]
    signed_in.submit(preview, {"title": "减振刀杆（改）", "target-2": "scope", "do": "save"}, action=preview)
    assert "减振刀杆（改）" in text_of(signed_in, preview)
    signed_in.submit(preview, {"do": "make"}, action=preview)
    assert "正在导入" in text_of(signed_in, address)
    work.run()
    done = text_of(signed_in, address)
    assert "已建好 1 份草稿" in done
    with site.database.reading() as session:
        number = session.scalars(select(Document.number)).one()
    assert f"/d/{number}/edit" in done
    assert "减振刀杆（改）" in text_of(signed_in, f"/d/{number}/edit")


def test_progress_is_asked_for_and_ends_with_the_whole_page(signed_in: Browser, work: Work) -> None:
    address = send(signed_in, ("a.md", TEXT.encode()))
    response = signed_in.client.get(address + "/progress")
    assert b"every 1s" in response.get_data()
    assert "HX-Refresh" not in response.headers
    work.run()
    assert signed_in.client.get(address + "/progress").headers["HX-Refresh"] == "true"


def test_a_zip_shows_what_can_be_made_and_why_the_rest_cannot(signed_in: Browser, work: Work) -> None:
    address = send(signed_in, ("一批.zip", zipped({"好.md": TEXT.encode(), "旧.doc": b"x", "b.exe": b"MZ"})))
    work.run()
    shown = text_of(signed_in, address + "?show=all")
    assert "1 份可以导入，还没有建草稿" in shown
    assert "另存为 .docx 后再导入" in shown
    assert "只能导入 Word" in shown
    listed = signed_in.client.get(address + "/problems.xlsx").get_data()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(listed)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["文件", "旧.doc", "b.exe"]
    assert "另存为 .docx" in str(rows[1][4])
    signed_in.submit(address + "?show=all", {}, action=address + "/make")
    work.run()
    assert "已建好 1 份草稿" in text_of(signed_in, address)


def test_a_list_names_row_and_column_of_every_problem(signed_in: Browser, site: Site, make: Make, work: Work) -> None:
    rows: list[list[Any]] = [
        HEAD,
        ["创新成果", "第一份", 2024, None, "换型时间：40→10 分钟", "2024：节约 12.5万元（财务证明）"],
        ["创新成果", None, "去年", None, None, None],
        ["发明", "第三份", 2999, None, "快了很多", "很多钱"],
        ["创新成果", "第一份", None, None, None, None],
    ]
    address = send(signed_in, ("列表.xlsx", workbook(*rows)))
    work.run()
    shown = text_of(signed_in, address)
    assert "1 份可以导入，还没有建草稿" in shown
    for words in (
        "第 3 行",
        "B 列（名称）：必填，请填写。",
        "C 列（年份）：“去年”不是年份，应为 4 位数字，如 2024。",
        "A 列（类别）：“发明”不在可选范围内，请从下拉列表选择。",
        "C 列（年份）：2999 年还没有到，请核对。",
        "E 列（改进前后）：“快了很多”看不懂，请写成“项目：改进前→改进后 单位”，一行一项。",
        "F 列（年度效益）：“很多钱”看不懂",
        "B 列（名称）：与第 2 行重复（类别和名称都相同）。",
    ):
        assert words in shown, words
    listed = signed_in.client.get(address + "/problems.xlsx").get_data()
    rows_of_it = CalamineWorkbook.from_filelike(io.BytesIO(listed)).get_sheet_by_index(0).to_python()
    assert rows_of_it[0] == ["行", "列", "栏目", "名称", "问题"]
    assert [row[:3] for row in rows_of_it[1:]] == [
        [3.0, "B", "名称"],
        [3.0, "C", "年份"],
        [4.0, "A", "类别"],
        [4.0, "C", "年份"],
        [4.0, "E", "改进前后"],
        [4.0, "F", "年度效益"],
        [5.0, "B", "名称"],
    ]
    assert rows_of_it[2][4] == "“去年”不是年份，应为 4 位数字，如 2024。"
    assert rows_of_it[3][3] == "第三份"
    signed_in.submit(address, {"whole": "all"}, action=address + "/make")
    assert "有 3 份有问题，按“全部或都不”一份也没有导入" in text_of(signed_in, address)
    signed_in.submit(address, {}, action=address + "/make")
    work.run()
    with site.database.reading() as session:
        version = session.scalars(select(Version)).one()
    assert version.title == "第一份"
    assert '"amount_yuan":"125000"' in version.content
    again = send(signed_in, ("列表.xlsx", workbook(*rows)))
    work.run()
    key = again.rpartition("/")[2]
    assert [row.decision for row in items(site, key) if row.state == "read"] == ["skip"]
    assert batch(site, key).state == "ready"


def test_the_template_can_be_filled_and_read(signed_in: Browser, site: Site, work: Work) -> None:
    response = signed_in.client.get("/imports/template.xlsx")
    assert response.status_code == 200
    address = send(signed_in, ("空模板.xlsx", response.get_data()))
    work.run()
    assert "标题行下面没有内容" in text_of(signed_in, address)
    heads = [column.zh for column in COLUMNS]
    row = ["创新成果", "按模板填的", *[None] * (len(COLUMNS) - 2)]
    filled = send(signed_in, ("模板.xlsx", workbook(heads, row)))
    work.run()
    assert "1 份可以导入" in text_of(signed_in, filled)


def test_what_is_forgotten_is_asked_for_and_nothing_is_kept(signed_in: Browser, site: Site) -> None:
    signed_in.post("/imports", {"kind": "innovation", "place": ""}, status=422, page="/imports")
    with site.database.reading() as session:
        assert session.scalars(select(ImportBatch)).all() == []
    assert not list((site.files.folder / "incoming").iterdir())
