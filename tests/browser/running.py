"""The program itself as a process of its own, on the data of a site that was prepared; killed without mercy."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.serving import Account
from webapp.settings import HOME, Settings

SECONDS_TO_START = 90


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
    """A port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


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
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address_of(environ)}/healthz", timeout=5):
                return process
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    kill(process)
    raise AssertionError("the program did not start")


def kill(process: subprocess.Popen[bytes]) -> None:
    """No time for anything."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
