"""Tables of the directory. Every entry is public by itself; internal documents never create one.

``sort_name`` is the spelling names are sorted by, kept with the name. ``…_html`` is sanitised HTML made from the
Markdown beside it whenever that is saved.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from webapp.base.clock import now
from webapp.base.feed import FeedKey
from webapp.base.model import Model, Moment
from webapp.directory.spelling import sort_name, sort_person_name


class Level(StrEnum):
    """Levels of studios and honours, highest first."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    CITY = "city"
    DISTRICT = "district"
    ENTERPRISE = "enterprise"


class Organisation(Model):
    """An enterprise, college, union or institute. ``kind``, ``region``, ``industry`` hold vocabulary keys."""

    __tablename__ = "organisation"
    __table_args__ = (
        Index("ix_organisation_sort_name", "merged_into_id", "sort_name", "id"),
        Index("ix_organisation_counted_kind", "merged_into_id", "kind"),
        Index("ix_organisation_counted_region", "merged_into_id", "region"),
        Index("ix_organisation_counted_industry", "merged_into_id", "industry"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    sort_name: Mapped[str] = mapped_column(String(120), default="")
    kind: Mapped[str] = mapped_column(String(64), default="")
    region: Mapped[str] = mapped_column(String(64), default="", index=True)
    industry: Mapped[str] = mapped_column(String(64), default="", index=True)
    description: Mapped[str] = mapped_column(Text, default="")
    description_html: Mapped[str] = mapped_column(Text, default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute

    @validates("name")
    def _spell(self, _key: str, name: str) -> str:
        self.sort_name = sort_name(name)
        return name

    def feed_keys(self) -> Iterable[FeedKey]:
        """This organisation became stale."""
        return (("organisation", self.id),)


class Person(Model):
    """A craftsperson. Contact is shown only with ``contact_consent``, and then masked."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_sort_name", "merged_into_id", "sort_name", "id"),
        Index("ix_person_counted_trade", "merged_into_id", "trade"),
        Index("ix_person_counted_region", "merged_into_id", "region"),
        Index("ix_person_counted_industry", "merged_into_id", "industry"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(64), index=True)
    sort_name: Mapped[str] = mapped_column(String(120), default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    trade: Mapped[str] = mapped_column(String(64), default="", index=True)
    region: Mapped[str] = mapped_column(String(64), default="", index=True)
    industry: Mapped[str] = mapped_column(String(64), default="", index=True)
    post: Mapped[str] = mapped_column(String(120), default="")
    specialties: Mapped[list[str]] = mapped_column(JSON, default=list)
    story: Mapped[str] = mapped_column(Text, default="")
    story_html: Mapped[str] = mapped_column(Text, default="")
    portrait_sha256: Mapped[str] = mapped_column(String(64), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    contact_consent: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    honours: Mapped[list[Honour]] = relationship(lazy="raise", cascade="all, delete-orphan", order_by="Honour.position")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute

    @validates("name")
    def _spell(self, _key: str, name: str) -> str:
        self.sort_name = sort_person_name(name)
        return name

    def feed_keys(self) -> Iterable[FeedKey]:
        """This person became stale."""
        return (("person", self.id),)


class Honour(Model):
    """An honour of a person: ``term`` is a vocabulary key where known, ``title`` the words used."""

    __tablename__ = "honour"
    __table_args__ = (
        Index("ix_honour_level_person_id", "level", "person_id"),
        Index("ix_honour_term_person_id", "term", "person_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    term: Mapped[str] = mapped_column(String(64), default="")
    title: Mapped[str] = mapped_column(String(120))
    level: Mapped[str] = mapped_column(String(16), default="")
    year: Mapped[int | None] = mapped_column(Integer)

    def feed_keys(self) -> Iterable[FeedKey]:
        """The person became stale."""
        return (("person", self.person_id),)


class Studio(Model):
    """An innovation studio. ``parent_id`` is the studio it grew out of (1+N)."""

    __tablename__ = "studio"
    __table_args__ = (
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_own_parent"),
        Index("ix_studio_sort_name", "merged_into_id", "sort_name", "id"),
        Index("ix_studio_counted_level", "merged_into_id", "level"),
        Index("ix_studio_counted_trade", "merged_into_id", "trade"),
        Index("ix_studio_counted_region", "merged_into_id", "region"),
        Index("ix_studio_counted_industry", "merged_into_id", "industry"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    sort_name: Mapped[str] = mapped_column(String(120), default="")
    level: Mapped[str] = mapped_column(String(16), default="", index=True)
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    industry: Mapped[str] = mapped_column(String(64), default="", index=True)
    region: Mapped[str] = mapped_column(String(64), default="", index=True)
    trade: Mapped[str] = mapped_column(String(64), default="", index=True)
    founded_year: Mapped[int | None] = mapped_column(Integer)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("studio.id"), index=True)
    description: Mapped[str] = mapped_column(Text, default="")
    description_html: Mapped[str] = mapped_column(Text, default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("studio.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    leader: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[leader_id])
    members: Mapped[list[StudioMember]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="StudioMember.position"
    )

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute

    @validates("name")
    def _spell(self, _key: str, name: str) -> str:
        self.sort_name = sort_name(name)
        return name

    def feed_keys(self) -> Iterable[FeedKey]:
        """This studio became stale."""
        return (("studio", self.id),)


class StudioMember(Model):
    """A person named as member of a studio. This describes; rights are role grants of accounts."""

    __tablename__ = "studio_member"
    __table_args__ = (UniqueConstraint("studio_id", "person_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    studio_id: Mapped[int] = mapped_column(ForeignKey("studio.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    joined_on: Mapped[date | None] = mapped_column()
    left_on: Mapped[date | None] = mapped_column()
    person: Mapped[Person] = relationship(lazy="raise")

    def feed_keys(self) -> Iterable[FeedKey]:
        """The studio and the person became stale."""
        return (("studio", self.studio_id), ("person", self.person_id))


class RecordKind(StrEnum):
    """What a studio keeps a record of, after the reviews of studios: trainings, exchanges, grades, honours."""

    TRAINING = "training"
    EXCHANGE = "exchange"
    PROMOTION = "promotion"
    HONOUR = "honour"


class StudioRecord(Model):
    """One line of a studio's ledger. ``people`` is how many took part, or rose by a grade; one taken back stays."""

    __tablename__ = "studio_record"
    __table_args__ = (
        Index("ix_studio_record_studio_id_on", "studio_id", "on", "id"),
        CheckConstraint("kind IN ('training','exchange','promotion','honour')", name="known_kind"),
        CheckConstraint("people >= 0", name="people"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    studio_id: Mapped[int] = mapped_column(ForeignKey("studio.id"))
    kind: Mapped[str] = mapped_column(String(16))
    on: Mapped[date] = mapped_column()
    title: Mapped[str] = mapped_column(String(120))
    people: Mapped[int] = mapped_column(Integer, default=0)
    note: Mapped[str] = mapped_column(Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    def feed_keys(self) -> Iterable[FeedKey]:
        """The studio's page became stale."""
        return (("studio", self.studio_id),)


class StudioThreshold(Model):
    """How much of something a year a studio should have, as its naming asks. Without a row the usual one holds."""

    __tablename__ = "studio_threshold"

    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    at_least: Mapped[int] = mapped_column(Integer)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute


class Term(Model):
    """A word of a vocabulary. ``loaded_hash`` is the hash of the file's entry last loaded: edits made in the site stay
    until the file itself changes."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("vocabulary", "key"), Index("ix_term_parent", "vocabulary", "parent"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vocabulary: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(64))
    zh: Mapped[str] = mapped_column(String(120))
    en: Mapped[str] = mapped_column(String(160))
    parent: Mapped[str] = mapped_column(String(64), default="")
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(Integer, default=0)
    retired: Mapped[bool] = mapped_column(default=False)
    loaded_hash: Mapped[str] = mapped_column(String(64), default="")
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute

    def feed_keys(self) -> Iterable[FeedKey]:
        """This term became stale."""
        return (("term", self.id),)
