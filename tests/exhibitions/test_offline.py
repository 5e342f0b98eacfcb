"""The offline copy: complete, relative, with nothing in it but what may be shown, and hashes that are true."""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.browse import page_faults
from tests.exhibitions.making import Curating
from tests.exhibitions.test_visiting import HALLS, hide
from tests.make import Make
from webapp.base.actor import VISITOR
from webapp.exhibitions.makers import makers_of
from webapp.exhibitions.models import Exhibition
from webapp.exhibitions.queries.showing import visited
from webapp.web.site import Site


def copy_of(app: Flask, key: str, language: str = "zh") -> dict[str, bytes]:
    """The files of an offline copy, as the maker makes it."""
    site: Site = app.extensions["archive"]
    with site.database.reading() as session:
        exhibition, shown = visited(session, VISITOR, key)
    made = makers_of(site.parts)["offline"](shown, exhibition, language, site.files, lambda done, total: None)
    content = made.path.read_bytes()
    made.path.unlink()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def numbers(curating: Curating) -> list[str]:
    return curating.documents(4)


@pytest.fixture
def key(curating: Curating, numbers: list[str]) -> str:
    return curating.open_exhibition(HALLS, numbers)


def links_of(files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Every page with everything it names, as a path inside the copy."""
    for name, content in files.items():
        if name.endswith(".html"):
            for found in re.findall(r'(?:href|src|action|poster)="([^"#][^"]*)"', content.decode()):
                if not found.startswith("data:"):
                    yield name, found


def test_every_page_is_there_and_leads_only_inside(app: Flask, curating: Curating, key: str) -> None:
    files = copy_of(app, key)
    expected = {"index.html", "all.html", "poster.html"}
    for hall, items in curating.halls(key):
        expected |= {f"halls/{hall}.html", *(f"items/{item}.html" for item in items)}
    assert {name for name in files if name.endswith(".html")} == expected
    for page, link in links_of(files):
        assert not re.match(r"[a-z]+:|/", link), (page, link)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), link.partition("#")[0]))
        assert path in files, (page, link)
    for name in expected:
        assert page_faults(files[name].decode()) == [], name


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_copy_speaks_the_language_asked_for(app: Flask, key: str, language: str) -> None:
    text = copy_of(app, key, language)["index.html"].decode()
    assert ("Offline copy" in text) == (language == "en")
    assert ("离线副本" in text) == (language == "zh")


def test_the_list_of_hashes_is_true_and_complete(app: Flask, key: str) -> None:
    files = copy_of(app, key)
    lines = {line[66:]: line[:64] for line in files.pop("SHA256SUMS.txt").decode().splitlines()}
    assert lines == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def test_a_new_copy_holds_nothing_that_turned_internal(app: Flask, make: Make, key: str, numbers: list[str]) -> None:
    before = b"".join(copy_of(app, key).values())
    assert numbers[0].encode() in before
    title = hide(make, numbers[0])
    files = copy_of(app, key)
    everything = b"".join(files.values())
    assert numbers[0].encode() not in everything
    assert title.encode() not in everything
    assert sum(name.startswith("items/") for name in files) == 3


def test_nothing_of_the_house_is_in_it(app: Flask, make: Make, curating: Curating, key: str) -> None:
    with make.site.database.reading() as session:
        exhibition = session.scalars(select(Exhibition).where(Exhibition.key == key)).one()
    text = b"".join(content for name, content in copy_of(app, key).items() if name.endswith(".html")).decode()
    for word in ("csrf", "curator", curating.actor.name, "/d/", "/people/", str(Path.cwd())):
        assert word not in text, word
    assert exhibition.title in text
