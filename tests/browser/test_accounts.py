"""Accounts: made by a manager, first sign-in with a new password, own sessions, signing out."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.people import PHONE, Device, Visit, followed, sign_in
from tests.browser.serving import Account

NEW_PASSWORD = "一句好记的话 2026 钻模"


def open_menu(page: Page, device: Device) -> None:
    """Open the menu with the things of one's own."""
    name = "菜单" if device == PHONE else "新来的钳工"
    page.locator(".site-tools summary").filter(has_text=name).click()


def test_made_by_a_manager_used_by_a_worker(visit: Visit, device: Device) -> None:
    username = f"xinren-{device}"
    manager = visit.signed_in("manager", device)
    manager.goto("/accounts")
    followed(manager.get_by_role("link", name="新建账号"))
    manager.get_by_label("用户名").fill(username)
    manager.get_by_label("姓名").fill("新来的钳工")
    followed(manager.get_by_role("button", name="新建账号"))
    password = manager.locator("td code").inner_text()
    manager.goto("/accounts")
    expect(manager.get_by_role("link", name="新来的钳工").first).to_be_visible()

    worker = visit.page(device)
    sign_in(worker, Account(username, password))
    expect(worker).to_have_url(re.compile("/me/password"))
    worker.goto("/me")
    expect(worker).to_have_url(re.compile("/me/password"))
    worker.get_by_label("现在的密码").fill(password)
    worker.get_by_label("新密码", exact=True).fill(NEW_PASSWORD)
    worker.get_by_label("再填一次新密码").fill(NEW_PASSWORD)
    followed(worker.get_by_role("button", name="修改密码"))
    expect(worker).not_to_have_url(re.compile("/me/password"))

    elsewhere = visit.page(device)
    sign_in(elsewhere, Account(username, NEW_PASSWORD))
    worker.goto("/me/sessions")
    expect(worker.get_by_text("本设备", exact=True)).to_have_count(1)
    followed(worker.get_by_role("button", name="退出其他所有设备"))
    elsewhere.goto("/me")
    expect(elsewhere).to_have_url(re.compile("/sign-in"))

    worker.goto("/")
    open_menu(worker, device)
    followed(worker.get_by_role("button", name="退出登录").locator("visible=true"))
    worker.goto("/me")
    expect(worker).to_have_url(re.compile("/sign-in"))


def test_a_wrong_password_says_no_more_than_needed(visit: Visit) -> None:
    page = visit.page()
    page.goto("/sign-in")
    said = []
    for username in ("demo-worker", "nobody-of-this-name"):
        page.get_by_label("用户名").fill(username)
        page.locator("input[name=password]").fill("not this one")
        followed(page.locator("main form button[type=submit]").first)
        said.append(page.locator(".error-summary").inner_text())
    assert said[0] == said[1]
    visit.problems.clear()


def test_signing_in_leads_back_to_where_one_was(visit: Visit) -> None:
    page = visit.page()
    page.goto("/me")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=/me"))
    account = visit.served.accounts["curator"]
    page.get_by_label("用户名").fill(account.username)
    page.locator("input[name=password]").fill(account.password)
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile(r"/me$"))
