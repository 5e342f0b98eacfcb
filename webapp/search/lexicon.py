"""The lexicon: words of the trades, words that mean the same, words that mean nothing, units, variant characters.

It is a folder of UTF-8 text files, one rule a line, ``#`` begins a remark:

- ``trade_words*.txt``: one word a line, never cut apart by the segmentation.
- ``synonyms*.txt``: ``a = b = c`` all mean the same; ``slang > standard, standard`` leads one way only.
- ``english*.txt``: the same rules; words of another language beside ours.
- ``stop_words*.txt``: one word a line that says nothing in a question.
- ``units*.txt``: ``毫米 = mm``: the spoken unit and its sign.
- ``variants*.txt``: ``着 = 著``: the character kept and the ones folded into it.

A line that cannot be understood is left out and listed in ``problems``: a slip of the pen never stops the search.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

FILE_LIMIT = 2_000_000
LINE_LIMIT = 400


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All rules, as written. ``synonyms`` leads from a word to the words also searched for it."""

    trade_words: frozenset[str] = frozenset()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stop_words: frozenset[str] = frozenset()
    units: Mapping[str, str] = field(default_factory=dict)
    variants: Mapping[str, str] = field(default_factory=dict)
    fingerprint: str = ""
    problems: tuple[str, ...] = ()


def read_lexicon(folder: Path) -> Lexicon:
    """The lexicon in the folder; an empty or missing folder gives an empty lexicon."""
    return parse_lexicon(lexicon_texts(folder))


def lexicon_texts(folder: Path) -> dict[str, str]:
    """The texts of the files, by their names."""
    return {path.name: _read(path) for path in sorted(folder.glob("*.txt"))} if folder.is_dir() else {}


def parse_lexicon(texts: Mapping[str, str]) -> Lexicon:
    """The lexicon from file names and contents, for a preview before it is saved."""
    problems: list[str] = []
    synonyms: dict[str, list[str]] = {}
    for name, number, line in _lines(texts, "synonyms", "english"):
        _add_synonyms(synonyms, line, f"{name}:{number}", problems)
    units = dict(_pairs(_lines(texts, "units"), problems))
    variants = {
        other: kept for kept, others in _pairs(_lines(texts, "variants"), problems) for other in others if other != kept
    }
    return Lexicon(
        trade_words=frozenset(line for _, _, line in _lines(texts, "trade_words")),
        synonyms={word: tuple(dict.fromkeys(others)) for word, others in synonyms.items()},
        stop_words=frozenset(line for _, _, line in _lines(texts, "stop_words")),
        units=units,
        variants=variants,
        fingerprint=_fingerprint(texts),
        problems=tuple(problems),
    )


def _read(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(FILE_LIMIT).decode("utf-8", "replace")


def _lines(texts: Mapping[str, str], *beginnings: str) -> Iterator[tuple[str, int, str]]:
    for name, text in texts.items():
        if name.startswith(beginnings):
            for number, raw in enumerate(text.splitlines(), start=1):
                line = raw.split("#", 1)[0].strip()
                if line and len(line) <= LINE_LIMIT:
                    yield name, number, line


def _pairs(lines: Iterable[tuple[str, int, str]], problems: list[str]) -> Iterator[tuple[str, str]]:
    for name, number, line in lines:
        left, sign, right = (part.strip() for part in line.partition("="))
        if sign and left and right:
            yield left, right.replace(" ", "")
        else:
            problems.append(f"{name}:{number}")


def _add_synonyms(synonyms: dict[str, list[str]], line: str, place: str, problems: list[str]) -> None:
    left, sign, right = line.partition(">")
    if sign:
        sources, targets = _words(left, ","), _words(right, ",")
    else:
        sources = targets = _words(line, "=")
    if not sources or not targets or (not sign and len(sources) < 2):
        problems.append(place)
        return
    for source in sources:
        synonyms.setdefault(source, []).extend(target for target in targets if target != source)


def _words(text: str, separator: str) -> list[str]:
    return [word for word in (piece.strip() for piece in text.replace("，", ",").split(separator)) if word]


def _fingerprint(texts: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name in sorted(texts):
        digest.update(name.encode() + b"\0" + texts[name].encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()[:16]
