"""Who curates an exhibition, who could, and exhibitions that nobody can curate any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.exhibitions import policy
from webapp.exhibitions.models import Exhibition, ExhibitionCurator

CHOICE_LIMIT = 200
LEFT_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Left:
    """An exhibition without anybody who can curate it, and who did."""

    key: str
    title: str
    state: str
    curators: tuple[str, ...]


def curators_of(session: Session, exhibition: Exhibition) -> Sequence[tuple[int, str]]:
    """Account and name of each, by name."""
    rows = session.execute(
        select(Account.id, Account.name)
        .join(ExhibitionCurator, ExhibitionCurator.account_id == Account.id)
        .where(ExhibitionCurator.exhibition_id == exhibition.id)
        .order_by(Account.name, Account.id)
    )
    return [(row[0], row[1]) for row in rows]


def possible_curators(session: Session, exhibition: Exhibition | None = None) -> Sequence[tuple[int, str]]:
    """Curators of the site; those who are not named on this exhibition yet."""
    which = [Account.id.in_(policy.able_curators())]
    if exhibition is not None:
        named = select(ExhibitionCurator.account_id).where(ExhibitionCurator.exhibition_id == exhibition.id)
        which.append(Account.id.not_in(named))
    statement = select(Account.id, Account.name).where(*which)
    rows = session.execute(statement.order_by(Account.name, Account.id).limit(CHOICE_LIMIT))
    return [(row[0], row[1]) for row in rows]


def left_count(session: Session, actor: Actor) -> int:
    """How many exhibitions the actor may give a curator because they have none."""
    which = policy.exhibitions_taken_over_by(actor)
    return session.scalar(select(func.count()).select_from(Exhibition).where(which)) or 0


def left_exhibitions(session: Session, actor: Actor) -> list[Left]:
    """Those exhibitions, the newest first; two statements."""
    rows = session.execute(
        select(Exhibition.id, Exhibition.key, Exhibition.title, Exhibition.state)
        .where(policy.exhibitions_taken_over_by(actor))
        .order_by(Exhibition.id.desc())
        .limit(LEFT_LIMIT)
    ).all()
    names: dict[int, list[str]] = {}
    for exhibition_id, name in session.execute(
        select(ExhibitionCurator.exhibition_id, Account.name)
        .join(Account, Account.id == ExhibitionCurator.account_id)
        .where(ExhibitionCurator.exhibition_id.in_([row.id for row in rows]))
        .order_by(Account.name)
    ):
        names.setdefault(exhibition_id, []).append(name)
    return [Left(row.key, row.title, row.state, tuple(names.get(row.id, ()))) for row in rows]
