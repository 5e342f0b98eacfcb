"""Twenty Word files with what people really use: how long each takes to read in its own process, and what was lost.

``python -m tests.benchmarks.import_word [FOLDER]`` also takes a folder of one's own files.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.importing.accounts import lost
from tests.importing.word_files import make_all
from webapp.base.files.store import FileStore
from webapp.documents.content import Kind
from webapp.importing.choices import Choices
from webapp.importing.files_read import read_file, reading_in, stem_of
from webapp.importing.mapping import map_reading

SEPARATORS = set("、；，：.")


def main(arguments: list[str]) -> int:
    """Read them all, print a line each, and fail when a character is missing without a line in the report."""
    with tempfile.TemporaryDirectory() as place:
        paths = sorted(Path(arguments[0]).glob("*.docx")) if arguments else _made(Path(place) / "files")
        store = FileStore(Path(place) / "store")
        total, bad = 0.0, 0
        for path in paths:
            began = time.monotonic()
            read = read_file(store, path, path.name, {})
            took = time.monotonic() - began
            total += took
            reading = reading_in(read.body)
            assert reading is not None
            mapped = map_reading(reading, Choices(), stem_of(path.name), Kind.INNOVATION, {})
            missing = {sign: count for sign, count in lost(path, mapped).items() if sign not in SEPARATORS}
            bad += bool(missing)
            size = path.stat().st_size / 1024
            told = f"{len(read.pictures)} pictures, {len(mapped.report)} lines in the report"
            print(f"{took:6.2f} s {size:7.0f} KB  {path.name}: {told}, lost without a line: {missing or 'nothing'}")
        print(f"{len(paths)} files in {total:.1f} s, {bad} of them lost something")
    return 1 if bad else 0


def _made(folder: Path) -> list[Path]:
    folder.mkdir()
    return make_all(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
