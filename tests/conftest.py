"""What tests stand on: a real migrated database (SQLite, or PostgreSQL with --database-url), a real application."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from flask import Flask

    from tests.browse import Browser
    from tests.make import Make
    from webapp.base.database import Database
    from webapp.settings import Settings
    from webapp.web.site import Site

SECRET = "only-for-tests-only-for-tests-only-for-tests"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-url", default="", help="an empty PostgreSQL server to run the tests on")


def pytest_configure() -> None:
    """Routes are compiled once in a process."""
    from tests.compiled import keep_routes

    keep_routes()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file runs in one worker, so that what its tests share is made once, and all that use a browser in one."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return "browser" if nodeid.startswith("tests/browser/") else nodeid.partition("::")[0]

    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what stands on a database is run; the rest would be the same a second time."""
    if not config.getoption("--database-url"):
        return
    standing = {item for item in items if "database_template" in getattr(item, "fixturenames", ())}
    config.hook.pytest_deselected(items=[item for item in items if item not in standing])
    items[:] = [item for item in items if item in standing]


@pytest.fixture(scope="session")
def database_template(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> str:
    """A migrated database that tests copy: a file, or the name of a PostgreSQL template."""
    from webapp import migrations
    from webapp.base.database import Database

    server = pytestconfig.getoption("--database-url")
    if not server:
        path = tmp_path_factory.mktemp("template") / "archive.sqlite3"
        database = Database(f"sqlite:///{path}")
        migrations.upgrade(database)
        database.dispose()
        with closing(sqlite3.connect(path)) as plain:
            plain.execute("PRAGMA journal_mode=DELETE")
        return str(path)
    name = f"template_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    _run(server, f'CREATE DATABASE "{name}"')
    database = Database(make_url(server).set(database=name).render_as_string(hide_password=False))
    migrations.upgrade(database)
    database.dispose()
    return name


@pytest.fixture
def database_url(database_template: str, tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[str]:
    """A fresh migrated database of this test's own."""
    with new_database(database_template, tmp_path, pytestconfig) as url:
        yield url


@contextmanager
def new_database(template: str, folder: Path, config: pytest.Config) -> Iterator[str]:
    """The address of a copy of the template: a file in this folder, or a database that is dropped afterwards."""
    server = config.getoption("--database-url")
    if not server:
        path = folder / "data" / "archive.sqlite3"
        path.parent.mkdir(exist_ok=True)
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        return
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}_{os.urandom(4).hex()}"
    _run(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield make_url(server).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)
    _run(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a site that lives in this test's own folder, with the real content folder."""
    from webapp.settings import Settings

    return Settings(
        data_dir=tmp_path / "data",
        search_dir=tmp_path / "search",
        database_url=database_url,
        secret_key=SECRET,
        session_idle_minutes=30,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """A real application; nothing runs in the background: tests drain by hand."""
    from tests.browse import ReadingClient
    from tests.compiled import keep_templates
    from webapp.app import create_app

    made = create_app(settings)
    keep_templates(made)
    made.testing = True
    made.test_client_class = ReadingClient
    yield made
    site: Site = made.extensions["archive"]
    site.renderer.close()
    site.database.dispose()


@pytest.fixture
def site(app: Flask) -> Site:
    """What the application stands on."""
    made: Site = app.extensions["archive"]
    return made


@pytest.fixture
def database(site: Site) -> Database:
    """The application's database."""
    return site.database


@pytest.fixture
def make(site: Site) -> Make:
    """Makers that call the same actions people do."""
    from tests.make import Make

    return Make(site)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A visitor's browser that follows forms and checks every page it gets."""
    from tests.browse import Browser

    return Browser(app)


def _run(server: str, statement: str) -> None:
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
