"""What curators do in a browser: begin an exhibition, collect, describe, move, hand in, open, have files made."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import followed

MAKING = 240_000
CAPTION = 60
PART = re.compile(r"[^，；。！？]+[，；。！？]?")


@dataclass(frozen=True, slots=True)
class Placed:
    """An item on the board: its key, what it is called, the number of its document or ''."""

    key: str
    title: str
    number: str


def give_right(administrator: Page, name: str, right: str) -> None:
    """Give somebody a right, by the words of both."""
    administrator.goto("/accounts")
    followed(administrator.get_by_role("link", name=name).first)
    administrator.locator("#right").select_option(label=right)
    followed(administrator.get_by_role("button", name="给予权限"))
    expect(administrator.locator("main")).to_contain_text(right)


def begin(page: Page, texts: Mapping[str, str]) -> str:
    """A new exhibition with these texts; its key."""
    page.goto("/exhibitions/new")
    for name, value in texts.items():
        page.locator(f"[name={name}]").fill(value)
    followed(page.get_by_role("button", name="建好，去布展"))
    expect(page).to_have_url(re.compile("/exhibitions/[0-9a-f]{24}/arrange"))
    return page.url.split("/exhibitions/")[1].split("/")[0]


def name_curator(page: Page, key: str, name: str) -> None:
    """Name another curator."""
    page.goto(f"/exhibitions/{key}/edit")
    page.locator("#account_id").select_option(label=name)
    followed(page.get_by_role("button", name="增加", exact=True))
    expect(page.locator(".curator-list")).to_contain_text(name)


def add_hall(page: Page, key: str, title: str, text: str = "") -> None:
    """A hall with a text on its wall."""
    page.goto(f"/exhibitions/{key}/arrange")
    page.locator("#new-hall-title").fill(title)
    followed(page.get_by_role("button", name="增加展厅"))
    followed(page.get_by_role("link", name=f"修改展厅{title}"))
    page.locator("#text").fill(text)
    followed(page.get_by_role("button", name="保存"))
    expect(page).to_have_url(re.compile("/arrange"))


def collect(page: Page, key: str, words: str, hall: str, count: int, taken: Collection[str]) -> list[str]:
    """Tick the first results that are not taken yet and add them all at once; their numbers."""
    page.goto(f"/search?q={quote(words)}")
    boxes = page.locator("input[name=number][form=picked]")
    numbers = [number for number in (box.get_attribute("value") or "" for box in boxes.all()) if number not in taken]
    for number in numbers[:count]:
        page.locator(f"input[name=number][value='{number}']").check()
    followed(page.get_by_role("button", name="所选加入展览"))
    if page.get_by_label("哪个展览").count() and page.get_by_label("哪个展览").input_value() != key:
        page.get_by_label("哪个展览").select_option(key)
        followed(page.get_by_role("button", name="换到这个展览"))
    page.locator("#hall").select_option(label=hall)
    followed(page.get_by_role("button", name="加入展厅"))
    expect(page).to_have_url(re.compile(f"/exhibitions/{key}/arrange"))
    return numbers[:count]


def summary_of(page: Page, number: str) -> str:
    """The first part of what a document says of itself, as its page shows it, short enough for a caption."""
    page.goto(f"/d/{number}")
    found = page.locator("meta[name=description]").get_attribute("content") or ""
    parts, kept = PART.findall(found), ""
    while parts and len(kept + parts[0]) <= CAPTION:
        kept += parts.pop(0)
    return (kept or found[:CAPTION]).rstrip("，；：、") + ("" if kept.endswith("。") else "。")


def on_board(page: Page, key: str) -> list[list[Placed]]:
    """What stands in each hall, in order."""
    page.goto(f"/exhibitions/{key}/arrange")
    return [[_placed(item) for item in hall.locator("[data-item]").all()] for hall in page.locator("[data-hall]").all()]


def describe(page: Page, key: str, item: str, words: Mapping[str, str], picture: Path | None = None) -> None:
    """Say something of an item in its form; a picture is shown there at once."""
    fill_in(page, key, item, words, picture)
    followed(page.get_by_role("button", name="保存", exact=True))
    expect(page).to_have_url(re.compile("/arrange"))


def fill_in(page: Page, key: str, item: str, words: Mapping[str, str], picture: Path | None = None) -> None:
    """The same without saving the words."""
    page.goto(f"/exhibitions/{key}/items/{item}/edit")
    if picture is not None:
        page.locator("#upload").set_input_files(picture)
        expect(page.locator(".picture-card-on")).to_have_count(1)
    for name, value in words.items():
        page.locator(f"#{name}").fill(value)


def set_cover(page: Page, key: str, picture: Path) -> None:
    """Bring in a picture and make it the cover."""
    page.goto(f"/exhibitions/{key}/pictures")
    with page.expect_navigation():
        page.locator("#upload").set_input_files(picture)
    followed(page.get_by_role("button", name="作封面", exact=True).first)
    expect(page.get_by_role("button", name="不作封面")).to_be_visible()


def move_by_keyboard(page: Page, item: str, *keys: str) -> str:
    """Take an item up, press these keys, put it down; what was announced."""
    grip = page.locator(f"[data-item='{item}'] [data-grip]")
    grip.press("Space")
    for key in keys:
        grip.press(key)
    with page.expect_response(lambda answer: answer.url.endswith("/arrange/items")) as answered:
        grip.press("Space")
    assert answered.value.status == 200
    return page.locator("[data-board-status]").inner_text()


def move_by_hand(page: Page, item: str, goal: str) -> str:
    """Drag an item right behind another one; what was announced."""
    grip, target = page.locator(f"[data-item='{item}'] [data-grip]"), page.locator(f"[data-item='{goal}']")
    target.scroll_into_view_if_needed()
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), target.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 14, start["y"] + 30, steps=4)
    with page.expect_response(lambda answer: answer.url.endswith("/arrange/items")) as answered:
        page.mouse.move(end["x"] + 60, end["y"] + end["height"] * 0.8, steps=12)
        page.mouse.up()
    assert answered.value.status == 200
    return page.locator("[data-board-status]").inner_text()


def check_list(page: Page, key: str) -> list[str]:
    """The lines of the check list."""
    page.goto(f"/exhibitions/{key}/check")
    return [each.strip() for each in page.locator(".check-list li").all_inner_texts()]


def hand_in(page: Page, key: str) -> None:
    """Hand it in for review."""
    page.goto(f"/exhibitions/{key}/check")
    followed(page.get_by_role("button", name="提交审看"))
    expect(page.get_by_text("已提交审看，其他策展人会收到通知。")).to_be_visible()


def open_show(page: Page, key: str) -> None:
    """Open it."""
    page.goto(f"/exhibitions/{key}/check")
    followed(page.get_by_role("button", name="现在开展"))
    expect(page.get_by_text("已开展，展出内容已固定。")).to_be_visible()


def have_made(page: Page, key: str, kind: str) -> list[str]:
    """Press the button, leave, come back, wait for the end; the progress that was shown."""
    page.goto(f"/exhibitions/{key}/made")
    page.locator(f"input[name=kind][value={kind}]").check()
    followed(page.get_by_role("button", name="开始制作"))
    shown = [each.strip() for each in page.locator(".progress-head").all_inner_texts()]
    page.goto(f"/exhibitions/{key}/check")
    page.goto(f"/exhibitions/{key}/made")
    shown += [each.strip() for each in page.locator(".progress-head").all_inner_texts()]
    expect(page.locator(".progress")).to_have_count(0, timeout=MAKING)
    return shown


def take_home(page: Page, key: str, label: str, folder: Path) -> Path:
    """Download the newest file of this kind."""
    page.goto(f"/exhibitions/{key}/made")
    return take_home_again(page, label, folder)


def take_home_again(page: Page, label: str, folder: Path) -> Path:
    """Download it from the page as it is: the button comes to rest, so that it can be pressed anew."""
    row = page.locator(".made-file").filter(has=page.get_by_role("heading", name=label, exact=True)).first
    button = row.get_by_role("button", name="下载")
    expect(button).not_to_have_attribute("aria-busy", "true")
    with page.expect_download() as coming:
        button.click()
    target = folder / coming.value.suggested_filename
    coming.value.save_as(target)
    return target


def reports(page: Page, key: str) -> Sequence[str]:
    """What was shortened or left out of everything made."""
    page.goto(f"/exhibitions/{key}/made")
    for each in page.locator(".made-file details.disclosure summary").all():
        each.click()
    return page.locator(".made-report li").all_inner_texts()


def _placed(item: Locator) -> Placed:
    number = item.locator(".board-meta .number")
    return Placed(
        key=item.get_attribute("data-item") or "",
        title=item.get_attribute("data-name") or "",
        number=number.inner_text() if number.count() else "",
    )


def show_film(page: Page, key: str, item: str, film: Path) -> None:
    """Bring in a film and show it with an item."""
    page.goto(f"/exhibitions/{key}/items/{item}/edit")
    page.locator("#upload").set_input_files(film)
    expect(page.locator("#video_key option").filter(has_text=film.name)).to_have_count(1)
    page.goto(f"/exhibitions/{key}/items/{item}/edit")
    page.locator("#video_key").select_option(label=film.name)
    followed(page.get_by_role("button", name="保存", exact=True))
    expect(page).to_have_url(re.compile("/arrange"))
