"""The type of a file by its content, from an allow-list; the name only has to agree with it."""

from __future__ import annotations

import mmap
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from webapp.base.files.archives import office_kind, open_archive
from webapp.base.files.compound import MAGIC as COMPOUND_MAGIC
from webapp.base.files.compound import compound_kind
from webapp.base.files.names import extension_of
from webapp.base.files.picture_ends import ENDS, CutOff
from webapp.base.files.refusals import NotAllowed, Reason

Group = Literal["pdf", "word", "sheet", "slides", "image", "drawing", "video"]
EDGE_BYTES = 4096
_WHOLE_SCAN_BYTES = 32 << 20
_BOX_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class FileType:
    """A type the archive takes: what to serve it as, the extension to save it under, others that may name it."""

    key: str
    mime: str
    extension: str
    group: Group
    aliases: tuple[str, ...] = ()


_OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES: dict[str, FileType] = {
    one.key: one
    for one in (
        FileType("pdf", "application/pdf", "pdf", "pdf"),
        FileType("docx", _OFFICE + "wordprocessingml.document", "docx", "word"),
        FileType("xlsx", _OFFICE + "spreadsheetml.sheet", "xlsx", "sheet"),
        FileType("pptx", _OFFICE + "presentationml.presentation", "pptx", "slides", ("ppsx",)),
        FileType("doc", "application/msword", "doc", "word"),
        FileType("xls", "application/vnd.ms-excel", "xls", "sheet"),
        FileType("ppt", "application/vnd.ms-powerpoint", "ppt", "slides", ("pps",)),
        FileType("png", "image/png", "png", "image"),
        FileType("jpeg", "image/jpeg", "jpg", "image", ("jpeg", "jpe", "jfif")),
        FileType("webp", "image/webp", "webp", "image"),
        FileType("gif", "image/gif", "gif", "image"),
        FileType("dwg", "image/vnd.dwg", "dwg", "drawing"),
        FileType("dxf", "image/vnd.dxf", "dxf", "drawing"),
        FileType("step", "model/step", "step", "drawing", ("stp", "p21")),
        FileType("mp4", "video/mp4", "mp4", "video", ("m4v",)),
    )
}

_BOM = b"\xef\xbb\xbf"
_DXF = re.compile(rb"(?:\s*999\r?\n[^\r\n]*\r?\n)*\s*0\r?\n\s*SECTION\r?\n")
_DWG = re.compile(rb"AC10(0[2-9]|[1-3][0-9])")
_ALIVE = re.compile(
    rb"<(?:[sS][cC][rR][iI][pP][tT]|[hH][tT][mM][lL]|[sS][vV][gG]|[iI][fF][rR][aA][mM][eE]|[bB][oO][dD][yY]"
    rb"|![dD][oO][cC][tT][yY][pP][eE]|\?[pP][hH][pP]|[oO][bB][jJ][eE][cC][tT]|[eE][mM][bB][eE][dD])[\s>/]"
)
_SCRIPT = re.compile(rb"<(?:[sS][cC][rR][iI][pP][tT]|[iI][fF][rR][aA][mM][eE])[\s>/]")
_GIF_SCRIPT = re.compile(rb"GIF8[79]a(/\*|=[ -~])")  # a width of over 8,000 that reads as the opening of a script
_VIDEO_BRANDS = {
    b"isom",
    b"iso2",
    b"iso3",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"MSNV",
    b"dash",
}
_NOT_TAKEN = (
    (4, b"ftypheic", "heic"),
    (4, b"ftypheix", "heic"),
    (4, b"ftypmif1", "heic"),
    (4, b"ftypavif", "avif"),
    (4, b"ftypqt", "mov"),
    (0, b"{\\rtf", "rtf"),
    (0, b"II*\0", "tiff"),
    (0, b"MM\0*", "tiff"),
    (0, b"BM", "bmp"),
    (0, b"Rar!", "rar"),
    (0, b"7z\xbc\xaf", "7z"),
    (0, b"MZ", "exe"),
)


