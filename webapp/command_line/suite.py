"""`test`: all tests, on SQLite or on a PostgreSQL started for them."""

from __future__ import annotations

import os
import subprocess
import sys

from webapp.base.commands import CommandProblem, Subparsers, Text, add_command
from webapp.settings import HOME

POSTGRES = "--postgres"
URL = "{url}"


def add_commands(subparsers: Subparsers) -> None:
    """Add the command; what follows it is handed to pytest as it is."""
    text = Text("运行全部测试，其余参数交给 pytest", "run all tests; other arguments go to pytest")
    parser = add_command(subparsers, "test", text, lambda _given: run([]))
    parser.add_argument(
        POSTGRES,
        action="store_true",
        help=str(
            Text(
                "在临时启动的 PostgreSQL 上运行用到数据库的测试（不含浏览器测试）",
                "those that use a database, on a temporary PostgreSQL, without the browser tests",
            )
        ),
    )


def run(arguments: list[str]) -> int:
    """Run pytest in the project folder; returns its exit code."""
    if not (HOME / "tests").is_dir():
        raise CommandProblem(Text(f"{HOME} 里没有 tests 目录", f"there is no folder tests in {HOME}"))
    return subprocess.call(command(arguments, cores()), cwd=HOME)  # noqa: S603 - pytest with the user's own arguments


def command(arguments: list[str], workers: int) -> list[str]:
    """The command that runs the tests, several at a time unless the arguments say otherwise."""
    passed_on = [argument for argument in arguments if argument != POSTGRES]
    line = [sys.executable, "-m", "pytest"]
    if workers > 1 and not any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in passed_on):
        line += ["-n", str(workers)]
    if POSTGRES not in arguments:
        return [*line, *passed_on]
    harness = [sys.executable, str(HOME / "tests" / "postgres.py")]
    return [*harness, *line, "--database-url", URL, "-m", "not browser", *passed_on]


def cores() -> int:
    """How many processors this process may use, eight at most."""
    try:
        return min(8, len(os.sched_getaffinity(0)))
    except AttributeError:
        return min(8, os.cpu_count() or 1)
