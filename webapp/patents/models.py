"""Tables of patents. What is derived from events is kept beside them for lists, and written by one action only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.base.clock import now
from webapp.base.feed import FeedKey
from webapp.base.model import Model, Moment
from webapp.directory.models import Organisation, Person, Studio
from webapp.patents.workflow import Status

STANDING_HERE = text("number <> '' AND removed_at IS NULL")


class Patent(Model):
    """A patent or an application for one. ``organisation_id`` and ``studio_id`` own the record and decide who sees it.

    ``number`` is canonical, ``typed_number`` as it was written. ``status`` to ``paid_year`` are derived from the events
    and payments. ``report_key`` names the row of a public report it was taken from, '' for records made here; only such
    a record may lack its ``type``.
    """

    __tablename__ = "patent"
    __table_args__ = (
        Index(
            "uq_patent_number",
            "organisation_id",
            "number",
            unique=True,
            sqlite_where=STANDING_HERE,
            postgresql_where=STANDING_HERE,
        ),
        Index("ix_patent_listed", "removed_at", "is_public", "filed_on", "id"),
        Index(
            "ix_patent_counted",
            *("removed_at", "is_public", "status", "expires_on", "type", "year", "organisation_id"),
        ),
        Index("ix_patent_titled", "removed_at", "is_public", "title", "id"),
        Index("ix_patent_number", "number"),
        Index("ix_patent_status", "status", "expires_on"),
        Index("ix_patent_fee_due_on", "fee_due_on"),
        CheckConstraint("type IN ('invention','utility_model','design','')", name="known_type"),
        CheckConstraint("fee_percent BETWEEN 0 AND 100", name="a_share"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    office: Mapped[str] = mapped_column(String(3), default="CN")
    number: Mapped[str] = mapped_column(String(40), default="")
    typed_number: Mapped[str] = mapped_column(String(80), default="")
    type: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    applicants: Mapped[list[str]] = mapped_column(JSON, default=list)
    right_holder: Mapped[str] = mapped_column(String(300), default="")
    ipc_classes: Mapped[list[str]] = mapped_column(JSON, default=list)
    publication_number: Mapped[str] = mapped_column(String(40), default="")
    grant_number: Mapped[str] = mapped_column(String(40), default="")
    certificate_number: Mapped[str] = mapped_column(String(40), default="")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    studio_id: Mapped[int | None] = mapped_column(ForeignKey("studio.id"), index=True)
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    fee_percent: Mapped[int] = mapped_column(Integer, default=100)
    reduced_until_year: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text, default="")
    report_key: Mapped[str] = mapped_column(String(160), default="", index=True)
    reported_status: Mapped[str] = mapped_column(String(40), default="")
    certificate_sha256: Mapped[str] = mapped_column(String(64), default="")
    certificate_size: Mapped[int] = mapped_column(BigInteger, default=0)
    certificate_name: Mapped[str] = mapped_column(String(200), default="")
    certificate_mime: Mapped[str] = mapped_column(String(100), default="")
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("patent_batch.id"), index=True)

    status: Mapped[str] = mapped_column(String(20), default=Status.PLANNED)
    is_public: Mapped[bool] = mapped_column(default=False)
    is_open: Mapped[bool] = mapped_column(default=False)
    filed_on: Mapped[date | None] = mapped_column()
    published_on: Mapped[date | None] = mapped_column()
    granted_on: Mapped[date | None] = mapped_column()
    ended_on: Mapped[date | None] = mapped_column()
    expires_on: Mapped[date | None] = mapped_column()
    year: Mapped[int | None] = mapped_column(Integer, index=True)
    paid_year: Mapped[int] = mapped_column(Integer, default=0)
    fee_year: Mapped[int | None] = mapped_column(Integer)
    fee_due_on: Mapped[date | None] = mapped_column()

    created_by_id: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removal_reason: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(Integer, default=1)
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    studio: Mapped[Studio | None] = relationship(lazy="raise")
    inventors: Mapped[list[PatentInventor]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="PatentInventor.position"
    )
    events: Mapped[list[PatentEvent]] = relationship(lazy="raise", order_by="PatentEvent.id")
    payments: Mapped[list[FeePayment]] = relationship(lazy="raise", order_by="FeePayment.id")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute

    def feed_keys(self) -> Iterable[FeedKey]:
        """This patent became stale."""
        return (("patent", self.id),)


class PatentInventor(Model):
    """An inventor as named, and the person of the directory where known."""

    __tablename__ = "patent_inventor"

    patent_id: Mapped[int] = mapped_column(ForeignKey("patent.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person | None] = relationship(lazy="raise")


class PatentEvent(Model):
    """Something that happened to a patent; the database refuses to alter or delete a row.

    ``effective_on`` is the day it takes effect where that differs from the day it was announced. ``is_announced`` says
    that an event which is internal by its kind was published by the office. ``corrects_id`` names the one it replaces.
    """

    __tablename__ = "patent_event"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    patent_id: Mapped[int] = mapped_column(ForeignKey("patent.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    on: Mapped[date] = mapped_column()
    effective_on: Mapped[date | None] = mapped_column()
    party: Mapped[str] = mapped_column(String(200), default="")
    amount: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    is_announced: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("patent_event.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(Integer)
    recorded_by: Mapped[str] = mapped_column(String(64), default="")
    recorded_at: Mapped[datetime] = mapped_column(Moment, default=now)


class FeePayment(Model):
    """A yearly fee that was paid; the database refuses to alter or delete a row.

    ``cancels_id`` names one recorded in error. ``settles`` says that whoever recorded it takes the year for paid in
    full; a part payment leaves it open.
    """

    __tablename__ = "patent_fee_payment"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    patent_id: Mapped[int] = mapped_column(ForeignKey("patent.id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    paid_on: Mapped[date] = mapped_column()
    amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    settles: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str] = mapped_column(String(200), default="")
    cancels_id: Mapped[int | None] = mapped_column(ForeignKey("patent_fee_payment.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(Integer)
    recorded_by: Mapped[str] = mapped_column(String(64), default="")
    recorded_at: Mapped[datetime] = mapped_column(Moment, default=now)


class FeeAmount(Model):
    """What a yearly fee costs: for a type, from one year of the patent to another, valid from a day until another.

    ``valid_until`` is the last day, None while it holds. The administrator enters amounts, with their ``source``.
    """

    __tablename__ = "patent_fee_amount"
    __table_args__ = (
        CheckConstraint("from_year <= to_year", name="years_in_order"),
        CheckConstraint("valid_until IS NULL OR valid_from <= valid_until", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    type: Mapped[str] = mapped_column(String(16))
    from_year: Mapped[int] = mapped_column(Integer)
    to_year: Mapped[int] = mapped_column(Integer)
    amount: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    valid_from: Mapped[date] = mapped_column()
    valid_until: Mapped[date | None] = mapped_column()
    source: Mapped[str] = mapped_column(String(200), default="")
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute


class PatentCalendar(Model):
    """The private address of somebody's calendar; only the hash of its secret is kept."""

    __tablename__ = "patent_calendar"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment, default=now)


class PatentBatch(Model):
    """Patents taken from one sheet, which can be taken back together. ``unused`` are headings nobody knew."""

    __tablename__ = "patent_batch"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    file_name: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    studio_id: Mapped[int | None] = mapped_column(ForeignKey("studio.id"))
    unused: Mapped[list[Any]] = mapped_column(JSON, default=list)
    made_by_id: Mapped[int | None] = mapped_column(Integer)
    made_by: Mapped[str] = mapped_column(String(64), default="")
    made_at: Mapped[datetime] = mapped_column(Moment, default=now)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)


__all__ = [
    "FeeAmount",
    "FeePayment",
    "Patent",
    "PatentBatch",
    "PatentCalendar",
    "PatentEvent",
    "PatentInventor",
]
