"""What cameras and programs write into pictures beside the picture: taken out, but for how the picture is turned.

Nothing is decoded and no pixel changes. Data that does not follow its format is given back as it is.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

_JPEG_KEPT = frozenset({0xE0, 0xE2, 0xEE})  # JFIF, colour profile, Adobe's colour transform
_PNG_DROPPED = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
_ORIENTATION = 0x0112


def without_notes(type_key: str, data: bytes) -> bytes:
    """The picture without place, time, device and remarks; for types that hold none, the data itself."""
    clean = _CLEAN.get(type_key)
    if clean is None:
        return data
    try:
        return clean(data)
    except (struct.error, IndexError, ValueError):
        return data


def _jpeg(data: bytes) -> bytes:
    if data[:2] != b"\xff\xd8":
        raise ValueError
    kept, place, turned = [data[:2]], 2, 1
    while data[place] == 0xFF and data[place + 1] != 0xDA:
        kind = data[place + 1]
        if kind == 0xFF:
            place += 1
            continue
        end = place + 2 + struct.unpack_from(">H", data, place + 2)[0]
        if end > len(data):
            raise ValueError
        if kind == 0xE1 and data[place + 4 : place + 10] == b"Exif\0\0":
            turned = _turned(data[place + 10 : end]) or turned
        elif (kind not in range(0xE0, 0xF0) and kind != 0xFE) or kind in _JPEG_KEPT:
            kept.append(data[place:end])
        place = end
    if data[place] != 0xFF:
        raise ValueError
    if turned != 1:
        kept.insert(1, _turn_note(turned))
    return b"".join(kept) + data[place:]


def _turned(exif: bytes) -> int:
    """How the picture is to be turned (1 to 8) by its notes; 0 when they do not say."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 0
    start = struct.unpack_from(order + "I", exif, 4)[0]
    for index in range(struct.unpack_from(order + "H", exif, start)[0]):
        tag, _kind, _count, value = struct.unpack_from(order + "HHIH", exif, start + 2 + 12 * index)
        if tag == _ORIENTATION and 1 <= value <= 8:
            return int(value)
    return 0


def _turn_note(turned: int) -> bytes:
    """A note that says nothing but how the picture is turned."""
    exif = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif


def _png(data: bytes) -> bytes:
    head = data[:8]
    return head + b"".join(data[start:end] for kind, start, end in _png_chunks(data) if kind not in _PNG_DROPPED)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    place = 8
    while place < len(data):
        end = place + 12 + struct.unpack_from(">I", data, place)[0]
        if end > len(data):
            raise ValueError
        kind = data[place + 4 : place + 8]
        yield kind, place, end
        if kind == b"IEND":
            return
        place = end


def _webp(data: bytes) -> bytes:
    kept, place = [], 12
    while place + 8 <= len(data):
        kind, length = data[place : place + 4], struct.unpack_from("<I", data, place + 4)[0]
        chunk = bytearray(data[place : place + 8 + length + length % 2])
        if kind == b"VP8X":
            chunk[8] &= ~0x0C  # the flags that announce notes
        if kind not in _WEBP_DROPPED:
            kept.append(bytes(chunk))
        place += 8 + length + length % 2
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


_CLEAN: dict[str, Callable[[bytes], bytes]] = {"jpeg": _jpeg, "png": _png, "webp": _webp}
