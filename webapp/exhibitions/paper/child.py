"""The limited process that prints: ``python -m webapp.exhibitions.paper.child print FOLDER``.

It reads ``data.json`` from the folder and leaves ``made.pdf`` there. How far it is stands in ``progress``. It asks no
network: only the pictures named in the data and the program's own styles are given to the layout.
"""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path
from typing import Any

from webapp.base.files.child import Answer, Jobs, run
from webapp.base.files.limits import limit_self

MEMORY_BYTES = 2 << 30
CPU_SECONDS = 300
FILE_BYTES = 1 << 30


def _print(answer: Answer, folder: Path) -> None:
    try:
        from webapp.exhibitions.paper.printing import Faulty, print_to
    except OSError:
        answer.write("fault", "no_pango")
        return
    data: dict[str, Any] = json.loads((folder / "data.json").read_text("utf-8"))
    try:
        for row in print_to(data, folder):
            answer.write("report", *row)
    except Faulty as fault:
        answer.write("fault", str(fault))
    except Exception:
        (folder / "trouble").write_text(traceback.format_exc(), "utf-8")
        raise


JOBS: Jobs = {"print": _print}

if __name__ == "__main__":
    limit_self(MEMORY_BYTES, CPU_SECONDS, FILE_BYTES)
    run(*sys.argv[1:], jobs=JOBS)
