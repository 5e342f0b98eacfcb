"""Time and memory of printing an exhibition of 200 items, each kind: ``python -m tests.benchmarks.exhibition_paper``.

``--count 40`` for a smaller one, ``--keep FOLDER`` to look at the files, ``--kind catalogue`` for one kind alone,
``--codes`` to decode every QR code of what was printed. The items are made of the library's own documents, with long
titles and captions among them, and a drawn picture for two of three. A kind is too much when it takes more seconds by
the clock or more memory than it may; on a busy machine look at the time at work beside it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from PIL import Image, ImageDraw

from tests.exhibitions.codes import codes_expected, codes_of
from tests.exhibitions.sheets import sheet_data
from webapp.base.files.store import FileStore
from webapp.exhibitions.paper.pages import TEMPLATES
from webapp.exhibitions.paper.press import print_paper

SECONDS, MEGABYTES = 60, 500


def main() -> int:
    """Print every kind and say what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--kind", choices=tuple(TEMPLATES))
    parser.add_argument("--language", default="zh")
    parser.add_argument("--codes", action="store_true")
    asked = parser.parse_args()
    kinds = [asked.kind] if asked.kind else list(TEMPLATES)
    with tempfile.TemporaryDirectory() as room:
        pictures = drawn(Path(room), 24)
        # A process for each kind, so that the memory measured is that of this kind and of no other.
        with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
            good = [pool.apply(measured, (kind, asked, pictures, Path(room) / "files")) for kind in kinds]
    return 0 if all(good) else 1


def measured(kind: str, asked: argparse.Namespace, pictures: list[dict[str, str]], store: Path) -> bool:
    """Print one kind; whether it stayed within its bounds and every code leads where it must."""
    data = sheet_data(kind, asked.count, pictures, asked.language)
    begun = time.monotonic()
    made = print_paper(data, FileStore(store), f"{kind}.pdf", lambda done, total: None)
    seconds, children = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    memory = children.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    good = seconds < SECONDS and memory < MEGABYTES
    print(
        f"{kind:12} {asked.count} items {seconds:6.1f} s ({children.ru_utime + children.ru_stime:.1f} s at work) "
        f"{memory:5.0f} MB  {made.path.stat().st_size / 1e6:.1f} MB file  "
        f"{len(made.report)} shortened or left out  {'ok' if good else 'TOO MUCH'}",
        flush=True,
    )
    if asked.codes:
        good &= said(codes_of(made.path, kind), codes_expected(data))
    if asked.keep:
        asked.keep.mkdir(exist_ok=True)
        (asked.keep / f"{kind}.json").write_text(json.dumps(made.report, ensure_ascii=False), "utf-8")
        made.path.replace(asked.keep / f"{kind}.pdf")
    return good


def said(found: list[str], expected: list[str]) -> bool:
    """Print how many codes were read as they should be, and which were not."""
    right = (Counter(found) & Counter(expected)).total()
    print(f"{'':12} codes {right} of {len(expected)}", flush=True)
    for address in sorted((Counter(found) - Counter(expected)).elements()):
        print(f"{'':12} not expected: {address}")
    for address in sorted((Counter(expected) - Counter(found)).elements()):
        print(f"{'':12} not found: {address}")
    return Counter(found) == Counter(expected)


def drawn(room: Path, count: int) -> list[dict[str, str]]:
    """Pictures as photographs are: large, with detail."""
    made = []
    for number in range(count):
        path = room / f"picture-{number}.jpg"
        noise = Image.effect_noise((640, 480), 60).resize((2400, 1800))
        tint = Image.new("RGB", noise.size, ((number * 53) % 200 + 30, (number * 91) % 160 + 60, 120))
        picture = Image.blend(tint, noise.convert("RGB"), 0.35)
        pen = ImageDraw.Draw(picture)
        pen.ellipse((600, 300, 1800, 1500), outline="white", width=30)
        picture.save(path, "JPEG", quality=90)
        made.append(
            {
                "sha256": f"{number:064x}",
                "path": str(path),
                "alt": "工装照片：装夹现场",
                "key": f"p{number}",
                "is_own": "1",
            }
        )
    return made


if __name__ == "__main__":
    sys.exit(main())
