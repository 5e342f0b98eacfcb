"""An oracle for histories of patents: what each event does in each state, as one table written from the promises.

It asks nothing of the program. A state is (status, open, pledged, contested, licences up to 2, published). Times do not
matter here beyond their order; a term that runs out is the event ``time``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

PENDING = ("filed", "published", "examination")

# event: {state it may happen in: state after it}
TABLE: dict[str, dict[str, str]] = {
    "filed": {"planned": "filed"},
    "published": {"filed": "published", "examination": "examination"},
    "examination": {"filed": "examination", "published": "examination"},
    "granted": dict.fromkeys(PENDING, "granted"),
    "rejected": dict.fromkeys(PENDING, "rejected"),
    "withdrawn": dict.fromkeys(PENDING, "withdrawn"),
    "deemed_withdrawn": dict.fromkeys(PENDING, "deemed_withdrawn"),
    "abandoned": dict.fromkeys((*PENDING, "granted"), "abandoned"),
    "lapsed": {"granted": "lapsed"},
    "invalidated": dict.fromkeys(("granted", "lapsed", "expired"), "invalidated"),
    "restored": {"rejected": "?", "deemed_withdrawn": "?", "lapsed": "granted"},
    "transferred": {each: each for each in (*PENDING, "granted")},
    "licensed": {each: each for each in (*PENDING, "granted")},
    "open_licence": {"granted": "granted"},
    "open_licence_ended": {"granted": "granted"},
    "pledged": {"granted": "granted"},
    "invalidity_requested": {each: each for each in ("granted", "lapsed", "expired")},
    "invalidity_refused": {each: each for each in ("granted", "lapsed", "expired")},
    "expired": {"expired": "expired"},
}
ANYWHERE = ("licence_ended", "pledge_released")
ENDED = ("rejected", "withdrawn", "deemed_withdrawn", "abandoned", "lapsed", "invalidated", "expired")
EVENTS = (*TABLE, *ANYWHERE)


@dataclass(frozen=True)
class Seen:
    """What the oracle knows of a patent."""

    status: str = "planned"
    is_open: bool = False
    is_pledged: bool = False
    is_contested: bool = False
    licences: int = 0
    is_published: bool = False
    is_noted: bool = False
    is_over: bool = False
    was: str = ""


def told(seen: Seen, event: str, kind: str) -> Seen | None:
    """The state after an event; None when it cannot happen."""
    if event == "time":
        return _by_time(replace(seen, is_over=True))
    if event not in ANYWHERE and seen.status not in TABLE[event]:
        return None
    if _forbidden(seen, event, kind):
        return None
    after = seen.status if event in ANYWHERE else TABLE[event][seen.status]
    if after == "?":
        after = seen.was
    changed = _flags(seen, event)
    if after in ENDED and after != seen.status:
        was = seen.status if seen.status not in ENDED else seen.was
        changed = replace(changed, is_open=False, was=was)
    return _by_time(replace(changed, status=after))


def _by_time(seen: Seen) -> Seen:
    """A right whose term has run out does not stay granted."""
    if seen.is_over and seen.status == "granted":
        return replace(seen, status="expired", is_open=False, was="granted")
    return seen


def run(events: Sequence[str], kind: str) -> tuple[Seen, int | None]:
    """The state after all events, and the place of the first that could not happen."""
    seen = Seen()
    for place, event in enumerate(events):
        after = told(seen, event, kind)
        if after is None:
            return seen, place
        seen = after
    return seen, None


def _forbidden(seen: Seen, event: str, kind: str) -> bool:
    return {
        "published": kind != "invention" or seen.is_published,
        "open_licence": seen.is_open,
        "open_licence_ended": not seen.is_open,
        "pledged": seen.is_pledged,
        "pledge_released": not seen.is_pledged,
        "licence_ended": seen.licences == 0,
        "invalidity_requested": seen.is_contested,
        "invalidity_refused": not seen.is_contested,
        "invalidated": not seen.is_contested,
        "expired": seen.is_noted,
    }.get(event, False)


def _flags(seen: Seen, event: str) -> Seen:
    if event == "published":
        return replace(seen, is_published=True)
    if event in ("licensed", "licence_ended"):
        return replace(seen, licences=seen.licences + (1 if event == "licensed" else -1))
    if event in ("open_licence", "open_licence_ended"):
        return replace(seen, is_open=event == "open_licence")
    if event in ("pledged", "pledge_released"):
        return replace(seen, is_pledged=event == "pledged")
    if event in ("invalidity_requested", "invalidity_refused", "invalidated"):
        return replace(seen, is_contested=event == "invalidity_requested")
    return replace(seen, is_noted=True) if event == "expired" else seen
