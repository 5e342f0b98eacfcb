"""Words of vocabularies for pages, and documents as the parts above show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from flask import Flask, g, url_for
from sqlalchemy.orm import Session

from webapp.base.actor import Actor
from webapp.base.paging import Page
from webapp.directory.models import Honour, Person, Studio
from webapp.directory.queries.entries import PersonPage
from webapp.directory.shown_documents import (
    DOCUMENT_COUNTS_OF,
    DOCUMENT_TOTALS_OF,
    DOCUMENTS_OF,
    DocumentCountsOf,
    DocumentsOf,
    DocumentTotalsOf,
    ShownDocument,
)
from webapp.directory.vocabularies import Vocabularies, VocabularyCache
from webapp.web.i18n import _, language
from webapp.web.site import Site, site

VOCABULARIES = "vocabularies"
KINDS = ("innovation", "process_improvement", "handbook", "operation_method")


def install(app: Flask, made: Site) -> None:
    """Keep the vocabularies at hand, and give templates ``key|term('trades')`` and ``vocabulary_choices('trades')``."""
    made.parts[VOCABULARIES] = VocabularyCache(made.database)
    app.jinja_env.filters["term"] = term
    app.jinja_env.globals.update(vocabulary_choices=vocabulary_choices, portrait_url=portrait_url)


def present_vocabularies() -> Vocabularies:
    """The vocabularies as they are in this request."""
    if "vocabularies" not in g:
        cache: VocabularyCache = site().parts[VOCABULARIES]
        g.vocabularies = cache.present()
    return cast(Vocabularies, g.vocabularies)


def term(key: str | None, vocabulary: str) -> str:
    """The word for a key in the language of the request; '' for none."""
    return present_vocabularies().label(vocabulary, key, language()) if key else ""


def vocabulary_choices(vocabulary: str, keep: str = "") -> list[tuple[str, str]]:
    """Keys and words to choose from, in the language of the request; ``keep`` is offered even when retired."""
    return present_vocabularies().choices(vocabulary, language(), keep)


def entry_url(kind: str, entry_id: int) -> str:
    """The address of an entry's page. ``kind`` is 'person', 'studio' or 'organisation'."""
    values: dict[str, Any] = {f"{kind}_id": entry_id}
    return url_for(f"directory.{kind}", **values)


def portrait_url(person: Person) -> str:
    """The address of a person's portrait; '' when there is none. It changes with the picture."""
    if not person.portrait_sha256:
        return ""
    return url_for("directory.portrait", person_id=person.id, v=person.portrait_sha256[:12])


def by_rank(honours: Sequence[Honour]) -> list[Honour]:
    """Honours with the highest level first, newest first within a level."""
    ranks = {key: place for place, key in enumerate(present_vocabularies().terms.get("levels", {}))}
    return sorted(honours, key=lambda each: (ranks.get(each.level, len(ranks)), -(each.year or 0), each.position))


def person_card(person: Person, count: int = 0, *, at_home: bool = False) -> dict[str, Any]:
    """A person for the macro person_card. Needs honours loaded, and organisation unless ``at_home`` on its page."""
    return {
        "name": person.name,
        "url": url_for("directory.person", person_id=person.id),
        "image": portrait_url(person),
        "trade": term(person.trade, "trades"),
        "organisation": "" if at_home or not person.organisation else person.organisation.name,
        "honours": [each.title for each in by_rank(person.honours)[:2]],
        "count": count,
    }


def studio_card(studio: Studio, count: int = 0, *, at_home: bool = False) -> dict[str, Any]:
    """A studio for the macro studio_card. Needs leader loaded, and organisation unless ``at_home`` on its page."""
    return {
        "name": studio.name,
        "url": url_for("directory.studio", studio_id=studio.id),
        "level": term(studio.level, "levels"),
        "leader": studio.leader.name if studio.leader else "",
        "organisation": "" if at_home or not studio.organisation else studio.organisation.name,
        "industry": term(studio.industry, "industries"),
        "count": count,
    }


def path_of(found: PersonPage) -> list[dict[str, Any]]:
    """What happened to a person year by year, the newest first, for the macro timeline; a single event is no path."""
    events: list[tuple[int, str, str]] = [(each.year, each.title, "") for each in found.person.honours if each.year]
    for member in found.member_of:
        studio = found.studios[member.studio_id]
        url = entry_url("studio", studio.id)
        if member.joined_on:
            events.append((member.joined_on.year, _("加入%(name)s", name=studio.name), url))
        if member.left_on:
            events.append((member.left_on.year, _("离开%(name)s", name=studio.name), url))
    for studio in found.leads:
        if studio.founded_year:
            words = _("领衔的%(name)s成立", name=studio.name)
            events.append((studio.founded_year, words, entry_url("studio", studio.id)))
    events.sort(key=lambda event: -event[0])
    shown = [{"time": _("%(year)s 年", year=year), "title": title, "url": url} for year, title, url in events]
    return shown if len(shown) > 1 else []


def documents_page(session: Session, actor: Actor, kind: str, entry_id: int, number: int) -> Page[dict[str, Any]]:
    """One page of the entry's documents for the macro document_card; empty when no part shows documents."""
    ask = cast("DocumentsOf | None", site().parts.get(DOCUMENTS_OF))
    if ask is None:
        return Page([], 0)
    page = ask(session, actor, kind, entry_id, number)
    return Page([_document_card(each) for each in page.items], page.total, page.number, page.size)


def document_counts(session: Session, actor: Actor, kind: str, entry_id: int) -> list[tuple[str, int]]:
    """How many readable documents the entry has of each kind that occurs, in the order of the kinds."""
    ask = cast("DocumentCountsOf | None", site().parts.get(DOCUMENT_COUNTS_OF))
    counts: Mapping[str, int] = ask(session, actor, kind, entry_id) if ask else {}
    return [(each, counts[each]) for each in KINDS if counts.get(each)]


def document_totals(session: Session, actor: Actor, kind: str, ids: Sequence[int]) -> Mapping[int, int]:
    """How many readable documents each of these entries has."""
    ask = cast("DocumentTotalsOf | None", site().parts.get(DOCUMENT_TOTALS_OF))
    return ask(session, actor, kind, ids) if ask and ids else {}


def _document_card(document: ShownDocument) -> dict[str, Any]:
    return {
        "number": document.number,
        "title": document.title,
        "kind": document.kind,
        "kind_label": term(document.kind, "kinds"),
        "summary": document.summary,
        "year": document.year or "",
        "industry": term(document.industry, "industries"),
        "region": term(document.region, "regions"),
        "organisation": document.organisation,
        "studio": document.studio,
        "url": url_for("documents.read", number=document.number),
    }
