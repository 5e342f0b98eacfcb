"""Telling those whom a step of a document concerns, in the transaction of the step; never whoever took it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.documents import addressees
from webapp.documents.models import Document, ReviewNote, Version
from webapp.notices.actions import notify


def tell(
    session: Session,
    actor: Actor,
    kind: str,
    document: Document,
    title: str,
    account_ids: Iterable[int | None],
    *,
    once_key: str = "",
    page: str = "",
) -> None:
    """Tell these accounts, but not the actor. ``page`` is 'edit' or 'review' where the kind leads to either."""
    others = [each for each in account_ids if each != actor.account_id]
    params = {"number": document.number, "title": title, "page": page}
    notify(session, f"documents.{kind}", ("document", document.id), others, params, once_key=once_key)


def tell_submitted(session: Session, actor: Actor, document: Document, version: Version) -> None:
    """A version waits: tell the reviewer who has it in hand, else all who may judge it."""
    judges = addressees.judges_of(session, document, version)
    holder = addressees.holder_of(session, version)
    wanted = [holder] if holder in judges else list(judges)
    tell(session, actor, "submitted", document, version.title, wanted)


def tell_recalled(session: Session, actor: Actor, document: Document, version: Version) -> None:
    """A version waits no more: tell the reviewer who has it in hand."""
    tell(session, actor, "recalled", document, version.title, [addressees.holder_of(session, version)])


def tell_approved(session: Session, actor: Actor, document: Document, version: Version) -> None:
    """A version needs a second approval: tell the other reviewers."""
    tell(session, actor, "approved", document, version.title, addressees.judges_of(session, document, version))


def tell_judged(session: Session, actor: Actor, kind: str, document: Document, version: Version) -> None:
    """A version was returned or published: tell its authors and contributors."""
    wanted = addressees.authors_of(session, document, version) | addressees.contributors_of(session, version)
    tell(session, actor, kind, document, version.title, wanted)


def tell_opening(session: Session, actor: Actor, kind: str, document: Document, title: str, opening_id: int) -> None:
    """Something happened to an opening: tell the own side, its managers and the reviewers, but not whoever did it."""
    sides = addressees.own_side(session, document) | addressees.keepers_of(session, document)
    wanted = sides | addressees.reviewers(session)
    tell(session, actor, kind, document, title, wanted, once_key=f"{kind}:{opening_id}")


def tell_proposed(session: Session, actor: Actor, document: Document, title: str, revision: int) -> None:
    """A public summary waits: tell the reviewers; whether each may judge it is asked when it is shown."""
    wanted = addressees.reviewers(session)
    tell(session, actor, "summary_proposed", document, title, wanted, once_key=f"summary:{document.id}:{revision}")


def tell_summary_answered(session: Session, actor: Actor, document: Document, title: str, revision: int) -> None:
    """A public summary was accepted or returned: tell the own side."""
    wanted = addressees.own_side(session, document)
    tell(session, actor, "summary_answered", document, title, wanted, once_key=f"answered:{document.id}:{revision}")


def tell_withdrawn(session: Session, actor: Actor, document: Document, version: Version) -> None:
    """A document was taken down: tell its own side, its contributors and those who keep it at hand."""
    wanted = addressees.own_side(session, document) | addressees.contributors_of(session, version)
    tell(session, actor, "withdrawn", document, version.title, wanted | addressees.readers_of(session, document))


def tell_answer(session: Session, actor: Actor, document: Document, version: Version, note: ReviewNote) -> None:
    """Somebody answered: tell the other side, once a round for each note."""
    wrote = note.author_id == actor.account_id
    wanted = addressees.authors_of(session, document, version) if wrote else {note.author_id}
    key = f"answer:{note.id}:{version.round}:{actor.account_id}"
    page = "edit" if wrote else "review"
    tell(session, actor, "answered", document, version.title, wanted, once_key=key, page=page)
