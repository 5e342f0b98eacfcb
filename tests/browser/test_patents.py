"""A studio's member records a patent, files it and links it to a result; a visitor sees it once it is granted."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.exhibits import Exhibits
from tests.browser.people import Device, Visit, followed, overflow


def happened(page: Page, kind: str, day: str) -> None:
    """Record an event from the page of the patent."""
    followed(page.get_by_role("link", name="记一件事").first)
    page.get_by_label("发生了什么").select_option(label=kind)
    page.get_by_label(re.compile("^日期")).fill(day)
    followed(page.get_by_role("button", name="记下"))
    expect(page).to_have_url(re.compile(r"/patents/\d+(?:#.*)?$"))


def test_record_file_and_link_a_patent(visit: Visit, device: Device, shown: Exhibits) -> None:
    name = f"一种快换钻模（{device}）"
    page = visit.signed_in("member", device)
    page.goto("/patents/new")
    page.get_by_label(re.compile("^专利名称")).fill(name)
    page.get_by_label("专利类型").select_option(label="实用新型")
    page.get_by_label(re.compile("^申请号或专利号")).fill("ZL 2014 2 0439462.1")
    followed(page.get_by_role("button", name="登记", exact=True))
    expect(page.get_by_role("alert")).to_contain_text("最后一位应是 9")
    expect(page.get_by_label(re.compile("^专利名称"))).to_have_value(name)
    page.get_by_label(re.compile("^申请号或专利号")).fill("")
    followed(page.get_by_role("button", name="登记", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(".patent-plain")).to_contain_text("内容请勿公开")
    address = page.url
    assert overflow(page) <= 0

    happened(page, "提出申请", "2024-01-22")
    expect(page.locator(".patent-plain")).to_contain_text("尚未授权")
    stranger = visit.page(device)
    answer = stranger.goto(address)
    assert answer is not None
    assert answer.status == 404

    page.goto(f"/d/{shown.rich}/patents?q={name}")
    followed(page.get_by_role("button", name="关联：").first)
    expect(page.locator("#linked-title")).to_be_visible()
    stranger.goto(f"/d/{shown.rich}")
    expect(stranger.get_by_text(name)).to_have_count(0)

    page.goto(address)
    happened(page, "授权公告", "2024-08-02")
    expect(page.locator(".patent-drawing")).to_be_visible()
    stranger.goto(address)
    expect(stranger.locator(".patent-plain")).to_contain_text("按期缴费可维持至 2034-01-21")
    expect(stranger.get_by_text("应缴日")).to_have_count(0)
    stranger.goto(f"/d/{shown.rich}")
    expect(stranger.get_by_role("link", name=name)).to_be_visible()
    assert overflow(stranger) <= 0
