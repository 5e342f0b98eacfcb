"""The whole way of a studio: Word files, drafts, correction, review in rounds, publication, the official form."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import DESKTOP, PHONE, Visit, followed, overflow
from tests.browser.test_review import open_notice
from tests.browser.test_writing import send
from tests.importing.studio_folder import EFFECT, LACKING, OTHERS, TITLE, lay_out, pack

PATIENCE = 120_000
OFFICE = 180
FORM = "五小"
PROSPECTS = "各类曲轴、凸轮轴油孔均可使用。"
PRINTED = (
    "职工“五小”创新成果申报表",
    TITLE,
    "张师傅",
    "车工高级技师",
    "示范机械集团（演示）",
    "每根要 40 分钟",
    "橡胶芯",
    PROSPECTS,
    "去刺时间",
    "30.76",
    "0731-88880000",
)


@pytest.mark.parametrize("way", ["zip", "folder"])
def test_a_studio_brings_its_word_files(visit: Visit, tmp_path: Path, way: str) -> None:
    folder = lay_out(tmp_path / "工作室成果")
    leader = visit.signed_in("leader", DESKTOP if way == "folder" else PHONE)
    bring(leader, folder, pack(folder, tmp_path / "工作室成果.zip") if way == "zip" else None)
    look_at_one(leader)
    address = make_all(leader)
    if way == "zip":
        undo(leader, "已撤销，3 份草稿移到了回收站")
        return
    number = open_lacking(leader)
    correct(leader, number)
    reviewer = visit.signed_in("reviewer", DESKTOP)
    give_back(reviewer)
    answer(leader, number)
    publish(reviewer, number)
    open_notice(leader, f"《{TITLE}》已审核通过并发布")
    expect(leader.get_by_role("heading", level=1)).to_contain_text(TITLE)
    fill_form(leader)
    printed = print_view(leader, tmp_path)
    made = word_file(leader, tmp_path)
    leader.goto(address)
    undo(leader, "已撤销，2 份草稿移到了回收站")
    expect(leader.get_by_text("1 份保留没动")).to_be_visible()
    on_paper(printed)
    on_paper(through_office(made, tmp_path))


def bring(page: Page, folder: Path, packed: Path | None) -> None:
    """Choose the folder or the zip; leave while it is read; come back to the list."""
    page.goto("/imports")
    if packed is None:
        page.locator("#folder").set_input_files(folder)
    else:
        page.locator("#files").set_input_files(packed)
    followed(page.get_by_role("button", name="上传并读取"))
    expect(page).to_have_url(re.compile(r"/imports/[0-9a-f]{24}"))
    address = page.url
    page.goto("/desk")
    page.goto(address)
    expect(page.get_by_text("3 份可以导入，还没有建草稿")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("这是旧版 Word（.doc）文件")).to_be_visible()


def look_at_one(page: Page) -> None:
    """Nothing is made yet: the fields found, what was left, the pictures themselves."""
    followed(page.get_by_role("link", name=TITLE))
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"预览：{TITLE}")
    expect(page.locator(".import-fields")).to_contain_text("去刺时间：40 → 12 分钟")
    expect(page.locator(".import-report")).to_contain_text("联系电话 0731-88880000")
    shown = page.locator(".import-section img")
    expect(shown).to_have_count(2)
    shown.last.scroll_into_view_if_needed()
    expect(shown.last).to_have_js_property("naturalWidth", 320)
    assert overflow(page) <= 0
    followed(page.get_by_role("button", name="保存并回到列表"))


def make_all(page: Page) -> str:
    """One batch of drafts; the address of the import."""
    followed(page.get_by_role("button", name="导入 3 份草稿"))
    expect(page.get_by_text("已建好 3 份草稿")).to_be_visible(timeout=PATIENCE)
    for name in OTHERS:
        expect(page.get_by_role("link", name=name.removesuffix(".docx"))).to_be_visible()
    return page.url


def undo(page: Page, words: str) -> None:
    """Taken back as one."""
    page.locator("summary").filter(has_text="撤销这次导入").click()
    followed(page.get_by_role("button", name="确定撤销"))
    expect(page.get_by_text(words)).to_be_visible(timeout=PATIENCE)


def open_lacking(page: Page) -> str:
    """The number of the draft that lacks something, open in the editor."""
    followed(page.get_by_role("link", name=TITLE))
    expect(page).to_have_url(re.compile(r"/d/GJ-\d{4}-\d+/edit"))
    return str(re.findall(r"GJ-\d{4}-\d+", page.url)[0])


def correct(page: Page, number: str) -> None:
    """Follow the list of what is missing to each field; hand in."""
    expect(page.locator("#sections-method")).to_have_value(re.compile(r"!\[图2 快换磨头\]\(/attachments/"))
    expect(page.locator(".file-editor strong").get_by_text(LACKING, exact=True)).to_be_visible()
    page.locator("[data-missing] > summary").click()
    expect(page.locator("[data-missing] li")).to_have_count(3)
    page.locator("[data-missing] a[href='#trade']").click()
    page.locator("#trade").select_option("lathe_operator")
    page.locator("#sections-scope").fill("适用于直径 6～14 mm 的油孔。")
    page.get_by_role("radio", name="没有需要保护的内容").check()
    send(page, "保存并提交审核")
    expect(page.get_by_text("已提交审核")).to_be_visible()


def give_back(page: Page) -> None:
    """The reviewer says why, section by section."""
    open_notice(page, f"《{TITLE}》等待审核")
    for part, reason in {"sections-method": "请写明磨头材料。", "sections-scope": "薄壁孔能不能用，请说明。"}.items():
        page.locator("details", has=page.locator(f"#note-{part}")).locator("> summary").last.click()
        page.locator(f"#note-{part}").fill(reason)
    send(page, "退回修改")
    expect(page).to_have_url(re.compile("/review$"))


def answer(page: Page, number: str) -> None:
    """The author finds each reason beside its section, writes, hands in again."""
    open_notice(page, f"《{TITLE}》被退回")
    expect(page).to_have_url(re.compile(f"/d/{number}/edit$"))
    for reason in ("请写明磨头材料。", "薄壁孔能不能用，请说明。"):
        expect(page.locator(".remark", has_text=reason)).to_be_visible()
    method = page.locator("#sections-method")
    method.fill(method.input_value() + "\n磨头用 70 肖氏硬度聚氨酯。\n")
    page.locator("#sections-scope").fill("适用于直径 6～14 mm 的油孔；壁厚小于 3 mm 的不用。")
    send(page, "保存并提交审核")
    expect(page.get_by_text("已提交审核")).to_be_visible()


def publish(page: Page, number: str) -> None:
    """The second round is read and published with a note."""
    page.goto(f"/d/{number}/review")
    expect(page.get_by_text("磨头用 70 肖氏硬度聚氨酯。")).to_be_visible()
    page.locator("#publication_note").fill("已补材料和壁厚，同意发布。")
    send(page, "通过并发布")
    expect(page).to_have_url(re.compile("/review$"))


def fill_form(page: Page) -> None:
    """From the document to its form: what is on record stands there; the rest is asked once."""
    followed(page.get_by_role("link", name="生成申报表").first)
    followed(page.get_by_role("link", name=re.compile(FORM)))
    for name, text in {
        "five_small_kind": "小革新",
        "contact_phone": "0731-88880000",
        "prospects": PROSPECTS,
        "effect_short": EFFECT,
    }.items():
        page.locator(f"#{name}").fill(text)
    for name in ("is_secret", "is_disputed", "is_in_programme"):
        page.locator(f"input[name={name}][value=no]").check()
    followed(page.locator("#main").get_by_role("button", name="保存", exact=True).first)
    expect(page.get_by_text("已保存，其他表格也会用上。")).to_be_visible()
    expect(page.get_by_role("heading", name="都填好了")).to_be_visible()


def print_view(page: Page, folder: Path) -> Path:
    """The form as the browser prints it."""
    followed(page.get_by_role("link", name="打印版"))
    expect(page.locator(".paper-sheet h1")).to_be_visible()
    target = folder / "打印版.pdf"
    page.pdf(path=target, format="A4", prefer_css_page_size=True)
    page.go_back()
    return target


def word_file(page: Page, folder: Path) -> Path:
    """The form as a Word file that any reader of the format opens."""
    with page.expect_download() as coming:
        page.get_by_role("link", name="下载 Word").click()
    target = folder / coming.value.suggested_filename
    coming.value.save_as(target)
    shown = docx.Document(str(target))
    cells = [cell.text for table in shown.tables for row in table.rows for cell in row.cells]
    assert TITLE in cells
    return target


def through_office(made: Path, folder: Path) -> Path:
    """The Word file as LibreOffice prints it."""
    office = shutil.which("soffice")
    if office is None:
        if os.environ.get("TESTS_WITH_EVERY_PROGRAM"):
            pytest.fail("LibreOffice is not here: install libreoffice-writer and poppler-utils")
        pytest.skip("all but the form through LibreOffice was tried: it is not here (package libreoffice-writer)")
    profile = (folder / "office").as_uri()
    aims = ["--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    command = [office, f"-env:UserInstallation={profile}", *aims, str(made)]
    subprocess.run(command, check=True, capture_output=True, timeout=OFFICE)
    return made.with_suffix(".pdf")


def on_paper(printed: Path) -> None:
    """Whole pages of A4, each with something on it, and every fact there, no sign left of the template's own."""
    if shutil.which("pdftotext") is None and not os.environ.get("TESTS_WITH_EVERY_PROGRAM"):
        pytest.skip("all but the text on paper was tried: pdftotext is not here (package poppler-utils)")
    text = subprocess.run(["pdftotext", "-layout", printed, "-"], check=True, capture_output=True).stdout.decode()
    flat = "".join(text.split())
    assert [each for each in PRINTED if "".join(each.split()) not in flat] == []
    assert "{{" not in flat
    assert "None" not in flat
    pages = printed.with_name(f"{printed.stem}-pages")
    pages.mkdir()
    subprocess.run(["pdftoppm", "-r", "60", "-png", printed, pages / "page"], check=True)
    drawn = sorted(pages.iterdir())
    assert len(drawn) == text.count("\f")
    assert all(len(page.read_bytes()) > 1500 for page in drawn)
