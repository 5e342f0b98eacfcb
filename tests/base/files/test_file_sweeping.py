"""Sweeping removes only what nothing refers to, from whatever table, and nothing while a copy is being made."""

from __future__ import annotations

import io
import os
import time

import pytest
from sqlalchemy import String, select

import webapp.migrations
from tests.make import Make
from tests.rights.world import attach
from webapp.base.files.store import FileStore
from webapp.base.files.sweeping import file_columns, sweep_files
from webapp.base.jobs import enqueue
from webapp.base.model import Model
from webapp.directory.models import Person
from webapp.documents.models import Attachment
from webapp.web.site import Site

HASHES_OF_NO_FILE = {
    "adoption_link.token_hash",
    "document.loaded_hash",
    "exhibition_snapshot.content_hash",
    "first_public.content_hash",
    "patent_calendar.secret_hash",
    "review_approval.content_hash",
    "sign_in_session.token_hash",
    "term.loaded_hash",
    "version.content_hash",
}
"""Columns with a hash that names no file in the store. Columns that do are named …sha256."""


def kept(site: Site, content: bytes, days: float = 30) -> str:
    staged = site.files.stage(io.BytesIO(content), 1 << 20)
    site.files.keep(staged)
    moment = time.time() - days * 86400
    os.utime(site.files.path(staged.sha256), (moment, moment))
    return staged.sha256


def aged(store: FileStore, days: float = 30) -> None:
    moment = time.time() - days * 86400
    for sha256 in store.stored():
        os.utime(store.path(sha256), (moment, moment))


def test_only_what_nothing_refers_to_goes(make: Make, site: Site) -> None:
    writer = make.writer()
    attach(make, writer, make.draft(writer), "pdf", b"%PDF-1.4 kept")
    portrait, waiting = kept(site, b"portrait"), kept(site, b"waiting work")
    person_id = make.person()
    with make.writing() as session:
        session.get_one(Person, person_id).portrait_sha256 = portrait
        enqueue(session, "tests.later", {"files": [{"sha256": waiting}]})
    lost, fresh = kept(site, b"nobody's"), kept(site, b"nobody's yet", days=1)
    with site.database.reading() as session:
        attached = session.scalars(select(Attachment.sha256)).one()
    aged(site.files)
    os.utime(site.files.path(fresh))
    swept = sweep_files(site.database, site.files)
    assert swept is not None
    assert swept.originals == 1
    assert set(site.files.stored()) == {attached, portrait, waiting, fresh}
    assert not site.files.exists(lost)


def test_nothing_goes_while_a_copy_is_being_made(site: Site) -> None:
    lost = kept(site, b"nobody's")
    (site.files.folder / "hold").touch()
    assert sweep_files(site.database, site.files) is None
    assert site.files.exists(lost)


@pytest.mark.parametrize("word", ["hash", "sha", "digest"])
def test_every_column_that_could_name_a_file_is_known(word: str) -> None:
    assert webapp.migrations
    names = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and word in column.name and not column.name.endswith("sha256")
    }
    passwords = {"account.password_hash"}
    assert names - HASHES_OF_NO_FILE - passwords == set()
    assert {"attachment.sha256", "person.portrait_sha256"} <= {str(each) for each in file_columns()}
