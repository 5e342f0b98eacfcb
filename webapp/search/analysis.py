"""The one analyser: the same terms for what is indexed and for what is asked.

Three kinds of term, told apart by their first letter:

- ``g``: every ideograph and every pair of neighbours: finds names and words no dictionary knows;
- ``w``: words of two or more ideographs, cut by the dictionary and the trade words (search mode, no guessing):
  the vocabulary for corrections and completions. Ranking by words besides grams was tried and made it worse;
- ``c``: part numbers, standards, sizes and Latin words (see :mod:`webapp.search.codes`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import rjieba
from numpy.typing import NDArray

from webapp.search.codes import Code, Units, spot_codes
from webapp.search.folding import Folding, code_points, compose, ideograph_table
from webapp.search.lexicon import Lexicon, read_lexicon

ALGORITHM = "9"
"""Raised with every change of what the analysis gives: an index made by another one is rebuilt."""

GRAM, WORD, CODE = "g", "w", "c"
_PAIR_BITS = 21
_SHORTEST_PLURAL = 3
_EMPTY = np.empty(0, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a text as the index wants them: grams as numbers (see :func:`gram_text`), the others as text."""

    grams: NDArray[np.uint64]
    others: list[str]


class Analyser:
    """Gives the terms of texts; one per process, safe for threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.folding = Folding(lexicon.variants)
        fold = self.folding.fold
        self._units = Units.of({fold(spoken): fold(sign) for spoken, sign in lexicon.units.items()})
        self._cutter = rjieba.Jieba()
        self.trade_words = frozenset(fold(word) for word in lexicon.trade_words)
        self.stop_words = frozenset(fold(word) for word in lexicon.stop_words)
        self.synonyms = {
            fold(word): tuple(fold(other) for other in others) for word, others in lexicon.synonyms.items()
        }
        for word, others in list(self.synonyms.items()):
            self.synonyms.setdefault(_plural(word), others)
        for word in sorted(self.trade_words | {word for word in self.synonyms if len(word) > 1}):
            if ideograph_table()[code_points(word)].all():
                self._cutter.add_word(word, None, None)
        self.longest_stop_word = max(map(len, self.stop_words), default=0)
        self.longest_synonym = max(map(len, self.synonyms), default=0)
        self.version = _version(lexicon)

    def fold(self, text: str) -> str:
        """The text in the one spelling terms are cut from."""
        return self.folding.fold(compose(text))

    def words(self, folded: str) -> list[str]:
        """Words of two or more ideographs in a folded text; words inside words too."""
        return [word for word in self._cutter.cut_for_search(folded, False) if len(word) > 1 and word[0] >= "\u3005"]

    def pieces(self, text: str) -> list[str]:
        """The text in words as it stands, nothing left out: between them a line may be broken."""
        return [str(piece) for piece in self._cutter.cut(text, False)]

    def terms(self, text: str) -> Terms:
        """The terms of a text for the index, each as often as it occurs."""
        return self.folded_terms(self.fold(text))

    def folded_terms(self, folded: str) -> Terms:
        """The grams and codes of a text that is folded already."""
        return Terms(_grams(folded), [CODE + code.text for code in self.codes(folded)])

    def codes(self, folded: str) -> Iterator[Code]:
        """The code terms of a folded text."""
        return spot_codes(folded, self._units)

    def cut(self, folded: str) -> list[tuple[str, int, int]]:
        """The words of a folded text with their places; single ideographs and all else are left in between."""
        return [
            (word, start, end)
            for word, start, end in self._cutter.tokenize(folded, "search", False)
            if end - start > 1 and word[0] >= "\u3005"
        ]


def gram_text(gram: int) -> str:
    """The one or two ideographs of a gram's number."""
    first, second = gram >> _PAIR_BITS, gram & ((1 << _PAIR_BITS) - 1)
    return (chr(first) if first else "") + chr(second)


def open_analyser(folder: Path) -> Analyser:
    """The analyser with the lexicon in the folder; made once in a process for one state of its files."""
    return _analyser(folder, tuple(sorted((path.name, path.stat().st_mtime_ns) for path in folder.glob("*.txt"))))


@lru_cache(maxsize=2)
def _analyser(folder: Path, _state: tuple[tuple[str, int], ...]) -> Analyser:
    return Analyser(read_lexicon(folder))


def _grams(folded: str) -> NDArray[np.uint64]:
    if not folded:
        return _EMPTY
    points = code_points(folded)
    han = ideograph_table()[points]
    wide = points.astype(np.uint64)
    pairs = han[:-1] & han[1:]
    return np.concatenate((wide[han], (wide[:-1][pairs] << np.uint64(_PAIR_BITS)) | wide[1:][pairs]))


def _plural(word: str) -> str:
    """The plural of an English word; any other word itself."""
    if not word.isascii() or not word[-1:].isalpha() or len(word) < _SHORTEST_PLURAL:
        return word
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def _version(lexicon: Lexicon) -> str:
    return f"{ALGORITHM}-{hashlib.sha256(lexicon.fingerprint.encode()).hexdigest()[:12]}"
