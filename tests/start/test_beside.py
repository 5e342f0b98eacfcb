"""Several processes on one port, for real: one that ends is begun anew, and none outlives the first."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.running import environment, free_port
from webapp.command_line.beside import Beside, count_of
from webapp.settings import HOME, Settings

SECONDS = 60.0
PROGRAM = """
from webapp.base.commands import Context
from webapp.command_line import database, serve
from webapp.settings import load_settings
context = Context(load_settings)
with serve.claim(context.settings) as listening:
    database.upgrade(context)
    serve.answer(context, listening)
"""


@contextmanager
def serving(folder: Path, port: int, processes: int) -> Iterator[subprocess.Popen[bytes]]:
    """The first process, once it and as many as it should start are there; all of them are gone afterwards."""
    told = environment(folder / "data", folder / "search", "s" * 40)
    environ = {**told, "WEBAPP_PORT": str(port), "WEBAPP_PROCESSES": str(processes)}
    (folder / "data").mkdir(exist_ok=True)
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, cwd=HOME, env=environ, stdout=subprocess.DEVNULL, start_new_session=True) as first:
        try:
            until(lambda: len(others(first.pid)) == processes - 1 and answers(port))
            yield first
        finally:
            if first.poll() is None:
                os.killpg(first.pid, signal.SIGKILL)


def others(first: int) -> set[int]:
    """The processes this one has started."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    return {int(row[0]) for row in rows if row[1] == str(first) and "command_line.beside" in row[2]}


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
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


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_that_ends_is_begun_anew_and_all_leave_with_the_first(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port, 3) as first:
        before = others(first.pid)
        killed = min(before)
        os.kill(killed, signal.SIGKILL)
        until(lambda: killed not in others(first.pid) and len(others(first.pid)) == 2)
        assert others(first.pid) & before == before - {killed}
        assert all(answers(port) for _ in range(20))
        running = others(first.pid)
        first.send_signal(signal.SIGTERM)
        assert first.wait(SECONDS) == 0
    assert not any(is_there(each) for each in running)


def test_none_outlives_a_first_that_is_killed_and_the_port_is_free(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port, 2) as first:
        running = others(first.pid)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        with serving(tmp_path, port, 1):
            assert answers(port)
        until(lambda: not any(is_there(each) for each in running))


def test_a_start_that_fails_leaves_nothing_behind() -> None:
    with socket.socket() as listening:
        Beside(listening, 2).stop()


def test_as_many_as_set_or_one_for_each_processor() -> None:
    assert count_of(Settings(processes=3)) == 3
    assert count_of(Settings()) == min(os.cpu_count() or 1, 4)
