"""Speed: build rate, time to find, p50 and p95 by class of query, size, memory: ours and, in the same run, peers.

python tests/benchmarks/search_speed.py --documents 100000 [--peers] [--engine NAME …] [--source FILE …]
Documents of about 600 characters are made of sentences of the sources (JSON lines with "text", or Markdown). The
engines take turns at every query, so that a busy machine slows all of them; "x" is the ratio to tantivy. PostgreSQL is
started for the run (tests/postgres.py).
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.engines import (  # noqa: E402
    ENGINES,
    Document,
    Engine,
    Ours,
    Postgres,
    folder_size,
    open_engines,
    read_lines,
)
from tests.postgres import cluster  # noqa: E402

QUICK = ("ours", "tantivy")
SLOW_QUERIES = 20  # so many are asked of the others, once

CODES = (
    "CK6140",
    "M12×1.5",
    "GB/T 1804-2000",
    "φ12H7",
    "6205-2RS",
    "20CrMnTi",
    "Ra3.2",
    "T68",
    "X5032",
    "HT250",
    "DN80",
)


def sentences(sources: list[Path]) -> list[str]:
    """All sentences of the sources."""
    texts: list[str] = []
    for path in sources:
        files = sorted(path.rglob("*.md")) if path.is_dir() else [path]
        for file in files:
            rows = read_lines(file) if file.suffix == ".jsonl" else [{"text": file.read_text(encoding="utf-8")}]
            texts.extend(row["text"] for row in rows)
    return [part for text in texts for part in re.split(r"(?<=[。！？\n])", text) if 8 < len(part) < 200]


def documents(count: int, pool: list[str], seed: int = 1) -> Iterator[Document]:
    """So many documents of about 600 characters."""
    chance = random.Random(seed)
    for number in range(count):
        text, code = "", chance.choice(CODES) + str(chance.randrange(1000)) if number % 3 == 0 else ""
        while len(text) < 600:
            text += chance.choice(pool)
        facets = (
            f"kind{chance.choice([0, 0, 1, 2, 3])}",
            f"industry{int(chance.expovariate(0.3)) % 12}",
            str(chance.randrange(1990, 2026)),
            f"region{chance.randrange(31)}",
        )
        yield Document(number + seed * 1_000_000, text + code, chance.choice(pool)[:20], facets)


def queries(pool: list[str], count: int) -> dict[str, list[str]]:
    """So many queries of each class."""
    chance = random.Random(9)
    words = [word for part in pool for word in re.findall(r"[\u4e00-\u9fff]{4,}", part)]

    def piece(size: int) -> str:
        word: str = chance.choice(words)
        place = chance.randrange(len(word) - size + 1)
        return word[place : place + size]

    return {
        "word": [piece(2) for _ in range(count)],
        "keywords": [" ".join(piece(chance.choice((2, 3, 4))) for _ in range(3)) for _ in range(count)],
        "question": [re.sub(r"\s", "", chance.choice(pool))[:22] + "是什么" for _ in range(count)],
        "part number": [chance.choice(CODES) + str(chance.randrange(1000)) for _ in range(count)],
    }


@dataclass(frozen=True, slots=True)
class Variant:
    """How a class of queries is asked."""

    name: str
    filtered: bool = False
    marked: bool = False


VARIANTS = (
    Variant("plain"),
    Variant("filter + 4 facets", filtered=True),
    Variant("filter + 4 facets + marks", filtered=True, marked=True),
)


def _timed(engine: Engine, number: int, text: str, variant: Variant) -> float:
    if isinstance(engine, Ours):
        engine.snippets = variant.marked
    start = time.perf_counter()
    engine.search(text, 20, filtered=f"kind{number % 4}" if variant.filtered else "", facets=variant.filtered)
    return (time.perf_counter() - start) * 1000


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def compare(engines: list[Engine], asked: dict[str, list[str]]) -> None:
    """The classes of query in turn, all engines one after the other at each query, twice; the second time is told.

    An engine that finds nothing is quick: whoever finds less than half of what another finds is not measured.
    """
    found = {engine.name: sum(bool(engine.search(text, 20)) for text in asked["keywords"]) for engine in engines}
    print("keyword queries that find something:", found)
    if min(found.values()) * 2 < max(found.values()):
        raise SystemExit("an engine does not find what the others find")
    for variant in VARIANTS:
        for kind, texts in asked.items():
            times: dict[str, list[float]] = {engine.name: [] for engine in engines}
            for turn in (1, 2):
                for number, text in enumerate(texts):
                    for engine in engines:
                        quick = engine.name in QUICK
                        if (quick or (number < SLOW_QUERIES and turn == 2)) and (quick or not variant.marked):
                            took = _timed(engine, number, text, variant)
                            if turn == 2:
                                times[engine.name].append(took)
            print(f"{kind}, {variant.name}".ljust(40) + _line(times), flush=True)


def _line(times: dict[str, list[float]]) -> str:
    figures = {name: (_percentile(values, 0.5), _percentile(values, 0.95)) for name, values in times.items() if values}
    parts = [f"{name} {p50:.2f}/{p95:.2f}" for name, (p50, p95) in figures.items()]
    if {"ours", "tantivy"} <= set(figures):
        ratios = [own / other for own, other in zip(figures["ours"], figures["tantivy"], strict=True)]
        parts.append("x {:.2f}/{:.2f}".format(*ratios))
    return "  ".join(parts)


class Others:
    """Somebody else who searches all the time, and how long each of those searches took."""

    def __init__(self, ours: Ours, asked: list[str]) -> None:
        self.times: list[float] = []
        self._ours, self._asked = ours, asked
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._search)

    def _search(self) -> None:
        while not self._stop.is_set():
            for number, text in enumerate(self._asked):
                self.times.append(_timed(self._ours, number, text, VARIANTS[1]))

    def __enter__(self) -> Others:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def _told(name: str, times: list[float]) -> None:
    middle, most = _percentile(times, 0.5), _percentile(times, 0.99)
    print(f"{name} ms: p50 {middle:.1f}  p99 {most:.1f}  max {max(times):.0f}", flush=True)


def publishing(ours: Ours, pool: list[str], asked: list[str], rounds: int) -> None:
    """How long until a published document is found, while others search; the worst pause of those searches."""
    waits = []
    with Others(ours, asked) as others:
        for number in range(rounds):
            name = f"独一无二{number}号工装XQ{number}Z"
            start = time.perf_counter()
            ours.add([Document(5_000_000 + number, pool[number % len(pool)] * 5, name)])
            while 5_000_000 + number not in ours.search(f"XQ{number}Z", 5):
                time.sleep(0.001)
            waits.append((time.perf_counter() - start) * 1000)
    _told("publish to found", waits)
    _told("searches meanwhile", others.times)


def merging(ours: Ours, pool: list[str], asked: list[str], batches: int) -> None:
    """The worst pause of a search while batches of thousands are written and large segments are merged."""
    with Others(ours, asked) as others:
        start = time.perf_counter()
        for number in range(batches):
            ours.add(documents(2_000, pool, seed=1000 + number))
        took = time.perf_counter() - start
    print(f"{batches} batches of 2000 documents in {took:.0f} s")
    _told("searches while merging", others.times)


def memory_of(folder: Path, options: argparse.Namespace) -> str:
    """The memory of a process that only serves: Python, analysis, index, after all queries."""
    command = [sys.executable, "-W", "ignore", __file__, "--serve", str(folder), "--queries", str(options.queries)]
    command += ["--lexicon", str(options.lexicon), "--source", *map(str, options.source)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def serve(folder: Path, options: argparse.Namespace) -> None:
    """Ask everything of an index that is there already, and say how much memory the process has."""
    ours = Ours(folder, options.lexicon)
    ours.snippets = True
    for kind in queries(sentences(options.source), options.queries).values():
        for number, text in enumerate(kind):
            ours.search(text, 20, filtered=f"kind{number % 4}", facets=True)
    lines = Path("/proc/self/status").read_text().splitlines()
    status = dict(line.split(":", 1) for line in lines)
    print("  ".join(f"{name} {int(status[name].split()[0]) / 1024:.0f} MB" for name in ("VmRSS", "VmHWM")))


def main() -> None:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--publish", type=int, default=100)
    parser.add_argument("--batches", type=int, default=8)
    parser.add_argument("--peers", action="store_true", help="tantivy, the two of SQLite and PostgreSQL beside ours")
    parser.add_argument("--engine", nargs="+", default=[])
    parser.add_argument("--source", type=Path, nargs="+", default=[ROOT / "content" / "library"])
    parser.add_argument("--lexicon", type=Path, default=ROOT / "search_index" / "lexicon")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options)
        return
    names = options.engine or (list(ENGINES) if options.peers else ["ours"])
    pool = sentences(options.source)
    print(f"{options.documents} documents of {len(pool)} sentences")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = stack.enter_context(cluster()) if "postgresql" in names else ""
        engines = open_engines(names, folder, options.lexicon, address.replace("+psycopg", ""))
        for engine in engines:
            build(engine, folder, documents(options.documents, pool), options.documents)
        asked = queries(pool, options.queries)
        compare(engines, asked)
        for ours in (engine for engine in engines if isinstance(engine, Ours)):
            print(f"a process that serves: {memory_of(folder, options)}")
            publishing(ours, pool, asked["keywords"], options.publish)
            merging(ours, pool, asked["keywords"], options.batches)


def build(engine: Engine, folder: Path, made: Iterator[Document], count: int) -> None:
    """Add all documents and say how quickly, and how large the index is."""
    start = time.perf_counter()
    engine.add(made)
    rate = count / (time.perf_counter() - start)
    if isinstance(engine, Ours) and engine.site.count() != count:
        raise SystemExit(f"{engine.site.count()} of {count} documents are in the index: nothing to measure")
    size = engine.size() if isinstance(engine, Postgres) else folder_size(folder / engine.name.replace(" ", "-"))
    print(f"{engine.name:14}build {rate:.0f} documents/s  {size / 1e6:.0f} MB", flush=True)


if __name__ == "__main__":
    main()
