"""Tables of accounts: who may sign in, with which rights, from which sessions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.base.actor import Role
from webapp.base.clock import now
from webapp.base.model import Model, Moment


class AccountState(StrEnum):
    """Whether an account may sign in."""

    PENDING = "pending"
    ACTIVE = "active"
    DISABLED = "disabled"


class Account(Model):
    """One person who may sign in. ``username`` is kept case-folded; ``person_id`` is their own directory entry."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    email: Mapped[str] = mapped_column(String(254), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(16), default=AccountState.ACTIVE, index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    created_by_id: Mapped[int | None] = mapped_column(Integer)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="account", lazy="raise", cascade="all, delete-orphan", order_by="RoleGrant.id"
    )

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy reads this class attribute


class RoleGrant(Model):
    """One right of one account: for a studio, for an organisation or for the site."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("(role IN ('studio_member','studio_leader')) = (studio_id IS NOT NULL)", name="studio_right"),
        CheckConstraint("(role = 'organisation_manager') = (organisation_id IS NOT NULL)", name="organisation_right"),
        UniqueConstraint("account_id", "role", "studio_id", "organisation_id"),
        Index("ix_role_grant_account_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(String(32))
    studio_id: Mapped[int | None] = mapped_column(ForeignKey("studio.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    granted_at: Mapped[datetime] = mapped_column(Moment, default=now)
    granted_by_id: Mapped[int | None] = mapped_column(Integer)
    account: Mapped[Account] = relationship(back_populates="grants", lazy="raise")


class SignInSession(Model):
    """One signed-in browser. Only the SHA-256 of its token is kept; ``ended_at`` revokes it."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    network: Mapped[str] = mapped_column(String(64), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")


class SignInFailure(Model):
    """One failed sign-in, counted for lockout by name and by network (IPv4 /24, IPv6 /64)."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_username", "username", "at"),
        Index("ix_sign_in_failure_network", "network", "at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    username: Mapped[str] = mapped_column(String(64))
    network: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment, default=now)
