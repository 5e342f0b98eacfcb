"""Tables of filings: what was answered for forms, what was filed when, and forms an administrator added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.base.clock import now
from webapp.base.model import Model, Moment
from webapp.documents.models import Document


class FilingState(StrEnum):
    """What became of a form that was handed in."""

    FILED = "filed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class FilingAnswers(Model):
    """What somebody answered beside a document, by the key of the field: the same for every form that asks it."""

    __tablename__ = "filing_answers"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True, autoincrement=False)
    answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    edited_at: Mapped[datetime] = mapped_column(Moment, default=now)
    edited_by_id: Mapped[int | None] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute


class Filing(Model):
    """A form that was handed in: which version, where to, when, and the very file. ``form_name`` is as it was then."""

    __tablename__ = "filing"
    __table_args__ = (
        CheckConstraint("state IN ('filed','accepted','declined','cancelled')", name="known_state"),
        Index("ix_filing_document_id_filed_on", "document_id", "filed_on"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    ordinal: Mapped[int] = mapped_column(Integer)
    form_key: Mapped[str] = mapped_column(String(64), index=True)
    form_name: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(16), default=FilingState.FILED)
    filed_on: Mapped[date] = mapped_column(Date)
    recipient: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(Integer, default=1)
    made_at: Mapped[datetime] = mapped_column(Moment, default=now)
    made_by_id: Mapped[int | None] = mapped_column(Integer)
    document: Mapped[Document] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute


class AddedForm(Model):
    """A form an administrator added or put in place of one that came with the program. ``definition`` is its text."""

    __tablename__ = "added_form"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    definition: Mapped[str] = mapped_column(Text)
    template_sha256: Mapped[str] = mapped_column(String(64))
    is_retired: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    edited_at: Mapped[datetime] = mapped_column(Moment, default=now)
    edited_by_id: Mapped[int | None] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute


def told(row: Filing) -> Mapping[str, Any]:
    """What the journal says of a filing."""
    return {
        "form": row.form_name,
        "state": row.state,
        "filed_on": row.filed_on.isoformat(),
        "recipient": row.recipient,
        "note": row.note,
    }
