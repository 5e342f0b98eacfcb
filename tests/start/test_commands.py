"""The frame of the command line: words in two languages, progress, findings, exit codes."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from webapp.base.commands import (
    CommandProblem,
    Context,
    Finding,
    Part,
    Progress,
    Subparsers,
    Text,
    add_command,
    add_group,
    columns,
    speaks_chinese,
)
from webapp.command_line import doctor, main, make_parser
from webapp.command_line import suite as suite_command
from webapp.command_line.serve import claim
from webapp.command_line.words import open_data_dir, problem_behind
from webapp.settings import HOME, Settings, load_settings


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


def context_of(folder: Path, **environ: str) -> tuple[Context[Settings], io.StringIO]:
    out = io.StringIO()
    return Context(
        lambda: load_settings({"WEBAPP_DATA_DIR": str(folder), "WEBAPP_SEARCH_DIR": str(folder / "index"), **environ}),
        out,
    ), out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, True),
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, False),
        ({"LC_ALL": "", "LANG": "de_DE"}, False),
    ],
)
def test_language(environ: dict[str, str], expected: bool) -> None:
    assert speaks_chinese(environ) is expected


def test_progress_in_a_pipe_is_a_few_lines() -> None:
    out = io.StringIO()
    with Progress(Text("导入", "Loading"), 120, out) as progress:
        assert list(progress.over(range(120))) == list(range(120))
    lines = out.getvalue().splitlines()
    assert len(lines) == 5
    assert lines[-1].endswith("100% (120/120)")


def test_progress_on_a_terminal_stays_in_its_line() -> None:
    out = Terminal()
    with Progress(Text("导入", "Loading"), 4, out) as progress:
        progress.step(3)
        progress.reach(1)
    assert out.getvalue().count("\n") == 1
    assert " 75% (3/4)" in out.getvalue()
    assert " 25%" not in out.getvalue()


def test_progress_over_nothing_is_complete() -> None:
    out = io.StringIO()
    with Progress(Text("导入", "Loading"), 0, out):
        pass
    assert "100% (0/0)" in out.getvalue()


def test_chinese_takes_two_columns() -> None:
    assert columns("库a") == 3


def all_helps(*words: str) -> Iterator[str]:
    for path in ([], ["db"], ["db", "upgrade"], ["db", "check"], ["settings"], ["doctor"], ["test"]):
        shown = subprocess.run(
            [sys.executable, "-S", "-m", "webapp", *path, "--help"],
            cwd=HOME,
            capture_output=True,
            text=True,
            check=True,
            env={"LC_ALL": words[0], "PYTHONIOENCODING": "utf-8"},
        )
        assert shown.stderr == ""
        yield shown.stdout


def test_help_in_english_without_anything_installed() -> None:
    """`-S` leaves out all installed packages: importing the commands needs the standard library alone."""
    for text in all_helps("en_US.UTF-8"):
        assert text.startswith("usage: ")
        assert columns(text) == len(text)


def test_help_in_chinese_without_anything_installed() -> None:
    for text in all_helps("zh_CN.UTF-8"):
        assert text.startswith("用法：")
        assert "show this help" not in text
        assert "options" not in text


@pytest.mark.usefixtures("chinese")
def test_mistakes_are_said_in_chinese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["db", "chek"], context_of(tmp_path)[0])
    assert left.value.code == 2
    assert "没有 'chek' 这一项" in capsys.readouterr().err


def test_a_part_adds_its_commands(tmp_path: Path) -> None:
    context, out = context_of(tmp_path)

    def add(subparsers: Subparsers, here: Context[Settings]) -> None:
        group = add_group(subparsers, "fruit", Text("水果", "fruit"))
        add_command(group, "peel", Text("削皮", "peel"), lambda _given: here.say("peeled") or 3)  # type: ignore[func-returns-value]

    given = make_parser(context, [Part(add)]).parse_args(["fruit", "peel"])
    assert given.run(given) == 3
    assert out.getvalue() == "peeled\n"


def test_settings_are_shown_masked(tmp_path: Path) -> None:
    context, out = context_of(tmp_path, WEBAPP_DATABASE_URL="postgresql://u:hidden@h/d", WEBAPP_PORT="8123")
    assert main(["settings"], context) == 0
    assert "8123" in out.getvalue()
    assert "hidden" not in out.getvalue()


@pytest.mark.usefixtures("english")
def test_the_database_is_upgraded_and_checked(tmp_path: Path) -> None:
    context, out = context_of(tmp_path)
    assert main(["db", "check"], context_of(tmp_path)[0]) == 1
    assert main(["db", "upgrade"], context) == 0
    assert main(["db", "check"], context) == 0
    assert "as the program needs it" in out.getvalue()


@pytest.mark.usefixtures("english")
def test_doctor_names_what_is_wrong_and_the_mend(tmp_path: Path) -> None:
    context, out = context_of(tmp_path)
    assert doctor.run(context, ()) == 0
    (tmp_path / "secret_key").write_text("x" * 40)
    (tmp_path / "secret_key").chmod(0o644)
    assert doctor.run(context, ()) == 1
    assert f"mend: chmod 600 {tmp_path / 'secret_key'}" in out.getvalue()


def test_doctor_survives_an_examination_that_fails(tmp_path: Path) -> None:
    def broken(_context: Context[Settings]) -> Iterator[Finding]:
        raise RuntimeError("out of order")

    context, _ = context_of(tmp_path)
    found = list(doctor.examine(context, [Part(lambda _subparsers, _context: None, examine=broken)]))
    assert "out of order" in found[-1].detail.en
    assert not found[-1].is_well


def test_a_taken_port_is_said_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        context, _ = context_of(tmp_path / "data", WEBAPP_PORT=str(port))
        with pytest.raises(CommandProblem, match=str(port)) as caught:
            main([], context)
    assert "WEBAPP_PORT=" in caught.value.text.zh
    assert not (tmp_path / "data").exists()


def test_an_address_that_is_not_ours_is_said() -> None:
    with pytest.raises(CommandProblem, match="WEBAPP_HOST"):
        claim(load_settings({"WEBAPP_HOST": "203.0.113.1"}))


def test_a_data_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CommandProblem, match="WEBAPP_DATA_DIR"):
        open_data_dir(load_settings({"WEBAPP_DATA_DIR": str(tmp_path / "file" / "data")}))


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    context, _ = context_of(tmp_path)
    for error in (OSError(28, "No space left on device"), RuntimeError("(sqlite3) database or disk is full")):
        problem = problem_behind(error, context)
        assert problem is not None
        assert "disk is full" in problem.text.en
    assert problem_behind(ValueError("a fault of ours"), context) is None


@pytest.mark.parametrize("command", [["daily", "list"], ["accounts", "list"], ["content", "load"]])
@pytest.mark.parametrize("exists", [True, False])
def test_before_the_first_start_a_command_says_how_to_begin(tmp_path: Path, command: list[str], exists: bool) -> None:
    if exists:
        (tmp_path / "data").mkdir()
    context, _ = context_of(tmp_path / "data")
    with pytest.raises(CommandProblem, match="db upgrade"):
        main(command, context)


def test_postgresql_that_does_not_answer_is_said_without_the_password(tmp_path: Path) -> None:
    context, _ = context_of(tmp_path, WEBAPP_DATABASE_URL="postgresql://u:hidden@127.0.0.1:1/d")
    with pytest.raises(CommandProblem, match="WEBAPP_DATABASE_URL") as caught:
        main(["db", "check"], context)
    assert "hidden" not in caught.value.text.zh


def test_the_suite_runs_pytest_with_the_arguments_given() -> None:
    line = suite_command.command(["-k", "x"], 2)
    assert line == [sys.executable, "-m", "pytest", "-n", "2", "-k", "x"]
    assert "-n" not in suite_command.command(["-n0"], 2)
    line = suite_command.command(["--postgres", "tests/base"], 1)
    assert line[1] == str(HOME / "tests" / "postgres.py")
    assert line[2:] == [sys.executable, "-m", "pytest", "--database-url", "{url}", "-m", "not browser", "tests/base"]


def test_daily_tasks_run_by_hand_once_and_again_when_asked(database_url: str, tmp_path: Path, english: None) -> None:
    context, out = context_of(tmp_path, WEBAPP_DATABASE_URL=database_url)
    assert main(["daily", "list"], context) == 0
    assert "base.sweep_files                 not run yet" in out.getvalue()
    assert main(["daily", "run", "base.forget"], context) == 0
    assert "base.forget  done" in out.getvalue()
    assert main(["daily", "run", "base.forget"], context) == 0
    assert "Everything of today is done." in out.getvalue()
    assert main(["daily", "run", "--again", "base.forget"], context) == 0
    assert out.getvalue().count("base.forget  done") == 2
    with pytest.raises(CommandProblem, match="there is no task nothing"):
        main(["daily", "run", "nothing"], context)
