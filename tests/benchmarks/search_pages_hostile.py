"""Hostile addresses against every page of the search: none may fail, and none may be slow.

``python -m tests.benchmarks.search_pages_hostile --inputs 2000`` makes a small archive in a folder of its own, asks
every page with texts and arguments made from a seed, and prints the statuses and the slowest ones.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

from tests.browser.serving import opened, prepare

SIGNS = '"“”「」『』-－−*?()[]{}\\/|&^~:;,.%_<>=#+!@$\x00\x1b\u200b\u202e\ud7ff\ufeff\U0002ee00𠮷é̈ß①½㎜×±φ°'
WORDS = (
    "钻模",
    "焊接",
    "zuanmu",
    "M12×1.5",
    "GB/T 1804",
    "鑽模",
    "ＣＫ６１４０",
    "title:",
    "NOT",
    "OR",
    "visibility:internal",
    "../..",
)
ADDRESSES = ("/search", "/search/suggestions", "/search/completions", "/search/advanced", "/api/v1/search")
NAMES = (
    *("tab", "sort", "page", "exact", "kind", "industry", "year", "studio", "honour", "patent", "go"),
    *("in_title", "in_people", "in_keywords", "phrase", "without", "words", "limit", "offset"),
)


def hostile_text(chance: random.Random) -> str:
    """A text nobody types by accident."""
    pieces = [
        chance.choice(WORDS) if chance.random() < 0.4 else "".join(chance.choices(SIGNS, k=chance.randint(1, 12)))
        for _ in range(chance.randint(0, 12))
    ]
    text = chance.choice(("", " ")).join(pieces)
    return text * chance.choice((1, 1, 1, 40, 400)) if chance.random() < 0.2 else text


def hostile_address(chance: random.Random) -> str:
    """An address with arguments, some of them many times."""
    pairs = [("q", hostile_text(chance))]
    for _ in range(chance.randint(0, 6)):
        pairs += [(chance.choice(NAMES), hostile_text(chance)[:200])] * chance.choice((1, 1, 1, 30))
    encoded = urlencode(pairs, errors="surrogatepass")
    return f"{chance.choice(ADDRESSES)}?{encoded[:7000]}"


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    settings, accounts = prepare(Path(tempfile.mkdtemp()))
    statuses: Counter[int] = Counter()
    slowest: list[tuple[float, str]] = []
    with opened(settings, accounts) as still:
        client = still.app.test_client()
        for _ in range(given.inputs):
            address = hostile_address(chance)
            begun = time.perf_counter()
            statuses[client.get(address).status_code] += 1
            slowest.append((time.perf_counter() - begun, address[:120]))
    print(f"asked {given.inputs}: {dict(sorted(statuses.items()))}")
    for seconds, address in sorted(slowest, reverse=True)[:5]:
        print(f"{seconds * 1000:7.1f} ms  {address}")


if __name__ == "__main__":
    main()
