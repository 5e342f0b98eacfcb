"""How a content is laid out in the editor: which fields are one line, several lines, a list or rows of cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from webapp.documents.content import (
    Award,
    Benefit,
    Contributor,
    Measure,
    Participant,
    ReportedAdoption,
    ReportedPatent,
    Source,
    Step,
)

LINE_FIELDS = (
    *("title", "year", "period_from", "period_to", "industry", "industry_label"),
    *("trade", "trade_label", "region", "region_label", "naming_level"),
)
TEXT_FIELDS = ("summary",)
LIST_FIELDS = ("keywords", "innovation_points", "equipment", "materials")
ROW_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row. ``kind`` is line, text (several lines), year, list (one line, items with ； between)."""

    name: str
    kind: str = "line"


@dataclass(frozen=True, slots=True)
class RowShape:
    """The rows of one field."""

    name: str
    row_type: type[Any]
    cells: tuple[Cell, ...]

    @property
    def blocks(self) -> list[list[Cell]]:
        """The cells in order, those of one line that follow one another together."""
        blocks: list[list[Cell]] = []
        for cell in self.cells:
            if blocks and cell.kind != "text" and blocks[-1][0].kind != "text":
                blocks[-1].append(cell)
            else:
                blocks.append([cell])
        return blocks


def _cells(*names: str) -> tuple[Cell, ...]:
    return tuple(Cell(*name.split(":")) for name in names)


ROWS: dict[str, RowShape] = {
    shape.name: shape
    for shape in (
        RowShape(
            "contributors", Contributor, _cells("name", "role", "organisation", "contribution:text", "honours:list")
        ),
        RowShape("organisations", Participant, _cells("name")),
        RowShape(
            "steps",
            Step,
            _cells(
                *("action:text", "key_point:text", "parameters:text", "time"),
                *("criterion:text", "warning:text", "picture"),
            ),
        ),
        RowShape("measures", Measure, _cells("name", "before", "after", "unit")),
        RowShape("benefits", Benefit, _cells("year:year", "amount_yuan", "kind", "basis:text")),
        RowShape("patents", ReportedPatent, _cells("title", "number", "type", "status", "date")),
        RowShape("adoptions", ReportedAdoption, _cells("organisation", "year:year", "effect:text", "benefit_yuan")),
        RowShape("awards", Award, _cells("name", "year:year", "level")),
        RowShape("sources", Source, _cells("title", "url", "date")),
    )
}
