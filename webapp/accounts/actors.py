"""From a session token to who is asking, read anew for every request: rights follow present membership."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account, AccountState, RoleGrant, SignInSession
from webapp.base.actor import Actor, Role
from webapp.base.clock import now


def token_hash(token: str) -> str:
    """What is kept of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


def actor_of_token(session: Session, token: str, network: str = "") -> Actor | None:
    """The actor behind a session token; None once the session ended or the account may not sign in."""
    account = session.scalar(
        select(Account)
        .join(SignInSession, SignInSession.account_id == Account.id)
        .where(
            SignInSession.token_hash == token_hash(token),
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now(),
            Account.state == AccountState.ACTIVE,
        )
    )
    return None if account is None else actor_of(session, account, network)


def actor_of(session: Session, account: Account, network: str = "") -> Actor:
    """The actor an account is at this moment."""
    grants = session.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id)).all()
    studios = {grant.studio_id for grant in grants if grant.studio_id is not None}
    led = {grant.studio_id for grant in grants if grant.role == Role.STUDIO_LEADER and grant.studio_id is not None}
    managed = {grant.organisation_id for grant in grants if grant.organisation_id is not None}
    return Actor(
        account_id=account.id,
        name=account.name,
        roles=frozenset(Role(grant.role) for grant in grants),
        organisation_id=account.organisation_id,
        managed_organisation_ids=frozenset(managed),
        studio_ids=frozenset(studios),
        led_studio_ids=frozenset(led),
        person_id=account.person_id,
        must_change_password=account.must_change_password,
        network=network,
    )
