"""Ascending numbers of documents in few bytes: the low bits of each, then a string of bits that tells the high ones.

In that string every number sets one bit, and every step of the high part leaves one unset before it. So the room a list
takes follows from how many numbers there are, and thousands of lists are packed or read by a few operations on arrays.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
Numbers = NDArray[np.int64]
BYTE, NIBBLE = 8, 4
"""How many low bits are kept apart."""

_STEPS = np.arange(65_536, dtype=np.int64)


def low_sizes(counts: Numbers, low: int) -> Numbers:
    """The bytes of the low bits of lists of so many numbers."""
    return (counts * low + 7) // 8


def high_sizes(counts: Numbers, low: int, documents: int) -> Numbers:
    """The bytes of the strings of bits of lists of so many numbers below ``documents``."""
    return (counts + (documents >> low)) // 8 + 1


def pack(numbers: Numbers, counts: Numbers, low: int, documents: int) -> tuple[U8, U8]:
    """Lists of ``counts`` numbers, one after the other, as all their low bits and all their strings of bits."""
    ranks, highs = _ranks(counts), high_sizes(counts, low, documents)
    bits = np.zeros(8 * int(highs.sum()), dtype=np.bool_)
    bits[np.repeat(8 * (np.cumsum(highs) - highs), counts) + ranks + (numbers >> low)] = True
    if low == BYTE:
        return (numbers & 255).astype(np.uint8), np.packbits(bits)
    places, total = _nibble_places(counts, ranks)
    nibbles = np.zeros(total, dtype=np.uint8)
    nibbles[places] = numbers & 15
    return np.left_shift(nibbles[0::2], 4) | nibbles[1::2], np.packbits(bits)


def unpack(lows: U8, strings: U8, counts: Numbers, low: int, documents: int) -> Numbers:
    """The lists back from :func:`pack`; ValueError if the bytes are something else."""
    places = np.flatnonzero(np.unpackbits(strings).view(np.bool_))
    if len(places) != int(counts.sum()):
        raise ValueError(len(places))
    ranks, highs = _ranks(counts), high_sizes(counts, low, documents)
    places -= np.repeat(8 * (np.cumsum(highs) - highs), counts) + ranks
    if low == BYTE:
        return places << BYTE | lows
    return places << NIBBLE | _nibbles(lows)[_nibble_places(counts, ranks)[0]]


def unpack_one(data: U8, count: int, low: int) -> Numbers:
    """One list whose low bits and string of bits lie one behind the other; ValueError if they are something else."""
    cut = (count * low + 7) // 8
    places: Numbers = np.unpackbits(data[cut:]).view(np.bool_).nonzero()[0]
    if len(places) != count:
        raise ValueError(count)
    places -= _STEPS[:count]
    places <<= low
    if low == BYTE:
        places |= data[:cut]
    else:
        places[0::2] |= data[:cut] >> 4
        places[1::2] |= data[: count // 2] & 15
    return places


def _nibbles(data: U8) -> U8:
    halves = np.empty(2 * len(data), dtype=np.uint8)
    np.right_shift(data, 4, out=halves[0::2])
    np.bitwise_and(data, 15, out=halves[1::2])
    return halves


def _ranks(counts: Numbers) -> Numbers:
    """For each number its place in its own list."""
    return np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)


def _nibble_places(counts: Numbers, ranks: Numbers) -> tuple[Numbers, int]:
    """Where the four bits of each number lie, every list beginning with a byte of its own; how many there are."""
    sizes = 2 * low_sizes(counts, NIBBLE)
    return np.repeat(np.cumsum(sizes) - sizes, counts) + ranks, int(sizes.sum())
