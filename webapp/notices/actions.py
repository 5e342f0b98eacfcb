"""Telling accounts something, in the transaction of what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import NotFound
from webapp.base.jobs import enqueue
from webapp.notices import policy
from webapp.notices.models import MailChoice, MailMode, MailSettings, Notice

Subject = tuple[str, int | None]
MAIL_JOB = "notices.mail"
MAIL_CHUNK = 50


def notify(
    session: Session,
    kind: str,
    subject: Subject,
    account_ids: Iterable[int | None],
    params: Mapping[str, Any] | None = None,
    *,
    once_key: str = "",
) -> int:
    """Tell these accounts (None and the program itself are left out, each is told once); how many were told now.

    ``kind`` is a name registered in ``webapp.notices.kinds``. With ``once_key`` an account that was told under the same
    key before is not told again. A notice is a consequence, not a change of state: it has no journal row of its own.
    """
    wanted = sorted({each for each in account_ids if each})
    if once_key and wanted:
        statement = select(Notice.account_id).where(Notice.once_key == once_key, Notice.account_id.in_(wanted))
        told = set(session.scalars(statement))
        wanted = [each for each in wanted if each not in told]
    rows = [
        Notice(
            account_id=account_id,
            kind=kind,
            subject_kind=subject[0],
            subject_id=subject[1],
            params=dict(params or {}),
            once_key=once_key or None,
        )
        for account_id in wanted
    ]
    session.add_all(rows)
    session.flush()
    for start in range(0, len(rows), MAIL_CHUNK):
        enqueue(session, MAIL_JOB, {"notice_ids": [row.id for row in rows[start : start + MAIL_CHUNK]]})
    return len(wanted)


def mark_read(session: Session, actor: Actor, notice_id: int) -> Notice:
    """Take one notice as read, and give it back. Raises NotFound for anybody else's."""
    notice = session.get(Notice, notice_id)
    if notice is None or not policy.can_read_notice(actor, notice):
        raise NotFound
    notice.read_at = notice.read_at or now()
    return notice


def mark_all_read(session: Session, actor: Actor, up_to_id: int) -> None:
    """Take all of the actor's notices up to this one as read: what came since the page was drawn stays unread."""
    mine = policy.notices_read_by(actor)
    session.execute(update(Notice).where(mine, Notice.read_at.is_(None), Notice.id <= up_to_id).values(read_at=now()))


def choose_mail(session: Session, actor: Actor, language: str, modes: Mapping[str, MailMode]) -> None:
    """Keep when and in which language the actor wants to be mailed. A personal mark: it has no journal row."""
    if not actor.account_id:
        raise NotFound
    session.execute(delete(MailChoice).where(MailChoice.account_id == actor.account_id))
    for kind, mode in modes.items():
        session.add(MailChoice(account_id=actor.account_id, kind=kind, mode=mode))
    row = session.get(MailSettings, actor.account_id)
    if row is None:
        session.add(MailSettings(account_id=actor.account_id, language=language))
    else:
        row.language = language
