"""The whole search page over HTTP, re-check in the database included: p50 and p95, pages a second, rebuild, memory.

python -m tests.benchmarks.search_http --documents 100000 [--source FILE …] [--folder FOLDER] [--workers 2]
Makes the database (kept in FOLDER for the next time), builds the index by the follower, starts the real server in its
own process (waitress as shipped, or gunicorn with so many processes) and asks it as one client, then as eight.
Visitors' pages are kept while nothing changes, so every question is asked once; at the end the eight ask theirs again.
"""

from __future__ import annotations

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from urllib.parse import urlencode

from flask import Flask

from tests.benchmarks.large_archive import fill
from tests.benchmarks.page_speed import memory_of
from tests.benchmarks.search_speed import queries, sentences
from tests.running import await_answer, beside
from webapp import migrations
from webapp.accounts.actions.administrators import ensure_administrator
from webapp.app import create_app, start_background
from webapp.settings import HOME, Settings
from webapp.web.site import Site

KEY = "x" * 40
CLIENTS, TURNS, AGAIN = 8, 6, 20
FILTERS = (
    (),
    (("kind", "innovation"),),
    (("kind", "process_improvement"), ("region", "shandong")),
    (("adopted", "yes"),),
)


def settings_of(folder: Path) -> Settings:
    """The settings of the archive in the folder."""
    return Settings(data_dir=folder, search_dir=folder / "search", secret_key=KEY)


def served() -> Flask:
    """The application for gunicorn."""
    application = create_app(settings_of(Path(os.environ["BENCHMARK_FOLDER"])))
    start_background(application)
    return application


def prepare(folder: Path, count: int, pool: Sequence[str]) -> None:
    """Make database and index unless they are there, and say how long the index took."""
    application = create_app(settings_of(folder))
    site: Site = application.extensions["archive"]
    migrations.upgrade(site.database)
    with site.database.writing() as session:
        ensure_administrator(session)
    fill(site.database, count, pool)
    follower = site.parts["search"]
    if follower.index.count() < count:
        start = time.perf_counter()
        reached: list[int] = []
        follower.rebuild(reached.append)
        took = time.perf_counter() - start
        print(f"index of {follower.index.count()} entries from the database in {took:.0f} s", flush=True)
    site.renderer.close()
    site.database.dispose()


def addresses(pool: Sequence[str], count: int) -> dict[str, list[str]]:
    """Addresses of search pages by class of query, every second one with filters."""
    asked = queries(list(pool), count)
    return {
        kind: ["/search?" + urlencode([("q", text), *FILTERS[n % len(FILTERS)]]) for n, text in enumerate(texts)]
        for kind, texts in asked.items()
    }


class Client(threading.Thread):
    """Asks for the next page on its connection until there is none; ``times`` in milliseconds."""

    def __init__(self, port: int, paths: SimpleQueue[str]) -> None:
        super().__init__()
        self.port, self.paths = port, paths
        self.times: list[float] = []
        self.problems: list[str] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while not self.paths.empty():
            try:
                path = self.paths.get_nowait()
            except Empty:
                break
            start = time.perf_counter()
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            self.times.append((time.perf_counter() - start) * 1000)
            if answer.status != http.HTTPStatus.OK:
                self.problems.append(f"{answer.status} {path}")
        connection.close()


def percentile(values: Sequence[float], share: float) -> float:
    """The value so many of the values are not above."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def ask(name: str, port: int, addresses: Sequence[str], count: int = 1) -> None:
    """So many clients, who take the addresses in turn until all are asked; prints what they saw."""
    paths: SimpleQueue[str] = SimpleQueue()
    for each in addresses:
        paths.put(each)
    clients = [Client(port, paths) for _ in range(count)]
    start = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took = time.perf_counter() - start
    times = [each for client in clients for each in client.times]
    problems = [each for client in clients for each in client.problems]
    rate = len(times) / took
    middle, most = percentile(times, 0.5), percentile(times, 0.95)
    print(f"{name:34} p50 {middle:6.1f} ms  p95 {most:6.1f} ms  {rate:6.1f} pages/s", *problems[:3], flush=True)


@contextmanager
def server(folder: Path, port: int, workers: int) -> Iterator[int]:
    """The process that serves the archive."""
    environment = dict(os.environ) | {
        "WEBAPP_DATA_DIR": str(folder), "WEBAPP_SEARCH_DIR": str(folder / "search"), "WEBAPP_PORT": str(port),
        "WEBAPP_SECRET_KEY": KEY, "BENCHMARK_FOLDER": str(folder), "PYTHONPATH": str(HOME),
    }  # fmt: skip
    shipped = ["-c", "import sys; from webapp.command_line import main; sys.exit(main([]))"]
    gunicorn = ["-m", "gunicorn", "-w", str(workers), "--threads", "4", "-b", f"127.0.0.1:{port}",
                "tests.benchmarks.search_http:served()"]  # fmt: skip
    command = [sys.executable, *(gunicorn if workers else shipped)]
    with subprocess.Popen(command, env=environment, cwd=HOME, stdout=subprocess.DEVNULL) as process:
        try:
            await_answer(process, f"http://127.0.0.1:{port}")
            yield process.pid
        finally:
            process.terminate()


def main() -> None:
    """Make, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--source", type=Path, nargs="+", default=[HOME / "content" / "library"])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--port", type=int, default=9471)
    parser.add_argument("--workers", type=int, default=0, help="processes of gunicorn; 0 is the server as shipped")
    options = parser.parse_args()
    pool = sentences(options.source)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        prepare(folder, options.documents, pool)
        asked = addresses(pool, options.queries * TURNS)
        with server(folder, options.port, options.workers) as process:
            count = options.queries
            ask(f"{CLIENTS} clients, warming", options.port, mixed(asked, 0, count), CLIENTS)
            for kind, paths in asked.items():
                ask(f"one client, {kind}", options.port, paths[count : 2 * count])
            ask("one client, all", options.port, mixed(asked, 2 * count, 3 * count))
            for turn in range(3, TURNS):
                ask(f"{CLIENTS} clients, all", options.port, mixed(asked, turn * count, (turn + 1) * count), CLIENTS)
            again = mixed(asked, 3 * count, 3 * count + AGAIN)
            ask(f"{CLIENTS} clients, a few again", options.port, again * 10, CLIENTS)
            print(*map(memory_of, [process, *sorted(beside(process))]))


def mixed(asked: dict[str, list[str]], first: int, end: int) -> list[str]:
    """Addresses of all classes in turn."""
    return [path for paths in zip(*(each[first:end] for each in asked.values()), strict=True) for path in paths]


if __name__ == "__main__":
    main()
