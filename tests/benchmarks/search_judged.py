"""Judged queries: MRR@10 and hit@5 by type, over a folder of Markdown documents with YAML front matter.

python tests/benchmarks/search_judged.py --documents FOLDER --queries queries.jsonl [--lexicon FOLDER] [--misses]
Each query is one JSON object a line: query, type, relevant (names of files).
"""

from __future__ import annotations

import argparse
import collections
import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from webapp.search.entry import PUBLIC, Entry, Passage  # noqa: E402
from webapp.search.request import Request  # noqa: E402
from webapp.search.site import SearchSite  # noqa: E402

_METHOD, _STEPS = {"方法要点"}, {"操作步骤"}


def read_entry(number: int, path: Path) -> Entry:
    """The entry of a document in a file."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    facts: dict[str, Any] = yaml.safe_load(front)
    parts = re.split(r"^## (.+)$", body, flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    people = [person["name"] for person in facts.get("people") or []]
    people += [facts[name] for name in ("organisation", "studio") if facts.get(name)]
    other = [str(facts.get(name) or "") for name in ("summary", "industry", "trade", "region")]
    rows = [row for name in ("patents", "metrics", "awards", "adoptions") for row in facts.get(name) or []]
    other.extend(" ".join(str(value) for value in row.values() if value) for row in rows)
    return Entry(
        "document",
        number,
        PUBLIC,
        facts["title"],
        keywords=tuple(map(str, facts.get("keywords") or [])),
        people=tuple(people),
        method=tuple(Passage(name, text) for name, text in sections.items() if name in _METHOD),
        steps=tuple(Passage(name, text) for name, text in sections.items() if name in _STEPS),
        body=(
            *(Passage(name, text) for name, text in sections.items() if name not in _METHOD | _STEPS),
            *(Passage("facts", text) for text in other if text),
        ),
        facets={"kind": (facts["kind"],)},
    )


def main() -> None:
    """Index, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, required=True)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--lexicon", type=Path, default=ROOT / "search_index" / "lexicon")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    paths = sorted(options.documents.glob("*.md"))
    with tempfile.TemporaryDirectory() as folder:
        site = SearchSite(Path(folder) / "index", options.lexicon)
        site.apply([read_entry(n, path) for n, path in enumerate(paths, 1)], [], position=1, epoch="benchmark")
        figures: dict[str, list[tuple[float, bool]]] = collections.defaultdict(list)
        for line in options.queries.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            results = site.search(Request(row["query"], None, limit=10))
            names = [paths[hit.key.id - 1].name for hit in results.hits]
            rank = next((place for place, name in enumerate(names, 1) if name in row["relevant"]), 0)
            for kind in (row["type"], "all"):
                figures[kind].append((1 / rank if rank else 0.0, 0 < rank <= 5))
            if options.misses and rank != 1:
                print(row["type"], row["query"], "rank", rank, "wanted", row["relevant"][0], "got", names[:2])
                print("    ", results.expansions, results.dropped)
    for kind, rows in sorted(figures.items()):
        mrr = sum(row[0] for row in rows) / len(rows)
        print(f"{kind:10} n {len(rows):4}  MRR@10 {mrr:.3f}  hit@5 {sum(row[1] for row in rows) / len(rows):.3f}")


if __name__ == "__main__":
    main()
