"""New hits of saved searches: looked for once a day as the owner, kept, and told through the bell and the digest.

A document counts as new when it was published after the search was last looked at, and as a hit when it contains every
word typed or is among the most relevant. What may be read is asked as the owner then, and once more whenever the
notice is shown or mailed; an alert that would be empty is never sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.actors import actor_of
from webapp.accounts.models import Account, AccountState
from webapp.base.actor import Actor
from webapp.base.clock import now, today
from webapp.base.database import Database
from webapp.notices.actions import notify
from webapp.search.asking import Question, ask, question_from
from webapp.search.language import parse
from webapp.search.models import SavedHit, SavedSearch
from webapp.search.request import Sort
from webapp.search.site import SearchSite

NOTICE = "search.new_hits"
NEWEST_LOOKED_AT = 50
MOST_RELEVANT = 20
LOOK_BACK = timedelta(hours=1)
"""Looked at again each time: the index may have followed later. What was told of is told of once."""
_BATCH = 100


def alert_all(database: Database, index: SearchSite) -> int:
    """Look for new hits of every saved search that is not paused; how many owners were told."""
    last, told = 0, 0
    while True:
        with database.reading() as session:
            ids = session.scalars(
                select(SavedSearch.id)
                .join(Account, Account.id == SavedSearch.account_id)
                .where(SavedSearch.id > last, SavedSearch.is_paused.is_(False), Account.state == AccountState.ACTIVE)
                .order_by(SavedSearch.id)
                .limit(_BATCH)
            ).all()
        if not ids:
            return told
        told += sum(alert_one(database, index, each) for each in ids)
        last = ids[-1]


def alert_one(database: Database, index: SearchSite, search_id: int) -> bool:
    """Look for new hits of one; whether its owner was told."""
    moment = now()
    with database.reading() as session:
        row = session.get(SavedSearch, search_id)
        account = session.get(Account, row.account_id) if row else None
        if row is None or account is None:
            return False
        since = max(row.created_at, row.checked_at - LOOK_BACK)
        found = new_hits(session, index, actor_of(session, account), row.arguments, since)
    with database.writing() as session:
        row = session.get(SavedSearch, search_id, with_for_update=True)
        if row is None or row.is_paused:
            return False
        known = set(session.scalars(select(SavedHit.document_id).where(SavedHit.saved_search_id == search_id)))
        fresh = [each for each in found if each not in known]
        session.add_all(SavedHit(saved_search_id=search_id, document_id=each) for each in fresh)
        row.checked_at = moment
        if not fresh:
            return False
        key = f"search:{search_id}:{today().isoformat()}"
        subject, params = ("saved_search", search_id), {"name": row.name}
        return notify(session, NOTICE, subject, [row.account_id], params, once_key=key) > 0


def new_hits(
    session: Session, index: SearchSite, actor: Actor, arguments: dict[str, Sequence[str]], since: datetime
) -> list[int]:
    """Documents published since then that the actor may read and that answer the search."""
    question = replace(question_from(arguments, 1), tab="document")
    words = " ".join(f'"{word}"' for word in parse(question.text).words)
    strict = f"{words} {_unquoted(question.text)}".strip() if words else question.text
    newest = replace(question, text=strict, sort=Sort.NEWEST, limit=NEWEST_LOOKED_AT)
    best = replace(question, sort=Sort.RELEVANCE, limit=MOST_RELEVANT)
    asked: tuple[Question, ...] = (newest, best) if question.text.strip() else (newest,)
    cards = [hit.card for each in asked for hit in ask(session, index, actor, each).found if hit.card is not None]
    return list(dict.fromkeys(card.id for card in cards if card.published_at > since))


def _unquoted(text: str) -> str:
    """The phrases and the words to leave out, as typed."""
    query = parse(text)
    phrases = [f'"{phrase}"' for phrase in query.phrases]
    return " ".join([*phrases, *(f'-"{word}"' for word in query.excluded)])
