"""Pictures that look like photographs of workshops, for items that have none of their own."""

from __future__ import annotations

import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1600, 1200)
WALLS = ((38, 62, 84), (58, 84, 70), (92, 70, 48), (74, 58, 78), (52, 76, 96), (96, 84, 60))


def draw_pictures(folder: Path, count: int, size: tuple[int, int] = SIZE) -> list[Path]:
    """So many pictures in this folder, each different."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number in range(count):
        path = folder / f"现场-{number + 1}.jpg"
        workshop(number, size).save(path, "JPEG", quality=86)
        made.append(path)
    return made


def workshop(number: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """A workpiece under a lamp, on a bench, before a wall."""
    chance = random.Random(number)
    width, height = size
    wall = WALLS[number % len(WALLS)]
    image = Image.new("RGB", size, wall)
    draw = ImageDraw.Draw(image)
    for place in range(0, width, width // 12):
        draw.line((place, 0, place, height), fill=tuple(each + 8 for each in wall), width=6)
    draw.rectangle((0, height * 0.72, width, height), fill=(104, 98, 90))
    draw.rectangle((0, height * 0.72, width, height * 0.735), fill=(150, 144, 134))
    left, top, reach = width * 0.22, height * 0.28, height * 0.46
    for ring in range(chance.randint(4, 7)):
        inset, grey = ring * reach / 13, 210 - ring * 22
        draw.ellipse(
            (left + inset, top + inset, left + reach - inset, top + reach - inset), fill=(grey, grey, grey + 6)
        )
    for _bolt in range(chance.randint(3, 6)):
        x, y = width * chance.uniform(0.56, 0.86), height * chance.uniform(0.4, 0.66)
        draw.rectangle((x, y, x + width * 0.07, height * 0.72), fill=(172, 128 + chance.randint(0, 40), 84))
    glow = Image.new("L", size, 0)
    ImageDraw.Draw(glow).ellipse((width * 0.05, -height * 0.3, width * 0.8, height * 0.9), fill=120)
    lit = Image.composite(Image.new("RGB", size, (255, 240, 206)), image, glow.filter(ImageFilter.GaussianBlur(160)))
    noise = Image.effect_noise((width // 2, height // 2), 28).resize(size).convert("RGB")
    return Image.blend(lit, noise, 0.1)
