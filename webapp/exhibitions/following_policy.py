"""Who sees calls, nominations and what visitors left; beside the rules of exhibitions in :mod:`.policy`.

Each ``can_…`` has a twin ``…_by`` that filters rows the same way. ``curators`` of the exhibition must be loaded.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_

from webapp.base.actor import Actor
from webapp.documents import policy as documents
from webapp.documents.models import Document
from webapp.exhibitions import policy
from webapp.exhibitions.models import Exhibition, Intent, Nomination
from webapp.exhibitions.workflow import EDITABLE


def can_see_call(actor: Actor, exhibition: Exhibition) -> bool:
    """Whether the actor may know of its call: writers, also while the exhibition is in preparation."""
    called = bool(exhibition.call_text) and exhibition.state in EDITABLE
    return called and documents.may_write_somewhere(actor)


def calls_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Exhibition."""
    if not documents.may_write_somewhere(actor):
        return false()
    return and_(Exhibition.call_text != "", Exhibition.state.in_(sorted(EDITABLE)))


def can_see_nomination(actor: Actor, _nomination: Nomination, exhibition: Exhibition, document: Document) -> bool:
    """Whether the actor may see it: the side of the document, and the curators of the exhibition."""
    return documents.owns(actor, document) or policy.can_curate(actor, exhibition)


def nominations_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Nomination joined with Exhibition and Document."""
    return or_(documents.owned_by(actor), policy.exhibitions_curated_by(actor))


def can_follow_intent(actor: Actor, intent: Intent, exhibition: Exhibition) -> bool:
    """Whether the actor may follow it up and see the contact: curators of the exhibition, and who is responsible."""
    responsible = actor.is_signed_in and intent.responsible_id == actor.account_id
    return responsible or policy.can_curate(actor, exhibition)


def intents_followed_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Intent joined with Exhibition."""
    if actor.account_id is None:
        return false()
    mine = and_(Intent.responsible_id.is_not(None), Intent.responsible_id == actor.account_id)
    return or_(mine, policy.exhibitions_curated_by(actor))
