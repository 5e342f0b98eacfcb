"""Why something was refused. Refusals carry facts, never text for users; the web edge words them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class Refusal(Exception):
    """Something the rules do not allow; nothing was changed."""

    status = 400


class NotFound(Refusal):
    """There is no such thing, or the actor may not know of it."""

    status = 404


class NotAllowed(Refusal):
    """The actor may know of the thing but may not do this with it. ``reason`` is a code such as 'own_text'."""

    status = 403

    def __init__(self, reason: str = "not_allowed") -> None:
        super().__init__(reason)
        self.reason = reason


class Conflict(Refusal):
    """The thing changed meanwhile, or its state does not allow the move. ``present`` is what stands there now."""

    status = 409

    def __init__(self, reason: str, present: Any = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.present = present


class Gone(Refusal):
    """It was published once and has been withdrawn. ``tombstone`` is what may be said of it."""

    status = 410

    def __init__(self, tombstone: Any) -> None:
        super().__init__("withdrawn")
        self.tombstone = tombstone


@dataclass(frozen=True, slots=True)
class Present:
    """What stands there now, told with Conflict('stale'): its revision, and texts by the names of the form's fields."""

    revision: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was given: a field name, a code and figures for the message."""

    field: str
    code: str
    figures: Mapping[str, Any] | None = None


class Invalid(Refusal):
    """What was given does not hold; each fault names its field."""

    status = 422

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(f"{fault.field}:{fault.code}" for fault in faults))
        self.faults = faults
