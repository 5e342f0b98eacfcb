"""Opening freezes what is shown; later changes are shown on purpose; closing, opening again, archiving.

Who alone both arranged and opens needs a clean check list; a second curator may open in spite of what is lacking.
Nobody opens what is blocked. See docs/decisions/exhibitions-arranged-together.md.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.errors import Conflict, NotAllowed
from webapp.base.journal import record
from webapp.exhibitions import policy
from webapp.exhibitions.actions.curated import held, subject
from webapp.exhibitions.actions.telling import SUBMITTED, tell_curators
from webapp.exhibitions.differing import differences, head_of
from webapp.exhibitions.models import Exhibition, Snapshot
from webapp.exhibitions.queries.checking import blocks, is_clean, problems
from webapp.exhibitions.queries.showing import Shown, arranged, shown
from webapp.exhibitions.show import Show, from_json, only, show_hash, to_json
from webapp.exhibitions.workflow import ExhibitionMove, ExhibitionState, exhibition_workflow

NOTE_LIMIT = 1_000


def submit(session: Session, actor: Actor, key: str, revision: int) -> Exhibition:
    """Hand it in for another curator to look at and open."""
    exhibition = _fresh(session, actor, key, revision)
    exhibition.submitted_by_id = actor.account_id
    move_on(session, actor, exhibition, ExhibitionMove.SUBMIT)
    tell_curators(session, actor, SUBMITTED, exhibition)
    return exhibition


def return_to_preparation(session: Session, actor: Actor, key: str, revision: int, reason: str = "") -> Exhibition:
    """Take it back from review, with the reason."""
    exhibition = _fresh(session, actor, key, revision)
    move_on(session, actor, exhibition, ExhibitionMove.RETURN, reason[:NOTE_LIMIT])
    return exhibition


def open_exhibition(session: Session, actor: Actor, key: str, revision: int, seen: str = "") -> Exhibition:
    """Open it and freeze what is shown. Raises Conflict('blocked') or NotAllowed('second_curator').

    ``seen`` is the hash of the arrangement the actor looked at; where another stands there: Conflict('stale').
    """
    exhibition = _fresh(session, actor, key, revision)
    exhibition_workflow.after(ExhibitionState(exhibition.state), ExhibitionMove.OPEN)
    now_shown = _looked_at(session, exhibition, seen)
    found = problems(now_shown)
    if blocks(found):
        raise Conflict("blocked", found)
    if not policy.is_second_curator(actor, exhibition) and not is_clean(found):
        raise NotAllowed("second_curator")
    freeze(session, actor, exhibition, now_shown, ExhibitionMove.OPEN)
    return exhibition


def update_show(session: Session, actor: Actor, key: str, seen: str = "", note: str = "") -> Exhibition:
    """Show later changes in a new snapshot. Raises Conflict('nothing_new') where there is nothing to show."""
    exhibition = held(session, actor, key)
    exhibition_workflow.after(ExhibitionState(exhibition.state), ExhibitionMove.UPDATE)
    now_shown = _looked_at(session, exhibition, seen)
    freeze(session, actor, exhibition, now_shown, ExhibitionMove.UPDATE, note[:NOTE_LIMIT])
    return exhibition


def close_exhibition(session: Session, actor: Actor, key: str, revision: int) -> Exhibition:
    """Close it: it stays to be seen, intents and guest book end."""
    exhibition = _fresh(session, actor, key, revision)
    exhibition.closed_at = now()
    move_on(session, actor, exhibition, ExhibitionMove.CLOSE)
    return exhibition


def reopen(session: Session, actor: Actor, key: str, revision: int) -> Exhibition:
    """Open a closed one again, as it was last shown."""
    exhibition = _fresh(session, actor, key, revision)
    exhibition.closed_at = None
    exhibition.closes_at = None
    move_on(session, actor, exhibition, ExhibitionMove.REOPEN)
    return exhibition


def archive(session: Session, actor: Actor, key: str, revision: int) -> Exhibition:
    """Keep it for ever as it was last shown, at its address."""
    exhibition = _fresh(session, actor, key, revision)
    move_on(session, actor, exhibition, ExhibitionMove.ARCHIVE)
    return exhibition


def freeze(
    session: Session, actor: Actor, exhibition: Exhibition, now_shown: Shown, move: ExhibitionMove, note: str = ""
) -> Snapshot:
    """Make what may be shown of the arrangement the new snapshot."""
    show = only(now_shown.show, frozenset(now_shown.by_key))
    last = last_snapshot(session, exhibition)
    changes = differences(last, show) if last is not None else []
    if last is not None and move == ExhibitionMove.UPDATE and not changes:
        raise Conflict("nothing_new")
    exhibition.snapshot += 1
    snapshot = Snapshot(
        exhibition_id=exhibition.id,
        ordinal=exhibition.snapshot,
        content=to_json(show),
        content_hash=show_hash(show),
        head=head_of(show),
        changes=changes,
        note=note,
        by_id=actor.account_id,
    )
    session.add(snapshot)
    if move == ExhibitionMove.OPEN:
        exhibition.opened_at, exhibition.opens_at = now(), None
        if exhibition.closes_at is not None and exhibition.closes_at <= now():
            exhibition.closes_at = None
    move_on(session, actor, exhibition, move, note)
    return snapshot


def last_snapshot(session: Session, exhibition: Exhibition) -> Show | None:
    """What is on show, None before it opens."""
    content = session.scalar(
        select(Snapshot.content).where(Snapshot.exhibition_id == exhibition.id, Snapshot.ordinal == exhibition.snapshot)
    )
    return from_json(content) if content is not None else None


def _fresh(session: Session, actor: Actor, key: str, revision: int) -> Exhibition:
    exhibition = held(session, actor, key)
    if exhibition.revision != revision:
        raise Conflict("stale", exhibition.revision)
    return exhibition


def _looked_at(session: Session, exhibition: Exhibition, seen: str) -> Shown:
    show = arranged(session, exhibition)
    if seen and seen != show_hash(show):
        raise Conflict("stale", exhibition.revision)
    return shown(session, exhibition, show)


def move_on(session: Session, actor: Actor, exhibition: Exhibition, move: ExhibitionMove, note: str = "") -> None:
    """Make a move of the workflow, with its row in the journal. Raises Conflict('state')."""
    before = exhibition.state
    exhibition.state = exhibition_workflow.after(ExhibitionState(before), move)
    session.flush()
    after = {"state": exhibition.state, "snapshot": exhibition.snapshot} | ({"note": note} if note else {})
    record(session, actor, f"exhibitions.{move}", subject(exhibition), {"state": before}, after)
