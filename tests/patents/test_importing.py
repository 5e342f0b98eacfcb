"""Excel: a search export is understood, problems name row and column, a batch is taken back, exports equal the page."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from tests.browse import Browser, form_of
from tests.make import PASSWORD, Make
from tests.patents.world import Side, number_of, side
from webapp.base.journal import JournalEntry
from webapp.patents.actions.importing import ROW_LIMIT
from webapp.patents.models import Patent, PatentBatch
from webapp.web.site import Site

EXPORT = (
    "序号",
    "申请号",
    "专利名称",
    "申请日",
    "公开（公告）号",
    "公开（公告）日",
    "申请（专利权）人",
    "发明人",
    "IPC分类号",
    "主分类号",
    "法律状态",
    "代理机构",
)
ROWS: tuple[tuple[Any, ...], ...] = (
    (
        1,
        "ＣＮ２０１３１０６９９７４４．２",
        "减振镗刀杆",
        "2013.12.17",
        "CN104110452B",
        "2016.01.20",
        "苏州第一机床厂; 苏州大学",
        "卜伟伟;汪建国",
        "B23B29/02;B23B27/00",
        "B23B29/02",
        "有权",
        "某代理",
    ),
    (
        2,
        "ZL201420439462.9",
        "扎线绝缘子",
        "20140805",
        "CN204110453U",
        "2014年12月24日",
        "苏州第一机床厂",
        "韩明明",
        "H01B17/02",
        "H01B17/02",
        "未缴年费终止",
        "",
    ),
    (
        3,
        "201710601862.3",
        "深孔排屑",
        "2017-07-21",
        "CN107000000A",
        "2017-12-01",
        "苏州第一机床厂",
        "",
        "",
        "",
        "实质审查",
        "",
    ),
    (4, "201310699744.7", "错号", "2013-12-17", "", "", "", "", "", "", "", ""),
    (5, "CN 201310699744.2", "重复", "2013-12-17", "", "", "", "", "", "", "", ""),
    (6, "", "没有类型", "2020-13-45", "", "", "", "", "", "", "", ""),
)


def sheet(rows: Any, headings: Any = EXPORT, above: int = 0) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        for number, row in enumerate([*[("检索结果",)] * above, headings, *rows]):
            for column, cell in enumerate(row):
                page.write(number, column, cell)
    return file.getvalue()


@pytest.fixture
def own(make: Make) -> Side:
    return side(make)


@pytest.fixture
def mine(app: Flask, own: Side) -> Browser:
    return Browser(app).sign_in("member", PASSWORD)


def place_of(own: Side) -> str:
    return f"{own.place.organisation_id}:{own.place.studio_id}"


def upload(mine: Browser, own: Side, content: bytes, name: str = "导出.xlsx", status: int = 200) -> str:
    fields = {"place": place_of(own), "sheet": (io.BytesIO(content), name)}
    return mine.post("/patents/import", fields, status).get_data(as_text=True)


def confirm(mine: Browser, page: str, status: int = 303) -> str:
    target, values = form_of(page, "/patents/import/create", "")
    answer = mine.client.post(target, data=values)
    assert answer.status_code == status
    return answer.headers.get("Location", "")


def test_a_search_export_is_checked_made_and_taken_back(mine: Browser, own: Side, site: Site) -> None:
    page = upload(mine, own, sheet(ROWS, above=2))
    for words in (
        "登记 3 件",
        "第 7 行",
        "B 申请号",
        "按校验规则最后一位应是 2",
        "与第 4 行号码相同",
        "D 申请日",
        "“2020-13-45”不是日期",
        "L 代理机构",
        "有 1 行的法律状态没有导入",
        "看不出专利类型",
    ):
        assert words in page, words
    batch = confirm(mine, page)
    with site.database.reading() as session:
        rows = {row.title: row for row in session.scalars(select(Patent))}
        assert {title: row.status for title, row in rows.items()} == {
            "减振镗刀杆": "granted",
            "扎线绝缘子": "granted" if rows["扎线绝缘子"].ended_on is None else "expired",
            "深孔排屑": "published",
        }
        first = rows["减振镗刀杆"]
        assert (first.number, first.applicants) == ("201310699744.2", ["苏州第一机床厂", "苏州大学"])
        assert (first.grant_number, first.ipc_classes) == ("CN104110452B", ["B23B29/02", "B23B27/00"])
        assert rows["深孔排屑"].publication_number == "CN107000000A"
        assert len(session.scalars(select(JournalEntry).where(JournalEntry.action == "patents.import")).all()) == 1
        assert session.scalars(select(PatentBatch.unused)).one() == ["序号", "代理机构"]
    again = upload(mine, own, sheet(ROWS))
    assert "已经登记过，跳过" in again
    assert "没有可以登记的行" in again
    assert mine.get(batch).status_code == 200
    mine.submit(batch, {}, action="/undo")
    with site.database.reading() as session:
        assert all(row.removed_at is not None for row in session.scalars(select(Patent)))
    assert "已撤销" in mine.get(batch).get_data(as_text=True)
    assert "登记 3 件" in upload(mine, own, sheet(ROWS))


def test_dates_kept_as_dates_by_excel_are_read(mine: Browser, own: Side) -> None:
    from datetime import datetime

    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        form = book.add_format({"num_format": "yyyy/m/d"})
        for column, heading in enumerate(("申请号", "名称", "申请日", "专利类型")):
            page.write(0, column, heading)
        page.write_string(1, 0, number_of(2024, 7, 2))
        page.write_string(1, 1, "定位销")
        page.write_datetime(1, 2, datetime(2024, 2, 29), form)  # noqa: DTZ001
        page.write_string(1, 3, "实用新型专利")
    assert "2024-02-29" in upload(mine, own, file.getvalue())


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "空.xlsx", "打不开这个文件"),
        (b"no workbook", "假.xlsx", "打不开这个文件"),
        (sheet([], ("甲", "乙")), "别的.xlsx", "没有找到标题行"),
        (sheet([], ("申请号", "申请日")), "缺列.xlsx", "缺少“专利名称”这一列"),
        (sheet([]), "没有行.xlsx", "表里没有内容"),
        (sheet([("", "", f"专利{n}") for n in range(ROW_LIMIT + 1)]), "太长.xlsx", f"一次最多 {ROW_LIMIT} 行"),
        (sheet([("", "", "远")], above=ROW_LIMIT * 5), "远.xlsx", f"一次最多 {ROW_LIMIT} 行"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(mine: Browser, own: Side, content: bytes, name: str, words: str) -> None:
    assert words in upload(mine, own, content, name, 422)


def test_the_template_comes_back_as_it_was_filled(mine: Browser, own: Side) -> None:
    answer = mine.get("/patents/import/template.xlsx")
    headings = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data())).get_sheet_by_index(0).to_python()[0]
    row = [number_of(2023, 5), "新工艺", "发明", "苏州第一机床厂", "卜伟伟", "", "B23B1/00", "2023-05-06"]
    page = upload(mine, own, sheet([row], headings))
    assert "登记 1 件" in page
    assert "没有用到" not in page


def test_nobody_imports_for_others(mine: Browser, make: Make) -> None:
    other = side(make, "无锡第二机床厂", "other")
    upload(mine, other, sheet(ROWS), status=403)


def test_the_export_is_the_list_and_shows_fees_to_its_own_side_alone(
    app: Flask, mine: Browser, own: Side, browser: Browser
) -> None:
    for serial in range(1, 24):
        own.patent(number=number_of(2013, serial), title=f"专利{serial:02d}")
    own.patent(kind="utility_model", title="别的", dates=_filed())
    for who, query, count in (
        (browser, "", 23),
        (mine, "", 24),
        (mine, "?type=utility_model", 1),
        (mine, "?q=专利0", 9),
    ):
        page = who.get(f"/patents{query}").get_data(as_text=True)
        assert f"{count} 件专利" in page
        rows = _read(who.get(f"/patents/export.xlsx{query}").get_data())
        assert len(rows) == count + 1
        assert any(row[-1] for row in rows[1:]) == (who is mine and count != 1)
    titles = [row[1] for row in _read(mine.get("/patents/export.xlsx?sort=title").get_data())[1:]]
    assert titles == sorted(titles)


def _filed() -> Any:
    from datetime import date

    from webapp.patents.actions.commands import FirstDates

    return FirstDates(date(2024, 5, 6))


def _read(content: bytes) -> list[list[Any]]:
    rows: list[list[Any]] = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return rows
