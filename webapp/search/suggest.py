"""Completions while typing and "did you mean", from the vocabulary of what the reader may see and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from webapp.search.analysis import Analyser
from webapp.search.entry import Key
from webapp.search.folding import as_written, is_ideograph
from webapp.search.request import Completion
from webapp.search.segment import Audiences, SegmentView
from webapp.search.vocabulary import SEPARATOR, boundaries, confused, initials, sounds, target

_TYPED_LIMIT = 30
_SHORTEST_SOUND = 3
_COMPLETED_FROM = 200  # visible terms weighed for each kind of completion
_CORRECTED_LIMIT = 40  # characters of a question that are looked at for slips of the pen
_SUSPECT_LIMIT = 40
_NAMES_COMPARED = 4_000
_WORD_SIZES = (4, 3, 2)
# Ranks of a similar word: 0 and 1 sound the same, 2 and 3 nearly the same, then one ideograph is another.
_SAME_SOUND, _NEARLY, _ONE_OF_SEVERAL, _ONE_OF_TWO = 1, 2, 4, 5
_KINDS = {"t": "title", "k": "keyword", "p": "person"}


class Suggest:
    """Finds words and names by their keys (see :mod:`webapp.search.vocabulary`)."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser

    def complete(
        self, views: Sequence[SegmentView], text: str, audiences: Audiences, limit: int
    ) -> tuple[Completion, ...]:
        """Words, names and titles that begin with what is typed, in ideographs, pinyin or initials."""
        typed = self._analyser.fold(text).replace(" ", "").strip()[:_TYPED_LIMIT]
        if not typed:
            return ()
        latin = typed.isascii() and typed.isalnum()
        kinds = ("t", "y", "i") if latin else ("t",)
        counts: dict[bytes, int] = {}
        for kind in kinds if len(typed) > 1 or not latin else ():
            counts.update(_first_visible(views, audiences, f"{kind}{typed}".encode()))
        if not latin:
            _collect_words(views, audiences, f"w{typed}".encode(), counts)
        ranked = sorted(counts, key=lambda term: _completion_rank(term, counts[term], typed, self._analyser.fold))
        return tuple(_completions(views, audiences, ranked, limit))

    def corrections(self, views: Sequence[SegmentView], text: str, audiences: Audiences, limit: int) -> tuple[str, ...]:
        """The text with one word replaced by a visible word of the same sound or one edit away."""
        folded = self._analyser.fold(text).strip()[:_CORRECTED_LIMIT]
        found: dict[str, tuple[int, int]] = {}
        similar: dict[str, list[tuple[str, tuple[int, int]]]] = {}
        for start, end in islice(self._suspects(views, folded, audiences), _SUSPECT_LIMIT):
            stretch = folded[start:end]
            if stretch not in similar:
                similar[stretch] = self._similar(views, stretch, audiences)
            for word, rank in similar[stretch]:
                whole = folded[:start] + word + folded[end:]
                if whole != folded and whole not in found:
                    found[whole] = rank
        heard = [whole for whole, rank in found.items() if rank[0] < _ONE_OF_SEVERAL]
        return tuple(sorted(heard or found, key=lambda whole: (found[whole], whole))[:limit])

    def sounding(
        self, views: Sequence[SegmentView], word: str, audiences: Audiences, limit: int = 3
    ) -> tuple[str, ...]:
        """Visible words for a word that occurs nowhere, if it seems misspelt: only those most like it.

        For a proper word of the language only words that sound the same; never those that merely share an ideograph.
        A single ideograph sounds like dozens of others: nothing is meant by that.
        """
        if len(word) == 1 or word in self._analyser.trade_words:
            return ()
        similar = self._similar(views, word, audiences)
        most = _SAME_SOUND if self._is_proper(word) else _ONE_OF_SEVERAL
        likely = [(each, rank[0]) for each, rank in similar if rank[0] <= most]
        best = min((rank for _, rank in likely), default=0)
        return tuple(dict.fromkeys(each for each, rank in likely if rank // 2 == best // 2))[:limit]

    def _is_proper(self, word: str) -> bool:
        """Whether it is a word of the language: what is meant is then hardly another one that looks like it."""
        return any(end - start == len(word) for _, start, end in self._analyser.cut(word))

    def sounding_around(
        self, views: Sequence[SegmentView], word: str, folded: str, audiences: Audiences
    ) -> tuple[str, str]:
        """The longest stretch of a question around a word that occurs nowhere and the likeliest word that sounds so.

        A slip of the pen leads the cutting astray: of a misspelt word of three ideographs it leaves two.
        """
        place = folded.find(word)
        for size in _WORD_SIZES if place >= 0 else ():
            for start in range(max(0, place + len(word) - size), place + 1) if size > len(word) else ():
                stretch = folded[start : start + size]
                alike = self._by_ear(views, stretch, audiences) if _is_ideographic(stretch, size) else {}
                likely = sorted((rank, each) for each, rank in alike.items() if rank[0] <= _NEARLY)
                if likely:
                    return stretch, likely[0][1]
        return word, ""

    def initialled(
        self, views: Sequence[SegmentView], typed: str, audiences: Audiences, limit: int = 3
    ) -> tuple[str, ...]:
        """Visible words and names with these initials, the commonest; any word only if none of the trades has them."""
        counts: dict[bytes, int] = {}
        if len(typed) > 1:
            _collect(views, audiences, f"i{typed}".encode() + SEPARATOR, counts)
        texts = _texts({term: count for term, count in counts.items() if term[:2] != b"nt"}, self._analyser.fold)
        named = {self._analyser.fold(term[2:].decode()) for term in counts if term[:2] in (b"nk", b"np")}
        telling = {each: (each in named) + (each in self._analyser.trade_words) for each in texts}
        known = [each for each in texts if telling[each]] or texts
        return tuple(sorted(known, key=lambda each: (-telling[each], -texts[each], each))[:limit])

    def heard(
        self, views: Sequence[SegmentView], typed: str, audiences: Audiences, limit: int = 3
    ) -> tuple[tuple[str, ...], ...]:
        """Pinyin without blanks as visible words, the longest first: for each stretch the words that sound so."""
        typed = typed.replace("'", "")[:_TYPED_LIMIT]
        found: list[tuple[str, ...]] = []
        place, ends = 0, boundaries(typed)
        while ends and place < len(typed):
            for end in reversed([end for end in ends if end >= place + _SHORTEST_SOUND]):
                words = self._by_sound(views, typed[place:end], audiences)
                if words:
                    found.append(tuple(words[:limit]))
                    place = end
                    break
            else:
                return ()
        return tuple(found)

    def _by_sound(self, views: Sequence[SegmentView], typed: str, audiences: Audiences) -> list[str]:
        counts: dict[bytes, int] = {}
        _collect(views, audiences, f"y{typed}".encode() + SEPARATOR, counts)
        words = _texts(counts, self._analyser.fold)
        return sorted(words, key=lambda word: (-words[word], word))

    def _suspects(self, views: Sequence[SegmentView], folded: str, audiences: Audiences) -> Iterator[tuple[int, int]]:
        """Stretches that may be misspelt: pinyin, and ideographs that are no visible word."""
        place = 0
        while place < len(folded):
            end = place
            if folded[place].isascii() and folded[place].isalpha():
                while end < len(folded) and folded[end].isascii() and (folded[end].isalpha() or folded[end] in "' "):
                    end += 1
                stop = place + len(folded[place:end].rstrip())
                yield place, stop
            elif is_ideograph(folded[place]):
                while end < len(folded) and is_ideograph(folded[end]):
                    end += 1
                yield from self._suspects_in(views, folded, place, end, audiences)
            place = max(end, place + 1)

    def _suspects_in(
        self, views: Sequence[SegmentView], folded: str, start: int, end: int, audiences: Audiences
    ) -> Iterator[tuple[int, int]]:
        words = [(first, last) for _, first, last in self._analyser.cut(folded)]
        for size in _WORD_SIZES:
            for place in range(start, end - size + 1):
                stretch = folded[place : place + size]
                if not _cuts(place, place + size, words) and not _frequency(views, f"w{stretch}".encode(), audiences):
                    yield place, place + size

    def _similar(
        self, views: Sequence[SegmentView], word: str, audiences: Audiences
    ) -> list[tuple[str, tuple[int, int]]]:
        """Visible words like this one with their rank (smaller is better), best first."""
        if word.isascii():
            stretches = self.heard(views, word.replace(" ", ""), audiences)
            if len(stretches) == 1:
                return [(each, (0, number)) for number, each in enumerate(stretches[0])]
            return [(" ".join(each[0] for each in stretches), (0, 0))] if stretches else []
        ranked = self._by_ear(views, word, audiences)
        if len(word) > 1 and not self._is_proper(word):
            for each, count in _texts(self._one_edit(views, word, audiences), self._analyser.fold).items():
                ranked.setdefault(each, (_ONE_OF_SEVERAL if len(word) > 2 else _ONE_OF_TWO, -count))
        return sorted(ranked.items(), key=lambda item: (item[1], item[0]))

    def _by_ear(self, views: Sequence[SegmentView], word: str, audiences: Audiences) -> dict[str, tuple[int, int]]:
        """Visible words of as many ideographs that sound like this one, with their ranks."""
        ranked: dict[str, tuple[int, int]] = {}
        heard = sounds(word)
        for rank, key in (*((0, f"y{each}") for each in heard), *((1, f"z{confused(each)}") for each in heard)):
            counts: dict[bytes, int] = {}
            _collect(views, audiences, key.encode() + SEPARATOR, counts)
            for each, count in _texts(counts, self._analyser.fold).items():
                if len(each) == len(word) and each != word:
                    ranked.setdefault(each, (2 * rank + (_edits(word, each) > 1), -count))
        return ranked

    def _one_edit(self, views: Sequence[SegmentView], word: str, audiences: Audiences) -> dict[bytes, int]:
        """Visible words and names with one ideograph replaced: one half of the word is right."""
        counts: dict[bytes, int] = {}
        half = (len(word) + 1) // 2
        first: dict[bytes, int] = {}
        _collect_words(views, audiences, f"w{word[:half]}".encode(), first)
        backwards: dict[bytes, int] = {}
        _collect(views, audiences, f"r{word[::-1][: len(word) - half] or word[-1]}".encode(), backwards)
        if len(word) > 2:
            for view in views:
                _add_visible(view, audiences, _names_like(view, word), first)
        for term, count in {**first, **backwards}.items():
            text = term[1:].decode() if term[:1] == b"w" else self._analyser.fold(term[2:].decode())
            if len(text) == len(word) and _edits(text, word) == 1:
                counts[term] = count
        return counts


def _names_like(view: SegmentView, word: str) -> list[bytes]:
    """Names of the segment with the same first ideograph and one other that differs."""
    first, end = view.terms.keys.range(f"t{word[0]}".encode())
    found = []
    for key in view.terms.keys.items(first, min(end, first + _NAMES_COMPARED)):
        name = key[1:].partition(SEPARATOR)[0].decode()
        if len(name) == len(word) and _edits(name, word) == 1:
            found.append(target(key))
    return found


def _cuts(start: int, end: int, words: Iterable[tuple[int, int]]) -> bool:
    """Whether a stretch begins or ends inside a word of the language."""
    return any(first < start < last < end or start < first < end < last for first, last in words)


def _is_ideographic(text: str, size: int) -> bool:
    return len(text) == size and all(map(is_ideograph, text))


def _edits(first: str, second: str) -> int:
    return sum(one != other for one, other in zip(first, second, strict=True))


def _texts(counts: dict[bytes, int], fold: Callable[[str], str]) -> dict[str, int]:
    """The texts of terms, folded; a name and a word of the same text count together."""
    texts: dict[str, int] = {}
    for term, count in counts.items():
        text = fold(term[1:].decode() if term[:1] == b"w" else term[2:].decode())
        texts[text] = max(texts.get(text, 0), count)
    return texts


def _collect(views: Sequence[SegmentView], audiences: Audiences, prefix: bytes, counts: dict[bytes, int]) -> None:
    """Add the visible terms whose key begins with the prefix, with how many documents have each."""
    for view in views:
        first, end = view.terms.keys.range(prefix)
        terms = list(dict.fromkeys(target(key) for key in view.terms.keys.items(first, end)))
        _add_visible(view, audiences, terms, counts)


def _first_visible(views: Sequence[SegmentView], audiences: Audiences, prefix: bytes) -> dict[bytes, int]:
    """The first visible terms in the order of their keys: what lies beyond is the same for every reader's eyes."""
    found: dict[bytes, int] = {}
    for view in views:
        first, end = view.terms.keys.range(prefix)
        seen = 0
        while first < end and seen < _COMPLETED_FROM:
            keys = list(view.terms.keys.items(first, min(end, first + _COMPLETED_FROM)))
            first += len(keys)
            for key, number in zip(keys, view.terms.dictionary.find([target(key) for key in keys]), strict=True):
                count = view.frequency(number, audiences) if number >= 0 and seen < _COMPLETED_FROM else 0
                seen += count > 0
                if count:
                    found[key] = found.get(key, 0) + count
    return {target(key): found[key] for key in sorted(found)[:_COMPLETED_FROM]}


def _collect_words(views: Sequence[SegmentView], audiences: Audiences, prefix: bytes, counts: dict[bytes, int]) -> None:
    for view in views:
        first, end = view.terms.dictionary.range(prefix)
        _add_visible(view, audiences, list(view.terms.dictionary.items(first, end)), counts)


def _add_visible(view: SegmentView, audiences: Audiences, terms: list[bytes], counts: dict[bytes, int]) -> None:
    for term, number in zip(terms, view.terms.dictionary.find(terms) if terms else [], strict=True):
        if number >= 0:
            count = view.frequency(number, audiences)
            if count:
                counts[term] = counts.get(term, 0) + count


def _frequency(views: Sequence[SegmentView], term: bytes, audiences: Audiences) -> int:
    counts: dict[bytes, int] = {}
    for view in views:
        _add_visible(view, audiences, [term], counts)
    return counts.get(term, 0)


def _completion_rank(term: bytes, count: int, typed: str, fold: Callable[[str], str]) -> tuple[int, int, int, int, str]:
    """Words first, then short names; what begins literally before what only sounds so, all initials before some."""
    text = term[1:].decode() if term[:1] == b"w" else term[2:].decode()
    literal = fold(text).replace(" ", "").startswith(typed)
    is_title = term[:2] == b"nt"
    whole = len(text) == len(typed) and initials(text) == typed
    return (not literal, is_title, not whole, -count if not is_title else 0, text)


def _completions(
    views: Sequence[SegmentView], audiences: Audiences, terms: Iterable[bytes], limit: int
) -> Iterator[Completion]:
    seen: set[str] = set()
    for term in terms:
        is_word = term[:1] == b"w"
        text = as_written(term[1:].decode()) if is_word else term[2:].decode()
        if text in seen:
            continue
        seen.add(text)
        what = "word" if is_word else _KINDS[chr(term[1])]
        yield Completion(text, what, _first_key(views, audiences, term) if what == "title" else None)
        if len(seen) >= limit:
            return


def _first_key(views: Sequence[SegmentView], audiences: Audiences, term: bytes) -> Key | None:
    keys: list[Key] = []
    for view in views:
        number = view.terms.dictionary.find([term])[0]
        mask = view.visible(audiences)
        documents = view.terms.documents(number).tolist() if number >= 0 else []
        keys.extend(view.key(document) for document in documents if mask is None or mask[document])
    return min(keys, default=None)
