"""One whole exhibition, made and visited through its pages only.

``python -m tests.benchmarks.exhibition_whole --folder FOLDER``: the program itself runs on the library and the
demonstration; Chromium does the rest. Four halls, forty items out of the library, collected from searches, described,
moved, opened by a second curator, toured on a phone and on a big screen, left word in, taken home as a copy for a disk
and on paper. Every code on paper and on pages is decoded and opened. Prints what was done and counted; all screenshots
and sheets lie in FOLDER afterwards. Ends with 1 if anything deviates.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab

from tests.browser import codes, copies, curating, films, touring
from tests.browser.drawn_pictures import draw_pictures
from tests.browser.people import PHONE, Visit
from tests.browser.serving import chromium_options, prepare
from tests.running import Running, running

SECOND = "赵主任（演示单位管理员）"
WIDE: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}}
TALL: dict[str, Any] = {"viewport": {"width": 1280, "height": 2600}}
VISITOR, CONTACT = "王师傅", "138-0000-1234"
FILM = "装夹演示.mp4"
BOOK, SIGNED = "三号厅的钻模，我们车间用得上。", "老李"
KIOSK_SECONDS = 60
HALLS = (
    ("换型不停线", "一次装夹、快速换型：停线的时间，都是从工装上省出来的。", "工装 夹具"),
    ("焊花与裂纹", "焊得上、焊得牢、焊得快。几代焊工的手艺，写成了可以照做的步骤。", "焊接"),
    ("听得懂设备的人", "听声、看振、测温。故障还没来，他们已经知道。", "检修 诊断"),
    ("让危险够不着", "把人从危险的地方请出来，把安全做进动作里。", "安全 防护"),
)
PER_HALL = 10
PICTURED = (0, 3, 4)
TEXTS = {
    "title": "匠心筑梦 创新致远——职工创新成果展",
    "theme": "让每一个好办法，被更多车间用上",
    "organisers": "市总工会\n市工匠学院",
    "introduction": "这里是一线工人想出来的办法：一副夹具、一道工序、一种焊法。\n\n"
    "展览分四个展厅，**四十项成果**，每一项都来自真实的车间。",
    "place": "市工人文化宫一楼展厅",
    "opening_hours": "周二至周日 9:00—17:00",
    "starts_on": "2026-11-01",
    "ends_on": "2027-01-31",
    "kiosk_seconds": str(KIOSK_SECONDS),
}
NOTE = "第一次看到它，是在夜班的机床旁。**请留意装夹的那一下**：省下的时间都在这里。"
PRINTS = (
    ("catalogue", "图录"),
    ("panels_a1", "展板 A1"),
    ("panels_a3", "展板 A3"),
    ("labels", "展签"),
    ("cards", "展品卡片"),
    ("floor_list", "布展清单"),
)


@dataclass(slots=True)
class Account:
    """What was done and counted, line by line, and whether it is as it has to be."""

    folder: Path
    lines: list[tuple[str, str, bool, float]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)

    def say(self, what: str, found: object, *, good: bool = True) -> None:
        """One line; it is printed at once, so that a long run can be followed."""
        seconds, self.begun = time.monotonic() - self.begun, time.monotonic()
        self.lines.append((what, str(found), good, seconds))
        print(f"{'ok ' if good else 'BAD'}  {what:<44} {found}  ({seconds:.1f} s)", flush=True)
        if not good:
            self.faults.append(f"{what}: {found}")

    def count(self, what: str, found: int, wanted: int) -> None:
        """So many were found of so many."""
        self.say(what, f"{found} / {wanted}", good=found == wanted)

    def nothing(self, what: str, found: Sequence[str]) -> None:
        """There must be none."""
        self.say(what, len(found), good=not found)
        self.faults += [f"  {each}" for each in found[:20]]


@dataclass(slots=True)
class Making:
    """The exhibition as it is made: who works on it, where it stands, what is in it."""

    visit: Visit
    told: Account
    key: str = ""
    items: dict[str, str] = field(default_factory=dict)
    film: str = ""

    @property
    def address(self) -> str:
        """Its address on the site."""
        return f"{self.visit.served.address}/exhibitions/{self.key}"

    @property
    def titles(self) -> dict[str, str]:
        """What stands behind each address that codes may name."""
        return {f"{self.address}/items/{key}": title for key, title in self.items.items()} | {
            self.address: TEXTS["title"]
        }


def main() -> int:
    """Do all of it and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    told = Account(folder)
    with tempfile.TemporaryDirectory() as room, at_work(Path(room)) as (chromium, served):
        told.say("the program answers", served.address)
        making = Making(Visit(chromium, served), told)
        for deed in (curate, arrange, open_it, visit_it, take_copy_home, print_it, follow_up):
            deed(making)
        making.visit.close()
        told.nothing("other hosts asked, errors in the console", making.visit.problems)
    for fault in told.faults:
        print(f"  {fault}")
    print(f"{sum(good for _what, _found, good, _seconds in told.lines)} of {len(told.lines)} as they have to be")
    return int(bool(told.faults))


