"""What a file tells beside its content, and a copy that does not; runs in the limited child process only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from webapp.base.files.limits import Unreadable
from webapp.base.files.picture_notes import without_notes

Finding = tuple[str, str]

_CREATORS = re.compile(rb"<dc:creator\b[^>]*>(.{0,4000}?)</dc:creator>", re.DOTALL)
_NAME = re.compile(rb"<rdf:li\b[^>]*>([^<]*)</rdf:li>")

_PLACE, _DETAILS = 0x8825, 0x8769
_MAKER, _MODEL, _ARTIST, _RIGHTS, _TAKEN, _OWNER = 0x010F, 0x0110, 0x013B, 0x8298, 0x9003, 0xA430


def notice(source: Path, kind: str) -> Iterator[Finding]:
    """Return (code, detail) for everything found in a file of this type; raises Unreadable."""
    if kind == "pdf":
        return _in_pdf(source)
    if kind == "xls":
        return _in_old_sheets(source)
    if kind in ("jpeg", "png", "webp"):
        return _in_picture(source, kind)
    from webapp.base.files.office_notes import read_notes

    return read_notes(source)


def write_clean(source: Path, kind: str, target: Path) -> None:
    """Write a copy that has the same content and tells no more; raises Unreadable."""
    if kind in ("jpeg", "png", "webp"):
        target.write_bytes(without_notes(kind, source.read_bytes()))
        return
    from webapp.base.files.office_notes import write_without_names

    write_without_names(source, target)


def _in_pdf(source: Path) -> Iterator[Finding]:
    from webapp.base.files.pdf_reader import read_about

    about = read_about(source)
    names = [about.get("Author", "").strip(), *_in_packet(source.read_bytes())]
    if any(names):
        yield "author", "、".join(dict.fromkeys(filter(None, names)))
    if program := about.get("Creator", "").strip():
        yield "program", program


def _in_packet(data: bytes) -> Iterator[str]:
    """The creators that the packets of properties inside a PDF name; those that are compressed stay unread."""
    for creators in _CREATORS.findall(data):
        for name in _NAME.findall(creators):
            yield unescape(name.decode("utf-8", "replace")).strip()


def _in_old_sheets(source: Path) -> Iterator[Finding]:
    from webapp.base.files.sheet_reader import hidden_names

    if names := hidden_names(source):
        yield "hidden_sheets", "、".join(names)


def _in_picture(source: Path, kind: str) -> Iterator[Finding]:
    from PIL import Image

    from webapp.base.files.drawing import FORMATS

    try:
        with Image.open(source, formats=FORMATS) as image:
            found = list(_in_exif(image.getexif()))
    except (OSError, SyntaxError, ValueError) as error:
        raise Unreadable("damaged") from error
    data = source.read_bytes()
    if not found and without_notes(kind, data) != data:
        found.append(("remarks", ""))
    yield from found


def _in_exif(exif: object) -> Iterator[Finding]:
    from PIL.Image import Exif

    if not isinstance(exif, Exif) or not len(exif):
        return
    details = exif.get_ifd(_DETAILS)
    if exif.get_ifd(_PLACE):
        yield "place", ""
    device = " ".join(_text(exif[tag]) for tag in (_MAKER, _MODEL) if exif.get(tag))
    if device:
        yield "device", device
    if details.get(_TAKEN):
        yield "taken", _text(details[_TAKEN])
    names = dict.fromkeys(_text(each) for each in (exif.get(_ARTIST), exif.get(_RIGHTS), details.get(_OWNER)) if each)
    if names:
        yield "author", "、".join(names)


def _text(value: object) -> str:
    """A text of the notes as it was meant: programs write UTF-8 where the format knows Latin letters only."""
    text = str(value).strip(" \0")
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text
