"""What every command of `python3 -m webapp` is made of; standard library only, so that help needs no installation.

A part offers commands in its own `cli.py`:

    def add_commands(subparsers: Subparsers, context: Context[Settings]) -> None:
        group = add_group(subparsers, "search", Text("检索索引", "the search index"))
        add_command(group, "check", Text("核对索引", "check the index"), lambda arguments: check(context))

`cli.py` imports everything heavy inside the functions that run. A command returns its exit code; what the person at
the keyboard must mend is raised as `CommandProblem` and shown as words without a traceback.
"""

from __future__ import annotations

import argparse
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Protocol, Self, TextIO, TypeVar

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction["Parser"]
else:
    Subparsers = argparse._SubParsersAction

SettingsT = TypeVar("SettingsT")
Item = TypeVar("Item")

WORDS = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示这份说明后退出",
    "%(prog)s: error: %(message)s\n": "%(prog)s：用法有误：%(message)s\n",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "the following arguments are required: %s": "缺少参数：%s",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)r 这一项（可选：%(choices)s）",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s：%(message)s",
    "invalid %(type)s value: %(value)r": "%(value)r 不是有效的 %(type)s",
    "expected one argument": "后面要有一个值",
}


def speaks_chinese(environ: Mapping[str, str] | None = None) -> bool:
    """Whether words go out in Chinese: yes unless the locale names another language."""
    names = os.environ if environ is None else environ
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := names.get(variable):
            return value.split(".")[0] in {"C", "POSIX"} or value.lower().startswith("zh")
    return True


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages; `str()` gives the one of the locale."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if speaks_chinese() else self.en


class CommandProblem(Exception):
    """Stops a command with one clear sentence for the person at the keyboard."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class Command(Protocol):
    """What runs when a command is given; returns the exit code."""

    def __call__(self, arguments: argparse.Namespace, /) -> int:
        """Do it."""
        ...


class Context(Generic[SettingsT]):
    """What a command may use: the settings (read when first asked for) and the words going out."""

    def __init__(self, load: Callable[[], SettingsT], out: TextIO | None = None) -> None:
        self._load = load
        self._out = out

    @cached_property
    def settings(self) -> SettingsT:
        """The settings; raises `CommandProblem` when one is wrong."""
        return self._load()

    @property
    def out(self) -> TextIO:
        """Where words go."""
        return self._out or sys.stdout

    def say(self, text: Text | str = "") -> None:
        """Write one line."""
        self.out.write(f"{text}\n")
        self.out.flush()

    def progress(self, label: Text, total: int) -> Progress:
        """A progress bar over `total` pieces of work; use it with `with`."""
        return Progress(label, total, self.out)


@dataclass(frozen=True, slots=True)
class Finding:
    """What `doctor` found out about one thing; `mend` says what to do when it is not well."""

    name: Text
    detail: Text
    mend: Text | None = None
    serious: bool = True

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to do."""
        return self.mend is None


def _nothing(_context: Context[SettingsT]) -> None:
    """Nothing to prepare."""


def _no_findings(_context: Context[SettingsT]) -> Iterable[Finding]:
    """Nothing to examine."""
    return ()


@dataclass(frozen=True, slots=True)
class Part(Generic[SettingsT]):
    """What one part gives the command line.

    `prepare` runs at every start between migrating and serving and does only what is missing (the first administrator,
    the library, the index); `demonstrate` adds what `--demo` shows; `examine` reports to `doctor`.
    """

    add_commands: Callable[[Subparsers, Context[SettingsT]], None]
    prepare: Callable[[Context[SettingsT]], None] = _nothing
    demonstrate: Callable[[Context[SettingsT]], None] = _nothing
    examine: Callable[[Context[SettingsT]], Iterable[Finding]] = _no_findings


class Progress:
    """A progress bar: redrawn in place on a terminal, four plain lines in a file or pipe."""

    def __init__(self, label: Text, total: int, out: TextIO) -> None:
        self.label = label
        self.total = total
        self.done = 0
        self._out = out
        self._live = out.isatty()
        self._shown = -1
        self._width = 0

    def __enter__(self) -> Self:
        self._show()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.reach(self.total)
        if self._live:
            self._out.write("\n")
        self._out.flush()

    def step(self, count: int = 1) -> None:
        """Say that `count` more pieces are done."""
        self.reach(self.done + count)

    def reach(self, done: int) -> None:
        """Say that `done` pieces are done in all; never goes back or beyond the total."""
        self.done = max(self.done, min(done, self.total))
        self._show()

    def over(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, one step after each."""
        for item in items:
            yield item
            self.step()

    def _show(self) -> None:
        percent = 100 * self.done // self.total if self.total else 100
        mark = percent if self._live else percent // 25
        if mark == self._shown:
            return
        self._shown = mark
        line = f"{self.label} {percent:3d}% ({self.done}/{self.total})"
        if self._live:
            bar = "█" * (percent // 5) + "░" * (20 - percent // 5)
            line = f"{self.label} {bar} {percent:3d}% ({self.done}/{self.total})"
            padding = " " * max(0, self._width - columns(line))
            self._width = columns(line)
            self._out.write(f"\r{line}{padding}")
        else:
            self._out.write(line + "\n")
        self._out.flush()


def columns(text: str) -> int:
    """How many terminal columns a text takes; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


class Formatter(argparse.HelpFormatter):
    """Help with columns that line up for Chinese, too."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=34, width=110)


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks the language of the locale."""

    def __init__(self, *args: Any, **options: Any) -> None:
        setattr(argparse, "_", translated)  # noqa: B010 - argparse asks this for each of its own texts
        options.setdefault("formatter_class", Formatter)
        options.setdefault("allow_abbrev", False)
        super().__init__(*args, **options)

    def error(self, message: str) -> NoReturn:
        """Show how it is used and what was wrong, and leave with exit code 2."""
        self.print_usage(sys.stderr)
        self.exit(2, str(Text(f"用法有误：{message}\n", f"error: {message}\n")))


def translated(message: str) -> str:
    """Text of argparse itself in the language of the locale."""
    return WORDS.get(message, message) if speaks_chinese() else message


def add_command(subparsers: Subparsers, name: str, text: Text, run: Command) -> Parser:
    """Add one command; its parser is returned for the arguments."""
    parser = subparsers.add_parser(name, help=str(text), description=str(text))
    parser.set_defaults(run=run)
    return parser


def add_group(subparsers: Subparsers, name: str, text: Text) -> Subparsers:
    """Add a word under which several commands stand, as `search` in `search rebuild`."""
    parser = subparsers.add_parser(name, help=str(text), description=str(text))
    return parser.add_subparsers(metavar=str(Text("命令", "command")), required=True)
