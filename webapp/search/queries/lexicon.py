"""The site's own lexicon: its rules, those of the files, what was changed when by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.base.errors import NotFound
from webapp.base.journal import JournalEntry
from webapp.base.paging import PAGE_SIZE, Page
from webapp.search.models import LexiconRule
from webapp.search.site_lexicon import file_rules

SUBJECT = "lexicon_rule"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the lexicon. ``can_undo`` when nothing changed that rule since."""

    id: int
    at: datetime
    name: str
    action: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    can_undo: bool


def own_rules(session: Session, kind: str) -> list[LexiconRule]:
    """The rules of a kind kept in the site, the last changed first."""
    statement = select(LexiconRule).where(LexiconRule.kind == kind, LexiconRule.is_removed.is_(False))
    return list(session.scalars(statement.order_by(LexiconRule.changed_at.desc(), LexiconRule.id.desc())))


def one_rule(session: Session, rule_id: int) -> LexiconRule:
    """One of them. Raises NotFound."""
    row = session.get(LexiconRule, rule_id)
    if row is None or row.is_removed:
        raise NotFound
    return row


def rules_of_files(files: Mapping[str, str], kind: str, containing: str, number: int) -> Page[str]:
    """One page of the rules of the files that contain a text."""
    found = [text for text in file_rules(files, kind) if containing.lower() in text.lower()]
    first = (number - 1) * PAGE_SIZE
    return Page(found[first : first + PAGE_SIZE], len(found), number)


def changes(session: Session, number: int) -> Page[Change]:
    """One page of the history, newest first."""
    ours = JournalEntry.subject_kind == SUBJECT
    total = session.scalar(select(func.count()).select_from(JournalEntry).where(ours)) or 0
    statement = select(JournalEntry).where(ours).order_by(JournalEntry.id.desc())
    rows = session.scalars(statement.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    newest = _newest(session, [row.subject_id for row in rows if row.subject_id is not None])
    found = [
        Change(
            row.id, row.at, row.actor_name, row.action, row.before, row.after, newest.get(row.subject_id or 0) == row.id
        )
        for row in rows
    ]
    return Page(found, total, number)


def _newest(session: Session, rule_ids: list[int]) -> dict[int, int]:
    rows = session.execute(
        select(JournalEntry.subject_id, func.max(JournalEntry.id))
        .where(JournalEntry.subject_kind == SUBJECT, JournalEntry.subject_id.in_(rule_ids))
        .group_by(JournalEntry.subject_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}
