"""Keeping the site's own lexicon: adding, rewording and taking back rules, dropping rules of the files, undoing.

Every change is one journal row, and the journal is the history: undoing lays down what stood there before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, Present
from webapp.base.journal import JournalEntry, record
from webapp.search import policy
from webapp.search.models import LexiconRule
from webapp.search.site_lexicon import ADD, DROP, Rule, file_rules, is_rule

SUBJECT = "lexicon_rule"
Files = Mapping[str, str]


def add_rule(session: Session, actor: Actor, files: Files, rule: Rule) -> int:
    """Add a rule, or drop one of the files; its id. Raises Invalid."""
    _refuse_others(actor)
    _check(files, rule)
    row = _row_of(session, rule)
    if row is not None and not row.is_removed:
        raise Invalid(Fault("text", "same"))
    if row is None:
        row = LexiconRule(kind=rule.kind, text=rule.text, effect=rule.effect)
        session.add(row)
    else:
        row.effect, row.is_removed, row.changed_at = rule.effect, False, now()
    session.flush()
    record(session, actor, "search.add_rule", _subject(row), None, _told(row))
    return row.id


def edit_rule(session: Session, actor: Actor, files: Files, rule_id: int, revision: int, text: str) -> None:
    """Reword a rule that was added. Raises NotFound, Invalid, Conflict('stale')."""
    _refuse_others(actor)
    row = _row(session, rule_id)
    if row.revision != revision:
        raise Conflict("stale", Present(row.revision, {"text": row.text}))
    if row.effect == DROP:
        raise Invalid(Fault("text", "rule"))
    if row.text == text:
        return
    changed = Rule(row.kind, text, row.effect)
    _check(files, changed)
    if _row_of(session, changed) is not None:
        raise Invalid(Fault("text", "same"))
    before = _told(row)
    row.text, row.changed_at = text, now()
    record(session, actor, "search.edit_rule", _subject(row), before, _told(row))


def remove_rule(session: Session, actor: Actor, rule_id: int) -> None:
    """Take a rule back: what was added holds no more, what was dropped holds again. Raises NotFound."""
    _refuse_others(actor)
    row = _row(session, rule_id)
    before, row.is_removed, row.changed_at = _told(row), True, now()
    record(session, actor, "search.remove_rule", _subject(row), before, None)


def undo_change(session: Session, actor: Actor, entry_id: int) -> None:
    """Lay down what stood there before a change. Raises NotFound; Conflict('state') when it changed again since."""
    _refuse_others(actor)
    entry = session.get(JournalEntry, entry_id)
    if entry is None or entry.subject_kind != SUBJECT or entry.subject_id is None:
        raise NotFound
    row = session.scalar(select(LexiconRule).where(LexiconRule.id == entry.subject_id).with_for_update())
    if row is None:
        raise NotFound
    present = None if row.is_removed else _told(row)
    if present != entry.after:
        raise Conflict("state")
    _lay_down(session, row, entry.before)
    record(session, actor, "search.undo_rule", _subject(row), present, entry.before)


def _lay_down(session: Session, row: LexiconRule, told: dict[str, Any] | None) -> None:
    row.is_removed, row.changed_at = told is None, now()
    if told is None:
        return
    other = _row_of(session, Rule(told["kind"], told["text"], told["effect"]))
    if other is not None and other.id != row.id:
        raise Conflict("state")
    row.text, row.effect = told["text"], told["effect"]


def _refuse_others(actor: Actor) -> None:
    if not policy.keeps_lexicon(actor):
        raise NotAllowed


def _check(files: Files, rule: Rule) -> None:
    if not is_rule(rule.kind, rule.text) or rule.effect not in (ADD, DROP):
        raise Invalid(Fault("text", "rule"))
    there = rule.text in file_rules(files, rule.kind)
    if rule.effect == ADD and there:
        raise Invalid(Fault("text", "same"))
    if rule.effect == DROP and not there:
        raise Invalid(Fault("text", "not_there"))


def _row_of(session: Session, rule: Rule) -> LexiconRule | None:
    statement = select(LexiconRule).where(LexiconRule.kind == rule.kind, LexiconRule.text == rule.text)
    return session.scalar(statement.with_for_update())


def _row(session: Session, rule_id: int) -> LexiconRule:
    statement = select(LexiconRule).where(LexiconRule.id == rule_id, LexiconRule.is_removed.is_(False))
    row = session.scalar(statement.with_for_update())
    if row is None:
        raise NotFound
    return row


def _told(row: LexiconRule) -> dict[str, Any]:
    return {"kind": row.kind, "text": row.text, "effect": row.effect}


def _subject(row: LexiconRule) -> tuple[str, int, str]:
    return (SUBJECT, row.id, row.text)
