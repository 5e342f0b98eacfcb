"""The kinds of notices: how each is worded, where it leads, and who may know. Parts register theirs at start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.orm import Session

from webapp.base.actor import Actor

NOTICE_KINDS = "notice_kinds"


class MayKnow(Protocol):
    """Says about which of several subjects an actor may be told; asked anew whenever notices are shown or sent."""

    def __call__(self, session: Session, actor: Actor, subject_ids: Sequence[int], /) -> frozenset[int]:
        """Those of the ids that the actor may know of, in a constant number of statements."""


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind. ``wording`` makes the sentence in the language of the reader, ``url`` the page it leads to.

    Both take the subject's id and the notice's params. ``is_urgent`` is mailed at once, all else in the daily digest,
    unless the account chose otherwise. ``label`` names the kind where people choose; kinds without one are not offered.
    """

    name: str
    icon: str
    wording: Callable[[int | None, Mapping[str, Any]], str]
    url: Callable[[int | None, Mapping[str, Any]], str]
    may_know: MayKnow
    is_urgent: bool = False
    label: object = ""


def register(parts: dict[str, Any], *kinds: NoticeKind) -> None:
    """Add kinds to a site's ``parts``. Raises ValueError when a name is taken."""
    known: dict[str, NoticeKind] = parts.setdefault(NOTICE_KINDS, {})
    for kind in kinds:
        if kind.name in known:
            raise ValueError(f"notice kind {kind.name} is registered twice")
        known[kind.name] = kind


def kinds_of(parts: Mapping[str, Any]) -> Mapping[str, NoticeKind]:
    """The kinds of a site by name."""
    known: Mapping[str, NoticeKind] = parts.get(NOTICE_KINDS, {})
    return known
