"""A request answered: plan, execution, the database's word, snippets."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.search.analysis import CODE, GRAM, Analyser
from webapp.search.entry import Key
from webapp.search.executor import Execution, Matches
from webapp.search.indexing import key_term
from webapp.search.language import parse
from webapp.search.plan import Plan, add_inside, add_text, make_plan
from webapp.search.ranking import Found, narrow
from webapp.search.request import PAGE_LIMIT, Hit, Request, Results, Sort
from webapp.search.segment import Audiences, SegmentView
from webapp.search.snippet import Marker
from webapp.search.suggest import Suggest

_ROUNDS = 8
_RELATED_TERMS = 24
_EXPANSION = 0.7
_STRETCHES_TRIED = 6
_SHORTEST_PIECE = 4


class Searching:
    """Answers requests over the segments it is given."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        self.suggest = Suggest(analyser)

    def search(self, views: Sequence[SegmentView], request: Request) -> Results:
        """The result page for a request."""
        query = parse(request.text)
        execution = Execution(views, request.audiences, self._analyser.fold)
        if request.text.strip() and not query.clauses:
            return Results(facets={name: {} for name in request.facets})
        plan = make_plan(query, self._analyser, exact=request.exact)
        add_inside(plan, self._analyser, request.inside)
        if not request.exact and plan.terms:
            folded = " ".join(map(self._analyser.fold, query.words))
            self._expand(views, execution, plan, folded, request.audiences)
        matches = execution.match(plan)
        browsing = not plan.terms and request.sort == Sort.RELEVANCE
        found = self._settle(matches, _sorted_by(request, Sort.NEWEST) if browsing else request)
        return Results(
            total=found.total,
            hits=self._hits(found, plan, request),
            facets=found.facets,
            kinds=found.kinds,
            expansions=tuple((word, others) for word, others in plan.expansions.items() if others),
            dropped=self._dropped(execution, plan),
        )

    def _expand(
        self, views: Sequence[SegmentView], execution: Execution, plan: Plan, folded: str, audiences: Audiences
    ) -> None:
        """Words nobody wrote are also searched as what they sound like."""
        pinyin: list[str] = []
        for number, word in enumerate(self._dropped(execution, plan)):
            if word.isascii() and word.isalpha():
                pinyin.append(word)
                continue
            if word.isascii():
                self._also(plan, word, self._piece_of(execution, word))
                continue
            around = folded if number < _STRETCHES_TRIED else ""
            stretch, meant = self.suggest.sounding_around(views, word, around, audiences)
            self._also(plan, stretch, (meant,) if meant else self.suggest.sounding(views, word, audiences))
        heard = self.suggest.heard(views, "".join(pinyin), audiences)
        for others in heard:
            self._also(plan, " ".join(pinyin), others)
        for word in () if heard else pinyin:
            if word not in plan.expansions:
                self._also(plan, word, self.suggest.initialled(views, word, audiences))

    def _piece_of(self, execution: Execution, code: str) -> tuple[str, ...]:
        """The longest piece with a figure that somebody wrote, of a part number nobody did: ``380A`` of ``CRH380A``."""
        crumbs = [each.text for each in self._analyser.codes(code) if each.rank == 0]
        telling = [each for each in crumbs if len(each) >= _SHORTEST_PIECE and not each.isalpha()]
        counts = execution.frequencies([f"{CODE}{each}".encode() for each in telling])
        written = [each for each, count in zip(telling, counts, strict=True) if count]
        return (max(written, key=len),) if written else ()

    def _also(self, plan: Plan, word: str, others: Sequence[str]) -> None:
        """Search these beside the word."""
        new = tuple(other for other in others if other not in plan.expansions.get(word, ()))
        if new:
            plan.expansions[word] = (*plan.expansions.get(word, ()), *new)
        for other in new:
            add_text(plan, self._analyser, self._analyser.fold(other), _EXPANSION)

    def _dropped(self, execution: Execution, plan: Plan) -> tuple[str, ...]:
        """Words of the question that occur in nothing the reader may see."""
        terms = {word: (_pairs(word) or [f"{CODE}{word}".encode()])[:20] for word in dict.fromkeys(plan.words)}
        execution.frequencies([term for several in terms.values() for term in several])
        absent = [word for word, several in terms.items() if 0 in execution.frequencies(several)]
        return tuple(word for word in absent if not any(word != other and word in other for other in absent))

    def _settle(self, matches: Sequence[Matches], request: Request) -> Found:
        """Ask the database about the hits of the page until it refuses none of them."""
        offset, limit = max(0, request.offset), min(max(0, request.limit), PAGE_LIMIT)
        refused: set[Key] = set(request.excluded)
        asked: set[Key] = set()
        for _ in range(_ROUNDS):
            found = narrow(matches, request, refused, offset + limit)
            keys = [view.key(document) for view, document, _ in found.hits]
            unknown = [key for key in keys if key not in asked]
            asked.update(unknown)
            no = set(unknown) - set(request.allowed(unknown)) if unknown else set()
            if not no:
                break
            refused |= no
        else:
            found.hits = [hit for hit in found.hits if hit[0].key(hit[1]) not in refused]
        found.hits = found.hits[offset : offset + limit]
        return found

    def _hits(self, found: Found, plan: Plan, request: Request) -> tuple[Hit, ...]:
        if not request.snippets:
            return tuple(Hit(view.key(document), score) for view, document, score in found.hits)
        marker = Marker(plan.marks, self._analyser.folding.fold_with_offsets)
        hits = []
        for view, document, score in found.hits:
            snippet = marker.snippet(view.stored(document))
            hits.append(
                Hit(view.key(document), score, snippet.place, snippet.title, snippet.text, snippet.found_in)
            )  # fmt: skip
        return tuple(hits)

    def related(self, views: Sequence[SegmentView], key: Key, audiences: Audiences, limit: int) -> tuple[Hit, ...]:
        """Entries that share the telling words kept for one the reader may see when it was indexed."""
        place = _find(views, key, audiences)
        if place is None:
            return ()
        view, document = place
        plan = Plan()
        for word in view.stored(document).telling:
            for term in _pairs(word):
                plan.add(term.decode(), 1.0, anchor=True)
        return self._sharing(views, plan, key, audiences, limit)

    def alike(
        self, views: Sequence[SegmentView], text: str, besides: Key, audiences: Audiences, limit: int
    ) -> tuple[Hit, ...]:
        """Entries of the same kind as ``besides``, but not that one, that share the most telling terms of a text."""
        plan = Plan()
        add_text(plan, self._analyser, self._analyser.fold(text), 1.0)
        return self._sharing(views, plan, besides, audiences, limit)

    def _sharing(
        self, views: Sequence[SegmentView], plan: Plan, besides: Key, audiences: Audiences, limit: int
    ) -> tuple[Hit, ...]:
        """What shares the most telling terms of the plan, told by how few of the visible entries have them."""
        execution = Execution(views, audiences, self._analyser.fold)
        names = sorted(name for name, entry in plan.terms.items() if entry.anchor)
        counts = execution.frequencies(names)
        own = 0 if _find(views, besides, audiences) is None else 1  # what only that one has tells nothing
        shared = [(name, count) for name, count in zip(names, counts, strict=True) if count > own]
        telling = sorted(shared, key=lambda item: (item[1] / plan.terms[item[0]].weight, item[0]))[:_RELATED_TERMS]
        plan.terms = {name: plan.terms[name] for name, _ in telling}
        if not plan.terms:
            return ()
        request = Request("", audiences, kinds=frozenset({besides.kind}), limit=limit + 1, today=0)
        found = narrow(execution.match(plan), request, {besides}, limit)
        return tuple(
            Hit(each.key(number), score, title=((each.stored(number).title, False),))
            for each, number, score in found.hits
        )


def _sorted_by(request: Request, sort: Sort) -> Request:
    from dataclasses import replace

    return replace(request, sort=sort)


def _pairs(word: str) -> list[bytes]:
    if len(word) < 2 or word.isascii():
        return [f"{GRAM}{word}".encode()] if word and not word.isascii() else []
    return [f"{GRAM}{word[place : place + 2]}".encode() for place in range(len(word) - 1)]


def _find(views: Sequence[SegmentView], key: Key, audiences: Audiences) -> tuple[SegmentView, int] | None:
    for view in views:
        document = view.find_key(key_term(key).encode())
        if document >= 0:
            mask = view.visible(audiences)
            if mask is None or mask[document]:
                return view, document
    return None
