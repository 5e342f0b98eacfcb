"""Chromium, a site made once, and people signed in to it. All these tests run in one worker."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.exhibits import Exhibits, furnish
from tests.browser.people import DESKTOP, Device, Visit
from tests.browser.serving import Account, Serving, chromium_options, opened, prepare, serving
from webapp.settings import Settings

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is here."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A running Chromium; without one the tests fail, they are never left out."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("no Chromium here: install the package chromium (these tests need a real browser)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(chromium_options()))
        yield running
        running.close()


@pytest.fixture(scope="package")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, Account], Exhibits]:
    """A site with the library, the demonstration and some more things to look at."""
    settings, accounts = prepare(tmp_path_factory.mktemp("site"))
    with opened(settings, accounts) as still:
        return settings, accounts, furnish(still)


@pytest.fixture(scope="package")
def served(furnished: tuple[Settings, dict[str, Account], Exhibits]) -> Iterator[Serving]:
    """That site, answering."""
    settings, accounts, _shown = furnished
    with serving(settings, accounts) as running:
        yield running


@pytest.fixture(scope="package")
def shown(furnished: tuple[Settings, dict[str, Account], Exhibits]) -> Exhibits:
    """Addresses of things to look at."""
    return furnished[2]


@pytest.fixture
def visit(chromium: Browser, served: Serving) -> Iterator[Visit]:
    """Opens browsers for people; what went wrong in any of them fails the test at its end."""
    made = Visit(chromium, served)
    yield made
    made.close()
    assert not made.problems


@pytest.fixture
def context(visit: Visit) -> BrowserContext:
    """A visitor's browser on a desktop."""
    return visit.context(DESKTOP)


@pytest.fixture
def page(visit: Visit) -> Page:
    """A visitor's page on a desktop."""
    return visit.page()


@pytest.fixture(params=["phone", "desktop"])
def device(request: pytest.FixtureRequest) -> Device:
    """Both kinds of device, one after the other."""
    return Device(request.param)
