"""How Chinese is pronounced, without tones: the one home of pypinyin.

The dictionary of phrases is kept small: what the library keeps of it takes more memory than all else it does. It is
read when a phrase is first asked for.
"""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # read below, in a smaller form
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")

import pypinyin
from pypinyin.constants import PINYIN_DICT

PHRASE_SIZES = (4, 3, 2)


@lru_cache(maxsize=30_000)
def readings(character: str) -> tuple[str, ...]:
    """The readings of an ideograph, the usual one first; another character is itself, a sign is ''."""
    marked = PINYIN_DICT.get(ord(character))
    if marked is None:
        return (character,) if character.isalnum() else ("",)
    return tuple(dict.fromkeys(_without_tone(each) for each in marked.split(",")))


@lru_cache(maxsize=1)
def known_syllables() -> frozenset[str]:
    """Every syllable some ideograph is read as."""
    return frozenset(each for code_point in PINYIN_DICT for each in readings(chr(code_point)))


def syllables(text: str) -> list[tuple[str, ...]]:
    """The readings of each character; inside a known phrase only the one it has there."""
    found: list[tuple[str, ...]] = []
    phrases, place = _phrases(), 0
    while place < len(text):
        left = len(text) - place
        size = next((size for size in PHRASE_SIZES if size <= left and text[place : place + size] in phrases), 1)
        if size == 1:
            found.append(readings(text[place]))
        else:
            found.extend((each,) for each in _reading(text[place : place + size]))
        place += size
    return found


def spelled(text: str) -> list[str]:
    """One syllable for each ideograph; runs of other letters and digits stay together, signs are left out."""
    found: list[str] = []
    joined = False
    for character, choice in zip(text, syllables(text), strict=True):
        own = choice == (character,)
        if own and joined:
            found[-1] += character
        elif choice[0]:
            found.append(choice[0])
        joined = own
    return found


def _reading(phrase: str) -> list[str]:
    special = _phrases()[phrase]
    return special.split(" ") if special else [readings(each)[0] for each in phrase]


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, str]:
    """Phrases of two to four characters, with their reading where it is not that of the characters one by one."""
    path = Path(pypinyin.__file__).parent / "phrases_dict.json"
    kept = {}
    for phrase, spoken in json.loads(path.read_text(encoding="utf-8")).items():
        if len(phrase) in PHRASE_SIZES and len(spoken) == len(phrase):
            plain = [_without_tone(each[0]) for each in spoken]
            usual = plain == [readings(each)[0] for each in phrase]
            kept[phrase] = "" if usual else " ".join(plain)
    return kept


@lru_cache(maxsize=4096)
def _without_tone(marked: str) -> str:
    plain = unicodedata.normalize("NFD", marked).replace("u\u0308", "v")
    return "".join(letter for letter in plain if letter.isascii())
