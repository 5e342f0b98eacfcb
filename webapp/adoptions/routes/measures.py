"""Figures before and after, as the macro measure_chart takes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from webapp.documents.content import Measure
from webapp.documents.figures import change_of, number_in
from webapp.web.i18n import _


def measure_rows(measures: Iterable[Measure]) -> list[dict[str, Any]]:
    """One row each; numbers only where the text is one."""
    return [
        {
            "name": each.name,
            "before": each.before,
            "after": each.after,
            "unit": each.unit,
            "before_number": _number(each.before),
            "after_number": _number(each.after),
            "change": change_of(each, _("个百分点")),
        }
        for each in measures
    ]


def _number(text: str) -> float | None:
    """The length of a bar: only drawn, never reckoned with."""
    number = number_in(text)
    return None if number is None else float(number)
