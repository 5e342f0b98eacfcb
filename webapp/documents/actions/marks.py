"""Personal marks on documents: favourites, and what one has opened.

They are shown to nobody else and change no document, so the journal, which others read, does not keep them.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import NotFound
from webapp.documents import policy
from webapp.documents.models import Document, Favourite, Opened, Version


def mark_favourite(session: Session, actor: Actor, number: str) -> None:
    """Keep the document among the actor's favourites; raises NotFound when they may not read it."""
    document_id = _readable(session, actor, number)
    _put(session, Favourite(account_id=actor.account_id, document_id=document_id))


def unmark_favourite(session: Session, actor: Actor, number: str) -> None:
    """Take the document out of the actor's favourites, also when it is readable no longer."""
    document_id = select(Document.id).where(Document.number == number).scalar_subquery()
    mine = Favourite.account_id == actor.account_id
    session.execute(delete(Favourite).where(mine, Favourite.document_id == document_id))


def mark_opened(session: Session, actor: Actor, number: str) -> None:
    """Remember that the actor opened the document now; raises NotFound when they may not read it."""
    document_id = _readable(session, actor, number)
    row = session.get(Opened, (actor.account_id, document_id))
    if row is None:
        _put(session, Opened(account_id=actor.account_id, document_id=document_id))
    else:
        row.at = now()


def _readable(session: Session, actor: Actor, number: str) -> int:
    document_id = session.scalar(
        select(Document.id)
        .join(Version, Version.document_id == Document.id)
        .where(Document.number == number, policy.readable_by(actor))
    )
    if document_id is None or not actor.is_signed_in:
        raise NotFound
    return document_id


def _put(session: Session, mark: Favourite | Opened) -> None:
    """Add a mark; two browsers at once leave one."""
    if session.get(type(mark), (mark.account_id, mark.document_id)) is not None:
        return
    try:
        with session.begin_nested():
            session.add(mark)
    except IntegrityError:
        return
