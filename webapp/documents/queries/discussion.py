"""What was said of a version: reasons and remarks, each with its answers, by the place they are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.documents.models import ReviewNote

STEP = "steps."


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    text: str
    author_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """A reason or a remark with its answers; ``section`` '' is the whole, ``quote`` how the step began."""

    section: str
    text: str
    author_name: str
    round: int
    at: datetime
    id: int = 0
    is_reason: bool = True
    quote: str = ""
    settled_at: datetime | None = None
    settled_by_name: str = ""
    answers: tuple[Answer, ...] = ()

    @property
    def place(self) -> str:
        """The part of the content it stands beside: all steps are one part."""
        return "steps" if self.section.startswith(STEP) else self.section

    @property
    def step(self) -> int:
        """Which step it is about, from 1; 0 when it is about no single one."""
        number = self.section.removeprefix(STEP)
        return int(number) + 1 if self.section.startswith(STEP) and number.isdigit() else 0


def discussion(rows: Sequence[ReviewNote]) -> tuple[Note, ...]:
    """What still matters: the reasons of the last round that gave any, its remarks, and earlier remarks not settled."""
    tops = [row for row in rows if row.parent_id is None]
    last_reasons = max((row.round for row in tops if row.is_reason), default=0)
    last = max((row.round for row in tops), default=0)
    return tuple(
        _note(row, rows)
        for row in tops
        if (row.round == last_reasons if row.is_reason else row.round == last or row.settled_at is None)
    )


def by_place(notes: Iterable[Note]) -> dict[str, list[Note]]:
    """The notes beside the parts they are about; those about the whole under ''."""
    found: dict[str, list[Note]] = {}
    for note in notes:
        found.setdefault(note.place, []).append(note)
    return found


def _note(row: ReviewNote, rows: Sequence[ReviewNote]) -> Note:
    answers = tuple(Answer(each.text, each.author_name, each.at) for each in rows if each.parent_id == row.id)
    return Note(
        section=row.section,
        text=row.text,
        author_name=row.author_name,
        round=row.round,
        at=row.at,
        id=row.id,
        is_reason=row.is_reason,
        quote=row.quote,
        settled_at=row.settled_at,
        settled_by_name=row.settled_by_name,
        answers=answers,
    )
