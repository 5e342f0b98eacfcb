"""Arranging an exhibition by hand and by keyboard; what is announced; the order after a reload."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.exhibits import Exhibits
from tests.browser.people import Visit, followed
from tests.browser.serving import Serving


@pytest.fixture(scope="module")
def visit(chromium: Browser, served: Serving) -> Iterator[Visit]:
    made = Visit(chromium, served)
    yield made
    made.close()


@pytest.fixture
def board(visit: Visit, shown: Exhibits) -> Page:
    page = visit.signed_in("curator")
    page.goto(f"/exhibitions/{shown.keys['show_begun']}/arrange")
    return page


def names(page: Page, hall: int) -> list[str]:
    """The names of the items of a hall, in order."""
    found = page.locator("[data-hall]").nth(hall).locator("[data-item]")
    there: list[str] = found.evaluate_all("all => all.map(each => each.dataset.name)")
    return there


def saved(page: Page, move: Locator, key: str) -> None:
    """Press a key and wait until the move is in the archive."""
    with page.expect_response(lambda answer: answer.url.endswith("/arrange/items")) as answered:
        move.press(key)
    assert answered.value.status == 200


def test_by_keyboard_with_words(board: Page, visit: Visit) -> None:
    before = names(board, 0)
    status = board.locator("[data-board-status]")
    grip = board.locator("[data-hall]").first.locator("[data-grip]").first
    grip.press("Space")
    expect(status).to_contain_text(f"已拿起{before[0]}")
    moved = board.locator(f"[data-name='{before[0]}'] [data-grip]")
    moved.press("ArrowDown")
    expect(status).to_contain_text(f"{before[0]}：第一展厅第 2 件，共 {len(before)} 件")
    moved.press("Escape")
    expect(status).to_contain_text("已放回原处")
    assert names(board, 0) == before
    moved.press("Space")
    moved.press("ArrowRight")
    expect(status).to_contain_text("空着的展厅第 1 件，共 1 件")
    saved(board, moved, "Space")
    expect(status).to_contain_text(f"已放下{before[0]}：空着的展厅第 1 件")
    expect(moved).to_be_focused()
    board.reload()
    assert (names(board, 0), names(board, 1)) == (before[1:], before[:1])
    followed(board.get_by_role("button", name="撤销"))
    assert names(board, 0) == before
    assert not visit.problems


def test_by_hand_across_halls(board: Page, visit: Visit) -> None:
    board.set_viewport_size({"width": 1280, "height": 1500})
    before = names(board, 0)
    grip = board.locator("[data-hall]").first.locator("[data-grip]").nth(1)
    goal = board.locator("[data-hall]").nth(1)
    start, end = grip.bounding_box(), goal.bounding_box()
    assert start is not None
    assert end is not None
    board.mouse.move(start["x"] + 10, start["y"] + 10)
    board.mouse.down()
    board.mouse.move(start["x"] + 20, start["y"] + 60, steps=5)
    with board.expect_response(lambda answer: answer.url.endswith("/arrange/items")) as answered:
        board.mouse.move(end["x"] + 60, end["y"] + end["height"] - 8, steps=15)
        board.mouse.up()
    assert answered.value.status == 200
    expect(board.locator("[data-board-status]")).to_contain_text("已放下")
    board.reload()
    assert names(board, 1) == [before[1]]
    assert names(board, 0) == [before[0], *before[2:]]
    followed(board.get_by_role("button", name="撤销"))
    assert names(board, 0) == before
    assert not visit.problems


def test_two_curators_see_one_order(board: Page, visit: Visit, shown: Exhibits) -> None:
    before = names(board, 0)
    other = visit.signed_in("curator")
    other.goto(f"/exhibitions/{shown.keys['show_begun']}/arrange")
    last = other.locator("[data-hall]").first.locator("[data-item]").last
    saved(other, last.get_by_role("button", name="上移"), "Enter")
    first = board.locator("[data-hall]").first.locator("[data-item]").first
    saved(board, first.get_by_role("button", name="下移"), "Enter")
    expected = [before[1], before[0], *before[2:-2], before[-1], before[-2]]
    expect(board.locator("[data-hall]").first.locator("[data-item]").last).to_have_attribute("data-name", before[-2])
    assert names(board, 0) == expected
    assert not visit.problems


def test_held_at_the_edge_the_page_goes_on_by_itself(board: Page, visit: Visit) -> None:
    board.set_viewport_size({"width": 1280, "height": 420})
    before = names(board, 0)
    grip = board.locator("[data-hall]").first.locator("[data-grip]").first
    grip.scroll_into_view_if_needed()
    board.evaluate("window.scrollTo({top: 0, behavior: 'instant'})")
    grip.scroll_into_view_if_needed()
    start = grip.bounding_box()
    assert start is not None
    board.mouse.move(start["x"] + 10, start["y"] + 10)
    board.mouse.down()
    board.mouse.move(start["x"] + 10, 400, steps=5)
    expect(board.locator("[data-hall]").nth(1).locator("[data-item]")).to_have_attribute("data-name", before[0])
    with board.expect_response(lambda answer: answer.url.endswith("/arrange/items")) as answered:
        board.mouse.up()
    assert answered.value.status == 200
    board.reload()
    assert names(board, 1) == before[:1]
    followed(board.get_by_role("button", name="撤销"))
    assert names(board, 0) == before
    assert not visit.problems


def halls(page: Page) -> list[str]:
    """The names of the halls, in order, with the numbers before them."""
    found: list[list[str]] = page.locator("[data-hall]").evaluate_all(
        "all => all.map(each => [each.querySelector('[data-hall-number]').textContent, each.dataset.name])"
    )
    assert [number for number, _name in found] == [str(place + 1) for place in range(len(found))]
    return [name for _number, name in found]


def test_halls_by_keyboard_and_by_hand(board: Page, visit: Visit) -> None:
    before = halls(board)
    assert len(before) == 2
    status = board.locator("[data-board-status]")
    grip = board.locator(f"[data-hall][data-name='{before[0]}'] [data-hall-grip]")
    grip.press("Space")
    expect(status).to_contain_text(f"已拿起展厅{before[0]}，现在排第 1，共 2 个")
    expect(board.locator("[data-items]").first).to_be_hidden()
    grip.press("ArrowDown")
    expect(status).to_contain_text(f"展厅{before[0]}：第 2 个，共 2 个")
    grip.press("Escape")
    expect(status).to_contain_text("已放回原处")
    assert halls(board) == before
    grip.press("Space")
    grip.press("ArrowDown")
    with board.expect_response(lambda answer: answer.url.endswith("/arrange/halls")) as answered:
        grip.press("Space")
    assert answered.value.status == 200
    expect(grip).to_be_focused()
    board.reload()
    assert halls(board) == before[::-1]

    start, goal = grip.bounding_box(), board.locator("[data-hall]").first.bounding_box()
    assert start is not None
    assert goal is not None
    board.mouse.move(start["x"] + 10, start["y"] + 10)
    board.mouse.down()
    board.mouse.move(start["x"] + 10, start["y"] - 20, steps=4)
    with board.expect_response(lambda answer: answer.url.endswith("/arrange/halls")) as answered:
        board.mouse.move(goal["x"] + 30, max(goal["y"] + 4, 4), steps=10)
        board.mouse.up()
    assert answered.value.status == 200
    expect(status).to_contain_text(f"已放下展厅{before[0]}：第 1 个")
    board.reload()
    assert halls(board) == before
    assert not visit.problems


def test_the_buttons_of_halls_stay_on_the_page(board: Page, visit: Visit) -> None:
    before = halls(board)
    with board.expect_response(lambda answer: answer.url.endswith("/arrange/halls")) as answered:
        board.get_by_role("button", name=f"下移展厅{before[0]}").click()
    assert answered.value.status == 200
    assert halls(board) == before[::-1]
    followed(board.get_by_role("button", name="撤销"))
    assert halls(board) == before
    assert not visit.problems


def test_taking_back_means_the_move_that_is_still_being_sent(board: Page, visit: Visit) -> None:
    before, back = halls(board), board.get_by_role("button", name="撤销")

    def sent_late(route: Route) -> None:
        expect(back).to_have_attribute("aria-busy", "true")
        route.continue_()

    board.route("**/arrange/halls", sent_late)
    board.get_by_role("button", name=f"下移展厅{before[0]}").click()
    assert halls(board) == before[::-1]
    followed(back)
    assert halls(board) == before
    assert not visit.problems


def test_a_late_answer_does_not_take_back_the_next_step(board: Page, visit: Visit) -> None:
    before, seen = names(board, 0), list[list[str]]()
    down = board.locator(f"[data-name='{before[0]}']").get_by_role("button", name="下移")

    def sent_late(route: Route) -> None:
        if not seen:
            down.click()
        seen.append(names(board, 0))
        route.continue_()

    board.route("**/arrange/items", sent_late)
    with board.expect_response(lambda answer: answer.url.endswith("/arrange/items") and len(seen) == 2):
        down.click()
    assert seen == [[*before[1:3], before[0], *before[3:]]] * 2
    board.reload()
    assert names(board, 0) == seen[0]
    assert not visit.problems


def test_how_a_text_will_look_while_it_is_typed(board: Page, visit: Visit) -> None:
    followed(board.locator("[data-hall] a.tool").first)
    field = board.locator("#text")
    field.fill("先看**装夹**。")
    button = board.get_by_role("button", name="看效果")
    button.click()
    look = board.get_by_role("region", name="墙上的文字的效果")
    expect(look.locator("strong")).to_have_text("装夹")
    field.fill("- 一\n- 二\n")
    expect(look.locator("li")).to_have_count(2)
    board.get_by_role("button", name="收起效果").click()
    expect(look).to_be_hidden()
    assert not visit.problems
