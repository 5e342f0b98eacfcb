"""How fast pages are, beside a bare Jinja page in the same run, and how much memory a serving process takes.

python -m tests.benchmarks.page_speed [--rounds 15] [--memory]

Requests go straight to the WSGI application of this process, with the library loaded into a temporary folder. The
rounds of all pages alternate, each is counted in processor time, and the median stands for a page, so that other work
on the machine does not decide. The bare page is a plain Flask application that puts the words of the same document
through a Jinja template with a layout: no database, no rights, no languages, no macros. The least page is one heading.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import flask
from jinja2 import DictLoader

from tests.running import await_answer, free_port
from webapp import migrations
from webapp.app import create_app
from webapp.documents.content import Content
from webapp.documents.library_loading import load_folder, read_folder
from webapp.settings import HOME, Settings
from webapp.web.site import Site

NUMBER = "GJ-2025-0000105"
WANTED_SHARE = 0.15
MEMORY_LIMIT_MB = 250
ROUND_SECONDS = 0.1
BARE = {
    "layout.html": """<!doctype html><html lang="zh"><head><title>{{ title }}</title></head>
<body><main>{% block main %}{% endblock %}</main></body></html>""",
    "bare.html": """{% extends "layout.html" %}{% block main %}<h1>{{ title }}</h1><p>{{ content.summary }}</p>
<ul>{% for word in content.keywords %}<li><a href="/search?q={{ word }}">{{ word }}</a></li>{% endfor %}</ul>
{% for name, text in content.sections.items() %}<section><h2>{{ name }}</h2><p>{{ text }}</p></section>{% endfor %}
<table>{% for row in content.measures %}<tr><th>{{ row.name }}</th><td>{{ row.before }}</td><td>{{ row.after }}</td>
</tr>{% endfor %}</table>
<ul>{% for each in content.sources %}<li><a href="{{ each.url }}">{{ each.title }}</a></li>{% endfor %}</ul>
{% endblock %}""",
    "least.html": "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>",
}

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Page:
    """One address of one application, asked again and again."""

    def __init__(self, name: str, application: Application, path: str, cookie: str = "", warm: int = 3) -> None:
        self.name = name
        self.application = application
        self.path, _, self.query = path.partition("?")
        self.cookie = cookie
        self.seconds: list[float] = []
        self.size = 0
        for _ in range(warm):
            self.ask()

    def ask(self) -> None:
        """One request; the answer must be 200."""
        statuses: list[str] = []
        body = self.application(self._environment(), lambda status, *_: statuses.append(status))
        self.size = len(b"".join(body))
        close = getattr(body, "close", None)
        if close:
            close()
        assert statuses[0].startswith("200"), f"{self.path}: {statuses[0]}"

    def round(self) -> None:
        """Ask for a while and note the seconds of processor time a request took."""
        began, count = time.process_time(), 0
        while time.process_time() - began < ROUND_SECONDS:
            self.ask()
            count += 1
        self.seconds.append((time.process_time() - began) / count)

    @property
    def rate(self) -> float:
        """Requests a second of processor time, the median of all rounds."""
        return 1 / statistics.median(self.seconds)

    def _environment(self) -> dict[str, Any]:
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path,
            "QUERY_STRING": self.query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "HTTP_ACCEPT_LANGUAGE": "zh-CN,zh;q=0.9",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **({"HTTP_COOKIE": self.cookie} if self.cookie else {}),
        }


def bare_application(content: Content) -> flask.Flask:
    """A plain application with the bare page of a content, and the least page there can be."""
    application = flask.Flask("bare")
    application.jinja_loader = DictLoader(BARE)

    @application.get("/")
    def bare() -> str:
        return flask.render_template("bare.html", title=content.title, content=content)

    @application.get("/least")
    def least() -> str:
        return flask.render_template("least.html", title=content.title)

    return application


def measure(folder: Path, rounds: int) -> int:
    """Print the figures; 1 when the document's page is too slow."""
    application = create_app(Settings(data_dir=folder, search_dir=folder / "search", secret_key="x" * 40))
    site: Site = application.extensions["archive"]
    migrations.upgrade(site.database)
    library = read_folder(HOME / "content")
    load_folder(site.database, site.renderer, library)
    if follower := site.parts.get("search"):
        follower.follow()
    plain = bare_application(next(file.content for file in library.files if file.number == NUMBER))
    bare = Page("bare Jinja page", plain, "/")
    document = Page("document, visitor", application, f"/d/{NUMBER}")
    pages = [Page("least Jinja page", plain, "/least"), bare, document, *_others(application, site)]
    for _ in range(rounds):
        for page in pages:
            page.round()
    for page in pages:
        share = page.rate / bare.rate
        print(f"{page.name:32} {page.rate:9.0f} requests/s {share:7.1%} of bare {page.size:8} bytes")
    share = document.rate / bare.rate
    print(f"document page: {share:.1%} of the bare page, wanted {WANTED_SHARE:.0%}")
    site.renderer.close()
    site.database.dispose()
    return 0 if share >= WANTED_SHARE else 1


