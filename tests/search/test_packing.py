"""Lists of documents' numbers in few bytes: what goes in comes out, and other bytes are noticed."""

from __future__ import annotations

import random

import numpy as np
import pytest

from webapp.search.dictionary import Dictionary
from webapp.search.packing import BYTE, NIBBLE, high_sizes, low_sizes, pack, unpack, unpack_one
from webapp.search.terms import BYTES as PACKED_BYTES
from webapp.search.terms import MANY, NIBBLES, PLAIN, Layout, with_impacts

DOCUMENTS = 65_536


def lists(seed: int, documents: int) -> list[list[int]]:
    chance = random.Random(seed)
    sizes = [0, 1, 2, 3, documents // 2, documents, *(chance.randrange(documents // 4 + 1) for _ in range(5))]
    chance.shuffle(sizes)
    edges = [[documents - 1], [0], [0, documents - 1]]
    return edges + [sorted(chance.sample(range(documents), size)) for size in sizes]


@pytest.mark.parametrize("low", [BYTE, NIBBLE])
@pytest.mark.parametrize("documents", [3, 255, 4097, DOCUMENTS])
def test_packed_lists_come_back(low: int, documents: int) -> None:
    several = lists(documents + low, documents)
    counts = np.array([len(each) for each in several], dtype=np.int64)
    numbers = np.array([number for each in several for number in each], dtype=np.int64)
    lows, strings = pack(numbers, counts, low, documents)
    assert len(lows) == low_sizes(counts, low).sum()
    assert len(strings) == high_sizes(counts, low, documents).sum()
    assert unpack(lows, strings, counts, low, documents).tolist() == numbers.tolist()
    for each in several:
        count = np.array([len(each)])
        alone = np.concatenate(pack(np.array(each, dtype=np.int64), count, low, documents))
        assert unpack_one(alone, len(each), low).tolist() == each


@pytest.mark.parametrize("low", [BYTE, NIBBLE])
def test_other_bytes_are_noticed(low: int) -> None:
    lows, strings = pack(np.arange(0, 3000, 3), np.array([1000]), low, 3000)
    strings[40] ^= 0x10
    with pytest.raises(ValueError, match=r"\d+"):
        unpack(lows, strings, np.array([1000]), low, 3000)
    with pytest.raises(ValueError, match="1000"):
        unpack_one(np.concatenate((lows, strings)), 1000, low)


def test_each_length_is_told_in_its_way() -> None:
    terms = Dictionary.build([b"g1", b"g2", b"g3", b"g4", b"wx"])
    layout = Layout(np.array([20, 400, 3000, 30_000, 20_000]), with_impacts(terms), DOCUMENTS)
    assert layout.ways.tolist() == [PLAIN, PACKED_BYTES, NIBBLES, MANY, MANY]
    assert len(layout.parts(0, 5)) == layout.size
