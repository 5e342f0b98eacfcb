"""Titles and names of a segment as one long text each, in which a few letters are found wherever they stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping

from webapp.search.terms import TermsReader

NAMED: Mapping[str, str] = {"title": "t", "people": "p", "keywords": "k"}
"""The fields of which each text is a term of its own, with the letter of those terms."""


class Names:
    """All names of one kind, folded; a name's number is that of its term."""

    def __init__(self, terms: TermsReader, kind: str, fold: Callable[[str], str]) -> None:
        prefix = f"n{kind}".encode()
        self._first, end = terms.dictionary.range(prefix)
        texts = [fold(term[len(prefix) :].decode()) for term in terms.dictionary.items(self._first, end)]
        texts = [bare(text) for text in texts]
        self._joined = "\n".join(texts)
        self._starts = [0]
        for text in texts[:-1]:
            self._starts.append(self._starts[-1] + len(text) + 1)

    def numbers(self, text: str) -> Iterator[int]:
        """The terms of the names that contain a folded text."""
        place = self._joined.find(text) if text and "\n" not in text else -1
        while place >= 0:
            name = bisect_right(self._starts, place) - 1
            yield self._first + name
            end = self._starts[name + 1] if name + 1 < len(self._starts) else len(self._joined)
            place = self._joined.find(text, end)


def bare(folded: str) -> str:
    """A folded text without blanks and line ends: how names are compared."""
    return "".join(folded.split())
