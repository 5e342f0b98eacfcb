"""Lockout: attempts are counted in the database, by name and by network, before the password is looked at.

An attempt is written down as a failure first and taken back when it succeeds, so that attempts made at the same
moment, by however many processes, cannot try more passwords than the limit. While a lock stands nothing is tried and
nothing is counted, so a lock ends at a known moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from webapp.accounts.models import SignInFailure
from webapp.accounts.names import counted_username
from webapp.base.clock import now
from webapp.base.errors import Refusal
from webapp.settings import Settings

_LOCK = 7_140_501  # any number of our own; PostgreSQL lets one attempt count at a time


class Locked(Refusal):
    """Too many failures; nothing was tried. ``until`` is when it can be tried again."""

    status = 429

    def __init__(self, until: datetime) -> None:
        super().__init__("locked")
        self.until = until


@dataclass(frozen=True, slots=True)
class Limits:
    """How many failures lock a name or a network, over which time, for how long."""

    failures: int
    network_failures: int
    window: timedelta
    lock: timedelta

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """The limits the settings name."""
        return cls(
            settings.lockout_failures,
            settings.lockout_network_failures,
            timedelta(minutes=settings.lockout_window_minutes),
            timedelta(minutes=settings.lockout_minutes),
        )


def count_attempt(session: Session, limits: Limits, username: str, network: str) -> None:
    """Count one attempt on a name (as typed; '' counts only the network). Raises Locked when none is left."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    counted = counted_username(username)
    if counted:
        _refuse_locked(session, SignInFailure.username == counted, limits.failures, limits)
    if network:
        _refuse_locked(session, SignInFailure.network == network, limits.network_failures, limits)
    session.add(SignInFailure(username=counted, network=network, at=now()))
    session.flush()


def forgive(session: Session, limits: Limits, username: str) -> None:
    """Take back the counted attempts on a name after it signed in, and drop what no longer counts."""
    forgive_name(session, username)
    old = now() - limits.window - limits.lock
    session.execute(
        delete(SignInFailure).where(SignInFailure.at < old), execution_options={"synchronize_session": False}
    )


def forgive_name(session: Session, username: str) -> None:
    """Lift the lock of one name."""
    session.execute(
        delete(SignInFailure).where(SignInFailure.username == counted_username(username)),
        execution_options={"synchronize_session": False},
    )


def _refuse_locked(session: Session, whose: ColumnElement[bool], limit: int, limits: Limits) -> None:
    latest = session.scalars(
        select(SignInFailure.at).where(whose).order_by(SignInFailure.at.desc(), SignInFailure.id.desc()).limit(limit)
    ).all()
    until = locked_until(latest, limit, limits)
    if until is not None and now() < until:
        raise Locked(until)


def locked_until(latest: Sequence[datetime], limit: int, limits: Limits) -> datetime | None:
    """Until when the latest failures (newest first) lock; None when they are too few or too far apart."""
    if len(latest) < limit or latest[0] - latest[-1] > limits.window:
        return None
    return max(latest[0] + limits.lock, latest[-1] + limits.window)
