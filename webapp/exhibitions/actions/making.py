"""Asking for files made of an exhibition, taking them home, removing them. The work itself: ``exhibitions/work.py``."""

from __future__ import annotations

import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import Conflict, Fault, Invalid
from webapp.base.journal import record
from webapp.exhibitions.models import Exhibition, Made
from webapp.exhibitions.queries.made import downloadable, made_of
from webapp.exhibitions.queries.showing import exhibition_curated
from webapp.exhibitions.workflow import MadeKind

LANGUAGES = ("zh", "en")
KEPT_AT_ONCE = 60
UNFINISHED = ("waiting", "running")


def request_made(session: Session, actor: Actor, key: str, kind: str, language: str) -> Made:
    """Have a file made in the background; the same one while it is being made already.

    Raises NotFound for those who do not curate, Invalid for unknown kinds, Conflict('too_many') when the shelf is full.
    """
    exhibition = exhibition_curated(session, actor, key)
    if kind not in set(MadeKind) or language not in LANGUAGES:
        raise Invalid(Fault("kind", "unknown"))
    of_it = select(Made).where(Made.exhibition_id == exhibition.id)
    under_way = session.scalars(
        of_it.where(Made.kind == kind, Made.language == language, Made.state.in_(UNFINISHED)).limit(1)
    ).first()
    if under_way is not None:
        return under_way
    if (session.scalar(select(func.count()).select_from(of_it.subquery())) or 0) >= KEPT_AT_ONCE:
        raise Conflict("too_many")
    made = Made(
        key=secrets.token_hex(12),
        exhibition_id=exhibition.id,
        kind=kind,
        language=language,
        snapshot=exhibition.snapshot,
        by_id=actor.account_id,
    )
    session.add(made)
    session.flush()
    record(session, actor, "exhibitions.make", subject(exhibition, made), None, {"kind": kind, "language": language})
    return made


def take_made(session: Session, actor: Actor, key: str, made_key: str) -> Made:
    """Write down that somebody takes the file. Raises NotFound, also when something in it may not be shown any more."""
    exhibition, made = downloadable(session, actor, key, made_key)
    record(session, actor, "exhibitions.take_made", subject(exhibition, made), None, {"kind": made.kind})
    return made


def remove_made(session: Session, actor: Actor, key: str, made_key: str) -> None:
    """Forget a file, also one that is being made; the daily sweep removes its content. Raises NotFound."""
    exhibition, made = made_of(session, actor, key, made_key)
    session.delete(made)
    record(session, actor, "exhibitions.remove_made", subject(exhibition, made), {"kind": made.kind}, None)


def subject(exhibition: Exhibition, made: Made) -> tuple[str, int | None, str]:
    """How the journal names a file: by the exhibition it is made of."""
    return ("exhibition_made", made.id, exhibition.title)
