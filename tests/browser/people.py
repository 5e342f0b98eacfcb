"""People with a browser: on a phone or a desktop, signed in or not, watched for everything that must not happen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from re import Pattern
from typing import Any, Protocol
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Route, expect

from tests.browser.serving import Account

PATIENCE = 15_000


class Device(StrEnum):
    """What people look at the site with."""

    PHONE = "phone"
    DESKTOP = "desktop"


PHONE, DESKTOP = Device.PHONE, Device.DESKTOP
OPTIONS: dict[Device, dict[str, Any]] = {
    PHONE: {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    DESKTOP: {"viewport": {"width": 1280, "height": 800}},
}
expect.set_options(timeout=PATIENCE)


class Answering(Protocol):
    """A site that can be visited, in this process or in one of its own."""

    @property
    def address(self) -> str:
        """Where it answers."""

    @property
    def accounts(self) -> Mapping[str, Account]:
        """Who can sign in, by role."""


class Visit:
    """Browsers of one test, and what went wrong in them."""

    def __init__(self, chromium: Browser, served: Answering) -> None:
        self.chromium = chromium
        self.served = served
        self.problems: list[str] = []
        self._contexts: list[BrowserContext] = []

    def context(self, device: Device = DESKTOP, **options: Any) -> BrowserContext:
        """A browser of its own, with nothing in it."""
        wanted = {"base_url": self.served.address, "locale": "zh-CN", **OPTIONS[device], **options}
        made = self.chromium.new_context(**wanted)
        made.set_default_timeout(PATIENCE)
        made.on("request", self._on_request)
        made.on("console", self._on_console)
        made.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        self._contexts.append(made)
        return made

    def page(self, device: Device = DESKTOP, **options: Any) -> Page:
        """A page in a browser of its own."""
        return self.context(device, **options).new_page()

    def signed_in(self, role: str, device: Device = DESKTOP, **options: Any) -> Page:
        """A page of someone with this role."""
        page = self.page(device, **options)
        sign_in(page, self.served.accounts[role])
        return page

    def close(self) -> None:
        """Close all of them."""
        for each in self._contexts:
            each.close()

    def _on_request(self, request: Request) -> None:
        if request.url.startswith(("data:", "blob:")):
            return
        if urlsplit(request.url).netloc != urlsplit(self.served.address).netloc:
            self.problems.append(f"other host: {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        page = message.page
        expected = message.text.startswith("Failed to load resource") and message.location["url"] == (
            page.url if page else ""
        )  # a page that answers 404 or 409 says so itself
        if message.type in ("error", "warning") and not expected:
            self.problems.append(f"console: {message.text}")


def sign_in(page: Page, account: Account) -> None:
    """Sign in through the form; ends on whatever page comes next."""
    page.goto("/sign-in")
    page.locator("input[name=username]").fill(account.username)
    page.locator("input[name=password]").fill(account.password)
    followed(page.locator("main form button[type=submit]").first)
    expect(page).not_to_have_url(f"{page.url.split('/sign-in')[0]}/sign-in")


def followed(pressed: Locator, key: str = "") -> None:
    """Click it, or press the key in it; ends when the page it leads to stands there whole, its scripts running.

    A click alone ends while the page before is still shown, or only half of the next one: nothing could be read then.
    """
    with pressed.page.expect_navigation():
        if key:
            pressed.press(key)
        else:
            pressed.click()


@contextmanager
def without_yet(page: Page, scripts: Pattern[str]) -> Iterator[None]:
    """Scripts whose address this is found in come only when the block ends, as over a slow line."""
    waiting: list[Route] = []
    held = True

    def come(route: Route) -> None:
        if held:
            waiting.append(route)
        else:
            route.continue_()

    page.route(scripts, come)
    yield
    held = False
    for each in waiting:
        each.continue_()


def reloaded_until_seen(page: Page, wanted: Locator, turns: int = 40) -> None:
    """Load the page anew until this stands on it: what follows in the background takes a moment."""
    for _turn in range(turns):
        if wanted.count():
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(wanted.first).to_be_visible()


def overflow(page: Page) -> int:
    """By how many pixels the page, once it is whole, is wider than the window."""
    page.wait_for_load_state()
    found = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return int(found)
