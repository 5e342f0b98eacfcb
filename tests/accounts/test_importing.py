"""Accounts from an Excel sheet: all of them, or none with every problem's row and column."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.accounts.journal import actions
from tests.browse import Browser, form_of
from tests.make import PASSWORD, Make
from webapp.accounts.actions.importing import SheetRefused, SheetRow, import_accounts
from webapp.accounts.models import Account, RoleGrant
from webapp.accounts.sheet import read_rows
from webapp.base.actor import SYSTEM, Role
from webapp.base.database import Database

HEADINGS = ["用户名*", "姓名*", "邮箱", "单位", "工作室", "工作室身份"]
FACTORY, STUDIO = "红旗机床厂", "减振刀杆工作室"
GOOD = ["zhang", "张三", "zs@example.com", FACTORY, STUDIO, "成员"]


def workbook(rows: Sequence[Sequence[Any]], headings: Sequence[Any] | None = None) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate([headings or HEADINGS, *rows]):
            for column, value in enumerate(row):
                if value == "=formula":
                    sheet.write_formula(number, column, "=1/0", None, "#DIV/0!")
                elif value == "=date":
                    sheet.write_number(number, column, 46000, day)
                elif isinstance(value, bool):
                    sheet.write_boolean(number, column, value)
                elif isinstance(value, (int, float)):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, value)
    return file.getvalue()


@pytest.fixture
def manager(app: Flask, make: Make) -> Browser:
    factory = make.organisation(FACTORY)
    make.studio(factory, STUDIO)
    other = make.organisation("东风齿轮厂")
    make.studio(other, "别家的工作室")
    for _each in range(2):
        make.organisation("同名厂")
        make.studio(factory, "同名工作室")
    make.account("boss", organisation_id=factory, manages=factory)
    return Browser(app).sign_in("boss", PASSWORD)


@pytest.fixture
def admin(app: Flask, make: Make, manager: Browser) -> Browser:
    make.account("root", roles=[Role.ADMINISTRATOR])
    return Browser(app).sign_in("root", PASSWORD)


def upload(browser: Browser, content: bytes, status: int) -> str:
    fields = {"sheet": (io.BytesIO(content), "账号.xlsx")}
    answer: TestResponse = browser.submit("/accounts/import", fields, status, action="/accounts/import")
    return answer.get_data(as_text=True)


def confirm(browser: Browser, page: str, status: int = 200) -> str:
    target, values = form_of(page, "/accounts/import/create", "/accounts/import")
    answer = browser.client.post(target, data=values)
    assert answer.status_code == status
    browser._checked(target, answer)
    return answer.get_data(as_text=True)


def usernames(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(Account.username)))


def test_the_template_offers_only_own_places(manager: Browser) -> None:
    answer = manager.get("/accounts/import/template.xlsx")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    assert book.get_sheet_by_index(0).to_python()[0] == HEADINGS
    choices = {cell for row in book.get_sheet_by_index(1).to_python() for cell in row}
    assert {FACTORY, STUDIO, "成员", "负责人"} <= choices
    assert not {"东风齿轮厂", "别家的工作室"} & choices
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.read("xl/worksheets/sheet1.xml").count(b'type="list"') == 3


def test_an_empty_template_sent_back(manager: Browser) -> None:
    assert "表中没有内容" in upload(manager, manager.get("/accounts/import/template.xlsx").data, 422)


def test_all_are_made_and_sign_in(app: Flask, manager: Browser, database: Database) -> None:
    rows: list[list[Any]] = [
        GOOD,
        ["Li.Si", "李四", "", "", "", ""],
        [10086, "王五", "", FACTORY, STUDIO, "负责人"],
        ["", "", "", "", "", ""],
    ]
    page = upload(manager, workbook(rows), 200)
    assert "将建 3 个账号" in page
    assert usernames(database) == {"boss"}, "nothing before it is confirmed"
    done = confirm(manager, page)
    assert usernames(database) == {"boss", "zhang", "li.si", "10086"}
    assert actions(database).count("accounts.import") == 3
    target, values = form_of(done, "/accounts/import/passwords.xlsx", "")
    sheet = manager.client.post(target, data=values)
    table = CalamineWorkbook.from_filelike(io.BytesIO(sheet.data)).get_sheet_by_index(0).to_python()
    assert table[0][:3] == ["姓名", "用户名", "一次性密码"]
    assert [row[1] for row in table[1:]] == ["zhang", "li.si", "10086"]
    browser = Browser(app).sign_in("10086", str(table[3][2]))
    assert browser.get("/", 303).headers["Location"] == "/me/password"
    with database.reading() as session:
        held = session.scalars(select(RoleGrant.role).order_by(RoleGrant.id)).all()
        assert held == [Role.ORGANISATION_MANAGER, Role.STUDIO_MEMBER, Role.STUDIO_LEADER]
        assert session.scalar(select(func.count()).select_from(Account).where(Account.must_change_password)) == 3


def test_the_same_sheet_twice_makes_nothing_more(manager: Browser, database: Database) -> None:
    page = upload(manager, workbook([GOOD]), 200)
    confirm(manager, page)
    assert "第 2 行" in confirm(manager, page, 422)
    assert "已有人使用" in upload(manager, workbook([GOOD]), 422)
    assert usernames(database) == {"boss", "zhang"}


def changed(column: int, value: Any) -> list[Any]:
    return [*GOOD[:column], value, *GOOD[column + 1 :]]


BAD_ROWS: list[tuple[list[Any], str, str]] = [
    (changed(0, ""), "A 用户名", "没有填写"),
    (changed(0, "z"), "A 用户名", "太短"),
    (changed(0, "z" * 33), "A 用户名", "太长"),
    (changed(0, "zhang san"), "A 用户名", "只能用文字"),
    (changed(0, "<script>"), "A 用户名", "只能用文字"),
    (changed(0, "zhang@factory"), "A 用户名", "只能用文字"),
    (changed(0, "BOSS"), "A 用户名", "已有人使用"),
    (changed(0, "ｂｏｓｓ"), "A 用户名", "已有人使用"),
    (changed(0, 3.5), "A 用户名", "只能是文字或整数"),
    (changed(0, True), "A 用户名", "只能是文字或整数"),
    (changed(0, "=date"), "A 用户名", "只能是文字或整数"),
    (changed(0, "张\n三"), "A 用户名", "只能有一行"),
    (changed(1, ""), "B 姓名", "没有填写"),
    (changed(1, "三" * 65), "B 姓名", "太长"),
    (changed(1, "三" * 301), "B 姓名", "文字太长"),
    (changed(1, "=HYPERLINK(1)"), "B 姓名", "不能以 = + @ 开头"),
    (changed(1, "@SUM(A1)"), "B 姓名", "不能以 = + @ 开头"),
    (changed(1, "=formula"), "B 姓名", ""),
    (changed(1, "张\u202e三"), "B 姓名", "看不见的字符"),
    (changed(2, "nobody"), "C 邮箱", "邮箱格式不对"),
    (changed(2, "a b@example.com"), "C 邮箱", "邮箱格式不对"),
    (changed(2, "x" * 250 + "@example.com"), "C 邮箱", "邮箱格式不对"),
    (changed(3, "东风齿轮厂"), "D 单位", "不归您管理"),
    (changed(3, "没有的厂"), "D 单位", "不归您管理"),
    (changed(4, "没有的工作室"), "E 工作室", "没有这个工作室"),
    (changed(4, "别家的工作室"), "E 工作室", "没有这个工作室"),
    (changed(4, "同名工作室"), "E 工作室", "几个同名"),
    (changed(4, ""), "E 工作室", "没有填工作室"),
    (changed(5, "院长"), "F 工作室身份", "只能填“成员”或“负责人”"),
    ([*GOOD, "多出来的"], "", "没有标题的列"),
]


def test_each_bad_row_is_named(manager: Browser, database: Database) -> None:
    good = [["good1", "甲", "", "", "", ""], ["good2", "乙", "", "", "", ""]]
    for row, column, words in BAD_ROWS:
        text = upload(manager, workbook([good[0], row, good[1]]), 422)
        assert "第 3 行" in text, row
        assert "第 2 行" not in text, row
        assert "第 4 行" not in text, row
        assert column in text, row
        assert words in text, row
        assert "有 1 处要改，一个账号也没有建" in text, row
    assert len(BAD_ROWS) >= 25
    assert usernames(database) == {"boss"}


def test_many_bad_rows_are_all_named(manager: Browser) -> None:
    late = [
        row for row, column, words in BAD_ROWS if words.startswith(("没有这个", "邮箱", "不归您", "几个", "只能用"))
    ]
    text = upload(manager, workbook([GOOD, *late, GOOD]), 422)
    assert all(f"第 {number} 行" in text for number in range(2, len(late) + 4))
    assert text.count("与表中另一行重复") == sum(row[0] == "zhang" for row in late) + 2


def test_administrators_place_accounts_anywhere(admin: Browser, database: Database) -> None:
    rows = [["a1", "甲", "", "", "", ""], ["a2", "乙", "", "东风齿轮厂", "别家的工作室", ""]]
    confirm(admin, upload(admin, workbook(rows), 200))
    assert {"a1", "a2"} <= usernames(database)
    assert "几个同名" in upload(admin, workbook([["a3", "丙", "", "同名厂", "", ""]]), 422)
    assert "不属于所填的单位" in upload(admin, workbook([["a3", "丙", "", FACTORY, "别家的工作室", ""]]), 422)
    assert "不属于所填的单位" in upload(admin, workbook([["a3", "丙", "", "", "别家的工作室", ""]]), 422)


BAD_HEADINGS = [
    (["用户名", "邮箱"], "缺少“姓名”列"),
    (["用户名", "姓名", "密码"], "不认识的列“密码”"),
    (["用户名", "姓名", "姓名"], "“姓名”列出现了两次"),
    (["username", "name", "role", "is_admin"], "不认识的列“is_admin”"),
]


def test_headings_that_do_not_fit(manager: Browser) -> None:
    for headings, words in BAD_HEADINGS:
        assert words in upload(manager, workbook([["zhang", "张三"]], headings), 422), headings


def far_cell(place: str) -> bytes:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([GOOD]))) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry.filename)
            if entry.filename.endswith("sheet1.xml"):
                content = content.replace(b'<c r="A2"', f'<c r="{place}"'.encode())
            target.writestr(entry.filename, content)
    return file.getvalue()


def test_files_that_are_refused(manager: Browser) -> None:
    many = [[f"u{number}", "某"] for number in range(2001)]
    for content, words in (
        (b"", "读不了这个文件"),
        (b"PK\x05\x06" + bytes(18), "读不了这个文件"),
        (b"not a workbook at all", "读不了这个文件"),
        (b"\xd0\xcf\x11\xe0" + bytes(2000), "读不了这个文件"),
        (workbook([]), "表中没有内容"),
        (workbook(many), "有 2001 行，一次最多 2000 行"),
        (far_cell("XFD2"), "列太多"),
        (far_cell("A1048576"), "离表头太远"),
    ):
        assert words in upload(manager, content, 422), content[:40]


def test_a_file_over_the_limit() -> None:
    with pytest.raises(SheetRefused) as refused:
        read_rows(io.BytesIO(b"x" * (5 * 1024 * 1024 + 1)))
    assert [(one.row, one.code) for one in refused.value.problems] == [(0, "file_large")]


def test_a_page_without_a_file(manager: Browser) -> None:
    manager.post("/accounts/import", {}, 422)


def test_carried_rows_are_not_trusted(manager: Browser, database: Database) -> None:
    forged = '[{"number":2,"username":"x1","name":"x","organisation":"东风齿轮厂","role":"administrator"}]'
    strange = ("", "x", "[]", "{}", "[1]", '[{"number":"x"}]', "[" * 5000, '[{"number":2}]', "null", forged)
    for rows in strange:
        manager.post("/accounts/import/create", {"rows": rows}, 422, page="/accounts/import")
    assert usernames(database) == {"boss"}


def test_two_thousand_rows_at_once(make: Make, database: Database) -> None:
    make.studio(make.organisation(FACTORY), STUDIO)
    rows = [SheetRow(number + 2, f"worker{number}", f"工人{number}", "", FACTORY, STUDIO) for number in range(2000)]
    with database.writing() as session:
        issued = import_accounts(session, SYSTEM, rows)
    assert len({one.password for one in issued}) == 2000
    assert len(usernames(database)) == 2000
