"""Undoing an import: what nobody has touched since goes to the trash, the rest stays and says why."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import NotFound
from webapp.documents.actions import VersionKey
from webapp.documents.actions.locating import writable
from webapp.documents.actions.trash import Discard, discard
from webapp.documents.workflow import VersionState
from webapp.importing.actions.making import file_count, take
from webapp.importing.models import ImportItem
from webapp.importing.workflow import ItemState


def undo_item(session: Session, actor: Actor, item_id: int) -> bool:
    """Put what was made of an item into the trash if nobody has touched it since; whether it went there."""
    item = take(session, item_id, ItemState.MADE, ItemState.UNDONE)
    key = VersionKey(item.number, item.made_ordinal)
    reason = _changed(session, actor, key, item)
    if not reason:
        discard(session, actor, key, Discard(item.made_revision))
        return True
    item.state, item.reason = ItemState.KEPT, reason
    return False


def _changed(session: Session, actor: Actor, key: VersionKey, item: ImportItem) -> str:
    """Why what was made has to stay, '' when it can go."""
    try:
        located = writable(session, actor, key.number)
        version = located.version(key.ordinal)
    except NotFound:
        return "gone"
    if located.document.withdrawn_at is not None or version.state != VersionState.DRAFT:
        return "sent"
    is_same = version.revision == item.made_revision and file_count(session, version) == item.made_files
    return "" if is_same else "changed"
