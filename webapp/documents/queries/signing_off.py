"""Who prepared, reviewed and approved a version, and when: what a printed document carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.documents.models import Version
from webapp.documents.review_models import Approval
from webapp.documents.workflow import WAS_PUBLISHED


@dataclass(frozen=True, slots=True)
class Signature:
    """A name, '' for those who may not know it, and a moment."""

    name: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class SignOff:
    """The three signatures. With one reviewer, who reviewed it approved it."""

    prepared: Signature
    reviewed: Signature
    approved: Signature


def sign_off(session: Session, actor: Actor, version_id: int) -> SignOff | None:
    """The signatures of a version that was published by review; None for any other.

    Names of accounts are for those signed in: a visitor is told when, not who.
    """
    row = session.execute(_SIGNED.where(Version.id == version_id)).first()
    if row is None or row.state not in WAS_PUBLISHED or not row.reviewed_by_id or not row.submitted_by_id:
        return None
    names = _names(session, {row.submitted_by_id, row.reviewed_by_id}) if actor.is_signed_in else {}
    approved = Signature(names.get(row.reviewed_by_id, ""), row.reviewed_at)
    first = Signature(row.account_name if actor.is_signed_in else "", row.at) if row.at else approved
    return SignOff(Signature(names.get(row.submitted_by_id, ""), row.submitted_at), first, approved)


def _names(session: Session, account_ids: set[int]) -> dict[int, str]:
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(sorted(account_ids))))
    return {row.id: row.name for row in rows}


_SIGNED = (
    select(
        *(Version.state, Version.submitted_by_id, Version.submitted_at, Version.reviewed_by_id, Version.reviewed_at),
        *(Approval.account_name, Approval.at),
    )
    .outerjoin(
        Approval,
        and_(
            Approval.version_id == Version.id,
            Approval.round == Version.round,
            Approval.content_hash == Version.content_hash,
        ),
    )
    .order_by(Approval.at)
    .limit(1)
)
