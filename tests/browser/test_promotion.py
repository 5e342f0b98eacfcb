"""The whole way in a real browser: patent, filing, publication, use from the phone, and certificates checked."""

from __future__ import annotations

import io
import re
from contextlib import closing
from urllib.parse import urlsplit

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument

from tests.browser.people import DESKTOP, PHONE, Visit, followed, overflow, sign_in
from tests.browser.serving import Account, Serving
from tests.browser.test_patents import happened
from tests.browser.test_writing import begin, fill, send
from webapp.accounts.actions.manage import NewAccount, create_account
from webapp.accounts.models import Account as AccountRow
from webapp.base.actor import SYSTEM
from webapp.directory.models import Organisation

TITLE = "行星架快换涨紧芯轴"
PATENT = "一种行星架快换涨紧芯轴"
NUMBER = "2024 1 0123456.0"
SECRET = "芯轴锥角取七度三十分"


def colleague(served: Serving) -> Account:
    """A worker of another factory."""
    with served.site.database.writing() as session:
        factory = Organisation(name="洛阳传动件厂（演示）", kind="enterprise", region="changsha", industry="machinery")
        session.add(factory)
        session.flush()
        made = create_account(session, SYSTEM, NewAccount("luoyang-worker", "孟师傅", organisation_id=factory.id))
        session.get_one(AccountRow, made.account_id).must_change_password = False
    return Account(made.username, made.password)


def code_on(page: Page, served: Serving) -> str:
    """The path of the address in the code of the page: as a camera reads it off the screen, and off the print."""
    address = read_code(Image.open(io.BytesIO(page.screenshot(full_page=True))))
    with closing(PdfDocument(page.pdf(format="A4", print_background=False))) as printed:
        codes = [read_code(sheet.render(scale=2).to_pil()) for sheet in printed]
    assert codes == [address]  # one sheet, one code
    assert address.startswith(f"{served.address}/")
    return urlsplit(address).path


def read_code(picture: Image.Image) -> str:
    """What the only code of the picture says."""
    found = zxingcpp.read_barcodes(picture.convert("L"))
    assert [each.format for each in found] == [zxingcpp.BarcodeFormat.QRCode]
    return str(found[0].text)


def write_something_secret(writer: Page) -> str:
    """A draft meant for everybody and declared still to be filed: it cannot be handed in; its number."""
    number = begin(writer, TITLE)
    fill(writer, "行星架换型找正费时。")
    writer.locator("#sections-method").fill(f"- {SECRET}\n- 碟簧涨紧")
    writer.get_by_role("radio", name="拟申请专利").check()
    writer.get_by_role("radio", name=re.compile("^公开")).check()
    send(writer, "保存并提交审核")
    expect(writer.get_by_role("alert").first).to_contain_text("最宽只能是“本单位可见”")
    expect(writer.locator("#sections-method")).to_have_value(re.compile(SECRET))
    return number


def record_and_file(writer: Page, number: str) -> None:
    """A patent of the document, recorded with its number, and the day it was filed."""
    writer.goto("/patents/new")
    writer.get_by_label(re.compile("^专利名称")).fill(PATENT)
    writer.get_by_label("专利类型").select_option(label="发明")
    writer.get_by_label(re.compile("^申请号或专利号")).fill(NUMBER)
    followed(writer.get_by_role("button", name="登记", exact=True))
    expect(writer.get_by_role("heading", level=1)).to_have_text(PATENT)
    address = writer.url
    writer.goto(f"/d/{number}/patents?q={PATENT}")
    followed(writer.get_by_role("button", name="关联：").first)
    expect(writer.locator("#linked-title")).to_be_visible()
    writer.goto(f"/d/{number}/disclosure")
    expect(writer.locator("#filed")).to_have_count(0)
    writer.goto(address)
    happened(writer, "提出申请", "2024-01-22")


