"""The desk of those who write: their documents by what is to be done, with who is waited for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from webapp.base.actor import Actor
from webapp.base.paging import PAGE_SIZE, Page
from webapp.directory.models import Organisation, Studio
from webapp.documents import policy
from webapp.documents.content import Content, Kind, from_json
from webapp.documents.disclosure import is_guarded
from webapp.documents.models import Document, KeptTyping, ReviewNote, Version
from webapp.documents.workflow import EDITABLE, VersionState


class Pile(StrEnum):
    """The piles on the desk, by the newest version of each document."""

    TODO = "todo"
    WAITING = "waiting"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


PILES: Mapping[Pile, frozenset[VersionState]] = {
    Pile.TODO: EDITABLE,
    Pile.WAITING: frozenset({VersionState.IN_REVIEW}),
    Pile.PUBLISHED: frozenset({VersionState.PUBLISHED}),
    Pile.WITHDRAWN: frozenset({VersionState.WITHDRAWN, VersionState.SUPERSEDED}),
}


@dataclass(frozen=True, slots=True)
class DeskWanted:
    """What to show: a pile, a kind, a studio, words of titles or of numbers; '' and 0 stand for all."""

    pile: str = ""
    kind: str = ""
    studio_id: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A document with its newest version. ``content`` is there while it may be written on, to say what is missing."""

    number: str
    kind: Kind
    title: str
    ordinal: int
    revision: int
    state: VersionState
    visibility: str
    was_returned: bool
    edited_at: datetime
    submitted_at: datetime | None
    published_ordinal: int | None
    owner_name: str
    typed_at: datetime | None
    content: Content | None
    disclosure: str

    @property
    def guarded(self) -> bool:
        """Whether it has to stay inside its organisation."""
        return is_guarded(self.disclosure)


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One page of the desk, how many documents lie on each pile, and the studios there are to choose from."""

    page: Page[DeskRow]
    counts: Mapping[Pile, int]
    studios: tuple[tuple[int, str], ...]


def desk(
    session: Session, actor: Actor, wanted: DeskWanted | None = None, number: int = 1, size: int = PAGE_SIZE
) -> DeskPage:
    """The documents the actor may write, each with its newest version: returned ones first, then by last edit."""
    wanted = wanted or DeskWanted()
    narrowed = _newest(actor).where(*_narrowing(wanted))
    piles = narrowed.with_only_columns(Version.state, func.count()).group_by(Version.state)
    by_state = {VersionState(state): count for state, count in session.execute(piles)}
    counts = {pile: sum(by_state.get(state, 0) for state in states) for pile, states in PILES.items()}
    pile = PILES.get(Pile(wanted.pile)) if wanted.pile in set(Pile) else None
    total = counts[Pile(wanted.pile)] if pile is not None else sum(counts.values())
    rows = session.execute(_columns(narrowed, actor, pile).limit(size).offset((number - 1) * size))
    page = Page([_row(*row) for row in rows], total, number, size)
    return DeskPage(page, counts, _studios(session, actor))


def _newest(actor: Actor) -> Select[*tuple[Any, ...]]:
    other = aliased(Version)
    newest = select(func.max(other.ordinal)).where(other.document_id == Document.id).correlate(Document)
    joined = (Version.document_id == Document.id) & (Version.ordinal == newest.scalar_subquery())
    return (
        select(Version, Document)
        .select_from(Document)
        .join(Version, joined)
        .where(policy.writable_by(actor), Version.ordinal > 0)
    )


def _narrowing(wanted: DeskWanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.kind:
        found.append(Document.kind == wanted.kind)
    if wanted.studio_id:
        found.append(Document.studio_id == wanted.studio_id)
    for word in wanted.words.split()[:5]:
        like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        found.append(or_(Version.title.ilike(like, escape="\\"), Document.number.ilike(like, escape="\\")))
    return found


def _columns(narrowed: Select[*tuple[Any, ...]], actor: Actor, pile: frozenset[VersionState] | None) -> Select[Any]:
    in_force = aliased(Version)
    returned = select(ReviewNote.id).where(ReviewNote.version_id == Version.id, ReviewNote.is_reason).exists()
    rank = case(
        (Version.state == VersionState.RETURNED, 0),
        (Version.state == VersionState.DRAFT, 1),
        (Version.state == VersionState.IN_REVIEW, 2),
        else_=3,
    )
    mine = and_(KeptTyping.version_id == Version.id, KeptTyping.account_id == actor.account_id)
    found: Select[*tuple[Any, ...]] = (
        narrowed.with_only_columns(
            Document, Version, in_force.ordinal, Studio.name, Organisation.name, returned, KeptTyping.at
        )
        .join(Organisation, Organisation.id == Document.organisation_id)
        .outerjoin(Studio, Studio.id == Document.studio_id)
        .outerjoin(in_force, (in_force.document_id == Document.id) & (in_force.state == VersionState.PUBLISHED))
        .outerjoin(KeptTyping, mine)
        .order_by(rank, Version.edited_at.desc(), Document.id.desc())
    )
    return found.where(Version.state.in_(sorted(pile))) if pile is not None else found


def _row(
    document: Document,
    version: Version,
    published: int | None,
    studio: str | None,
    organisation: str,
    was_returned: bool,
    typed_at: datetime | None,
) -> DeskRow:
    state = VersionState(version.state)
    return DeskRow(
        number=document.number,
        kind=Kind(document.kind),
        title=version.title,
        ordinal=version.ordinal,
        revision=version.revision,
        state=state,
        visibility=version.visibility,
        was_returned=bool(was_returned),
        edited_at=version.edited_at,
        submitted_at=version.submitted_at,
        published_ordinal=published,
        owner_name=studio or organisation,
        typed_at=typed_at,
        content=from_json(version.content) if state in EDITABLE else None,
        disclosure=document.disclosure,
    )


def _studios(session: Session, actor: Actor) -> tuple[tuple[int, str], ...]:
    rows = session.execute(
        select(Studio.id, Studio.name).where(Studio.id.in_(sorted(actor.studio_ids))).order_by(Studio.name, Studio.id)
    )
    return tuple((row.id, row.name) for row in rows)
