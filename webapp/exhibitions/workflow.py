"""States of exhibitions and of what belongs to them, and the moves between them."""

from __future__ import annotations

from enum import StrEnum

from webapp.base.workflow import Workflow


class ExhibitionState(StrEnum):
    """Where an exhibition stands. Visitors see it while it is open, closed or archived."""

    PREPARATION = "preparation"
    REVIEW = "review"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


class ExhibitionMove(StrEnum):
    """What can be done to an exhibition as a whole. ``update`` shows later changes in a new snapshot."""

    EDIT = "edit"
    SUBMIT = "submit"
    RETURN = "return"
    OPEN = "open"
    UPDATE = "update"
    CLOSE = "close"
    REOPEN = "reopen"
    ARCHIVE = "archive"


_STATES = ExhibitionState
ON_SHOW = frozenset({_STATES.OPEN, _STATES.CLOSED, _STATES.ARCHIVED})
EDITABLE = frozenset({_STATES.PREPARATION, _STATES.REVIEW, _STATES.OPEN})

exhibition_workflow: Workflow[ExhibitionState, ExhibitionMove] = Workflow(
    {
        ExhibitionMove.SUBMIT: (frozenset({_STATES.PREPARATION}), _STATES.REVIEW),
        ExhibitionMove.RETURN: (frozenset({_STATES.REVIEW}), _STATES.PREPARATION),
        ExhibitionMove.OPEN: (frozenset({_STATES.PREPARATION, _STATES.REVIEW}), _STATES.OPEN),
        ExhibitionMove.UPDATE: (frozenset({_STATES.OPEN}), _STATES.OPEN),
        ExhibitionMove.CLOSE: (frozenset({_STATES.OPEN}), _STATES.CLOSED),
        ExhibitionMove.REOPEN: (frozenset({_STATES.CLOSED}), _STATES.OPEN),
        ExhibitionMove.ARCHIVE: (frozenset({_STATES.CLOSED}), _STATES.ARCHIVED),
    }
)


class ItemKind(StrEnum):
    """What an item shows. A panel is an activity or a text on the wall."""

    DOCUMENT = "document"
    PRODUCT = "product"
    PERSON = "person"
    STUDIO = "studio"
    PANEL = "panel"


class NominationState(StrEnum):
    """Where a nomination stands; ``asked`` waits for the studio."""

    PROPOSED = "proposed"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class NominationMove(StrEnum):
    """What can be done to a nomination."""

    ASK = "ask"
    ANSWER = "answer"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    RENEW = "renew"


_WAITING = frozenset({NominationState.PROPOSED, NominationState.ASKED})

nomination_workflow: Workflow[NominationState, NominationMove] = Workflow(
    {
        NominationMove.ASK: (frozenset({NominationState.PROPOSED}), NominationState.ASKED),
        NominationMove.ANSWER: (frozenset({NominationState.ASKED}), NominationState.PROPOSED),
        NominationMove.ACCEPT: (_WAITING, NominationState.ACCEPTED),
        NominationMove.DECLINE: (_WAITING, NominationState.DECLINED),
        NominationMove.WITHDRAW: (_WAITING, NominationState.WITHDRAWN),
        NominationMove.RENEW: (frozenset({NominationState.WITHDRAWN}), NominationState.PROPOSED),
    }
)


class IntentKind(StrEnum):
    """What a visitor wants of an item."""

    USE = "use"
    LEARN = "learn"
    TALK = "talk"


class IntentState(StrEnum):
    """Where an intent stands, until it is done or came to nothing."""

    NEW = "new"
    IN_TOUCH = "in_touch"
    DONE = "done"
    DROPPED = "dropped"


class IntentMove(StrEnum):
    """What can be done to an intent; ``reopen`` takes back that it is over."""

    TAKE_UP = "take_up"
    FINISH = "finish"
    DROP = "drop"
    REOPEN = "reopen"


_FOLLOWED = frozenset({IntentState.NEW, IntentState.IN_TOUCH})

intent_workflow: Workflow[IntentState, IntentMove] = Workflow(
    {
        IntentMove.TAKE_UP: (frozenset({IntentState.NEW}), IntentState.IN_TOUCH),
        IntentMove.FINISH: (_FOLLOWED, IntentState.DONE),
        IntentMove.DROP: (_FOLLOWED, IntentState.DROPPED),
        IntentMove.REOPEN: (frozenset({IntentState.DONE, IntentState.DROPPED}), IntentState.IN_TOUCH),
    }
)


class EntryState(StrEnum):
    """Where an entry of the guest book stands."""

    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"


class EntryMove(StrEnum):
    """What can be done to an entry of the guest book; ``undo`` puts it back among those not yet read."""

    SHOW = "show"
    HIDE = "hide"
    UNDO = "undo"


entry_workflow: Workflow[EntryState, EntryMove] = Workflow(
    {
        EntryMove.SHOW: (frozenset({EntryState.WAITING, EntryState.HIDDEN}), EntryState.SHOWN),
        EntryMove.HIDE: (frozenset({EntryState.WAITING, EntryState.SHOWN}), EntryState.HIDDEN),
        EntryMove.UNDO: (frozenset({EntryState.SHOWN, EntryState.HIDDEN}), EntryState.WAITING),
    }
)


class Level(StrEnum):
    """Whose exhibition it is, or to whom a result is recommended, lowest first."""

    ORGANISATION = "organisation"
    DISTRICT = "district"
    CITY = "city"
    PROVINCE = "province"
    NATIONAL = "national"


class RecommendationState(StrEnum):
    """Where a recommendation upward stands."""

    DRAFT = "draft"
    SENT = "sent"
    TAKEN = "taken"
    NOT_TAKEN = "not_taken"


class RecommendationMove(StrEnum):
    """What can be done to a recommendation; ``recall`` takes it back before it was answered."""

    SEND = "send"
    RECALL = "recall"
    TAKE = "take"
    NOT_TAKE = "not_take"
    REOPEN = "reopen"


_ANSWERED = frozenset({RecommendationState.TAKEN, RecommendationState.NOT_TAKEN})

recommendation_workflow: Workflow[RecommendationState, RecommendationMove] = Workflow(
    {
        RecommendationMove.SEND: (frozenset({RecommendationState.DRAFT}), RecommendationState.SENT),
        RecommendationMove.RECALL: (frozenset({RecommendationState.SENT}), RecommendationState.DRAFT),
        RecommendationMove.TAKE: (frozenset({RecommendationState.SENT}), RecommendationState.TAKEN),
        RecommendationMove.NOT_TAKE: (frozenset({RecommendationState.SENT}), RecommendationState.NOT_TAKEN),
        RecommendationMove.REOPEN: (_ANSWERED, RecommendationState.SENT),
    }
)


class MadeKind(StrEnum):
    """What can be made of an exhibition in the background."""

    CATALOGUE = "catalogue"
    PANELS_A1 = "panels_a1"
    PANELS_A3 = "panels_a3"
    LABELS = "labels"
    CARDS = "cards"
    FLOOR_LIST = "floor_list"
    OFFLINE = "offline"
