"""What may stand in a cell of a list, and how several things stand in one: a line for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from webapp.documents.content import Award, Benefit, Contributor, Measure, ReportedPatent, Step
from webapp.importing.amounts import months_in, year_in, yuan


class Unclear(Exception):
    """A cell says something its field cannot hold: a code, and figures for the message."""

    def __init__(self, code: str, **figures: Any) -> None:
        super().__init__(code)
        self.code = code
        self.figures = figures


_SEPARATORS = re.compile(r"[、，,；;\n]+")
_MEASURE = re.compile(r"(.+?)\s*[：:]\s*(.*?)\s*(?:→|⇒|->|=>|—>|－>)\s*([^\s（(]+)\s*[（(]?([^（）()]*)[)）]?")
_KINDS_OF_BENEFIT = "节约|节支|降本|增收|新增利润|saved|gained"
_BENEFIT = re.compile(
    rf"((?:19|20)[0-9]{{2}})\s*年?\s*[：:，, ]\s*({_KINDS_OF_BENEFIT})?\s*([^（(]*?)\s*(?:[（(](.*)[)）])?"
)
_PERSON = re.compile(r"([^（(]+?)\s*(?:[（(](.*)[)）])?")
_ERRORS: Final = {"#N/A", "#REF", "#VALUE", "#NAME", "#DIV/0", "#NULL", "#NUM"}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
CELL_LENGTH = 32_767
FIRST_YEAR = 1900
NAME_LENGTH = 64
POINT_LENGTH = 200
LIST_LIMITS: Final = {"keywords": 10, "innovation_points": 3, "contributors": 50, "organisations": 20, "steps": 100}
TEXT_LIMITS: Final = {"title": 120, "summary": 1_200}


def text_of(cell: Any) -> str:
    """A cell as clean text. Raises Unclear for what is no text."""
    if isinstance(cell, dict):
        if "date" in cell:
            return str(cell["date"])
        raise Unclear("cell_kind")
    text = str(cell).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
    if _CONTROLS.search(text):
        raise Unclear("cell_control")
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip()
    if text.startswith("#") and text.rstrip("!?/") in _ERRORS:
        raise Unclear("cell_error", value=text)
    if text[:1] == "=" and len(text) > 1:
        raise Unclear("cell_formula", value=text[:40])
    if len(text) >= CELL_LENGTH:
        raise Unclear("cell_long", limit=CELL_LENGTH)
    return text


def one_line(field: str) -> Callable[[str], str]:
    """One line of at most so many characters."""

    def read(text: str) -> str:
        line = " ".join(text.split())
        if len(line) > TEXT_LIMITS[field]:
            raise Unclear("too_long", limit=TEXT_LIMITS[field], length=len(line))
        return line

    return read


def several(field: str) -> Callable[[str], tuple[str, ...]]:
    """Several words or lines."""

    def read(text: str) -> tuple[str, ...]:
        by_line = field == "innovation_points"
        pieces = text.split("\n") if by_line else _SEPARATORS.split(text)
        found = tuple(dict.fromkeys(piece.strip(" 　-•·") for piece in pieces if piece.strip(" 　-•·")))
        if by_line:
            found = tuple(
                re.sub(r"^(?:[0-9]{1,2}[.、)）．]|[（(][0-9]{1,2}[)）]|[①-⑩])\s*", "", point) for point in found
            )
        _count(field, found)
        if by_line and any(len(point) > POINT_LENGTH for point in found):
            raise Unclear("point_long", limit=POINT_LENGTH)
        return found

    return read


def contributors(text: str) -> tuple[Contributor, ...]:
    """People: 卜伟伟（第一机械厂）、单晓东."""
    found = []
    for piece in filter(None, (each.strip() for each in re.split(r"[、；;\n]+|[，,](?![^（(]*[)）])", text))):
        match = _PERSON.fullmatch(piece)
        if match is None or len(match[1]) > NAME_LENGTH:
            raise Unclear("name_long", limit=NAME_LENGTH, value=piece[:20])
        found.append(Contributor(match[1].strip(), organisation=(match[2] or "").strip()))
    _count("contributors", found)
    return tuple(found)


def steps(text: str) -> tuple[Step, ...]:
    """One step a line; what follows a bar is its key point."""
    found = []
    for line in filter(None, (each.strip() for each in text.split("\n"))):
        action, _bar, point = re.sub(
            r"^(?:[0-9]{1,3}[.、)）．]|第[一二三四五六七八九十0-9]+步[：:]?)\s*", "", line
        ).partition("|")
        found.append(Step(action.strip(), point.strip()))
    _count("steps", found)
    return tuple(found)


def measures(text: str) -> tuple[Measure, ...]:
    """Figures: 换型时间：40→10 分钟."""
    found = []
    for line in filter(None, (each.strip() for each in re.split(r"[\n；;]+", text))):
        match = _MEASURE.fullmatch(line)
        if match is None:
            raise Unclear("not_a_measure", value=line[:40])
        found.append(Measure(match[1], match[2], match[3], match[4].strip()))
    return tuple(found)


def benefits(text: str) -> tuple[Benefit, ...]:
    """Benefits of years: 2024：节约 12.5万元（财务证明）."""
    found = []
    for line in filter(None, (each.strip() for each in re.split(r"[\n；;]+", text))):
        match = _BENEFIT.fullmatch(line)
        if match is None:
            raise Unclear("not_a_benefit", value=line[:40])
        amount = yuan(match[3])
        if amount is None or not amount:
            raise Unclear("not_an_amount", value=match[3][:40])
        kind = {"增收": "gained", "新增利润": "gained", "gained": "gained", "": ""}.get(match[2] or "", "saved")
        found.append(Benefit(int(match[1]), amount, kind, (match[4] or "").strip()))
    return tuple(found)


def patents(text: str) -> tuple[ReportedPatent, ...]:
    """Patents: number, title, type and status, parted by bars."""
    found = []
    for line in filter(None, (each.strip() for each in text.split("\n"))):
        number, title, kind, status, *more = [*(part.strip() for part in line.split("|")), "", "", ""]
        if not re.search(r"[0-9]{6,}", number) or any(more[:-1] if len(more) > 1 else ()):
            raise Unclear("not_a_patent", value=line[:40])
        found.append(ReportedPatent(title, number, kind, status))
    return tuple(found)


def awards(text: str) -> tuple[Award, ...]:
    """Awards, one a line, with the year if it is named."""
    return tuple(Award(line.strip(), year_in(line)) for line in text.split("\n") if line.strip())


def year(latest: int) -> Callable[[str], int]:
    """A year not later than this one."""

    def read(text: str) -> int:
        match = re.fullmatch(r"([0-9]{4})(?:年|-[0-9]{2}-[0-9]{2})?", text)
        found = int(match[1]) if match is not None else 0
        if found < FIRST_YEAR:
            raise Unclear("not_a_year", value=text[:20])
        if found > latest:
            raise Unclear("year_future", value=found, limit=latest)
        return found

    return read


def month(text: str) -> str:
    """A month as YYYY-MM."""
    found = months_in(text)
    if len(found) != 1:
        raise Unclear("not_a_month", value=text[:20])
    return found[0]


def choice(names: Mapping[str, str], code: str) -> Callable[[str], str]:
    """One of the names, as its key; the nearest name is told when it is none."""

    def read(text: str) -> str:
        wanted = "".join(text.split())
        key = names.get(wanted) or names.get(wanted.rpartition("/")[2]) or names.get(wanted.casefold())
        if key is None:
            raise Unclear(code, value=text[:20], near=_near(wanted, names))
        return key

    return read


def _near(wanted: str, names: Mapping[str, str]) -> str:
    import difflib

    return next(iter(difflib.get_close_matches(wanted, list(names), 1, 0.4)), "")


def _count(field: str, found: Any) -> None:
    limit = LIST_LIMITS.get(field)
    if limit is not None and len(found) > limit:
        raise Unclear("too_many", limit=limit, count=len(found))