def test_from_the_filing_to_the_certificate(visit: Visit, served: Serving) -> None:
    writer, visitor = visit.signed_in("member", DESKTOP), visit.page(PHONE)
    number = write_something_secret(writer)
    record_and_file(writer, number)

    writer.goto(f"/d/{number}/disclosure")
    expect(writer.locator("#filed")).to_contain_text("申请日")
    followed(writer.get_by_role("button", name=f"用这件申请解除保护：{PATENT}"))
    expect(writer.get_by_text("声明已生效：已申请专利。")).to_be_visible()
    expect(writer.get_by_text("申请号 202410123456.0").first).to_be_visible()
    writer.goto(f"/d/{number}/edit")
    send(writer, "保存并提交审核")
    expect(writer.get_by_text("已提交审核")).to_be_visible()
    answer = visitor.goto(f"/d/{number}")
    assert answer is not None
    assert answer.status == 404

    reviewer = visit.signed_in("reviewer", DESKTOP)
    reviewer.goto(f"/d/{number}/review")
    send(reviewer, "通过并发布")
    expect(reviewer).to_have_url(re.compile(r"/review$"))
    visitor.goto(f"/d/{number}")
    expect(visitor.get_by_text(SECRET).first).to_be_visible()
    expect(visitor.get_by_text(PATENT)).to_have_count(0)  # not published by the office yet

    first_publication_is_proved(visitor, number, served)
    use_is_confirmed_and_proved(visit, visitor, number, served)


def first_publication_is_proved(visitor: Page, number: str, served: Serving) -> None:
    """The certificate of first publication, and the page its code leads to."""
    visitor.goto(f"/d/{number}/history")
    followed(visitor.get_by_role("link", name="证据凭证"))
    expect(visitor.get_by_role("heading", level=1)).to_have_text("首次公开证据凭证")
    seal = visitor.locator(".certificate-facts .hash").last.inner_text()
    path = code_on(visitor, served)
    assert path == f"/evidence/{seal}"
    visitor.goto(path)
    expect(visitor.get_by_text("核验通过", exact=True)).to_be_visible()
    expect(visitor.get_by_text(TITLE).first).to_be_visible()
    assert overflow(visitor) <= 0


def use_is_confirmed_and_proved(visit: Visit, visitor: Page, number: str, served: Serving) -> None:
    """A worker elsewhere says so on the phone, the owner confirms, and the code on the print leads to its check."""
    worker = visit.page(PHONE)
    sign_in(worker, colleague(served))
    worker.goto(f"/d/{number}")
    followed(worker.get_by_role("link", name="我用了这项成果"))
    worker.locator("#started").fill("2026-05")
    worker.get_by_label("车间、班组或工位").fill("行星架班")
    worker.get_by_label("效果如何").fill("换型由四十分钟降到十分钟")
    worker.locator("#benefits-0-year").fill("2026")
    worker.locator("#benefits-0-amount").fill("3.5")
    assert overflow(worker) <= 0
    followed(worker.get_by_role("button", name="登记，请对方确认"))
    expect(worker.get_by_text("等完成方确认")).to_be_visible()
    address = worker.url

    leader = visit.signed_in("leader", PHONE)
    leader.goto("/me/adoptions?waiting=1")
    followed(leader.get_by_role("listitem").filter(has_text="洛阳传动件厂").get_by_role("link").first)
    expect(leader).to_have_url(address)
    followed(leader.get_by_role("button", name="确认属实"))
    expect(leader.get_by_text("已确认，从现在起计入统计。")).to_be_visible()

    worker.goto(address)
    followed(worker.get_by_role("button", name="开具应用证明"))
    expect(worker.get_by_role("heading", level=1)).to_have_text("成果应用证明")
    path = code_on(worker, served)
    assert re.fullmatch(r"/verify/[\w-]{20,}", path)
    visitor.goto(path)
    expect(visitor.get_by_text("证明真实有效")).to_be_visible()
    for words in (TITLE, "洛阳传动件厂（演示）", "35,000.00 元"):
        expect(visitor.get_by_text(words).first).to_be_visible()
    assert overflow(visitor) <= 0
