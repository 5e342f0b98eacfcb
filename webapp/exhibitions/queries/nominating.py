"""What is read of calls and nominations: for the studios that nominate, and for the curators who decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.base.clock import today
from webapp.base.errors import NotFound
from webapp.base.paging import PAGE_SIZE, Page
from webapp.directory.models import Organisation, Studio
from webapp.documents import policy as documents
from webapp.documents.models import Document, Version
from webapp.documents.workflow import VersionState
from webapp.exhibitions import following_policy, policy
from webapp.exhibitions.models import Exhibition, Hall, Nomination
from webapp.exhibitions.queries.showing import exhibition_curated
from webapp.exhibitions.workflow import NominationState

OFFERED = 200
CALLS = 100


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call as writers see it: nothing else is told of an exhibition in preparation."""

    key: str
    title: str
    text: str
    until: date | None
    own: int = 0

    @property
    def is_open(self) -> bool:
        """Whether one may still nominate."""
        return self.until is not None and self.until >= today()


@dataclass(frozen=True, slots=True)
class NominationLine:
    """One nomination. ``title`` is '' where the document can not be shown (any more) and the reader is not its side.

    Then ``reason``, ``needs`` and ``messages`` are withheld, too.
    """

    key: str
    state: str
    number: str
    title: str
    owner: str
    reason: str
    needs: str
    messages: Sequence[Sequence[str]]
    by: str
    at: datetime
    revision: int
    is_shown: bool
    exhibition_key: str
    exhibition_title: str


@dataclass(frozen=True, slots=True)
class NominationPage:
    """A nomination with what the actor may do: the side of the document, the curators, or both."""

    line: NominationLine
    is_own: bool
    is_curator: bool
    halls: Sequence[tuple[str, str]] = ()


def open_calls(session: Session, actor: Actor) -> list[CallLine]:
    """Calls the actor may answer, those still open first, the nearest deadline first."""
    rows = session.execute(
        select(Exhibition.id, Exhibition.key, Exhibition.title, Exhibition.call_text, Exhibition.call_until)
        .where(following_policy.calls_seen_by(actor))
        .order_by((Exhibition.call_until < today()), Exhibition.call_until, Exhibition.id)
        .limit(CALLS)
    ).all()
    counted = _own_counts(session, actor, [row.id for row in rows])
    return [CallLine(row.key, row.title, row.call_text, row.call_until, counted.get(row.id, 0)) for row in rows]


def open_call_count(session: Session, actor: Actor) -> int:
    """How many calls the actor may answer now."""
    wanted = (following_policy.calls_seen_by(actor), Exhibition.call_until >= today())
    return session.scalar(select(func.count()).select_from(Exhibition).where(*wanted)) or 0


def called(session: Session, actor: Actor, key: str) -> tuple[int, CallLine, str]:
    """One call with the exhibition's id and audience. Raises NotFound."""
    row = session.execute(
        select(
            Exhibition.id,
            Exhibition.key,
            Exhibition.title,
            Exhibition.call_text,
            Exhibition.call_until,
            Exhibition.audience,
        ).where(Exhibition.key == key, following_policy.calls_seen_by(actor))
    ).one_or_none()
    if row is None:
        raise NotFound
    return row.id, CallLine(row.key, row.title, row.call_text, row.call_until), row.audience


def own_nominations(session: Session, actor: Actor, exhibition_id: int) -> list[NominationLine]:
    """Nominations of the actor's side for one exhibition, newest first."""
    statement = _lines().where(Nomination.exhibition_id == exhibition_id, documents.owned_by(actor))
    rows = session.execute(statement.order_by(Nomination.id.desc()).limit(OFFERED)).all()
    return [_line(row, actor) for row in rows]


def nominable(session: Session, actor: Actor, exhibition_id: int, audience: str) -> tuple[list[tuple[str, str]], int]:
    """Documents of the actor's side that may be nominated, as pairs (number, title), and how many may not be shown."""
    taken = select(Nomination.document_id).where(
        Nomination.exhibition_id == exhibition_id, Nomination.state != NominationState.WITHDRAWN
    )
    own = (Version.state == VersionState.PUBLISHED, documents.owned_by(actor), Document.id.not_in(taken))
    shown = documents.readable_by(policy.stands_for(audience))
    rows = session.execute(
        select(Document.number, Version.title)
        .join(Version, Version.document_id == Document.id)
        .where(*own, shown)
        .order_by(Version.published_at.desc(), Document.id.desc())
        .limit(OFFERED)
    ).all()
    counted = select(func.count()).select_from(Document).join(Version, Version.document_id == Document.id)
    hidden = session.scalar(counted.where(*own, ~shown)) or 0
    return [(row.number, row.title) for row in rows], hidden


