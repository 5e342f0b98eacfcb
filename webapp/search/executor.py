"""Runs a plan over the segments a reader may see: scores, filters, counts, orders.

Everything is whole numbers, and whatever is counted is counted over visible documents only: the same visible documents
give the same answer, byte for byte, however they lie in segments and whatever hidden documents lie between them.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from webapp.search.entry import Key
from webapp.search.folding import compose
from webapp.search.indexing import key_term
from webapp.search.plan import Phrase, Plan
from webapp.search.request import Request, Sort
from webapp.search.segment import Audiences, Mask, SegmentView

_UNIT = 64  # a weight of 1 in whole numbers
_VERIFIED_AT_MOST = 500  # candidates of an exact phrase that are read and compared
_FRESH_YEARS = 6
_ID_BITS = 32
_BONUS_UNIT = 1024
_FRESH_BONUS, _ADOPTION_BONUS, _VERIFIED_BONUS = 26, 31, 10  # in 1/1024: at most 2.5 %, 3 %, 1 %
_ADOPTIONS_FULL = 20

Numbers = NDArray[np.int64]


@dataclass(slots=True)
class Matches:
    """What a plan finds in one segment, before any narrowing: a mask and, for ranking, a score for each document."""

    view: SegmentView
    mask: Mask
    scores: NDArray[np.int32]


@dataclass(slots=True)
class Found:
    """The narrowed result: ordered hits (segment, document, score), total and counts."""

    hits: list[tuple[SegmentView, int, int]] = field(default_factory=list)
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)


class Execution:
    """One search over the segments of both indexes."""

    def __init__(self, views: Sequence[SegmentView], audiences: Audiences, fold: Callable[[str], str]) -> None:
        self._views = [view for view in views if view.visible_count(audiences)]
        self._audiences = audiences
        self._fold = fold
        self._known: dict[bytes, int] = {}
        self.visible = sum(view.visible_count(audiences) for view in self._views)

    def frequencies(self, terms: Sequence[bytes]) -> list[int]:
        """How many visible documents have each term."""
        new = [term for term in dict.fromkeys(terms) if term not in self._known]
        self._known.update(dict.fromkeys(new, 0))
        for view in self._views if new else ():
            for term, number in zip(new, view.terms.dictionary.find(new), strict=True):
                if number >= 0:
                    self._known[term] += view.frequency(number, self._audiences)
        return [self._known[term] for term in terms]

    def match(self, plan: Plan) -> list[Matches]:
        """What the plan finds, segment by segment."""
        names = sorted(plan.terms)
        counts = self.frequencies(names)
        weights = [
            round(plan.terms[name].weight * _UNIT * math.log(1 + (self.visible - count + 0.5) / (count + 0.5)))
            for name, count in zip(names, counts, strict=True)
        ]
        anchors = [plan.terms[name].anchor for name in names]
        found = [self._match_in(view, plan, names, weights, anchors) for view in self._views]
        self._verify([each for each in found if each is not None], plan)
        return [each for each in found if each is not None and each.mask.any()]

    def _match_in(
        self, view: SegmentView, plan: Plan, names: Sequence[bytes], weights: Sequence[int], anchors: Sequence[bool]
    ) -> Matches | None:
        scores = np.zeros(view.size, dtype=np.int32)
        numbers = view.terms.dictionary.find(names) if names else []
        if names:
            chosen = sorted(range(len(names)), key=lambda place: not anchors[place])
            split = sum(anchors)
            if not _accumulate(view, scores, [(numbers[place], weights[place]) for place in chosen[:split]]):
                return None
            mask = scores > 0
            rest = [(numbers[place], weights[place]) for place in chosen[split:]]
            _accumulate(view, scores, rest)
        else:
            mask = np.ones(view.size, dtype=np.bool_)
        visible = view.visible(self._audiences)
        if visible is not None:
            mask &= visible
        for each in plan.required:
            mask &= _all_terms(view, each)
        return Matches(view, mask, scores)

    def _verify(self, found: Sequence[Matches], plan: Plan) -> None:
        """Keep (or drop) documents by the literal text of phrases."""
        for each in plan.required:
            if _needs_reading(each):
                self._read(found, each, wanted=True)
        for each in plan.excluded:
            candidates = [Matches(one.view, one.mask & _all_terms(one.view, each), one.scores) for one in found]
            if _needs_reading(each):
                self._read(candidates, each, wanted=True)
            for one, dropped in zip(found, candidates, strict=True):
                one.mask &= ~dropped.mask

    def _read(self, found: Sequence[Matches], wanted_phrase: Phrase, *, wanted: bool) -> None:
        """Read the best candidates and drop those without the text; more than can be read are believed."""
        places = self._best(found, _VERIFIED_AT_MOST)
        for one, document in places:
            stored = one.view.stored(document)
            texts = (stored.title, *(text for _, _, text in stored.passages))
            if any(wanted_phrase.text in self._fold(compose(text)) for text in texts) is not wanted:
                one.mask[document] = False

    @staticmethod
    def _best(found: Sequence[Matches], limit: int) -> list[tuple[Matches, int]]:
        ranked: list[tuple[int, Key, Matches, int]] = []
        for one in found:
            numbers = np.flatnonzero(one.mask)
            best, scores = _first_by_key(one.view, numbers, one.scores[numbers].astype(np.int64), limit)
            ranked.extend(
                (-score, one.view.key(document), one, document)
                for document, score in zip(best.tolist(), scores.tolist(), strict=True)
            )
        ranked.sort(key=lambda item: item[:2])
        return [(one, document) for _, _, one, document in ranked[:limit]]


def _accumulate(view: SegmentView, scores: NDArray[np.int32], terms: Iterable[tuple[int, int]]) -> bool:
    """Add the terms' impacts times weights; whether any term occurs in the segment."""
    found = False
    for number, weight in terms:
        if number < 0 or weight <= 0:
            continue
        found = True
        documents, impacts = view.postings(number)
        if documents is None:
            scores += np.multiply(impacts, weight, dtype=np.int32)
        else:
            scores[documents] += np.multiply(impacts, weight, dtype=np.int32)
    return found