def _others(application: flask.Flask, site: Site) -> list[Page]:
    from tests.make import Make

    made = Make(site)
    cookie = signed_in_cookie(application, made)
    return [
        Page("document, signed in", application, f"/d/{NUMBER}", cookie),
        Page("document, nothing kept", _forgetful(application, site), f"/d/{NUMBER}"),
        Page("search, everything", application, "/search"),
        Page("search for a word", application, "/search?q=%E6%93%8D%E4%BD%9C%E6%B3%95"),
        Page("people", application, "/people"),
        Page("home", application, "/"),
    ]


def _forgetful(application: flask.Flask, site: Site) -> Application:
    """The application with an empty memory of made pages before every request."""
    from webapp.documents.kept_pages import KeptPages
    from webapp.documents.routes.document_page import KEPT

    def ask(environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        site.parts[KEPT] = KeptPages()
        return application(environment, start)

    return ask


def signed_in_cookie(application: flask.Flask, made: Any) -> str:
    """The cookies of a browser that has signed in."""
    from tests.browse import Browser
    from tests.make import PASSWORD

    made.account("reader")
    browser = Browser(application)
    browser.sign_in("reader", PASSWORD)
    cookies = [browser.client.get_cookie(name) for name in ("session", "remember_token")]
    return "; ".join(f"{each.key}={each.value}" for each in cookies if each is not None)


def memory(folder: Path) -> int:
    """Print the resident memory of a real serving process after every document was read and searches were made."""
    port = free_port()
    environment = dict(os.environ) | {
        "WEBAPP_DATA_DIR": str(folder),
        "WEBAPP_SEARCH_DIR": str(folder / "search"),
        "WEBAPP_PORT": str(port),
        "PYTHONPATH": str(HOME),
    }
    command = [sys.executable, "-c", "import sys; from webapp.command_line import main; sys.exit(main([]))"]
    with subprocess.Popen(command, env=environment, cwd=HOME, stdout=subprocess.DEVNULL) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            numbers = [file.number for file in read_folder(HOME / "content").files]
            await_answer(process, address)
            for path in [*(f"/d/{number}" for number in numbers), "/search", "/search?q=%E7%84%8A%E6%8E%A5"]:
                _get(address + path)
            used = memory_of(process.pid)
        finally:
            process.terminate()
    parts = ", ".join(f"{name} {value} MB" for name, value in used.items())
    print(f"serving process with {len(numbers)} documents read: {parts}; wanted under {MEMORY_LIMIT_MB} MB")
    return 0 if used["VmRSS"] < MEMORY_LIMIT_MB else 1


def memory_of(process_id: int) -> Mapping[str, int]:
    """Resident memory now and at most, in MB."""
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    found = re.findall(r"^(VmRSS|VmHWM):\s+(\d+) kB$", status, re.MULTILINE)
    return {name: int(value) // 1024 for name, value in found}


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:
        body: bytes = answer.read()
        return body


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--memory", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return memory(Path(folder)) if given.memory else measure(Path(folder), given.rounds)


if __name__ == "__main__":
    sys.exit(main())
