"""The tabs of what is in the index: documents, people, studios and organisations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from webapp.directory.models import Organisation, Person, Studio
from webapp.directory.vocabularies import Vocabularies
from webapp.search.entry import Key
from webapp.search.tabs import DOCUMENT, Line, Tab, Tabs, in_order
from webapp.web.i18n import language, lazy
from webapp.web.site import Site

TABS = "search_tabs"
ENTRIES: dict[str, type[Person] | type[Studio] | type[Organisation]] = {
    "person": Person,
    "studio": Studio,
    "organisation": Organisation,
}


def add_tab(made: Site, tab: Tab) -> None:
    """Have a tab of an upper part on the result page; called from the part's ``install``."""
    made.parts[TABS] = in_order([*made.parts.get(TABS, INDEXED).values(), tab])


def entries_of(session: Session, keys: Sequence[Key]) -> dict[Key, Any]:
    """The rows of the directory behind hits, with what their lines show: a statement each, one for honours."""
    options: dict[str, tuple[Any, ...]] = {
        "person": (joinedload(Person.organisation), selectinload(Person.honours)),
        "studio": (joinedload(Studio.organisation), joinedload(Studio.leader)),
        "organisation": (),
    }
    found: dict[Key, Any] = {}
    for kind, model in ENTRIES.items():
        ids = [key.id for key in keys if key.kind == kind]
        if ids:
            here = select(model).where(model.id.in_(ids), model.merged_into_id.is_(None))
            rows = session.scalars(here.options(*options[kind]))
            found.update((Key(kind, cast(Any, row).id), row) for row in rows)
    return found


def entry_address(kind: str, entry_id: int) -> str:
    """The page of a person, a studio or an organisation."""
    return url_for(f"directory.{kind}", **cast(Any, {f"{kind}_id": entry_id}))


def _person(row: Person, vocabularies: Vocabularies) -> Line:
    honours = "、".join(honour.title for honour in row.honours[:2])
    facts = (("award", honours), *_worker(row, vocabularies), *_places(row, vocabularies))
    return _line("person", row.id, facts)


def _studio(row: Studio, vocabularies: Vocabularies) -> Line:
    level = vocabularies.label("levels", row.level, language())
    leader = row.leader.name if row.leader else ""
    facts = (("award", level), ("person", leader), *_worker(row, vocabularies), *_places(row, vocabularies))
    return _line("studio", row.id, facts)


def _organisation(row: Organisation, vocabularies: Vocabularies) -> Line:
    return _line("organisation", row.id, tuple(_places(row, vocabularies)))


def _line(kind: str, entry_id: int, facts: tuple[tuple[str, str], ...]) -> Line:
    return Line(entry_address(kind, entry_id), tuple((icon, text) for icon, text in facts if text))


def _worker(row: Person | Studio, vocabularies: Vocabularies) -> Iterator[tuple[str, str]]:
    yield "wrench-adjustable", vocabularies.label("trades", row.trade, language())
    yield "building", row.organisation.name if row.organisation else ""


def _places(row: Person | Studio | Organisation, vocabularies: Vocabularies) -> Iterator[tuple[str, str]]:
    yield "diagram-3", vocabularies.label("industries", row.industry, language())
    yield "geo-alt", vocabularies.label("regions", row.region, language())


INDEXED: Tabs = in_order(
    (
        Tab(
            DOCUMENT,
            lazy("成果"),
            10,
            facets=(
                *("kind", "industry", "trade", "region", "year", "studio", "honour", "patent"),
                *("steps", "video", "adopted", "verified"),
            ),
        ),
        Tab("person", lazy("工匠"), 20, _person, ("industry", "trade", "region", "honour")),
        Tab("studio", lazy("工作室"), 30, _studio, ("level", "industry", "trade", "region")),
        Tab("organisation", lazy("单位"), 40, _organisation, ("organisation_kind", "industry", "region")),
    )
)
