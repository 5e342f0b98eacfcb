"""Retrieval quality: every question must find its own paragraph. Prints MRR@10, Recall@1 and Recall@10.

python tests/benchmarks/search_quality.py --documents paragraphs.jsonl --questions questions.jsonl
    [--engine ours tantivy fts5 trigram postgresql] [--script simplified|traditional] [--expand]
Documents: {"id": 1, "text": "…"} a line, with an optional "title"; questions: {"question": "…", "paragraph": 1}.
PostgreSQL is started for the run (tests/postgres.py).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import opencc

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.engines import ENGINES, Document, Engine, open_engines, read_lines  # noqa: E402
from tests.postgres import cluster  # noqa: E402


def measure(engine: Engine, questions: list[tuple[str, int]]) -> str:
    """One line of figures."""
    reciprocal = first = ten = 0.0
    start = time.perf_counter()
    for question, paragraph in questions:
        found = engine.search(question, 10)
        rank = found.index(paragraph) + 1 if paragraph in found else 0
        reciprocal += 1 / rank if rank else 0
        first += rank == 1
        ten += rank > 0
    took = (time.perf_counter() - start) / len(questions) * 1000
    figures = (each / len(questions) for each in (reciprocal, first, ten))
    return "MRR@10 {:.4f}  Recall@1 {:.4f}  Recall@10 {:.4f}".format(*figures) + f"  {took:.2f} ms a question"


def main() -> None:
    """Index, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--engine", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--lexicon", type=Path, default=ROOT / "search_index" / "lexicon")
    parser.add_argument("--script", choices=("as-is", "simplified", "traditional"), default="as-is")
    parser.add_argument("--expand", action="store_true", help="with synonyms and sound, as on the result page")
    options = parser.parse_args()
    rows = read_lines(options.documents)
    numbers = {row["id"]: number for number, row in enumerate(rows)}
    documents = [Document(number, row["text"], row.get("title", "")) for number, row in enumerate(rows)]
    convert: dict[str, Callable[[str], str]] = {
        "as-is": str,
        "simplified": opencc.OpenCC("t2s").convert,
        "traditional": opencc.OpenCC("s2t").convert,
    }
    asked = [
        (convert[options.script](row["question"]), numbers[row["paragraph"]]) for row in read_lines(options.questions)
    ]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = stack.enter_context(cluster()) if "postgresql" in options.engine else ""
        for engine in open_engines(options.engine, folder, options.lexicon, address.replace("+psycopg", "")):
            if engine.name == "ours":
                engine.exact = not options.expand  # type: ignore[attr-defined]
            engine.add(documents)
            print(f"{engine.name:14}{measure(engine, asked)}", flush=True)


if __name__ == "__main__":
    main()
