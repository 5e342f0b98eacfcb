"""Jobs of the limited child process: filling a Word template, and seeing whether a template can be filled."""

from __future__ import annotations

import json
from pathlib import Path

from webapp.base.files.child import Answer, Jobs, run
from webapp.base.files.limits import limit_self


def _fill(answer: Answer, template: Path, values: str, target: str) -> None:
    from webapp.filings.word import fill_template

    fill_template(template, json.loads(Path(values).read_text("utf-8")), Path(target))
    answer.write("filled")


def _check(answer: Answer, template: Path) -> None:
    from webapp.filings.word import placeholders

    answer.write("placeholders", *sorted(placeholders(template)))


JOBS: Jobs = {"fill": _fill, "check": _check}


if __name__ == "__main__":
    import sys

    limit_self()
    run(*sys.argv[1:], jobs=JOBS)
