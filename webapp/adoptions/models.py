"""Tables of adoptions and of demonstration days.

An adoption is one organisation putting one document to use. What is claimed stands in append-only revisions; the row
itself says which revision is the newest, which one counts, and repeats what lists filter by.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.adoptions.workflow import AdoptionState, DayState, GuestState
from webapp.base.clock import now
from webapp.base.feed import FeedKey
from webapp.base.model import Model, Moment
from webapp.directory.models import Organisation, Studio
from webapp.documents.models import Document, Version


class Adoption(Model):
    """One use of a document by one organisation.

    ``adopter`` is one word for the organisation (``o:<id>`` or ``n:<name>``), so that equal ones are found and counted
    once. ``counted`` is the ordinal of the revision both sides agreed on last, None while nothing counts.
    ``newest_side`` and ``newest_by_id`` say who has to answer: the other side, and another account. Period, place and
    ``is_named`` are those of the revision that counts, else of the newest. ``source_key`` is not None for what a
    report said. Contact is kept here and not in revisions, so that it can be deleted.
    """

    __tablename__ = "adoption"
    __table_args__ = (
        CheckConstraint(
            "state IN ('reported','proposed','confirmed','disputed','ended','withdrawn')", name="known_state"
        ),
        CheckConstraint("state <> 'confirmed' OR counted IS NOT NULL", name="confirmed_counts"),
        CheckConstraint("state NOT IN ('withdrawn','reported') OR counted IS NULL", name="withdrawn_counts_not"),
        UniqueConstraint("document_id", "source_key"),
        Index(
            "ix_adoption_reach",  # all that counts, facets and lists ask for, so that they never leave it
            *("document_id", "counted", "state", "adopter", "region", "industry", "started"),
            *("is_named", "organisation_id", "organisation_name"),
        ),
        Index("ix_adoption_organisation_id_state", "organisation_id", "state"),
        Index("ix_adoption_document_id_adopter", "document_id", "adopter"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    organisation_name: Mapped[str] = mapped_column(String(120))
    adopter: Mapped[str] = mapped_column(String(130))
    state: Mapped[str] = mapped_column(String(16), default=AdoptionState.PROPOSED)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    newest: Mapped[int] = mapped_column(Integer, default=1)
    counted: Mapped[int | None] = mapped_column(Integer)
    newest_side: Mapped[str] = mapped_column(String(8), default="")
    newest_by_id: Mapped[int | None] = mapped_column(Integer)
    recorded_side: Mapped[str] = mapped_column(String(8), default="")
    recorded_by_id: Mapped[int | None] = mapped_column(Integer, index=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment, default=now)
    changed_at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    started: Mapped[str] = mapped_column(String(7), default="")
    ended: Mapped[str] = mapped_column(String(7), default="")
    region: Mapped[str] = mapped_column(String(64), default="")
    industry: Mapped[str] = mapped_column(String(64), default="")
    is_named: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    contact_name: Mapped[str] = mapped_column(String(64), default="")
    contact_phone: Mapped[str] = mapped_column(String(32), default="")
    source_key: Mapped[str | None] = mapped_column(String(64))
    demonstration_id: Mapped[int | None] = mapped_column(ForeignKey("demonstration.id"), index=True)
    document: Mapped[Document] = relationship(lazy="raise")
    version: Mapped[Version] = relationship(lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    demonstration: Mapped[Demonstration | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute

    def feed_keys(self) -> Iterable[FeedKey]:
        """The document shows and counts it, and so does the organisation."""
        yield ("document", self.document_id)
        if self.organisation_id is not None:
            yield ("organisation", self.organisation_id)


class AdoptionRevision(Model):
    """What one side claimed at one moment, for ever. ``content`` is a Claim in canonical form."""

    __tablename__ = "adoption_revision"
    __table_args__ = (UniqueConstraint("adoption_id", "ordinal"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    adoption_id: Mapped[int] = mapped_column(ForeignKey("adoption.id"))
    ordinal: Mapped[int] = mapped_column(Integer)
    side: Mapped[str] = mapped_column(String(8), default="")
    author_id: Mapped[int | None] = mapped_column(Integer)
    author_name: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    note: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(Text)


class AdoptionFigure(Model):
    """One amount that is summed: of the revision that counts, or reported. Made anew whenever that changes.

    ``grade`` is verified, estimated or reported; ``gain`` saved or gained. The rest repeats the adoption, so that a
    hundred thousand of them are summed without joins.
    """

    __tablename__ = "adoption_figure"
    __table_args__ = (
        Index("ix_adoption_figure_sums", "document_id", "year", "grade", "gain", "fen"),
        Index("ix_adoption_figure_organisation_id", "organisation_id", "document_id", "grade", "fen"),
        Index("ix_adoption_figure_region", "region", "document_id", "grade", "fen"),
        Index("ix_adoption_figure_industry", "industry", "document_id", "grade", "fen"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    adoption_id: Mapped[int] = mapped_column(ForeignKey("adoption.id"), index=True)
    document_id: Mapped[int] = mapped_column(Integer)
    organisation_id: Mapped[int | None] = mapped_column(Integer)
    region: Mapped[str] = mapped_column(String(64), default="")
    industry: Mapped[str] = mapped_column(String(64), default="")
    year: Mapped[int | None] = mapped_column(Integer)
    gain: Mapped[str] = mapped_column(String(8))
    grade: Mapped[str] = mapped_column(String(12))
    fen: Mapped[int] = mapped_column(BigInteger)


class AdoptionEvidence(Model):
    """A file that proves an adoption, for the two sides and reviewers. ``kind``: finance, report, photo, other."""

    __tablename__ = "adoption_evidence"
    __table_args__ = (CheckConstraint("kind IN ('finance','report','photo','other')", name="known_kind"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    adoption_id: Mapped[int] = mapped_column(ForeignKey("adoption.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    side: Mapped[str] = mapped_column(String(8))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(200))
    type_key: Mapped[str] = mapped_column(String(16))
    mime: Mapped[str] = mapped_column(String(100))
    group: Mapped[str] = mapped_column(String(16))
    created_by_id: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class AdoptionLink(Model):
    """A private address for an adopter without an account, good for one answer. Only the token's hash is kept."""

    __tablename__ = "adoption_link"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    adoption_id: Mapped[int] = mapped_column(ForeignKey("adoption.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    recipient: Mapped[str] = mapped_column(String(64), default="")
    created_by_id: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class AdoptionCertificate(Model):
    """A certificate of application that was printed: of which revision, under which number, checked under which key."""

    __tablename__ = "adoption_certificate"
    __table_args__ = (UniqueConstraint("adoption_id", "ordinal"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    adoption_id: Mapped[int] = mapped_column(ForeignKey("adoption.id"))
    ordinal: Mapped[int] = mapped_column(Integer)
    issued_by_id: Mapped[int | None] = mapped_column(Integer)
    issued_at: Mapped[datetime] = mapped_column(Moment, default=now)
    adoption: Mapped[Adoption] = relationship(lazy="raise")


class Demonstration(Model):
    """A demonstration day: results shown at work, for whoever may come. ``audience`` is a document's visibility word.

    ``check_in_key`` stands in the QR code at the door.
    """

    __tablename__ = "demonstration"
    __table_args__ = (
        CheckConstraint("audience IN ('public','members','organisation')", name="known_audience"),
        CheckConstraint("state IN ('announced','cancelled')", name="known_state"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_demonstration_ends_at", "ends_at", "id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    studio_id: Mapped[int | None] = mapped_column(ForeignKey("studio.id"), index=True)
    place: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    description: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[str] = mapped_column(String(16))
    capacity: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16), default=DayState.ANNOUNCED)
    reason: Mapped[str] = mapped_column(Text, default="")
    check_in_key: Mapped[str] = mapped_column(String(24), unique=True)
    created_by_id: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    studio: Mapped[Studio | None] = relationship(lazy="raise")
    documents: Mapped[list[DemonstrationDocument]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="DemonstrationDocument.position"
    )

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute

    def feed_keys(self) -> Iterable[FeedKey]:
        """This day became stale, and with it pages that name it."""
        return (("demonstration", self.id),)


class DemonstrationDocument(Model):
    """A document shown on a demonstration day."""

    __tablename__ = "demonstration_document"

    demonstration_id: Mapped[int] = mapped_column(ForeignKey("demonstration.id", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)


class DemonstrationGuest(Model):
    """Somebody who signed up, or came. With an account, or with what they consented to give.

    ``key`` is the private address under which a guest without an account can cancel.
    """

    __tablename__ = "demonstration_guest"
    __table_args__ = (
        CheckConstraint("state IN ('signed_up','waiting','cancelled')", name="known_state"),
        UniqueConstraint("demonstration_id", "account_id"),
        Index("ix_demonstration_guest_queue", "demonstration_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    demonstration_id: Mapped[int] = mapped_column(ForeignKey("demonstration.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    organisation: Mapped[str] = mapped_column(String(120), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    state: Mapped[str] = mapped_column(String(16), default=GuestState.SIGNED_UP)
    signed_up_at: Mapped[datetime] = mapped_column(Moment, default=now)
    attended_at: Mapped[datetime | None] = mapped_column(Moment)
