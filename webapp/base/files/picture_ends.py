"""Where the data of a picture ends: what lies behind is hidden data, what is missing means a cut-off upload."""

from __future__ import annotations

from collections.abc import Callable
from mmap import mmap

Content = bytes | mmap


class CutOff(Exception):
    """The picture stops before its end."""


def png_end(data: Content) -> int:
    """Return the offset behind the closing chunk; raises CutOff."""
    place = 8
    while place + 12 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        kind = data[place + 4 : place + 8]
        place += 12 + length
        if kind == b"IEND" and place <= len(data):
            return place
    raise CutOff


def gif_end(data: Content) -> int:
    """Return the offset behind the trailer, which old programs leave out after the last picture; raises CutOff."""
    place, drawn = 13 + _colour_table(data, 10), False
    while place < len(data):
        mark = data[place]
        if mark == 0x3B:
            return place + 1
        if mark == 0x21:
            place = _behind_blocks(data, place + 2)
        elif mark == 0x2C and place + 10 < len(data):
            place, drawn = _behind_blocks(data, place + 10 + _colour_table(data, place + 9) + 1), True
        else:
            raise CutOff
    if drawn:
        return place
    raise CutOff


def _colour_table(data: Content, place: int) -> int:
    if place >= len(data):
        raise CutOff
    flags = data[place]
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _behind_blocks(data: Content, place: int) -> int:
    while place < len(data):
        length = data[place]
        place += 1 + length
        if not length:
            return place
    raise CutOff


def webp_end(data: Content) -> int:
    """Return the offset the RIFF header announces, padding included; raises CutOff."""
    end = 8 + int.from_bytes(data[4:8], "little")
    end += end % 2
    if end > len(data) + 1:
        raise CutOff
    return min(end, len(data))


def jpeg_end(data: Content) -> int:
    """Return the length of the data, for cameras append films and previews to JPEG; raises CutOff without an end."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        kind = data[place + 1]
        if kind == 0xFF:
            place += 1
            continue
        if kind == 0xDA:
            if data.find(b"\xff\xd9", place) < 0:
                raise CutOff
            return len(data)
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    raise CutOff


ENDS: dict[str, Callable[[Content], int]] = {"png": png_end, "gif": gif_end, "webp": webp_end, "jpeg": jpeg_end}