@contextmanager
def at_work(room: Path) -> Iterator[tuple[Browser, Running]]:
    """The program on a fresh site, and a browser."""
    settings, accounts = prepare(room)
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with running(settings, accounts) as served, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(chromium_options()))
        yield chromium, served
        chromium.close()


def curate(making: Making) -> None:
    """A second curator, four halls, forty items from searches, words and pictures."""
    told, visit = making.told, making.visit
    curating.give_right(visit.signed_in("administrator"), SECOND, "策展人")
    page = visit.signed_in("curator")
    making.key = curating.begin(page, TEXTS)
    curating.name_curator(page, making.key, SECOND)
    for title, text, _words in HALLS:
        curating.add_hall(page, making.key, title, text)
    told.say("begun, with a second curator and halls", len(HALLS))
    taken: list[str] = []
    for title, _text, words in HALLS:
        taken += curating.collect(page, making.key, words, title, PER_HALL, taken)
    told.count("items collected from searches", len(taken), len(HALLS) * PER_HALL)
    refuse_internal(making, page)
    describe_all(making, page)
    touring.shoot(page, told.folder, "curator-board")


def refuse_internal(making: Making, page: Tab) -> None:
    """A document that is not everybody's is refused in words."""
    number = internal_number(making)
    page.goto(f"/exhibitions/{making.key}/add?kind=document")
    page.locator("#numbers").fill(number)
    page.get_by_role("button", name="加入", exact=True).click()
    words = page.locator("main").inner_text()
    making.told.say("an internal document is refused", number, good="不是观众都看得到" in words)


def internal_number(making: Making) -> str:
    """The number of a result published inside its organisation only, as its own people find it."""
    page = making.visit.signed_in("leader")
    page.goto("/desk")
    page.goto("/search?q=演示")
    found = page.locator(".document-card .number")
    numbers = [each.inner_text() for each in found.all()]
    visitor = making.visit.page()
    for number in numbers:
        answer = visitor.request.get(f"{making.visit.served.address}/d/{number}")
        if answer.status == 404:
            return number
    return ""


def describe_all(making: Making, page: Tab) -> None:
    """A caption for each, a note, a picture, a place and a demonstration for some; a cover."""
    pictures = draw_pictures(making.told.folder / "pictures", len(PICTURED) * len(HALLS) + 1)
    curating.set_cover(page, making.key, pictures.pop())
    for hall, placed in enumerate(curating.on_board(page, making.key)):
        for place, item in enumerate(placed):
            words = {"caption": curating.summary_of(page, item.number), "booth": f"{'ABCD'[hall]}{place + 1:02d}"}
            if place in PICTURED:
                words |= {"note": NOTE, "demonstrations": "每周六 10:00、15:00"}
            picture = pictures.pop() if place in PICTURED else None
            curating.fill_in(page, making.key, item.key, words, picture)
            if not making.items:
                touring.shoot(page, making.told.folder, "curator-item", whole=True)
            curating.describe(page, making.key, item.key, words)
            making.items[item.key] = item.title
    told, making.film = making.told, next(iter(making.items))
    curating.show_film(page, making.key, making.film, films.record(making.visit.chromium, told.folder / FILM))
    told.count("items described", len(making.items), len(HALLS) * PER_HALL)


