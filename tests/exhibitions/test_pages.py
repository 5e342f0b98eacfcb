"""Curating through real pages."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from PIL import Image

from tests.base.files import specimens
from tests.browse import Browser, form_of
from tests.exhibitions.making import Curating
from tests.make import PASSWORD, Make
from webapp.accounts.models import Account
from webapp.base.actor import Role
from webapp.exhibitions.actions.arranging import move_item


@pytest.fixture
def curator(app: Flask, curating: Curating) -> Browser:
    return Browser(app).sign_in(username(curating), PASSWORD)


def username(curating: Curating, *, second: bool = False) -> str:
    with curating.make.site.database.reading() as session:
        account_id = (curating.second if second else curating.actor).account_id
        return session.get_one(Account, account_id).username


def picture(colour: str = "teal") -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (1200, 800), colour).save(file, "JPEG")
    file.seek(0)
    return file


def key_of(location: str) -> str:
    found = re.search(r"/exhibitions/([0-9a-f]{24})", location)
    assert found is not None, location
    return found.group(1)


def test_from_a_name_to_an_open_show(app: Flask, curator: Browser, curating: Curating) -> None:
    numbers = curating.documents(2)
    sent = curator.submit(
        "/exhibitions/new", {"title": "工匠云展", "starts_on": "2026-10-01", "ends_on": "2026-12-01"}, action="/new"
    )
    key = key_of(sent.headers["Location"])
    base = f"/exhibitions/{key}"
    curator.follow(sent)
    curator.submit(f"{base}/arrange", {"title": "智能制造"}, action="arrange/halls")
    [(hall, _)] = curating.halls(key)
    curator.submit(f"{base}/add", {"numbers": "\n".join(numbers), "hall": hall}, action="add")
    [(_, items)] = curating.halls(key)
    for item in items:
        curator.post(
            f"{base}/pictures", {"file": (picture(), "现场.jpg"), "item": item}, page=f"{base}/items/{item}/edit"
        )
        curator.submit(f"{base}/items/{item}/edit", {"caption": "三分钟换型"}, action="edit")
    curator.submit(f"{base}/edit", {"introduction": "看一线的办法。"}, action="/edit")
    page = curator.get(f"{base}/check").get_data(as_text=True)
    assert "现在开展" in page
    curator.submit(f"{base}/check", {}, action="/open")
    assert curating.row(key).state == "open"
    visitor = Browser(app)
    assert "工匠云展" in visitor.get("/exhibitions").get_data(as_text=True)
    visitor.get(f"{base}/arrange", 303)
    for path in ("edit", "arrange", "pictures", "check", "history"):
        curator.get(f"{base}/{path}")


def test_pictures_are_there_for_who_may_see_them(app: Flask, curator: Browser, curating: Curating) -> None:
    key = curating.prepare()
    base = f"/exhibitions/{key}"
    curator.post(f"{base}/pictures", {"file": (picture(), "封面.jpg"), "cover": "1"})
    cover = curating.row(key).cover_key
    assert cover
    visitor = Browser(app)
    visitor.get(f"{base}/pictures/{cover}?width=320", 404)
    answer = curator.get(f"{base}/pictures/{cover}?width=320")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/webp", "no-store, private")
    curating.open(key)
    answer = visitor.get(f"{base}/pictures/{cover}?width=960")
    assert answer.headers["Cache-Control"] == "no-cache"
    etag = {"If-None-Match": answer.headers["ETag"]}
    visitor.get(f"{base}/pictures/{cover}?width=960", 304, headers=etag)
    curator.post(f"{base}/pictures", {"file": (picture("red"), "别的.jpg")})
    page = curator.get(f"{base}/pictures").get_data(as_text=True)
    other = next(found for found in re.findall(rf"{base}/pictures/([0-9a-f]{{24}})", page) if found != cover)
    visitor.get(f"{base}/pictures/{other}", 404)
    refused = curator.submit(f"{base}/pictures", {"do": "remove"}, 409, action=cover)
    assert "不能移除" in refused.get_data(as_text=True)
    curator.submit(f"{base}/pictures", {"do": "remove"}, action=other)
    assert other not in curator.get(f"{base}/pictures").get_data(as_text=True)


def test_what_is_no_picture_is_told_in_words(curator: Browser, curating: Curating) -> None:
    key = curating.create()
    sent = {"file": (io.BytesIO(b"%PDF-1.4 no picture"), "稿.pdf")}
    answer = curator.post(f"/exhibitions/{key}/pictures", sent, 415, headers={"X-Requested-With": "XMLHttpRequest"})
    assert "error" in answer.get_json()


def test_both_sides_are_shown_when_somebody_was_quicker(app: Flask, curator: Browser, curating: Curating) -> None:
    other = Browser(app).sign_in(username(curating, second=True), PASSWORD)
    key = curating.prepare()
    [(hall, (item, _))] = curating.halls(key)
    base = f"/exhibitions/{key}"
    for path, field in (
        (f"{base}/edit", "theme"),
        (f"{base}/halls/{hall}/edit", "text"),
        (f"{base}/items/{item}/edit", "caption"),
    ):
        stale = curator.get(path).get_data(as_text=True)
        other.submit(path, {field: "先到的话"}, action="/edit")
        target, values = form_of(stale, "/edit", path)
        answer = curator.client.post(target, data={**values, field: "后到的话"})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 409
        assert "先" in page
        assert "后" in page
        target, values = form_of(page, "/edit", path)
        assert curator.client.post(target, data=values).status_code == 303
        assert "后到的话" in other.get(path).get_data(as_text=True)


def test_the_board_works_without_a_script(curator: Browser, curating: Curating) -> None:
    key = curating.prepare(("一厅", "二厅"), curating.documents(3))
    (first, (a, b)), (second, (c,)) = curating.halls(key)
    board = f"/exhibitions/{key}/arrange"
    curator.submit(board, {"step": f"down:{a}"}, action="arrange/items")
    assert curating.halls(key) == [(first, [b, a]), (second, [c])]
    curator.submit(board, {"item": [a, b], "hall": second, "do": "move"}, action="arrange/items")
    assert curating.halls(key) == [(first, []), (second, [c, b, a])]
    curator.submit(board, {}, action="arrange/undo")
    assert curating.halls(key) == [(first, [b, a]), (second, [c])]
    curator.submit(board, {}, action="arrange/undo")
    assert curating.halls(key) == [(first, [a, b]), (second, [c])]
    curator.submit(board, {"item": [a], "do": "remove"}, action="arrange/items")
    curator.post(f"{board}/halls", {"step": f"up:{second}"}, page=board)
    assert curating.halls(key) == [(second, [c]), (first, [b])]


def test_a_script_is_told_the_order_there_is(curator: Browser, curating: Curating) -> None:
    key = curating.prepare(("一厅",), curating.documents(3))
    [(hall, (a, b, c))] = curating.halls(key)
    sent = {"do": "place", "item": c, "hall": hall, "after": ""}
    answer = curator.post(
        f"/exhibitions/{key}/arrange/items",
        sent,
        200,
        page=f"/exhibitions/{key}/arrange",
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert answer.get_json()["halls"] == [[hall, [c, a, b]]]
    assert answer.get_json()["undo"]["words"] == "移动展品"


def test_lists_are_empty_with_a_word(app: Flask, curator: Browser) -> None:
    assert "现在没有正在展出的展览" in Browser(app).get("/exhibitions").get_data(as_text=True)
    assert "您还没有策展的展览" in curator.get("/exhibitions?shelf=mine").get_data(as_text=True)
    assert "还没有往届展览" in curator.get("/exhibitions?shelf=over").get_data(as_text=True)


def test_faults_are_told_beside_their_fields(curator: Browser) -> None:
    typed = {"title": "", "starts_on": "2026-05-40", "kiosk_seconds": "2"}
    page = curator.submit("/exhibitions/new", typed, 422, action="/new").get_data(as_text=True)
    assert "请填写名称" in page
    typed["title"] = "展"
    page = curator.submit("/exhibitions/new", typed, 422, action="/new").get_data(as_text=True)
    assert "请填写日期，例如" in page
    typed["starts_on"] = "2026-05-04"
    page = curator.submit("/exhibitions/new", typed, 422, action="/new").get_data(as_text=True)
    assert "应在 15 到 3600 之间" in page


def test_curators_come_and_go(curator: Browser, curating: Curating, make: Make) -> None:
    key = curating.create()
    third = make.account(roles=[Role.CURATOR])
    path = f"/exhibitions/{key}/edit"
    curator.post(f"/exhibitions/{key}/curators", {"account_id": third.account_id}, page=path)
    assert f'value="{third.account_id}"' in curator.get(path).get_data(as_text=True)
    curator.post(f"/exhibitions/{key}/curators", {"remove": curating.actor.account_id}, page=path)
    curator.get(path, 404)


def test_a_film_is_shown_and_sent_in_ranges(app: Flask, curator: Browser, curating: Curating) -> None:
    key = curating.prepare()
    [(_, (item, _other))] = curating.halls(key)
    page = f"/exhibitions/{key}/items/{item}/edit"
    sent = {"file": (io.BytesIO(specimens.mp4()), "演示.mp4"), "item": item}
    curator.post(f"/exhibitions/{key}/pictures", sent, page=page)
    target, values = form_of(curator.get(page).get_data(as_text=True), "/edit", page)
    film = f"/exhibitions/{key}/pictures/{values['video_key']}"
    Browser(app).get(film, 404)
    curating.open(key)
    answer = Browser(app).get(film, 206, headers={"Range": "bytes=0-9"})
    assert (answer.mimetype, len(answer.data)) == ("video/mp4", 10)
    assert target == page


def test_an_undo_that_comes_too_late_says_so(curator: Browser, curating: Curating) -> None:
    key = curating.prepare(("一厅",), curating.documents(3))
    [(hall, (a, b, c))] = curating.halls(key)
    board = f"/exhibitions/{key}/arrange"
    curator.submit(board, {"step": f"down:{a}"}, action="arrange/items")
    with curating.make.writing() as session:
        move_item(session, curating.second, key, a, hall, c)
    refused = curator.submit(board, {}, 409, action="arrange/undo")
    assert "别人又改过同一处" in refused.get_data(as_text=True)
    assert curating.halls(key) == [(hall, [b, c, a])]
