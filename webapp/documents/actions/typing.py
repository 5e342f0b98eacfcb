"""What writers have typed and not saved, and who is at work: kept for them alone, no change of the document.

No journal row is written: the document changes when it is saved, and that is journalled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.documents.models import AT_WORK_FOR, AtWork, KeptTyping


@dataclass(frozen=True, slots=True)
class KeepTyping:
    """What the form sent, and the canonical content and revision it was typed over."""

    revision: int
    base: str
    fields: Mapping[str, str]


def keep_typing(session: Session, actor: Actor, version_id: int, command: KeepTyping) -> None:
    """Keep what this account has typed in place of what it had typed before.

    The caller has made sure that the actor may write the version.
    """
    row = session.get(KeptTyping, (version_id, actor.account_id))
    if row is None:
        row = KeptTyping(version_id=version_id, account_id=actor.account_id or 0)
        session.add(row)
    row.revision, row.base, row.fields, row.at = command.revision, command.base, dict(command.fields), now()
    session.flush()


def forget_typing(session: Session, actor: Actor, version_id: int) -> None:
    """Drop what this account has typed: it is saved, or is not wanted."""
    mine = (KeptTyping.version_id == version_id, KeptTyping.account_id == actor.account_id)
    session.execute(delete(KeptTyping).where(*mine))


def be_at_work(session: Session, actor: Actor, version_id: int) -> None:
    """Say that this account has the editor open; those not heard of for long are forgotten."""
    session.execute(delete(AtWork).where(AtWork.version_id == version_id, AtWork.at < now() - AT_WORK_FOR))
    row = session.get(AtWork, (version_id, actor.account_id))
    if row is None:
        session.add(AtWork(version_id=version_id, account_id=actor.account_id or 0, at=now()))
    else:
        row.at = now()
    session.flush()


def leave_work(session: Session, actor: Actor, version_id: int) -> None:
    """Say that this account has closed the editor."""
    mine = (AtWork.version_id == version_id, AtWork.account_id == actor.account_id)
    session.execute(delete(AtWork).where(*mine))
