"""States of an adoption and of a demonstration day, and the moves between them."""

from __future__ import annotations

from enum import StrEnum

from webapp.base.workflow import Workflow


class AdoptionState(StrEnum):
    """Where an adoption stands. ``reported`` comes from a public report: neither side has said anything here yet."""

    REPORTED = "reported"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class AdoptionMove(StrEnum):
    """What can be done to an adoption. An edit asks the other side anew."""

    EDIT = "edit"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    END = "end"
    WITHDRAW = "withdraw"


class Side(StrEnum):
    """The two sides of an adoption: who uses the result, and whose result it is."""

    ADOPTER = "adopter"
    OWNER = "owner"

    @property
    def other(self) -> Side:
        """The side across."""
        return Side.OWNER if self == Side.ADOPTER else Side.ADOPTER


_STATES = AdoptionState
OPEN = frozenset({_STATES.PROPOSED, _STATES.DISPUTED})
AGREED = frozenset({_STATES.CONFIRMED, _STATES.ENDED})

adoption_workflow: Workflow[AdoptionState, AdoptionMove] = Workflow(
    {
        AdoptionMove.EDIT: (OPEN | AGREED | {_STATES.REPORTED}, _STATES.PROPOSED),
        AdoptionMove.CONFIRM: (OPEN, _STATES.CONFIRMED),
        AdoptionMove.DISPUTE: (AGREED | {_STATES.PROPOSED}, _STATES.DISPUTED),
        AdoptionMove.END: (frozenset({_STATES.CONFIRMED}), _STATES.ENDED),
        AdoptionMove.WITHDRAW: (OPEN | AGREED | {_STATES.REPORTED}, _STATES.WITHDRAWN),
    }
)


class DayState(StrEnum):
    """Where a demonstration day stands; whether it is over follows from its times."""

    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


class DayMove(StrEnum):
    """What can be done to a demonstration day."""

    EDIT = "edit"
    CANCEL = "cancel"


day_workflow: Workflow[DayState, DayMove] = Workflow(
    {
        DayMove.EDIT: (frozenset({DayState.ANNOUNCED}), DayState.ANNOUNCED),
        DayMove.CANCEL: (frozenset({DayState.ANNOUNCED}), DayState.CANCELLED),
    }
)


class GuestState(StrEnum):
    """Where somebody who signed up stands."""

    SIGNED_UP = "signed_up"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class GuestMove(StrEnum):
    """What can happen to a sign-up."""

    MOVE_UP = "move_up"
    CANCEL = "cancel"
    RETURN = "return"


guest_workflow: Workflow[GuestState, GuestMove] = Workflow(
    {
        GuestMove.MOVE_UP: (frozenset({GuestState.WAITING}), GuestState.SIGNED_UP),
        GuestMove.CANCEL: (frozenset({GuestState.SIGNED_UP, GuestState.WAITING}), GuestState.CANCELLED),
        GuestMove.RETURN: (frozenset({GuestState.CANCELLED}), GuestState.SIGNED_UP),
    }
)