def arrange(making: Making) -> None:
    """A few moved by hand and by keyboard; the order is still that after a reload."""
    page = making.visit.signed_in("curator", **TALL)
    before = curating.on_board(page, making.key)
    first, second = before[0][0], before[0][2]
    heard = curating.move_by_hand(page, first.key, second.key)
    making.told.say("dragged, and announced", heard, good="已放下" in heard)
    crossing = before[1][-1]
    heard = curating.move_by_keyboard(page, crossing.key, "ArrowUp", "ArrowUp", "ArrowRight")
    making.told.say("moved by keyboard into another hall", heard, good=HALLS[2][0] in heard)
    touring.shoot(page, making.told.folder, "curator-moved", whole=True)
    after = curating.on_board(page, making.key)
    keys = [[item.key for item in hall] for hall in after]
    all_keys = [key for hall in keys for key in hall]
    good = keys[0][2] == first.key and crossing.key in keys[2] and sorted(all_keys) == sorted(making.items)
    making.told.say("the order after a reload", [len(hall) for hall in keys], good=good)


def open_it(making: Making) -> None:
    """The check list names what lacks; a second curator looks and opens."""
    told, first = making.told, making.visit.signed_in("curator")
    lines = curating.check_list(first, making.key)
    lacking = len(making.items) - len(PICTURED) * len(HALLS)
    told.count("lines of the check list (no picture)", len(lines), lacking)
    touring.shoot(first, told.folder, "curator-check")
    curating.hand_in(first, making.key)
    first.goto(f"/exhibitions/{making.key}/check")
    alone = first.get_by_role("button", name="现在开展").count()
    told.say("who handed it in cannot open it alone", "no button", good=alone == 0)
    second = making.visit.signed_in("manager")
    second.goto(f"/exhibitions/{making.key}/preview")
    touring.shoot(second, told.folder, "curator-preview")
    curating.open_show(second, making.key)
    told.say("opened by the second curator", making.address)


def visit_it(making: Making) -> None:
    """Phone, big screen, kiosk, word left, poster."""
    on_phone(making)
    on_big_screen(making)
    at_kiosk(making)
    leave_word(making)
    at_poster(making)


def on_phone(making: Making) -> None:
    """All items by the way on, one swipe there and back."""
    told = making.told
    page = making.visit.page(PHONE)
    page.goto(making.address)
    touring.shoot(page, told.folder, "phone-cover")
    touring.shoot(page, told.folder, "phone-cover-whole", whole=True)

    def look(tab: Tab, number: int) -> None:
        if number in (1, 2, 12):
            touring.shoot(tab, told.folder, f"phone-item-{number:02}")
            touring.shoot(tab, told.folder, f"phone-item-{number:02}-whole", whole=True)

    seen = touring.tour(page, making.address, look)
    told.count("items toured on a phone of 390 px", len({each.address for each in seen}), len(making.items))
    wrong = [each.title for each in seen if making.titles.get(each.address) != each.title]
    told.nothing("headings that are not those chosen", wrong)
    told.say("swiped there and back", seen[3].title, good=touring.swipe_once(page, seen[3].address))
    for name in ("all", "guest-book", "poster"):
        page.goto(f"{making.address}/{name}")
        touring.shoot(page, told.folder, f"phone-{name}")


def on_big_screen(making: Making) -> None:
    """The same on 1920×1080."""
    told, page = making.told, making.visit.page(**WIDE)
    page.goto(making.address)
    touring.shoot(page, told.folder, "wide-cover")
    touring.shoot(page, told.folder, "wide-cover-whole", whole=True)
    page.locator(".hall-words a").first.click()
    touring.shoot(page, told.folder, "wide-hall")
    touring.shoot(page, told.folder, "wide-hall-whole", whole=True)

    def look(tab: Tab, number: int) -> None:
        if number in (1, 2):
            touring.shoot(tab, told.folder, f"wide-item-{number:02}")
            touring.shoot(tab, told.folder, f"wide-item-{number:02}-whole", whole=True)

    seen = touring.tour(page, making.address, look)
    told.count("items toured on 1920×1080", len({each.address for each in seen}), len(making.items))
    page.goto(f"{making.address}/items/{making.film}")
    told.say("a film brought in plays, without sound", FILM, good=films.plays(page))
    page.goto(f"{making.address}/all?q=焊")
    touring.shoot(page, told.folder, "wide-all")
    dark = making.visit.page(color_scheme="dark", **WIDE)
    dark.goto(seen[1].address)
    touring.shoot(dark, told.folder, "wide-item-02-dark")


