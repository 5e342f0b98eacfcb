"""States of a version and the moves between them."""

from __future__ import annotations

from enum import StrEnum

from webapp.base.workflow import Workflow


class VersionState(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class VersionMove(StrEnum):
    """What can be done to a version."""

    EDIT = "edit"
    SUBMIT = "submit"
    RECALL = "recall"
    RETURN = "return"
    PUBLISH = "publish"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"
    DISCARD = "discard"
    REVIVE = "revive"


EDITABLE = frozenset({VersionState.DRAFT, VersionState.RETURNED})
OPEN = EDITABLE | {VersionState.IN_REVIEW}
UNSENT = EDITABLE | {VersionState.DISCARDED}
WAS_PUBLISHED = frozenset({VersionState.PUBLISHED, VersionState.SUPERSEDED, VersionState.WITHDRAWN})

version_workflow: Workflow[VersionState, VersionMove] = Workflow(
    {
        VersionMove.EDIT: (EDITABLE, VersionState.DRAFT),
        VersionMove.SUBMIT: (EDITABLE, VersionState.IN_REVIEW),
        VersionMove.RECALL: (frozenset({VersionState.IN_REVIEW}), VersionState.DRAFT),
        VersionMove.RETURN: (frozenset({VersionState.IN_REVIEW}), VersionState.RETURNED),
        VersionMove.PUBLISH: (frozenset({VersionState.IN_REVIEW}), VersionState.PUBLISHED),
        VersionMove.SUPERSEDE: (frozenset({VersionState.PUBLISHED}), VersionState.SUPERSEDED),
        VersionMove.WITHDRAW: (frozenset({VersionState.PUBLISHED}), VersionState.WITHDRAWN),
        VersionMove.DISCARD: (EDITABLE, VersionState.DISCARDED),
        VersionMove.REVIVE: (frozenset({VersionState.DISCARDED}), VersionState.DRAFT),
    }
)
