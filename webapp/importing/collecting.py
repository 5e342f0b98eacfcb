"""What was found in a file, collected field by field, and the content made of it in the end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.documents.content import INNOVATION_POINT_LIMIT, Content, Contributor, Participant, Section
from webapp.importing.aliases import POINTS, SUMMARY
from webapp.importing.amounts import months_in, year_in
from webapp.importing.choices import Terms
from webapp.importing.reading import Carried, Line

POINT_LENGTH = 200
TITLE_LENGTH = 120


@dataclass(slots=True)
class Making:
    """Collects what goes where: ``parts`` of sections, single ``fields``, ``rows`` of repeated ones, the ``report``."""

    terms: Terms
    parts: dict[str, list[str]] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[Any]] = field(default_factory=dict)
    report: list[Line] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    def text(self, target: str, markdown: str) -> None:
        """Add a piece to a section, or to a field that is written as text."""
        if markdown.strip():
            self.parts.setdefault(target, []).append(markdown.strip("\n"))

    def say(self, code: str, carried: Carried, text: str, count: int = 1) -> None:
        """Add a line to the report."""
        self.report.append(Line(code, carried, text, count))


def squeeze(text: str) -> str:
    """A text without its blanks, for comparing."""
    return "".join(text.split())


def one_line(text: str) -> str:
    """A text as one line, its blanks made single."""
    return " ".join(text.split())


def fill_field(making: Making, target: str, text: str) -> None:
    """Put what was typed for one field where it belongs; what does not fit is told."""
    text = text.strip()
    if not text:
        return
    if target == "title":
        making.fields.setdefault("title", one_line(text))
    elif target in ("organisations", "contributors", "keywords", "equipment", "materials"):
        pattern = r"[，,、；;\n]+" if target != "contributors" else r"[，,、；;\s]+"
        making.rows.setdefault(target, []).extend(filter(None, (each.strip() for each in re.split(pattern, text))))
    elif target == "innovation_points":
        making.text(POINTS, text)
    elif target == SUMMARY:
        making.text(SUMMARY, text)
    elif target in ("industry", "trade", "region"):
        making.fields[f"{target}_label"] = one_line(text)
        making.fields[target] = making.terms.get(target, {}).get(squeeze(text), "")
    elif target == "year":
        _year(making, text)
    elif target == "period":
        _period(making, text)


def _year(making: Making, text: str) -> None:
    year = year_in(text)
    if year is not None:
        making.fields.setdefault("year", year)
    if year is None or squeeze(text) != str(year):
        making.say("field_text", Carried.CHANGED, text)


def _period(making: Making, text: str) -> None:
    months = months_in(text)
    if len(months) == 2 and months[0] <= months[1]:
        making.fields["period_from"], making.fields["period_to"] = months
    making.say("field_text", Carried.CHANGED if len(months) == 2 else Carried.LEFT, text)


def content_of(making: Making, title: str) -> Content:
    """The content of everything collected; what is too long for its field goes to a section."""
    sections: dict[str, str] = {
        section.value: "\n\n".join(making.parts[section.value]) + "\n"
        for section in Section
        if section.value in making.parts
    }
    points = [point for part in making.parts.get(POINTS, []) for point in part.split("\n") if point.strip()]
    if len(points) > INNOVATION_POINT_LIMIT or any(len(point) > POINT_LENGTH for point in points):
        listed = "### 创新点\n\n" + "\n".join(f"- {point}" for point in points) + "\n"
        sections["method"] = "\n".join(filter(None, (sections.get("method", ""), listed)))
        points = []
    rows = making.rows
    tables = ("steps", "measures", "benefits", "patents", "adoptions")
    said: dict[str, Any] = {name: tuple(rows.get(name, ())) for name in tables}
    said |= {name: value for name, value in making.fields.items() if value}
    return Content(
        title=one_line(title)[:TITLE_LENGTH],
        summary="\n".join(making.parts.get(SUMMARY, [])),
        keywords=tuple(dict.fromkeys(rows.get("keywords", ()))),
        innovation_points=tuple(points),
        contributors=tuple(each if isinstance(each, Contributor) else Contributor(each) for each in _people(rows)),
        organisations=tuple(Participant(each) for each in dict.fromkeys(rows.get("organisations", ()))),
        equipment=tuple(rows.get("equipment", ())),
        materials=tuple(rows.get("materials", ())),
        sections=sections,
        **said,
    )


def _people(rows: Mapping[str, list[Any]]) -> list[Any]:
    """Rows of a table of people stand for the same names typed elsewhere."""
    full = {each.name: each for each in rows.get("contributors", ()) if isinstance(each, Contributor)}
    names = [each for each in rows.get("contributors", ()) if isinstance(each, str) and each not in full]
    return [*full.values(), *dict.fromkeys(names)] if full else list(dict.fromkeys(names))
