"""The vocabularies for those who keep them: every term with its place and how often it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from webapp.base.errors import NotFound
from webapp.directory.models import Honour, Organisation, Person, Studio, Term

TERM_USES = "term_uses"
TermUses = Callable[[Session, str], Mapping[str, int]]
"""Counts uses of a vocabulary's keys in another part, as (session, vocabulary) -> uses by key."""

_COLUMNS: Mapping[str, Sequence[Any]] = {
    "regions": (Organisation.region, Person.region, Studio.region),
    "industries": (Organisation.industry, Person.industry, Studio.industry),
    "trades": (Person.trade, Studio.trade),
    "honours": (Honour.term,),
    "levels": (Honour.level, Studio.level),
    "organisation_kinds": (Organisation.kind,),
}


@dataclass(frozen=True, slots=True)
class VocabularySummary:
    """A vocabulary and how many terms it has."""

    name: str
    terms: int
    retired: int


@dataclass(frozen=True, slots=True)
class ListedTerm:
    """A term, how deep it stands, how often it is used, and whether it can move up or down among its siblings."""

    term: Term
    depth: int
    uses: int
    first: bool
    last: bool


def vocabulary_summaries(session: Session) -> list[VocabularySummary]:
    """All vocabularies in the order of their names."""
    retired = func.sum(case((Term.retired, 1), else_=0))
    rows = session.execute(
        select(Term.vocabulary, func.count(), retired).group_by(Term.vocabulary).order_by(Term.vocabulary)
    )
    return [VocabularySummary(name, terms, int(gone or 0)) for name, terms, gone in rows]


def listed_terms(session: Session, vocabulary: str, others: Sequence[TermUses] = ()) -> list[ListedTerm]:
    """The terms of a vocabulary in their order. Raises NotFound when there is no such vocabulary."""
    rows = list(session.scalars(select(Term).where(Term.vocabulary == vocabulary).order_by(Term.position, Term.id)))
    if not rows:
        raise NotFound
    uses = _uses(session, vocabulary)
    for other in others:
        for key, count in other(session, vocabulary).items():
            uses[key] = uses.get(key, 0) + count
    parents = {row.key: row.parent for row in rows}
    siblings: dict[str, list[str]] = {}
    for row in rows:
        siblings.setdefault(row.parent, []).append(row.key)
    return [
        ListedTerm(
            row,
            _depth(parents, row.key),
            uses.get(row.key, 0),
            siblings[row.parent][0] == row.key,
            siblings[row.parent][-1] == row.key,
        )
        for row in rows
    ]


def one_term(session: Session, vocabulary: str, key: str) -> Term:
    """One term. Raises NotFound."""
    row = session.scalar(select(Term).where(Term.vocabulary == vocabulary, Term.key == key))
    if row is None:
        raise NotFound
    return row


def _uses(session: Session, vocabulary: str) -> dict[str, int]:
    uses: dict[str, int] = {}
    for column in _COLUMNS.get(vocabulary, ()):
        for key, count in session.execute(select(column, func.count()).group_by(column)):
            uses[key] = uses.get(key, 0) + count
    return uses


def _depth(parents: Mapping[str, str], key: str) -> int:
    depth = 0
    above = parents[key]
    while above and depth < 9:
        depth += 1
        above = parents.get(above, "")
    return depth
