"""The PostgreSQL started for the tests: usable, and gone afterwards whatever happens."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from webapp.settings import HOME

HARNESS = [sys.executable, str(HOME / "tests" / "postgres.py")]


def folder_of(url: str) -> Path:
    return Path(url.strip().partition("host=")[2])


def test_a_database_can_be_made_and_everything_is_removed() -> None:
    code = (
        "import sys, sqlalchemy as sa\n"
        "engine = sa.create_engine(sys.argv[1], isolation_level='AUTOCOMMIT')\n"
        "with engine.connect() as connection:\n"
        "    connection.exec_driver_sql('create database mine')\n"
        "print(sys.argv[1])\n"
        "sys.exit(7)\n"
    )
    done = subprocess.run([*HARNESS, sys.executable, "-c", code, "{url}"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (7, "")
    assert not folder_of(done.stdout).exists()


def test_it_is_stopped_when_asked_to_leave() -> None:
    command = [*HARNESS, "sh", "-c", 'echo "$0"; exec sleep 60', "{url}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        folder = folder_of(process.stdout.readline())
        assert (folder / "data" / "postmaster.pid").exists()
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 143
    assert not folder.exists()
