"""Runs a command against a PostgreSQL started for it: `python tests/postgres.py COMMAND … {url} …`.

The cluster lives in a temporary folder, is reached through a socket in there that nobody else can open, belongs to an
ordinary user (PostgreSQL refuses root) and is stopped and removed whatever happens to the command.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

QUICK = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300", "shared_buffers=128MB"]
LONGEST_SOCKET_PATH = 80


def binaries() -> Path:
    """The folder with `initdb`, `pg_ctl` and `postgres`: on the PATH, else the newest of Debian's."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda item: _number(item.parent.name), reverse=True
    )
    for folder in folders:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    raise SystemExit(
        "PostgreSQL is not installed: sudo apt install postgresql / 没有安装 PostgreSQL：sudo apt install postgresql"
    )


def ordinary_user() -> dict[str, Any]:
    """What `subprocess` needs to run as an ordinary user; nothing when this one is."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise SystemExit("there is no user postgres or nobody to run PostgreSQL as")


@contextmanager
def cluster() -> Iterator[str]:
    """The address of an empty PostgreSQL, which is gone afterwards; its user may make databases."""
    folder = Path(
        tempfile.mkdtemp(prefix="pg-", dir=None if len(tempfile.gettempdir()) < LONGEST_SOCKET_PATH else "/tmp")
    )
    user = ordinary_user()
    if user:
        os.chown(folder, user["user"], user["group"])
    data, commands = folder / "data", binaries()
    try:
        _run(
            [commands / "initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"],
            folder,
            user,
        )
        options = " ".join(
            f"-c {option}" for option in [*QUICK, "listen_addresses=''", f"unix_socket_directories='{folder}'"]
        )
        log = folder / "log"
        _run([commands / "pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", options], folder, user)
        yield f"postgresql+psycopg://tests@/postgres?host={folder}"
    finally:
        if (data / "postmaster.pid").exists():
            _run([commands / "pg_ctl", "stop", "-w", "-D", data, "-m", "immediate"], folder, user)
        shutil.rmtree(folder, ignore_errors=True)


def main(command: Sequence[str]) -> int:
    """Run the command with `{url}` replaced; returns its exit code."""
    signal.signal(signal.SIGTERM, _leave)
    with cluster() as url:
        return subprocess.call([part.replace("{url}", url) for part in command])


def _run(command: Sequence[str | Path], folder: Path, user: Mapping[str, Any]) -> None:
    """Run one of PostgreSQL's programs; its words are shown only when it fails."""
    said = folder / "said"
    with said.open("wb") as out:  # a file, since a pipe would be held open by the server
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False, **user
        )
    if done.returncode:
        log = folder / "log"
        words = said.read_text("utf-8", "replace") + (log.read_text("utf-8", "replace") if log.exists() else "")
        raise SystemExit(f"{command[0]} failed:\n{words}")


def _number(name: str) -> float:
    return float(name) if re.fullmatch(r"\d+(\.\d+)?", name) else 0.0


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(143)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
