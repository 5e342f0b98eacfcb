"""What a person typed, taken apart: words, exact phrases in quotes, words to leave out.

There is no syntax to know beyond that: nothing typed is ever an error, no field names, no wildcards, no brackets.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

TEXT_LIMIT = 200
CLAUSE_LIMIT = 12
_QUOTES = {'"': '"', "“": "”", "”": "”", "„": "”", "「": "」", "『": "』", "＂": "＂"}
_MINUS = "-－−"
_BLANKS = re.compile(r"\s+")


class Role(StrEnum):
    """What a clause does."""

    WORD = "word"
    PHRASE = "phrase"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of what was typed."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """All pieces, in the order typed; no clauses means that nothing (or nothing searchable) was typed."""

    clauses: tuple[Clause, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words as typed."""
        return tuple(clause.text for clause in self.clauses if clause.role is Role.WORD)

    @property
    def phrases(self) -> tuple[str, ...]:
        """The exact phrases."""
        return tuple(clause.text for clause in self.clauses if clause.role is Role.PHRASE)

    @property
    def excluded(self) -> tuple[str, ...]:
        """The words and phrases to leave out."""
        return tuple(clause.text for clause in self.clauses if clause.role is Role.NOT)


def parse(text: str) -> Query:
    """The query for any text; beyond :data:`TEXT_LIMIT` characters or :data:`CLAUSE_LIMIT` clauses it is cut."""
    line = _clean(text)
    clauses: list[Clause] = []
    place = 0
    while place < len(line) and len(clauses) < CLAUSE_LIMIT:
        place, clause = _next(line, place)
        if clause is not None and any(character.isalnum() for character in clause.text):
            clauses.append(clause)
    return Query(tuple(clauses))


def _clean(text: str) -> str:
    text = "".join(" " if _is_noise(character) else character for character in text[: 4 * TEXT_LIMIT])
    return _BLANKS.sub(" ", text).strip()[:TEXT_LIMIT]


def _is_noise(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _next(line: str, place: int) -> tuple[int, Clause | None]:
    """The clause that begins here and where the next may begin."""
    if line[place] == " ":
        return place + 1, None
    excluded = _excludes(line, place)
    start = place + excluded
    closing = _QUOTES.get(line[start])
    end = line.find(closing, start + 1) if closing else -1
    if end > start:
        return end + 1, Clause(Role.NOT if excluded else Role.PHRASE, line[start + 1 : end].strip())
    end = start + 1
    while end < len(line) and line[end] != " " and not _quote_opens(line, end):
        end += 1
    return end, Clause(Role.NOT if excluded else Role.WORD, line[start:end].strip("".join(_QUOTES)))


def _excludes(line: str, place: int) -> bool:
    """Whether a minus here leaves something out: before a word or quote, not before a figure (``-5``)."""
    if line[place] not in _MINUS or place + 1 >= len(line) or (place and line[place - 1] != " "):
        return False
    following = line[place + 1]
    return following in _QUOTES or following.isalpha()


def _quote_opens(line: str, place: int) -> bool:
    """Whether a quote begins here that is also closed."""
    closing = _QUOTES.get(line[place])
    return closing is not None and line.find(closing, place + 1) > 0
