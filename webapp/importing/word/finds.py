"""What is put aside while a Word file is made plain: lines of the report, and pictures and formulas under marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from webapp.importing.reading import Carried, Line

OPEN, CLOSE = "\ufdd0", "\ufdd1"  # noncharacters: no document may hold them
MARK = re.compile(f"{OPEN}([PMD])([0-9]+){CLOSE}")
MARKS_IN_SOURCE = re.compile("[\ufdd0-\ufdef]")
LINE_LIMIT = 2_000  # characters of one line of the report; the rest follows in further lines


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture in its place: the part that holds it and its words."""

    part: str
    alt: str


@dataclass(slots=True)
class Finds:
    """Collects; the numbers in the marks count from one."""

    report: list[Line] = field(default_factory=list)
    pictures: list[Placed] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)

    def say(self, code: str, carried: Carried, text: str = "", count: int = 1) -> None:
        """Write a line of the report, in several lines when it is long."""
        text = text.strip()
        self.report.append(Line(code, carried, text[:LINE_LIMIT], count))
        for start in range(LINE_LIMIT, len(text), LINE_LIMIT):
            self.report.append(Line("more", carried, text[start : start + LINE_LIMIT], 0))

    def picture(self, part: str, alt: str) -> str:
        """The mark of a picture."""
        self.pictures.append(Placed(part, " ".join(alt.split())[:200]))
        return f"{OPEN}P{len(self.pictures)}{CLOSE}"

    def formula(self, tex: str, *, is_block: bool) -> str:
        """The mark of a formula, in the line or by itself."""
        self.formulas.append(tex)
        return f"{OPEN}{'D' if is_block else 'M'}{len(self.formulas)}{CLOSE}"
