"""Tables of documents: the document, its versions, who took part, review notes, attachments, patents, personal marks.

State and visibility sit on the version: a published version stays up while the next one is in review.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    event,
    select,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column, object_session, relationship

from webapp.base.clock import now
from webapp.base.feed import FeedKey
from webapp.base.model import Model, Moment
from webapp.directory.models import Organisation, Person, Studio
from webapp.documents.disclosure import Disclosure
from webapp.documents.workflow import VersionState
from webapp.patents.models import Patent

DISCARDED_FOR = timedelta(days=30)
AT_WORK_FOR = timedelta(seconds=100)


class Visibility(StrEnum):
    """Who may read a published version, widest first."""

    PUBLIC = "public"
    MEMBERS = "members"
    ORGANISATION = "organisation"
    STUDIO = "studio"


class Document(Model):
    """One result under its permanent number. ``organisation_id`` owns it, ``studio_id`` writes it.

    ``loaded_hash`` is the content hash last loaded from a library file, '' for documents written in the site.
    ``disclosure`` is what the newest declaration says; see :mod:`webapp.documents.disclosure`.
    """

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint(
            "disclosure IN ('undeclared','to_be_filed','secret','filed','public','nothing')", name="known_disclosure"
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(32), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    studio_id: Mapped[int | None] = mapped_column(ForeignKey("studio.id"), index=True)
    loaded_hash: Mapped[str] = mapped_column(String(64), default="")
    disclosure: Mapped[str] = mapped_column(String(16), default=Disclosure.UNDECLARED, server_default="undeclared")
    created_by_id: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    first_published_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    studio: Mapped[Studio | None] = relationship(lazy="raise")

    def feed_keys(self) -> Iterable[FeedKey]:
        """This document became stale."""
        return (("document", self.id),)


class Version(Model):
    """One version of a document: its content in canonical form, its state and its visibility.

    ``rendered`` maps each section to sanitised HTML made by ``renderer_version``. ``revision`` counts edits: a stale
    one is refused. ``content_hash`` is what the reviewer saw and what is published. A discarded version has no place
    in the numbering: its ordinal is minus its id.
    """

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("document_id", "ordinal"),
        Index(
            "uq_version_published",
            "document_id",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
        Index(
            "uq_version_open",
            "document_id",
            unique=True,
            sqlite_where=text("state IN ('draft', 'in_review', 'returned')"),
            postgresql_where=text("state IN ('draft', 'in_review', 'returned')"),
        ),
        Index("ix_version_state_published_at", "state", "published_at"),
        Index("ix_version_state_industry", "state", "industry"),
        CheckConstraint(
            "state IN ('draft','in_review','returned','published','superseded','withdrawn','discarded')",
            name="known_state",
        ),
        Index("ix_version_discarded_at", "discarded_at"),
        CheckConstraint("visibility IN ('public','members','organisation','studio')", name="known_visibility"),
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_has_moment"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    ordinal: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16), default=VersionState.DRAFT)
    visibility: Mapped[str] = mapped_column(String(16), default=Visibility.ORGANISATION)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    year: Mapped[int | None] = mapped_column(Integer, index=True)
    industry: Mapped[str] = mapped_column(String(64), default="")
    trade: Mapped[str] = mapped_column(String(64), default="")
    region: Mapped[str] = mapped_column(String(64), default="")
    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    rendered: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    renderer_version: Mapped[str] = mapped_column(String(64), default="")
    change_note: Mapped[str] = mapped_column(Text, default="")
    round: Mapped[int] = mapped_column(Integer, default=0)
    created_by_id: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    edited_at: Mapped[datetime] = mapped_column(Moment, default=now)
    submitted_by_id: Mapped[int | None] = mapped_column(Integer)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    reviewed_by_id: Mapped[int | None] = mapped_column(Integer)
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment)
    review_note: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    superseded_at: Mapped[datetime | None] = mapped_column(Moment)
    discarded_at: Mapped[datetime | None] = mapped_column(Moment)
    discarded_by_id: Mapped[int | None] = mapped_column(Integer)
    document: Mapped[Document] = relationship(lazy="raise")
    editors: Mapped[list[VersionEditor]] = relationship(lazy="raise", cascade="all, delete-orphan")
    people: Mapped[list[VersionPerson]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="VersionPerson.position"
    )
    organisations: Mapped[list[VersionOrganisation]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="VersionOrganisation.position"
    )
    notes: Mapped[list[ReviewNote]] = relationship(lazy="raise", cascade="all, delete-orphan", order_by="ReviewNote.id")
    attachments: Mapped[list[VersionAttachment]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="VersionAttachment.position"
    )

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute

    def feed_keys(self) -> Iterable[FeedKey]:
        """The document became stale."""
        return (("document", self.document_id),)


class VersionEditor(Model):
    """An account that changed the text of a version, and so may not publish it."""

    __tablename__ = "version_editor"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class KeptTyping(Model):
    """What an account has typed into the editor of a version and not saved yet: their own, read by nobody else.

    ``fields`` holds what the form sent, ``base`` the canonical content it was typed over, at ``revision``.
    """

    __tablename__ = "kept_typing"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    revision: Mapped[int] = mapped_column(Integer)
    base: Mapped[str] = mapped_column(Text)
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment, default=now)


class AtWork(Model):
    """Who had the editor of a version open when last heard of."""

    __tablename__ = "at_work"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(Moment, default=now)


class VersionPerson(Model):
    """A contributor who has a directory entry; ``position`` is the row in the content's contributors."""

    __tablename__ = "version_person"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship(lazy="raise")


