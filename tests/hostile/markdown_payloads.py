"""Run public payload lists through the renderer: ``python -m tests.hostile.markdown_payloads FOLDER``.

The folder holds ``xss-payloads.txt`` (a payload a line) and ``naughty-strings.json``. Prints the counts; ends with 1
when anything in any output is alive, when an output is not a fixed point of the sanitiser, or when rendering failed.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from multiprocessing import get_context
from pathlib import Path

from tests.hostile.html_judge import dangers
from tests.hostile.markdown_contexts import CONTEXTS, documents
from webapp.base.markdown import Renderer, TooComplex, sanitize, section_prefix

_PROCESSES = 2


def main(folder: Path) -> int:
    """Judge every payload in every context and print what was found; the exit code."""
    payloads = folder.joinpath("xss-payloads.txt").read_text(encoding="utf-8", errors="replace").split("\n")
    strings = json.loads(folder.joinpath("naughty-strings.json").read_text(encoding="utf-8"))
    alive = 0
    for title, texts in (("script payloads", [line for line in payloads if line]), ("naughty strings", strings)):
        counts = _judged(texts)
        alive += counts["alive"]
        print(
            f"{title}: {len(texts)} x {len(CONTEXTS)} contexts = {counts['outputs']} outputs,"
            f" alive {counts['alive']}, too complex {counts['too complex']}"
        )
    return 1 if alive else 0


def _judged(texts: list[str]) -> Counter[str]:
    total: Counter[str] = Counter()
    with get_context("spawn").Pool(_PROCESSES) as pool:
        for counts, reports in pool.imap_unordered(_judge, texts, chunksize=50):
            total += counts
            for report in reports[:3]:
                print(report)
    return total


_renderer = Renderer()


def _judge(payload: str) -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter()
    reports: list[str] = []
    for context, text in documents(payload).items():
        try:
            html = _renderer.render(text, name="x")
        except TooComplex:
            counts["too complex"] += 1
            continue
        counts["outputs"] += 1
        found = dangers(html)
        if sanitize(html, id_prefix=section_prefix("x")) != html:
            found.append("not a fixed point")
        if found:
            counts["alive"] += 1
            reports.append(f"ALIVE in {context}: {payload!r}: {', '.join(found[:3])}")
    return counts, reports


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
