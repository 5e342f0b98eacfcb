"""The time line of a patent as a drawing: places in per cent of its width, so that it fits every screen and paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from webapp.patents.models import Patent, PatentEvent
from webapp.patents.workflow import OVER, Status

LEFT, WIDTH = 2.0, 96.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One event on the line: its number in the list below, and where it stands."""

    number: int
    at: float
    is_high: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the line: ``kind`` is application, right or future."""

    kind: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that is drawn."""

    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]
    years: tuple[tuple[int, float], ...]
    today: float | None
    first: date
    last: date


def drawn(patent: Patent, status: Status, events: Sequence[PatentEvent], today: date) -> Drawing | None:
    """The drawing of these events (those that count, oldest first); None before there are any."""
    if not events or patent.filed_on is None:
        return None
    first = min(patent.filed_on, events[0].on)
    last = max(patent.expires_on or today, events[-1].on, today if status not in OVER else events[-1].on)
    last = max(last, first + timedelta(days=365))
    days = (last - first).days

    def place(day: date) -> float:
        return round(LEFT + WIDTH * (day - first).days / days, 2)

    spans = [
        Span(kind, place(start), round(place(end) - place(start), 2))
        for kind, start, end in _spans(patent, status, today, last)
        if end > start
    ]
    return Drawing(
        tuple(spans),
        tuple(_marks([place(each.on) for each in events])),
        tuple(_years(first, last, place)),
        place(today) if first <= today <= last else None,
        first,
        last,
    )


def _spans(patent: Patent, status: Status, today: date, last: date) -> list[tuple[str, date, date]]:
    assert patent.filed_on is not None
    ended = patent.ended_on or (patent.expires_on if status == Status.EXPIRED else None)
    now = min(today, ended) if ended else today
    if patent.granted_on is None:
        return [("application", patent.filed_on, now)]
    spans = [("application", patent.filed_on, patent.granted_on), ("right", patent.granted_on, now)]
    if status == Status.GRANTED:
        spans.append(("future", now, patent.expires_on or last))
    return spans


def _marks(places: Sequence[float]) -> list[Mark]:
    """Marks close together stand high and low by turns."""
    marks: list[Mark] = []
    for number, at in enumerate(places, start=1):
        close = bool(marks) and at - marks[-1].at < 4
        marks.append(Mark(number, at, close and not marks[-1].is_high))
    return marks


def _years(first: date, last: date, place: object) -> list[tuple[int, float]]:
    assert callable(place)
    step = 1 if last.year - first.year <= 6 else 5
    years = [year for year in range(first.year + 1, last.year + 1) if year % step == 0]
    return [(year, place(date(year, 1, 1))) for year in years if 6 < place(date(year, 1, 1)) < 94]
