"""A real site for a real browser: the library loaded, an account for every role, waitress in a thread."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import waitress
from flask import Flask

from webapp import migrations
from webapp.adoptions import cli as adoptions
from webapp.app import create_app, start_background
from webapp.base.commands import Context
from webapp.base.database import Database
from webapp.base.markdown import Renderer
from webapp.documents import cli as documents
from webapp.portal.demo import make_demo
from webapp.search import cli as search
from webapp.settings import Settings
from webapp.web import styleguide
from webapp.web.site import EXTENSION, Site

SECRET = "only-for-tests-only-for-tests-only-for-tests"
SECONDS_TO_END = 10


@dataclass(frozen=True, slots=True)
class Account:
    """Who can sign in."""

    username: str
    password: str


@dataclass(frozen=True, slots=True)
class Serving:
    """A site being served: its address, what it stands on, and the accounts by role (``member``, ``reviewer``, …)."""

    address: str
    app: Flask
    accounts: dict[str, Account]

    @property
    def site(self) -> Site:
        """What the application stands on."""
        made: Site = self.app.extensions[EXTENSION]
        return made


def prepare(folder: Path) -> tuple[Settings, dict[str, Account]]:
    """Make a site in this folder: database, library, demonstration, index."""
    settings = Settings(
        data_dir=folder / "data",
        search_dir=folder / "search",
        database_url=f"sqlite:///{folder / 'data' / 'archive.sqlite3'}",
        secret_key=SECRET,
        self_registration=True,
        lockout_network_failures=1000,
    )
    settings.data_dir.mkdir(parents=True)
    context = Context(lambda: settings, io.StringIO())
    database = Database(settings.database_url)
    migrations.upgrade(database)
    documents.prepare(context)
    adoptions.prepare(context)
    with closing(Renderer()) as renderer:
        made = make_demo(database, renderer)
    database.dispose()
    search.prepare(context)
    return settings, {each.username.removeprefix("demo-"): Account(each.username, each.password) for each in made}


@contextmanager
def opened(settings: Settings, accounts: dict[str, Account]) -> Iterator[Serving]:
    """The site without anybody who looks at it: for putting things in."""
    app = create_app(settings)
    made: Site = app.extensions[EXTENSION]
    try:
        yield Serving("", app, accounts)
    finally:
        made.renderer.close()
        made.database.dispose()


@contextmanager
def serving(settings: Settings, accounts: dict[str, Account]) -> Iterator[Serving]:
    """Serve the site on a free port until the block ends."""
    app = create_app(settings)
    app.testing = True
    app.register_blueprint(styleguide.blueprint)
    background = start_background(app)
    server = waitress.create_server(
        app,
        host="127.0.0.1",
        port=0,
        threads=8,
        ident=None,
        max_request_body_size=settings.upload_limit_bytes * 2,
    )
    thread = threading.Thread(target=server.run, name="waitress", daemon=True)
    thread.start()
    made: Site = app.extensions[EXTENSION]
    try:
        yield Serving(f"http://127.0.0.1:{server.effective_port}", app, accounts)
    finally:
        background.stop()
        server.close()
        thread.join(SECONDS_TO_END)
        made.renderer.close()
        made.database.dispose()


def chromium_options() -> Sequence[str]:
    """How Chromium is started: no sandbox (containers), and no talk with anybody but the site."""
    return (
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-domain-reliability",
        "--disable-sync",
        "--no-first-run",
        "--no-pings",
    )
