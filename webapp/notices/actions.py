"""Telling accounts something, in the transaction of what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.notices.models import Notice

Subject = tuple[str, int | None]


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
    for account_id in wanted:
        session.add(
            Notice(
                account_id=account_id,
                kind=kind,
                subject_kind=subject[0],
                subject_id=subject[1],
                params=dict(params or {}),
                once_key=once_key or None,
            )
        )
    return len(wanted)
