"""What cameras write beside the picture goes; the picture, its profile and how it is turned stay."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from webapp.base.files.picture_notes import without_notes

PLACE = b"28.2282N"


def photograph(turned: int = 6) -> bytes:
    image = Image.new("RGB", (40, 20), "steelblue")
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x8298] = turned, "Camera", PLACE.decode()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif, icc_profile=profile, comment=b"by " + PLACE)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("turned", range(1, 9))
def test_a_photograph_keeps_its_pixels_profile_and_turn(turned: int) -> None:
    data = photograph(turned)
    assert PLACE in data
    clean = without_notes("jpeg", data)
    before, after = opened(data), opened(clean)
    assert PLACE not in clean
    assert b"Camera" not in clean
    assert after.tobytes() == before.tobytes()
    assert after.info["icc_profile"] == before.info["icc_profile"]
    assert after.getexif().get(0x0112, 1) == turned


def test_a_drawing_keeps_its_pixels() -> None:
    notes = PngInfo()
    notes.add_text("Location", PLACE.decode())
    notes.add_itxt("Author", PLACE.decode())
    file = io.BytesIO()
    Image.new("RGBA", (9, 7), (10, 20, 30, 128)).save(file, "PNG", pnginfo=notes, exif=b"Exif\0\0" + PLACE)
    clean = without_notes("png", file.getvalue())
    assert PLACE not in clean
    assert opened(clean).tobytes() == opened(file.getvalue()).tobytes()


def test_a_webp_keeps_its_pixels() -> None:
    exif = Image.Exif()
    exif[0x8298] = PLACE.decode()
    file = io.BytesIO()
    Image.new("RGBA", (9, 7), (10, 20, 30, 128)).save(file, "WEBP", lossless=True, exif=exif, xmp=b"<x>" + PLACE)
    clean = without_notes("webp", file.getvalue())
    assert PLACE not in clean
    assert opened(clean).tobytes() == opened(file.getvalue()).tobytes()
    assert struct.unpack_from("<I", clean, 4)[0] == len(clean) - 8


@pytest.mark.parametrize("type_key", ["jpeg", "png", "webp", "gif"])
def test_what_does_not_follow_its_format_is_given_back(type_key: str) -> None:
    for data in (b"", b"\xff\xd8\xff\xe1\xff\xff", photograph()[:-40][:30], b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffeXIf"):
        assert without_notes(type_key, data) is not None
    assert without_notes("jpeg", b"\xff\xd8\xff\xe1\xff\xff") == b"\xff\xd8\xff\xe1\xff\xff"
