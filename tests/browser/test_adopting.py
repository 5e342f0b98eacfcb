"""From the phone: a worker says that a result is in use, the owner confirms, the certificate is printed and checked."""

from __future__ import annotations

import io
import re

import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests.browser.exhibits import Exhibits
from tests.browser.people import PHONE, Visit, followed, overflow


def test_use_confirm_print_and_check(visit: Visit, shown: Exhibits) -> None:
    worker = visit.signed_in("worker", PHONE)
    worker.goto(f"/d/{shown.internal}")
    followed(worker.get_by_role("link", name="我用了这项成果"))
    worker.locator("#started").fill("2024-05")
    worker.get_by_label("车间、班组或工位").fill("攻丝班")
    worker.get_by_label("效果如何").fill("断丝锥由每周三支降到一支")
    worker.locator("#measures-0-name").fill("每周断丝锥")
    worker.locator("#measures-0-before").fill("3")
    worker.locator("#measures-0-after").fill("1")
    worker.locator("#benefits-0-year").fill("2024")
    worker.locator("#benefits-0-amount").fill("1.2345")
    assert overflow(worker) <= 0
    followed(worker.get_by_role("button", name="登记，请对方确认"))
    expect(worker.get_by_text("等完成方确认")).to_be_visible()
    assert overflow(worker) <= 0
    address = worker.url

    leader = visit.signed_in("leader", PHONE)
    leader.goto("/me/adoptions?waiting=1")
    followed(leader.get_by_role("listitem").filter(has_text="断丝锥").get_by_role("link").first)
    expect(leader).to_have_url(address)
    followed(leader.get_by_role("button", name="确认属实"))
    expect(leader.get_by_text("已确认，从现在起计入统计。")).to_be_visible()
    followed(leader.get_by_role("button", name="开具应用证明"))
    expect(leader.get_by_role("heading", level=1)).to_have_text("成果应用证明")
    expect(leader.get_by_text("12,345.00 元")).to_be_visible()
    assert overflow(leader) <= 0

    leader.emulate_media(media="print")
    code = leader.get_by_role("img", name="核验本证明的二维码")
    picture = Image.open(io.BytesIO(code.screenshot())).convert("L")
    found = zxingcpp.read_barcode(picture.resize((picture.width * 3, picture.height * 3)))
    assert found is not None
    assert re.fullmatch(r"http://[^/]+/verify/[\w-]{20,}", found.text)

    visitor = visit.page(PHONE)
    visitor.goto(found.text)
    expect(visitor.get_by_text("证明真实有效")).to_be_visible()
    expect(visitor.get_by_text("断丝锥")).to_have_count(0)
    assert overflow(visitor) <= 0
