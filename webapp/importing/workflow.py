"""States of an import and of each thing in it, and the moves between them."""

from __future__ import annotations

from enum import StrEnum

from webapp.base.workflow import Workflow


class BatchState(StrEnum):
    """Where an import stands. While it reads, makes or undoes, the background works on it."""

    READING = "reading"
    READY = "ready"
    MAKING = "making"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class BatchMove(StrEnum):
    """What happens to an import."""

    READ = "read"
    DROP = "drop"
    MAKE = "make"
    FINISH = "finish"
    TAKE_BACK = "take_back"
    UNDO = "undo"
    FINISH_UNDOING = "finish_undoing"


class ItemState(StrEnum):
    """Where one file or row stands."""

    WAITING = "waiting"
    READ = "read"
    REFUSED = "refused"
    MADE = "made"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNDONE = "undone"
    KEPT = "kept"


AT_WORK = frozenset({BatchState.READING, BatchState.MAKING, BatchState.UNDOING})

batch_workflow: Workflow[BatchState, BatchMove] = Workflow(
    {
        BatchMove.READ: (frozenset({BatchState.READING}), BatchState.READY),
        BatchMove.DROP: (frozenset({BatchState.READING, BatchState.READY}), BatchState.READY),
        BatchMove.MAKE: (frozenset({BatchState.READY}), BatchState.MAKING),
        BatchMove.FINISH: (frozenset({BatchState.MAKING}), BatchState.DONE),
        BatchMove.TAKE_BACK: (frozenset({BatchState.MAKING}), BatchState.UNDOING),
        BatchMove.UNDO: (frozenset({BatchState.DONE}), BatchState.UNDOING),
        BatchMove.FINISH_UNDOING: (frozenset({BatchState.UNDOING}), BatchState.UNDONE),
    }
)
