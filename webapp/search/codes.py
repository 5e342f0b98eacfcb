"""Part numbers, standards, sizes with units and Latin words: every way of typing one meets every other way.

``M12×1.5``, ``m12 * 1.5`` and ``M12X1.5`` give the same joined form; ``ck 6140`` and ``CK-6140`` too; a standard is
found with or without its year and its ``/T``; ``600毫米``, ``600 mm`` and ``600mm`` are the same size. Besides the
joined form the pieces are kept, so that ``CRH5`` is found in ``CRH5A`` only by its pieces, behind the exact one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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


def spot_codes(text: str, units: Mapping[str, str]) -> Iterator[Code]:
    """All code terms of a folded text; positions belong to that text."""
    line = _SIGNED.sub(_FILLER, _MULTIPLY.sub(_by, text))
    previous: re.Match[str] | None = None
    for match in _RUN.finditer(line):
        yield from _pieces(match.group(), match.start())
        yield from _neighbours(line, previous, match)
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


def _pieces(run: str, start: int) -> Iterator[Code]:
    found: set[str] = set()
    bare = run.rstrip("%#")
    yield from _new(found, _joined(run), start, start + len(run), 2)
    if bare != run:
        yield from _new(found, _joined(bare), start, start + len(bare), 1)
    if run.startswith("±"):
        yield from _new(found, _joined(bare[1:]), start + 1, start + len(bare), 1)
    parts = dict.fromkeys([*_stretches(bare, _SEPARATOR), *_stretches(bare, _BY)])
    for first, last in parts:
        stretch = bare[first:last].lstrip("±")
        yield from _new(found, _joined(stretch), start + first, start + last, 1)
        if stretch.isalpha():
            if len(stretch) > 3 and stretch.endswith("s") and not stretch.endswith("ss"):
                yield from _new(found, stretch[:-1], start + first, start + last, 1)
            continue
        if not _BY.search(stretch):
            yield from _crumbs(found, stretch, start + first)


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
    return _SEPARATOR.sub("", run)


def _stretches(run: str, separator: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    first = 0
    for match in separator.finditer(run):
        if match.start() > first:
            yield first, match.start()
        first = match.end()
    if first < len(run):
        yield first, len(run)


def _neighbours(line: str, previous: re.Match[str] | None, match: re.Match[str]) -> Iterator[Code]:
    """``ck 6140`` typed with a blank is also ``ck6140``; so are ``φ12 h7`` and ``6205 2rs``."""
    if previous is None or match.start() - previous.end() != 1 or not line[previous.end()].isspace():
        return
    left, right = previous.group(), match.group()
    joined = _joined(left) + _joined(right.rstrip("#"))
    has_digit = any(character.isdigit() for character in joined)
    wordy = (left.isalpha() and len(left) > 4) or (right.isalpha() and len(right) > 4)
    if has_digit and not wordy and len(joined) <= _JOINED_LIMIT:
        yield Code(joined.rstrip("%"), previous.start(), match.end(), 2)


def _with_unit(line: str, match: re.Match[str], units: Mapping[str, str]) -> Iterator[Code]:
    """``600毫米`` is also ``600mm``."""
    if not match.group()[-1].isdigit():
        return
    rest = line[match.end() : match.end() + 8]
    spoken = rest.lstrip()
    for length in range(min(len(spoken), 6), 0, -1):
        sign = units.get(spoken[:length])
        if sign:
            number = _SEPARATOR.split(match.group())[-1].lstrip("±")
            end = match.end() + len(rest) - len(spoken) + length
            yield Code((number + sign)[:CODE_LIMIT], match.start(), end, 2)
            return
