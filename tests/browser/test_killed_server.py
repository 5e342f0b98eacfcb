"""The program is killed while somebody types: what was kept is there, what was not waits in the browser."""

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
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.exhibits import Exhibits
from tests.browser.people import Visit
from tests.browser.serving import Account, Serving
from tests.browser.test_editor import STATE, keep_now, open_editor
from webapp.settings import HOME, Settings

SECONDS_TO_START = 90


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
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WEBAPP_")}
    return {
        **kept,
        "WEBAPP_DATA_DIR": str(data),
        "WEBAPP_SEARCH_DIR": str(search),
        "WEBAPP_DATABASE_URL": f"sqlite:///{data / 'archive.sqlite3'}",
        "WEBAPP_SECRET_KEY": settings.secret_key,
        "WEBAPP_PORT": str(port),
    }


def start(environ: dict[str, str]) -> subprocess.Popen[bytes]:
    """The program, once it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "webapp"],
        cwd=HOME,
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{environ['WEBAPP_PORT']}/healthz", timeout=5):
                return process
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    kill(process)
    raise AssertionError("the program did not start")


def kill(process: subprocess.Popen[bytes]) -> None:
    """No time for anything."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_nothing_typed_before_the_last_keeping_is_lost(
    visit: Visit, furnished: tuple[Settings, dict[str, Account], Exhibits], tmp_path: Path
) -> None:
    environ = copy_of(furnished[0], tmp_path)
    process = start(environ)
    try:
        visit.served = Serving(f"http://127.0.0.1:{environ['WEBAPP_PORT']}", visit.served.app, furnished[1])
        page = visit.signed_in("member")
        number = open_editor(page, "写到一半断电")
        page.locator("#summary").fill("断电前已经自动保存")
        page.locator("#sections-problem").fill("第一段\n\n- 一项\n")
        keep_now(page)
        expect(page.locator(STATE)).to_contain_text("已自动保存")
        kill(process)
        page.locator("#sections-method").fill("断电以后还在写")
        keep_now(page)
        expect(page.locator(STATE)).to_contain_text("保存失败，已留在本机")
        process = start(environ)
        other = page.context.new_page()  # as after a crash of the browser: nothing is taken along
        other.goto(f"/d/{number}/edit")
        expect(other.locator("#summary")).to_have_value("断电前已经自动保存")
        expect(other.locator("#sections-problem")).to_have_value("第一段\n\n- 一项\n")
        expect(other.locator("#sections-method")).to_have_value("")
        other.locator("[data-kept-bring]").click()
        expect(other.locator("#sections-method")).to_have_value("断电以后还在写")
        other.keyboard.press("Control+s")
        expect(other.locator(STATE)).to_contain_text("已保存")
    finally:
        kill(process)
    visit.close()
    visit.problems.clear()  # Chromium writes what could not be fetched into its console
