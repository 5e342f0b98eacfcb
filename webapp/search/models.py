"""Tables of the part: what people keep of their searches, drafts of requests, tallies, the site's own lexicon."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.clock import now
from webapp.base.feed import FeedKey
from webapp.base.model import Model, Moment

NAME_LIMIT = 60
RULE_LIMIT = 200
TALLIED_LIMIT = 40


class SavedSearch(Model):
    """A search somebody wants to repeat and be told about. ``arguments`` are those of its address.

    ``checked_at`` is the moment up to which publications were looked at for new hits.
    """

    __tablename__ = "saved_search"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    is_paused: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    checked_at: Mapped[datetime] = mapped_column(Moment, default=now)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute


class SavedHit(Model):
    """A document that became a hit of a saved search after it was saved."""

    __tablename__ = "saved_hit"

    saved_search_id: Mapped[int] = mapped_column(ForeignKey("saved_search.id", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now)


class RecentSearch(Model):
    """What somebody searched for, for themselves alone."""

    __tablename__ = "recent_search"
    __table_args__ = (Index("ix_recent_search_account_id_at", "account_id", "at"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str] = mapped_column(String(200), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now)


class HelpRequest(Model):
    """A request for help somebody drafts when nothing was found; shown to nobody else."""

    __tablename__ = "help_request"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")
    searched: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    changed_at: Mapped[datetime] = mapped_column(Moment, default=now)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute


class SearchTally(Model):
    """How often a text was searched for on one day, without who did.

    ``empty_count`` counts the times nothing public was found, ``click_count`` those that opened a hit.
    """

    __tablename__ = "search_tally"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    text: Mapped[str] = mapped_column(String(TALLIED_LIMIT), primary_key=True)
    count: Mapped[int] = mapped_column(Integer, default=0)
    empty_count: Mapped[int] = mapped_column(Integer, default=0)
    click_count: Mapped[int] = mapped_column(Integer, default=0)


class LexiconRule(Model):
    """One rule of the site's own lexicon, in the spelling of its files.

    ``effect`` is 'add', or 'drop' for a rule of the files that shall not hold here. A rule taken back stays as a row.
    """

    __tablename__ = "lexicon_rule"
    __table_args__ = (
        UniqueConstraint("kind", "text"),
        CheckConstraint("effect IN ('add', 'drop')", name="effect"),
        CheckConstraint("kind IN ('synonyms', 'trade_words', 'stop_words')", name="kind"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(String(RULE_LIMIT))
    effect: Mapped[str] = mapped_column(String(8), default="add")
    is_removed: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime] = mapped_column(Moment, default=now)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute

    def feed_keys(self) -> Iterable[FeedKey]:
        """The lexicon became stale."""
        return (("lexicon", 1),)
