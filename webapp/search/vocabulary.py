"""What is remembered of words and names so that they can be completed and corrected by sound, by edit, by beginning.

Every word (term ``w…``) and name (``nt…`` title, ``nk…`` keyword, ``np…`` person) has keys in its segment: a letter for
the kind of key, the key, a separator, the term. ``y`` pinyin, ``z`` pinyin without what is often confused, ``i``
initials, ``r`` the word backwards, ``t`` the folded beginning of a name. Whether a reader may see a term, its postings
tell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import islice, product
from typing import cast

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

SEPARATOR = b"\x1f"
NAME_LIMIT = 60
WORD_LIMIT = 8
_HETERONYM_LIMIT = 4
_PHRASE_SIZES = (4, 3, 2)
_READINGS = 2
_SOUND_LIMIT = 8  # of a name only the first ideographs are typed by sound
_FOLDED_LIMIT = 24
_CONFUSED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("h", "f"))
_NOT_SOUND = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, list[list[str]]]:
    """Words whose reading is not that of their ideographs one by one."""
    return cast("Mapping[str, list[list[str]]]", PHRASES_DICT)


@lru_cache(maxsize=30_000)
def _readings(character: str) -> tuple[str, ...]:
    """The pinyin of an ideograph without tones, the usual one first; another character is itself."""
    marked = PINYIN_DICT.get(ord(character))
    if marked is None:
        return (character,) if character.isalnum() else ("",)
    return tuple(dict.fromkeys(_without_tone(each) for each in marked.split(",")))


def _without_tone(marked: str) -> str:
    plain = unicodedata.normalize("NFD", marked).replace("u\u0308", "v")
    return "".join(letter for letter in plain if letter.isascii())


def syllables(text: str) -> list[tuple[str, ...]]:
    """The readings of each ideograph of a folded text; inside a known word only the one it has there."""
    found: list[tuple[str, ...]] = []
    place = 0
    while place < len(text):
        left = len(text) - place
        size = next((size for size in _PHRASE_SIZES if size <= left and text[place : place + size] in _phrases()), 1)
        if size == 1:
            found.append(_readings(text[place]))
            place += 1
        else:
            found.extend((_without_tone(each[0]),) for each in _phrases()[text[place : place + size]])
            place += size
    return found


@lru_cache(maxsize=200_000)
def sounds(word: str) -> tuple[str, ...]:
    """The pinyin a text may have, the usual first (``钻模``: ``zuanmo`` in the dictionary, ``zuanmu`` in the shop)."""
    choices = [reading[:_READINGS] for reading in syllables(word)]
    if len(word) > _HETERONYM_LIMIT:
        choices = [choice[:1] for choice in choices]
    heard = [_NOT_SOUND.sub("", "".join(choice)) for choice in islice(product(*choices), _READINGS**2)]
    return tuple(dict.fromkeys(heard))


def initials(text: str) -> str:
    """The first letters of the pinyin of a folded text."""
    return _NOT_SOUND.sub("", "".join(reading[0][:1] for reading in syllables(text)))


def confused(heard: str) -> str:
    """The pinyin with sounds folded that many dialects do not tell apart."""
    for one, other in _CONFUSED:
        heard = heard.replace(one, other)
    return heard


def keys_of(term: bytes, fold: Callable[[str], str]) -> list[bytes]:
    """All keys of a vocabulary term."""
    text = term.decode()
    if text[0] == "w":
        word = text[1:]
        heard = sounds(word)
        pairs = [("i", initials(word)), ("r", word[::-1])]
        pairs.extend(pair for each in heard for pair in (("y", each), ("z", confused(each))))
    else:
        name = fold(text[2:])[:_FOLDED_LIMIT].replace(" ", "")
        beginning = name[:_SOUND_LIMIT]
        pairs = [("i", initials(beginning)), ("t", name), *(("y", each) for each in sounds(beginning))]
        if text[1] == "p":
            pairs.append(("z", confused(sounds(beginning)[0])))
    return [(kind + key).encode() + SEPARATOR + term for kind, key in pairs if key]


def target(key: bytes) -> bytes:
    """The term a key leads to."""
    return key.partition(SEPARATOR)[2]
