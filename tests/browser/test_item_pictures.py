"""A picture brought in while an item is being described: what was typed stays, and is saved."""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import curating
from tests.browser.people import Visit, followed


def pictured(folder: Path, name: str) -> Path:
    path = folder / name
    Image.new("RGB", (400, 300), (len(name) * 9, 90, 120)).save(path)
    return path


def editor(page: Page) -> None:
    """The form of an item nobody described, in an exhibition of its own."""
    key = curating.begin(page, {"title": "看图说话展"})
    curating.add_hall(page, key, "第一展厅", "墙上的话")
    page.goto(f"/exhibitions/{key}/add?kind=panel")
    page.locator("[name=title]").fill("现场说明板")
    followed(page.get_by_role("button", name="加入", exact=True))
    expect(page).to_have_url(re.compile("/items/[0-9a-f]{24}/edit"))


def test_what_is_typed_stays_while_pictures_come_in(visit: Visit, tmp_path: Path) -> None:
    page = visit.signed_in("curator")
    editor(page)
    page.locator("#caption").fill("还没有保存的看点")
    page.locator("#upload").set_input_files(pictured(tmp_path, "first.png"))
    wall = page.locator("#pictures .picture-card-on")
    expect(wall).to_have_count(1)
    expect(page.locator("#caption")).to_have_value("还没有保存的看点")
    page.locator("#note").fill("也没有保存的手记")
    page.locator("#upload").set_input_files(pictured(tmp_path, "second-one.png"))
    expect(wall).to_have_count(2)
    expect(page.locator("#caption")).to_have_value("还没有保存的看点")
    expect(page.locator("#note")).to_have_value("也没有保存的手记")
    address = page.url
    followed(page.get_by_role("button", name="保存", exact=True))
    expect(page).to_have_url(re.compile("/arrange"))
    page.goto(address)
    expect(page.locator("#caption")).to_have_value("还没有保存的看点")
    expect(wall).to_have_count(2)


def test_a_choice_not_saved_yet_is_kept_and_the_others_words_are_not_overwritten(visit: Visit, tmp_path: Path) -> None:
    page, other = visit.signed_in("curator"), visit.signed_in("curator")
    editor(page)
    page.locator("#upload").set_input_files(pictured(tmp_path, "a.png"))
    wall = page.locator("#pictures .picture-card-on")
    expect(wall).to_have_count(1)
    chosen = page.locator("#pictures select").first
    chosen.select_option("")
    page.locator("#upload").set_input_files(pictured(tmp_path, "another.png"))
    expect(wall).to_have_count(2)
    expect(chosen).to_have_value("")
    other.goto(page.url)
    other.locator("#caption").fill("别人写的看点")
    followed(other.get_by_role("button", name="保存", exact=True))
    expect(other).to_have_url(re.compile("/arrange"))
    with page.expect_navigation():
        page.locator("#upload").set_input_files(pictured(tmp_path, "the-third-one.png"))
    expect(page.locator("#caption")).to_have_value("别人写的看点")
