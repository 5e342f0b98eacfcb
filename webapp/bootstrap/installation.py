"""Making the virtual environment and installing into it, so that a kill at any moment does no lasting harm."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import ZipFile

from webapp.base.commands import Progress, Text
from webapp.bootstrap.project import Project
from webapp.bootstrap.words import NEEDED_BYTES, disk_full, known_reason, not_writable, venv_missing, words_for

FETCHERS = 4


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
    wheel = bundled_pip()
    base = getattr(sys, "_base_executable", sys.executable)
    command = [base, "-m", "venv", *(["--without-pip"] if wheel else []), str(project.environment)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, pass_fds=handed_on(lock))
    if done.returncode:
        raise words_for(project, done.stdout + done.stderr)
    if wheel:
        place = {"base": str(project.environment), "platbase": str(project.environment)}
        with ZipFile(wheel) as archive:
            archive.extractall(sysconfig.get_path("purelib", scheme="venv", vars=place))


def bundled_pip() -> Path | None:
    """The installer that comes with Python, as one file; unpacking it is much quicker than installing it."""
    spec = importlib.util.find_spec("ensurepip")
    folders = [Path(spec.origin).parent / "_bundled"] if spec and spec.origin else []
    if debian := sysconfig.get_config_var("WHEEL_PKG_DIR"):
        folders.append(Path(debian))
    return next((wheel for folder in folders for wheel in sorted(folder.glob("pip-*.whl"))), None)


def run_pip(project: Project, extras: Sequence[str], lock: int | None) -> None:
    """Install the requirements at the pinned versions: fetch all files side by side, then install from them."""
    fetch(project, extras, lock)
    say(Text("写入组件……", "Writing ..."))
    arguments = ["--no-user", "--no-compile", "-c", str(project.constraints), *project.requirements(extras)]
    code = 1
    for source in (["--no-index", "--find-links", str(project.downloads)], []):
        with project.log.open("w", encoding="utf-8") as log:
            code = pip(project, ["install", *source, *arguments], log, lock).wait()
        if code == 0:
            break  # else another system needs something that is not pinned: ask the index
    shutil.rmtree(project.downloads, ignore_errors=True)
    if code:
        raise words_for(project, project.log.read_text("utf-8", "replace"))


def fetch(project: Project, extras: Sequence[str], lock: int | None) -> None:
    """Download the pinned files with a few installers at once, each with its share; shows the progress."""
    pins = [f"{name}=={version}" for name, version in project.pins_for(extras).items()]
    project.downloads.mkdir(exist_ok=True)
    logs = [project.downloads / f"{number}.log" for number in range(FETCHERS)]
    running = []
    for number, path in enumerate(logs):
        with path.open("w", encoding="utf-8") as log:
            share = pins[number::FETCHERS]
            running.append(pip(project, ["download", "--no-deps", "-d", str(project.downloads), *share], log, lock))
    with Progress(Text("下载组件", "Downloading"), len(pins), sys.stderr) as progress:
        while any(process.poll() is None for process in running):
            time.sleep(0.2)
            progress.reach(sum(path.read_text("utf-8", "replace").count("Collecting ") for path in logs) - FETCHERS)
    said = "\n".join(path.read_text("utf-8", "replace") for path in logs)
    if any(process.returncode for process in running) and (reason := known_reason(project, said)):
        raise reason


def pip(project: Project, arguments: Sequence[str], log: IO[str], lock: int | None) -> subprocess.Popen[bytes]:
    """Start the installer of the environment; its words go into the log."""
    quiet = ["--no-input", "--progress-bar=off", "--disable-pip-version-check"]
    command = [str(project.python), "-m", "pip", arguments[0], *quiet, *arguments[1:]]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=handed_on(lock))


def handed_on(lock: int | None) -> tuple[int, ...]:
    """The open files a child keeps, so that the lock lives as long as the child does."""
    return () if lock is None else (lock,)


def say(text: Text) -> None:
    """One line of progress."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
