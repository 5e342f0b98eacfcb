"""From a search to a hall, and from a studio's nomination to a hall, in a real browser."""

from __future__ import annotations

from urllib.parse import quote

from playwright.sync_api import expect

from tests.browser.exhibits import Exhibits
from tests.browser.people import Visit, followed


def test_search_choose_three_add_and_see_them_arranged(visit: Visit, shown: Exhibits) -> None:
    key = shown.keys["show_begun"]
    page = visit.signed_in("curator")
    page.goto(f"/search?q={quote('焊')}")
    titles = [page.locator(".result-list .card-title a").nth(place).inner_text() for place in range(3)]
    for place in range(3):
        page.locator("input[name=number]").nth(place).check()
    followed(page.get_by_role("button", name="所选加入展览"))
    page.get_by_label("哪个展览").select_option(key)
    followed(page.get_by_role("button", name="换到这个展览"))
    new = page.locator(".pick-list input").count()
    assert new
    followed(page.get_by_role("button", name="加入展厅"))
    expect(page).to_have_url(f"{page.url.split('/exhibitions')[0]}/exhibitions/{key}/arrange")
    for title in titles:
        expect(page.get_by_text(title).first).to_be_attached()


def test_nominate_and_accept(visit: Visit, shown: Exhibits) -> None:
    key = shown.keys["collected"]
    studio = visit.signed_in("leader")
    studio.goto(f"/exhibitions/calls/{key}")
    number = studio.locator("select[name=number] option").nth(1).get_attribute("value") or ""
    studio.get_by_label("提名哪项成果").select_option(number)
    studio.get_by_label("推荐理由").fill("三条生产线在用，可以现场试切。")
    followed(studio.get_by_role("button", name="提名", exact=True))
    expect(studio.get_by_text("待策展人答复")).to_be_visible()
    curator = visit.signed_in("curator")
    curator.goto(studio.url)
    followed(curator.get_by_role("button", name="入选", exact=True))
    expect(curator.get_by_text("已入选")).to_be_visible()
    studio.reload()
    expect(studio.get_by_text("已入选")).to_be_visible()
