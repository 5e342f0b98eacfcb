"""Making the virtual environment and installing into it, so that a kill at any moment does no lasting harm."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from webapp.base.commands import Progress, Text
from webapp.bootstrap.project import Project
from webapp.bootstrap.words import NEEDED_BYTES, disk_full, not_writable, venv_missing, words_for


def check_machine(project: Project) -> None:
    """Raise `CommandProblem` when an installation cannot succeed here."""
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        raise venv_missing()
    if not os.access(project.folder, os.W_OK):
        raise not_writable(project.folder)
    if shutil.disk_usage(project.folder).free < NEEDED_BYTES and not project.stamp.exists():
        raise disk_full(project.folder)


@contextmanager
def installing_alone(project: Project) -> Iterator[int | None]:
    """Wait until no other start installs, children of a killed one included; yields the lock to hand to children."""
    try:
        import fcntl
    except ImportError:  # Windows: two first starts at once are not kept apart there
        yield None
        return
    with (project.folder / "pyproject.toml").open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(Text("另一次启动正在安装，请稍候……", "Another start is installing, waiting ..."))
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def install(project: Project, extras: Sequence[str], lock: int | None) -> None:
    """Bring `.venv` to the pinned versions; the stamp is written when everything is there. Raises `CommandProblem`."""
    wanted = sorted({name for name in project.stamp_contents() if name} | set(extras))
    say(Text("正在准备运行环境（首次约需一分钟）……", "Preparing the environment (about a minute the first time) ..."))
    try:
        if project.unfinished.exists() or not project.python.exists():
            remove_environment(project)
        project.environment.mkdir(exist_ok=True)
        project.unfinished.touch()
        project.stamp.unlink(missing_ok=True)
        if not has_pip(project):
            make_environment(project, lock)
        run_pip(project, wanted, lock)
        stamp = {extra: project.fingerprint(extra) for extra in ["", *wanted]}
        project.stamp.write_text(json.dumps(stamp), "utf-8")
        project.unfinished.unlink()
    except OSError as error:
        raise words_for(project, str(error)) from error


def remove_environment(project: Project) -> None:
    """Take away what an installation that did not finish left; the mark that says so goes last."""
    if not project.environment.exists():
        return
    for item in project.environment.iterdir():
        if item == project.unfinished:
            continue
        if item.is_dir() and not item.is_symlink():
            shutil.rmtree(item)
        else:
            item.unlink()


def has_pip(project: Project) -> bool:
    """Whether the environment works and has an installer."""
    if not project.python.exists():
        return False
    return subprocess.run([project.python, "-c", "import pip"], capture_output=True, check=False).returncode == 0


def make_environment(project: Project, lock: int | None) -> None:
    """Make the virtual environment, without the packages of the system."""
    base = getattr(sys, "_base_executable", sys.executable)
    command = [base, "-m", "venv", str(project.environment)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, pass_fds=handed_on(lock))
    if done.returncode:
        raise words_for(project, done.stdout + done.stderr)


def run_pip(project: Project, extras: Sequence[str], lock: int | None) -> None:
    """Install the requirements at the pinned versions, with a progress bar."""
    command = [
        *(str(project.python), "-m", "pip", "install", "--no-input", "--no-user", "--no-compile", "--progress-bar=off"),
        *("--disable-pip-version-check", "-c", str(project.constraints), *project.requirements(extras)),
    ]
    with (
        project.log.open("w", encoding="utf-8") as log,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            pass_fds=handed_on(lock),
        ) as process,
    ):
        said = process.stdout or ()
        with Progress(Text("收集组件", "Collecting"), len(project.pins()), sys.stderr) as progress:
            for line in said:
                log.write(line)
                progress.step(int(line.startswith("Collecting ")))
                if line.startswith("Installing collected"):
                    break
        say(Text("写入组件……", "Writing ..."))
        log.writelines(said)
        code = process.wait()
    if code:
        raise words_for(project, project.log.read_text("utf-8"))


def handed_on(lock: int | None) -> tuple[int, ...]:
    """The open files a child keeps, so that the lock lives as long as the child does."""
    return () if lock is None else (lock,)


def say(text: Text) -> None:
    """One line of progress."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