def at_kiosk(making: Making) -> None:
    """Full screen, back to the start after being left alone, a code on every item."""
    told = making.told
    page = making.visit.page(viewport={"width": 1080, "height": 1920}, has_touch=True)
    page.clock.install()
    page.goto(f"{making.address}/kiosk")
    touring.shoot(page, told.folder, "kiosk-cover")
    granted = touring.full_screen(page)
    told.say("full screen, kept from page to page", "granted" if granted else "refused by the browser", good=granted)
    touring.shoot(page, told.folder, "kiosk-hall")
    told.say("left alone it asks, then goes back", f"{KIOSK_SECONDS} s", good=touring.left_alone(page, KIOSK_SECONDS))
    shown: dict[str, str] = {}
    for key in making.items:
        page.goto(f"{making.address}/kiosk/items/{key}")
        shown[key] = "".join(codes.code_shown(page.locator(".item-code img")))
    touring.shoot(page, told.folder, "kiosk-item", whole=True)
    wrong = [key for key, text in shown.items() if text != f"{making.address}/items/{key}"]
    told.count("codes decoded at the kiosk", len(shown) - len(wrong), len(making.items))


def leave_word(making: Making) -> None:
    """An intent and words in the guest book; the curators find both, others neither."""
    told, page = making.told, making.visit.page(PHONE)
    key = next(iter(making.items))
    private = touring.leave_intent(page, f"{making.address}/items/{key}", VISITOR, CONTACT)
    touring.shoot(page, told.folder, "phone-intent-left", whole=True)
    touring.write_in_guest_book(page, making.address, BOOK, SIGNED)
    told.say("a visitor left an intent and words", private.rsplit("/", 1)[0])
    page.goto(f"{making.address}/guest-book")
    told.say("words wait for a curator", "hidden", good=BOOK not in page.locator("main").inner_text())
    curator = making.visit.signed_in("curator")
    curator.goto(f"/exhibitions/{making.key}/visitors")
    touring.shoot(curator, told.folder, "curator-visitors")
    text = curator.locator("main").inner_text()
    told.say("the curator finds the intent, not the contact", VISITOR, good=VISITOR in text and CONTACT not in text)


def at_poster(making: Making) -> None:
    """The codes of the poster, of the show and of every item, decoded."""
    page, right = making.visit.page(PHONE), 0
    for address in making.titles:
        item = address.rpartition("/items/")[2] if "/items/" in address else ""
        page.goto(f"{making.address}/poster" + (f"?item={item}" if item else ""))
        right += codes.code_shown(page.locator(".poster-foot img")) == [address]
    making.told.count("codes decoded on posters", right, len(making.titles))
    touring.shoot(page, making.told.folder, "phone-poster-item", whole=True)


def take_copy_home(making: Making) -> None:
    """The offline copy by its button: opened from a disk without a network, every link followed, nothing internal."""
    told, page = making.told, making.visit.signed_in("curator")
    shown = curating.have_made(page, making.key, "offline")
    path = curating.take_home(page, making.key, "离线展览", told.folder)
    told.say("the copy made and downloaded", f"{path.name}, {path.stat().st_size / 1e6:.1f} MB, {shown[:1]}")
    shutil.rmtree(told.folder / "copy", ignore_errors=True)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(told.folder / "copy")
    folder = next(each.parent for each in (told.folder / "copy").rglob("index.html"))
    walked = copies.walk(making.visit.chromium, folder)
    told.count("pages reached from a disk, no network", len(walked.pages), len(making.items) + len(HALLS) + 3)
    told.say("links followed", walked.links)
    told.nothing("pages unreached, pictures missing, requests", walked.troubles)
    told.nothing("files named and not there", copies.missing(folder))
    inside = [VISITOR, CONTACT, BOOK, "（演示", "csrf", "demo-", "/edit", *internal_titles(making)]
    told.nothing("words of the inside in it", copies.telling(folder, inside))
    tab = making.visit.chromium.new_context(viewport={"width": 390, "height": 844}, offline=True).new_page()
    tab.goto((folder / "index.html").as_uri())
    touring.shoot(tab, told.folder, "copy-cover")
    tab.get_by_role("link", name="开始参观").click()
    touring.shoot(tab, told.folder, "copy-hall")
    tab.goto((folder / "items" / f"{making.film}.html").as_uri())
    told.say("the film plays from the disk", FILM, good=films.plays(tab))
    touring.shoot(tab, told.folder, "copy-item", whole=True)


