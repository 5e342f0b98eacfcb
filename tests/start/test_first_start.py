"""A first start for real: an empty copy of the project, a bare Python, a kill in the middle."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.running import free_port
from webapp.settings import HOME

BARE_PYTHON = Path(sys.base_prefix) / "bin" / f"python{sysconfig.get_python_version()}"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What a clone holds, and nothing else."""
    folder = tmp_path / "project"
    ignored = shutil.ignore_patterns(".venv", ".git", "instance", "live", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(HOME, folder, ignore=ignored)
    return folder


@contextmanager
def started(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The site starting in that folder; its whole family is gone afterwards."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("WEBAPP_", "PYTHON", "LC_"))}
    process = subprocess.Popen(
        [BARE_PYTHON, "-m", "webapp"],
        cwd=folder,
        env={**environ, "WEBAPP_PORT": str(port), "LC_ALL": "en_US.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def read_until(process: subprocess.Popen[str], word: str) -> list[str]:
    """The lines up to the one with that word."""
    lines: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if word in line:
            return lines
    raise AssertionError(f"{word!r} was never said:\n" + "".join(lines))


@pytest.mark.slow
def test_an_empty_copy_serves_even_after_a_kill(copy: Path) -> None:
    port = free_port()
    with started(copy, port) as process:
        read_until(process, "Writing")
        os.kill(process.pid, signal.SIGKILL)
    assert (copy / ".venv" / "unfinished").exists()

    with started(copy, port) as process:
        assert "Preparing the environment" in "".join(read_until(process, "Ready: "))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 0
    assert (copy / "instance" / "secret_key").stat().st_mode & 0o077 == 0

    with started(copy, port) as process:
        assert "Preparing" not in "".join(read_until(process, "Ready: "))
