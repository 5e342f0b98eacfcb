"""The check list before opening: what is missing or may not be shown, each with its item, hall or page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from webapp.exhibitions.queries.showing import Exhibit, Shown
from webapp.exhibitions.workflow import ItemKind


class Weight(StrEnum):
    """BLOCKS: it cannot open. LACKS: somebody else has to agree. HINT: worth knowing."""

    BLOCKS = "blocks"
    LACKS = "lacks"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the check list. ``item_key`` or ``hall_key`` name where it is, both '' for the whole exhibition."""

    code: str
    weight: Weight
    hall_key: str = ""
    item_key: str = ""
    name: str = ""


def problems(shown: Shown) -> tuple[Problem, ...]:
    """Everything the check list says of a show that was previewed, the gravest first."""
    found = [*_of_the_whole(shown), *_of_halls(shown), *_withheld(shown)]
    for exhibit in shown.exhibits:
        found += _of_item(exhibit)
    weights = list(Weight)
    return tuple(sorted(found, key=lambda problem: weights.index(problem.weight)))


def blocks(found: tuple[Problem, ...]) -> bool:
    """Whether it cannot open for now."""
    return any(problem.weight == Weight.BLOCKS for problem in found)


def is_clean(found: tuple[Problem, ...]) -> bool:
    """Whether nothing is lacking; hints do not count."""
    return all(problem.weight == Weight.HINT for problem in found)


def _of_the_whole(shown: Shown) -> Iterator[Problem]:
    if not shown.exhibits:
        yield Problem("nothing_to_show", Weight.BLOCKS)
    if not (shown.show.starts_on and shown.show.ends_on):
        yield Problem("no_period", Weight.BLOCKS)
    if not shown.show.introduction.strip():
        yield Problem("no_introduction", Weight.LACKS)
    if shown.cover is None:
        yield Problem("no_cover", Weight.HINT)


def _of_halls(shown: Shown) -> Iterator[Problem]:
    for hall, exhibits in shown.halls:
        if not exhibits:
            yield Problem("empty_hall", Weight.LACKS, hall.key, "", hall.title)


def _withheld(shown: Shown) -> Iterator[Problem]:
    for hall in shown.show.halls:
        for item in hall.items:
            if item.key in shown.withheld:
                yield Problem("not_for_all", Weight.BLOCKS, hall.key, item.key)


def _of_item(exhibit: Exhibit) -> Iterator[Problem]:
    def problem(code: str, weight: Weight) -> Problem:
        return Problem(code, weight, exhibit.hall_key, exhibit.item.key, exhibit.title)

    if exhibit.is_halted:
        yield problem("halted", Weight.BLOCKS)
    has_portrait = exhibit.person is not None and exhibit.person.portrait_sha256
    if not exhibit.pictures and not has_portrait and exhibit.item.kind != ItemKind.PANEL:
        yield problem("no_picture", Weight.LACKS)
    elif len(exhibit.pictures) < len(exhibit.item.pictures):
        yield problem("picture_withheld", Weight.LACKS)
    if not exhibit.item.caption.strip() and exhibit.item.kind != ItemKind.PANEL:
        yield problem("no_caption", Weight.LACKS)
    if exhibit.is_newer_available:
        yield problem("newer_version", Weight.HINT)
