"""From the query to weighted terms: what is scored, what must be there, what must not, what is marked as a hit."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from webapp.search.analysis import CODE, GRAM, Analyser
from webapp.search.folding import code_points, ideograph_table
from webapp.search.language import Query
from webapp.search.naming import NAMED, bare

# Found by trying on several sets of questions (docs/decisions/search-engine.md).
_SINGLE, _PAIR, _STOP, _HALF_STOP = 0.8, 1.0, 0.2, 0.5
_CODE = (0.25, 0.7, 1.3)  # crumb, piece, whole
_SYNONYM = 0.6
TERM_LIMIT = 120
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_SYNONYM_LIMIT = 6


@dataclass(slots=True)
class Weighted:
    """A term's share in the score. An anchor makes a document a hit; the others only order the hits."""

    weight: float = 0.0
    anchor: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded text that must (or must not) occur; every document with it has all of ``terms``."""

    text: str
    terms: tuple[bytes, ...]


@dataclass(slots=True)
class Plan:
    """What the executor does."""

    terms: dict[bytes, Weighted] = field(default_factory=dict)
    required: list[Phrase] = field(default_factory=list)
    excluded: list[Phrase] = field(default_factory=list)
    marks: dict[str, float] = field(default_factory=dict)
    """Folded texts to be marked in snippets and how much each says."""
    expansions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    inside: list[tuple[str, str]] = field(default_factory=list)
    """Kinds of names (see :mod:`webapp.search.naming`) and folded texts that must stand in one of them."""
    instead: dict[bytes, tuple[bytes, ...]] = field(default_factory=dict)
    """Terms of a synonym, each with those of the word it stands for: it tells no more than that word does."""
    words: list[str] = field(default_factory=list)
    """The words asked for, folded, without stop words: those nothing is found for are reported."""

    def add(self, term: str, weight: float, *, anchor: bool) -> None:
        """Add to a term's share."""
        name = term.encode("utf-8", "surrogatepass")
        if name in self.terms or len(self.terms) < TERM_LIMIT:
            entry = self.terms.setdefault(name, Weighted())
            entry.weight += weight
            entry.anchor = entry.anchor or anchor


def make_plan(query: Query, analyser: Analyser, *, exact: bool = False) -> Plan:
    """The plan for a query; ``exact`` leaves the synonyms out."""
    plan = Plan()
    for text in (*query.words, *query.phrases):
        add_text(plan, analyser, analyser.fold(text), 1.0, count_words=True)
    whole = " ".join(query.words)
    add_neighbours(plan, analyser, analyser.fold(whole))
    if not exact:
        for text in query.words:
            _add_synonyms(plan, analyser, analyser.fold(text))
        _add_synonyms(plan, analyser, analyser.fold(whole)) if len(query.words) > 1 else None
    plan.required = [phrase(analyser, text) for text in query.phrases]
    plan.excluded = [phrase(analyser, text) for text in query.excluded]
    if plan.terms and not any(entry.anchor for entry in plan.terms.values()):
        for entry in plan.terms.values():
            entry.anchor = True
    return plan


def add_inside(plan: Plan, analyser: Analyser, inside: Mapping[str, str]) -> None:
    """Require words in certain fields; they are marked, and order nothing."""
    marked = Plan()
    for name, text in inside.items():
        for word in text.split():
            folded = analyser.fold(word)
            plan.inside.append((NAMED[name], bare(folded)))
            add_text(marked, analyser, folded, 1.0)
    for text, worth in marked.marks.items():
        plan.marks.setdefault(text, worth)


def add_text(plan: Plan, analyser: Analyser, folded: str, weight: float, *, count_words: bool = False) -> None:
    """Add the terms of a folded text to the plan."""
    stops = stop_mask(analyser, folded)
    han = ideograph_table()[code_points(folded)].tolist() if folded else []
    inside = [flag and not stop for flag, stop in zip(han, stops, strict=True)] + [False]
    for place, character in enumerate(folded):
        if not han[place]:
            continue
        alone = inside[place] and not inside[place - 1] and not inside[place + 1]
        plan.add(GRAM + character, weight * (_STOP if stops[place] else 1) * _SINGLE, anchor=alone)
        if place + 1 < len(folded) and han[place + 1]:
            stopped = stops[place] + stops[place + 1]
            share = (1, _HALF_STOP, _STOP)[stopped]
            plan.add(GRAM + folded[place : place + 2], weight * share * _PAIR, anchor=stopped == 0)
    for code in analyser.codes(folded):
        stop = code.text in analyser.stop_words
        plan.add(CODE + code.text, weight * (_STOP if stop else _CODE[code.rank]), anchor=code.rank > 0 and not stop)
        if not stop and code.rank:
            plan.marks.setdefault(folded[code.start : code.end].strip(), weight)
            if count_words and code.rank == len(_CODE) - 1:
                plan.words.append(code.text)
    _add_marks(plan, analyser, folded, weight, stops, han, count_words=count_words)


