"""Finding and reading, on a phone and on a desktop: search, narrow, open, follow the steps, keep for later."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.exhibits import Exhibits
from tests.browser.people import DESKTOP, PHONE, Device, Visit, followed, overflow, without_yet


def search_from_home(page: Page, words: str) -> None:
    page.goto("/")
    box = page.locator("#home-search")
    box.fill(words)
    followed(box, "Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))


def found(page: Page) -> int:
    """How many results the page says there are."""
    words = page.get_by_role("status").filter(has_text="条结果").inner_text()
    return int(re.findall(r"\d+", words)[0])


def test_find_narrow_and_open(visit: Visit, device: Device) -> None:
    page = visit.page(device)
    search_from_home(page, "钻模")
    before = found(page)
    expect(page.locator(".result-list > li").first).to_contain_text("钻模")
    expect(page.locator(".result-list mark").first).to_be_visible()

    if device == PHONE:
        expect(page.locator("#facets")).to_be_hidden()
        page.get_by_role("link", name="筛选", exact=True).click()
    followed(page.locator(".facet-option", has_text="创新成果").first)
    chip = page.get_by_role("list", name="已选条件").get_by_role("link", name="创新成果")
    expect(chip).to_be_visible()
    assert 0 < found(page) < before
    assert "kind=" in page.url

    followed(chip)
    expect(page.get_by_role("list", name="已选条件")).to_have_count(0)
    assert found(page) == before
    page.go_back()
    expect(page.get_by_role("list", name="已选条件")).to_be_visible()

    title = page.locator(".result-list .card-title a").first
    words = title.inner_text()
    followed(title)
    expect(page).to_have_url(re.compile(r"/d/GJ-\d{4}-\d+"))
    expect(page.get_by_role("heading", level=1)).to_have_text(words)
    assert overflow(page) <= 0


def test_a_question_and_a_slip_of_the_pen_find_something(visit: Visit, device: Device) -> None:
    page = visit.page(device)
    for words in ("深孔镗削有振纹怎么办", "zuanmu"):
        search_from_home(page, words)
        assert found(page) > 0


def test_nothing_found_says_what_to_do(visit: Visit) -> None:
    page = visit.page()
    search_from_home(page, "qqzzxxjjkk")
    expect(page.get_by_role("heading", name="没有找到相符的结果")).to_be_visible()
    followed(page.get_by_role("link", name="看全部成果"))
    assert found(page) >= 120


def test_steps_are_ticked_and_stay_ticked(visit: Visit, device: Device, shown: Exhibits) -> None:
    page = visit.page(device)
    page.goto(f"/d/{shown.rich}")
    page.get_by_label("第 1 步已完成").check()
    expect(page.get_by_text("已完成 1 / 3 步")).to_be_visible()
    page.reload()
    expect(page.get_by_label("第 1 步已完成")).to_be_checked()
    expect(page.get_by_label("第 2 步已完成")).not_to_be_checked()
    page.get_by_role("button", name="重新开始").click()
    expect(page.get_by_label("第 1 步已完成")).not_to_be_checked()


def test_one_step_a_screen(visit: Visit, device: Device, shown: Exhibits) -> None:
    page = visit.page(device)
    page.goto(f"/d/{shown.rich}")
    page.locator("[data-stepwise]").click()
    expect(page.locator("#step-1")).to_be_visible()
    expect(page.locator("#step-2")).to_be_hidden()
    on = page.locator("[data-stepwise-on]")
    on.click()
    expect(page.locator("#step-2")).to_be_visible()
    expect(page.locator("#step-2")).to_contain_text("停机挂牌后才能伸手")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#step-1")).to_be_visible()
    on.click()
    on.click()
    on.click()
    expect(page.get_by_text("已完成 3 / 3 步")).to_be_visible()


def test_files_can_be_looked_at_and_taken_home(visit: Visit, device: Device, shown: Exhibits) -> None:
    page = visit.page(device)
    page.goto(f"/d/{shown.rich}#files")
    drawing = page.locator(".attachment").filter(has_text="减振刀杆装配图")
    preview = drawing.locator("img").first
    preview.scroll_into_view_if_needed()
    expect(preview).to_have_js_property("complete", True)
    expect(preview).not_to_have_js_property("naturalWidth", 0)
    with page.expect_download() as waiting:
        drawing.get_by_role("link", name="下载").click()
    assert waiting.value.suggested_filename == "减振刀杆装配图（A2，含公差与技术要求）.pdf"
    followed(drawing.get_by_role("link", name="在线查看"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("减振刀杆装配图")
    followed(page.get_by_role("link", name="下一页"))
    expect(page.get_by_text("2 / 3")).to_be_visible()


def test_a_picture_opens_large_and_closes(visit: Visit, device: Device, shown: Exhibits) -> None:
    page = visit.page(device)
    page.goto(f"/d/{shown.rich}")
    picture = page.locator(".step-picture img")
    picture.scroll_into_view_if_needed()
    picture.click()
    expect(page.locator(".pswp--ui-visible")).to_be_visible()
    for _ in range(20):  # it does not listen while it is opening
        page.keyboard.press("Escape")
        page.wait_for_timeout(250)
        if not page.locator(".pswp").count():
            break
    expect(page.locator(".pswp")).to_have_count(0)


def test_what_is_pressed_before_its_script_has_come_is_not_lost(visit: Visit, shown: Exhibits) -> None:
    page = visit.page()
    with without_yet(page, re.compile("photoswipe-lightbox")):
        page.goto(f"/d/{shown.rich}")
        page.locator(".step-picture img").click()
        expect(page.locator(".pswp")).to_have_count(0)
    expect(page.locator(".pswp--ui-visible")).to_be_visible()
    with without_yet(page, re.compile("/js/")):
        page.goto(f"/d/{shown.rich}", wait_until="commit")
        page.get_by_label("第 1 步已完成").check()
    expect(page.get_by_text("已完成 1 / 3 步")).to_be_visible()


def test_a_favourite_is_found_again(visit: Visit, device: Device, shown: Exhibits) -> None:
    role = {PHONE: "worker", DESKTOP: "auditor"}[device]
    page = visit.signed_in(role, device)
    with page.expect_response(re.compile("/opened$")):
        page.goto(f"/d/{shown.rich}")
    title = page.get_by_role("heading", level=1).inner_text()
    page.locator("main").get_by_role("button", name="收藏").click()
    expect(page.locator("main").get_by_role("button", name="已收藏")).to_have_attribute("aria-pressed", "true")
    page.goto("/me")
    favourites = page.locator("section").filter(has=page.get_by_role("heading", name="我的收藏"))
    expect(favourites.get_by_role("link", name=title)).to_be_visible()
    read = page.locator("section").filter(has=page.get_by_role("heading", name="最近看过"))
    expect(read.get_by_role("link", name=title)).to_be_visible()


@pytest.mark.parametrize("path", ["/d/{}", "/search?q=%E9%92%BB%E6%A8%A1", "/"])
def test_a_phone_has_room_for_fingers(visit: Visit, shown: Exhibits, path: str) -> None:
    page = visit.page(PHONE)
    page.goto(path.format(shown.rich))
    small = page.evaluate(
        """() => Array.from(document.querySelectorAll('button, .button, .chip, .facet-option, .input, .tool'))
          .filter((each) => each.getClientRects().length)
          .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect().height])
          .filter(([, height]) => height < 43.5)"""
    )
    assert small == []
