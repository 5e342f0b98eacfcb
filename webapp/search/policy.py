"""Who may do what with searches that were kept, drafts of requests and the lexicon."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false

from webapp.base.actor import Actor, Role
from webapp.search.models import HelpRequest, SavedSearch


def can_keep_search(actor: Actor, search: SavedSearch) -> bool:
    """Whether the saved search is the actor's own: it is shown to nobody else."""
    return bool(actor.account_id) and search.account_id == actor.account_id


def searches_kept_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over SavedSearch."""
    return SavedSearch.account_id == actor.account_id if actor.account_id else false()


def can_draft_request(actor: Actor, request: HelpRequest) -> bool:
    """Whether the request for help is the actor's own draft."""
    return bool(actor.account_id) and request.account_id == actor.account_id


def requests_drafted_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over HelpRequest."""
    return HelpRequest.account_id == actor.account_id if actor.account_id else false()


def keeps_lexicon(actor: Actor) -> bool:
    """Whether the actor keeps the words of the search, for the whole site."""
    return actor.has(Role.ADMINISTRATOR) or actor.is_system
