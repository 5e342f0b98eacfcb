"""What is remembered of words and names so that they can be completed and corrected by sound, by edit, by beginning.

Every word (term ``w…``) and name (``nt…`` title, ``nk…`` keyword, ``np…`` person) has keys in its segment: a letter for
the kind of key, the key, a separator, the term. ``y`` pinyin, ``z`` pinyin without what is often confused, ``i``
initials, ``r`` the word backwards, ``t`` the folded beginning of a name. Whether a reader may see a term, its postings
tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import islice, product
from typing import Any

from pypinyin import Style, lazy_pinyin, pinyin

SEPARATOR = b"\x1f"
NAME_LIMIT = 60
WORD_LIMIT = 8
_HETERONYM_LIMIT = 4
_READINGS = 2
_SOUND_LIMIT = 8  # of a name only the first ideographs are typed by sound
_FOLDED_LIMIT = 24
_CONFUSED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("h", "f"))
_NOT_SOUND = re.compile(r"[^a-z0-9]+")


def _each(other: str) -> Any:
    """What is no ideograph stays, character by character."""
    return list(other.replace(" ", ""))


@lru_cache(maxsize=100_000)
def syllables(text: str) -> tuple[str, ...]:
    """The pinyin of a folded text, one item an ideograph; other characters as they are."""
    return tuple(lazy_pinyin(text, errors=_each))


def sound(text: str) -> str:
    """The pinyin of a folded text without blanks."""
    return _plain("".join(syllables(text)))


@lru_cache(maxsize=100_000)
def sounds(word: str) -> tuple[str, ...]:
    """Every pinyin a short word may have (``钻模`` is ``zuanmu`` in the workshop and ``zuanmo`` in the dictionary)."""
    first = sound(word)
    if len(word) > _HETERONYM_LIMIT:
        return (first,)
    readings = pinyin(word, style=Style.NORMAL, heteronym=True, errors=_each)
    choices = [list(dict.fromkeys(reading))[:_READINGS] for reading in readings]
    heard = [_plain("".join(choice)) for choice in islice(product(*choices), _READINGS**2)]
    return tuple(dict.fromkeys((first, *heard)))


def _plain(heard: str) -> str:
    return _NOT_SOUND.sub("", heard.replace("ü", "v"))


def initials(text: str) -> str:
    """The first letters of the pinyin of a folded text."""
    return _NOT_SOUND.sub("", "".join(syllable[:1] for syllable in syllables(text)))


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
            pairs.append(("z", confused(sound(beginning))))
    return [(kind + key).encode() + SEPARATOR + term for kind, key in pairs if key]


def target(key: bytes) -> bytes:
    """The term a key leads to."""
    return key.partition(SEPARATOR)[2]
