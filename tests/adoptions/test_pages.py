"""Journeys through the pages: recording, answering, changing, evidence, links, certificates, lists."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from PIL import Image
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from tests.adoptions.conftest import Cast
from tests.adoptions.making import Adopting
from tests.browse import Browser
from tests.make import Make
from tests.rights.world import sign_in
from webapp.accounts.models import Account
from webapp.adoptions.models import AdoptionLink
from webapp.adoptions.workflow import AdoptionState, Side
from webapp.documents.models import Visibility


def signed_in(app: Flask, name: str) -> Browser:
    """A browser in which this account is signed in, without the slow check of a password."""
    browser = Browser(app)
    with app.extensions["archive"].database.writing() as session:
        account_id = session.scalars(select(Account.id).where(Account.username == name)).one()
        token, _id = sign_in(session, account_id)
    with browser.client.session_transaction() as kept:
        kept.update({"_user_id": token, "_fresh": True, "seen": 2**40})
    return browser


def text_of(browser: Browser, path: str, status: int = 200) -> str:
    return browser.get(path, status).get_data(as_text=True)


def picture() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), (9, 90, 9)).save(file, "PNG")
    file.seek(0)
    return file


SHORT = {
    "started": "2024-03",
    "workshop": "二车间",
    "effect": "装夹时间从 40 分钟降到 12 分钟",
    "measures-0-name": "装夹时间",
    "measures-0-before": "40",
    "measures-0-after": "12",
    "measures-0-unit": "分钟",
    "benefits-0-year": "2024",
    "benefits-0-amount": "12.3456",
}


def test_a_worker_records_and_the_owner_confirms(app: Flask, make: Make, cast: Cast, adopting: Adopting) -> None:
    worker = signed_in(app, "worker")
    assert "我用了这项成果" in text_of(worker, f"/d/{cast.number}")
    sent = worker.submit(f"/d/{cast.number}/adopt", {**SHORT, "evidence": (picture(), "现场.png")}, action="/adopt")
    page = worker.follow(sent).get_data(as_text=True)
    assert "等完成方确认" in page
    assert "12.35 万元" in page
    assert 'value="123456.00"' in page
    assert "现场.png" in page
    key = sent.headers["Location"].rsplit("/", 1)[1]
    owner = signed_in(app, "owner")
    assert "等您确认" in text_of(owner, f"/adoptions/{key}")
    assert "有 1 条等您确认" in text_of(owner, "/me/adoptions")
    owner.submit(f"/adoptions/{key}", {"do": "confirm"}, action="/answer")
    assert adopting.row(key).state == AdoptionState.CONFIRMED
    visitor = Browser(app)
    document = text_of(visitor, f"/d/{cast.number}")
    assert "推广应用记录" in document
    assert "乙机械厂" in document
    assert "装夹时间从 40 分钟降到 12 分钟" in text_of(visitor, f"/adoptions/{key}")
    for hidden in ("现场.png", "证明材料", "修订记录"):
        assert hidden not in text_of(visitor, f"/adoptions/{key}")
    for path in ("/adoptions", f"/organisations/{cast.organisation_id}"):
        assert "乙机械厂" in text_of(visitor, path)
    assert "用了哪些成果" in text_of(visitor, f"/organisations/{cast.organisation_id}")
    assert "成果用到了哪里" in text_of(visitor, f"/studios/{min(cast.owner.studio_ids)}")


def test_nothing_typed_is_lost_when_something_is_wrong(app: Flask, cast: Cast) -> None:
    worker = signed_in(app, "worker")
    page = worker.submit(
        f"/d/{cast.number}/adopt",
        {**SHORT, "started": "", "benefits-0-amount": "十二", "benefits-0-basis": "按工时算"},
        422,
        action="/adopt",
    ).get_data(as_text=True)
    assert "第 1 行效益：请填写金额" in page
    for typed in ("二车间", "十二", "按工时算", "装夹时间从 40 分钟"):
        assert typed in page
    page = worker.submit(
        f"/d/{cast.number}/adopt", {**SHORT, "benefits-0-grade": "verified"}, 422, action="/adopt"
    ).get_data(as_text=True)
    assert "需要财务部门效益证明" in page
    page = worker.submit(
        f"/d/{cast.number}/adopt",
        {**SHORT, "evidence": (io.BytesIO(b"<html><script>x"), "坏.png")},
        422,
        action="/adopt",
    ).get_data(as_text=True)
    assert "坏.png" in page


def test_verified_amounts_rest_on_a_finance_certificate(app: Flask, cast: Cast, adopting: Adopting) -> None:
    worker = signed_in(app, "worker")
    fields = {**SHORT, "benefits-0-grade": "verified", "evidence_kind": "finance", "evidence": (picture(), "财务.png")}
    key = worker.submit(f"/d/{cast.number}/adopt", fields, action="/adopt").headers["Location"].rsplit("/", 1)[1]
    removing = re.search(rf'action="(/adoptions/{key}/evidence/[^"]+/remove)"', text_of(worker, f"/adoptions/{key}"))
    assert removing is not None
    worker.post(removing[1], {}, page=f"/adoptions/{key}")
    assert "不能移除" in text_of(worker, f"/adoptions/{key}")
    files = re.findall(r"/adoptions/evidence/[0-9a-f]+", text_of(worker, f"/adoptions/{key}"))
    assert worker.get(files[0]).headers["Cache-Control"] == "no-store, private"
    signed_in(app, "owner").get(files[0])
    signed_in(app, "stranger").get(files[0], 404)
    Browser(app).get(files[0], 303)


def test_the_same_use_twice_leads_to_the_record_there_is(app: Flask, cast: Cast, adopting: Adopting) -> None:
    key = adopting.recorded(cast.worker, cast.number)
    page = (
        signed_in(app, "other-worker")
        .submit(f"/d/{cast.number}/adopt", SHORT, 409, action="/adopt")
        .get_data(as_text=True)
    )
    assert f"/adoptions/{key}" in page
    assert "装夹时间从 40 分钟" in page


def test_an_account_without_an_organisation_is_told_what_to_do(app: Flask, make: Make, cast: Cast) -> None:
    make.account("alone")
    assert "您的账号还没有所属单位" in text_of(signed_in(app, "alone"), f"/d/{cast.number}/adopt")


def test_a_change_shows_what_changed_and_a_stale_one_loses_nothing(app: Flask, cast: Cast, adopting: Adopting) -> None:
    key = adopting.confirmed(cast.worker, cast.owner, cast.number)
    owner, worker = signed_in(app, "owner"), signed_in(app, "worker")
    stale = worker.get(f"/adoptions/{key}/edit").get_data(as_text=True)
    revision = re.search(r'name="revision" value="(\d+)"', stale)
    assert revision is not None
    owner.submit(f"/adoptions/{key}/edit", {"workshop": "铸造分厂", "note": "改车间"}, action="/edit")
    page = text_of(worker, f"/adoptions/{key}")
    assert "待确认的修改" in page
    assert "铸造分厂" in page
    refused = worker.submit(
        f"/adoptions/{key}/edit", {"workshop": "焊接工段", "revision": revision[1]}, 409, action="/edit"
    )
    assert "焊接工段" in refused.get_data(as_text=True)
    assert "铸造分厂" in refused.get_data(as_text=True)
    assert "改车间" in page
    compared = text_of(worker, f"/adoptions/{key}/revisions?from=1&to=2")
    assert "铸造分厂" in compared
    signed_in(app, "stranger").get(f"/adoptions/{key}/revisions", 404)
    Browser(app).get(f"/adoptions/{key}")


def test_objections_need_a_reason_and_are_shown(app: Flask, cast: Cast, adopting: Adopting) -> None:
    key = adopting.recorded(cast.worker, cast.number)
    owner = signed_in(app, "owner")
    assert "请填写" in owner.post(f"/adoptions/{key}/answer", {"do": "dispute", "revision": adopting.revision(key)},
                               422, page=f"/adoptions/{key}").get_data(as_text=True)  # fmt: skip
    stale = owner.post(
        f"/adoptions/{key}/answer", {"do": "confirm", "revision": "99"}, 409, page=f"/adoptions/{key}"
    ).get_data(as_text=True)
    assert "对方刚刚改过内容" in stale
    owner.post(
        f"/adoptions/{key}/answer",
        {"do": "dispute", "revision": adopting.revision(key), "reason": "数字 <b>不对</b>"},
        page=f"/adoptions/{key}",
    )
    assert "数字 &lt;b&gt;不对" in text_of(signed_in(app, "manager"), f"/adoptions/{key}")


def test_an_adopter_without_an_account_confirms_once(app: Flask, make: Make, cast: Cast, adopting: Adopting) -> None:
    key = adopting.recorded(cast.owner, cast.number, side=Side.OWNER, organisation="外省某某机械公司")
    owner = signed_in(app, "owner")
    shown = owner.post(f"/adoptions/{key}/link", {"recipient": "李主任"}, 200, page=f"/adoptions/{key}")
    address = re.search(r'value="http://localhost(/adopted/[^"]+)"', shown.get_data(as_text=True))
    assert address is not None
    with make.site.database.reading() as session:
        kept = session.scalars(select(AdoptionLink)).one()
    assert kept.token_hash not in address[1]
    assert len(kept.token_hash) == 64
    visitor = Browser(app)
    page = text_of(visitor, address[1])
    assert "外省某某机械公司" in page
    visitor.get(address[1][:-1] + ("A" if address[1][-1] != "A" else "B"), 404)
    sent = visitor.submit(address[1], {"do": "confirm", "name": "李主任"}, 200, action="/adopted")
    assert "已确认" in sent.get_data(as_text=True)
    assert adopting.row(key).state == AdoptionState.CONFIRMED
    visitor.get(address[1], 404)


def test_links_end_when_revoked_renewed_or_old(app: Flask, make: Make, cast: Cast, adopting: Adopting) -> None:
    from datetime import timedelta

    import time_machine

    from webapp.base.clock import now

    internal = make.published(cast.owner, visibility=Visibility.ORGANISATION).number
    key = adopting.recorded(cast.owner, internal, side=Side.OWNER, organisation="外厂")
    owner, visitor = signed_in(app, "owner"), Browser(app)

    def link() -> str:
        shown = owner.post(f"/adoptions/{key}/link", {"recipient": "李"}, 200, page=f"/adoptions/{key}")
        found = re.search(r'value="http://localhost(/adopted/[^"]+)"', shown.get_data(as_text=True))
        assert found is not None
        return found[1]

    first = link()
    assert "内部成果" in text_of(visitor, first)
    second = link()
    visitor.get(first, 404)
    visitor.get(second)
    owner.post(f"/adoptions/{key}/link/revoke", {}, page=f"/adoptions/{key}")
    visitor.get(second, 404)
    third = link()
    with time_machine.travel(now() + timedelta(days=15), tick=False):
        visitor.get(third, 404)


def test_a_certificate_is_printed_and_checked(app: Flask, make: Make, cast: Cast, adopting: Adopting) -> None:
    key = adopting.confirmed(cast.worker, cast.owner, cast.number)
    owner, visitor = signed_in(app, "owner"), Browser(app)
    owner.get(f"/adoptions/{key}/certificate", 404)
    owner.submit(f"/adoptions/{key}", {}, action="/certificate")
    page = text_of(owner, f"/adoptions/{key}/certificate")
    address = decoded(page)
    assert address.startswith("http://localhost/verify/")
    path = address.removeprefix("http://localhost")
    number = re.search(r"YYZM-\d{4}-\d{6}", page)
    assert number is not None
    checked = text_of(visitor, path)
    assert "证明真实有效" in checked
    assert number[0] in checked
    assert "联系" not in checked
    visitor.get(f"/adoptions/{key}/certificate", 303)
    signed_in(app, "stranger").get(f"/adoptions/{key}/certificate", 404)
    visitor.get(path[:-1] + "x", 404)
    owner.submit(f"/adoptions/{key}/edit", {"workshop": "九车间"}, action="/edit")
    assert "证明真实有效" in text_of(visitor, path), "until the other side agrees the old one is true"
    adopting.confirm(cast.manager, key)
    assert "证明已有更新" in text_of(visitor, path)
    manager = signed_in(app, "manager")
    manager.post(
        f"/adoptions/{key}/answer",
        {"do": "withdraw", "revision": adopting.revision(key), "reason": "登记有误"},
        page=f"/adoptions/{key}",
    )
    withdrawn = text_of(visitor, path)
    assert "证明已失效" in withdrawn
    assert "乙机械厂" not in withdrawn


def decoded(page: str) -> str:
    """What the QR code on a page says, read by a decoder that is not ours."""
    import zxingcpp

    found = re.search(r'src="data:image/svg\+xml;charset=utf-8,([^"]+)"|src="data:image/svg\+xml[^,]*,([^"]+)"', page)
    assert found is not None, page[:200]
    from html import unescape
    from urllib.parse import unquote

    drawing = unquote(unescape(found[1] or found[2]))
    result = zxingcpp.read_barcode(rasterised(drawing))
    assert result is not None
    return str(result.text)


def rasterised(drawing: str) -> Image.Image:
    """The drawing of segno (a path of horizontal strokes) as a picture."""
    size = re.search(r"width='(\d+)' height='(\d+)'", drawing)
    scale = re.search(r"scale\(([\d.]+)\)", drawing)
    path = re.findall(r"<path[^>]* d='([^']+)'", drawing)[-1]
    assert size is not None
    factor = float(scale[1]) if scale else 1.0
    image = Image.new("L", (int(size[1]), int(size[2])), 255)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmhz])([^Mmhz]*)", path):
        values = [float(each) for each in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        elif command == "h":
            left, top = round(x * factor), round((y - 0.5) * factor)
            image.paste(0, (left, top, left + round(values[0] * factor), top + round(factor)))
            x += values[0]
    return image


def test_an_adopter_who_is_not_named_is_not_named_anywhere(app: Flask, cast: Cast, adopting: Adopting) -> None:
    key = adopting.confirmed(cast.worker, cast.owner, cast.number, is_named=False, effect="秘密效果")
    visitor, stranger = Browser(app), signed_in(app, "stranger")
    for browser in (visitor, stranger):
        assert "未公开名称的单位" in text_of(browser, f"/d/{cast.number}")
        for path in (
            f"/d/{cast.number}",
            "/adoptions",
            f"/adoptions?q={'乙机械'}",
            f"/organisations/{cast.organisation_id}",
        ):
            shown = text_of(browser, path).replace("<h1>乙机械厂</h1>", "")
            assert "秘密效果" not in shown
            assert "应用单位（双方确认）" not in shown or path.startswith("/d/") or path == "/adoptions"
        assert "用了哪些成果" not in text_of(browser, f"/organisations/{cast.organisation_id}")
        browser.get(f"/adoptions/{key}", 404)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(browser.get("/adoptions/export").data))
        assert "乙机械厂" not in str(sheet.get_sheet_by_index(0).to_python())
    assert "秘密效果" in text_of(signed_in(app, "manager"), f"/adoptions/{key}")


def test_the_sheet_says_what_the_list_says(app: Flask, cast: Cast, adopting: Adopting) -> None:
    adopting.confirmed(cast.worker, cast.owner, cast.number, effect="=1+1")
    adopting.recorded(cast.stranger, cast.number)
    for browser, path, count in (
        (Browser(app), "/adoptions/export", 1),
        (signed_in(app, "owner"), "/me/adoptions/export", 2),
        (signed_in(app, "worker"), "/me/adoptions/export", 1),
    ):
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(browser.get(path).data)).get_sheet_by_index(0).to_python()
        assert len(sheet) == count + 1
        confirmed = next(row for row in sheet[1:] if row[0] == "双方确认")
        assert confirmed[9] == "=1+1"
        assert confirmed[11] == 128_456.79


def test_lists_cost_the_same_however_long(app: Flask, make: Make, cast: Cast, adopting: Adopting) -> None:
    from tests.statements import count_statements

    def cost(browser: Browser, path: str) -> int:
        with count_statements(make.site.database) as sent:
            browser.get(path)
        return len(sent)

    owner, visitor = signed_in(app, "owner"), Browser(app)
    adopting.confirmed(cast.worker, cast.owner, cast.number)
    adopting.confirmed(cast.stranger, cast.owner, cast.number)
    paths = ((visitor, "/adoptions"), (owner, "/me/adoptions"), (visitor, "/adoptions/export"))
    for browser, path in paths:
        browser.get(path)  # reads the vocabularies
    few = [cost(browser, path) for browser, path in paths]
    for _ in range(8):
        place = make.organisation()
        adopting.confirmed(make.account(organisation_id=place), cast.owner, cast.number)
    assert [cost(browser, path) for browser, path in paths] == few


@pytest.mark.parametrize("page", ["/adoptions", "/me/adoptions", "/demonstrations", "/demonstrations?when=past"])
def test_empty_lists_say_what_to_do(app: Flask, make: Make, page: str) -> None:
    make.account("somebody")
    assert 'class="empty"' in text_of(signed_in(app, "somebody"), page)


def test_english_pages(app: Flask, cast: Cast, adopting: Adopting) -> None:
    key = adopting.confirmed(cast.worker, cast.owner, cast.number)
    browser = Browser(app, "en")
    for path in (f"/d/{cast.number}", f"/adoptions/{key}", "/adoptions"):
        assert "Confirmed by both sides" in text_of(browser, path)
    assert "¥128,456.79" in text_of(browser, f"/d/{cast.number}")


def test_checking_a_certificate_of_an_internal_result_shows_only_the_two_sides(
    app: Flask, make: Make, cast: Cast, adopting: Adopting
) -> None:
    internal = make.published(cast.owner, visibility=Visibility.ORGANISATION, content=make.content(title="内部工装"))
    inside = make.account(organisation_id=cast.owner.organisation_id)
    key = adopting.confirmed(inside, cast.owner, internal.number, effect="内部效果")
    owner = signed_in(app, "owner")
    owner.submit(f"/adoptions/{key}", {}, action="/certificate")
    page = text_of(owner, f"/adoptions/{key}/certificate")
    assert "内部工装" in page
    checked = text_of(Browser(app), decoded(page).removeprefix("http://localhost"))
    assert "证明真实有效" in checked
    assert "江麓传动厂" in checked
    for hidden in ("内部工装", "内部效果", "装夹", "128,456"):
        assert hidden not in checked
