"""Keeping the vocabularies: adding, rewording, retiring and ordering terms.

Keys never change and terms are never deleted: documents and entries bear them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import Fault, Invalid, NotFound, Present
from webapp.base.journal import record
from webapp.directory.actions.changing import changed, refuse_stale, refuse_unless
from webapp.directory.models import Term
from webapp.directory.policy import administers

FIXED = frozenset({"kinds"})
"""Vocabularies whose keys the program itself knows: words may be changed, terms neither added nor retired."""

_KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a term in both languages, the key of the term above it, and its other names."""

    zh: str
    en: str
    parent: str = ""
    aliases: tuple[str, ...] = ()


def add_term(session: Session, actor: Actor, vocabulary: str, key: str, wording: Wording) -> None:
    """Add a term below its parent's others. Raises NotFound for no such vocabulary, and Invalid."""
    refuse_unless(administers(actor))
    rows = _terms(session, vocabulary)
    if vocabulary in FIXED:
        raise Invalid(Fault("key", "fixed"))
    if not _KEY.fullmatch(key) or len(key) > 64:
        raise Invalid(Fault("key", "key"))
    if any(row.key == key for row in rows):
        raise Invalid(Fault("key", "taken"))
    _check(rows, None, wording)
    row = Term(vocabulary=vocabulary, key=key, zh=wording.zh, en=wording.en, parent=wording.parent, position=len(rows))
    row.aliases = list(wording.aliases)
    session.add(row)
    _number(_in_order([*rows, row]))
    session.flush()
    record(session, actor, "directory.add_term", _subject(row), None, _told(row))


def edit_term(session: Session, actor: Actor, vocabulary: str, key: str, revision: int, wording: Wording) -> bool:
    """Reword a term or place it elsewhere; whether anything changed. Raises NotFound, Invalid, Conflict('stale')."""
    refuse_unless(administers(actor))
    rows, row = _find(session, vocabulary, key)
    refuse_stale(present_term(row), revision)
    _check(rows, row, wording)
    values = {"zh": wording.zh, "en": wording.en, "parent": wording.parent, "aliases": list(wording.aliases)}
    before, after = changed(row, values)
    if not before:
        return False
    _number(_in_order(rows))
    record(session, actor, "directory.edit_term", _subject(row), before, after)
    session.flush()
    return True


def set_retired(session: Session, actor: Actor, vocabulary: str, key: str, *, retired: bool) -> None:
    """Offer a term no more, or again. What bears it keeps it. Raises NotFound, Invalid."""
    refuse_unless(administers(actor))
    _rows, row = _find(session, vocabulary, key)
    if vocabulary in FIXED:
        raise Invalid(Fault("key", "fixed"))
    before, after = changed(row, {"retired": retired})
    if before:
        action = "directory.retire_term" if retired else "directory.restore_term"
        record(session, actor, action, _subject(row), before, after)


def move_term(session: Session, actor: Actor, vocabulary: str, key: str, *, up: bool) -> None:
    """Change places with the neighbour above or below it; at the end nothing happens. Raises NotFound."""
    refuse_unless(administers(actor))
    rows, row = _find(session, vocabulary, key)
    siblings = [each for each in rows if each.parent == row.parent]
    place = siblings.index(row)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(siblings):
        return
    before = {"place": place + 1}
    siblings[place], siblings[other] = siblings[other], siblings[place]
    others = [each for each in rows if each.parent != row.parent]
    _number(_in_order([*siblings, *others]))
    record(session, actor, "directory.move_term", _subject(row), before, {"place": other + 1})


def present_term(row: Term) -> Present:
    """What stands there now, for two texts side by side."""
    values = {"zh": row.zh, "en": row.en, "parent": row.parent, "aliases": "\n".join(row.aliases)}
    return Present(row.revision, values)


def _terms(session: Session, vocabulary: str) -> list[Term]:
    statement = select(Term).where(Term.vocabulary == vocabulary).order_by(Term.position, Term.id).with_for_update()
    rows = list(session.scalars(statement))
    if not rows:
        raise NotFound
    return rows


def _find(session: Session, vocabulary: str, key: str) -> tuple[list[Term], Term]:
    rows = _terms(session, vocabulary)
    row = next((each for each in rows if each.key == key), None)
    if row is None:
        raise NotFound
    return rows, row


def _check(rows: list[Term], row: Term | None, wording: Wording) -> None:
    faults = [Fault(field, "required") for field in ("zh", "en") if not getattr(wording, field)]
    faults += [Fault(field, "long", {"limit": 120}) for field in ("zh", "en") if len(getattr(wording, field)) > 120]
    own = {wording.zh, *wording.aliases}
    for other in rows:
        double = own & {other.zh, *other.aliases} if other is not row else set()
        if double:
            field = "zh" if wording.zh in double else "aliases"
            faults.append(Fault(field, "named", {"name": min(double), "other": other.zh}))
    faults += _parent_faults(rows, row, wording.parent)
    if faults:
        raise Invalid(*faults)


def _parent_faults(rows: list[Term], row: Term | None, parent: str) -> list[Fault]:
    above = {each.key: each.parent for each in rows}
    if parent and parent not in above:
        return [Fault("parent", "choice")]
    for _generation in range(len(rows)):
        if row is not None and parent == row.key:
            return [Fault("parent", "circle")]
        parent = above.get(parent, "")
    return []


def _in_order(rows: list[Term]) -> list[Term]:
    """Each term before those below it, siblings in the order given."""
    keys = {row.key for row in rows}
    below: dict[str, list[Term]] = {}
    for row in rows:
        below.setdefault(row.parent if row.parent in keys else "", []).append(row)
    ordered: list[Term] = []
    waiting = list(reversed(below.get("", [])))
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting.extend(reversed(below.get(row.key, [])))
    return ordered


def _number(rows: list[Term]) -> None:
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position


def _subject(row: Term) -> tuple[str, int, str]:
    return ("term", row.id, f"{row.vocabulary}/{row.key}")


def _told(row: Term) -> dict[str, Any]:
    return {"zh": row.zh, "en": row.en, "parent": row.parent, "aliases": row.aliases}
