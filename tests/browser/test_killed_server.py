"""The program is killed while somebody types: what was kept is there, what was not waits in the browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.exhibits import Exhibits
from tests.browser.people import Visit
from tests.browser.serving import Account
from tests.browser.test_editor import keep_now, open_editor
from tests.browser.test_writing import STATE
from tests.running import Running, address_of, copy_of, kill, start
from webapp.settings import Settings


def test_nothing_typed_before_the_last_keeping_is_lost(
    visit: Visit, furnished: tuple[Settings, dict[str, Account], Exhibits], tmp_path: Path
) -> None:
    environ = copy_of(furnished[0], tmp_path)
    process = start(environ)
    try:
        visit.served = Running(address_of(environ), furnished[1])
        page = visit.signed_in("member")
        number = open_editor(page, "写到一半断电")
        page.locator("#summary").fill("断电前已经自动保存")
        page.locator("#sections-problem").fill("第一段\n\n- 一项\n")
        keep_now(page)
        expect(page.locator(STATE)).to_contain_text("已自动保存")
        kill(process)
        page.locator("#sections-method").fill("断电以后还在写")
        keep_now(page)
        expect(page.locator(STATE)).to_contain_text("保存失败，已留在本机")
        context = page.context
        page.close()  # as in a crash of the browser: nothing is taken along, and nothing is sent later on
        process = start(environ)
        other = context.new_page()
        other.goto(f"/d/{number}/edit")
        expect(other.locator("#summary")).to_have_value("断电前已经自动保存")
        expect(other.locator("#sections-problem")).to_have_value("第一段\n\n- 一项\n")
        expect(other.locator("#sections-method")).to_have_value("")
        other.locator("[data-kept-bring]").click()
        expect(other.locator("#sections-method")).to_have_value("断电以后还在写")
        other.keyboard.press("Control+s")
        expect(other.locator(STATE)).to_contain_text("已保存")
    finally:
        kill(process)
    visit.close()
    visit.problems.clear()  # Chromium writes what could not be fetched into its console
