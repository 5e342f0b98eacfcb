"""The limited process in which foreign files are read: ``python -m webapp.base.files.child JOB SOURCE ARGUMENTS``.

It limits itself before the file is opened, answers with one JSON list per line on its output and ends with
``["end", truncated]`` or ``["refused", reason]``. Libraries are imported only by the job that needs them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from webapp.base.files.limits import OUTPUT_BYTES, SOFT_CPU_SECONDS, Unreadable, limit_self

Jobs = Mapping[str, Callable[..., None]]


class Answer:
    """Lines written to the output, never more than the limit."""

    def __init__(self) -> None:
        self.left = OUTPUT_BYTES
        self.truncated = False

    def write(self, *fields: object) -> bool:
        """Write one line if there is room and tell whether there was."""
        line = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"
        if len(line) > self.left:
            self.truncated = True
            return False
        self.left -= len(line)
        sys.stdout.buffer.write(line)
        return True

    def write_passage(self, place: str, text: str) -> bool:
        """Write one passage without control characters, its beginning if there is not room for all."""
        text = tidy(text)
        if not text or self.write("passage", place, text):
            return True
        part = text[: max(0, (self.left - len(place.encode()) - 64) // 6)]
        if part:
            self.write("passage", place, part)
        return False


_CONTROLS = dict.fromkeys((*range(32), *range(127, 160), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), " ")
_CONTROLS |= {10: "\n", 9: "\t"}


def tidy(text: str) -> str:
    """Return the text without control characters and surrogates, with plain line ends and no empty edges."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def _passages(kind: str, source: Path) -> Iterator[tuple[str, str]]:
    if kind == "pdf":
        from webapp.base.files.pdf_reader import read_pages

        return read_pages(source)
    if kind in ("xlsx", "xls"):
        from webapp.base.files.sheet_reader import read_sheets

        return read_sheets(source)
    from webapp.base.files.office_reader import read_office

    return read_office(source, OUTPUT_BYTES)


def _text(answer: Answer, source: Path, kind: str) -> None:
    for place, text in _passages(kind, source):
        if not answer.write_passage(place, text):
            return


def _pages(answer: Answer, source: Path, folder: str, width: str, count: str, thumbnail: str) -> None:
    from webapp.base.files.pdf_reader import draw_pages

    for row in draw_pages(source, Path(folder), int(width), int(count), int(thumbnail), SOFT_CPU_SECONDS):
        answer.write(*row)


def _pictures(answer: Answer, source: Path, folder: str, *recipes: str) -> None:
    from webapp.base.files.drawing import draw

    for row in draw(source, Path(folder), recipes):
        answer.write(*row)


def _findings(answer: Answer, source: Path, kind: str) -> None:
    from webapp.base.files.noticing import notice

    for code, detail in notice(source, kind):
        answer.write("finding", code, tidy(detail)[:1000])


def _clean(_answer: Answer, source: Path, kind: str, target: str) -> None:
    from webapp.base.files.noticing import write_clean

    write_clean(source, kind, Path(target))


_JOBS: Jobs = {"text": _text, "pages": _pages, "pictures": _pictures, "findings": _findings, "clean": _clean}


def run(job: str, source: str, *arguments: str, jobs: Jobs = _JOBS) -> None:
    """Do one job of these and answer. A part may run jobs of its own from a module like this one."""
    answer = Answer()
    try:
        jobs[job](answer, Path(source), *arguments)
    except Unreadable as refusal:
        last: tuple[object, ...] = ("refused", str(refusal))
    except MemoryError:
        last = ("refused", "too_much_memory")
    except Exception:
        last = ("refused", "damaged")
    else:
        last = ("end", answer.truncated)
    sys.stdout.buffer.write(json.dumps(last).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    limit_self()
    run(*sys.argv[1:])
