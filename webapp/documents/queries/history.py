"""The versions of a document and the difference between two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.base.errors import NotFound
from webapp.documents import policy
from webapp.documents.content import Content, from_json
from webapp.documents.disclosure_models import FirstPublic
from webapp.documents.models import Document, Version
from webapp.documents.queries.finding import readable_document
from webapp.documents.workflow import OPEN, VersionState


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One version with the names of those who wrote and judged it; names are '' for those who may not know them."""

    version: Version
    writers: tuple[str, ...] = ()
    reviewer: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """The versions of a document that the actor may read, newest first, and what they may do about them.

    ``sealed`` holds the ids of versions that were public once, of which there is a certificate.
    """

    document: Document
    rows: Sequence[HistoryRow]
    title: str
    published: Version | None
    may_restore: bool
    may_withdraw: bool
    sealed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions of a document to compare, and all there are to choose from."""

    document: Document
    title: str
    before: Version
    after: Version
    before_content: Content
    after_content: Content
    choices: Sequence[Version]


def history(session: Session, actor: Actor, number: str) -> History:
    """The readable versions of a document; raises NotFound when there are none."""
    document, versions = readable_document(session, actor, number)
    inside = policy.owns(actor, document) or policy.reads_everything(actor)
    names = _names(session, versions) if inside else {}
    rows = [
        HistoryRow(
            version=each,
            writers=tuple(names[editor.account_id] for editor in each.editors if editor.account_id in names),
            reviewer=names.get(each.reviewed_by_id or 0, ""),
        )
        for each in reversed(versions)
    ]
    is_open = any(each.state in OPEN for each in versions)
    return History(
        document=document,
        rows=rows,
        title=versions[-1].title,
        published=next((each for each in versions if each.state == VersionState.PUBLISHED), None),
        may_restore=policy.can_write(actor, document) and not is_open and document.withdrawn_at is None,
        may_withdraw=policy.can_withdraw(actor, document) and document.withdrawn_at is None,
        sealed=frozenset(session.scalars(select(FirstPublic.version_id).where(FirstPublic.document_id == document.id))),
    )


def pair(session: Session, actor: Actor, number: str, before: int | None, after: int | None) -> Pair:
    """Two versions to compare; left out, ``after`` is the newest and ``before`` the one before it. Raises NotFound."""
    document, versions = readable_document(session, actor, number)
    by_ordinal = {each.ordinal: each for each in versions}
    ordinals = sorted(by_ordinal)
    last = after if after is not None else ordinals[-1]
    first = before if before is not None else max((each for each in ordinals if each < last), default=last)
    if first not in by_ordinal or last not in by_ordinal:
        raise NotFound
    old, new = by_ordinal[first], by_ordinal[last]
    return Pair(document, versions[-1].title, old, new, from_json(old.content), from_json(new.content), versions)


def _names(session: Session, versions: Sequence[Version]) -> dict[int, str]:
    wanted = {editor.account_id for each in versions for editor in each.editors}
    wanted |= {each.reviewed_by_id for each in versions if each.reviewed_by_id is not None}
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(sorted(wanted))))
    return {row.id: row.name for row in rows}
