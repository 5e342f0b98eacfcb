"""One world for all tests of rights in a process, in a database of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.conftest import SECRET, new_database
from tests.rights.keeping import Kept, keep
from tests.rights.world import World, build
from webapp.exhibitions.counting import FLOOD, Flood
from webapp.web.site import Site


@pytest.fixture(scope="package", autouse=True)
def hasty_disk() -> Iterator[None]:
    """Nothing here is about power cuts: files are not flushed, which makes a large matrix quick."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda number: None)
        yield


def hasten(site: Site) -> None:
    """Have the site's database not wait for the disk."""
    if site.database.is_sqlite:
        for engine in (site.database.engine, site.database.read_engine):
            event.listen(engine, "connect", _unflushed)


def _unflushed(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="package")
def world_app(
    database_template: str, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Flask]:
    """An application with the world in it; CSRF tokens are not asked for, which has a test of its own."""
    folder = tmp_path_factory.mktemp("world")
    with new_database(database_template, folder, pytestconfig) as url:
        app = make_app(folder, url)
        site: Site = app.extensions["archive"]
        yield app
        site.renderer.close()
        site.database.dispose()
    shutil.rmtree(folder, ignore_errors=True)


def make_app(folder: Path, url: str, **settings: Any) -> Flask:
    """An application on this database, quick and without CSRF tokens; a network may send words as often as it likes."""
    from webapp.app import create_app
    from webapp.settings import Settings

    app = create_app(
        Settings(
            data_dir=folder / "data",
            search_dir=folder / "search",
            database_url=url,
            secret_key=SECRET,
            self_registration=True,
            lockout_failures=100,
            lockout_network_failures=10_000,
            **settings,
        )
    )
    app.config["WTF_CSRF_ENABLED"] = False
    app.testing = True
    hasten(app.extensions["archive"])
    app.extensions["archive"].parts[FLOOD] = Flood(allowed=10**6)
    return app


@pytest.fixture(scope="package")
def world(world_app: Flask) -> World:
    """The world, with its search index up to date."""
    site: Site = world_app.extensions["archive"]
    made = build(site)
    site.parts["search"].rebuild()
    return made


@pytest.fixture(scope="package")
def kept(world: World) -> Iterator[Kept]:
    """The world's database as it was made."""
    made = keep(world.site.database)
    yield made
    made.close()


@pytest.fixture
def unchanged(kept: Kept) -> Iterator[Kept]:
    """The same, put back after a test that changed it."""
    yield kept
    if kept.changed():
        kept.restore()
