"""From a blank page to a result others find: write, attach, submit, be returned, correct, publish."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from tests.base.files import specimens
from tests.browser.people import PHONE, Device, Visit, followed

WAIT_FOR_INDEX = 20
STATE = "[data-writing-state]"


def begin(page: Page, title: str) -> str:
    """Begin a document; its number. The editor is open, its scripts running."""
    page.goto("/desk")
    followed(page.get_by_role("link", name="写新成果"))
    page.get_by_role("radio", name="工艺改进").check()
    page.get_by_label("名称").fill(title)
    followed(page.get_by_role("button", name="开始编写"))
    expect(page).to_have_url(re.compile(r"/d/GJ-\d{4}-\d+/edit"))
    return str(re.findall(r"GJ-\d{4}-\d+", page.url)[0])


def fill(page: Page, problem: str) -> None:
    """Write what has to be written."""
    page.get_by_label("简介").first.fill(problem)
    page.locator("#industry").select_option("machinery")
    page.locator("#trade").select_option("lathe_operator")
    page.locator("#region").select_option("changsha")
    page.locator("#keywords").fill("快换\n工装")
    page.locator("#sections-problem").fill(problem)
    page.locator("#sections-method").fill("- 先测出**关键动作**\n- 再固定下来")
    page.locator("#sections-effect").fill("每班少停三十分钟。")
    row = {"name": "换型时间", "before": "40", "after": "10", "unit": "分钟"}
    for cell, value in row.items():
        page.locator(f"[name='measures-0-{cell}']").fill(value)
    page.locator("[name='contributors-0-name']").fill("李工")
    page.get_by_role("radio", name="没有需要保护的内容").check()
    page.locator("[name='organisations-0-name']").fill("示范机械集团（演示）")


def attach(page: Page, name: str, content: bytes) -> None:
    """Choose a file; it is sent at once, with a bar, and the page then lists it."""
    page.locator("#attachment-upload").set_input_files({"name": name, "mimeType": "", "buffer": content})
    expect(page.locator(".file-editor strong").get_by_text(name, exact=True)).to_be_visible()


def save(page: Page) -> None:
    """Save the draft where it is; ends when the archive has it."""
    page.get_by_role("button", name="保存草稿").last.click()
    expect(page.locator(STATE)).to_contain_text("已保存")


def send(page: Page, name: str) -> None:
    """Press the button that sends the form; ends on the page that answers."""
    followed(page.get_by_role("button", name=name).last)


def found_soon(page: Page, words: str, title: str) -> bool:
    """Whether a search finds it before patience ends; the index follows in the background."""
    end = time.monotonic() + WAIT_FOR_INDEX
    while time.monotonic() < end:
        page.goto(f"/search?q={words}")
        if page.locator(".result-list").get_by_role("link", name=title).count():
            return True
    return False


def test_written_returned_corrected_published_found(visit: Visit, device: Device) -> None:
    mark = "叶轮榫槽拉刀" if device == PHONE else "曲轴油孔去刺"
    title = f"{mark}快换改进"
    writer = visit.signed_in("member", device)
    number = begin(writer, title)
    fill(writer, f"{mark}更换费时，每班停机四十分钟。")
    save(writer)
    expect(writer.get_by_role("heading", level=1)).to_contain_text(title)
    attach(writer, "工装照片 1.png", specimens.picture(size=(640, 480), colour="steelblue"))
    send(writer, "保存并提交审核")
    expect(writer.get_by_text("已提交审核")).to_be_visible()

    reviewer = visit.signed_in("reviewer", device)
    reviewer.goto("/review")
    followed(reviewer.get_by_role("link", name=title))
    reviewer.locator("summary").filter(has_text="方法要点").click()
    reviewer.locator("#note-sections-method").fill("请写明定位精度。")
    send(reviewer, "退回修改")
    expect(reviewer).to_have_url(re.compile(r"/review$"))

    writer.goto(f"/d/{number}/edit")
    expect(writer.get_by_text("请写明定位精度。")).to_be_visible()
    method = writer.locator("#sections-method")
    method.fill(method.input_value() + "\n- 重复定位精度 0.01 mm")
    send(writer, "保存并提交审核")
    expect(writer.get_by_text("已提交审核")).to_be_visible()

    reviewer.goto(f"/d/{number}/review")
    expect(reviewer.get_by_text("重复定位精度 0.01 mm")).to_be_visible()
    send(reviewer, "通过并发布")
    expect(reviewer).to_have_url(re.compile(r"/review$"))

    assert found_soon(writer, mark, title)
    followed(writer.locator(".result-list").get_by_role("link", name=title))
    expect(writer.get_by_role("heading", level=1)).to_have_text(title)
    expect(writer.get_by_text("重复定位精度 0.01 mm")).to_be_visible()
    stranger = visit.page(device)
    answer = stranger.goto(f"/d/{number}")
    assert answer is not None
    assert answer.status == 404, "it is for the organisation only"


def test_typing_is_not_lost_by_leaving(visit: Visit) -> None:
    page = visit.signed_in("leader")
    begin(page, "不会丢的草稿")
    page.get_by_label("简介").first.fill("打了一半")
    asked: list[str] = []

    def stay(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", stay)
    with page.expect_event("dialog"):
        page.locator(".brand").click()
    assert asked == ["beforeunload"]
    expect(page.get_by_label("简介").first).to_have_value("打了一半")


def test_two_people_at_once_keep_both_texts(visit: Visit) -> None:
    first, second = visit.signed_in("member"), visit.signed_in("leader")
    number = begin(first, "两人同时写的草稿")
    second.goto(f"/d/{number}/edit")
    first.get_by_label("简介").first.fill("先保存的一句")
    save(first)
    expect(first.get_by_role("status").filter(has_text="保存")).to_be_visible()
    second.get_by_label("简介").first.fill("后保存的另一句")
    send(second, "保存草稿")
    expect(second.get_by_label("简介").first).to_have_value("后保存的另一句")
    expect(second.get_by_text("先保存的一句").first).to_be_visible()


def test_rows_are_added_moved_and_removed(visit: Visit) -> None:
    page = visit.signed_in("member")
    begin(page, "步骤可以增减的草稿")
    steps = page.locator("[data-rows=steps]")
    steps.locator("[data-row-add]").click()
    steps.locator("[name='steps-0-action']").fill("第一个动作")
    steps.locator("[name='steps-1-action']").fill("第二个动作")
    steps.locator("[data-row-up]").nth(1).click()
    expect(steps.locator("[name='steps-0-action']")).to_have_value("第二个动作")
    steps.locator("[data-row-remove]").nth(1).click()
    expect(steps.locator(".row")).to_have_count(1)
    save(page)
    page.reload()
    expect(page.locator("[name='steps-0-action']")).to_have_value("第二个动作")
    expect(page.locator("[name='steps-1-action']")).to_have_count(0)


def test_a_file_too_strange_is_refused_in_words(visit: Visit) -> None:
    page = visit.signed_in("member")
    begin(page, "附件被拒的草稿")
    page.locator("#attachment-upload").set_input_files(
        {"name": "病毒.exe", "mimeType": "", "buffer": b"MZ\x90\x00" + b"\0" * 200}
    )
    line = page.locator(".upload-list li")
    expect(line).to_have_class(re.compile("field-error"))
    assert not re.fullmatch(r"\s*病毒.exe\s*", line.inner_text())
    visit.problems.clear()  # Chromium writes the refused upload itself into its console
