"""Whom the steps of a document concern: its writers, its contributors, the reviewers who may judge it.

Whether each may know is asked again when a notice is shown; here it is only who would want to.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from webapp.accounts.actors import actor_of
from webapp.accounts.models import Account, AccountState, RoleGrant
from webapp.base.actor import Role
from webapp.base.clock import now
from webapp.documents import policy
from webapp.documents.models import Document, Favourite, Opened, Version, VersionPerson
from webapp.documents.review_models import Assignment

RECENTLY = timedelta(days=180)


def judges_of(session: Session, document: Document, version: Version) -> dict[int, str]:
    """The reviewers who may judge this version, by account, with their names."""
    version = session.scalars(
        select(Version)
        .where(Version.id == version.id)
        .options(selectinload(Version.editors), selectinload(Version.people))
        .execution_options(populate_existing=False)
    ).one()
    reviewers = session.scalars(
        select(Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.role == Role.REVIEWER, Account.state == AccountState.ACTIVE)
        .order_by(Account.name, Account.id)
    ).all()
    return {each.id: each.name for each in reviewers if policy.can_review(actor_of(session, each), document, version)}


def authors_of(session: Session, document: Document, version: Version) -> set[int]:
    """Those who wrote this version or handed it in, as far as they are still on its own side."""
    wrote = {editor.account_id for editor in version.editors} | {version.submitted_by_id or 0}
    return wrote & own_side(session, document) or own_side(session, document)


def own_side(session: Session, document: Document) -> set[int]:
    """The members of the studio; for a document without one the managers of the organisation."""
    if document.studio_id is not None:
        held = RoleGrant.studio_id == document.studio_id
    else:
        held = RoleGrant.organisation_id == document.organisation_id
    return set(session.scalars(select(RoleGrant.account_id).where(held)))


def keepers_of(session: Session, document: Document) -> set[int]:
    """Those who answer for it: leaders of the studio and managers of the organisation."""
    leads = (RoleGrant.studio_id == document.studio_id) & (RoleGrant.role == Role.STUDIO_LEADER)
    manages = RoleGrant.organisation_id == document.organisation_id
    return set(session.scalars(select(RoleGrant.account_id).where(or_(leads, manages))))


def reviewers(session: Session) -> set[int]:
    """All active reviewers."""
    held = select(RoleGrant.account_id).join(Account, Account.id == RoleGrant.account_id)
    return set(session.scalars(held.where(RoleGrant.role == Role.REVIEWER, Account.state == AccountState.ACTIVE)))


def contributors_of(session: Session, version: Version) -> set[int]:
    """The accounts of the contributors."""
    people = select(VersionPerson.person_id).where(VersionPerson.version_id == version.id)
    return set(session.scalars(select(Account.id).where(Account.person_id.in_(people))))


def holder_of(session: Session, version: Version) -> int | None:
    """The reviewer who has it in hand."""
    return session.scalar(select(Assignment.account_id).where(Assignment.version_id == version.id))


def readers_of(session: Session, document: Document) -> set[int]:
    """Those who keep it among their favourites, or opened it in the last half year."""
    kept = select(Favourite.account_id).where(Favourite.document_id == document.id)
    opened = select(Opened.account_id).where(Opened.document_id == document.id, Opened.at > now() - RECENTLY)
    return set(session.scalars(kept)) | set(session.scalars(opened))
