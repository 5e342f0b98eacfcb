"""Every row of a list checked: what its draft would say, or what is wrong with it and where exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.documents.content import Content, Kind, Participant
from webapp.importing.sheet import cells
from webapp.importing.sheet.cells import Unclear, text_of
from webapp.importing.sheet.columns import BY_FIELD, COLUMNS, SECTIONS, field_of, letter_of

HEADING_ROWS = 5

Problem = tuple[str, str, str, dict[str, Any]]
"""Letter of the column, field, code and figures for the message."""
Readers = Mapping[str, Callable[[str], Any]]


class NoHeadings(Exception):
    """The list has not the headings it needs; ``code`` says how, ``detail`` which."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Checked:
    """One row: its number as Excel shows it, its kind and content (None when it cannot be), and its problems."""

    number: int
    title: str
    kind: Kind | None
    content: Content | None
    problems: tuple[Problem, ...]


def readers(choices: Mapping[str, Mapping[str, str]], latest_year: int) -> Readers:
    """How each field is read; ``choices`` gives for each list the key of each name."""
    found: dict[str, Callable[[str], Any]] = {
        "title": cells.one_line("title"),
        "summary": cells.one_line("summary"),
        "year": cells.year(latest_year),
        "period_from": cells.month,
        "period_to": cells.month,
        "contributors": cells.contributors,
        "steps": cells.steps,
        "measures": cells.measures,
        "benefits": cells.benefits,
        "patents": cells.patents,
        "awards": cells.awards,
        **{
            field: cells.several(field)
            for field in ("keywords", "innovation_points", "organisations", "equipment", "materials")
        },
        **{section: lambda text: text + "\n" for section in SECTIONS},
    }
    for column in COLUMNS:
        if column.choices:
            code = "unknown_term" if column.choices in ("industries", "trades", "regions") else "not_a_choice"
            found[column.field] = cells.choice(choices.get(column.choices, {}), code)
    return found


def headings_of(rows: Iterator[Sequence[Any]]) -> dict[int, str]:
    """Which field stands in which column, from the first rows. Raises NoHeadings."""
    for _ in range(HEADING_ROWS):
        row = next(rows, None)
        if row is None:
            break
        columns = {place: field_of(str(cell)) for place, cell in enumerate(row[1:]) if str(cell).strip()}
        named = [field for field in columns.values() if field]
        if "title" in named:
            _check_headings(row, columns, named)
            return columns
    raise NoHeadings("no_headings")


def _check_headings(row: Sequence[Any], columns: Mapping[int, str], named: Sequence[str]) -> None:
    twice = next((field for field in named if named.count(field) > 1), "")
    if twice:
        raise NoHeadings("heading_twice", BY_FIELD[twice].zh)
    unknown = next((str(row[place + 1]).strip() for place, field in columns.items() if not field), "")
    if unknown:
        raise NoHeadings("heading_unknown", unknown[:40])
    if "kind" not in named:
        raise NoHeadings("heading_missing", BY_FIELD["kind"].zh)


def check_rows(rows: Iterable[Sequence[Any]], columns: Mapping[int, str], how: Readers) -> Iterator[Checked]:
    """Check each row; a name that comes twice is a problem of the later row."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        checked = _check_row(row, columns, how)
        if checked.title:
            mark = ("".join(checked.title.split()).casefold(), str(checked.kind))
            first = seen.setdefault(mark, checked.number)
            if first != checked.number:
                checked = _with(checked, (_letter("title", columns), "title", "twice", {"row": first}))
        yield checked


def _with(checked: Checked, problem: Problem) -> Checked:
    return Checked(checked.number, checked.title, checked.kind, None, (*checked.problems, problem))


def _check_row(row: Sequence[Any], columns: Mapping[int, str], how: Readers) -> Checked:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for place, cell in enumerate(row[1:]):
        field = columns.get(place, "")
        if cell is None or cell == "":
            continue
        try:
            text = text_of(cell)
            if text and not field:
                raise Unclear("cell_outside", value=text[:20])
            if text:
                values[field] = how[field](text)
        except Unclear as unclear:
            problems.append((letter_of(place), field, unclear.code, unclear.figures))
    failed = {field for _letter_, field, _code, _figures in problems}
    lacking = [field for field in ("kind", "title") if not values.get(field) and field not in failed]
    problems += [(_letter(field, columns), field, "required", {}) for field in lacking]
    if values.get("period_from") and values.get("period_to") and values["period_to"] < values["period_from"]:
        problems.append((_letter("period_to", columns), "period_to", "backwards", {}))
    problems.sort(key=lambda problem: (len(problem[0]), problem[0]))
    title, kind = str(values.get("title", "")), values.get("kind")
    content = None if problems else _content(values)
    return Checked(int(row[0]), title, Kind(kind) if kind else None, content, tuple(problems))


def _letter(field: str, columns: Mapping[int, str]) -> str:
    return next((letter_of(place) for place, each in columns.items() if each == field), "")


def _content(values: Mapping[str, Any]) -> Content:
    plain = {field: value for field, value in values.items() if field not in (*SECTIONS, "kind", "organisations")}
    sections = {section: values[section] for section in SECTIONS if values.get(section)}
    participants = tuple(Participant(name) for name in values.get("organisations", ()))
    return Content(**plain, sections=sections, organisations=participants)
