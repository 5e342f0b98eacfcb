"""Runs a plan over the segments a reader may see: which documents are hits, and how well each matches.

Everything is whole numbers, and whatever is counted is counted over visible documents only: the same visible documents
give the same answer, byte for byte, however they lie in segments and whatever hidden documents lie between them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from webapp.search.entry import Key
from webapp.search.facets import Mask
from webapp.search.folding import compose
from webapp.search.plan import Phrase, Plan
from webapp.search.segment import Audiences, SegmentView, first_by_key
from webapp.search.terms import TermPostings as Postings

Numbers = NDArray[np.int64]

_UNIT = 64  # a weight of 1 in whole numbers
_VERIFIED_AT_MOST = 500  # candidates of an exact phrase that are read and compared
_IMPACT_MOST = 255
_FEW = 400  # so few documents are rather reckoned than sifted


class Matches:
    """What a plan finds in one segment, before any narrowing: a mask and, for ranking, scores.

    ``scores`` are those of the anchors; ``rest`` are terms (number, weight) that only order the hits. They are reckoned
    for the few documents that can still be among the best.
    """

    def __init__(
        self, view: SegmentView, mask: Mask, scores: NDArray[np.int32], rest: Sequence[tuple[int, int]] = ()
    ) -> None:
        self.view, self.mask, self.scores = view, mask, scores
        self._rest = sorted(rest, key=lambda term: -term[1])

    @cached_property
    def _postings(self) -> list[tuple[Postings, int]]:
        return [(self.view.postings(number), weight) for number, weight in self._rest]

    def totals(self, documents: Numbers) -> Numbers:
        """The whole scores of these documents."""
        scores = self.scores[documents].astype(np.int64)
        for postings, weight in self._postings:
            scores += np.multiply(postings.impacts_at(documents), weight, dtype=np.int64)
        return scores

    def reaching(self, documents: Numbers, needed: int) -> Numbers:
        """Those of the documents whose whole score can be ``needed`` or more, and few others."""
        scores = self.scores[documents].astype(np.int64)
        left = sum(weight for _, weight in self._rest) * _IMPACT_MOST
        for postings, weight in self._postings:
            possible = scores >= needed - left
            documents, scores = documents[possible], scores[possible]
            if len(documents) < _FEW:
                break
            scores += np.multiply(postings.impacts_at(documents), weight, dtype=np.int64)
            left -= weight * _IMPACT_MOST
        return documents


class Execution:
    """One search over the segments of both indexes."""

    def __init__(self, views: Sequence[SegmentView], audiences: Audiences, fold: Callable[[str], str]) -> None:
        self._views = [view for view in views if view.visible_count(audiences)]
        self._audiences = audiences
        self._fold = fold
        self._known: dict[bytes, int] = {}
        self._numbers: list[dict[bytes, int]] = [{} for _ in self._views]
        self.visible = sum(view.visible_count(audiences) for view in self._views)

    def frequencies(self, terms: Sequence[bytes]) -> list[int]:
        """How many visible documents have each term."""
        new = [term for term in dict.fromkeys(terms) if term not in self._known]
        self._known.update(dict.fromkeys(new, 0))
        for view, numbers in zip(self._views, self._numbers, strict=True) if new else ():
            numbers.update(zip(new, view.terms.dictionary.find(new), strict=True))
            for term in new:
                if numbers[term] >= 0:
                    self._known[term] += view.frequency(numbers[term], self._audiences)
        return [self._known[term] for term in terms]

    def _told(self, names: Sequence[bytes], instead: Mapping[bytes, tuple[bytes, ...]]) -> list[int]:
        """How common terms are taken to be: one of a synonym is no rarer than the word it stands for."""
        words = {terms: min(self.frequencies(terms), default=0) for terms in sorted(set(instead.values()))}
        counts = zip(names, self.frequencies(names), strict=True)
        return [max(count, words[instead[name]]) if name in instead else count for name, count in counts]

    def match(self, plan: Plan) -> list[Matches]:
        """What the plan finds, segment by segment."""
        names = sorted(plan.terms)
        counts = self._told(names, plan.instead)
        weights = [
            round(plan.terms[name].weight * _UNIT * math.log(1 + (self.visible - count + 0.5) / (count + 0.5)))
            for name, count in zip(names, counts, strict=True)
        ]
        weighted = dict(zip(names, weights, strict=True))
        found = [self._match_in(place, plan, weighted) for place in range(len(self._views))]
        self._verify([each for each in found if each is not None], plan)
        return [each for each in found if each is not None and each.mask.any()]

    def _match_in(self, place: int, plan: Plan, weights: Mapping[bytes, int]) -> Matches | None:
        view, numbers = self._views[place], self._numbers[place]
        scores = np.zeros(view.size, dtype=np.int32)
        anchors: list[tuple[int, int]] = []
        rest: list[tuple[int, int]] = []
        for name, weight in weights.items():
            if numbers[name] >= 0 and weight > 0:
                (anchors if plan.terms[name].anchor else rest).append((numbers[name], weight))
        if anchors:
            _accumulate(view, scores, anchors)
            mask = scores > 0
        elif weights:
            return None
        else:
            mask = np.ones(view.size, dtype=np.bool_)
        visible = view.visible(self._audiences)
        if visible is not None:
            mask &= visible
        for each in plan.required:
            mask &= _all_terms(view, each)
        for kind, text in plan.inside:
            mask &= view.named(kind, text, self._fold)
        return Matches(view, mask, scores, rest)

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
            best, scores = first_by_key(one.view, numbers, one.scores[numbers].astype(np.int64), limit)
            ranked.extend(
                (-score, one.view.key(document), one, document)
                for document, score in zip(best.tolist(), scores.tolist(), strict=True)
            )
        ranked.sort(key=lambda item: item[:2])
        return [(one, document) for _, _, one, document in ranked[:limit]]


def _accumulate(view: SegmentView, scores: NDArray[np.int32], terms: Iterable[tuple[int, int]]) -> None:
    """Add the terms' impacts times weights."""
    for number, weight in terms:
        view.postings(number).add_to(scores, weight)


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