def _all_terms(view: SegmentView, each: Phrase) -> Mask:
    """The documents with all terms of a phrase."""
    mask = np.zeros(view.size, dtype=np.bool_)
    numbers = view.terms.dictionary.find(each.terms) if each.terms else []
    if not numbers or min(numbers) < 0:
        return mask
    rows = view.terms
    numbers.sort(key=lambda number: int(rows.counts[number]))
    mask[rows.documents(numbers[0])] = True
    for number in numbers[1:]:
        other = np.zeros(view.size, dtype=np.bool_)
        other[rows.documents(number)] = True
        mask &= other
    return mask


def _needs_reading(each: Phrase) -> bool:
    """A single term is the phrase itself; several may stand apart."""
    return len(each.terms) > 1 or len(each.text) > 2


def narrow(found: Sequence[Matches], request: Request, refused: Collection[Key], top: int) -> Found:
    """The best ``top`` of what was found, narrowed by kinds and filters, with total and counts of all."""
    result = Found()
    facets: dict[str, dict[str, int]] = {name: {} for name in request.facets}
    candidates: list[tuple[Matches, Numbers]] = []
    for each in found:
        mask = each.mask
        if refused:
            mask = mask.copy()
            for key in refused:
                document = each.view.find_key(key_term(key).encode())
                if document >= 0:
                    mask[document] = False
        numbers = _narrow_one(each.view, mask, request, facets, result.kinds)
        result.total += len(numbers)
        candidates.append((each, numbers))
    result.facets = {name: dict(sorted(counts.items(), key=_by_count)) for name, counts in facets.items()}
    result.kinds = dict(sorted(result.kinds.items()))
    result.hits = _order(candidates, request, top)
    return result


