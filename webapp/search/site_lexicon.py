"""The lexicon as it holds on this site: the files, with the rules kept in the site added and some of theirs dropped.

The files come with the program and change with it; what an administrator decides stays in the database and is laid
over them each time, so that neither overwrites the other. Without rules of its own a site's texts are the files' own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.search.lexicon import parse_lexicon
from webapp.search.models import RULE_LIMIT, LexiconRule

KINDS = ("synonyms", "trade_words", "stop_words")
FILES_OF: Mapping[str, tuple[str, ...]] = {
    "synonyms": ("synonyms", "english"),
    "trade_words": ("trade_words",),
    "stop_words": ("stop_words",),
}
"""What the names of the files begin with that hold rules of a kind."""

ADD, DROP = "add", "drop"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its kind, the line that says it, and whether it is added or dropped."""

    kind: str
    text: str
    effect: str = ADD


def rules_of_site(session: Session) -> list[Rule]:
    """The rules kept in the site, in the order they were made."""
    rows = session.scalars(select(LexiconRule).where(LexiconRule.is_removed.is_(False)).order_by(LexiconRule.id))
    return [Rule(row.kind, row.text, row.effect) for row in rows]


def merged(files: Mapping[str, str], rules: Iterable[Rule]) -> dict[str, str]:
    """The texts of the files with the rules laid over them, by the names of files."""
    rules = list(rules)
    texts = dict(files)
    for kind in KINDS:
        dropped = {rule.text for rule in rules if rule.kind == kind and rule.effect == DROP}
        for name in [name for name in texts if name.startswith(FILES_OF[kind])] if dropped else ():
            lines = texts[name].splitlines()
            texts[name] = "\n".join(line for line in lines if tidy_rule(line) not in dropped) + "\n"
        added = [rule.text for rule in rules if rule.kind == kind and rule.effect == ADD]
        if added:
            texts[f"{kind}_site.txt"] = "\n".join(added) + "\n"
    return texts


def file_rules(files: Mapping[str, str], kind: str) -> Iterator[str]:
    """The rules of a kind the files hold, as they would be typed, each once."""
    seen = set()
    for name in sorted(files):
        for line in files[name].splitlines() if name.startswith(FILES_OF[kind]) else ():
            text = tidy_rule(line)
            if text and text not in seen:
                seen.add(text)
                yield text


def tidy_rule(line: str) -> str:
    """A line without its remark, with single blanks."""
    return " ".join(line.split("#", 1)[0].split())


def is_rule(kind: str, text: str) -> bool:
    """Whether the text says one rule of this kind."""
    if not text or text != tidy_rule(text) or len(text) > RULE_LIMIT or kind not in KINDS:
        return False
    lexicon = parse_lexicon({f"{kind}.txt": text})
    if kind == "synonyms":
        return not lexicon.problems and bool(lexicon.synonyms)
    return not any(sign in text for sign in "=>,，")


def words_of(rule: Rule) -> Sequence[str]:
    """The words a rule speaks of."""
    if rule.kind != "synonyms":
        return [rule.text]
    pieces = rule.text
    for sign in "=>,，":
        pieces = pieces.replace(sign, "\n")
    return [word.strip() for word in pieces.split("\n") if word.strip()]


def exported(rules: Iterable[Rule], kind: str) -> str:
    """The site's rules of a kind as a text in the spelling of the files; what is dropped stands in remarks."""
    lines = [rule.text if rule.effect == ADD else f"# drop: {rule.text}" for rule in rules if rule.kind == kind]
    return "\n".join(["# Rules kept in the site, to be taken over into search_index/lexicon/.", *lines]) + "\n"
