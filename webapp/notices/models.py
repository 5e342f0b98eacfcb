"""Tables of notices."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.clock import now
from webapp.base.model import Model, Moment


class Notice(Model):
    """Something one account is told. ``kind`` names how it is worded, ``subject`` the thing it is about.

    ``params`` fill the wording; they may hold nothing that reading the subject would not show. ``once_key`` is not ''
    for what must be told only once, such as a reminder of a certain day. Whether the account may still know is
    asked whenever the notice is counted, shown or sent.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_account_id_read_at", "account_id", "read_at", "id"),
        Index("ix_notice_subject", "subject_kind", "subject_id"),
        UniqueConstraint("account_id", "once_key"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(64))
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    once_key: Mapped[str | None] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    mailed_at: Mapped[datetime | None] = mapped_column(Moment)


class MailMode(StrEnum):
    """When an account is mailed about a kind of notice."""

    AT_ONCE = "at_once"
    DIGEST = "digest"
    NONE = "none"


class MailChoice(Model):
    """What one account chose for one kind; without a row the kind's own way holds."""

    __tablename__ = "mail_choice"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64), primary_key=True)
    mode: Mapped[str] = mapped_column(String(16))


class MailSettings(Model):
    """In which language an account is written to; without a row in the site's own."""

    __tablename__ = "mail_settings"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), default="zh")
