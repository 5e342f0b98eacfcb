"""The result page and what is kept of searches, as people use them on a phone and a desktop."""

from __future__ import annotations

import re
from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.browser.exhibits import Exhibits
from tests.browser.people import PHONE, Device, Visit, followed, overflow, reloaded_until_seen

ASKED = "/search?q=" + quote("钻模")


def open_filters(page: Page, device: Device) -> None:
    if device == PHONE:
        page.get_by_role("link", name=re.compile("^筛选")).click()


def test_narrowing_with_several_values_and_taking_them_away(visit: Visit, device: Device) -> None:
    page = visit.page(device)
    page.goto(ASKED)
    for kind in ("创新成果", "先进操作法"):
        open_filters(page, device)
        followed(page.locator(".facet-option", has_text=kind).first)
        expect(page.locator(".chips")).to_contain_text(kind)
    expect(page).to_have_url(re.compile("kind=innovation.*kind=operation_method"))
    assert overflow(page) == 0
    followed(page.locator(".chips .chip-on").first)
    followed(page.locator(".chips .chip-on").first)
    expect(page).to_have_url(re.compile(r"/search\?q=[^&]*$"))
    expect(page.locator(".chips")).to_have_count(0)


def test_a_hit_opens_at_its_step(visit: Visit, device: Device) -> None:
    page = visit.page(device)
    page.goto("/search?q=" + quote("停机挂牌后才能伸手"))
    place = page.locator(".card-action", has_text=re.compile("第 \\d+ 步")).first
    number = re.findall(r"\d+", place.inner_text())[0]
    followed(place)
    expect(page).to_have_url(re.compile(f"#step-{number}$"))
    expect(page.locator(f"#step-{number}")).to_be_in_viewport()


def test_one_press_back_to_the_exact_words(visit: Visit) -> None:
    page = visit.page()
    page.goto(ASKED)
    expect(page.get_by_text("同时搜索了：")).to_be_visible()
    followed(page.get_by_role("link", name="只搜原词"))
    expect(page.get_by_text("只搜索了原词。")).to_be_visible()
    followed(page.get_by_role("link", name="也搜近义词"))
    expect(page.get_by_text("同时搜索了：")).to_be_visible()


def test_the_advanced_form_leads_to_results_and_back(visit: Visit, device: Device) -> None:
    page = visit.page(device)
    page.goto(ASKED)
    followed(page.get_by_role("link", name="高级搜索"))
    expect(page.get_by_label("含有这些词")).to_have_value("钻模")
    page.get_by_label("名称里有").fill("箱体")
    followed(page.locator("main form").get_by_role("button", name="搜索"))
    expect(page.locator(".chips")).to_contain_text("名称含“箱体”")
    expect(page.locator(".result-list")).to_contain_text("箱体")
    assert overflow(page) == 0


def test_a_search_in_vain_becomes_a_draft_and_a_search_is_kept(visit: Visit, device: Device) -> None:
    page = visit.signed_in("worker", device)
    page.goto("/search?q=" + quote("qwxzvk"))
    followed(page.get_by_role("link", name="把这个问题存为求助草稿"))
    page.get_by_label("想解决什么问题").fill(f"永动机怎么装 {device}")
    followed(page.get_by_role("button", name="保存草稿"))
    expect(page.locator(".result-list")).to_contain_text(f"永动机怎么装 {device}")

    page.goto(ASKED + f"&kind={'innovation' if device == PHONE else 'operation_method'}")
    page.locator("summary", has_text="保存搜索").click()
    expect(page.locator(".menu-sheet", has=page.get_by_label("名称"))).to_be_in_viewport(ratio=1)
    page.get_by_label("名称").fill(f"钻模的新成果 {device}")
    followed(page.get_by_role("button", name="保存", exact=True))
    expect(page.locator("main")).to_contain_text(f"钻模的新成果 {device}")


def test_what_was_searched_is_offered_again_and_can_be_forgotten(visit: Visit) -> None:
    page = visit.signed_in("manager")
    with page.expect_response(lambda answer: answer.url.endswith("/searches/recent")):
        page.goto("/search?q=" + quote("减振刀杆"))
    page.goto("/people")
    page.keyboard.press("/")
    expect(page.get_by_role("option", name=re.compile("减振刀杆.*最近搜索"))).to_be_visible()
    page.goto("/searches")
    followed(page.get_by_role("button", name="忘记“减振刀杆”"))
    expect(page.locator("#recent")).to_be_visible()
    expect(page.locator(".chips", has_text="减振刀杆")).to_have_count(0)


