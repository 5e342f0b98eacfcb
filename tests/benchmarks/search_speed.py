"""Speed: build rate, time to find, p50 and p95 by class of query, size, memory: ours and, in the same run, peers.

python tests/benchmarks/search_speed.py --documents 100000 [--peers] [--postgresql ADDRESS] [--source FILE …]
Documents of about 600 characters are made of sentences of the sources (JSON lines with "text", or Markdown).
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.engines import Document, Engine, Ours, folder_size, open_engines, read_lines  # noqa: E402

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


def _timed(engine: Engine, asked: list[str], *, filtered: bool) -> list[float]:
    times = []
    for number, text in enumerate(asked):
        start = time.perf_counter()
        engine.search(text, 20, filtered=f"kind{number % 4}" if filtered else "", facets=filtered)
        times.append((time.perf_counter() - start) * 1000)
    return times


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def compare(engines: list[Engine], asked: dict[str, list[str]]) -> None:
    """The classes of query in turn, every engine one after the other within each, twice; the second time is told."""
    for filtered in (False, True):
        for kind, texts in asked.items():
            line = f"{kind + (' + filter + 4 facets' if filtered else ''):32}"
            for engine in engines:
                many = texts if engine.name in {"ours", "tantivy"} else texts[:20]
                _timed(engine, many, filtered=filtered)
                times = _timed(engine, many, filtered=filtered)
                line += f"  {engine.name} {_percentile(times, 0.5):.2f}/{_percentile(times, 0.95):.2f}"
            print(line, flush=True)


def publishing(ours: Ours, pool: list[str], rounds: int) -> None:
    """How long until a published document is found, while others search; the worst pause of those searches."""
    pauses: list[float] = []
    stop = threading.Event()
    asked = queries(pool, 50)["keywords"]

    def others() -> None:
        while not stop.is_set():
            pauses.extend(_timed(ours, asked[:5], filtered=True))

    thread = threading.Thread(target=others)
    thread.start()
    waits = []
    for number in range(rounds):
        name = f"独一无二{number}号工装XQ{number}Z"
        start = time.perf_counter()
        ours.add([Document(5_000_000 + number, pool[number % len(pool)] * 5, name)])
        assert ours.search(f"XQ{number}Z", 5)[0] == 5_000_000 + number
        waits.append((time.perf_counter() - start) * 1000)
    stop.set()
    thread.join()
    for name, values in (("publish to found", waits), ("searches meanwhile", pauses)):
        middle, most = _percentile(values, 0.5), _percentile(values, 0.99)
        print(f"{name} ms: p50 {middle:.1f}  p99 {most:.1f}  max {max(values):.0f}")


def main() -> None:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--publish", type=int, default=100)
    parser.add_argument("--peers", action="store_true", help="tantivy and the two of SQLite beside ours")
    parser.add_argument("--engine", nargs="+", default=[])
    parser.add_argument("--postgresql", default="")
    parser.add_argument("--source", type=Path, nargs="+", default=[ROOT / "content" / "library"])
    parser.add_argument("--lexicon", type=Path, default=ROOT / "search_index" / "lexicon")
    options = parser.parse_args()
    names = options.engine or (["ours", "tantivy", "fts5", "trigram", "postgresql"] if options.peers else ["ours"])
    pool = sentences(options.source)
    print(f"{options.documents} documents of {len(pool)} sentences")
    with tempfile.TemporaryDirectory() as folder:
        engines = open_engines(names, Path(folder), options.lexicon, options.postgresql)
        for engine in engines:
            start = time.perf_counter()
            engine.add(documents(options.documents, pool))
            rate = options.documents / (time.perf_counter() - start)
            place = Path(folder) / engine.name.replace(" ", "-")
            print(f"{engine.name:14}build {rate:.0f} documents/s  {folder_size(place) / 1e6:.0f} MB", flush=True)
        asked = queries(pool, options.queries)
        compare(engines, asked)
        ours = next((engine for engine in engines if isinstance(engine, Ours)), None)
        if ours is not None:
            plain = statistics.median(_timed(ours, asked["question"], filtered=True))
            ours.snippets = True
            _timed(ours, asked["question"], filtered=True)
            marked = statistics.median(_timed(ours, asked["question"], filtered=True))
            print(f"marking 20 hits adds {marked - plain:.2f} ms")
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"memory at most {memory:.0f} MB (build and all engines)")
            publishing(ours, pool, options.publish)


if __name__ == "__main__":
    main()
