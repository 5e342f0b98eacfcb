"""The order of names: by their Latin spelling, so that every database sorts them alike and people find them."""

from __future__ import annotations

import re
from functools import lru_cache

from webapp.base.pinyin import spelled

SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "解": "xie",
    "区": "ou",
    "查": "zha",
    "盖": "ge",
    "任": "ren",
    "朴": "piao",
    "尉": "wei",
    "员": "yun",
    "繁": "po",
    "缪": "miao",
    "召": "shao",
    "华": "hua",
    "冼": "xian",
    "洗": "xian",
    "乐": "yue",
    "覃": "qin",
    "翟": "zhai",
    "尹": "yin",
    "宓": "mi",
    "幺": "yao",
    "折": "she",
    "黑": "he",
    "秘": "bi",
    "能": "nai",
    "万俟": "moqi",
    "尉迟": "yuchi",
    "澹台": "tantai",
    "单于": "chanyu",
    "长孙": "zhangsun",
}
_BLANKS = re.compile(r"[^a-z0-9]+")
SORT_LENGTH = 120


@lru_cache(maxsize=4096)
def sort_name(name: str) -> str:
    """The spelling by which an organisation or studio is sorted: a blank between syllables, only a-z and 0-9."""
    return _folded(spelled(name))


@lru_cache(maxsize=4096)
def sort_person_name(name: str) -> str:
    """The same for a person, with the surname read as a surname."""
    for length in (2, 1):
        surname = SURNAMES.get(name[:length])
        if surname and len(name) > length:
            return _folded([surname, *spelled(name[length:])])
    return _folded(spelled(name))


def typed_sound(text: str) -> str:
    """What somebody typed, in the form of a spelling; '' when it is not Latin."""
    return _folded([text]) if text.isascii() else ""


def _folded(syllables: list[str]) -> str:
    joined = " ".join(_BLANKS.sub(" ", syllable.casefold()).strip() for syllable in syllables)
    return " ".join(joined.split())[:SORT_LENGTH]
