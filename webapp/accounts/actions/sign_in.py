"""Signing in and out, and the sessions of signed-in browsers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.accounts.actors import actor_of, token_hash
from webapp.accounts.lockout import Limits, forgive
from webapp.accounts.models import Account, AccountState, SignInSession
from webapp.accounts.names import normal_username
from webapp.base.actor import VISITOR, Actor
from webapp.base.clock import now
from webapp.base.errors import NotFound, Refusal
from webapp.base.journal import record


class SignInRefused(Refusal):
    """Name and password do not belong together, or the account may not sign in: ``reason`` is 'wrong', 'pending' or
    'disabled', the latter two only for those who know the password."""

    status = 422

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a session comes from, and how long it may last."""

    network: str
    agent: str
    lifetime: timedelta


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just begun: its token, kept nowhere else, and who it is."""

    token: str
    actor: Actor


def kept_password(session: Session, username: str) -> str | None:
    """The password hash of the account with this name (as typed), None when there is none."""
    return session.scalar(select(Account.password_hash).where(Account.username == normal_username(username)))


def refuse_sign_in(session: Session, username: str, network: str) -> None:
    """Write the journal row of a wrong password; a name that does not exist is not written down."""
    account = session.scalar(select(Account).where(Account.username == normal_username(username)))
    subject = ("account", None, "") if account is None else ("account", account.id, account.username)
    record(session, _visitor(network), "accounts.sign_in_refused", subject, None, {"reason": "wrong"})


def sign_in(
    session: Session, limits: Limits, username: str, checked_hash: str, browser: Browser, new_hash: str | None = None
) -> NewSession:
    """Begin a session after ``checked_hash`` was found to fit. Raises SignInRefused when it is not the account's any
    more, or the account may not sign in. ``new_hash`` replaces a hash with outdated parameters."""
    account = session.scalar(select(Account).where(Account.username == normal_username(username)).with_for_update())
    if account is None or account.password_hash != checked_hash:
        raise SignInRefused("wrong")
    if account.state != AccountState.ACTIVE:
        raise SignInRefused(str(account.state))
    forgive(session, limits, username)
    if new_hash is not None:
        account.password_hash = new_hash
    session.flush()
    begun = begin_session(session, account, browser)
    record(session, begun.actor, "accounts.sign_in", ("account", account.id, account.username))
    return begun


def begin_session(session: Session, account: Account, browser: Browser) -> NewSession:
    """A new session of an account."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignInSession(
            token_hash=token_hash(token),
            account_id=account.id,
            expires_at=now() + browser.lifetime,
            network=browser.network,
            agent=browser.agent[:200],
        )
    )
    session.flush()
    return NewSession(token, actor_of(session, account, browser.network))


def sign_out(session: Session, actor: Actor, token: str) -> None:
    """End the session of this token."""
    ended = end_where(session, SignInSession.token_hash == token_hash(token))
    if ended:
        record(session, actor, "accounts.sign_out", ("account", actor.account_id, actor.name))


def end_session(session: Session, actor: Actor, session_id: int) -> None:
    """End one of the actor's own sessions. Raises NotFound for anybody else's."""
    ended = end_where(session, SignInSession.id == session_id, SignInSession.account_id == actor.account_id)
    if not ended:
        raise NotFound
    record(session, actor, "accounts.end_session", ("account", actor.account_id, actor.name))


def end_other_sessions(session: Session, actor: Actor, token: str) -> int:
    """End all of the actor's sessions but the one of this token; how many were ended."""
    ended = end_where(
        session, SignInSession.account_id == actor.account_id, SignInSession.token_hash != token_hash(token)
    )
    if ended:
        subject = ("account", actor.account_id, actor.name)
        record(session, actor, "accounts.end_other_sessions", subject, None, {"count": ended})
    return ended


def end_all_sessions(session: Session, account_id: int) -> int:
    """End every session of an account; part of another action, so without a journal row of its own."""
    return end_where(session, SignInSession.account_id == account_id)


def end_where(session: Session, *which: object) -> int:
    """End the open sessions that fit; how many there were."""
    result = session.execute(
        update(SignInSession)
        .where(SignInSession.ended_at.is_(None), *which)  # type: ignore[arg-type]
        .values(ended_at=now()),
        execution_options={"synchronize_session": False},
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def _visitor(network: str) -> Actor:
    return Actor(VISITOR.account_id, network=network)
