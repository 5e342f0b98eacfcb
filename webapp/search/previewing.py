"""What a change of the lexicon would do: sample questions asked with the lexicon as it is and as it would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.documents.cards import DocumentCard, cards_of
from webapp.search.analysis import Analyser
from webapp.search.asking import Recheck, reader_audiences
from webapp.search.lexicon import parse_lexicon
from webapp.search.request import Request, Results
from webapp.search.site import SearchSite
from webapp.search.site_lexicon import Rule, merged, rules_of_site, words_of
from webapp.search.tallying import frequent_texts

SAMPLES = 8
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """One question: how many hits before and after, what is also searched then, and documents found only then."""

    text: str
    before: int
    after: int
    expansions: tuple[str, ...]
    gained: tuple[DocumentCard, ...]
    cut_before: tuple[str, ...]
    cut_after: tuple[str, ...]

    @property
    def changes(self) -> bool:
        """Whether anything is different."""
        return self.before != self.after or bool(self.gained) or self.cut_before != self.cut_after


def preview(
    session: Session, index: SearchSite, actor: Actor, files: Mapping[str, str], rule: Rule, instead_of: str = ""
) -> list[Sample]:
    """Samples for a rule to be added or dropped, or (``instead_of``) reworded, as this reader would find them."""
    present = [each for each in rules_of_site(session) if (each.kind, each.text) != (rule.kind, instead_of)]
    now = index.analyser
    then = Analyser(parse_lexicon(merged(files, [*present, rule])))
    words = words_of(rule)
    old_words = words_of(Rule(rule.kind, instead_of)) if instead_of else []
    texts = dict.fromkeys([*words, *old_words, *frequent_texts(session, words)])
    recheck = Recheck(session, index, actor)
    return [_sample(session, index, actor, recheck, text, now, then) for text in list(texts)[:SAMPLES]]


def without(
    session: Session, index: SearchSite, actor: Actor, files: Mapping[str, str], rule: Rule
) -> list[Sample]:  # fmt: skip
    """Samples for a rule of the site that is taken back."""
    rest = [each for each in rules_of_site(session) if (each.kind, each.text) != (rule.kind, rule.text)]
    then = Analyser(parse_lexicon(merged(files, rest)))
    recheck = Recheck(session, index, actor)
    texts = list(dict.fromkeys([*words_of(rule), *frequent_texts(session, words_of(rule))]))[:SAMPLES]
    return [_sample(session, index, actor, recheck, text, index.analyser, then) for text in texts]


def _sample(
    session: Session, index: SearchSite, actor: Actor, recheck: Recheck, text: str, now: Analyser, then: Analyser
) -> Sample:
    before, after = (_ask(index, actor, recheck, text, analyser) for analyser in (now, then))
    known = {hit.key for hit in before.hits}
    gained = [hit.key.id for hit in after.hits if hit.key not in known and hit.key.kind == "document"][:SHOWN]
    cards = cards_of(session, actor, gained)
    return Sample(
        text,
        before.total,
        after.total,
        tuple(dict.fromkeys(other for _, others in after.expansions for other in others)),
        tuple(cards[each] for each in gained if each in cards),
        tuple(now.words(now.fold(text))),
        tuple(then.words(then.fold(text))),
    )


def _ask(index: SearchSite, actor: Actor, recheck: Recheck, text: str, analyser: Analyser) -> Results:
    request = Request(
        text, reader_audiences(index, actor), kinds=frozenset({"document"}), limit=20, snippets=False,
        allowed=recheck.allowed, excluded=recheck.excluded(),
    )  # fmt: skip
    return index.search_with(analyser, request)
