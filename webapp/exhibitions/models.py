"""Tables of exhibitions: what is arranged, what was frozen at opening, who nominated, who came, what was made.

Curators change halls and items; visitors see the newest snapshot. Whatever a snapshot says, each request asks the
policy of documents again, see :mod:`webapp.exhibitions.queries.showing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.base.clock import now
from webapp.base.feed import FeedKey
from webapp.base.model import Model, Moment
from webapp.directory.models import Organisation, Person, Studio
from webapp.documents.models import Document, Version
from webapp.exhibitions.workflow import (
    EntryState,
    ExhibitionState,
    IntentState,
    Level,
    NominationState,
    RecommendationState,
)


class Exhibition(Model):
    """One exhibition. ``audience`` is public or members, for the whole of it.

    ``opens_at`` and ``closes_at`` are when it opens and closes by itself. ``arrangement`` counts changes of halls and
    items. ``submitted_by_id`` handed it in for review. ``call_text`` and ``call_until`` are the call for nominations,
    '' and None without one. ``cover_key`` is the key of one of its pictures.
    """

    __tablename__ = "exhibition"
    __table_args__ = (
        CheckConstraint("state IN ('preparation','review','open','closed','archived')", name="known_state"),
        CheckConstraint("audience IN ('public','members')", name="known_audience"),
        CheckConstraint("level IN ('organisation','district','city','province','national')", name="known_level"),
        Index("ix_exhibition_state_starts_on", "state", "starts_on"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    title: Mapped[str] = mapped_column(String(80))
    theme: Mapped[str] = mapped_column(String(200), default="")
    level: Mapped[str] = mapped_column(String(16), default=Level.CITY)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisers: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    opening_hours: Mapped[str] = mapped_column(String(200), default="")
    introduction: Mapped[str] = mapped_column(Text, default="")
    cover_key: Mapped[str] = mapped_column(String(24), default="")
    audience: Mapped[str] = mapped_column(String(16), default="public")
    state: Mapped[str] = mapped_column(String(16), default=ExhibitionState.PREPARATION)
    opens_at: Mapped[datetime | None] = mapped_column(Moment)
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    call_text: Mapped[str] = mapped_column(Text, default="")
    call_until: Mapped[date | None] = mapped_column(Date)
    has_guest_book: Mapped[bool] = mapped_column(default=True)
    kiosk_seconds: Mapped[int] = mapped_column(Integer, default=90)
    arrangement: Mapped[int] = mapped_column(Integer, default=0)
    snapshot: Mapped[int] = mapped_column(Integer, default=0)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    submitted_by_id: Mapped[int | None] = mapped_column(Integer)
    created_by_id: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    curators: Mapped[list[ExhibitionCurator]] = relationship(lazy="raise", cascade="all, delete-orphan")
    halls: Mapped[list[Hall]] = relationship(lazy="raise", order_by="Hall.position")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute

    def feed_keys(self) -> Iterable[FeedKey]:
        """This exhibition became stale."""
        return (("exhibition", self.id),)


class ExhibitionCurator(Model):
    """An account that curates this exhibition."""

    __tablename__ = "exhibition_curator"

    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )


class Hall(Model):
    """A section of an exhibition, with a text on its wall. ``removed_at`` keeps it for undo."""

    __tablename__ = "exhibition_hall"
    __table_args__ = (Index("ix_exhibition_hall_order", "exhibition_id", "position"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"))
    position: Mapped[int] = mapped_column(Integer, default=0)
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    items: Mapped[list[Item]] = relationship(lazy="raise", order_by="Item.position")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute


class Item(Model):
    """One thing on show: a pinned version of a document, a product, a person, a studio, or a panel.

    ``title`` and ``text`` are its own words, '' to take those of what it shows. ``pictures`` are keys of pictures of
    the exhibition or of files of the pinned version, in order. ``video_key`` is such a key of a video.
    ``demonstrations`` says when it is shown at work.
    """

    __tablename__ = "exhibition_item"
    __table_args__ = (
        CheckConstraint("kind IN ('document','product','person','studio','panel')", name="known_kind"),
        CheckConstraint("(kind = 'document') = (version_id IS NOT NULL)", name="document_is_pinned"),
        CheckConstraint("(kind = 'document') = (document_id IS NOT NULL)", name="document_is_named"),
        CheckConstraint("(kind = 'person') = (person_id IS NOT NULL)", name="person_is_named"),
        CheckConstraint("(kind = 'studio') = (studio_id IS NOT NULL)", name="studio_is_named"),
        Index("ix_exhibition_item_order", "exhibition_id", "hall_id", "position"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"))
    hall_id: Mapped[int] = mapped_column(ForeignKey("exhibition_hall.id"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    kind: Mapped[str] = mapped_column(String(16))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    studio_id: Mapped[int | None] = mapped_column(ForeignKey("studio.id"), index=True)
    title: Mapped[str] = mapped_column(String(80), default="")
    caption: Mapped[str] = mapped_column(String(300), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    pictures: Mapped[list[str]] = mapped_column(JSON, default=list)
    video_key: Mapped[str] = mapped_column(String(24), default="")
    demonstrations: Mapped[str] = mapped_column(String(300), default="")
    booth: Mapped[str] = mapped_column(String(20), default="")
    added_by_id: Mapped[int | None] = mapped_column(Integer)
    added_at: Mapped[datetime] = mapped_column(Moment, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    document: Mapped[Document | None] = relationship(lazy="raise")
    version: Mapped[Version | None] = relationship(lazy="raise")
    person: Mapped[Person | None] = relationship(lazy="raise")
    studio: Mapped[Studio | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute


class ExhibitionPicture(Model):
    """A picture or video brought in by curators, without what the camera noted in it. ``alt`` says what it shows."""

    __tablename__ = "exhibition_picture"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(200))
    type_key: Mapped[str] = mapped_column(String(16))
    mime: Mapped[str] = mapped_column(String(100))
    group: Mapped[str] = mapped_column(String(16))
    alt: Mapped[str] = mapped_column(String(200), default="")
    created_by_id: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Arrangement(Model):
    """One change of the arrangement, so that it can be undone: ``before`` and ``after`` hold what it changed.

    Both are lists of (table, id, values). Undo writes ``before`` back and is a change of its own.
    """

    __tablename__ = "exhibition_arrangement"
    __table_args__ = (UniqueConstraint("exhibition_id", "ordinal"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"))
    ordinal: Mapped[int] = mapped_column(Integer)
    what: Mapped[str] = mapped_column(String(32))
    before: Mapped[list[list[object]]] = mapped_column(JSON, default=list)
    after: Mapped[list[list[object]]] = mapped_column(JSON, default=list)
    undone: Mapped[int | None] = mapped_column(Integer)
    by_id: Mapped[int | None] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Moment, default=now)


class Snapshot(Model):
    """What is shown since one moment, for ever: ``content`` is a Show in canonical form, ``changes`` what is new.

    ``head`` holds the texts of its cover for lists; ``changes`` names items by key, so that no title outlives a right.
    """

    __tablename__ = "exhibition_snapshot"
    __table_args__ = (UniqueConstraint("exhibition_id", "ordinal"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"))
    ordinal: Mapped[int] = mapped_column(Integer)
    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    head: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    changes: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Moment, default=now)


class CollectingQuery(Model):
    """A search that keeps suggesting new matches for a hall: ``query`` is the query string of the search page."""

    __tablename__ = "exhibition_query"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), index=True)
    hall_id: Mapped[int | None] = mapped_column(ForeignKey("exhibition_hall.id"))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(Text)
    dismissed: Mapped[list[int]] = mapped_column(JSON, default=list)
    created_by_id: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class Nomination(Model):
    """A document nominated by its side for an exhibition. ``messages`` are (side, name, text, moment), oldest first."""

    __tablename__ = "exhibition_nomination"
    __table_args__ = (
        CheckConstraint("state IN ('proposed','asked','accepted','declined','withdrawn')", name="known_state"),
        UniqueConstraint("exhibition_id", "document_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), default=NominationState.PROPOSED)
    reason: Mapped[str] = mapped_column(Text, default="")
    needs: Mapped[str] = mapped_column(Text, default="")
    messages: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("exhibition_item.id"))
    by_id: Mapped[int | None] = mapped_column(Integer, index=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    exhibition: Mapped[Exhibition] = relationship(lazy="raise")
    document: Mapped[Document] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute


class Visits(Model):
    """How often something was opened on one day, without who opened it. ``item_key`` is '' for the show itself."""

    __tablename__ = "exhibition_visits"

    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), primary_key=True)
    item_key: Mapped[str] = mapped_column(String(24), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    channel: Mapped[str] = mapped_column(String(8), primary_key=True, default="web")  # web | kiosk
    count: Mapped[int] = mapped_column(Integer, default=0)


class Intent(Model):
    """What a visitor wants of an item, with a contact given by consent, and what became of it.

    ``item_key`` is '' for the whole show. Contact is deleted on request and after its time; the rest stays counted.
    """

    __tablename__ = "exhibition_intent"
    __table_args__ = (
        CheckConstraint("kind IN ('use','learn','talk')", name="known_kind"),
        CheckConstraint("state IN ('new','in_touch','done','dropped')", name="known_state"),
        Index("ix_exhibition_intent_queue", "exhibition_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"))
    item_key: Mapped[str] = mapped_column(String(24), default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(64), default="")
    organisation: Mapped[str] = mapped_column(String(120), default="")
    contact: Mapped[str] = mapped_column(String(120), default="")
    message: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    consented_at: Mapped[datetime] = mapped_column(Moment, default=now)
    state: Mapped[str] = mapped_column(String(16), default=IntentState.NEW)
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    notes: Mapped[list[list[str]]] = mapped_column(JSON, default=list)  # (name, text, moment), oldest first
    adoption_id: Mapped[int | None] = mapped_column(ForeignKey("adoption.id", ondelete="SET NULL"))
    forgotten_at: Mapped[datetime | None] = mapped_column(Moment)
    revision: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute


class GuestBookEntry(Model):
    """Words left by a visitor, shown once a curator has read them."""

    __tablename__ = "exhibition_guest_book"
    __table_args__ = (
        CheckConstraint("state IN ('waiting','shown','hidden')", name="known_state"),
        Index("ix_exhibition_guest_book_queue", "exhibition_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"))
    name: Mapped[str] = mapped_column(String(40), default="")
    text: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(16), default=EntryState.WAITING)
    at: Mapped[datetime] = mapped_column(Moment, default=now)


class Made(Model):
    """A file made of an exhibition: catalogue, panels, labels, offline copy. Of which snapshot, for whom, how far.

    ``state`` is waiting, running, done or failed; ``report`` lists what was shortened or left out as (code, key of the
    item or '', detail); ``error`` is a code. ``sha256`` names the file once it is done, it is saved as ``name``.
    ``snapshot`` 0 is a trial print of what is not open yet. ``documents`` and ``versions`` are
    what is in it. Whoever works on it holds it until ``claimed_until``.
    """

    __tablename__ = "exhibition_made"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('catalogue','panels_a1','panels_a3','labels','cards','floor_list','offline')", name="known_kind"
        ),
        CheckConstraint("state IN ('waiting','running','done','failed')", name="known_state"),
        Index("ix_exhibition_made_exhibition_id", "exhibition_id", "id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"))
    kind: Mapped[str] = mapped_column(String(16))
    snapshot: Mapped[int] = mapped_column(Integer, default=0)
    language: Mapped[str] = mapped_column(String(8), default="zh")
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    report: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    error: Mapped[str] = mapped_column(String(200), default="")
    documents: Mapped[list[int]] = mapped_column(JSON, default=list)
    versions: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    mime: Mapped[str] = mapped_column(String(100), default="", server_default="")
    attempts: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    claimed_until: Mapped[datetime | None] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Moment, default=now)


class Recommendation(Model):
    """A result of an exhibition recommended upward, with the reason, to a selection named in words."""

    __tablename__ = "exhibition_recommendation"
    __table_args__ = (
        CheckConstraint("level IN ('organisation','district','city','province','national')", name="known_level"),
        CheckConstraint("state IN ('draft','sent','taken','not_taken')", name="known_state"),
        UniqueConstraint("exhibition_id", "document_id", "level"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    level: Mapped[str] = mapped_column(String(16))
    selection: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(16), default=RecommendationState.DRAFT)
    by_id: Mapped[int | None] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    document: Mapped[Document] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute

    def feed_keys(self) -> Iterable[FeedKey]:
        """The document carries the mark."""
        return (("document", self.document_id),)