def internal_titles(making: Making) -> list[str]:
    """Titles of results only insiders read."""
    page = making.visit.signed_in("leader")
    page.goto(f"/d/{internal_number(making)}")
    return [page.locator("h1").inner_text()]


def print_it(making: Making) -> None:
    """Everything on paper by its button; each code decoded, beside the right words, and opened."""
    told, page = making.told, making.visit.signed_in("curator")
    found: list[str] = []
    for kind, label in PRINTS:
        shown = curating.have_made(page, making.key, kind)
        path = curating.take_home(page, making.key, label, told.folder)
        sheets = codes.rendered(path, told.folder / "sheets", kind)
        there = codes.codes_on(path, sheets, kind)
        found += judged(making, kind, there)
        told.say(f"{kind} made", f"{len(sheets)} sheets, {path.stat().st_size / 1e6:.1f} MB, {shown[:1]}")
    touring.shoot(page, told.folder, "curator-made", whole=True)
    (told.folder / "reports.txt").write_text("\n".join(curating.reports(page, making.key)), "utf-8")
    open_all(making, found)


def judged(making: Making, kind: str, there: Sequence[codes.Code]) -> list[str]:
    """Each item has its code once, beside its own words; the addresses."""
    wanted = 0 if kind == "floor_list" else len(making.items)
    counted = Counter(each.text for each in there)
    items = {address for address in making.titles if "/items/" in address}
    once = [address for address in items if counted[address] == 1]
    making.told.count(f"{kind}: codes of items decoded", len(once) if wanted else len(there), wanted)
    strange = [each.text for each in there if each.text not in making.titles]
    apart = [
        f"{making.titles[each.text]} | {each.words[:60]!r}"
        for each in there
        if each.text in items and not codes.is_beside(making.titles[each.text], each.words)
    ]
    making.told.nothing(f"{kind}: codes of nothing here, or by other words", strange + apart)
    return [each.text for each in there]


def open_all(making: Making, found: Sequence[str]) -> None:
    """Every address codes named, asked for on the running site."""
    pages: Mapping[str, codes.Page] = codes.opened(making.visit.page().request, found)
    wrong = [
        f"{address}: {page.status} {page.title}"
        for address, page in pages.items()
        if page.status != codes.OPENED or making.titles.get(address, "?") not in page.title
    ]
    making.told.count("addresses of codes opened", len(pages) - len(wrong), len(making.titles))
    making.told.nothing("not 200, or another title", wrong)
    making.told.say("codes decoded on paper in all", len(found))


def follow_up(making: Making) -> None:
    """Words let through, the intent taken up, figures, report."""
    told, page = making.told, making.visit.signed_in("curator")
    page.goto(f"/exhibitions/{making.key}/visitors/guest-book")
    page.get_by_role("button", name="展示", exact=True).click()
    visitor = making.visit.page(PHONE)
    visitor.goto(f"{making.address}/guest-book")
    told.say("words let through are read by all", SIGNED, good=BOOK in visitor.locator("main").inner_text())
    page.goto(f"/exhibitions/{making.key}/visitors")
    page.get_by_role("link", name=VISITOR).click()
    page.get_by_role("button", name="查看联系方式").click()
    told.say("the contact is seen by a button", CONTACT, good=CONTACT in page.locator("main").inner_text())
    touring.shoot(page, told.folder, "curator-intent", whole=True)
    page.goto(f"/exhibitions/{making.key}/figures")
    touring.shoot(page, told.folder, "curator-figures", whole=True)
    counted = page.locator(".tiles").first.inner_text().split()
    told.say("figures", " ".join(counted), good=str(len(making.items)) in counted)
    page.goto(f"/exhibitions/{making.key}/report")
    with page.expect_download() as coming:
        page.get_by_role("link", name="下载 Word").click()
    coming.value.save_as(told.folder / "report.docx")
    good = zipfile.is_zipfile(told.folder / "report.docx")
    told.say("the report as a Word file", coming.value.suggested_filename, good=good)


if __name__ == "__main__":
    sys.exit(main())
