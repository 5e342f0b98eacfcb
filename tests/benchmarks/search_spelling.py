"""Part numbers typed five ways, and words misspelt or typed in pinyin: how often each is found or corrected.

python tests/benchmarks/search_spelling.py [--codes 300] [--words 300] [--source FOLDER_OR_JSONL …]
"""

from __future__ import annotations

import argparse
import collections
import random
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.engines import Document, Ours  # noqa: E402
from tests.benchmarks.search_speed import sentences  # noqa: E402
from webapp.search.vocabulary import sounds  # noqa: E402


def codes(count: int, chance: random.Random) -> list[tuple[str, list[str]]]:
    """Part numbers, each with five ways of typing it."""
    figure = chance.randrange
    made: dict[str, list[str]] = {}
    while len(made) < count:
        one, two, letter = figure(2, 99), figure(100, 9999), chance.choice(["CK", "XK", "T", "CA", "Z", "M"])
        standard = chance.choice(["GB/T", "JB/T", "HG/T", "GB"])
        kinds: list[list[str]] = [
            [
                f"M{one}×{two / 1000}",
                f"m{one}*{two / 1000}",
                f"M{one}x{two / 1000}",
                f"m{one} × {two / 1000}",
                f"Ｍ{one}×{two / 1000}",
            ],
            [
                f"{letter}{two}",
                f"{letter.lower()}{two}",
                f"{letter} {two}",
                f"{letter}-{two}",
                f"{letter.lower()} {two}",
            ],
            [
                f"{standard} {two}-2000",
                f"{standard}{two}",
                f"{standard.lower()} {two}",
                f"{standard.replace('/', '')}{two}",
                f"{standard.split('/')[0]} {two}",
            ],
            [
                f"φ{one}H{one % 9 + 1}",
                f"Φ{one}H{one % 9 + 1}",
                f"Ø{one}H{one % 9 + 1}",
                f"φ{one} H{one % 9 + 1}",
                f"φ{one}h{one % 9 + 1}",
            ],
            [f"{two}-{one}RS", f"{two}-{one}rs", f"{two} {one}RS", f"{two}{one}RS", f"轴承{two}-{one}RS"],
            [f"{two}毫米", f"{two}mm", f"{two} mm", f"{two} 毫米", f"{two}ＭＭ"],
        ]
        ways = kinds[len(made) % len(kinds)]
        made.setdefault(ways[0], ways)
    return list(made.items())


def part_numbers(ours: Ours, pool: list[str], count: int) -> None:
    """Mean reciprocal rank of the document with the part number."""
    chance = random.Random(4)
    made = codes(count, chance)
    ours.add(
        Document(
            number,
            "".join(chance.choices(pool, k=8)) + f"采用{code}规格。" + "".join(chance.choices(pool, k=6)),
            f"第{number}篇",
        )
        for number, (code, _) in enumerate(made)
    )
    ranks = []
    for number, (_, ways) in enumerate(made):
        for way in ways:
            found = ours.search(way, 10)
            ranks.append(1 / (found.index(number) + 1) if number in found else 0.0)
            if number not in found[:1]:
                print("  not first:", way, "for", ways[0])
    print(f"part numbers: {len(made)} typed five ways, MRR@10 {sum(ranks) / len(ranks):.4f}")


def words(ours: Ours, count: int) -> None:
    """How often the word meant is among the first three corrections or completions."""
    chance = random.Random(6)
    analyser = ours.site.analyser
    counts: collections.Counter[str] = collections.Counter()
    for view in ours.site._current_views():
        first, end = view.terms.dictionary.range(b"w")
        for number, term in enumerate(view.terms.dictionary.items(first, end), first):
            counts[term[1:].decode()] += int(view.terms.counts[number])
    known = [
        word for word, seen in counts.items() if seen >= 5 and 2 <= len(word) <= 4 and word not in analyser.stop_words
    ]
    by_sound = collections.defaultdict(list)
    for character in sorted({character for word in known for character in word}):
        by_sound[sounds(character)[0]].append(character)
    tried = {"homophone": 0, "pinyin": 0}
    right = dict(tried)
    for word in chance.sample(known, min(count, len(known))):
        place = chance.randrange(len(word))
        others = [each for each in by_sound[sounds(word[place])[0]] if each != word[place]]
        typed = word[:place] + chance.choice(others) + word[place + 1 :] if others else ""
        for kind, text in (("homophone", typed), ("pinyin", sounds(word)[0])):
            if text and text not in counts:
                tried[kind] += 1
                right[kind] += word in ours.site.corrections(text, None, 3)
    for kind, number in tried.items():
        print(f"{kind}: {number} words, meant word among the first three {right[kind] / max(1, number):.3f}")


def main() -> None:
    """Index, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--codes", type=int, default=300)
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--source", type=Path, nargs="+", default=[ROOT / "content" / "library"])
    parser.add_argument("--lexicon", type=Path, default=ROOT / "search_index" / "lexicon")
    options = parser.parse_args()
    pool = [part for part in sentences(options.source) if not re.search(r"[\[\]{}]", part)]
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(Path(folder), options.lexicon)
        part_numbers(ours, pool, options.codes)
        words(ours, options.words)


if __name__ == "__main__":
    main()
