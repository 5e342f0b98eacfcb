"""Tables of reviewing and keeping true: who has what in hand, who approved, what each kind asks, what was verified."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.clock import now
from webapp.base.feed import FeedKey
from webapp.base.model import Model, Moment


class Assignment(Model):
    """Which reviewer has a version in hand; it stays through all rounds until handed on or laid down."""

    __tablename__ = "review_assignment"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    account_name: Mapped[str] = mapped_column(String(64), default="")
    by_id: Mapped[int | None] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Moment, default=now)


class Approval(Model):
    """A reviewer found a text good in a round; the last one needed publishes it. ``content_hash`` is what they saw."""

    __tablename__ = "review_approval"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"), primary_key=True)
    round: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    account_name: Mapped[str] = mapped_column(String(64), default="")
    content_hash: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(Moment, default=now)


class KindRule(Model):
    """What an administrator set for a kind; without a row ``documents.kind_rules`` has the defaults."""

    __tablename__ = "kind_rule"

    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    needs_second: Mapped[bool] = mapped_column(default=False)
    verify_months: Mapped[int] = mapped_column(Integer, default=0)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute


class Keeping(Model):
    """Whether a published document is still true. ``verify_by`` is None where its kind asks for no verification.

    ``halted_at`` is set while an unsafe document is called in: everybody is warned, its steps are not shown.
    """

    __tablename__ = "document_keeping"
    __table_args__ = (Index("ix_document_keeping_verify_by", "verify_by", "document_id"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    verified_at: Mapped[datetime] = mapped_column(Moment, default=now)
    verify_by: Mapped[date | None] = mapped_column(Date)
    halted_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    halt_reason: Mapped[str] = mapped_column(Text, default="")
    halted_by_name: Mapped[str] = mapped_column(String(64), default="")

    def feed_keys(self) -> Iterable[FeedKey]:
        """The document became stale."""
        return (("document", self.document_id),)


class Verification(Model):
    """One time its own side looked whether a document is still correct, or needs a new version."""

    __tablename__ = "verification"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), index=True)
    ordinal: Mapped[int] = mapped_column(Integer)
    is_correct: Mapped[bool] = mapped_column()
    note: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(Integer)
    account_name: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime] = mapped_column(Moment, default=now)
