"""A title of one long word stays on a phone's screen, on every page of a show that carries it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser import curating
from tests.browser.people import PHONE, Visit, followed

WORD = "Supercalifragilisticexpialidocious_HighPrecisionMultiAxisMachining-CompensationS"


def furthest(page: Page) -> float:
    """How far to the right the letters of the heading reach, in pixels of the page."""
    heading = page.locator("h1").filter(has_text=WORD)
    expect(heading).to_be_visible()
    reach: float = heading.evaluate(
        "(one) => { const range = document.createRange(); range.selectNodeContents(one);"
        " return Math.max(...Array.from(range.getClientRects()).map((box) => box.right)); }"
    )
    return reach


def test_a_title_of_one_long_word_stays_on_the_screen(visit: Visit) -> None:
    page = visit.signed_in("curator", device=PHONE)
    key = curating.begin(page, {"title": WORD})
    curating.add_hall(page, key, WORD[:60], "墙上的话")
    page.goto(f"/exhibitions/{key}/add?kind=product")
    page.locator("[name=title]").fill(WORD)
    followed(page.get_by_role("button", name="加入", exact=True))
    expect(page).to_have_url(re.compile("/items/[0-9a-f]{24}/edit"))
    item = page.url.split("/items/")[1].split("/")[0]
    for address in (f"/exhibitions/{key}/preview", f"/exhibitions/{key}/preview/items/{item}"):
        page.goto(address)
        assert furthest(page) <= 390, address
