"""Who sees, curates and nominates for exhibitions, and which documents may be on show.

An exhibition has one audience, and what it shows depends on that audience alone, never on who is looking: a document
is on show where *everybody* of the audience may read the pinned version. So no channel (page, kiosk, offline copy,
print, figures) can carry what is internal or guarded, and what turns internal is gone with the next request.

Each ``can_…`` has a twin ``…_by`` that filters rows the same way.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from webapp.accounts.models import Account, AccountState, RoleGrant
from webapp.base.actor import VISITOR, Actor, Role
from webapp.documents import policy as documents
from webapp.documents.models import Visibility
from webapp.exhibitions.models import Exhibition, ExhibitionCurator
from webapp.exhibitions.workflow import ON_SHOW, ExhibitionState

ANY_MEMBER = Actor(account_id=-1, name="")
"""Somebody signed in who belongs nowhere: what they may read, every member may."""


def stands_for(audience: str) -> Actor:
    """Whose rights decide what a show of this audience may carry."""
    return VISITOR if audience == Visibility.PUBLIC else ANY_MEMBER


def can_see_exhibition(actor: Actor, exhibition: Exhibition) -> bool:
    """Whether the actor may visit: on show and of its audience, or a curator of it. ``curators`` must be loaded."""
    if can_curate(actor, exhibition):
        return True
    if exhibition.state not in ON_SHOW:
        return False
    return exhibition.audience == Visibility.PUBLIC or actor.is_signed_in


def exhibitions_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Exhibition."""
    audiences = (Visibility.PUBLIC, Visibility.MEMBERS) if actor.is_signed_in else (Visibility.PUBLIC,)
    visited = and_(Exhibition.state.in_(sorted(ON_SHOW)), Exhibition.audience.in_(audiences))
    return or_(visited, exhibitions_curated_by(actor))


def can_create_exhibition(actor: Actor) -> bool:
    """Whether the actor may begin an exhibition."""
    return actor.has(Role.CURATOR)


def can_curate(actor: Actor, exhibition: Exhibition) -> bool:
    """Whether the actor may change it: a curator who is named on it. ``curators`` must be loaded."""
    return actor.has(Role.CURATOR) and any(each.account_id == actor.account_id for each in exhibition.curators)


def exhibitions_curated_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Exhibition."""
    if not actor.has(Role.CURATOR) or actor.account_id is None:
        return false()
    named = select(ExhibitionCurator.exhibition_id).where(ExhibitionCurator.account_id == actor.account_id)
    return Exhibition.id.in_(named)


def can_change(actor: Actor, exhibition: Exhibition) -> bool:
    """Whether halls, items and texts may be changed by the actor now."""
    editable = (ExhibitionState.PREPARATION, ExhibitionState.REVIEW, ExhibitionState.OPEN)
    return exhibition.state in editable and can_curate(actor, exhibition)


def exhibitions_changed_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Exhibition."""
    editable = (ExhibitionState.PREPARATION, ExhibitionState.REVIEW, ExhibitionState.OPEN)
    return and_(Exhibition.state.in_(editable), exhibitions_curated_by(actor))


def can_take_over(actor: Actor, exhibition: Exhibition, present: Collection[int]) -> bool:
    """Whether the actor may name a curator where none of those named can curate any more.

    ``present`` are the accounts that can. An administrator may, and a curator of its organisation; any curator where
    it has none.
    """
    if any(each.account_id in present for each in exhibition.curators):
        return False
    if actor.has(Role.ADMINISTRATOR):
        return True
    theirs = exhibition.organisation_id is None or exhibition.organisation_id == actor.organisation_id
    return actor.has(Role.CURATOR) and theirs


def exhibitions_taken_over_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Exhibition."""
    present = select(ExhibitionCurator.account_id).where(
        ExhibitionCurator.exhibition_id == Exhibition.id, ExhibitionCurator.account_id.in_(able_curators())
    )
    if actor.has(Role.ADMINISTRATOR):
        whose: ColumnElement[bool] = true()
    elif actor.has(Role.CURATOR):
        whose = or_(Exhibition.organisation_id.is_(None), Exhibition.organisation_id == actor.organisation_id)
    else:
        return false()
    return and_(whose, ~present.exists())


def able_curators() -> Select[int]:
    """The accounts that can curate at all: active, with that right."""
    return (
        select(RoleGrant.account_id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.role == Role.CURATOR, Account.state == AccountState.ACTIVE)
    )


def shown_to(audience: str) -> ColumnElement[bool]:
    """What may be on show as a filter over Version joined with Document: what everybody of the audience may read."""
    return documents.versions_readable_by(stands_for(audience))


def is_second_curator(actor: Actor, exhibition: Exhibition) -> bool:
    """Whether somebody else handed it in, so that the actor is the second who looks at it."""
    return exhibition.state == ExhibitionState.REVIEW and exhibition.submitted_by_id != actor.account_id
