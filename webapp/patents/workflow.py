"""What became of a patent: events as they happened, and the standing computed from them. Nobody types a standing.

Shaped after WIPO standard ST.27: every event belongs to a key event, leads from stages it may happen in to the stage
and state after it, and is never changed; a correction is a new event that names the one it replaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from webapp.base.errors import Fault, Invalid
from webapp.patents.deadlines import PatentType, term_end
from webapp.patents.numbers import CHINA


class EventKind(StrEnum):
    """What can happen. ``STRUCK`` says that the event it names was recorded by mistake."""

    FILED = "filed"
    PUBLISHED = "published"
    EXAMINATION = "examination"
    GRANTED = "granted"
    TRANSFERRED = "transferred"
    LICENSED = "licensed"
    LICENCE_ENDED = "licence_ended"
    OPEN_LICENCE = "open_licence"
    OPEN_LICENCE_ENDED = "open_licence_ended"
    PLEDGED = "pledged"
    PLEDGE_RELEASED = "pledge_released"
    INVALIDITY_REQUESTED = "invalidity_requested"
    INVALIDITY_REFUSED = "invalidity_refused"
    INVALIDATED = "invalidated"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DEEMED_WITHDRAWN = "deemed_withdrawn"
    ABANDONED = "abandoned"
    LAPSED = "lapsed"
    RESTORED = "restored"
    EXPIRED = "expired"
    STRUCK = "struck"


class Stage(StrEnum):
    """The stages of ST.27, in short: before filing, application, right in force, over."""

    PLANNED = "planned"
    APPLICATION = "application"
    RIGHT = "right"
    OVER = "over"


class Status(StrEnum):
    """The state within the stages. ``REPORTED``: known from a public report only, nothing on record."""

    PLANNED = "planned"
    REPORTED = "reported"
    FILED = "filed"
    PUBLISHED = "published"
    EXAMINATION = "examination"
    GRANTED = "granted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DEEMED_WITHDRAWN = "deemed_withdrawn"
    ABANDONED = "abandoned"
    LAPSED = "lapsed"
    INVALIDATED = "invalidated"
    EXPIRED = "expired"


APPLICATION = frozenset({Status.FILED, Status.PUBLISHED, Status.EXAMINATION})
HAD_RIGHT = frozenset({Status.GRANTED, Status.LAPSED, Status.EXPIRED})
ALIVE = APPLICATION | {Status.GRANTED}
OVER = frozenset(Status) - ALIVE - {Status.PLANNED, Status.REPORTED}
RESTORABLE = frozenset({Status.REJECTED, Status.DEEMED_WITHDRAWN, Status.LAPSED})

MOVES: dict[EventKind, tuple[frozenset[Status], Status | None]] = {
    EventKind.FILED: (frozenset({Status.PLANNED}), Status.FILED),
    EventKind.PUBLISHED: (APPLICATION - {Status.PUBLISHED}, Status.PUBLISHED),
    EventKind.EXAMINATION: (APPLICATION - {Status.EXAMINATION}, Status.EXAMINATION),
    EventKind.GRANTED: (APPLICATION, Status.GRANTED),
    EventKind.REJECTED: (APPLICATION, Status.REJECTED),
    EventKind.WITHDRAWN: (APPLICATION, Status.WITHDRAWN),
    EventKind.DEEMED_WITHDRAWN: (APPLICATION, Status.DEEMED_WITHDRAWN),
    EventKind.ABANDONED: (ALIVE, Status.ABANDONED),
    EventKind.LAPSED: (frozenset({Status.GRANTED}), Status.LAPSED),
    EventKind.EXPIRED: (frozenset({Status.GRANTED, Status.EXPIRED}), Status.EXPIRED),
    EventKind.INVALIDATED: (HAD_RIGHT, Status.INVALIDATED),
    EventKind.RESTORED: (RESTORABLE, None),
    EventKind.TRANSFERRED: (ALIVE, None),
    EventKind.LICENSED: (ALIVE, None),
    EventKind.LICENCE_ENDED: (frozenset(Status), None),
    EventKind.OPEN_LICENCE: (frozenset({Status.GRANTED}), None),
    EventKind.OPEN_LICENCE_ENDED: (frozenset({Status.GRANTED}), None),
    EventKind.PLEDGED: (frozenset({Status.GRANTED}), None),
    EventKind.PLEDGE_RELEASED: (frozenset(Status), None),
    EventKind.INVALIDITY_REQUESTED: (HAD_RIGHT, None),
    EventKind.INVALIDITY_REFUSED: (HAD_RIGHT, None),
}
"""For every event the states it may happen in, and the state after it (None: the state stays, or is a former one).

An expiry is noted once the term has run out, which the calendar decides; before that only abroad, where the program
knows no term."""


class Happened(Protocol):
    """An event as the computation reads it. ``id`` orders events of one day; ``corrects_id`` names one it replaces."""

    id: int
    kind: str
    on: date
    corrects_id: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a patent stands. ``ended_on`` is the day the right or the application was over."""

    status: Status = Status.PLANNED
    filed_on: date | None = None
    published_on: date | None = None
    granted_on: date | None = None
    ended_on: date | None = None
    is_open: bool = False
    is_pledged: bool = False
    is_contested: bool = False
    licence_count: int = 0
    before: Status | None = None
    is_expiry_noted: bool = False

    @property
    def stage(self) -> Stage:
        """The stage this state belongs to."""
        return stage_of(self.status)


