"""Keeping searches: saving, renaming, pausing and deleting them; recent ones, which like all reading marks are not
journalled; drafts of requests for help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import Conflict, Fault, Invalid, NotFound, Present
from webapp.base.journal import record
from webapp.search import policy
from webapp.search.models import NAME_LIMIT, HelpRequest, RecentSearch, SavedSearch

SAVED_LIMIT = 50
DRAFT_LIMIT = 50
RECENT_LIMIT = 20
TITLE_LIMIT = 60
TEXT_LIMIT = 5000
Arguments = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a request for help says, and what was searched for before."""

    title: str
    text: str
    searched: str = ""


def save_search(session: Session, actor: Actor, name: str, arguments: Arguments) -> int:
    """Keep a search; its id. The same one again is kept once. Raises Invalid for no or too long a name, or too many."""
    name = _named(name)
    kept = {key: list(values) for key, values in sorted(arguments.items())}
    own = session.scalars(select(SavedSearch).where(policy.searches_kept_by(actor))).all()
    same = next((row for row in own if row.arguments == kept), None)
    if same is not None:
        return same.id
    if not actor.account_id:
        raise NotFound
    if len(own) >= SAVED_LIMIT:
        raise Invalid(Fault("name", "too_many", {"limit": SAVED_LIMIT}))
    row = SavedSearch(account_id=actor.account_id, name=name, arguments=kept)
    session.add(row)
    session.flush()
    record(session, actor, "search.save", _search(row), None, {"name": name})
    return row.id


def rename_search(session: Session, actor: Actor, search_id: int, revision: int, name: str) -> None:
    """Give it another name. Raises NotFound, Invalid, Conflict('stale')."""
    row = _own_search(session, actor, search_id)
    name = _named(name)
    if row.revision != revision:
        raise Conflict("stale", Present(row.revision, {"name": row.name}))
    if row.name != name:
        before, row.name = {"name": row.name}, name
        record(session, actor, "search.rename", _search(row), before, {"name": name})


def pause_search(session: Session, actor: Actor, search_id: int, *, paused: bool) -> None:
    """Tell of new hits no more, or again from now on. Raises NotFound."""
    row = _own_search(session, actor, search_id)
    if row.is_paused == paused:
        return
    row.is_paused = paused
    if not paused:
        row.checked_at = now()
    record(session, actor, "search.pause" if paused else "search.resume", _search(row))


def delete_search(session: Session, actor: Actor, search_id: int) -> None:
    """Keep it no longer. Raises NotFound."""
    row = _own_search(session, actor, search_id)
    record(session, actor, "search.delete", _search(row), {"name": row.name})
    session.delete(row)


def remember_search(session: Session, actor: Actor, text: str) -> None:
    """Put a text on top of what the actor searched last; the oldest beyond :data:`RECENT_LIMIT` are forgotten."""
    text = " ".join(text.split())[:200]
    if not text or not actor.account_id:
        return
    row = session.get(RecentSearch, (actor.account_id, text))
    if row is None:
        session.add(RecentSearch(account_id=actor.account_id, text=text))
    else:
        row.at = now()
    session.flush()
    own = select(RecentSearch.text).where(RecentSearch.account_id == actor.account_id)
    old = session.scalars(own.order_by(RecentSearch.at.desc(), RecentSearch.text).offset(RECENT_LIMIT)).all()
    if old:
        forget_searches(session, actor, old)


def forget_searches(session: Session, actor: Actor, texts: Sequence[str] | None = None) -> None:
    """Forget these recent searches of the actor, or all."""
    statement = delete(RecentSearch).where(RecentSearch.account_id == actor.account_id)
    session.execute(statement if texts is None else statement.where(RecentSearch.text.in_(texts)))


def draft_request(session: Session, actor: Actor, draft: Draft) -> int:
    """Keep a request for help as a draft of one's own; its id. Raises Invalid."""
    _check(draft)
    count = session.scalar(select(func.count()).select_from(HelpRequest).where(policy.requests_drafted_by(actor))) or 0
    if count >= DRAFT_LIMIT:
        raise Invalid(Fault("title", "too_many", {"limit": DRAFT_LIMIT}))
    if not actor.account_id:
        raise NotFound
    row = HelpRequest(
        account_id=actor.account_id, title=draft.title, text=draft.text, searched=draft.searched[:200]
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(session, actor, "search.draft_request", _request(row), None, {"title": row.title})
    return row.id


def edit_request(session: Session, actor: Actor, request_id: int, revision: int, draft: Draft) -> None:
    """Save another wording. Raises NotFound, Invalid, Conflict('stale')."""
    row = _own_request(session, actor, request_id)
    _check(draft)
    if row.revision != revision:
        raise Conflict("stale", Present(row.revision, {"title": row.title, "text": row.text}))
    if (row.title, row.text) == (draft.title, draft.text):
        return
    before = {"title": row.title}
    row.title, row.text, row.changed_at = draft.title, draft.text, now()
    record(session, actor, "search.edit_request", _request(row), before, {"title": row.title})


def delete_request(session: Session, actor: Actor, request_id: int) -> None:
    """Throw the draft away. Raises NotFound."""
    row = _own_request(session, actor, request_id)
    record(session, actor, "search.delete_request", _request(row), {"title": row.title})
    session.delete(row)


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid(Fault("name", "required"))
    if len(name) > NAME_LIMIT:
        raise Invalid(Fault("name", "long", {"limit": NAME_LIMIT}))
    return name


def _check(draft: Draft) -> None:
    faults = [] if draft.title else [Fault("title", "required")]
    limits: tuple[tuple[str, str, int], ...] = (("title", draft.title, TITLE_LIMIT), ("text", draft.text, TEXT_LIMIT))
    faults += [Fault(field, "long", {"limit": limit}) for field, text, limit in limits if len(text) > limit]
    if faults:
        raise Invalid(*faults)


def _own_search(session: Session, actor: Actor, search_id: int) -> SavedSearch:
    row = session.scalar(
        select(SavedSearch).where(SavedSearch.id == search_id, policy.searches_kept_by(actor)).with_for_update()
    )
    if row is None:
        raise NotFound
    return row


def _own_request(session: Session, actor: Actor, request_id: int) -> HelpRequest:
    row = session.scalar(
        select(HelpRequest).where(HelpRequest.id == request_id, policy.requests_drafted_by(actor)).with_for_update()
    )
    if row is None:
        raise NotFound
    return row


def _search(row: SavedSearch) -> tuple[str, int, str]:
    return ("saved_search", row.id, row.name)


def _request(row: HelpRequest) -> tuple[str, int, Any]:
    return ("help_request", row.id, row.title)
