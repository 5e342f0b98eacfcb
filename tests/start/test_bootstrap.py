"""The bootstrap's decisions: what is complete, what is begun anew, what is said."""

from __future__ import annotations

import ast
import fcntl
import importlib.util
import json
import runpy
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from webapp import bootstrap
from webapp.base.commands import CommandProblem
from webapp.bootstrap import installation, project
from webapp.bootstrap.project import Project
from webapp.bootstrap.words import words_for
from webapp.settings import HOME, PACKAGE


@pytest.fixture
def empty(tmp_path: Path) -> Project:
    """A project folder in which nothing is installed."""
    (tmp_path / "webapp").mkdir()
    shutil.copy(HOME / "pyproject.toml", tmp_path)
    shutil.copy(PACKAGE / "constraints.txt", tmp_path / "webapp")
    return Project(tmp_path)


class Installer:
    """Stands for `venv` and `pip`: writes what they write, or is killed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.runs: list[list[str]] = []
        self.killed = False
        self.made = 0
        monkeypatch.setattr(installation, "make_environment", self.make)
        monkeypatch.setattr(installation, "has_pip", lambda where: where.python.exists())
        monkeypatch.setattr(installation, "run_pip", self.install)

    def make(self, where: Project, _lock: int | None) -> None:
        self.made += 1
        where.python.parent.mkdir(parents=True, exist_ok=True)
        where.python.touch()

    def install(self, where: Project, extras: Sequence[str], _lock: int | None) -> None:
        (where.environment / "half").touch()
        if self.killed:
            raise KeyboardInterrupt
        self.runs.append(list(extras))


@pytest.fixture
def installer(monkeypatch: pytest.MonkeyPatch) -> Installer:
    """No real installation, and a running Python that lacks everything."""
    monkeypatch.setattr(project, "installed_here", dict)
    return Installer(monkeypatch)


def test_the_first_file_is_readable_by_python_3_6() -> None:
    ast.parse((PACKAGE / "__main__.py").read_text("utf-8"), feature_version=(3, 6))


def test_an_old_python_is_told_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    main = runpy.run_path(str(PACKAGE / "__main__.py"), run_name="old")["main"]
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert main() == 1
    said = capsys.readouterr().err
    assert "Python 3.11 or newer is needed, this is 3.9.2" in said
    assert "需要 Python 3.11" in said


def test_installs_once(empty: Project, installer: Installer) -> None:
    assert bootstrap.ready(empty, []) == empty.python
    assert bootstrap.ready(empty, []) == empty.python
    assert installer.runs == [[]]


def test_more_extras_are_added_to_those_there(empty: Project, installer: Installer) -> None:
    bootstrap.ready(empty, ["server"])
    bootstrap.ready(empty, ["test"])
    bootstrap.ready(empty, ["server"])
    bootstrap.ready(empty, [])
    assert installer.runs == [["server"], ["server", "test"]]
    assert installer.made == 1


def test_changed_pins_are_installed(empty: Project, installer: Installer) -> None:
    bootstrap.ready(empty, [])
    empty.constraints.write_text(empty.constraints.read_text("utf-8") + "# new\n")
    bootstrap.ready(empty, [])
    assert len(installer.runs) == 2


def test_changes_of_the_project_file_beside_the_requirements_install_nothing(
    empty: Project, installer: Installer
) -> None:
    bootstrap.ready(empty, [])
    file = empty.folder / "pyproject.toml"
    file.write_text(file.read_text("utf-8") + "\n[tool.other]\nx = 1\n")
    bootstrap.ready(empty, [])
    assert len(installer.runs) == 1


def test_a_killed_installation_is_begun_anew(empty: Project, installer: Installer) -> None:
    installer.killed = True
    with pytest.raises(KeyboardInterrupt):
        bootstrap.ready(empty, [])
    assert not empty.stamped([])
    installer.killed = False
    (empty.environment / "lib" / "torn").mkdir(parents=True)
    assert bootstrap.ready(empty, []) == empty.python
    assert installer.made == 2
    assert not (empty.environment / "lib").exists()
    assert empty.stamped([])


def test_a_killed_upgrade_is_not_taken_for_complete(empty: Project, installer: Installer) -> None:
    bootstrap.ready(empty, [])
    installer.killed = True
    with pytest.raises(KeyboardInterrupt):
        bootstrap.ready(empty, ["test"])
    assert not empty.stamped([])


@pytest.mark.parametrize("torn", ["", "{", "[]", '{"": 3}'])
def test_a_torn_stamp_is_not_believed(empty: Project, installer: Installer, torn: str) -> None:
    bootstrap.ready(empty, [])
    empty.stamp.write_text(torn)
    bootstrap.ready(empty, [])
    assert len(installer.runs) == 2
    assert json.loads(empty.stamp.read_text()) == {"": empty.fingerprint()}


def test_an_environment_without_python_is_made_anew(empty: Project, installer: Installer) -> None:
    bootstrap.ready(empty, [])
    empty.python.unlink()
    bootstrap.ready(empty, [])
    assert installer.made == 2


def test_a_complete_python_is_used_as_it_is(empty: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "installed_here", empty.pins)
    assert bootstrap.ready(empty, ["test"]) is None
    assert not empty.environment.exists()


def test_a_python_with_another_version_is_not(empty: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "installed_here", lambda: {**empty.pins(), "flask": "0.1"})
    assert not empty.satisfied_here([])


def test_this_python_is_recognised() -> None:
    assert Project(HOME).satisfied_here(["test"])


def test_the_lock_waits_for_children_of_a_killed_start(empty: Project) -> None:
    with installation.installing_alone(empty) as lock:
        assert lock is not None
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(lock,))
    with (empty.folder / "pyproject.toml").open("rb") as file:
        with pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        child.communicate(b"\n")
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_venv_missing_prints_the_line_to_run(empty: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(CommandProblem, match=r"sudo apt install python3\.\d+-venv"):
        installation.check_machine(empty)


def test_too_little_room_is_said_before_anything_is_done(empty: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "NEEDED_BYTES", 1 << 60)
    with pytest.raises(CommandProblem) as caught:
        installation.check_machine(empty)
    assert "disk is full" in caught.value.text.en
    assert "磁盘空间不足" in caught.value.text.zh


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: [Errno 13] Permission denied: '/x'", "not writable"),
        ("WARNING: Retrying after connection broken by 'NewConnectionError(...)'", "cannot be reached"),
        ("The virtual environment was not created successfully because ensurepip is not available.", "lacks venv"),
        ("ERROR: No matching distribution found for flask==3.1.3", "No matching distribution found for flask==3.1.3"),
    ],
)
def test_the_reason_of_a_failed_installation_is_said(empty: Project, said: str, words: str) -> None:
    assert words in words_for(empty, said).text.en


@pytest.mark.parametrize(
    ("arguments", "extras"), [(["test", "-k", "x"], ["test"]), ([], []), (["content", "load"], [])]
)
def test_extras_of_a_command(arguments: list[str], extras: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WEBAPP_DATABASE_URL", raising=False)
    assert bootstrap.wanted_extras(arguments) == extras


def test_postgresql_needs_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBAPP_DATABASE_URL", "postgresql://u@h/d")
    assert bootstrap.wanted_extras([]) == ["server"]


def test_no_network_is_said(empty: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real installer, with an index on a port nobody listens on."""
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    empty.environment.mkdir()
    monkeypatch.setattr(Project, "python", Path(sys.executable))
    empty.constraints.write_text("no-such-thing-anywhere==1.0\n")
    with pytest.raises(CommandProblem) as caught:
        installation.run_pip(empty, [], None)
    assert "cannot be reached" in caught.value.text.en
