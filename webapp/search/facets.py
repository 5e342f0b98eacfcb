"""Facets of a segment: which documents have a value, and how often each value occurs among some documents."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]
_MASKS_KEPT = 32
_BITS_VALUES = 48  # facets of so few values are counted by bits when there are many hits
_LAYERS = 16
_MANY_HITS = 12  # more than one document in so many


class Hits:
    """Some documents of a segment, as mask, as ascending numbers and as bits, each made when it is first wanted."""

    def __init__(self, mask: Mask) -> None:
        self.mask = mask

    @cached_property
    def numbers(self) -> Numbers:
        """The documents' numbers."""
        return np.flatnonzero(self.mask)

    @cached_property
    def bits(self) -> NDArray[np.uint64]:
        """One bit for each document of the segment."""
        bits: NDArray[np.uint64] = _packed(self.mask[np.newaxis])[0]
        return bits

    @property
    def many(self) -> bool:
        """Whether work by mask is cheaper than work by number."""
        return len(self.numbers) * _MANY_HITS > len(self.mask)


class Facet:
    """The values of a facet: (document, value) pairs ordered by document.

    Layers hold them by document: the first value of each (its code and one, 0 for none), the second one, and so on;
    None when some document has more than :data:`_LAYERS`.
    """

    def __init__(self, values: Sequence[str], documents: Numbers, codes: Numbers, size: int) -> None:
        self.values = tuple(values)
        self._documents, self._codes, self._size = documents, codes, size
        self._masks: OrderedDict[tuple[str, ...], Mask] = OrderedDict()
        self._layers = _layered(documents, codes, size, np.uint8 if len(values) < 255 else np.int64)

    def count(self, hits: Hits) -> dict[str, int]:
        """How often each value occurs among the hits."""
        if len(self.values) == 1 and len(self._documents) == self._size:
            return {self.values[0]: len(hits.numbers)} if len(hits.numbers) else {}
        if hits.many and len(self.values) <= _BITS_VALUES:
            counts = np.bitwise_count(self._bits & hits.bits).sum(axis=1, dtype=np.int64)
        elif self._layers is not None:
            counts = np.zeros(len(self.values), dtype=np.int64)
            for layer in self._layers:
                counts += np.bincount(layer[hits.numbers], minlength=len(self.values) + 1)[1:]
        else:
            counts = np.bincount(self._codes[hits.mask[self._documents]], minlength=len(self.values))
        return {value: count for value, count in zip(self.values, counts.tolist(), strict=True) if count}

    def mask(self, wanted: Sequence[str]) -> Mask:
        """The documents with any of the values; not to be changed."""
        key = tuple(sorted(set(wanted)))
        mask = self._masks.get(key)
        if mask is None:
            codes = [code for code, value in enumerate(self.values) if value in key]
            mask = np.zeros(self._size, dtype=np.bool_)
            mask[self._documents[np.isin(self._codes, codes)]] = True
            self._masks[key] = mask
            while len(self._masks) > _MASKS_KEPT:
                self._masks.popitem(last=False)
        return mask

    @cached_property
    def _bits(self) -> NDArray[np.uint64]:
        masks = np.zeros((len(self.values), self._size), dtype=np.bool_)
        masks[self._codes, self._documents] = True
        return _packed(masks)


def _layered(documents: Numbers, codes: Numbers, size: int, kind: type) -> list[NDArray[Any]] | None:
    starts = np.flatnonzero(np.append(True, documents[1:] != documents[:-1])) if len(documents) else documents
    lengths = np.diff(np.append(starts, len(documents)))
    depth = int(lengths.max()) if len(documents) else 0
    if depth > _LAYERS:
        return None
    layers = []
    for place in range(depth):
        at = starts[lengths > place] + place
        layer: NDArray[Any] = np.zeros(size, dtype=kind)
        layer[documents[at]] = codes[at] + 1
        layers.append(layer)
    return layers


def _packed(masks: Mask) -> NDArray[np.uint64]:
    """Rows of flags as rows of bits, filled up to whole numbers of 64."""
    count, size = masks.shape
    padded = np.zeros((count, -(-size // 64) * 8), dtype=np.uint8)
    packed = np.packbits(masks, axis=1)
    padded[:, : packed.shape[1]] = packed
    return padded.view(np.uint64)