def add_neighbours(plan: Plan, analyser: Analyser, folded: str) -> None:
    """Codes that come of neighbouring words (``ck 6140``), when the words were taken one by one before."""
    for code in analyser.codes(folded):
        name = (CODE + code.text).encode("utf-8", "surrogatepass")
        if name not in plan.terms and code.rank == len(_CODE) - 1:
            plan.add(CODE + code.text, _CODE[code.rank], anchor=True)
            plan.marks.setdefault(folded[code.start : code.end], 1.0)


def stop_mask(analyser: Analyser, folded: str) -> list[bool]:
    """Which characters belong to stop words, the longest taken first."""
    mask = [False] * len(folded)
    longest = analyser.longest_stop_word
    place = 0
    while place < len(folded):
        step = next(
            (size for size in range(min(longest, len(folded) - place), 0, -1)
             if folded[place : place + size] in analyser.stop_words), 0,
        )  # fmt: skip
        mask[place : place + step] = [True] * step
        place += step or 1
    return mask


def _add_marks(plan: Plan, analyser: Analyser, folded: str, weight: float, stops: list[bool], han: list[bool], *,
               count_words: bool) -> None:  # fmt: skip
    """Words to be marked; between the words, single ideographs in a row count as one."""
    covered = [not flag or stop for flag, stop in zip(han, stops, strict=True)]
    for word, start, end in analyser.cut(folded):
        if not all(stops[start:end]):
            plan.marks[word] = max(plan.marks.get(word, 0.0), weight)
            covered[start:end] = [True] * (end - start)
            if count_words:
                plan.words.append(word)
    start = 0
    for place in range(len(folded) + 1):
        if place == len(folded) or covered[place]:
            if place > start:
                plan.marks.setdefault(folded[start:place], weight * (1 if place - start > 1 else 0.3))
                if count_words:
                    plan.words.append(folded[start:place])
            start = place + 1


def _add_synonyms(plan: Plan, analyser: Analyser, folded: str) -> None:
    for word in _known_in(folded, analyser):
        others = analyser.synonyms[word][:_SYNONYM_LIMIT]
        if word not in plan.expansions:
            plan.expansions[word] = others
            for other in others:
                longer = 1.0 if word.isascii() else max(1.0, len(other) / len(word))
                add_instead(plan, analyser, other, word, _SYNONYM / math.sqrt(len(others)) / longer)


def add_instead(plan: Plan, analyser: Analyser, folded: str, word: str, weight: float) -> None:
    """Add the terms of a text that stands for a word of the question, as no rarer than that word is."""
    known = set(plan.terms)
    add_text(plan, analyser, folded, weight)
    plan.instead |= dict.fromkeys(plan.terms.keys() - known, phrase(analyser, word).terms)


def _known_in(folded: str, analyser: Analyser) -> Iterable[str]:
    """Words of the lexicon that occur in the text, the longest at each place first."""
    folded = _HYPHEN.sub(" ", folded)
    inside = {place for _, start, end in analyser.cut(folded) for place in range(start, end)}
    place = 0
    while place < len(folded):
        limit = min(analyser.longest_synonym, len(folded) - place)
        for size in range(limit, 0, -1):
            piece = folded[place : place + size]
            in_word = size == 1 and place in inside
            if piece in analyser.synonyms and not in_word and _stands_alone(folded, place, place + size):
                yield piece
                place += size - 1
                break
        place += 1


def _stands_alone(folded: str, start: int, end: int) -> bool:
    """A Latin word counts only when it is a whole word."""
    first, last = folded[start], folded[end - 1]
    before, after = folded[start - 1 : start], folded[end : end + 1]
    return not (_latin(first) and _latin(before)) and not (_latin(last) and _latin(after))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def phrase(analyser: Analyser, text: str) -> Phrase:
    """A text to be found literally."""
    folded = analyser.fold(text).strip()
    terms: list[str] = []
    if folded:
        han = ideograph_table()[code_points(folded)].tolist()
        for place, character in enumerate(folded):
            if han[place] and place + 1 < len(folded) and han[place + 1]:
                terms.append(GRAM + folded[place : place + 2])
            elif han[place] and not (place and han[place - 1]):
                terms.append(GRAM + character)
        if not terms:
            terms = [CODE + code.text for code in analyser.codes(folded) if code.rank]
    return Phrase(folded, tuple(dict.fromkeys(term.encode("utf-8", "surrogatepass") for term in terms)))
