"""The limited process that reads Word files and Excel lists: ``python -m webapp.importing.child JOB SOURCE …``."""

from __future__ import annotations

import sys
from pathlib import Path

from webapp.base.files.child import Answer, Jobs, run
from webapp.base.files.limits import Unreadable, limit_self


def _word(answer: Answer, source: Path, folder: str) -> None:
    from webapp.importing.reading import to_data
    from webapp.importing.word.reader import read_word
    from webapp.importing.word.saving import draw_small

    reading = read_word(source, Path(folder))
    if not answer.write("reading", to_data(reading)):
        raise Unreadable("too_large")
    draw_small(Path(folder), reading.pictures)


def _sheet(answer: Answer, source: Path, kind: str, folder: str) -> None:
    from webapp.importing.sheet.rows import write_rows

    answer.write("rows", write_rows(source, kind, Path(folder)))


JOBS: Jobs = {"word": _word, "sheet": _sheet}

if __name__ == "__main__":
    limit_self()
    run(*sys.argv[1:], jobs=JOBS)
