"""The program several times at once on the same data, each with a port of its own, so that one knows who answers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.running import address_of, await_answer, environment, kill
from webapp.settings import HOME, Settings

PROGRAM = """
from webapp.command_line import serve
from webapp.settings import load_settings
settings = load_settings()
with serve.claim(settings) as listening:
    serve.serve(settings, listening)
"""


@contextmanager
def processes(settings: Settings, count: int) -> Iterator[list[str]]:
    """Their addresses, once all of them answer; the database has to be ready."""
    told = [
        environment(settings.data_dir, settings.search_dir, settings.secret_key, settings.database_url)
        for _place in range(count)
    ]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=HOME,
            env={**each, "WEBAPP_PROCESSES": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for each in told
    ]
    try:
        addresses = [address_of(each) for each in told]
        for process, address in zip(running, addresses, strict=True):
            await_answer(process, address)
        yield addresses
    finally:
        for process in running:
            kill(process)