def test_an_administrator_sees_what_a_rule_does_before_it_holds(visit: Visit, shown: Exhibits, device: Device) -> None:
    page = visit.signed_in("administrator", device)
    word = f"哐啷{'甲' if device == PHONE else '乙'}"
    page.goto("/lexicon/rule?kind=synonyms")
    page.get_by_label("规则").fill(f"{word} > 钻模")
    followed(page.get_by_role("button", name="看看效果"))
    expect(page.locator("main")).to_contain_text("多找到：")
    assert overflow(page) == 0
    followed(page.get_by_role("button", name="保存规则"))
    expect(page.locator("main")).to_contain_text(f"{word} > 钻模")
    page.goto("/search?q=" + quote(word))
    reloaded_until_seen(page, page.locator(".result-list", has_text="钻模"))
    expect(page.locator(".result-list")).to_contain_text("钻模")
    page.goto("/lexicon/history")
    page.locator("summary", has_text="撤销").first.click()
    followed(page.locator(".confirm-body button[type=submit]").first)
    expect(page.get_by_text("已撤销")).to_be_visible()


def test_what_was_perhaps_meant_is_one_press_away(visit: Visit, device: Device) -> None:
    page = visit.page(device)
    page.goto("/search?patent=granted&q=" + quote("剪振刀杆量子卡盘"))  # few enough to ask
    meant = page.locator("#results p", has_text="您是不是要找：").get_by_role("link").first
    reloaded_until_seen(page, meant)  # while the index has not followed yet, nothing is suggested
    text = meant.inner_text()
    assert overflow(page) == 0
    followed(meant)
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)
    expect(page.locator(".result-list mark").first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("剪振刀杆")


def test_words_that_sound_the_same_are_searched_too_and_left_again(visit: Visit, device: Device) -> None:
    page = visit.page(device)
    page.goto("/search?q=" + quote("剪振刀杆"))
    expect(page.get_by_text("同时搜索了：")).to_be_visible()
    followed(page.get_by_role("link", name="只搜原词"))
    expect(page.get_by_text("只搜索了原词。")).to_be_visible()
    expect(page.get_by_text("同时搜索了：")).to_have_count(0)
    assert overflow(page) == 0


def test_a_hit_in_an_attachment_opens_at_its_page(visit: Visit, device: Device) -> None:
    page = visit.page(device)
    page.goto("/search?q=Tolerances")
    line = page.locator(".result-list li", has_text="附件第 3 页").first
    expect(line.locator("bdi")).to_contain_text(".pdf")
    assert overflow(page) == 0
    followed(line.get_by_role("link", name="附件第 3 页"))
    expect(page).to_have_url(re.compile(r"/attachments/[^/]+/view\?page=3$"))
    expect(page.get_by_role("img", name=re.compile("第 3 页"))).to_be_visible()


def test_chips_take_one_filter_away_or_all(visit: Visit, device: Device) -> None:
    page = visit.page(device)
    page.goto(ASKED + "&kind=innovation&kind=handbook&in_title=" + quote("钻模"))
    expect(page.locator(".chips .chip-on")).to_have_count(3)
    followed(page.locator(".chips .chip-on", has_text="名称含"))
    expect(page.locator(".chips .chip-on")).to_have_count(2)
    followed(page.locator(".chips").get_by_role("link", name="全部").last)
    expect(page.locator(".chips")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/search\?q=[^&]*$"))


def test_results_on_paper_are_the_list_alone(visit: Visit) -> None:
    page = visit.page()
    page.goto(ASKED)
    page.emulate_media(media="print")
    expect(page.locator(".result-list .card").first).to_be_visible()
    for shown_on_screens_only in (".facets", ".tabs", ".site-header", ".pagination", ".page-head-row .chip"):
        for each in page.locator(shown_on_screens_only).all():
            expect(each).to_be_hidden()
    assert page.pdf().startswith(b"%PDF")
