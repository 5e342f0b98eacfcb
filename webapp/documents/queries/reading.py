"""What the page of a document shows: which version this actor reads, and everything it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from webapp.base.actor import Actor
from webapp.base.errors import Gone, NotFound
from webapp.base.feed import FeedCounter
from webapp.directory.models import Organisation, Person
from webapp.documents import policy
from webapp.documents.content import Content, from_json
from webapp.documents.models import (
    Document,
    Favourite,
    Version,
    VersionAttachment,
    VersionOrganisation,
    VersionPerson,
    Visibility,
)
from webapp.documents.number import parse_number
from webapp.documents.queries.files import files_of
from webapp.documents.workflow import VersionState


@dataclass(frozen=True, slots=True)
class Head:
    """The version to show, before its text is read. ``stamp`` changes whenever anything others follow changes."""

    document_id: int
    number: str
    organisation_id: int
    studio_id: int | None
    version_id: int
    ordinal: int
    revision: int
    state: str
    visibility: str
    disclosure: str
    title: str
    epoch: str
    last: int
    is_favourite: bool = False

    @property
    def is_public(self) -> bool:
        """Whether everybody may read this as what is in force."""
        shown_as = policy.effective(self.visibility, self.disclosure)
        return self.state == VersionState.PUBLISHED and shown_as == Visibility.PUBLIC

    @property
    def stamp(self) -> tuple[str, int, int, int]:
        """What a kept page is valid for."""
        return (self.epoch, self.last, self.version_id, self.revision)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list of versions."""

    ordinal: int
    state: str
    change_note: str
    edited_at: datetime
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A version with all it says. The maps lead from the row in the content to the entry in the directory."""

    document: Document
    version: Version
    content: Content
    people: Mapping[int, int]
    organisations: Mapping[int, int]
    files: Sequence[VersionAttachment]


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is said of a withdrawn document to those who could read it. ``last_ordinal`` is for its own side."""

    number: str
    withdrawn_at: datetime | None
    reason: str
    last_ordinal: int | None = None


def published_head(session: Session, actor: Actor, number: str) -> Head:
    """The version in force. Raises Gone with a Tombstone after withdrawal, NotFound for those who may not know."""
    if parse_number(number) != number:
        raise NotFound
    row = session.connection().execute(_published_statement(actor), {"number": number}).one_or_none()
    if row is not None:
        return Head(*row)
    tombstone = _tombstone(session, actor, number)
    if tombstone is not None:
        raise Gone(tombstone)
    raise NotFound


def version_head(session: Session, actor: Actor, number: str, ordinal: int) -> Head:
    """A certain version; raises NotFound."""
    if parse_number(number) != number:
        raise NotFound
    wanted = (Document.number == number, Version.ordinal == ordinal, policy.versions_readable_by(actor))
    row = session.execute(_heads(actor).where(*wanted)).one_or_none()
    if row is None:
        raise NotFound
    return Head(*row)


def open_ordinal(session: Session, actor: Actor, number: str) -> int | None:
    """The newest version the actor may read of a document of which nothing is in force."""
    return session.scalar(
        select(func.max(Version.ordinal))
        .join(Document, Document.id == Version.document_id)
        .where(Document.number == number, policy.versions_readable_by(actor))
    )


def reading_of(session: Session, head: Head) -> Reading:
    """Everything the version of a head says."""
    version = session.scalars(
        select(Version)
        .where(Version.id == head.version_id)
        .options(
            joinedload(Version.document).joinedload(Document.organisation),
            joinedload(Version.document).joinedload(Document.studio),
        )
    ).one()
    return Reading(
        document=version.document,
        version=version,
        content=from_json(version.content),
        people=_entries(session, VersionPerson, Person, version.id),
        organisations=_entries(session, VersionOrganisation, Organisation, version.id),
        files=files_of(session, version.id),
    )


def published_version_of(session: Session, head: Head) -> Version | None:
    """The version in force of the document of a head; nothing is asked where that is the head itself."""
    if head.state == VersionState.PUBLISHED:
        return session.get(Version, head.version_id)
    in_force = (Version.document_id == head.document_id, Version.state == VersionState.PUBLISHED)
    return session.scalar(select(Version).where(*in_force))


def version_lines(session: Session, actor: Actor, document_id: int) -> list[VersionLine]:
    """The versions of the document that the actor may read, newest first."""
    rows = session.execute(
        select(Version.ordinal, Version.state, Version.change_note, Version.edited_at, Version.published_at)
        .join(Document, Document.id == Version.document_id)
        .where(Version.document_id == document_id, policy.versions_readable_by(actor))
        .order_by(Version.ordinal.desc())
    )
    return [VersionLine(*row) for row in rows]


@lru_cache(maxsize=256)
def _published_statement(actor: Actor) -> Select[Any]:
    """The statement for what is in force, built once for an actor: it depends on nothing but their rights."""
    return _heads(actor).where(Document.number == bindparam("number"), policy.readable_by(actor))


def _heads(actor: Actor) -> Select[Any]:
    columns: list[Any] = [
        *(Document.id, Document.number, Document.organisation_id, Document.studio_id),
        *(Version.id, Version.ordinal, Version.revision, Version.state, Version.visibility),
        *(Document.disclosure, Version.title),
        select(FeedCounter.epoch).scalar_subquery(),
        select(FeedCounter.last).scalar_subquery(),
    ]
    if actor.is_signed_in:
        mine = (Favourite.document_id == Document.id) & (Favourite.account_id == actor.account_id)
        columns.append(select(Favourite.at).where(mine).exists())
    return select(*columns).select_from(Version).join(Document, Document.id == Version.document_id)


def _tombstone(session: Session, actor: Actor, number: str) -> Tombstone | None:
    row = session.execute(
        select(Document, Version)
        .join(Version, Version.document_id == Document.id)
        .where(Document.number == number, Document.withdrawn_at.is_not(None), Version.state == VersionState.WITHDRAWN)
        .order_by(Version.ordinal.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    document, version = row[0], row[1]
    own = policy.owns(actor, document)
    if not own and not policy.sees(actor, version.visibility, document):
        return None
    return Tombstone(
        number=document.number,
        withdrawn_at=document.withdrawn_at,
        reason=document.withdrawal_reason,
        last_ordinal=version.ordinal if policy.can_read_version(actor, document, version, None) else None,
    )


def _entries(session: Session, link: Any, entry: Any, version_id: int) -> dict[int, int]:
    """Places in the content and the entries they name; merged entries lead to the one that stayed."""
    column = link.person_id if entry is Person else link.organisation_id
    rows = session.execute(
        select(link.position, func.coalesce(entry.merged_into_id, entry.id))
        .join(entry, entry.id == column)
        .where(link.version_id == version_id)
    )
    return {row[0]: row[1] for row in rows}
