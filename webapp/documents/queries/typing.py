"""What a writer had typed and not saved, and who else is at work on the same version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.documents.models import AT_WORK_FOR, AtWork, KeptTyping


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else who has the same editor open; ``typed_at`` is when they last typed something not saved yet."""

    name: str
    at: datetime
    typed_at: datetime | None = None


def kept_typing(session: Session, actor: Actor, version_id: int) -> KeptTyping | None:
    """What this account typed into the editor of a version and has not saved."""
    return session.get(KeptTyping, (version_id, actor.account_id))


def colleagues_at_work(session: Session, actor: Actor, version_id: int) -> Sequence[Colleague]:
    """Others who have the editor of the version open now, by name. The caller may write the version."""
    rows = session.execute(
        select(Account.name, AtWork.at, KeptTyping.at)
        .join(AtWork, AtWork.account_id == Account.id)
        .outerjoin(KeptTyping, (KeptTyping.account_id == Account.id) & (KeptTyping.version_id == AtWork.version_id))
        .where(AtWork.version_id == version_id, AtWork.account_id != actor.account_id, AtWork.at >= now() - AT_WORK_FOR)
        .order_by(Account.name, Account.id)
    )
    return [Colleague(*row) for row in rows]
