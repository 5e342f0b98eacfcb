"""On paper from a browser: posters on one sheet, and the print view of a server that cannot typeset."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from tests.browser.exhibits import Exhibits
from tests.browser.people import Visit, followed
from tests.browser.serving import Account
from tests.exhibitions.codes import codes_of
from tests.running import Running, address_of, copy_of, kill, start
from webapp.settings import Settings

A4 = (595, 842)
LONG = "大型港口机械减速箱高精度深孔镗削自适应排屑与在线测温一体化快换工装及其在多品种小批量生产中的推广应用"


@pytest.mark.parametrize("tail", ["", "?item=tour_drawn"])
@pytest.mark.parametrize("is_long", [False, True])
def test_a_poster_is_one_sheet_of_a4(visit: Visit, shown: Exhibits, tail: str, is_long: bool) -> None:
    page = visit.page()
    address = f"/exhibitions/{shown.keys['tour']}/poster"
    page.goto(address + (f"?item={shown.keys['tour_drawn']}" if tail else ""))
    if is_long:
        page.evaluate(
            "text => { const head = document.querySelector('.poster h1'); head.textContent = text;"
            " head.className = 'is-long'; document.querySelector('.poster-theme').textContent = text + text + text; }",
            LONG,
        )
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    sheet = document[0]
    assert (len(document), *map(round, sheet.get_size())) == (1, *A4)
    codes = zxingcpp.read_barcodes(sheet.render(scale=2).to_pil())
    assert len(codes) == 1
    assert address.removesuffix("/poster") in codes[0].text
    document.close()


@pytest.fixture(scope="module")
def without_pango(
    furnished: tuple[Settings, dict[str, Account], Exhibits], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """The program as a process that finds a Pango it cannot open, on a copy of the site."""
    settings, accounts, _shown = furnished
    folder = tmp_path_factory.mktemp("without-pango")
    environ = copy_of(settings, folder)
    libraries = folder / "libraries"
    libraries.mkdir()
    (libraries / "libpango-1.0.so.0").write_bytes(b"")
    process = start({**environ, "LD_LIBRARY_PATH": str(libraries)})
    try:
        yield Running(address_of(environ), accounts)
    finally:
        kill(process)


def test_a_server_without_pango_says_what_is_missing_and_offers_the_print_view(
    chromium: Browser, without_pango: Running, shown: Exhibits, tmp_path: Path
) -> None:
    visit = Visit(chromium, without_pango)
    page = visit.signed_in("curator")
    page.goto(f"/exhibitions/{shown.keys['tour']}/made")
    expect(page.get_by_text("服务器上缺少排版程序库，暂时不能制作 PDF")).to_be_visible()
    expect(page.get_by_text("apt install libpango-1.0-0")).to_be_visible()
    assert page.locator("[name=kind]").evaluate_all("all => all.map(each => each.value)") == ["offline"]
    _ask_all_the_same(page, "labels")
    expect(page.locator(".made-file").first).to_contain_text("服务器上缺少排版程序库", timeout=60_000)
    followed(page.locator(".made-views").get_by_role("link", name="展签"))
    expect(page.locator(".label-title").first).to_be_visible()
    printed = tmp_path / "labels.pdf"
    printed.write_bytes(page.pdf(prefer_css_page_size=True, print_background=True))
    assert len(codes_of(printed, "labels")) == page.locator(".label").count()
    document = pypdfium2.PdfDocument(printed)
    assert len(document) == page.locator(".cut-sheet").count()
    document.close()
    visit.close()
    assert visit.problems == []


def _ask_all_the_same(page: Page, kind: str) -> None:
    """Send the form with a kind that is not offered, as somebody might whose page is older than the trouble."""
    page.locator("[name=kind]").first.evaluate("(box, kind) => { box.value = kind; box.checked = true; }", kind)
    followed(page.get_by_role("button", name="开始制作"))
