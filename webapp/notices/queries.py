"""The notices of one account: counted, listed, and the ways it chose to be mailed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.base.errors import NotFound
from webapp.base.paging import PAGE_SIZE, Page
from webapp.notices import policy
from webapp.notices.kinds import NoticeKind
from webapp.notices.models import MailChoice, MailMode, MailSettings, Notice

SHOWN_LIMIT = 1000  # the newest that lists and counts look at
COUNT_LIMIT = 100  # the bell says 99+ beyond

Kinds = Mapping[str, NoticeKind]


@dataclass(frozen=True, slots=True)
class OwnMail:
    """How an account is mailed: ``address`` is '' when none is known; ``modes`` has every kind that can be chosen."""

    address: str
    language: str
    modes: Mapping[str, MailMode]


def unread_count(session: Session, actor: Actor, kinds: Kinds) -> int:
    """How many unread notices the actor may know of, at most ``COUNT_LIMIT``."""
    return len(_known_ids(session, actor, kinds, COUNT_LIMIT, only_unread=True))


def notices(
    session: Session, actor: Actor, kinds: Kinds, number: int = 1, size: int = PAGE_SIZE, *, only_unread: bool = False
) -> Page[Notice]:
    """The actor's notices, newest first; those they may no longer know of are neither shown nor counted."""
    ids = _known_ids(session, actor, kinds, SHOWN_LIMIT, only_unread=only_unread)
    wanted = ids[(number - 1) * size : number * size]
    rows = session.scalars(select(Notice).where(Notice.id.in_(wanted)).order_by(Notice.id.desc()))
    return Page(rows.all(), len(ids), number, size)


def known(session: Session, actor: Actor, kinds: Kinds, rows: Iterable[Any]) -> set[int]:
    """The ids of those notices (anything with id, kind and subject_id) the actor may know of at this moment.

    Each kind is asked once. A notice that names no thing needs no right; one of an unknown kind is left out.
    """
    given = list(rows)
    subjects: dict[str, set[int]] = defaultdict(set)
    for row in given:
        if row.kind in kinds and row.subject_id is not None:
            subjects[row.kind].add(row.subject_id)
    allowed = {kind: kinds[kind].may_know(session, actor, sorted(ids)) for kind, ids in subjects.items()}
    return {
        row.id for row in given if row.kind in kinds and (row.subject_id is None or row.subject_id in allowed[row.kind])
    }


def own_mail(session: Session, actor: Actor, kinds: Kinds, language: str) -> OwnMail:
    """How the actor is mailed; ``language`` is what they get until they choose one."""
    account = session.get(Account, actor.account_id) if actor.account_id else None
    if account is None:
        raise NotFound
    kept = session.get(MailSettings, account.id)
    chosen = chosen_modes(session, [account.id])
    modes = {name: mode_of(kinds[name], chosen.get((account.id, name))) for name in kinds}
    return OwnMail(account.email, kept.language if kept else language, modes)


def chosen_modes(session: Session, account_ids: Sequence[int]) -> dict[tuple[int, str], str]:
    """What these accounts chose, by account and kind."""
    rows = session.scalars(select(MailChoice).where(MailChoice.account_id.in_(account_ids)))
    return {(row.account_id, row.kind): row.mode for row in rows}


def mode_of(kind: NoticeKind, chosen: str | None) -> MailMode:
    """When a kind is mailed, given what the account chose, if anything."""
    return MailMode(chosen) if chosen else MailMode.AT_ONCE if kind.is_urgent else MailMode.DIGEST


def _known_ids(session: Session, actor: Actor, kinds: Kinds, limit: int, *, only_unread: bool) -> list[int]:
    wanted = [policy.notices_read_by(actor)]
    if only_unread:
        wanted.append(Notice.read_at.is_(None))
    rows = session.execute(
        select(Notice.id, Notice.kind, Notice.subject_id).where(*wanted).order_by(Notice.id.desc()).limit(limit)
    ).all()
    allowed = known(session, actor, kinds, rows) if rows else set()
    return [row.id for row in rows if row.id in allowed]
