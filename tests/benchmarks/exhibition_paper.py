"""Time and memory of printing an exhibition of 200 items, each kind: ``python -m tests.benchmarks.exhibition_paper``.

``--count 40`` for a smaller one, ``--keep FOLDER`` to look at the files, ``--kind catalogue`` for one kind alone,
``--codes`` to decode every QR code of what was printed. The items are made of the library's own documents, with long
titles and captions among them, and a drawn picture for two of three.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image, ImageDraw

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
    failed = False
    with tempfile.TemporaryDirectory() as room:
        pictures = drawn(Path(room), 24)
        files = FileStore(Path(room) / "files")
        for kind in [asked.kind] if asked.kind else list(TEMPLATES):
            data = sheet_data(kind, asked.count, pictures, asked.language)
            begun, before, worked = time.monotonic(), largest_child(), processor_time()
            made = print_paper(data, files, f"{kind}.pdf", lambda done, total: None)
            seconds, memory = time.monotonic() - begun, largest_child()
            size = made.path.stat().st_size / 1e6
            worked = processor_time() - worked
            good = min(seconds, worked) < SECONDS and memory < MEGABYTES
            failed |= not good
            note = "" if memory > before else " (at most; an earlier kind took more)"
            print(
                f"{kind:12} {asked.count} items {seconds:6.1f} s ({worked:.1f} s at work) {memory:5.0f} MB{note}  "
                f"{size:.1f} MB file  {len(made.report)} shortened or left out  {'ok' if good else 'TOO MUCH'}"
            )
            if asked.keep:
                asked.keep.mkdir(exist_ok=True)
                (asked.keep / f"{kind}.json").write_text(json.dumps(made.report, ensure_ascii=False), "utf-8")
                made.path.rename(asked.keep / f"{kind}.pdf")
    return 1 if failed else 0


def largest_child() -> float:
    """The memory of the largest child process so far, in MB."""
    amount = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return amount / (1e6 if sys.platform == "darwin" else 1e3)


def processor_time() -> float:
    """The processor time of all children so far, in seconds: what is left of the time on a busy machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
