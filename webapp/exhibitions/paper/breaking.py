"""Where a title may be broken: between words and after a pause, and never so that a character or two are left alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

Cut = Callable[[str], list[str]]
LONGEST = 8
"""Longer pieces are not put together: a narrow label has room for no more."""
LAST = 3
END = 4
_OPENS = "“‘《「『（(【〈"
_CLOSES = "”’》」』）)】〉，。、；：！？…·—,.;:!?%‰℃的了等型式法"
_QUOTED = "”’》」』）)】〉"
_ALONE = "与和及或在对用 "
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[!-~]")
"""A run of these stays one piece: in pieces of its own a long word would find no place to break."""
_PHRASE = re.compile(r".+?(?:——|：|$)")


def pieces_of(title: str, cut: Cut) -> list[str]:
    """The pieces of a title that stay whole; put together again they are the title."""
    pieces: list[str] = []
    for word in cut(title):
        if pieces and _belongs(pieces[-1], word):
            pieces[-1] += word
        else:
            pieces.append(word)
    for place in range(len(pieces) - 1, 0, -1):
        is_left_over = len(pieces[place]) < LAST
        if is_left_over and (pieces[place][-1] in _QUOTED or place == len(pieces) - 1):
            pieces[place - 1 : place + 1] = [pieces[place - 1] + pieces[place]]
    return pieces


def all_pieces(titles: Iterable[str], cut: Cut) -> dict[str, list[str]]:
    """The pieces of each title, by the title."""
    return {title: pieces_of(title, cut) for title in titles if title}


def phrases_of(title: str) -> Sequence[str]:
    """The parts of a title between its pauses: each begins a line if it has no room on the one before."""
    return _PHRASE.findall(title)


def end_of(text: str) -> tuple[str, str]:
    """A text without its end, and the end: a few characters that stand on the same line, so that none is left alone."""
    for length in range(END, min(2 * END, len(text) - 2 * END) + 1):
        before, first = text[-length - 1], text[-length]
        if _IDEOGRAPH.match(first) and (_IDEOGRAPH.match(before) or before in "，、；。：！？"):
            return text[:-length], text[-length:]
    return text, ""


def _belongs(before: str, word: str) -> bool:
    """Whether a word must stand on the line of the piece before it."""
    if word[0] in _CLOSES or before[-1] in _OPENS or (_LATIN.match(before[-1]) and _LATIN.match(word[0])):
        return True
    before = before.lstrip(_OPENS)
    if len(before) + len(word) > LONGEST or word[0] in _OPENS or before[-1] in _CLOSES:
        return False
    if before.isdigit():
        return len(word) == 1
    return len(before) == 1 and before not in _ALONE
