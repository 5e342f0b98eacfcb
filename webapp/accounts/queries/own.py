"""What people see of their own account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.actors import token_hash
from webapp.accounts.models import Account, SignInSession
from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import NotFound


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One signed-in browser of the actor; ``is_this`` marks the one asking."""

    id: int
    created_at: datetime
    expires_at: datetime
    network: str
    agent: str
    is_this: bool


def own_sessions(session: Session, actor: Actor, token: str) -> list[OwnSession]:
    """The sessions of the actor that can still be used, this browser's first, then the newest."""
    rows = session.scalars(
        select(SignInSession)
        .where(
            SignInSession.account_id == actor.account_id,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now(),
        )
        .order_by(SignInSession.id.desc())
        .limit(100)
    )
    here = token_hash(token)
    shown = [
        OwnSession(row.id, row.created_at, row.expires_at, row.network, row.agent, row.token_hash == here)
        for row in rows
    ]
    return sorted(shown, key=lambda one: not one.is_this)


def own_account(session: Session, actor: Actor) -> Account:
    """The actor's own account row."""
    account = session.get(Account, actor.account_id) if actor.is_signed_in else None
    if account is None:
        raise NotFound
    return account
