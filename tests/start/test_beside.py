"""Several processes on one port, for real: one that ends is begun anew, and none outlives the first."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.running import answers, beside, environment, free_port, until
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
            until(lambda: len(beside(first.pid)) == processes - 1 and answers(address_of(port)))
            yield first
        finally:
            if first.poll() is None:
                os.killpg(first.pid, signal.SIGKILL)


def address_of(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_that_ends_is_begun_anew_and_all_leave_with_the_first(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port, 3) as first:
        before = beside(first.pid)
        killed = min(before)
        os.kill(killed, signal.SIGKILL)
        until(lambda: killed not in beside(first.pid) and len(beside(first.pid)) == 2)
        assert beside(first.pid) & before == before - {killed}
        assert all(answers(address_of(port)) for _ in range(20))
        running = beside(first.pid)
        first.send_signal(signal.SIGTERM)
        assert first.wait(SECONDS) == 0
    assert not any(is_there(each) for each in running)


def test_none_outlives_a_first_that_is_killed_and_the_port_is_free(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port, 2) as first:
        running = beside(first.pid)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        until(lambda: not any(is_there(each) for each in running))
        with serving(tmp_path, port, 1):
            assert answers(address_of(port))


def test_a_start_that_fails_leaves_nothing_behind() -> None:
    with socket.socket() as listening:
        Beside(listening, 2).stop()


def test_as_many_as_set_or_one_for_each_processor() -> None:
    assert count_of(Settings(processes=3)) == 3
    assert count_of(Settings()) == min(os.cpu_count() or 1, 4)
