"""A folder of Word files becomes drafts: chosen, watched, adjusted, made, undone; the page may be left meanwhile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, Device, Visit, followed
from tests.importing.word_files import MADE

PATIENCE = 120_000
CHOSEN = ("深孔加工减振刀杆.docx", "王工三步找正操作法.docx")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A studio's folder of Word files."""
    place = tmp_path / "工作室成果"
    place.mkdir()
    for name in CHOSEN:
        MADE[name]().save(str(place / name))
    (place / "旧的.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    return place


def test_a_folder_of_word_files_becomes_drafts(visit: Visit, device: Device, folder: Path) -> None:
    page = visit.signed_in("leader" if device == PHONE else "member", device)
    page.goto("/desk")
    followed(page.get_by_role("link", name="导入 Word 或 Excel"))
    page.locator("#folder").set_input_files(folder)
    expect(page.locator("[data-import-chosen]")).to_contain_text("已选 3 个文件")
    followed(page.get_by_role("button", name="上传并读取"))
    expect(page).to_have_url(re.compile(r"/imports/[0-9a-f]{24}"))
    address = page.url
    page.goto("/")  # leaving the page stops nothing
    page.goto(address)
    expect(page.get_by_text("份可以导入，还没有建草稿")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("这是旧版 Word（.doc）文件")).to_be_visible()
    followed(page.get_by_role("link", name="深孔加工减振刀杆"))
    expect(page.get_by_text("图1 改进前的普通刀杆").first).to_be_visible()
    page.locator("#target-2").select_option("scope")
    followed(page.get_by_role("button", name="保存并回到列表"))
    followed(page.get_by_role("button", name=re.compile("导入 2 份草稿")))
    expect(page.get_by_text("已建好 2 份草稿")).to_be_visible(timeout=PATIENCE)
    followed(page.get_by_role("link", name="深孔加工减振刀杆"))
    expect(page).to_have_url(re.compile(r"/d/GJ-\d{4}-\d+/edit"))
    expect(page.locator("#sections-scope")).to_have_value(re.compile("阻尼块用钨合金"))
    expect(page.locator("#sections-problem")).to_have_value(re.compile(r"!\[图1 改进前的普通刀杆\]\(/attachments/"))
    page.goto(address)
    page.locator("summary").filter(has_text="撤销这次导入").click()
    followed(page.get_by_role("button", name="确定撤销"))
    expect(page.get_by_text("已撤销，2 份草稿移到了回收站")).to_be_visible(timeout=PATIENCE)


def test_files_are_dropped_on_the_page(visit: Visit) -> None:
    page = visit.signed_in("member")
    page.goto("/imports")
    page.locator("[data-import-drop]").evaluate(
        """(target) => {
          const carried = new DataTransfer();
          carried.items.add(new File(['# 拖来的成果\\n\\n## 背景\\n\\n费时。\\n'], '拖来的.md'));
          target.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator("[data-import-chosen]")).to_contain_text("已选 1 个文件")
    followed(page.get_by_role("button", name="上传并读取"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("预览：拖来的成果", timeout=PATIENCE)
