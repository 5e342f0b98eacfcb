from __future__ import annotations

import io

from flask import Flask
from PIL import Image

from tests.browse import Browser
from tests.directory.people import journal, person, signed_in
from tests.make import Make
from webapp.directory.models import Person
from webapp.web.site import Site


def photo(width: int = 900, height: int = 600) -> bytes:
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", (width, height), (180, 40, 20)).save(made, "JPEG", exif=exif)
    return made.getvalue()


def test_a_portrait_is_drawn_anew(app: Flask, make: Make, site: Site) -> None:
    person_id = person(make, "张海东")
    browser = signed_in(app, make, "zhang", person_id=person_id)
    page = f"/people/{person_id}/edit"
    Browser(app).get(f"/people/{person_id}/portrait", status=404)
    browser.post(f"/people/{person_id}/portrait", {"file": (io.BytesIO(photo()), "我.jpg")}, page=page)
    with site.database.reading() as session:
        sha256 = session.get_one(Person, person_id).portrait_sha256
    visitor = Browser(app)
    text = visitor.get(f"/people/{person_id}").get_data(as_text=True)
    address = f"/people/{person_id}/portrait?v={sha256[:12]}"
    assert address in text
    answer = visitor.client.get(address, buffered=True)
    assert answer.mimetype == "image/webp"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert b"secret" not in answer.data
    picture = Image.open(io.BytesIO(answer.data))
    assert picture.size[0] == picture.size[1]
    assert picture.getexif() == {}
    assert list(site.files.stored()) == [sha256]
    known = visitor.client.get(address, headers={"If-None-Match": answer.headers["ETag"]}, buffered=True)
    assert known.status_code == 304
    unnamed = visitor.client.get(f"/people/{person_id}/portrait", buffered=True)
    assert unnamed.headers["Cache-Control"] == "private, no-cache"
    for each in (answer, known, unnamed):
        each.close()
    browser.post(f"/people/{person_id}/portrait/remove", {}, page=page)
    Browser(app).get(f"/people/{person_id}/portrait", status=404)
    assert len(journal(site, "directory.set_portrait")) == 2


def test_what_is_no_picture_is_refused(app: Flask, make: Make, site: Site) -> None:
    person_id = person(make, "张海东")
    browser = signed_in(app, make, "zhang", person_id=person_id)
    page = f"/people/{person_id}/edit"
    for content in (b"<svg onload=alert(1)>", b"", photo()[:300]):
        answer = browser.post(f"/people/{person_id}/portrait", {"file": (io.BytesIO(content), "我.jpg")}, page=page)
        assert "不能用作照片" in browser.follow(answer).get_data(as_text=True)
    refused = browser.post(
        f"/people/{person_id}/portrait",
        {"file": (io.BytesIO(b"text"), "a.txt")},
        page=page,
        status=422,
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert "不能用作照片" in refused.get_json()["error"]
    assert list(site.files.stored()) == []


def test_strangers_send_no_portrait(app: Flask, make: Make, site: Site) -> None:
    person_id, own = person(make, "张海东"), person(make, "卜伟伟")
    browser = signed_in(app, make, "bu", person_id=own)
    sent = {"file": (io.BytesIO(photo()), "我.jpg")}
    browser.post(f"/people/{person_id}/portrait", sent, page=f"/people/{own}/edit", status=403)
    browser.post(f"/people/{person_id}/portrait/remove", {}, page=f"/people/{own}/edit", status=403)
    assert list(site.files.stored()) == []
