"""What can be wrong with a library file, said so that whoever wrote it can put it right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """The faults; the values are message ids for gettext."""

    NOT_TEXT = "文件含有不允许的字符"
    NO_FRONT_MATTER = "文件开头缺少由 --- 围起的字段"
    NOT_YAML = "字段部分不是正确的 YAML"
    UNKNOWN_KEY = "不认识的字段"
    MISSING = "缺少必填字段"
    NOT_ONE_TEXT = "应为一段文字"
    NOT_A_LIST = "应为列表"
    NOT_A_MAPPING = "应为“名称: 内容”的组合"
    NOT_A_NUMBER = "不是正确的成果编号"
    NOT_A_YEAR = "不是正确的年份"
    NOT_A_MONTH = "不是正确的月份，应为 YYYY-MM"
    NOT_A_DATE = "不是正确的日期，应为 YYYY、YYYY-MM 或 YYYY-MM-DD"
    NOT_AN_AMOUNT = "不是正确的金额"
    NOT_A_CHOICE = "不在可选范围内"
    UNKNOWN_TERM = "词表中没有这个词"
    PERIOD_BACKWARDS = "结束时间早于开始时间"
    TEXT_BEFORE_SECTIONS = "第一个标题之前有文字"
    SECTION_TWICE = "标题出现了两次"
    GUARDED = "声明需要保护的成果，可见范围不能超出本单位"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the file, the key it is at (``steps[2].action``), what is wrong, and the value found."""

    file: str
    key: str
    message: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.message}" + (f" ({self.value})" if self.value else "")


class FileProblems(ValueError):
    """A library file could not be read; ``problems`` lists every fault found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(slots=True)
class Findings:
    """Collects the problems of one file while it is read; knows where in the file the reader is."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    _path: list[str] = field(default_factory=list)

    def add(self, fault: Fault, value: object = "", key: str = "") -> None:
        """Note a fault at the present place, or at ``key`` below it."""
        with self.at(key) if key else _nowhere():
            place = "".join(self._path).removeprefix(".")
        self.problems.append(Problem(self.file, place, fault.value, str(value)[:120]))

    @contextmanager
    def at(self, key: str | int) -> Iterator[None]:
        """Go down to a key of a mapping or an index of a list (counted from one)."""
        self._path.append(f"[{key}]" if isinstance(key, int) else f".{key}")
        try:
            yield
        finally:
            self._path.pop()

    def refuse(self) -> None:
        """Raise FileProblems when anything was found."""
        if self.problems:
            raise FileProblems(self.problems)


@contextmanager
def _nowhere() -> Iterator[None]:
    yield
