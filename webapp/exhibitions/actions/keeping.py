"""Exhibitions as a whole: beginning one, saying what it is."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.errors import Conflict, Fault, Invalid, NotAllowed
from webapp.base.journal import record
from webapp.directory.models import Organisation
from webapp.documents.models import Visibility
from webapp.exhibitions import policy
from webapp.exhibitions.actions.commands import Texts
from webapp.exhibitions.actions.curated import held_for_change, subject
from webapp.exhibitions.models import Exhibition, ExhibitionCurator
from webapp.exhibitions.workflow import ExhibitionState, Level

AUDIENCES = (Visibility.PUBLIC, Visibility.MEMBERS)
LENGTHS = {"title": 80, "theme": 200, "place": 200, "opening_hours": 200}
LONG = {"organisers": 2_000, "introduction": 20_000, "call_text": 20_000}
KIOSK_SECONDS = (15, 3_600)


def create_exhibition(session: Session, actor: Actor, texts: Texts) -> Exhibition:
    """A new exhibition in preparation, curated by the actor. Raises NotAllowed, Invalid."""
    if not policy.can_create_exhibition(actor) or actor.account_id is None:
        raise NotAllowed
    _refuse_bad_texts(session, texts, None)
    exhibition = Exhibition(key=secrets.token_hex(12), created_by_id=actor.account_id, **asdict(texts))
    exhibition.curators = [ExhibitionCurator(account_id=actor.account_id)]
    session.add(exhibition)
    session.flush()
    record(session, actor, "exhibitions.create", subject(exhibition), None, _told(texts))
    return exhibition


def edit_exhibition(session: Session, actor: Actor, key: str, revision: int, texts: Texts) -> Exhibition:
    """Say anew what it is. Raises Conflict('stale') when somebody changed it since ``revision``."""
    exhibition = held_for_change(session, actor, key)
    if exhibition.revision != revision:
        raise Conflict("stale", texts_of(exhibition))
    _refuse_bad_texts(session, texts, exhibition)
    before, after = _told(texts_of(exhibition)), _told(texts)
    for name, value in asdict(texts).items():
        setattr(exhibition, name, value)
    session.flush()
    changed = [name for name in after if after[name] != before[name]]
    record(
        session,
        actor,
        "exhibitions.edit",
        subject(exhibition),
        {name: before[name] for name in changed},
        {name: after[name] for name in changed},
    )
    return exhibition


def texts_of(exhibition: Exhibition) -> Texts:
    """What is said of it now."""
    return Texts(**{name: getattr(exhibition, name) for name in Texts.__dataclass_fields__})


def _refuse_bad_texts(session: Session, texts: Texts, exhibition: Exhibition | None) -> None:
    faults = [] if texts.title.strip() else [Fault("title", "required")]
    for name, limit in (LENGTHS | LONG).items():
        if len(getattr(texts, name)) > limit:
            faults.append(Fault(name, "long", {"limit": limit}))
    if texts.level not in list(Level):
        faults.append(Fault("level", "choice"))
    if texts.audience not in AUDIENCES:
        faults.append(Fault("audience", "choice"))
    elif _is_fixed(exhibition) and exhibition is not None and texts.audience != exhibition.audience:
        faults.append(Fault("audience", "fixed"))
    if texts.starts_on and texts.ends_on and texts.ends_on < texts.starts_on:
        faults.append(Fault("ends_on", "order"))
    if texts.opens_at and texts.closes_at and texts.closes_at <= texts.opens_at:
        faults.append(Fault("closes_at", "order"))
    if not KIOSK_SECONDS[0] <= texts.kiosk_seconds <= KIOSK_SECONDS[1]:
        faults.append(Fault("kiosk_seconds", "range", {"least": KIOSK_SECONDS[0], "most": KIOSK_SECONDS[1]}))
    if texts.organisation_id is not None and not _is_present(session, texts.organisation_id):
        faults.append(Fault("organisation_id", "choice"))
    if faults:
        raise Invalid(*faults)


def _is_fixed(exhibition: Exhibition | None) -> bool:
    return exhibition is not None and exhibition.state == ExhibitionState.OPEN


def _is_present(session: Session, organisation_id: int) -> bool:
    row = session.get(Organisation, organisation_id)
    return row is not None and row.merged_into_id is None


def _told(texts: Texts) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in asdict(texts).items()
    }
