"""What a text must hold before it is handed in, and what is advised. Pure: nothing is read or written.

Drafts are saved whatever is missing; only text no database can hold is refused there. A fault names its field as the
editor does: ``title``, ``sections.problem``, ``benefits.0.amount_yuan``. Limits follow the official application forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from webapp.base.errors import Fault
from webapp.documents.content import (
    INNOVATION_POINT_ADVISED,
    INNOVATION_POINT_LIMIT,
    KEYWORD_ADVISED,
    TITLE_ADVISED,
    TITLE_LIMIT,
    Content,
    Kind,
    Section,
)
from webapp.documents.library_fields import BENEFIT_KINDS, NAMING_LEVELS, TERM_FIELDS
from webapp.documents.template_file import Template

SUMMARY_LIMIT = 1200
NAME_LIMITS = {"contributors": 64, "organisations": 120}
FIRST_YEAR = 1900
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,2})?")
_FIGURE = re.compile(r"[-+−]?[0-9]+(\.[0-9]+)?")
_ADDRESS = re.compile(r"https?://[^\s]+", re.IGNORECASE)

Requirement = tuple[str, ...]
"""Fields of which at least one has to be filled in."""

_EVERY_KIND: tuple[Requirement, ...] = (("title",), ("summary",), ("contributors",))


@dataclass(frozen=True, slots=True)
class Rules:
    """What each kind requires, and what it merely expects."""

    required: Mapping[Kind, tuple[Requirement, ...]]
    expected: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)
    limits: Mapping[Kind, Mapping[str, int]] = field(default_factory=dict)


DEFAULT_RULES = Rules(
    required={
        Kind.INNOVATION: (*_EVERY_KIND, ("sections.problem",), ("sections.method",)),
        Kind.PROCESS_IMPROVEMENT: (*_EVERY_KIND, ("sections.problem",), ("sections.method",)),
        Kind.HANDBOOK: (*_EVERY_KIND, ("sections.syllabus", "sections.method", "sections.procedure", "steps")),
        Kind.OPERATION_METHOD: (*_EVERY_KIND, ("steps", "sections.procedure", "sections.method")),
    },
    expected={
        Kind.INNOVATION: ("innovation_points", "sections.effect", "sections.scope", "industry", "keywords"),
        Kind.PROCESS_IMPROVEMENT: ("measures", "sections.effect", "sections.scope", "industry", "keywords"),
        Kind.HANDBOOK: ("sections.scope", "industry", "keywords"),
        Kind.OPERATION_METHOD: ("steps", "sections.compliance", "sections.comparison", "industry", "keywords"),
    },
)


def submission_faults(
    kind: Kind, content: Content, rules: Rules, terms: Mapping[str, frozenset[str]], *, latest_year: int = 0
) -> tuple[Fault, ...]:
    """Everything that has to be mended before the text can be handed in.

    ``terms`` holds the known keys of each vocabulary the content uses; ``latest_year`` is the last one allowed (0: no
    limit but four digits).
    """
    return (
        *_missing(kind, content, rules),
        *_too_much(content, rules.limits.get(kind, {})),
        *_wrong_terms(content, terms),
        *_wrong_times(content, latest_year),
        *_wrong_rows(content),
    )


def advice(kind: Kind, content: Content, rules: Rules) -> tuple[Fault, ...]:
    """What would make the text better; never stops anything."""
    found = [Fault(name, "advised") for name in rules.expected.get(kind, ()) if not filled(content, name)]
    if TITLE_ADVISED < len(content.title) <= TITLE_LIMIT:
        found.append(Fault("title", "long", {"advised": TITLE_ADVISED, "length": len(content.title)}))
    for index, point in enumerate(content.innovation_points):
        if len(point) > INNOVATION_POINT_ADVISED:
            figures = {"advised": INNOVATION_POINT_ADVISED, "length": len(point)}
            found.append(Fault(f"innovation_points.{index}", "long", figures))
    if len(content.keywords) > KEYWORD_ADVISED:
        found.append(Fault("keywords", "many", {"advised": KEYWORD_ADVISED, "count": len(content.keywords)}))
    for index, benefit in enumerate(content.benefits):
        if benefit.amount_yuan and not benefit.basis.strip():
            found.append(Fault(f"benefits.{index}.basis", "basis"))
    return (*found, *_doubtful_measures(content))


def _doubtful_measures(content: Content) -> Iterator[Fault]:
    units: dict[str, str] = {}
    for index, measure in enumerate(content.measures):
        name, unit = measure.name.strip(), measure.unit.strip()
        if name and units.setdefault(name, unit) != unit:
            yield Fault(f"measures.{index}.unit", "mixed_units", {"one": units[name] or "—", "other": unit or "—"})
        elif not unit and _FIGURE.fullmatch(measure.before.strip()) and _FIGURE.fullmatch(measure.after.strip()):
            yield Fault(f"measures.{index}.unit", "no_unit")


def filled(content: Content, name: str) -> bool:
    """Whether a field, or 'sections.<name>', holds more than blanks."""
    value = _value(content, name)
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def rules_of(templates: Mapping[Kind, Template]) -> Rules:
    """The rules that the templates for writers state."""
    return Rules(
        required={kind: tuple((_name(key, each),) for key in each.required_keys()) for kind, each in templates.items()},
        expected=DEFAULT_RULES.expected,
        limits={
            kind: {_name(item.key, each): item.limit for item in (*each.fields, *each.sections) if item.limit}
            for kind, each in templates.items()
        },
    )


def _name(key: str, template: Template) -> str:
    if any(item.key == key for item in template.sections):
        return f"sections.{key}"
    return "period_from" if key == "period" else key


def _value(content: Content, name: str) -> Any:
    if name.startswith("sections."):
        return content.sections.get(name.removeprefix("sections."), "")
    value = getattr(content, name)
    return str(value or "") if name == "year" else value


def terms_used(content: Content) -> dict[str, str]:
    """The key used of each vocabulary, where there is one."""
    used = {vocabulary: getattr(content, name) for name, vocabulary in TERM_FIELDS.items()}
    return {vocabulary: key for vocabulary, key in used.items() if key}


def _missing(kind: Kind, content: Content, rules: Rules) -> Iterator[Fault]:
    for alternatives in rules.required.get(kind, ()):
        if not any(filled(content, name) for name in alternatives):
            yield Fault(alternatives[0], "required")


def _too_much(content: Content, limits: Mapping[str, int]) -> Iterator[Fault]:
    hard = {"summary": SUMMARY_LIMIT, **limits, "title": TITLE_LIMIT, "innovation_points": INNOVATION_POINT_LIMIT}
    for name, limit in hard.items():
        value = _value(content, name)
        if len(value) > limit:
            code = "too_long" if isinstance(value, str) else "too_many"
            yield Fault(name, code, {"limit": limit, "length": len(value)})


def _wrong_terms(content: Content, terms: Mapping[str, frozenset[str]]) -> Iterator[Fault]:
    for name, vocabulary in TERM_FIELDS.items():
        key = getattr(content, name)
        if key and key not in terms.get(vocabulary, frozenset()):
            yield Fault(name, "unknown_term")
    if content.naming_level and content.naming_level not in NAMING_LEVELS:
        yield Fault("naming_level", "unknown_term")
    for name in content.sections:
        if name not in set(Section):
            yield Fault(f"sections.{name}", "unknown_section")


def _wrong_times(content: Content, latest_year: int) -> Iterator[Fault]:
    for name in ("period_from", "period_to"):
        value = getattr(content, name)
        if value and not _MONTH.fullmatch(value):
            yield Fault(name, "not_a_month")
    months = (content.period_from, content.period_to)
    if all(_MONTH.fullmatch(month) for month in months) and months[1] < months[0]:
        yield Fault("period_to", "backwards")
    if not _is_year(content.year, latest_year):
        yield Fault("year", "not_a_year")
    for rows_name in ("benefits", "adoptions", "awards"):
        for index, row in enumerate(getattr(content, rows_name)):
            if not _is_year(row.year, latest_year):
                yield Fault(f"{rows_name}.{index}.year", "not_a_year")
    for rows_name in ("patents", "sources"):
        for index, row in enumerate(getattr(content, rows_name)):
            if row.date and not _is_date(row.date):
                yield Fault(f"{rows_name}.{index}.date", "not_a_date")


_FIRST_CELL = {
    "contributors": "name",
    "organisations": "name",
    "steps": "action",
    "measures": "name",
    "adoptions": "organisation",
    "awards": "name",
    "sources": "title",
}


def _wrong_rows(content: Content) -> Iterator[Fault]:
    for rows_name, cell in _FIRST_CELL.items():
        for index, row in enumerate(getattr(content, rows_name)):
            value = getattr(row, cell)
            if not value.strip():
                yield Fault(f"{rows_name}.{index}.{cell}", "required")
            if len(value) > NAME_LIMITS.get(rows_name, 10_000):
                yield Fault(f"{rows_name}.{index}.{cell}", "too_long", {"limit": NAME_LIMITS[rows_name]})
    for index, benefit in enumerate(content.benefits):
        yield from _wrong_amount(f"benefits.{index}.amount_yuan", benefit.amount_yuan)
        if benefit.kind and benefit.kind not in BENEFIT_KINDS:
            yield Fault(f"benefits.{index}.kind", "unknown_term")
    for index, adoption in enumerate(content.adoptions):
        yield from _wrong_amount(f"adoptions.{index}.benefit_yuan", adoption.benefit_yuan)
    for index, source in enumerate(content.sources):
        if source.url and not _ADDRESS.fullmatch(source.url):
            yield Fault(f"sources.{index}.url", "not_an_address")


def _wrong_amount(name: str, amount: str) -> Iterator[Fault]:
    if amount and not _AMOUNT.fullmatch(amount):
        yield Fault(name, "not_an_amount")


def _is_year(year: int | None, latest: int) -> bool:
    return year is None or FIRST_YEAR <= year <= (latest or 9999)


def _is_date(text: str) -> bool:
    if re.fullmatch(r"[0-9]{4}", text) or _MONTH.fullmatch(text):
        return True
    try:
        return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False
