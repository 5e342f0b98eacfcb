"""The journal: one row for every change of state, written in the transaction that makes it, never altered.

The database itself refuses to update or delete a row (triggers made by the migrations).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.model import Model, Moment

BigKey = BigInteger().with_variant(Integer, "sqlite")


class JournalEntry(Model):
    """Who did what to which thing, when, and what stood there before and after."""

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_subject", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    account_id: Mapped[int | None] = mapped_column(Integer, index=True)
    actor_name: Mapped[str] = mapped_column(String(200))
    network: Mapped[str] = mapped_column(String(64), default="")
    action: Mapped[str] = mapped_column(String(64), index=True)
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    subject_label: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: tuple[str, int | None, str],
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write the row for one change. ``action`` is '<part>.<what was done>', ``subject`` is (kind, id, label).

    ``before`` and ``after`` hold only what changed, as plain JSON values; never a password or a token.
    """
    kind, subject_id, label = subject
    session.add(
        JournalEntry(
            at=now(),
            account_id=actor.account_id,
            actor_name=actor.name,
            network=actor.network,
            action=action,
            subject_kind=kind,
            subject_id=subject_id,
            subject_label=label[:500],
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
        )
    )
