"""What is shown of a hit: the title and the best stretch of the best passage, with the hits marked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from math import fsum
from operator import attrgetter

from webapp.search.indexing import Stored
from webapp.search.request import Parts

WIDTH = 120
_LEAD = 24
_FIELD_SHARE = {"method": 1.15, "steps": 1.15, "body": 1.0, "attachments": 0.9, "keywords": 0.7, "people": 0.7}
_SENTENCE_END = "。！？；\n!?;"
_SPANS_TRIED = 40
_PASSAGE_LIMIT = 400  # passages looked at in one document
_CHARACTER_LIMIT = 200_000
_PAUSES = "。！？；：，、…”’）》】!?;:,."
_GAP = re.compile(r"(?<=[。！？；：，、…”’）》】])[ \t\u3000]+|[ \t\u3000]+(?=[。！？；：，、”’）》】])")
_LINE_END = re.compile(r"(?<=\S)\s*\n\s*")
_SHORT_LINE = 60  # a longer line was perhaps only wrapped

FoldWithOffsets = Callable[[str], tuple[str, list[int] | None]]


@dataclass(frozen=True, slots=True)
class Snippet:
    """Parts to show, where they come from, and in which fields there were hits."""

    title: Parts
    text: Parts
    place: str
    found_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    mark: str


class Marker:
    """Finds and marks the texts of a plan."""

    def __init__(self, marks: Mapping[str, float], fold: FoldWithOffsets) -> None:
        texts = sorted((mark for mark in marks if mark), key=lambda mark: (-len(mark), mark))
        plain = [text for text in texts if not _latin(text[0]) and not _latin(text[-1])]
        self._marks = marks
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
        text = one_line(text)
        spans = self._spans(text) if chosen is not None else []
        start, end = self._window(text, spans)
        return Snippet(
            title=_parts(stored.title, title_spans, 0, len(stored.title)),
            text=_parts(text, spans, start, end),
            place=place if chosen is not None else "",
            found_in=tuple(sorted(fields)),
        )

    def _spans_of_passages(self, texts: Sequence[str]) -> dict[int, list[_Span]]:
        """The hits of each text that has any, all texts searched at once."""
        found: dict[int, list[_Span]] = {}
        ends = list(accumulate(len(text) + 1 for text in texts))
        for span in self._spans("\n".join(texts)):
            found.setdefault(bisect_right(ends, span.start), []).append(span)
        return found

    def _rank(self, stored: Stored, number: int, spans: Sequence[_Span]) -> float:
        return self._worth(spans) * _FIELD_SHARE.get(stored.passages[number][0], 1.0)

    def _spans(self, text: str) -> list[_Span]:
        if not self._patterns or not text:
            return []
        folded, offsets = self._fold(text)
        spans = []
        for match in chain.from_iterable(pattern.finditer(folded) for pattern in self._patterns):
            start, end = match.span()
            if offsets is not None:
                start, end = offsets[start], offsets[end - 1] + 1
            spans.append(_Span(start, end, match.group()))
        return sorted(spans, key=attrgetter("start")) if len(self._patterns) > 1 else spans

    def _worth(self, spans: Sequence[_Span]) -> float:
        """Different hits count, the same one again only a little; longer hits say more. In whatever order they come."""
        kinds = {span.mark for span in spans}
        return fsum(self._value(mark) for mark in kinds) + 0.02 * min(len(spans), 20)

    def _value(self, mark: str) -> float:
        return self._marks.get(mark, 0.5) * (1 + 0.5 * min(len(mark), 6))

    def _window(self, text: str, spans: Sequence[_Span]) -> tuple[int, int]:
        """The stretch of about :data:`WIDTH` characters that holds the most; it begins at a sentence if one is near."""
        if len(text) <= WIDTH:
            return 0, len(text)
        best, begin = -1.0, 0
        for index, span in enumerate(spans[:_SPANS_TRIED]):
            inside = [each for each in spans[index : index + 16] if each.end <= span.start + WIDTH - _LEAD]
            worth = self._worth(inside) if inside else 0.0
            if worth > best:
                best, begin = worth, span.start
        start = max(0, begin - _LEAD)
        for place in range(begin - 1, max(-1, begin - 2 * _LEAD), -1):
            if text[place] in _SENTENCE_END:
                start = place + 1
                break
        start = min(start, max(0, len(text) - WIDTH)) if begin >= len(text) - WIDTH else start
        return start, min(len(text), start + WIDTH)


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


def one_line(text: str) -> str:
    """A passage as it is shown in one line: no gap after a sentence of ideographs, a dot between short lines."""
    return _LINE_END.sub(_joint, _GAP.sub("", text))


def _joint(match: re.Match[str]) -> str:
    before, after = match.string[match.start() - 1], match.string[match.end() : match.end() + 1]
    if before in _PAUSES or not after:
        return "" if not before.isascii() else " "
    begin = match.string.rfind("\n", 0, match.start()) + 1
    wrapped = match.start() - begin > _SHORT_LINE
    return (" " if before.isascii() or after.isascii() else "") if wrapped else " · "


def _parts(text: str, spans: Sequence[_Span], start: int, end: int) -> Parts:
    """The stretch in pieces; a cut is shown by an ellipsis."""
    pieces: list[tuple[str, bool]] = []
    place = start
    for span in spans:
        first, last = max(span.start, place), min(span.end, end)
        if first < last:
            if first > place:
                pieces.append((text[place:first], False))
            before = pieces.pop()[0] if pieces and pieces[-1][1] else ""
            pieces.append((before + text[first:last], True))
            place = last
    if place < end:
        pieces.append((text[place:end], False))
    if start > 0:
        pieces.insert(0, ("…", False))
    if end < len(text):
        pieces.append(("…", False))
    return tuple(pieces)
