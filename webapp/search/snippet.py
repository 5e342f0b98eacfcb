"""What is shown of a hit: the title and the best stretch of the best passage, with the hits marked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from math import fsum
from operator import itemgetter

from webapp.search.indexing import Stored
from webapp.search.request import Parts

WIDTH = 120
_LEAD = 24
_FIELD_SHARE = {"method": 1.15, "steps": 1.15, "body": 1.0, "attachments": 0.9, "keywords": 0.4, "people": 0.4}
"""Sentences say more than lists of words."""

_LATIN_LETTERS = 3  # so many say as much as one ideograph
_SENTENCE_END = "。！？；\n!?;"
_SPANS_TRIED = 40
_PASSAGE_LIMIT = 400  # passages looked at in one document
_CHARACTER_LIMIT = 200_000
_PAUSES = "。！？；：，、…”’）》】!?;:,."
_BREAK = re.compile(  # the end of a line, or a gap beside a sign that has one
    r"(?<=\S)\s*\n\s*"
    r"|(?<=[。！？；：，、…”’）》】])[ \t\u3000]+|[ \t\u3000]+(?=[。！？；：，、”’）》】])"
)
_WORD_MOST = 24  # so many characters of a Latin word are kept together
_SHORT_LINE = 60  # a longer line was perhaps only wrapped

FoldWithOffsets = Callable[[str], tuple[str, list[int] | None]]


@dataclass(frozen=True, slots=True)
class Snippet:
    """Parts to show, where they come from, and in which fields there were hits."""

    title: Parts
    text: Parts
    place: str
    found_in: tuple[str, ...]


_Span = tuple[int, int, str]
"""Where a hit begins and ends, and the text of the plan it is one of. A page has thousands of them."""


class Marker:
    """Finds and marks the texts of a plan."""

    def __init__(self, marks: Mapping[str, float], fold: FoldWithOffsets) -> None:
        texts = sorted((mark for mark in marks if mark), key=lambda mark: (-len(mark), mark))
        plain = [text for text in texts if not _latin(text[0]) and not _latin(text[-1])]
        self._values = {mark: marks[mark] * (1 + 0.5 * min(_said(mark), 6)) for mark in texts}
        self._fold = fold
        # Two patterns: one of plain texts alone skips quickly to characters that can begin a hit.
        several = (plain, [text for text in texts if text not in plain])
        self._patterns = [re.compile("|".join(map(_literal, group))) for group in several if group]

    def snippet(self, stored: Stored) -> Snippet:
        """The snippet of a document."""
        title_spans = self._spans(stored.title)
        found = self._spans_of_passages(_first_passages(stored))
        fields = {stored.passages[number][0] for number in found} | ({"title"} if title_spans else set())
        chosen = max(found, key=lambda number: (self._rank(stored, number, found[number]), -number), default=None)
        place, text = stored.passages[chosen][1:] if chosen is not None else _first_text(stored)
        start, end = self._window(text, found[chosen] if chosen is not None else [])
        shown = one_line(text, start, end)
        return Snippet(
            title=_parts(stored.title, title_spans),
            text=_cut(_parts(shown, self._spans(shown) if chosen is not None else []), start > 0, end < len(text)),
            place=place if chosen is not None else "",
            found_in=tuple(sorted(fields)),
        )

    def _spans_of_passages(self, texts: Sequence[str]) -> dict[int, list[_Span]]:
        """The hits of each text that has any, all texts searched at once."""
        found: dict[int, list[_Span]] = {}
        starts = [0, *accumulate(len(text) + 1 for text in texts)]
        for start, end, mark in self._spans("\n".join(texts)):
            number = bisect_right(starts, start) - 1
            found.setdefault(number, []).append((start - starts[number], end - starts[number], mark))
        return found

    def _rank(self, stored: Stored, number: int, spans: Sequence[_Span]) -> float:
        return self._worth(spans) * _FIELD_SHARE.get(stored.passages[number][0], 1.0)

    def _spans(self, text: str) -> list[_Span]:
        if not self._patterns or not text:
            return []
        folded, offsets = self._fold(text)
        matches = chain.from_iterable(pattern.finditer(folded) for pattern in self._patterns)
        spans = [(match.start(), match.end(), match.group()) for match in matches]
        if offsets is not None:
            spans = [(offsets[start], offsets[end - 1] + 1, mark) for start, end, mark in spans]
        return sorted(spans, key=_FIRST) if len(self._patterns) > 1 else spans

    def _worth(self, spans: Sequence[_Span]) -> float:
        """Different hits count, the same one again only a little; longer hits say more. In whatever order they come."""
        values = self._values
        return fsum(values.get(mark, 0.5) for mark in {mark for _, _, mark in spans}) + 0.02 * min(len(spans), 20)

    def _window(self, text: str, spans: Sequence[_Span]) -> tuple[int, int]:
        """The stretch of about :data:`WIDTH` characters that holds the most; it begins at a sentence if one is near."""
        if len(text) <= WIDTH:
            return 0, len(text)
        best, begin = -1.0, 0
        for index, (start, _, _) in enumerate(spans[:_SPANS_TRIED]):
            worth = self._worth([each for each in spans[index : index + 16] if each[1] <= start + WIDTH - _LEAD])
            if worth > best:
                best, begin = worth, start
        start = max(0, begin - _LEAD)
        for place in range(begin - 1, max(-1, begin - 2 * _LEAD), -1):
            if text[place] in _SENTENCE_END:
                start = place + 1
                break
        start = min(start, max(0, len(text) - WIDTH)) if begin >= len(text) - WIDTH else start
        return _whole_words(text, start, min(len(text), start + WIDTH))


_FIRST = itemgetter(0)


def _said(mark: str) -> float:
    """How long a hit is, in ideographs."""
    return len(mark) / _LATIN_LETTERS if mark.isascii() and mark.isalpha() else len(mark)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch, widened so that no Latin word is cut."""
    first, last = start, end
    while first > 0 and start - first < _WORD_MOST and _latin(text[first - 1]) and _latin(text[first]):
        first -= 1
    while last < len(text) and last - end < _WORD_MOST and _latin(text[last - 1]) and _latin(text[last]):
        last += 1
    return first, last


