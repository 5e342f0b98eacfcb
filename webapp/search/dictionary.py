"""A sorted list of byte strings kept in a few arrays: small in memory, quick to search, easy to write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[np.generic]]
_HEAD = 8
_PIECE = 3


class Dictionary:
    """Sorted distinct byte strings, each known by its number."""

    def __init__(self, heads: NDArray[np.uint64], starts: NDArray[np.uint32], text: bytes) -> None:
        if len(starts) != len(heads) + 1 or int(starts[-1]) != len(text):
            message = "dictionary does not fit together"
            raise ValueError(message)
        self._heads = heads
        self._starts = starts
        self._text = text

    @classmethod
    def build(cls, terms: Sequence[bytes]) -> Dictionary:
        """The dictionary of terms that are sorted and distinct already."""
        text = b"".join(terms)
        starts = np.zeros(len(terms) + 1, dtype=np.uint32)
        np.cumsum(np.fromiter(map(len, terms), dtype=np.uint32, count=len(terms)), out=starts[1:])
        heads = b"".join([term[:_HEAD].ljust(_HEAD, b"\0") for term in terms])
        return cls(np.frombuffer(heads, dtype=">u8").astype(np.uint64), starts, text)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]], name: str) -> Dictionary:
        """The dictionary back from :meth:`arrays`; KeyError or ValueError if they do not fit."""
        text = arrays[f"{name}_text"].tobytes()
        heads = arrays[f"{name}_heads"].astype(np.uint64, copy=False)
        return cls(heads, arrays[f"{name}_starts"].astype(np.uint32, copy=False), text)

    def arrays(self, name: str) -> Arrays:
        """What is to be written, by name."""
        return {
            f"{name}_heads": self._heads,
            f"{name}_starts": self._starts,
            f"{name}_text": np.frombuffer(self._text, dtype=np.uint8),
        }

    def __len__(self) -> int:
        return len(self._heads)

    def __getitem__(self, number: int) -> bytes:
        return self._text[self._starts[number] : self._starts[number + 1]]

    def items(self, first: int, end: int) -> Iterator[bytes]:
        """The terms with numbers from ``first`` up to ``end``."""
        for start, stop in pairwise(self._starts[first : end + 1].tolist()):
            yield self._text[start:stop]

    def find(self, terms: Sequence[bytes]) -> list[int]:
        """The number of each term, -1 for one that is not there."""
        heads = np.frombuffer(b"".join([term[:_HEAD].ljust(_HEAD, b"\0") for term in terms]), dtype=">u8")
        places = np.searchsorted(self._heads, heads.astype(np.uint64)).tolist()
        return [self._check(term, place) for term, place in zip(terms, places, strict=True)]

    def _check(self, term: bytes, place: int) -> int:
        if len(term) > _HEAD:
            place = self._bisect(term, place, len(self))
        return place if place < len(self) and self[place] == term else -1

    def place(self, term: bytes) -> int:
        """The number the term has or would have."""
        return self._bisect(term, 0, len(self))

    def _bisect(self, term: bytes, low: int, high: int) -> int:
        while low < high:
            middle = (low + high) // 2
            if self[middle] < term:
                low = middle + 1
            else:
                high = middle
        return low

    def range(self, prefix: bytes) -> tuple[int, int]:
        """The numbers of the first term that begins with the prefix and of the one after the last."""
        end = prefix.rstrip(b"\xff")
        return self.place(prefix), self.place(end[:-1] + bytes((end[-1] + 1,))) if end else len(self)


def order_of(terms: Sequence[bytes]) -> list[int]:
    """The places of the terms in ascending order.

    Sorted in many small pieces: one long sort would keep every other thread of the process waiting until it is done.
    """
    pieces: dict[bytes, list[int]] = {}
    for place, term in enumerate(terms):
        pieces.setdefault(term[:_PIECE], []).append(place)
    ordered: list[int] = []
    for beginning in sorted(pieces):
        ordered.extend(sorted(pieces[beginning], key=terms.__getitem__))
    return ordered


def in_order(terms: Iterable[bytes]) -> list[bytes]:
    """The distinct terms in ascending order, sorted in small pieces."""
    distinct = list(set(terms))
    return [distinct[place] for place in order_of(distinct)]


EMPTY = Dictionary.build(())
