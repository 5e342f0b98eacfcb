"""Pictures put straight into a text."""

from __future__ import annotations

import io

from flask import Flask
from sqlalchemy import select

from tests.base.files import specimens
from tests.base.files.test_picture_notes import PLACE, photograph
from tests.browse import Browser
from tests.make import PASSWORD, Make
from webapp.base.database import Database
from webapp.documents.models import Attachment


def test_a_photograph_is_attached_without_its_place(app: Flask, make: Make, database: Database) -> None:
    writer = make.writer()
    key = make.draft(writer)
    browser = Browser(app).sign_in(writer.name.removeprefix("姓名"), PASSWORD)
    token = browser.token(f"/d/{key.number}/edit")

    def send(name: str, data: bytes) -> tuple[int, dict[str, str]]:
        fields = {"csrf_token": token, "file": (io.BytesIO(data), name)}
        answer = browser.client.post(f"/d/{key.number}/pictures", data=fields)
        return answer.status_code, answer.get_json()

    taken = photograph()
    status, told = send("现场照片.jpg", taken)
    assert status == 201
    assert told["url"] == f"/attachments/{told['key']}/picture"
    with database.reading() as session:
        row = session.scalars(select(Attachment)).one()
    assert row.name == "现场照片.jpg"
    with make.site.files.path(row.sha256).open("rb") as file:
        assert PLACE not in file.read()
    assert send("现场照片.jpg", taken)[1]["key"] == told["key"], "the same picture twice is one file"
    status, told = send("说明.pdf", specimens.pdf(["一页"]))
    assert status == 422
    assert told["error"]
    assert send("坏.jpg", b"no picture at all")[0] in (415, 422)
