"""Every kind of page, wide in light and narrow in dark: no violation, no console error, nothing beyond the edge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.exhibits import NOTHING, Exhibits
from tests.browser.page_types import NOT_PAGES, VISITOR, PageType, page_types
from tests.browser.people import Visit, overflow
from tests.browser.serving import Serving

AXE = (Path(__file__).parents[1] / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  document.querySelectorAll('details:not(.menu)').forEach((each) => { each.open = true; });
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await Promise.allSettled(document.getAnimations().map((each) => each.finished));
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
  return found.violations.map((each) => each.id + ': ' + each.nodes.slice(0, 3).map((node) =>
    node.html.slice(0, 160) + ' – ' + node.failureSummary.split('\\n').slice(1).join(' ').trim()).join(' | '));
}"""
NAMES = [each.name for each in page_types(NOTHING)]
LOOKS: dict[Literal["light", "dark"], ViewportSize] = {
    "light": {"width": 1280, "height": 800},
    "dark": {"width": 390, "height": 844},
}


@pytest.fixture(scope="module")
def watched(chromium: Browser, served: Serving) -> Iterator[Visit]:
    """One visit for all pages."""
    made = Visit(chromium, served)
    yield made
    made.close()


@pytest.fixture(scope="module")
def readers(watched: Visit) -> dict[str, Page]:
    """A page for every role, signed in once."""
    kinds = {each.role for each in page_types(NOTHING)}
    return {role: watched.page() if role == VISITOR else watched.signed_in(role) for role in sorted(kinds)}


def found_by_axe(page: Page) -> list[str]:
    """What axe finds wrong on the page as it stands."""
    found: list[str] = page.evaluate(RUN, RULES)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_page(name: str, readers: dict[str, Page], watched: Visit, shown: Exhibits) -> None:
    kind = next(each for each in page_types(shown) if each.name == name)
    page = readers[kind.role]
    watched.problems.clear()
    page.set_viewport_size(LOOKS["light"])
    answer = page.goto(kind.address)
    assert answer is not None
    assert answer.status == kind.status
    page.evaluate(AXE)
    for scheme, area in LOOKS.items():
        page.set_viewport_size(area)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = found_by_axe(page)
        assert not found, f"{kind.address} {scheme}: " + "\n".join(found)
    assert overflow(page) <= 0
    assert not watched.problems


def test_every_route_is_looked_at(served: Serving) -> None:
    pages: set[str] = {each.endpoint for each in page_types(NOTHING)}
    routes: dict[str, Any] = {
        rule.endpoint: rule for rule in served.app.url_map.iter_rules() if "GET" in (rule.methods or ())
    }
    assert set(routes) - NOT_PAGES == pages - {""}


def test_page_types_have_names_of_their_own() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert all(isinstance(each, PageType) for each in page_types(NOTHING))
