"""One spelling for every way of writing: width, case, Traditional or Simplified, variant characters.

Folding is an equivalence of single characters, so that a text and a question always meet, and it keeps lengths for
nearly every character, so that a hit in the folded text is found again in the text as it is shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import opencc
from numpy.typing import NDArray

# Blocks of ideographs (unified, extensions A to I, compatibility), ideographic number and iteration marks, kana.
IDEOGRAPH_RANGES = (
    (0x3005, 0x3007),
    (0x3040, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2EBEF),
    (0x2F800, 0x2FA1F),
    (0x30000, 0x323AF),
)
_KINDS = 0x110000
_UNKNOWN, _SEVERAL = 0, _KINDS
_LONG = 60


@lru_cache(maxsize=1)
def ideograph_table() -> NDArray[np.bool_]:
    """For every code point whether it is an ideograph (or kana)."""
    table = np.zeros(_KINDS, dtype=np.bool_)
    for first, last in IDEOGRAPH_RANGES:
        table[first : last + 1] = True
    return table


def is_ideograph(character: str) -> bool:
    """Whether the character is an ideograph or kana."""
    return bool(ideograph_table()[ord(character)])


def ideograph_class() -> str:
    """The ranges as the inside of a regular expression's character class."""
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in IDEOGRAPH_RANGES)


class Folding(dict[int, str]):
    """A table for ``str.translate`` that learns each character when it first meets it."""

    def __init__(self, variants: Mapping[str, str]) -> None:
        super().__init__()
        self._to_simplified = opencc.OpenCC("t2s").convert
        self._variants = dict(variants)
        self._single = np.zeros(_KINDS, dtype="<u4")

    def __missing__(self, code_point: int) -> str:
        character = self._variants.get(chr(code_point), chr(code_point))
        plain = unicodedata.normalize("NFKC", character).lower()
        folded = "".join(self._one(each) for each in plain)
        self[code_point] = folded = folded or " "
        return folded

    def _one(self, character: str) -> str:
        if is_ideograph(character):
            character = self._to_simplified(character)
        return self._variants.get(character, character)

    def fold(self, text: str) -> str:
        """The folded text. Composed forms are the caller's business: see :func:`compose`."""
        quick = self._fold_one_by_one(text) if len(text) > _LONG else None
        return text.translate(self) if quick is None else quick

    def fold_with_offsets(self, text: str) -> tuple[str, list[int] | None]:
        """The folded text and, unless positions are the same, the position in ``text`` of each folded character."""
        folded = self.fold(text)
        if len(folded) == len(text):  # no character folds to nothing
            return folded, None
        return folded, self._offsets(text)

    def _offsets(self, text: str) -> list[int]:
        """For each folded character the position of what it was folded from."""
        points = code_points(text)
        kinds, where = np.unique(points, return_inverse=True)
        lengths = np.array([len(self[point]) for point in kinds.tolist()])
        offsets: list[int] = np.repeat(np.arange(len(points)), lengths[where]).tolist()
        return offsets

    def _fold_one_by_one(self, text: str) -> str | None:
        """The folded text if every character folds to one: several times quicker for long texts."""
        points = code_points(text)
        folded = self._single[points]
        if not folded.all():
            for point in np.unique(points[folded == _UNKNOWN]).tolist():
                piece = self[point]
                self._single[point] = ord(piece) if len(piece) == 1 and piece != "\0" else _SEVERAL
            folded = self._single[points]
        return None if folded.max() == _SEVERAL else folded.tobytes().decode("utf-32-le", "surrogatepass")


_WRITTEN = {
    written.replace("著", "着"): written
    for written in ("著作", "著名", "著称", "著者", "显著", "名著", "编著", "巨著", "专著", "原著", "译著", "土著")
}


def as_written(word: str) -> str:
    """A folded word as people write it: 着 stands for 著 only in the index."""
    if "着" in word:
        for folded, written in _WRITTEN.items():
            word = word.replace(folded, written)
    return word


def compose(text: str) -> str:
    """The text with combining sequences composed and lone surrogates removed: what is stored, shown and folded."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        try:
            text.encode()
        except UnicodeEncodeError:
            text = "".join(character for character in text if not "\ud800" <= character <= "\udfff")
    return text


def code_points(text: str) -> NDArray[np.uint32]:
    """The characters of the text as numbers."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
