"""In a real browser: a review in rounds that people follow by the bell, and an unsafe document called in."""

from __future__ import annotations

import re
from dataclasses import replace

from playwright.sync_api import Page, expect

from tests.browser.exhibits import _actor, _begin, _content, _published
from tests.browser.people import DESKTOP, PHONE, Device, Visit, followed, overflow
from tests.browser.serving import Serving
from tests.make import version_row
from webapp.documents import actions
from webapp.documents.actions import Submit


def submitted(served: Serving, title: str) -> str:
    """A new version of its own that waits for review."""
    member = _actor(served, "member")
    content = replace(_content(), title=title, trade="lathe_operator", region="changsha")
    key = _begin(served, member, content)
    with served.site.database.writing() as session:
        actions.submit(session, member, key, Submit(version_row(session, key).revision))
    return key.number


def open_notice(page: Page, words: str) -> None:
    """From the bell to what a notice is about."""
    followed(page.locator("header a[href='/me/notices']"))
    followed(page.locator(".notice-open", has_text=words).first)


def send(page: Page, label: str) -> None:
    """Press the button that sends the form; ends on the page that answers."""
    followed(page.get_by_role("button", name=label, exact=True).first)


def test_a_review_in_two_rounds(visit: Visit, served: Serving) -> None:
    title = "箱体孔系快换钻模（评审演示）"
    number = submitted(served, title)
    reviewer, member = visit.signed_in("reviewer", DESKTOP), visit.signed_in("member", PHONE)
    open_notice(reviewer, f"《{title}》等待审核")
    expect(reviewer).to_have_url(re.compile(f"/d/{number}/review$"))
    reviewer.locator("#part-steps summary").first.click()
    reviewer.locator("select[name=step]").select_option(index=2)
    reviewer.locator("#note-steps").fill("这一步没有写复测要求。")
    reviewer.locator("#note-").fill("写得清楚，补上复测要求即可。")
    followed(reviewer.locator("#part-steps").get_by_role("button", name="现在作为批注发出"))
    expect(reviewer.locator("#part-steps .remark")).to_contain_text("第 2 步")
    expect(reviewer.locator("#note-")).to_have_value("写得清楚，补上复测要求即可。")
    send(reviewer, "退回修改")
    expect(reviewer).to_have_url(re.compile("/review$"))

    open_notice(member, f"《{title}》被退回")
    expect(member).to_have_url(re.compile(f"/d/{number}/edit$"))
    remark = member.locator(".remark", has_text="这一步没有写复测要求。")
    expect(remark).to_contain_text("第 2 步")
    member.locator("#title").fill(f"{title}二稿")
    remark.locator("summary").click()
    remark.locator("textarea").fill("已补：复测三点，跳动不超过 0.02。")
    followed(remark.get_by_role("button", name="发送回复"))
    expect(member.locator(".remark-answer")).to_contain_text("已补：复测三点")
    expect(member.locator("#title")).to_have_value(f"{title}二稿")
    assert overflow(member) <= 0
    followed(member.get_by_role("button", name="保存并提交审核").first)
    expect(member).to_have_url(re.compile("/desk"))

    open_notice(reviewer, f"《{title}二稿》等待审核")
    expect(reviewer.locator(".remark-answer")).to_contain_text("已补：复测三点")
    send(reviewer, "通过并发布")
    expect(reviewer).to_have_url(re.compile("/review$"))
    open_notice(member, f"《{title}二稿》已审核通过并发布")
    expect(member).to_have_url(re.compile(f"/d/{number}$"))
    expect(member.get_by_role("heading", level=1)).to_contain_text("二稿")


def test_an_unsafe_document_is_called_in(visit: Visit, served: Serving, device: Device) -> None:
    number = _published(served, replace(_content(), title=f"镗床快换卡爪（召回演示 {device.value}）"))
    leader, scanning = visit.signed_in("leader", device), visit.page(device)
    leader.goto(f"/d/{number}")
    followed(leader.locator(f"a[href='/d/{number}/halt']"))
    leader.locator("#reason").fill("卡爪锁紧销会脱出。请停机改用原卡盘。")
    leader.locator("input[name=confirm]").check()
    send(leader, "立即召回")
    expect(leader.locator(".halted-notice")).to_contain_text("卡爪锁紧销会脱出")

    scanning.goto(f"/d/{number}")  # what the code on the machine leads to
    expect(scanning.locator(".halted-notice")).to_be_visible()
    expect(scanning.locator("#section-procedure")).not_to_be_visible()
    scanning.locator(".halted-body > summary").click()
    expect(scanning.locator("#section-procedure")).to_be_visible()
    scanning.emulate_media(media="print")
    expect(scanning.locator(".halted-notice")).to_be_visible()
    expect(scanning.locator(".halted-body")).not_to_be_visible()
    scanning.emulate_media(media="screen")
    scanning.goto(f"/d/{number}?steps=1")
    expect(scanning.locator(".halted-notice")).to_be_visible()

    reviewer = visit.signed_in("reviewer", device)
    reviewer.goto(f"/d/{number}/halt")
    reviewer.locator("#reason").fill("已换防脱销，试车三班合格。")
    send(reviewer, "解除召回")
    expect(reviewer.locator(".halted-notice")).to_have_count(0)
    open_notice(leader, "已解除召回")
    expect(leader).to_have_url(re.compile(f"/d/{number}$"))
