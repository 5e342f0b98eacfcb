"""Who prepared, reviewed and approved a version, and when: what a printed document carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
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
    version = session.get_one(Version, version_id)
    if version.state not in WAS_PUBLISHED or not version.reviewed_by_id or not version.submitted_by_id:
        return None
    first = session.scalar(
        select(Approval)
        .where(
            Approval.version_id == version.id,
            Approval.round == version.round,
            Approval.content_hash == version.content_hash,
        )
        .order_by(Approval.at)
        .limit(1)
    )
    wanted = (version.submitted_by_id, version.reviewed_by_id)
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted)))
    names = {row.id: row.name for row in rows} if actor.is_signed_in else {}
    approved = Signature(names.get(version.reviewed_by_id, ""), version.reviewed_at)
    reviewed = Signature(first.account_name if actor.is_signed_in else "", first.at) if first else approved
    prepared = Signature(names.get(version.submitted_by_id, ""), version.submitted_at)
    return SignOff(prepared, reviewed, approved)
