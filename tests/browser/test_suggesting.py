"""Suggestions in a real browser: keyboard, composing, focus, what is sent and what is not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.people import DESKTOP, PHONE, Device, Visit, overflow


def asked(page: Page) -> list[str]:
    """What is asked of the suggestions, filled while the page lives."""
    found: list[str] = []

    def note(request: Request) -> None:
        if "/search/suggestions" in request.url:
            found.append(unquote(request.url.partition("?q=")[2]))

    page.on("request", note)
    return found


@pytest.mark.parametrize("address", ["/", "/people"])
def test_arrows_choose_and_enter_opens(visit: Visit, device: Device, address: str) -> None:
    page = visit.page(device)
    page.goto(address)
    page.keyboard.press("/")
    field = page.locator(":focus")
    page.keyboard.insert_text("zm")  # at once: a list for one letter would go when that for both comes
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    chosen = options.first
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    expect(field).to_be_focused()
    assert overflow(page) == 0
    page.keyboard.press("ArrowUp")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_have_value("zm")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    text = chosen.locator("span").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(text)


def test_enter_without_a_choice_searches_what_was_typed(visit: Visit) -> None:
    page = visit.page()
    page.goto("/")
    page.locator("#home-search").fill("钻模")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))
    expect(page.locator("#site-search")).to_have_value("钻模")


def test_nothing_is_asked_while_characters_are_composed(visit: Visit) -> None:
    page = visit.page()
    page.goto("/people")
    sent = asked(page)
    page.keyboard.press("/")
    session = page.context.new_cdp_session(page)
    for text in ("z", "zu", "zua", "zuan", "zuan m", "zuan mu"):
        session.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        page.wait_for_timeout(60)
    page.wait_for_timeout(250)
    assert sent == []
    expect(page.get_by_role("option")).to_have_count(0)
    session.send("Input.insertText", {"text": "钻模"})
    expect(page.get_by_role("option").first).to_be_visible()
    assert sent == ["钻模"]


def test_quick_typing_asks_once_and_known_answers_are_not_asked_again(visit: Visit) -> None:
    page = visit.page()
    page.goto("/people")
    sent = asked(page)
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))  # keys follow each other at once, however busy it is
    page.keyboard.press("/")
    page.keyboard.type("焊接机器人")
    page.clock.run_for(300)
    expect(page.get_by_role("option").first).to_be_visible()
    assert sent == ["焊接机器人"]
    with page.expect_response(lambda answer: "/search/suggestions" in answer.url):
        page.keyboard.press("Backspace")
        page.clock.run_for(300)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.type("人")
    page.clock.run_for(300)
    assert sent == ["焊接机器人", "焊接机器"]


@pytest.mark.parametrize("device", [PHONE, DESKTOP])
def test_a_press_opens_what_is_suggested(visit: Visit, device: Device) -> None:
    page = visit.page(device)
    page.goto("/")
    page.locator("#home-search").fill("钻模")
    line = page.get_by_role("option", name="成果").first
    text = line.locator("span").first.inner_text()
    line.click()
    expect(page).to_have_url(re.compile(r"/d/GJ-"))
    expect(page.locator("h1")).to_contain_text(text)
