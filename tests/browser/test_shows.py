"""Visitors of a show in a real browser: the tour by swipe and by arrow keys, the kiosk, the copy, the poster."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.copies import missing, walk
from tests.browser.exhibits import Exhibits
from tests.browser.people import PHONE, Visit, followed, overflow
from tests.browser.serving import Serving
from tests.browser.touring import BACK, FORWARD, full_screen, swipe
from webapp.base.actor import VISITOR
from webapp.exhibitions.makers import makers_of
from webapp.exhibitions.queries.showing import visited


def show_of(shown: Exhibits) -> str:
    """The address of the show."""
    return f"/exhibitions/{shown.keys['tour']}"


def arrow_right(page: Page) -> None:
    """Press the key; ends on the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press("ArrowRight")


def stop_the_clock(page: Page) -> None:
    """Time passes when the test says so, however long the machine takes for the rest."""
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))


def test_the_tour_on_a_phone_goes_on_by_swiping(visit: Visit, shown: Exhibits) -> None:
    page = visit.page(PHONE)
    page.goto(show_of(shown))
    followed(page.get_by_role("link", name="开始参观"))
    expect(page.locator(".hall-door h1")).to_be_visible()
    assert overflow(page) <= 0
    swipe(page, FORWARD)
    expect(page.locator(".dock-at")).to_contain_text("1 /")
    swipe(page, FORWARD)
    expect(page.locator(".dock-at")).to_contain_text("2 /")
    assert overflow(page) <= 0
    swipe(page, BACK)
    expect(page.locator(".dock-at")).to_contain_text("1 /")


def test_the_whole_tour_on_a_big_screen_by_arrow_keys(visit: Visit, shown: Exhibits) -> None:
    page = visit.page(viewport={"width": 1920, "height": 1080})
    page.goto(show_of(shown))
    arrow_right(page)
    expect(page.locator(".hall-door")).to_be_visible()
    seen = 0
    for _stop in range(40):
        assert overflow(page) <= 0
        seen += page.locator("article.item").count()
        last = page.locator(".dock-after").get_attribute("rel") != "next"
        if last:
            break
        before = page.url
        arrow_right(page)
        expect(page).not_to_have_url(before)
    expect(page.locator(".dock-at")).to_contain_text(f"{seen} / {seen}")
    arrow_right(page)
    expect(page.get_by_role("heading", name="留言簿")).to_be_visible()


def test_the_guided_tour_goes_on_by_itself_until_stopped(visit: Visit, shown: Exhibits) -> None:
    page = visit.page()
    stop_the_clock(page)
    page.goto(show_of(shown))
    followed(page.get_by_role("link", name="自动导览"))
    expect(page.locator(".hall-door")).to_be_visible()
    with page.expect_navigation():
        page.clock.run_for(9_000)
    expect(page.locator(".dock-at")).to_contain_text("1 /")
    page.get_by_role("button", name="停止自动导览").click()
    page.clock.run_for(20_000)
    expect(page.locator(".dock-at")).to_contain_text("1 /")


def test_a_kiosk_left_alone_returns_to_its_cover(visit: Visit, shown: Exhibits) -> None:
    page = visit.page(viewport={"width": 1080, "height": 1920}, has_touch=True)
    stop_the_clock(page)
    page.goto(f"{show_of(shown)}/kiosk")
    page.get_by_role("link", name="开始参观").click()
    page.locator(".exhibit-title a").first.click()
    expect(page.locator("article.item")).to_be_visible()
    page.clock.run_for(80_000)
    expect(page.get_by_text("还在看吗？")).to_be_visible()
    page.get_by_role("button", name="继续看").click()
    expect(page.get_by_text("还在看吗？")).to_be_hidden()
    expect(page.locator("article.item")).to_be_visible()
    page.clock.run_for(91_000)
    expect(page.locator(".cover h1")).to_be_visible()
    assert page.url.endswith("/kiosk")


def test_a_kiosk_fills_the_screen_and_stays_so(visit: Visit, shown: Exhibits) -> None:
    page = visit.page(viewport={"width": 1080, "height": 1920}, has_touch=True)
    page.goto(f"{show_of(shown)}/kiosk")
    assert full_screen(page)


def test_the_copy_opens_from_a_disk_without_a_network(
    visit: Visit, shown: Exhibits, served: Serving, tmp_path: Path
) -> None:
    with served.site.database.reading() as session:
        exhibition, what = visited(session, VISITOR, shown.keys["tour"])
    make = makers_of(served.site.parts)["offline"]
    made = make(what, exhibition, "zh", served.site.files, lambda done, total: None)
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(tmp_path)
    made.path.unlink()
    walked = walk(visit.chromium, tmp_path / "show")
    assert walked.troubles == []
    assert "all.html" in walked.pages
    assert missing(tmp_path / "show") == []
    context = visit.chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", offline=True)
    page = context.new_page()
    page.goto((tmp_path / "show" / "all.html").as_uri())
    page.get_by_label("关键词").fill("样机")
    expect(page.locator(".exhibit:visible")).to_have_count(1)
    context.close()


@pytest.mark.parametrize("item", [False, True])
def test_the_code_on_the_poster_leads_to_the_show(visit: Visit, shown: Exhibits, served: Serving, item: bool) -> None:
    page = visit.page(PHONE)
    key = shown.keys["tour_drawn"]
    page.goto(f"{show_of(shown)}/poster" + (f"?item={key}" if item else ""))
    picture = Image.open(io.BytesIO(page.locator(".poster").screenshot()))
    found = [each.text for each in zxingcpp.read_barcodes(picture)]
    assert found == [f"{served.address}{show_of(shown)}" + (f"/items/{key}" if item else "")]
    page.goto(found[0])
    assert re.search(r"/items/" if item else r"/exhibitions/\w+$", page.url)


def test_a_show_reads_without_scripts(visit: Visit, shown: Exhibits) -> None:
    page = visit.page(PHONE, java_script_enabled=False)
    page.goto(show_of(shown))
    followed(page.get_by_role("link", name="开始参观"))
    followed(page.locator(".hall-begin a"))
    expect(page.locator("article.item h1")).to_be_visible()
    page.goto(f"{show_of(shown)}/all")
    page.get_by_label("关键词").fill("样机")
    followed(page.get_by_role("button", name="查找"))
    expect(page.locator(".exhibit")).to_have_count(1)
