"""The program itself as a process of its own, on the data of a site that was prepared; killed without mercy."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.browser.serving import Account
from webapp.settings import HOME, Settings

SECONDS = 90.0
PORTS = range(10_000, 32_000)


@dataclass(frozen=True, slots=True)
class Running:
    """A program that answers: its address, and who can sign in."""

    address: str
    accounts: Mapping[str, Account]


@contextmanager
def running(settings: Settings, accounts: Mapping[str, Account]) -> Iterator[Running]:
    """The program on this data until the block ends."""
    environ = environment(settings.data_dir, settings.search_dir, settings.secret_key, settings.database_url)
    process = start(environ)
    try:
        yield Running(address_of(environ), accounts)
    finally:
        kill(process)


def copy_of(settings: Settings, folder: Path) -> dict[str, str]:
    """A copy of the site's data in this folder; the environment of a program that runs on it."""
    data, search = folder / "data", folder / "search"
    shutil.copytree(settings.data_dir, data, ignore=shutil.ignore_patterns("*.sqlite3*"))
    shutil.copytree(settings.search_dir, search)
    with (
        sqlite3.connect(settings.data_dir / "archive.sqlite3") as live,
        sqlite3.connect(data / "archive.sqlite3") as copy,
    ):
        live.backup(copy)
    return environment(data, search, settings.secret_key)


def environment(data: Path, search: Path, secret_key: str, database_url: str = "") -> dict[str, str]:
    """What a program on this data is told; it listens on a port that is free."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WEBAPP_")}
    return {
        **kept,
        "WEBAPP_DATA_DIR": str(data),
        "WEBAPP_SEARCH_DIR": str(search),
        "WEBAPP_DATABASE_URL": database_url or f"sqlite:///{data / 'archive.sqlite3'}",
        "WEBAPP_SECRET_KEY": secret_key,
        "WEBAPP_PORT": str(free_port()),
    }


def free_port() -> int:
    """A port nobody listens on, and none of those the system gives to connections until somebody does."""
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        with socket.socket() as tried, suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def address_of(environ: Mapping[str, str]) -> str:
    """Where the program answers."""
    return f"http://127.0.0.1:{environ['WEBAPP_PORT']}"


def start(environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """The program, once it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "webapp"],
        cwd=HOME,
        env=dict(environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        await_answer(process, address_of(environ))
    except AssertionError:
        kill(process)
        raise
    return process


def await_answer(process: subprocess.Popen[bytes], address: str) -> None:
    """Wait until this program answers there; fail when it ends, or never does."""

    def is_there() -> bool:
        assert process.poll() is None, "the program ended"
        return answers(address)

    until(is_there)


def answers(address: str) -> bool:
    """Whether a program answers there."""
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def until(happens: Callable[[], bool]) -> None:
    """Wait for it; fail when it never happens."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if happens():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def beside(process_id: int) -> set[int]:
    """The processes that answer beside this one, which has started them."""
    listed = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return {int(row[0]) for row in rows if row[1] == str(process_id) and "command_line.beside" in row[2]}


def kill(process: subprocess.Popen[bytes]) -> None:
    """No time for anything."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
