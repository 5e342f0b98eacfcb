"""Several named arrays in one piece of bytes: quick to write and to read for many small files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ALIGNED = 8


def pack_arrays(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """The arrays, one-dimensional, behind a line that names them."""
    header = json.dumps([[name, array.dtype.str, len(array)] for name, array in arrays.items()]).encode()
    header += b" " * (-(len(header) + 4) % _ALIGNED)
    pieces = [len(header).to_bytes(4, "big"), header]
    for array in arrays.values():
        data = array.tobytes()
        pieces += [data, b"\0" * (-len(data) % _ALIGNED)]
    return b"".join(pieces)


def unpack_arrays(data: bytes) -> dict[str, NDArray[Any]]:
    """The arrays back, read-only; ValueError, TypeError or KeyError if the bytes are something else."""
    place = 4 + int.from_bytes(data[:4], "big")
    arrays: dict[str, NDArray[Any]] = {}
    for name, kind, count in json.loads(data[4:place]):
        arrays[name] = np.frombuffer(data, dtype=kind, count=count, offset=place) if count else np.empty(0, dtype=kind)
        place += -(-arrays[name].nbytes // _ALIGNED) * _ALIGNED
    return arrays


def ends_of(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where stretches of these sizes begin, and where the last ends."""
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes, dtype=np.int64)))
