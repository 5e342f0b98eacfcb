"""From a Python without anything to a running command: makes `.venv`, installs the pinned versions, starts again in it.

Standard library only. The stamp in `.venv` says which versions are completely installed there; it is written last, and
taken away first, so that an installation killed at any moment is recognised and made anew by the next start.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from webapp.base.commands import CommandProblem
from webapp.bootstrap.installation import check_machine, install, installing_alone
from webapp.bootstrap.project import Project
from webapp.settings import load_settings

PACKAGE = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Run a command, after installing what it needs; returns the exit code."""
    try:
        project = Project(PACKAGE.parent)
        if not needs_nothing(arguments) and (project.folder / "pyproject.toml").is_file():
            other = ready(project, wanted_extras(arguments))
            if other is not None:
                return start_again(other, arguments)
            if runs_inside(project):
                sys.dont_write_bytecode = False  # nothing was compiled at installation: each module is, when first used
        from webapp.command_line import main as run

        return run(arguments)
    except CommandProblem as problem:
        sys.stderr.write(f"{problem.text}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def needs_nothing(arguments: list[str]) -> bool:
    """Whether these arguments only ask for help or for the settings."""
    return bool({"-h", "--help"} & set(arguments)) or arguments[:1] == ["settings"]


def wanted_extras(arguments: list[str]) -> list[str]:
    """The extras of pyproject.toml that a command needs beside the plain dependencies."""
    if arguments[:1] == ["test"]:
        return ["test"]
    return [] if load_settings().is_sqlite else ["server"]


def ready(project: Project, extras: list[str]) -> Path | None:
    """Make sure everything is installed; returns the Python to start again with, None when this one is right."""
    inside = runs_inside(project)
    if project.satisfied_here(extras) and not (inside and project.unfinished.exists()):
        return None
    if inside or not project.stamped(extras):
        check_machine(project)
        with installing_alone(project) as lock:
            if inside or not project.stamped(extras):
                install(project, extras, lock)
    return None if inside else project.python


def runs_inside(project: Project) -> bool:
    """Whether the running Python is the one of `.venv`."""
    return Path(sys.prefix).resolve() == project.environment.resolve()


def start_again(python: Path, arguments: list[str]) -> int:
    """Run the same command with another Python, in this very process except on Windows, which cannot."""
    command = [str(python), "-m", "webapp", *arguments]
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    return subprocess.call(command)