def nomination_page(session: Session, actor: Actor, key: str) -> NominationPage:
    """One nomination, for its side or the curators. Raises NotFound."""
    row = session.execute(
        _lines().where(Nomination.key == key, following_policy.nominations_seen_by(actor))
    ).one_or_none()
    if row is None:
        raise NotFound
    document: Document = row.Document
    is_curator = bool(
        session.scalar(
            select(Exhibition.id).where(
                Exhibition.id == row.Nomination.exhibition_id, policy.exhibitions_curated_by(actor)
            )
        )
    )
    halls = halls_of(session, row.Nomination.exhibition_id) if is_curator else ()
    return NominationPage(_line(row, actor), documents.owns(actor, document), is_curator, halls)


def nominations_page(
    session: Session, actor: Actor, key: str, state: str = "", number: int = 1
) -> tuple[Exhibition, Page[NominationLine], Mapping[str, int]]:
    """The nominations for an exhibition, oldest first, and how many there are of each state; for its curators."""
    exhibition = exhibition_curated(session, actor, key)
    mine = Nomination.exhibition_id == exhibition.id
    counted = session.execute(select(Nomination.state, func.count()).where(mine).group_by(Nomination.state))
    counts: dict[str, int] = {row[0]: row[1] for row in counted}
    wanted = _lines().where(mine)
    if state:
        wanted = wanted.where(Nomination.state == state)
    rows = session.execute(wanted.order_by(Nomination.id).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    total = counts.get(state, 0) if state else sum(counts.values())
    return exhibition, Page([_line(row, actor) for row in rows], total, number), counts


def halls_of(session: Session, exhibition_id: int) -> list[tuple[str, str]]:
    """The halls of an exhibition as pairs (key, title)."""
    rows = session.execute(
        select(Hall.key, Hall.title)
        .where(Hall.exhibition_id == exhibition_id, Hall.removed_at.is_(None))
        .order_by(Hall.position, Hall.id)
    )
    return [(row.key, row.title) for row in rows]


def nominations_known_to(session: Session, actor: Actor, ids: Sequence[int]) -> frozenset[int]:
    """Those of the nominations that the actor may see."""
    rows = session.scalars(
        select(Nomination.id)
        .join(Exhibition, Exhibition.id == Nomination.exhibition_id)
        .join(Document, Document.id == Nomination.document_id)
        .where(Nomination.id.in_(ids), following_policy.nominations_seen_by(actor))
    )
    return frozenset(rows)


def _own_counts(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(Nomination.exhibition_id, func.count())
        .join(Document, Document.id == Nomination.document_id)
        .where(Nomination.exhibition_id.in_(ids), documents.owned_by(actor))
        .group_by(Nomination.exhibition_id)
    )
    return {row[0]: row[1] for row in rows}


def _lines() -> Select[Any]:
    public, members = (documents.readable_by(policy.stands_for(each)) for each in ("public", "members"))
    shown = ((Exhibition.audience == "public") & public) | ((Exhibition.audience == "members") & members)
    lines: Any = (
        select(
            Nomination,
            Document,
            Version.title.label("title"),
            shown.label("is_shown"),
            Exhibition.key.label("exhibition_key"),
            Exhibition.title.label("exhibition_title"),
            func.coalesce(Studio.name, Organisation.name).label("owner"),
            func.coalesce(Account.name, "").label("by"),
        )
        .join(Exhibition, Exhibition.id == Nomination.exhibition_id)
        .join(Document, Document.id == Nomination.document_id)
        .join(Organisation, Organisation.id == Document.organisation_id)
        .outerjoin(Studio, Studio.id == Document.studio_id)
        .outerjoin(Version, and_(Version.document_id == Document.id, Version.state == VersionState.PUBLISHED))
        .outerjoin(Account, Account.id == Nomination.by_id)
    )
    return cast("Select[Any]", lines)


def _line(row: Any, actor: Actor) -> NominationLine:
    nomination: Nomination = row.Nomination
    knows = bool(row.is_shown) or documents.owns(actor, row.Document)
    return NominationLine(
        key=nomination.key,
        state=nomination.state,
        number=row.Document.number if knows else "",
        title=(row.title or "") if knows else "",
        owner=row.owner,
        reason=nomination.reason if knows else "",
        needs=nomination.needs if knows else "",
        messages=nomination.messages if knows else (),
        by=row.by,
        at=nomination.at,
        revision=nomination.revision,
        is_shown=bool(row.is_shown),
        exhibition_key=row.exhibition_key,
        exhibition_title=row.exhibition_title,
    )
