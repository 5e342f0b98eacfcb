"""What parts add to a page that belongs to a part below them: a line of facts, a section, something to do.

A part registers a source for a place when the application is made; the page asks all sources of its place, in their
order, for the actor who is looking. A source answers for what this actor may read, and None when it has nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.web.site import Site, site

PANELS = "panels"
CARD_MARKS = "card_marks"
RESULT_ACTIONS = "result_actions"
NOTHING = Markup()


class Place(StrEnum):
    """The pages that show panels; ``thing`` is the head of the shown version, or the row of the entry or patent."""

    DOCUMENT = "document"
    PERSON = "person"
    STUDIO = "studio"
    ORGANISATION = "organisation"
    PATENT = "patent"


@dataclass(frozen=True, slots=True)
class PanelAction:
    """Something to do, shown as a button that leads to a page."""

    label: str
    url: str
    icon: str
    style: str = "plain"


@dataclass(frozen=True, slots=True)
class Panel:
    """What one source shows. ``facts`` are pairs (label, value) for the macro ``facts``.

    With a ``label``, ``html`` becomes a section with the id ``key``, named in the contents; without one it stands as a
    notice above the page. ``figures`` are tiles (value, label, address or '') on pages of the directory.
    """

    key: str
    label: str = ""
    html: Markup = NOTHING
    facts: tuple[tuple[str, Any], ...] = ()
    actions: tuple[PanelAction, ...] = ()
    figures: tuple[tuple[str, str, str], ...] = ()


class PanelSource(Protocol):
    """Gives the panel of one part for one thing."""

    def __call__(self, session: Session, actor: Actor, thing: Any, /) -> Panel | None:
        """What this actor may see of it. Must not write and takes a constant number of statements."""


def panel_html(template: str, **values: Any) -> Markup:
    """A template of the part as the section or notice of a panel; templates escape what they are given."""
    return Markup(render_template(template, **values))  # noqa: S704


def add_panel(made: Site, place: Place, order: int, source: PanelSource) -> None:
    """Have ``source`` asked on every page of this place; smaller orders come first."""
    sources = made.parts.setdefault(PANELS, {}).setdefault(place, [])
    sources.append((order, source))
    sources.sort(key=lambda pair: pair[0])


def panels_of(session: Session, actor: Actor, place: Place, thing: Any) -> Sequence[Panel]:
    """The panels of a page, in order."""
    sources = site().parts.get(PANELS, {}).get(place, [])
    made = (source(session, actor, thing) for _order, source in sources)
    return [panel for panel in made if panel is not None]


@dataclass(frozen=True, slots=True)
class ResultAction:
    """Something to do with chosen results of a search: ``url`` takes ``number`` for each chosen document.

    ``whole_label`` names the same for the whole result, sent as ``search``, the arguments of the search's address.
    """

    label: str
    whole_label: str
    url: str
    icon: str


class CardMarkSource(Protocol):
    """Gives the marks of one part on cards of documents in lists."""

    def __call__(
        self, session: Session, actor: Actor, document_ids: Sequence[int], /
    ) -> Mapping[int, Sequence[tuple[str, str]]]:
        """Pairs (label, tone) by document, as far as this actor may know, in a constant number of statements."""


def add_card_marks(made: Site, source: CardMarkSource) -> None:
    """Have ``source`` asked for marks on the cards of search results."""
    made.parts.setdefault(CARD_MARKS, []).append(source)


def card_marks_of(
    session: Session, actor: Actor, document_ids: Sequence[int]
) -> Mapping[int, tuple[tuple[str, str], ...]]:
    """All marks of these documents."""
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for source in site().parts.get(CARD_MARKS, ()) if document_ids else ():
        for document_id, marks in source(session, actor, document_ids).items():
            found[document_id] = (*found.get(document_id, ()), *marks)
    return found


def add_result_action(made: Site, source: Callable[[Actor], ResultAction | None]) -> None:
    """Offer something to do with results of a search; ``source`` answers None for those who may not."""
    made.parts.setdefault(RESULT_ACTIONS, []).append(source)


def result_actions_of(actor: Actor) -> Sequence[ResultAction]:
    """What this actor may do with results of a search."""
    made = (source(actor) for source in site().parts.get(RESULT_ACTIONS, ()))
    return [action for action in made if action is not None]
