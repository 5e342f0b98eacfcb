"""Filling a form: the values for the paper, and everything that is still missing or too long. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.filings.catalogue import ROWS, TEXTS, Row
from webapp.filings.eligibility import Verdict, judge
from webapp.filings.form_file import Item, OfficialForm
from webapp.filings.known import Known

YES_NO = {"yes": "是", "no": "否"}


@dataclass(frozen=True, slots=True)
class Gap:
    """Something to mend before the form is handed in: 'missing', 'too_long', 'too_many' or 'cell_too_long'.

    ``field`` is where the editor writes it, '' when it is answered beside the form.
    """

    item: Item
    code: str
    field: str
    figures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled form. ``values`` are by the key of the field: text, or rows of texts."""

    form: OfficialForm
    values: Mapping[str, str | Sequence[Row]]
    gaps: tuple[Gap, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing or over a limit."""
        return not self.gaps

    @property
    def is_barred(self) -> bool:
        """Whether some condition certainly does not hold."""
        return any(each.holds is False for each in self.verdicts)


def fill(form: OfficialForm, known: Known, today: date) -> Filled:
    """The form for this document."""
    values = {item.key: _value(item, known) for item in form.fields}
    gaps = tuple(gap for item in form.fields for gap in _gaps(item, values[item.key]))
    return Filled(form, values, gaps, judge(form.checks, known, today))


def context_of(filled: Filled) -> dict[str, Any]:
    """The values as templates see them: text, and lists of mappings of text; an empty list is one row to write in."""
    context: dict[str, Any] = {}
    for item in filled.form.fields:
        value = filled.values[item.key]
        if isinstance(value, str):
            context[item.key] = value
        else:
            context[item.key] = [dict(row) for row in value] or [dict.fromkeys(ROWS[item.source].columns, "")]
    return context


def editor_field(item: Item) -> str:
    """Where the editor writes what this field shows, '' when nothing there changes it."""
    source = TEXTS.get(item.source) or ROWS.get(item.source)
    return source.field if source else ""


def _value(item: Item, known: Known) -> str | Sequence[Row]:
    if item.ask:
        answer = known.answers.get(item.key, "")
        return YES_NO.get(answer, answer) if item.ask == "yes_no" else answer
    if item.source in ROWS:
        return ROWS[item.source].make(known)
    return TEXTS[item.source].make(known)


def _gaps(item: Item, value: str | Sequence[Row]) -> Iterator[Gap]:
    field = editor_field(item)
    if not value or (isinstance(value, str) and not value.strip()):
        if item.required:
            yield Gap(item, "missing", field, {})
        return
    if isinstance(value, str):
        if item.limit and len(value) > item.limit:
            yield Gap(item, "too_long", field, {"limit": item.limit, "length": len(value)})
        return
    if item.rows and len(value) > item.rows:
        yield Gap(item, "too_many", field, {"limit": item.rows, "length": len(value)})
    for at, row in enumerate(value, start=1):
        longest = max((len(text) for text in row.values()), default=0)
        if item.each and longest > item.each:
            yield Gap(item, "cell_too_long", field, {"limit": item.each, "length": longest, "row": at})
