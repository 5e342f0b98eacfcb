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

from webapp.base.pinyin import known_syllables, syllables
from webapp.search.folding import as_written

SEPARATOR = b"\x1f"
NAME_LIMIT = 60
WORD_LIMIT = 8
_HETERONYM_LIMIT = 4
_READINGS = 2
_SEVERAL_READINGS = frozenset(
    "薄剥便藏差长朝称乘重传大弹得的调都度恶给更行合和核红划还会几系夹贾降角校结解尽劲卷觉嚼卡壳可落乐了勒率绿露"
    "陆络脉没秘模难粘宁片迫屏朴期奇强翘曲圈塞散色杉厦舍什石识似宿属熟数说提拓尾吓纤削血臂压钥叶应扎轧脏择"
    "着仔只爪转幢琢车虹咳坊番缉茄蔓囤柏泊伯炮仇尺匙盛盖巷侧葛鹊贝嘉铅厘娜南亲单参曾查省见隽肖旋雀阿洗堡召折"
)
"""Ideographs that are read in more than one way in daily life; what else dictionaries know of is heard nowhere."""
_SYLLABLE = 6  # letters of the longest syllable (zhuang)
_SOUND_LIMIT = 8  # of a name only the first ideographs are typed by sound
_FOLDED_LIMIT = 24
_CONFUSED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("h", "f"))
_NOT_SOUND = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=200_000)
def sounds(word: str) -> tuple[str, ...]:
    """The pinyin a text may have, the usual first (``钻模``: ``zuanmo`` in the dictionary, ``zuanmu`` in the shop)."""
    choices = [
        reading[: _READINGS if character in _SEVERAL_READINGS else 1]
        for character, reading in zip(word, syllables(word), strict=True)
    ]
    if len(word) > _HETERONYM_LIMIT:
        choices = [choice[:1] for choice in choices]
    heard = [_NOT_SOUND.sub("", "".join(choice)) for choice in islice(product(*choices), _READINGS**2)]
    return tuple(dict.fromkeys(heard))


def boundaries(typed: str) -> list[int]:
    """Where syllables can end if the text is pinyin throughout (the last is its end); nothing if it is not."""
    known = known_syllables()
    reached = {0}
    for end in range(1, len(typed) + 1):
        if any(end - size in reached and typed[end - size : end] in known for size in range(1, _SYLLABLE + 1)):
            reached.add(end)
    return sorted(reached - {0}) if len(typed) in reached else []


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
        heard = sounds(as_written(word))
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
