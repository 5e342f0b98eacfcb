"""From what matches to a page of hits: narrowed by kinds and filters, counted, and the best ones put in order."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webapp.search.entry import Key
from webapp.search.executor import Matches
from webapp.search.facets import Hits, Mask
from webapp.search.indexing import key_term
from webapp.search.request import Request, Sort
from webapp.search.segment import BONUS_AT_MOST, SegmentView, first_by_key

_ID_BITS = 32
_UNIT = 1024

Numbers = NDArray[np.int64]


@dataclass(slots=True)
class Found:
    """The narrowed result: ordered hits (segment, document, score), total and counts."""

    hits: list[tuple[SegmentView, int, int]] = field(default_factory=list)
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)


def narrow(found: Sequence[Matches], request: Request, refused: Collection[Key], top: int) -> Found:
    """The best ``top`` of what was found, narrowed by kinds and filters, with total and counts of all."""
    result = Found()
    facets: dict[str, dict[str, int]] = {name: {} for name in request.facets}
    candidates: list[tuple[Matches, Numbers]] = []
    for each in found:
        numbers = _narrow_one(each.view, _without(each, refused), request, facets, result.kinds)
        result.total += len(numbers)
        candidates.append((each, numbers))
    result.facets = {name: dict(sorted(counts.items(), key=_by_count)) for name, counts in facets.items()}
    result.kinds = dict(sorted(result.kinds.items()))
    result.hits = _best(candidates, request, top)
    return result


def _by_count(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _without(each: Matches, refused: Collection[Key]) -> Mask:
    if not refused:
        return each.mask
    mask = each.mask.copy()
    for key in refused:
        document = each.view.find_key(key_term(key).encode())
        if document >= 0:
            mask[document] = False
    return mask


def _narrow_one(
    view: SegmentView, mask: Mask, request: Request, facets: dict[str, dict[str, int]], kinds: dict[str, int]
) -> Numbers:
    """The documents of one segment that pass all filters; each facet is counted without its own, kinds without any."""
    filters = {name: view.facet(name).mask(values) for name, values in sorted(request.filters.items()) if values}
    of_kind = view.things.mask(sorted(request.kinds)) if request.kinds and not view.only(request.kinds) else None
    every = Hits(mask)
    _add_counts(kinds, view.things.count(every))
    passed = (
        every
        if of_kind is None and not filters
        else Hits(_all_of(mask if of_kind is None else mask & of_kind, filters))
    )
    for name, counts in facets.items():
        if name not in filters:
            _add_counts(counts, view.facet(name).count(passed))
            continue
        others = _all_of(mask, {other: each for other, each in filters.items() if other != name})
        _add_counts(counts, view.facet(name).count(Hits(others if of_kind is None else others & of_kind)))
    return passed.numbers


def _all_of(mask: Mask, filters: Mapping[str, Mask]) -> Mask:
    for each in filters.values():
        mask = mask & each
    return mask


def _add_counts(total: dict[str, int], counts: Mapping[str, int]) -> None:
    for value, count in counts.items():
        total[value] = total.get(value, 0) + count


def _best(
    candidates: Sequence[tuple[Matches, Numbers]], request: Request, top: int
) -> list[tuple[SegmentView, int, int]]:
    """The best documents of all segments; equal ones in the order of their keys."""
    if not top:
        return []
    today = request.today if request.today is not None else datetime.datetime.now(datetime.UTC).toordinal()
    by_score = request.sort == Sort.RELEVANCE
    floor = _floor(candidates, top) if by_score else 0
    ranked: list[tuple[int, Key, SegmentView, int]] = []
    for each, numbers in candidates:
        if by_score:
            possible, values = _scored(each, numbers, floor, today)
        else:
            possible, values = numbers, _sort_values(each.view, numbers, request.sort)
        chosen, values = first_by_key(each.view, possible, values, top)
        ranked.extend(
            (-int(value), each.view.key(document), each.view, document)
            for document, value in zip(chosen.tolist(), values.tolist(), strict=True)
        )
    ranked.sort(key=lambda item: item[:2])
    return [(view, document, -value) for value, _, view, document in ranked[:top]]


def _floor(candidates: Sequence[tuple[Matches, Numbers]], top: int) -> int:
    """A value that the best ``top`` documents reach at least: the last one's of those that the anchors say are best."""
    best: list[tuple[Matches, Numbers, NDArray[np.int32]]] = []
    for each, numbers in candidates:
        scores = each.scores[numbers]
        if len(scores) > top:
            first = np.flatnonzero(scores >= np.partition(scores, len(scores) - top)[len(scores) - top])[: 2 * top]
            best.append((each, numbers[first], scores[first]))
        else:
            best.append((each, numbers, scores))
    if sum(len(numbers) for _, numbers, _ in best) < top:
        return 0
    least = _largest(np.concatenate([scores for _, _, scores in best]), top).min()
    totals = [each.totals(numbers[scores >= least]) for each, numbers, scores in best]
    return int(_largest(np.concatenate(totals), top).min())


def _largest(values: NDArray[Any], count: int) -> NDArray[Any]:
    return np.partition(values, len(values) - count)[len(values) - count :] if len(values) > count else values


def _scored(each: Matches, numbers: Numbers, floor: int, today: int) -> tuple[Numbers, Numbers]:
    """Of these documents those that can reach the floor, with their values."""
    needed = -(-floor * _UNIT // (_UNIT + BONUS_AT_MOST))
    numbers = each.reaching(numbers, needed)
    bonus = _UNIT + each.view.bonus(today)[numbers].astype(np.int64)
    return numbers, each.totals(numbers) * bonus // _UNIT


def _sort_values(view: SegmentView, numbers: Numbers, sort: str) -> Numbers:
    """What the hits are ordered by, larger first."""
    columns = view.rows.columns
    dates = columns["date"][numbers].astype(np.int64)
    if sort == Sort.NEWEST:  # of one day the later one is the one with the higher number
        return (dates << _ID_BITS) | columns["id"][numbers].astype(np.int64)
    if sort == Sort.OLDEST:
        return np.where(dates > 0, -dates, -(10**9))
    return columns["adoptions"][numbers].astype(np.int64)