def _literal(text: str) -> str:
    """The text itself; a Latin word only where it stands alone."""
    escaped = re.escape(text)
    if _latin(text[0]):
        escaped = rf"(?<![a-z0-9]){escaped}"
    if _latin(text[-1]):
        escaped = rf"{escaped}(?![a-z0-9])"
    return escaped


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _first_passages(stored: Stored) -> list[str]:
    """The texts of as many passages as are looked at."""
    texts: list[str] = []
    read = 0
    for _, _, text in stored.passages[:_PASSAGE_LIMIT]:
        if read > _CHARACTER_LIMIT:
            break
        texts.append(text)
        read += len(text)
    return texts


def _first_text(stored: Stored) -> tuple[str, str]:
    for field, place, text in stored.passages:
        if field not in {"keywords", "people"}:
            return place, text
    return "", ""


def one_line(text: str, start: int = 0, end: int | None = None) -> str:
    """A stretch of a passage in one line: no gap after a sentence of ideographs, a dot between short lines."""
    end = len(text) if end is None else end
    pieces, place = [], start
    for match in _BREAK.finditer(text, start, end):
        pieces += [text[place : match.start()], _joint(match)]
        place = match.end()
    return "".join([*pieces, text[place:end]])


def _joint(match: re.Match[str]) -> str:
    """What stands in the line for a gap or the end of a line."""
    if "\n" not in match.group():
        return ""
    before, after = match.string[match.start() - 1], match.string[match.end() : match.end() + 1]
    if before in _PAUSES or not after:
        return "" if not before.isascii() else " "
    begin = match.string.rfind("\n", 0, match.start()) + 1
    wrapped = match.start() - begin > _SHORT_LINE
    return (" " if before.isascii() or after.isascii() else "") if wrapped else " · "


def _parts(text: str, spans: Sequence[_Span]) -> Parts:
    """The text in pieces, hits apart."""
    pieces: list[tuple[str, bool]] = []
    place = 0
    for start, end, _ in spans:
        first = max(start, place)
        if first < end:
            if first > place:
                pieces.append((text[place:first], False))
            before = pieces.pop()[0] if pieces and pieces[-1][1] else ""
            pieces.append((before + text[first:end], True))
            place = end
    if place < len(text):
        pieces.append((text[place:], False))
    return tuple(pieces)


def _cut(parts: Parts, before: bool, after: bool) -> Parts:
    """A cut is shown by an ellipsis."""
    return ((("…", False),) if before else ()) + parts + ((("…", False),) if after else ())
