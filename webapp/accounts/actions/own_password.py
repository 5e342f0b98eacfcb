"""Changing one's own password."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.actions.sign_in import Browser, NewSession, begin_session, end_all_sessions
from webapp.accounts.lockout import Limits, forgive
from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.base.errors import Conflict, NotFound
from webapp.base.journal import record


def change_password(
    session: Session, actor: Actor, limits: Limits, checked_hash: str, new_hash: str, browser: Browser
) -> NewSession:
    """Keep a new password, end every session of the account and begin a new one for this browser.

    ``checked_hash`` is what the present password was checked against; Conflict('stale') when it changed meanwhile.
    """
    account = session.scalar(select(Account).where(Account.id == actor.account_id).with_for_update())
    if account is None:
        raise NotFound
    if account.password_hash != checked_hash:
        raise Conflict("stale")
    account.password_hash = new_hash
    account.must_change_password = False
    forgive(session, limits, account.username)
    end_all_sessions(session, account.id)
    session.flush()
    record(session, actor, "accounts.change_password", ("account", account.id, account.username))
    return begin_session(session, account, browser)