def sniff(path: Path, original_name: str) -> FileType:
    """Return the type of the file; raises NotAllowed with the reason, a detail naming the type that was found."""
    with path.open("rb") as source:
        head = source.read(EDGE_BYTES)
        source.seek(max(0, path.stat().st_size - EDGE_BYTES), os.SEEK_SET)
        tail = source.read(EDGE_BYTES)
    if not head:
        raise NotAllowed(Reason.EMPTY)
    kind = TYPES[_key(path, head, tail)]
    extension = extension_of(original_name)
    if extension and extension not in (kind.extension, *kind.aliases):
        raise NotAllowed(Reason.WRONG_EXTENSION, kind.extension)
    return kind


def _key(path: Path, head: bytes, tail: bytes) -> str:
    if head.startswith(b"PK\x03\x04"):
        with open_archive(path) as archive:
            return office_kind(archive)[0]
    if head.startswith(COMPOUND_MAGIC):
        return compound_kind(path)
    key = _plain_key(head)
    if not key:
        raise _unknown(head)
    if _ALIVE.search(head) or _ALIVE.search(tail) or _GIF_SCRIPT.match(head) or b"PK\x05\x06" in tail:
        raise NotAllowed(Reason.ACTIVE_CONTENT, key)
    if key in ENDS:
        _check_picture(path, key)
    elif not _is_complete(path, key, tail):
        raise NotAllowed(Reason.DAMAGED, key)
    return key


def _unknown(head: bytes) -> NotAllowed:
    """Name well-known types that are not taken, so that people can be told what to save them as."""
    if _ALIVE.search(head.replace(b"\0", b"")):  # text in two-byte encodings without its zero bytes
        return NotAllowed(Reason.ACTIVE_CONTENT)
    known = (name for place, mark, name in _NOT_TAKEN if head[place : place + len(mark)] == mark)
    return NotAllowed(Reason.UNKNOWN_TYPE, next(known, ""))


def _plain_key(head: bytes) -> str:
    text = head.removeprefix(_BOM).lstrip()
    if text.startswith(b"%PDF-"):
        return "pdf"
    if text.startswith(b"ISO-10303-21;"):
        return "step"
    if head.startswith(b"AutoCAD Binary DXF\r\n\x1a\0") or _DXF.match(head.removeprefix(_BOM)):
        return "dxf"
    return _binary_key(head)


def _binary_key(head: bytes) -> str:
    if head[4:8] == b"ftyp" and head[8:12] in _VIDEO_BRANDS:
        return "mp4"
    if _DWG.match(head):
        return "dwg"
    return _picture_key(head)


def _picture_key(head: bytes) -> str:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    return ""


def _check_picture(path: Path, key: str) -> None:
    with path.open("rb") as source, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            end = ENDS[key](data)
        except (CutOff, IndexError) as error:
            raise NotAllowed(Reason.DAMAGED, key) from error
        if len(data) - end > EDGE_BYTES or data[end:].strip(b"\0"):
            raise NotAllowed(Reason.TRAILING_DATA, key)
        if _SCRIPT.search(data, 0, _WHOLE_SCAN_BYTES):
            raise NotAllowed(Reason.ACTIVE_CONTENT, key)


def _is_complete(path: Path, key: str, tail: bytes) -> bool:
    """Tell whether the end is there, so that a cut-off upload is noticed while its sender is still present."""
    if key == "pdf":
        return b"%%EOF" in tail
    if key == "step":
        return b"END-ISO-10303-21" in tail
    if key == "dxf":
        return b"EOF" in tail
    if key == "mp4":
        return _boxes_are_whole(path)
    return path.stat().st_size >= 128


def _boxes_are_whole(path: Path) -> bool:
    """Walk the outer boxes of an ISO base media file: they fill it exactly and one holds the film's description."""
    size, place, kinds = path.stat().st_size, 0, set()
    with path.open("rb") as source:
        for _ in range(_BOX_LIMIT):
            if place + 8 > size:
                break
            source.seek(place)
            header = source.read(16)
            length = int.from_bytes(header[:4], "big")
            if length == 1:
                length = int.from_bytes(header[8:16], "big")
            kinds.add(header[4:8])
            if length and length < 8:
                return False
            place = place + length if length else size
    return size - 8 < place <= size and b"moov" in kinds
