"""Has things printed by the limited child process, and says in plain codes why that cannot be."""

from __future__ import annotations

import json
import logging
import shutil
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import cffi

from webapp.base.files.refusals import ExtractionFailed, NoSpace
from webapp.base.files.sandbox import ask_child
from webapp.base.files.store import FileStore
from webapp.exhibitions.makers import CannotMake, MadeFile, Progress

MODULE = "webapp.exhibitions.paper.child"
WALL_SECONDS = 400.0
LIBRARIES = (
    ("libgobject-2.0.so.0", "libgobject-2.0-0.dll", "libgobject-2.0.0.dylib"),
    ("libpango-1.0.so.0", "libpango-1.0-0.dll", "libpango-1.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0.dll", "libpangoft2-1.0.dylib"),
    ("libfontconfig.so.1", "libfontconfig-1.dll", "libfontconfig.1.dylib"),
    ("libharfbuzz.so.0", "libharfbuzz-0.dll", "libharfbuzz.0.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset-0.dll", "libharfbuzz-subset.0.dylib"),
)
log = logging.getLogger(__name__)
_TURN = threading.BoundedSemaphore(1)


@lru_cache(maxsize=1)
def can_print() -> bool:
    """Whether the libraries that draw text are on this machine; asked once, so installing them needs a new start."""
    ffi = cffi.FFI()
    return all(any(_opens(ffi, name) for name in names) for names in LIBRARIES)


def print_paper(data: Mapping[str, Any], files: FileStore, name: str, progress: Progress) -> MadeFile:
    """The PDF of gathered data. Raises CannotMake when it cannot be had, FileRefused when the child was stopped."""
    if not data["halls"]:
        raise CannotMake("empty")
    if not can_print():
        raise CannotMake("no_pango")
    with files.scratch() as folder:
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        rows = _asked(folder, files, progress)
        for row in rows:
            if row[0] == "fault":
                raise CannotMake(str(row[1]))
        report = tuple((str(row[1]), str(row[2]), str(row[3])) for row in rows if row[0] == "report")
        path = files.unfinished("print-")
        shutil.move(folder / "made.pdf", path)
    progress(data["count"], data["count"])
    return MadeFile(path, name, "application/pdf", report)


def _asked(folder: Path, files: FileStore, progress: Progress) -> list[list[Any]]:
    """What the child answered; what troubled it goes to the log."""

    def watch() -> None:
        _tell(folder / "progress", progress)

    try:
        return ask_child("print", folder, wall_seconds=WALL_SECONDS, module=MODULE, turn=_TURN, watch=watch)
    except ExtractionFailed:
        trouble = folder / "trouble"
        if trouble.is_file():
            log.warning("a print failed: %s", trouble.read_text("utf-8"))
        if files.is_full:
            raise NoSpace from None
        raise


def _tell(path: Path, progress: Progress) -> None:
    try:
        done, total = path.read_text("utf-8").split()
    except (OSError, ValueError):  # not written yet, or being written
        return
    progress(min(int(done), int(total)), int(total))


def _opens(ffi: Any, name: str) -> bool:
    try:
        ffi.dlopen(name)
    except OSError:
        return False
    return True
