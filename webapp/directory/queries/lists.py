"""The lists of people, studios and organisations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from webapp.directory.models import Honour, Organisation, Person, Studio
from webapp.directory.queries.listing import Condition, Facet, Listing, Wanted, below, column_facet, list_entries
from webapp.directory.vocabularies import Vocabularies


def list_people(session: Session, vocabularies: Vocabularies, wanted: Wanted) -> Listing[Person]:
    """People with their organisation and honours. Honours of merged people have moved, so they count only once."""
    fixed: list[Condition] = []
    if wanted.organisation:
        fixed.append(Person.organisation_id == wanted.organisation)
    facets = {
        "level": _honour_facet("level", {wanted.level} if wanted.level else None),
        "industry": column_facet(Person, Person.industry, below(vocabularies, "industries", wanted.industry)),
        "region": column_facet(Person, Person.region, below(vocabularies, "regions", wanted.region)),
        "trade": column_facet(Person, Person.trade, below(vocabularies, "trades", wanted.trade)),
        "honour": _honour_facet("term", below(vocabularies, "honours", wanted.honour)),
    }
    statement = select(Person).options(joinedload(Person.organisation), selectinload(Person.honours))
    return list_entries(session, Person, statement, wanted, fixed, facets)


def _honour_facet(column_name: str, keys: frozenset[str] | set[str] | None) -> Facet:
    column = getattr(Honour, column_name)
    condition = None
    if keys is not None:
        held = aliased(Honour)
        condition = Person.id.in_(select(held.person_id).where(getattr(held, column_name).in_(sorted(keys))))
    columns: tuple[Any, ...] = (column, func.count(func.distinct(Honour.person_id)))

    def counted(conditions: Sequence[Condition]) -> Select[Any]:
        statement = select(*columns).select_from(Honour).group_by(column)
        if conditions:
            statement = statement.where(Honour.person_id.in_(select(Person.id).where(*conditions)))
        return statement

    return Facet(condition, counted)


def list_studios(session: Session, vocabularies: Vocabularies, wanted: Wanted) -> Listing[Studio]:
    """Studios with their organisation and leader."""
    fixed: list[Condition] = []
    if wanted.organisation:
        fixed.append(Studio.organisation_id == wanted.organisation)
    facets = {
        "level": column_facet(Studio, Studio.level, frozenset({wanted.level}) if wanted.level else None),
        "industry": column_facet(Studio, Studio.industry, below(vocabularies, "industries", wanted.industry)),
        "region": column_facet(Studio, Studio.region, below(vocabularies, "regions", wanted.region)),
        "trade": column_facet(Studio, Studio.trade, below(vocabularies, "trades", wanted.trade)),
    }
    statement = select(Studio).options(joinedload(Studio.organisation), joinedload(Studio.leader))
    return list_entries(session, Studio, statement, wanted, fixed, facets)


def list_organisations(session: Session, vocabularies: Vocabularies, wanted: Wanted) -> Listing[Organisation]:
    """Organisations."""
    kinds = frozenset({wanted.kind}) if wanted.kind else None
    facets = {
        "kind": column_facet(Organisation, Organisation.kind, kinds),
        "industry": column_facet(
            Organisation, Organisation.industry, below(vocabularies, "industries", wanted.industry)
        ),
        "region": column_facet(Organisation, Organisation.region, below(vocabularies, "regions", wanted.region)),
    }
    return list_entries(session, Organisation, select(Organisation), wanted, [], facets)


def entry_counts(session: Session, organisation_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many studios and people each of these organisations has."""
    counts: dict[int | None, list[int]] = {each: [0, 0] for each in organisation_ids}
    models: tuple[type[Studio] | type[Person], ...] = (Studio, Person)
    for place, model in enumerate(models):
        rows = session.execute(
            select(model.organisation_id, func.count())
            .where(model.organisation_id.in_(organisation_ids), model.merged_into_id.is_(None))
            .group_by(model.organisation_id)
        )
        for organisation_id, count in rows:
            counts[organisation_id][place] = count
    return {each: (counts[each][0], counts[each][1]) for each in organisation_ids}
