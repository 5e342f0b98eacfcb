"""Starts the limited child process and hands back its answer; every failure becomes ExtractionFailed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from webapp.base.files.limits import OUTPUT_BYTES
from webapp.base.files.refusals import ExtractionFailed, Reason

WALL_SECONDS = 30.0
WATCH_SECONDS = 0.25
MODULE = "webapp.base.files.child"
_ROOT = Path(__file__).parents[3]
_INHERITED = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "LD_LIBRARY_PATH")
_AT_ONCE = threading.BoundedSemaphore(2)


def ask_child(
    job: str,
    source: Path,
    *arguments: str,
    wall_seconds: float = WALL_SECONDS,
    module: str = MODULE,
    turn: threading.BoundedSemaphore = _AT_ONCE,
    watch: Callable[[], object] | None = None,
) -> list[list[Any]]:
    """Run one job on a file and return its rows; at most two run at a time in this process.

    ``module`` is where the job is known: this part's own, or another made like it. Long jobs wait for a ``turn`` of
    their own, so that they hold up no short ones. ``watch`` is called now and then; what it raises ends the child.

    The child gets none of the settings in the environment. Its memory, processor time and output are limited.
    """
    try:
        with turn, tempfile.TemporaryFile() as answer:
            status = _run([module, job, str(source.absolute()), *arguments], answer, wall_seconds, watch)
            return _rows(answer, status)
    except OSError as error:
        raise ExtractionFailed(Reason.CRASHED) from error


def _run(arguments: list[str], answer: IO[bytes], wall_seconds: float, watch: Callable[[], object] | None) -> int:
    child = subprocess.Popen(  # noqa: S603 - our own module, the file is an argument of its own
        [sys.executable, "-E", "-s", "-X", "utf8", "-m", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={name: os.environ[name] for name in _INHERITED if name in os.environ},
        start_new_session=True,
    )
    try:
        return _waited(child, wall_seconds, watch) if watch else child.wait(wall_seconds)
    except subprocess.TimeoutExpired as error:
        raise ExtractionFailed(Reason.TOO_SLOW) from error
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


def _waited(child: subprocess.Popen[bytes], wall_seconds: float, watch: Callable[[], object]) -> int:
    over = time.monotonic() + wall_seconds
    while True:
        watch()
        try:
            return child.wait(min(WATCH_SECONDS, max(0.0, over - time.monotonic())))
        except subprocess.TimeoutExpired:
            if time.monotonic() >= over:
                raise


def _rows(answer: IO[bytes], status: int) -> list[list[Any]]:
    if status in _stopped_for_time():
        raise ExtractionFailed(Reason.TOO_SLOW)
    answer.seek(0)
    try:
        rows = [json.loads(line) for line in answer.read(OUTPUT_BYTES + 4096).splitlines()]
    except ValueError as error:
        raise ExtractionFailed(Reason.CRASHED) from error
    if status or not rows or not all(isinstance(row, list) and row for row in rows):
        raise ExtractionFailed(Reason.CRASHED)
    if rows[-1][0] == "end":
        return rows
    known = rows[-1][0] == "refused" and rows[-1][1] in list(Reason)
    raise ExtractionFailed(Reason(rows[-1][1]) if known else Reason.CRASHED)


def _stopped_for_time() -> tuple[int, ...]:
    if sys.platform == "win32":
        return ()
    return (-signal.SIGXCPU, -signal.SIGKILL)
