"""Who curates an exhibition: the curators of the site that are named on it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.accounts.models import Account
from webapp.base.actor import Actor
from webapp.base.errors import Conflict, Fault, Invalid
from webapp.base.journal import record
from webapp.exhibitions import policy
from webapp.exhibitions.actions.curated import held, locked, subject
from webapp.exhibitions.actions.telling import NAMED
from webapp.exhibitions.models import Exhibition, ExhibitionCurator
from webapp.notices.actions import notify


def add_curator(session: Session, actor: Actor, key: str, account_id: int) -> None:
    """Name another curator. Raises Invalid for accounts without that right; naming one twice changes nothing."""
    exhibition = held(session, actor, key)
    if not any(each.account_id == account_id for each in exhibition.curators):
        _name(session, actor, exhibition, account_id, "exhibitions.add_curator")


def take_over(session: Session, actor: Actor, key: str, account_id: int) -> None:
    """Name a curator where none of those named can curate any more. Raises NotFound, Invalid.

    Those named before stay: whoever is given the right again curates again.
    """
    exhibition = locked(session, key, policy.exhibitions_taken_over_by(actor))
    _name(session, actor, exhibition, account_id, "exhibitions.take_over")


def remove_curator(session: Session, actor: Actor, key: str, account_id: int) -> None:
    """Take a curator off it. Raises Conflict('last_curator'): an exhibition always has one."""
    exhibition = held(session, actor, key)
    row = next((each for each in exhibition.curators if each.account_id == account_id), None)
    if row is None:
        return
    if len(exhibition.curators) == 1:
        raise Conflict("last_curator")
    exhibition.curators.remove(row)
    session.flush()
    record(session, actor, "exhibitions.remove_curator", subject(exhibition), {"account_id": account_id}, None)


def _name(session: Session, actor: Actor, exhibition: Exhibition, account_id: int, action: str) -> None:
    able = session.scalar(select(Account.id).where(Account.id == account_id, Account.id.in_(policy.able_curators())))
    if able is None:
        raise Invalid(Fault("account_id", "choice"))
    exhibition.curators.append(ExhibitionCurator(account_id=account_id))
    session.flush()
    record(session, actor, action, subject(exhibition), None, {"account_id": account_id})
    params = {"key": exhibition.key, "title": exhibition.title}
    notify(session, NAMED, ("exhibition", exhibition.id), [account_id], params)
