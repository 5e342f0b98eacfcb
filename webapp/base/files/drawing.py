"""Pictures drawn anew without their metadata; runs in the limited child process only."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageCms, ImageOps, WebPImagePlugin

from webapp.base.files.limits import Unreadable

PIXEL_LIMIT = 50_000_000
WEBP = WebPImagePlugin.WebPImageFile.format  # named here because a format not yet loaded makes Pillow load all it has
FORMATS = ("PNG", "JPEG", WEBP, "GIF")


def draw(source: Path, folder: Path, recipes: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """Draw every recipe ``name:fit|square:width`` as ``<name>.webp``, largest first from one decoding."""
    wanted = sorted((_parse(recipe) for recipe in recipes), key=lambda one: -one[2])
    image = _load(source, wanted[0][2])
    for name, shape, width in wanted:
        made = _square(image, width) if shape == "square" else _fit(image, width)
        made.save(folder / f"{name}.webp", WEBP, quality=82, method=3)
        yield "picture", name, made.width, made.height


def _parse(recipe: str) -> tuple[str, str, int]:
    name, shape, width = recipe.split(":")
    return name, shape, int(width)


def _load(source: Path, largest: int) -> Image.Image:
    """Decode the first frame upright in sRGB; raises Unreadable."""
    Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image = Image.open(source, formats=FORMATS)
            if image.width * image.height > PIXEL_LIMIT:
                raise Unreadable("too_many_pixels")
            image.draft("RGB", (largest * 2, largest * 2))
            image.load()
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise Unreadable("too_many_pixels") from error
        except (OSError, SyntaxError, ValueError) as error:
            raise Unreadable("damaged") from error
    return _plain(ImageOps.exif_transpose(image))


def _plain(image: Image.Image) -> Image.Image:
    """Return RGB or RGBA pixels in sRGB that carry nothing else."""
    transparent = image.has_transparency_data
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        image = _to_srgb(image, profile)
    if image.mode.startswith(("I", "F")):
        image = image.point(lambda value: value / 256).convert("L")
    pixels = image.convert("RGBA" if transparent else "RGB")
    pixels.info.clear()
    return pixels


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    mode = "RGB" if image.mode == "CMYK" else image.mode
    try:
        made = ImageCms.profileToProfile(
            image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return made or image


def _fit(image: Image.Image, width: int) -> Image.Image:
    made = image.copy()
    made.thumbnail((width, min(width * 4, 16_000)), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return made


def _square(image: Image.Image, side: int) -> Image.Image:
    """Cut a square a little above the middle, where faces are, never drawn larger than it is."""
    side = min(side, *image.size)
    return ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS, centering=(0.5, 0.35))
