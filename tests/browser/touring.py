"""What visitors do in a browser: go through a show by the way on, by swiping, at a kiosk; leave word."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.people import followed, overflow

SWIPE = """(across) => {
  const touch = (x) => new Touch({identifier: 1, target: document.body, clientX: x, clientY: 300});
  const send = (kind, x, down) => document.body.dispatchEvent(new TouchEvent(kind, {bubbles: true,
    touches: down ? [touch(x)] : [], changedTouches: [touch(x)]}));
  send('touchstart', 200, true);
  send('touchend', 200 + across, false);
}"""
FORWARD, BACK = -150, 150
STOPS = 1000


@dataclass(frozen=True, slots=True)
class Seen:
    """An item that was stood before: its address and heading."""

    address: str
    title: str


def swipe(page: Page, across: int) -> None:
    """One finger, sideways; ends on the page it leads to."""
    with page.expect_navigation():
        page.evaluate(SWIPE, across)


def tour(page: Page, address: str, look: Callable[[Page, int], None] = lambda page, number: None) -> list[Seen]:
    """From the cover by "next" to the end; the items in the order they came. Too wide a page fails."""
    page.goto(address)
    followed(page.get_by_role("link", name="开始参观"))
    seen: list[Seen] = []
    for _stop in range(STOPS):
        assert overflow(page) <= 0, page.url
        if page.locator("article.item").count():
            seen.append(Seen(page.url, page.locator("article.item h1").inner_text()))
            look(page, len(seen))
        way = page.locator(".dock-after")
        if way.get_attribute("rel") != "next":
            return seen
        before = page.url
        followed(way)
        expect(page).not_to_have_url(before)
    raise AssertionError("the tour has no end")


def swipe_once(page: Page, item: str) -> bool:
    """From an item to the one behind it and back by one finger; whether it came back to it."""
    page.goto(item)
    swipe(page, FORWARD)
    expect(page).not_to_have_url(item)
    swipe(page, BACK)
    expect(page).to_have_url(item)
    return page.url == item


def leave_intent(page: Page, item: str, name: str, contact: str) -> str:
    """Say that one wants to use it; the private address it leads to."""
    page.goto(item)
    followed(page.get_by_role("link", name="想用"))
    page.locator("#name").fill(name)
    page.locator("#contact").fill(contact)
    page.locator("#consent").check()
    followed(page.get_by_role("button", name="提交意向"))
    expect(page).to_have_url(re.compile("/exhibition-intents/"))
    return page.url


def write_in_guest_book(page: Page, address: str, text: str, name: str) -> None:
    """Leave words for the curators to read first."""
    page.goto(f"{address}/guest-book")
    page.locator("#text").fill(text)
    page.locator("#name").fill(name)
    followed(page.get_by_role("button", name="写进留言簿"))
    expect(page.get_by_text("谢谢留言")).to_be_visible()


def full_screen(page: Page) -> bool:
    """Press the button of the kiosk; whether the browser went along, and stays so on the next page."""
    button = page.locator("[data-full-screen]")
    if not button.is_visible():
        return False
    button.click()
    expect(button).to_be_hidden()
    page.get_by_role("link", name="开始参观").click()
    expect(page.locator(".hall-door")).to_be_visible()
    return bool(page.evaluate("document.fullscreenElement !== null"))


def left_alone(page: Page, seconds: int) -> bool:
    """From an item, nobody touches the kiosk for this long; whether it asked first and went back to its cover."""
    page.locator(".exhibit-title a").first.click()
    expect(page.locator("article.item")).to_be_visible()
    page.clock.run_for((seconds - 10) * 1000)
    expect(page.get_by_text("还在看吗？")).to_be_visible()
    page.clock.run_for(12_000)
    expect(page.locator(".cover h1")).to_be_visible()
    return page.url.endswith("/kiosk")


def shoot(page: Page, folder: Path, name: str, *, whole: bool = False) -> None:
    """A picture of the page as it is seen, or of the whole of it."""
    page.screenshot(path=folder / f"{name}.png", full_page=whole)
