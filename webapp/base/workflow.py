"""States and moves as one table, and the one way to apply a move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from webapp.base.errors import Conflict

State = TypeVar("State", bound=StrEnum)
Move = TypeVar("Move", bound=StrEnum)


@dataclass(frozen=True)
class Workflow(Generic[State, Move]):
    """For every move, the states it starts from and the one it leads to."""

    moves: Mapping[Move, tuple[frozenset[State], State]]

    def allows(self, state: State, move: Move) -> bool:
        """Whether the move can be made from this state."""
        return state in self.moves[move][0]

    def after(self, state: State, move: Move) -> State:
        """The state after the move. Raises Conflict('state') when it cannot be made."""
        starts, end = self.moves[move]
        if state not in starts:
            raise Conflict("state", present=state)
        return end