def stage_of(status: str) -> Stage:
    """The stage a state belongs to."""
    if status in APPLICATION:
        return Stage.APPLICATION
    if status == Status.GRANTED:
        return Stage.RIGHT
    return Stage.OVER if status in OVER else Stage.PLANNED


def expires_on(office: str, kind: str, filed_on: date | None) -> date | None:
    """The day a Chinese right has ended by its term; None abroad, where terms differ, and before filing."""
    return term_end(kind, filed_on) if office == CHINA and filed_on is not None else None


def live_events(events: Iterable[Happened]) -> list[Happened]:
    """Those that count, in the order they happened: not corrected ones, nor those that only strike others."""
    rows = list(events)
    corrected = {row.corrects_id for row in rows if row.corrects_id is not None}
    standing = [row for row in rows if row.id not in corrected and row.kind != EventKind.STRUCK]
    return sorted(standing, key=lambda row: (row.on, row.id))


def standing_of(office: str, kind: str, events: Sequence[Happened], today: date) -> Standing:
    """The standing after all events, on this day. Raises Invalid('kind') when one could not have happened."""
    standing = Standing()
    for row in live_events(events):
        standing = after(office, kind, standing, row)
    return _by(office, kind, standing, today)


def after(office: str, kind: str, standing: Standing, event: Happened) -> Standing:
    """The standing after one more event. Raises Invalid when it cannot happen then."""
    what = EventKind(event.kind)
    standing = _by(office, kind, standing, event.on)
    starts, end = MOVES[what]
    if standing.status not in starts or not _fits(what, office, kind, standing):
        raise Invalid(Fault("kind", "not_now", {"kind": what, "status": standing.status, "on": event.on.isoformat()}))
    changed = _noted(what, standing, event.on)
    status = end
    if what == EventKind.RESTORED:
        status = standing.before
    elif what == EventKind.PUBLISHED and standing.status == Status.EXAMINATION:
        status = Status.EXAMINATION
    status = status or standing.status
    if status in OVER and status != standing.status:
        before = standing.status if standing.status in ALIVE else standing.before
        changed = replace(changed, ended_on=standing.ended_on or event.on, before=before, is_open=False)
    return replace(changed, status=status)


def possible_events(office: str, kind: str, standing: Standing, day: date) -> list[EventKind]:
    """What can happen to it on this day."""
    found = []
    for what in MOVES:
        try:
            after(office, kind, standing, _Tried(0, what, day))
        except Invalid:
            continue
        found.append(what)
    return found


@dataclass(slots=True)
class _Tried:
    id: int
    kind: str
    on: date
    corrects_id: int | None = None


def _by(office: str, kind: str, standing: Standing, day: date) -> Standing:
    """The same on a day: a right that has outlived its term is over."""
    end = expires_on(office, kind, standing.filed_on)
    if standing.status != Status.GRANTED or end is None or day < end:
        return standing
    return replace(standing, status=Status.EXPIRED, ended_on=end, before=Status.GRANTED, is_open=False)


def _fits(what: EventKind, office: str, kind: str, standing: Standing) -> bool:
    """What the state alone does not say: a second publication, a release without a pledge, and the like."""
    if what == EventKind.PUBLISHED:
        return kind == PatentType.INVENTION and standing.published_on is None
    if what == EventKind.EXPIRED:
        return not standing.is_expiry_noted and (standing.status == Status.EXPIRED or office != CHINA)
    needed = {
        EventKind.LICENCE_ENDED: standing.licence_count > 0,
        EventKind.OPEN_LICENCE: not standing.is_open,
        EventKind.OPEN_LICENCE_ENDED: standing.is_open,
        EventKind.PLEDGED: not standing.is_pledged,
        EventKind.PLEDGE_RELEASED: standing.is_pledged,
        EventKind.INVALIDITY_REQUESTED: not standing.is_contested,
        EventKind.INVALIDITY_REFUSED: standing.is_contested,
        EventKind.INVALIDATED: standing.is_contested,
    }
    return needed.get(what, True)


def _noted(what: EventKind, standing: Standing, on: date) -> Standing:
    licences = standing.licence_count
    changes: dict[EventKind, dict[str, Any]] = {
        EventKind.FILED: {"filed_on": on},
        EventKind.PUBLISHED: {"published_on": on},
        EventKind.GRANTED: {"granted_on": on},
        EventKind.RESTORED: {"ended_on": None, "before": None},
        EventKind.EXPIRED: {"is_expiry_noted": True},
        EventKind.LICENSED: {"licence_count": licences + 1},
        EventKind.LICENCE_ENDED: {"licence_count": licences - 1},
        EventKind.OPEN_LICENCE: {"is_open": True},
        EventKind.OPEN_LICENCE_ENDED: {"is_open": False},
        EventKind.PLEDGED: {"is_pledged": True},
        EventKind.PLEDGE_RELEASED: {"is_pledged": False},
        EventKind.INVALIDITY_REQUESTED: {"is_contested": True},
        EventKind.INVALIDITY_REFUSED: {"is_contested": False},
        EventKind.INVALIDATED: {"is_contested": False},
    }
    return replace(standing, **changes.get(what, {}))
