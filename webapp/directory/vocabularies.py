"""Vocabularies in the database: loading the files, and the words for a key in both languages.

The files are the starting point; an administrator may change a term in the site. A term is written again from its file
only when the file's entry changed since it was last loaded.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base import vocabulary
from webapp.base.actor import Actor
from webapp.base.database import Database
from webapp.base.feed import newest
from webapp.base.journal import record
from webapp.directory.models import Term


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """All terms at one moment."""

    terms: Mapping[str, Mapping[str, vocabulary.Term]]
    retired: frozenset[tuple[str, str]] = frozenset()
    stamp: int = 0
    below: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def label(self, name: str, key: str, language: str) -> str:
        """The word for a key; the key itself when it is not known, '' for ''."""
        term = self.terms.get(name, {}).get(key)
        if term is None:
            return key
        return term.en if language == "en" and term.en else term.zh

    def choices(self, name: str, language: str, keep: str = "") -> list[tuple[str, str]]:
        """Keys and words to choose from, without retired ones except ``keep``; children come after their parent."""
        shown = []
        for key, term in self.terms.get(name, {}).items():
            if (name, key) not in self.retired or key == keep:
                parent = self.label(name, term.parent, language) + " / " if term.parent else ""
                shown.append((key, parent + self.label(name, key, language)))
        return shown

    def with_descendants(self, name: str, key: str) -> frozenset[str]:
        """The key and all keys below it."""
        return self.below.get((name, key), frozenset({key}))


class VocabularyCache:
    """The vocabularies of a database, read again only when a term changed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._kept = Vocabularies({}, stamp=-1)

    def present(self) -> Vocabularies:
        """The vocabularies as they are now: one small statement when nothing changed."""
        with self._database.reading() as session:
            stamp = newest(session, "term")
            if stamp == self._kept.stamp:
                return self._kept
            with self._lock:
                self._kept = read_vocabularies(session, stamp)
        return self._kept


def read_vocabularies(session: Session, stamp: int = 0) -> Vocabularies:
    """All terms in their order."""
    terms: dict[str, dict[str, vocabulary.Term]] = {}
    retired = set()
    for row in session.scalars(select(Term).order_by(Term.vocabulary, Term.position, Term.id)):
        made = vocabulary.Term(row.vocabulary, row.key, row.zh, row.en, row.parent, tuple(row.aliases))
        terms.setdefault(row.vocabulary, {})[row.key] = made
        if row.retired:
            retired.add((row.vocabulary, row.key))
    return Vocabularies(terms, frozenset(retired), stamp, _descendants(terms))


def _descendants(terms: Mapping[str, Mapping[str, vocabulary.Term]]) -> dict[tuple[str, str], frozenset[str]]:
    below: dict[tuple[str, str], set[str]] = {}
    for name, each in terms.items():
        for key in each:
            above, seen = key, set[str]()
            while above and above not in seen:
                seen.add(above)
                below.setdefault((name, above), set()).add(key)
                above = each[above].parent if above in each else ""
    return {place: frozenset(keys) for place, keys in below.items()}


def load_terms(session: Session, actor: Actor, files: Mapping[str, Sequence[vocabulary.Term]]) -> int:
    """Bring the files' terms into the database; how many were added or changed. One journal row if any."""
    rows = {(row.vocabulary, row.key): row for row in session.scalars(select(Term))}
    changed = []
    for name, terms in files.items():
        for position, term in enumerate(terms):
            if _load_term(session, rows.get((name, term.key)), term, position):
                changed.append(f"{name}/{term.key}")
    if changed:
        record(session, actor, "directory.load_terms", ("vocabulary", None, ""), None, {"terms": changed})
    return len(changed)


def _load_term(session: Session, row: Term | None, term: vocabulary.Term, position: int) -> bool:
    mark = hashlib.sha256(repr((term, position)).encode()).hexdigest()
    if row is not None and row.loaded_hash == mark:
        return False
    if row is None:
        row = Term(vocabulary=term.vocabulary, key=term.key)
        session.add(row)
    row.zh, row.en, row.parent, row.aliases = term.zh, term.en, term.parent, list(term.aliases)
    row.position, row.loaded_hash = position, mark
    return True