class VersionOrganisation(Model):
    """A participating organisation with a directory entry; ``position`` is the row in the content."""

    __tablename__ = "version_organisation"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class ReviewNote(Model):
    """What was said of a version: a reason for its return, a remark, or an answer to one of these (``parent_id``).

    ``section`` is a field, 'sections.<name>', 'steps.<row from 0>' or '' for the whole; ``quote`` is how the step began
    when it was said. ``settled_at`` is set once somebody has taken it as done.
    """

    __tablename__ = "review_note"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"), index=True)
    round: Mapped[int] = mapped_column(Integer, default=1)
    section: Mapped[str] = mapped_column(String(64), default="")
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(Integer)
    author_name: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("review_note.id", ondelete="CASCADE"), index=True)
    is_reason: Mapped[bool] = mapped_column(default=True)
    quote: Mapped[str] = mapped_column(String(80), default="")
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by_name: Mapped[str] = mapped_column(String(64), default="")


class Attachment(Model):
    """A file of a document. ``key`` is its public random name; rights come from the versions that carry it."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(200))
    type_key: Mapped[str] = mapped_column(String(16))
    mime: Mapped[str] = mapped_column(String(100))
    group: Mapped[str] = mapped_column(String(16))
    created_by_id: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    extraction: Mapped[str] = mapped_column(String(16), default="waiting")  # waiting | done | failed | none
    extraction_note: Mapped[str] = mapped_column(String(200), default="")
    page_count: Mapped[int] = mapped_column(Integer, default=0)
    findings: Mapped[list[list[str]] | None] = mapped_column(
        JSON(none_as_null=True)
    )  # what a file tells besides its content: (code, detail)
    passages: Mapped[list[AttachmentPassage]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="AttachmentPassage.position"
    )

    def feed_keys(self) -> Iterable[FeedKey]:
        """The document became stale."""
        return (("document", self.document_id),)


class VersionAttachment(Model):
    """A version carries a file, with a caption, in this place of the list."""

    __tablename__ = "version_attachment"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"), primary_key=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    caption: Mapped[str] = mapped_column(String(200), default="")
    attachment: Mapped[Attachment] = relationship(lazy="raise")


class AttachmentPassage(Model):
    """Extracted text of one page, sheet or slide, for search."""

    __tablename__ = "attachment_passage"

    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(String(80), default="")
    text: Mapped[str] = mapped_column(Text)


class PatentRelation(StrEnum):
    """What a document has to do with a patent."""

    PROTECTS = "protects"  # the patent protects what the document describes
    IMPROVES = "improves"  # the document improves on the patent
    CITES = "cites"


class DocumentPatent(Model):
    """A patent of a document, of all its versions alike."""

    __tablename__ = "document_patent"
    __table_args__ = (CheckConstraint("relation IN ('protects','improves','cites')", name="known_relation"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    patent_id: Mapped[int] = mapped_column(ForeignKey("patent.id"), primary_key=True, index=True)
    relation: Mapped[str] = mapped_column(String(16), default=PatentRelation.PROTECTS)
    linked_by_id: Mapped[int | None] = mapped_column(Integer)
    linked_at: Mapped[datetime] = mapped_column(Moment, default=now)
    patent: Mapped[Patent] = relationship(lazy="raise")

    def feed_keys(self) -> Iterable[FeedKey]:
        """The document became stale."""
        return (("document", self.document_id),)


@event.listens_for(Patent, "after_update")
def _stale_with_patent(_mapper: Mapper[Patent], connection: Connection, patent: Patent) -> None:
    """When a patent changes its documents are stale too; it cannot name them itself, as it stands below them."""
    session = object_session(patent)
    linked = connection.scalars(select(DocumentPatent.document_id).where(DocumentPatent.patent_id == patent.id))
    if session is not None:
        session.info.setdefault("feed", set()).update(("document", document_id) for document_id in linked)


class Favourite(Model):
    """A document somebody wants to find again."""

    __tablename__ = "favourite"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now)


class Opened(Model):
    """When somebody last opened a document: their own reading list, shown to nobody else."""

    __tablename__ = "opened"
    __table_args__ = (Index("ix_opened_account_id_at", "account_id", "at"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