def _by_count(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _narrow_one(
    view: SegmentView, mask: Mask, request: Request, facets: dict[str, dict[str, int]], kinds: dict[str, int]
) -> Numbers:
    """The documents of one segment that pass all filters; each facet is counted without its own filter."""
    filters = {
        name: view.facet(name).mask(values, view.size) for name, values in sorted(request.filters.items()) if values
    }
    of_kind = view.things.mask(sorted(request.kinds), view.size) if request.kinds else None
    before_kind = _all_of(mask, filters)
    _add_counts(kinds, view.things.count(before_kind, np.flatnonzero(before_kind)))
    passed = before_kind if of_kind is None else before_kind & of_kind
    numbers = np.flatnonzero(passed)
    for name, counts in facets.items():
        if name not in filters:
            _add_counts(counts, view.facet(name).count(passed, numbers))
            continue
        others = _all_of(mask, {other: each for other, each in filters.items() if other != name})
        if of_kind is not None:
            others = others & of_kind
        _add_counts(counts, view.facet(name).count(others, np.flatnonzero(others)))
    return numbers


def _all_of(mask: Mask, filters: Mapping[str, Mask]) -> Mask:
    for each in filters.values():
        mask = mask & each
    return mask


def _add_counts(total: dict[str, int], counts: Mapping[str, int]) -> None:
    for value, count in counts.items():
        total[value] = total.get(value, 0) + count


def _order(
    candidates: Sequence[tuple[Matches, Numbers]], request: Request, top: int
) -> list[tuple[SegmentView, int, int]]:
    """The best documents of all segments; equal ones in the order of their keys."""
    today = request.today if request.today is not None else datetime.datetime.now(datetime.UTC).toordinal()
    ranked: list[tuple[int, Key, SegmentView, int]] = []
    for each, numbers in candidates:
        values = _sort_values(each, numbers, request.sort, today)
        if len(numbers) > top:
            threshold = np.partition(values, len(values) - top)[len(values) - top]
            best = values >= threshold
            chosen, values = _first_by_key(each.view, numbers[best], values[best], top)
        else:
            chosen = numbers
        ranked.extend(
            (-int(value), each.view.key(document), each.view, document)
            for document, value in zip(chosen.tolist(), values.tolist(), strict=True)
        )
    ranked.sort(key=lambda item: item[:2])
    return [(view, document, -value) for value, _, view, document in ranked[:top]]


def _first_by_key(view: SegmentView, numbers: Numbers, values: Numbers, top: int) -> tuple[Numbers, Numbers]:
    """Cut many equal values down, by key, without making a key of each."""
    columns = view.rows.columns
    names = sorted(view.rows.things)
    rank = np.array([names.index(name) for name in view.rows.things])
    order = np.lexsort((columns["id"][numbers], rank[columns["thing"][numbers]], -values))[:top]
    return numbers[order], values[order]


def _sort_values(each: Matches, numbers: Numbers, sort: str, today: int) -> Numbers:
    """What the hits are ordered by, larger first."""
    columns = each.view.rows.columns
    if sort == Sort.NEWEST:  # of one day the later one is the one with the higher number
        return (columns["date"][numbers].astype(np.int64) << _ID_BITS) | columns["id"][numbers].astype(np.int64)
    if sort == Sort.OLDEST:
        dates = columns["date"][numbers].astype(np.int64)
        return np.where(dates > 0, -dates, -(10**9))
    scores = each.scores[numbers].astype(np.int64)
    adoptions = columns["adoptions"][numbers].astype(np.int64)
    if sort == Sort.ADOPTED:
        return adoptions
    age = np.clip(today - columns["date"][numbers].astype(np.int64), 0, None)
    fresh = np.clip(_FRESH_BONUS - age * _FRESH_BONUS // (_FRESH_YEARS * 365), 0, None)
    adopted = np.minimum(adoptions, _ADOPTIONS_FULL) * _ADOPTION_BONUS // _ADOPTIONS_FULL
    verified = columns["verified"][numbers].astype(np.int64) * _VERIFIED_BONUS
    ranked: Numbers = scores * (_BONUS_UNIT + fresh + adopted + verified) // _BONUS_UNIT
    return ranked
