"""The pictures of a Word file, written where the site can take them up; formats no page shows are told or converted."""

from __future__ import annotations

import io
import time
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from webapp.base.files.drawing import draw
from webapp.base.files.limits import SOFT_CPU_SECONDS, Unreadable
from webapp.importing.limits import SMALL_PICTURE
from webapp.importing.reading import Carried, FoundPicture
from webapp.importing.word.finds import Finds, Placed
from webapp.importing.word.package import Package

PIXEL_LIMIT = 50_000_000
SMALL = SMALL_PICTURE.partition(".")[0]
_AS_THEY_ARE = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"RIFF": "webp"}
_CONVERTED = (b"BM", b"II*\0", b"MM\0*")


def save_pictures(package: Package, finds: Finds, folder: Path) -> tuple[FoundPicture, ...]:
    """Write every picture once into the folder; what cannot be kept has a line in the report and no file."""
    files: dict[str, str] = {}
    found = []
    for number, placed in enumerate(finds.pictures, 1):
        if placed.part not in files:
            files[placed.part] = _save(package, placed, folder, finds)
        name = f"图片{number}{Path(files[placed.part]).suffix}"
        found.append(FoundPicture(number, files[placed.part], name, placed.alt))
    return tuple(found)


def draw_small(folder: Path, pictures: Iterable[FoundPicture]) -> None:
    """Draw a small copy of each picture for the preview, ``small-<file>/w320.webp``, as far as the time allows."""
    for file in dict.fromkeys(picture.file for picture in pictures if picture.file):
        if time.process_time() > SOFT_CPU_SECONDS:
            return
        room = folder / f"small-{file}"
        room.mkdir()
        try:
            list(draw(folder / file, room, [f"{SMALL}:fit:{SMALL[1:]}"]))
        except (Unreadable, OSError, ValueError, MemoryError):
            continue


def _save(package: Package, placed: Placed, folder: Path, finds: Finds) -> str:
    name = placed.part.rpartition("/")[2]
    data = package.picture(placed.part)
    if data is None:
        finds.say("picture_lost", Carried.LEFT, name)
        return ""
    ending = next((each for start, each in _AS_THEY_ARE.items() if data.startswith(start)), "")
    if not ending and data.startswith(_CONVERTED):
        data, ending = _converted(data), "png"
        if data:
            finds.say("picture_converted", Carried.CHANGED, name)
    if not ending or not data:
        finds.say("picture_kind", Carried.LEFT, name)
        return ""
    file = f"{len(list(folder.iterdir())) + 1}.{ending}"
    (folder / file).write_bytes(data)
    return file


def _converted(data: bytes) -> bytes:
    """A bitmap as PNG, nothing when it cannot be read or is too large."""
    made = io.BytesIO()
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > PIXEL_LIMIT:
                return b""
            picture.convert("RGBA" if "A" in picture.getbands() else "RGB").save(made, "PNG")
    except (OSError, ValueError, Image.DecompressionBombError):
        return b""
    return made.getvalue()
