"""Part numbers, standards, sizes with units and Latin words: every way of typing one meets every other way.

``M12×1.5``, ``m12 * 1.5`` and ``M12X1.5`` give the same joined form; ``ck 6140`` and ``CK-6140`` too; a standard is
found with or without its year and its ``/T``; ``600毫米``, ``600 mm`` and ``600mm`` are the same size. Besides the
joined form the pieces are kept, so that ``CRH5`` is found in ``CRH5A`` only by its pieces, behind the exact one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from webapp.search.folding import ideograph_class

CODE_LIMIT = 40
_JOINED_LIMIT = 16
_HAN = ideograph_class()
_MULTIPLY = re.compile(r"(?<=[0-9)])\s{0,2}[x×*✕╳]\s{0,2}(?=[0-9])")
_SIGNED = re.compile(r"(?<=±)\s(?=\d)")
_FILLER = "\ue000"  # stands for a blank that does not end a run
_RUN = re.compile(rf"(?:±{_FILLER}?)?[^\W_{_HAN}]+(?:(?:[./\-_+#:~]|{_FILLER}+)[^\W_{_HAN}]+)*[#%]?")
_SEPARATOR = re.compile(rf"[/\-_+:~{_FILLER}]")
_WITHOUT_SEPARATORS = dict.fromkeys(map(ord, f"/-_+:~{_FILLER}"))
_BY = re.compile(rf"(?<=\d)x(?=[\d{_FILLER}])|{_FILLER}")
_PIECE = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+")
_STANDARD = re.compile(
    r"(?<![a-z0-9])(gb|jb|hg|qb|iso|iec|din|en|ansi|astm|asme|jis|yb|sh|sy|tb|mt|q|nb|dl|jjg|jjf|aq|hb|hj|gjb|cb|jt|jg|ga|ty|wj|qc|fz)"
    r"[\s/\-]{0,2}([tz])?[\s\-/]{0,2}(\d{2,6}(?:\.\d{1,3})?)(?:[\s\-—–:]{1,2}(?:19|20)?\d\d)?(?![\d])"
)


class Code(NamedTuple):
    """A code term and the stretch of folded text it stands for. ``rank``: 2 whole, 1 piece, 0 crumb."""

    text: str
    start: int
    end: int
    rank: int


@dataclass(frozen=True)
class Units:
    """Spoken units and their signs, folded."""

    signs: Mapping[str, str]
    beginnings: frozenset[str]

    @classmethod
    def of(cls, signs: Mapping[str, str]) -> Units:
        """The units of a table."""
        return cls(signs, frozenset(spoken[0] for spoken in signs) | {" "})


def spot_codes(text: str, units: Units) -> Iterator[Code]:
    """All code terms of a folded text; positions belong to that text."""
    line = _SIGNED.sub(_FILLER, _MULTIPLY.sub(_by, text))
    previous: re.Match[str] | None = None
    for match in _RUN.finditer(line):
        start, end = match.span()
        for code in _pieces(match.group()):
            yield Code(code.text, start + code.start, start + code.end, code.rank)
        if previous is not None and start - previous.end() == 1:
            yield from _neighbours(line, previous, match)
        if line[end : end + 1] in units.beginnings and line[end - 1].isdigit():
            yield from _with_unit(line, match, units)
        previous = match
    for match in _STANDARD.finditer(text):
        letters, kind, number = match.groups()
        yield Code(letters + number, match.start(), match.end(), 2)
        if kind:
            yield Code(letters + kind + number, match.start(), match.end(), 2)


def _by(match: re.Match[str]) -> str:
    """Whatever sign says "by" becomes ``x``; blanks around it become fillers, so that positions stay."""
    return "x" + _FILLER * (len(match.group()) - 1)


@lru_cache(maxsize=30_000)
def _pieces(run: str) -> tuple[Code, ...]:
    """The whole run and what it consists of, with places inside the run."""
    if run.isalpha() or run.isdecimal():
        return tuple(_word(run))
    found: set[str] = set()
    bare = run.rstrip("%#")
    codes = list(_new(found, _joined(run), 0, len(run), 2))
    if bare != run:
        codes.extend(_new(found, _joined(bare), 0, len(bare), 1))
    if run.startswith("±"):
        codes.extend(_new(found, _joined(bare[1:]), 1, len(bare), 1))
    for first, last in dict.fromkeys([*_stretches(bare, _SEPARATOR), *_stretches(bare, _BY)]):
        stretch = bare[first:last].lstrip("±")
        codes.extend(_new(found, _joined(stretch), first, last, 1))
        if stretch.isalpha():
            codes.extend(_new(found, _singular(stretch), first, last, 1))
        elif not _BY.search(stretch):
            codes.extend(_crumbs(found, stretch, first))
    return tuple(codes)


def _word(run: str) -> Iterator[Code]:
    yield Code(run[:CODE_LIMIT], 0, len(run), 2)
    if _singular(run) != run:
        yield Code(_singular(run)[:CODE_LIMIT], 0, len(run), 1)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") and word.isascii() else word


def _crumbs(found: set[str], stretch: str, start: int) -> Iterator[Code]:
    crumbs = list(_PIECE.finditer(stretch))
    if len(crumbs) < 2:
        return
    for index, first in enumerate(crumbs):
        for last in crumbs[index : index + 3]:
            text = stretch[first.start() : last.end()]
            yield from _new(found, _joined(text), start + first.start(), start + last.end(), 0)


def _new(found: set[str], text: str, start: int, end: int, rank: int) -> Iterator[Code]:
    text = text.strip(".")[:CODE_LIMIT]
    if text and text not in found:
        found.add(text)
        yield Code(text, start, end, rank)


def _joined(run: str) -> str:
    return run if run.isalnum() else run.translate(_WITHOUT_SEPARATORS)


def _stretches(run: str, separator: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    first = 0
    for match in separator.finditer(run):
        if match.start() > first:
            yield first, match.start()
        first = match.end()
    if first < len(run):
        yield first, len(run)


def _neighbours(line: str, previous: re.Match[str], match: re.Match[str]) -> Iterator[Code]:
    """``ck 6140`` typed with a blank is also ``ck6140``; so are ``φ12 h7`` and ``6205 2rs``."""
    if not line[previous.end()].isspace():
        return
    left, right = previous.group(), match.group()
    joined = _joined(left) + _joined(right.rstrip("#"))
    has_digit = any(character.isdigit() for character in joined)
    wordy = (left.isalpha() and len(left) > 4) or (right.isalpha() and len(right) > 4)
    if has_digit and not wordy and len(joined) <= _JOINED_LIMIT:
        yield Code(joined.rstrip("%"), previous.start(), match.end(), 2)


def _with_unit(line: str, match: re.Match[str], units: Units) -> Iterator[Code]:
    """``600毫米`` is also ``600mm``."""
    rest = line[match.end() : match.end() + 8]
    spoken = rest.lstrip()
    for length in range(min(len(spoken), 6), 0, -1):
        sign = units.signs.get(spoken[:length])
        if sign:
            number = _SEPARATOR.split(match.group())[-1].lstrip("±")
            end = match.end() + len(rest) - len(spoken) + length
            yield Code((number + sign)[:CODE_LIMIT], match.start(), end, 2)
            return
