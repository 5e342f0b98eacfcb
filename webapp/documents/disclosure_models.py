"""Tables of the publication guard: declarations, requests to open, first public moments, public summaries.

Declarations and first public moments are append-only: the database refuses to alter them (triggers made by migrations).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.clock import now
from webapp.base.feed import FeedKey
from webapp.base.model import Model, Moment


class Opening(Model):
    """A wish to open a guarded document without a filing: two people of different roles and a wait stand before it.

    ``outcome`` is '' while it is under way, then opened, cancelled or lapsed.
    """

    __tablename__ = "opening"
    __table_args__ = (
        Index(
            "uq_opening_under_way",
            "document_id",
            unique=True,
            sqlite_where=text("outcome = ''"),
            postgresql_where=text("outcome = ''"),
        ),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> requested_by_id", name="two_people"),
        CheckConstraint("approved_by_id IS NULL OR approved_role <> requested_role", name="two_roles"),
        CheckConstraint("target IN ('public','nothing')", name="known_target"),
        CheckConstraint("outcome IN ('','opened','cancelled','lapsed')", name="known_outcome"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    target: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    requested_by_id: Mapped[int] = mapped_column(Integer)
    requested_by_name: Mapped[str] = mapped_column(String(64))
    requested_role: Mapped[str] = mapped_column(String(32))
    requested_at: Mapped[datetime] = mapped_column(Moment, default=now)
    approval_reason: Mapped[str] = mapped_column(Text, default="")
    approved_by_id: Mapped[int | None] = mapped_column(Integer)
    approved_by_name: Mapped[str] = mapped_column(String(64), default="")
    approved_role: Mapped[str] = mapped_column(String(32), default="")
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    ready_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(String(16), default="")
    ended_by_name: Mapped[str] = mapped_column(String(64), default="")
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    end_reason: Mapped[str] = mapped_column(Text, default="")

    def feed_keys(self) -> Iterable[FeedKey]:
        """The document became stale."""
        return (("document", self.document_id),)


class Declaration(Model):
    """One declaration of a document; the newest is in force. ``filing_number`` is canonical."""

    __tablename__ = "declaration"
    __table_args__ = (
        CheckConstraint(
            "disclosure <> 'filed' OR (filing_number <> '' AND filed_on IS NOT NULL)", name="filed_has_number_and_date"
        ),
        CheckConstraint("disclosure IN ('to_be_filed','secret','filed','public','nothing')", name="known_disclosure"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    disclosure: Mapped[str] = mapped_column(String(16))
    filing_number: Mapped[str] = mapped_column(String(40), default="")
    filing_typed: Mapped[str] = mapped_column(String(80), default="")
    filed_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text, default="")
    opening_id: Mapped[int | None] = mapped_column(ForeignKey("opening.id"))
    account_id: Mapped[int | None] = mapped_column(Integer)
    account_name: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime] = mapped_column(Moment, default=now)


class FirstPublic(Model):
    """The first moment a version could be read by everybody, with the hashes of its bytes; kept for ever.

    ``seal`` is the hash of all of it, see :func:`webapp.documents.evidence.seal_of`. ``files`` holds (hash, name) in
    the order of the version.
    """

    __tablename__ = "first_public"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True, autoincrement=False)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    content_hash: Mapped[str] = mapped_column(String(64))
    files: Mapped[list[list[str]]] = mapped_column(JSON)
    seal: Mapped[str] = mapped_column(String(64), unique=True)


class SummaryState(StrEnum):
    """Where a public summary stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    SHOWN = "shown"


class PublicSummary(Model):
    """What everybody may read of a guarded document in its place, once a reviewer has let it: nothing of its versions.

    ``state`` is draft, in_review, returned or shown.
    """

    __tablename__ = "public_summary"
    __table_args__ = (CheckConstraint("state IN ('draft','in_review','returned','shown')", name="known_state"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    state: Mapped[str] = mapped_column(String(16), default="draft")
    revision: Mapped[int] = mapped_column(Integer, default=1)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    edited_by_id: Mapped[int | None] = mapped_column(Integer)
    edited_at: Mapped[datetime] = mapped_column(Moment, default=now)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    reviewed_by_id: Mapped[int | None] = mapped_column(Integer)
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute

    def feed_keys(self) -> Iterable[FeedKey]:
        """The document became stale."""
        return (("document", self.document_id),)
