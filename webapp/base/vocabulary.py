"""Vocabularies: the words the archive offers to choose from, each with Chinese and English text.

One file per vocabulary under ``content/vocabularies``: a list of terms with ``key``, ``zh``, ``en`` and optionally
``parent`` (the key of an earlier or later term of the same file) and ``aliases`` (other names, for search and for
reading free labels).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webapp.base.plain_yaml import PlainYamlError, load_plain

_KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_TERM_KEYS = frozenset({"key", "zh", "en", "parent", "aliases"})


class VocabularyProblem(ValueError):
    """A vocabulary file is wrong; the text names the file, the term and the fault."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term. ``parent`` is a key of the same vocabulary or ''."""

    vocabulary: str
    key: str
    zh: str
    en: str
    parent: str = ""
    aliases: tuple[str, ...] = ()


def load_vocabularies(folder: Path) -> dict[str, tuple[Term, ...]]:
    """Every ``*.yaml`` of the folder by its stem, terms in the order of the file. Raises VocabularyProblem."""
    return {path.stem: load_vocabulary(path) for path in sorted(folder.glob("*.yaml"))}


def load_vocabulary(path: Path) -> tuple[Term, ...]:
    """The terms of one file in order. Raises VocabularyProblem."""
    try:
        rows = load_plain(path.read_text(encoding="utf-8"))
    except (PlainYamlError, UnicodeDecodeError) as error:
        line = getattr(error, "line", 0)
        raise VocabularyProblem(f"{path.name}:{line}: {error}") from error
    if not isinstance(rows, list):
        raise VocabularyProblem(f"{path.name}: not a list of terms")
    terms = tuple(_term(path, index, row) for index, row in enumerate(rows, start=1))
    _check_unique(path, terms)
    _check_parents(path, terms)
    return terms


def _term(path: Path, index: int, row: Any) -> Term:
    if not isinstance(row, dict):
        raise VocabularyProblem(f"{path.name}: term {index} is not a mapping")
    where = f"{path.name}: term {index} ({row.get('key')})"
    unknown = sorted(row.keys() - _TERM_KEYS)
    if unknown:
        raise VocabularyProblem(f"{where}: unknown {', '.join(unknown)}")
    if not _KEY.fullmatch(_word(where, row, "key")):
        raise VocabularyProblem(f"{where}: key is not snake case ASCII")
    parent = _word(where, row, "parent") if row.get("parent") is not None else ""
    return Term(path.stem, row["key"], _word(where, row, "zh"), _word(where, row, "en"), parent, _aliases(where, row))


def _word(where: str, row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise VocabularyProblem(f"{where}: {name} is missing")
    return value


def _aliases(where: str, row: dict[str, Any]) -> tuple[str, ...]:
    value = row.get("aliases") or []
    if not isinstance(value, list) or not all(isinstance(alias, str) and alias.strip() for alias in value):
        raise VocabularyProblem(f"{where}: aliases is not a list of texts")
    return tuple(value)


def _check_unique(path: Path, terms: Iterable[Term]) -> None:
    keys: set[str] = set()
    names: dict[str, str] = {}
    for term in terms:
        if term.key in keys:
            raise VocabularyProblem(f"{path.name}: duplicate key {term.key}")
        keys.add(term.key)
        for name in (term.zh, *term.aliases):
            other = names.setdefault(name, term.key)
            if other != term.key or (term.zh, *term.aliases).count(name) > 1:
                raise VocabularyProblem(f"{path.name}: {name} names both {other} and {term.key}")


def _check_parents(path: Path, terms: tuple[Term, ...]) -> None:
    parents = {term.key: term.parent for term in terms}
    for term in terms:
        if term.parent and term.parent not in parents:
            raise VocabularyProblem(f"{path.name}: parent {term.parent} of {term.key} is missing")
        above, passed = term.parent, {term.key}
        while above:
            if above in passed:
                raise VocabularyProblem(f"{path.name}: {term.key} is above itself")
            passed.add(above)
            above = parents[above]
