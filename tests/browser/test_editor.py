"""The editor under fingers: tools, pasting, pictures, rows, keeping what is typed whatever happens."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy import delete, select

from tests.base.files import specimens
from tests.browser.people import DESKTOP, PHONE, Device, Visit, followed, overflow, sign_in, without_yet
from tests.browser.serving import Serving
from tests.browser.test_writing import STATE, begin, save
from webapp.accounts.models import Account, SignInSession


def open_editor(page: Page, title: str) -> str:
    """A new draft's editor, with its scripts running."""
    number = begin(page, title)
    expect(page.locator(".writing-tools").first).to_be_visible()
    return number


def paste(page: Page, field: str, kind: str, text: str) -> None:
    """Put something on the clipboard and paste it into the field."""
    page.locator(field).evaluate(
        """(field, [kind, text]) => {
            const board = new DataTransfer();
            board.setData(kind, text);
            field.focus();
            field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: board, bubbles: true, cancelable: true }));
        }""",
        [kind, text],
    )


def keep_now(page: Page) -> None:
    """What happens every half minute, at once: the browser says that it is connected again."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def end_sessions(visit: Visit, role: str) -> None:
    """What time does: nobody of this account is signed in any more."""
    username = visit.served.accounts[role].username
    assert isinstance(visit.served, Serving)
    with visit.served.site.database.writing() as session:
        mine = select(Account.id).where(Account.username == username)
        session.execute(delete(SignInSession).where(SignInSession.account_id.in_(mine)))


def test_tools_keys_and_the_live_look(visit: Visit, device: Device) -> None:
    page = visit.signed_in("member", device)
    open_editor(page, "工具栏与预览")
    box = page.locator("[data-writing='sections-problem']")
    field = box.locator("textarea")
    field.fill("换型慢")
    field.press("Control+a")
    field.press("Control+b")
    expect(field).to_have_value("**换型慢**")
    field.press("Control+b")
    expect(field).to_have_value("换型慢")
    field.press("End")
    box.locator("[data-tool=list]").click()
    expect(field).to_have_value("- 换型慢")
    field.press("End")
    field.press("Enter")
    field.type("找正费时")
    expect(field).to_have_value("- 换型慢\n- 找正费时")
    look = box.locator("[data-look]")
    if device == PHONE:
        expect(look).to_be_hidden()
        box.locator("[data-tool=look]").click()
    expect(look.locator("li")).to_have_text(["换型慢", "找正费时"])
    box.locator("[data-tool=undo]").click()
    page.keyboard.press("Control+/")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert overflow(page) == 0


def test_an_input_method_is_left_in_peace(visit: Visit) -> None:
    page = visit.signed_in("member")
    open_editor(page, "输入法")
    field = page.locator("#sections-problem")
    field.fill("- 第一项")
    field.press("End")
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "kuai", "selectionStart": 4, "selectionEnd": 4})
    session.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": "Enter", "windowsVirtualKeyCode": 229})
    session.send("Input.insertText", {"text": "快换"})
    expect(field).to_have_value("- 第一项快换")


def test_tables_from_excel_and_word_become_tables(visit: Visit) -> None:
    page = visit.signed_in("member")
    open_editor(page, "粘贴表格")
    field = page.locator("#sections-problem")
    paste(page, "#sections-problem", "text/plain", "项目\t前|后\n换型\t40\n废品\t3\n")
    expect(field).to_have_value("| 项目 | 前\\|后 |\n|---|---:|\n| 换型 | 40 |\n| 废品 | 3 |")
    expect(page.locator("[data-writing='sections-problem'] [data-look] table td")).to_have_text(
        ["换型", "40", "废品", "3"]
    )
    page.keyboard.press("Control+z")
    expect(field).to_have_value("")
    merged = "<table><tr><td colspan='2'>合计 <b>x</b></td></tr><tr><td>甲</td><td><p>乙</p><p>丙</p></td></tr></table>"
    paste(page, "#sections-problem", "text/html", merged)
    expect(field).to_have_value(re.compile('<th colspan="2">合计 x</th>[\\s\\S]*乙<br>丙'))
    field.fill("")
    paste(page, "#sections-problem", "text/html", "<p>一段话</p><table><tr><td>a</td><td>b</td></tr></table>")
    expect(field).to_have_value("")  # more than a table: the browser's own paste does it


def test_pictures_go_where_the_caret_is(visit: Visit, device: Device) -> None:
    page = visit.signed_in("member", device)
    open_editor(page, "插图")
    box = page.locator("[data-writing='sections-method']")
    field = box.locator("textarea")
    field.fill("前一段\n\n后一段")
    field.evaluate("field => { field.focus(); field.setSelectionRange(3, 3); }")
    photo = {"name": "现场 照片.png", "mimeType": "image/png", "buffer": specimens.picture(size=(3200, 1800))}
    box.locator("[data-pick=picture]").set_input_files(photo)  # type: ignore[arg-type]
    expect(field).to_have_value(
        re.compile(r'^前一段\n\n!\[图片说明\]\(/attachments/\w+/picture "图片说明"\)\n\n后一段$')
    )
    page.keyboard.type("换型现场")
    expect(field).to_have_value(re.compile('picture "换型现场"'))
    if device == PHONE:
        box.locator("[data-tool=look]").click()
    expect(box.locator("[data-look] figcaption")).to_have_text("换型现场")
    image = box.locator("[data-look] figure img")
    expect(image).to_have_js_property("complete", value=True)
    expect(image).not_to_have_js_property("naturalWidth", 0)


def test_steps_are_dragged_taken_back_and_pictured(visit: Visit) -> None:
    page = visit.signed_in("member")
    open_editor(page, "步骤行")
    steps = page.locator("[data-rows=steps]")
    steps.locator("[name='steps-0-action']").fill("甲")
    steps.locator("[data-row-add]").click()
    steps.locator("[name='steps-1-action']").fill("乙")
    steps.locator("[name='steps-1-action']").press("Alt+ArrowUp")
    expect(steps.locator("[name='steps-0-action']")).to_have_value("乙")
    steps.locator("[data-row-remove]").first.click()
    expect(steps.locator(".row")).to_have_count(1)
    steps.locator("[data-row-undo]").click()
    expect(steps.locator("[name='steps-0-action']")).to_have_value("乙")
    measures = page.locator("[data-rows=measures]")
    measures.locator("[name='measures-0-name']").fill("一")
    measures.locator("[data-row-add]").click()
    measures.locator("[name='measures-1-name']").fill("二")
    handle = measures.locator("[data-row-drag]").nth(1)
    handle.scroll_into_view_if_needed()
    place, target = handle.bounding_box(), measures.locator(".row").first.bounding_box()
    assert place
    assert target
    page.mouse.move(place["x"] + 8, place["y"] + 8)
    page.mouse.down()
    page.mouse.move(place["x"] + 8, target["y"] + 4, steps=6)
    page.mouse.up()
    expect(measures.locator("[name='measures-0-name']")).to_have_value("二")
    picture = {"name": "夹.png", "mimeType": "image/png", "buffer": specimens.picture(size=(300, 200))}
    steps.locator(".row-picture input[type=file]").first.set_input_files(picture)  # type: ignore[arg-type]
    expect(steps.locator(".row-picture select").first).not_to_have_value("")
    expect(steps.locator(".row-picture img").first).to_be_visible()


def test_figures_are_added_up_and_checked(visit: Visit) -> None:
    page = visit.signed_in("member")
    open_editor(page, "数据")
    for place, (year, amount) in enumerate((("2024", "125000.50"), ("2025", "12.5万"))):
        if place:
            page.locator("[data-rows=benefits] [data-row-add]").click()
        page.locator(f"[name='benefits-{place}-year']").fill(year)
        page.locator(f"[name='benefits-{place}-amount_yuan']").fill(amount)
    page.get_by_role("button", name="换成 125000 元").click()
    expect(page.locator("[data-rows=benefits] .figure-sum")).to_contain_text("合计 250,000.5 元")
    cells = {"name": "换型时间", "before": "40", "after": "10", "unit": "分钟"}
    for cell, text in cells.items():
        page.locator(f"[name='measures-0-{cell}']").fill(text)
    expect(page.locator("[data-rows=measures] .figure-sum")).to_contain_text("−75%")
    page.locator("[name='innovation_points']").fill("短\n" + "长" * 53)
    expect(page.locator("#innovation_points-count")).to_contain_text("53/50")


def test_saving_stays_on_the_page_and_tells_what_is_missing(visit: Visit) -> None:
    page = visit.signed_in("member")
    number = open_editor(page, "原地保存")
    missing = page.locator("[data-missing-count]")
    before = missing.inner_text()
    page.locator("#summary").fill("写了简介")
    expect(missing).not_to_have_text(before)
    page.locator("#summary").press("Control+s")
    expect(page.locator(STATE)).to_contain_text("已保存")
    expect(page.locator("#summary")).to_be_focused()
    page.locator("#summary").fill("写了简介，又改")
    save(page)
    page.locator("[data-missing] summary").click()
    page.locator("[data-missing] a").first.click()
    assert page.evaluate("document.activeElement.name || document.activeElement.id")
    page.goto(f"/d/{number}/edit")
    expect(page.locator("#summary")).to_have_value("写了简介，又改")


def test_what_is_typed_before_the_scripts_have_come_is_kept(visit: Visit) -> None:
    page = visit.signed_in("member")
    number = open_editor(page, "网慢时先写")
    with without_yet(page, re.compile("/js/")):
        page.goto(f"/d/{number}/edit", wait_until="commit")
        page.locator("#summary").fill("脚本还没到就写下的")
    expect(page.locator(STATE)).to_contain_text("未保存")
    keep_now(page)
    expect(page.locator(STATE)).to_contain_text("已自动保存")
    page.goto(f"/d/{number}/edit")
    expect(page.locator("#summary")).to_have_value("脚本还没到就写下的")


def test_two_people_see_each_other(visit: Visit) -> None:
    first, second = visit.signed_in("member"), visit.signed_in("leader")
    number = open_editor(first, "两个人看得见")
    second.goto(f"/d/{number}/edit")
    expect(second.locator("[data-company]")).to_contain_text("也开着这份草稿")


def test_a_lost_connection_and_an_ended_session_lose_nothing(visit: Visit) -> None:
    page = visit.signed_in("member")
    number = open_editor(page, "断网")
    page.locator("#summary").fill("断网时写的")
    page.context.set_offline(True)
    keep_now(page)
    expect(page.locator(STATE)).to_contain_text("保存失败，已留在本机")
    page.context.set_offline(False)
    keep_now(page)
    expect(page.locator(STATE)).to_contain_text("已自动保存")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.locator("#summary").fill("退出后写的")
    keep_now(page)
    expect(page.locator(STATE)).to_contain_text("登录已超时")
    other = page.context.new_page()
    sign_in(other, visit.served.accounts["member"])
    other.close()
    keep_now(page)
    expect(page.locator(STATE)).to_contain_text("已自动保存")
    page.goto(f"/d/{number}/edit")
    expect(page.locator("#summary")).to_have_value("退出后写的")
    expect(page.locator("main")).to_contain_text("自动保存、还没有存入草稿")
    assert cookies
    visit.problems.clear()  # Chromium writes what could not be fetched into its console


def test_any_form_comes_back_after_the_session_ended(visit: Visit) -> None:
    page = visit.signed_in("member", DESKTOP)
    page.goto("/new")
    page.get_by_role("radio", name="培训手册").check()
    page.get_by_label("名称").fill("超时前填的名称")
    end_sessions(visit, "member")
    followed(page.get_by_role("button", name="开始编写"))
    expect(page).to_have_url(re.compile("/sign-in"))
    page.locator("input[name=username]").fill(visit.served.accounts["member"].username)
    page.locator("input[name=password]").fill(visit.served.accounts["member"].password)
    followed(page.locator("main form button[type=submit]").first)
    expect(page).to_have_url(re.compile("/new$"))
    expect(page.get_by_label("名称")).to_have_value("超时前填的名称")
    expect(page.get_by_role("radio", name="培训手册")).to_be_checked()
    expect(page.locator(".kept-form")).to_contain_text("已经填回表单")
    followed(page.get_by_role("button", name="开始编写"))
    expect(page).to_have_url(re.compile("/edit$"))
    page.goto("/new")
    expect(page.locator(".kept-form")).to_have_count(0)
    expect(page.get_by_label("名称")).to_have_value("")
    visit.problems.clear()
